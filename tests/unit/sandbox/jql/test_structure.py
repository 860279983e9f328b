# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What jql/parse shows of a query."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.sandbox.jira.jql import read
from ansible_collections.assetops.aip.tests.sandbox.jira.jql.structure import structure


def value(text, encoded=None):
    return {"value": text, "encodedValue": encoded or text}


def field(name, encoded=None):
    return {"name": name, "encodedName": encoded or name}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {}),
        (
            "order by created desc, key",
            {"orderBy": {"fields": [{"field": field("created"), "direction": "desc"}, {"field": field("key")}]}},
        ),
        ("a = 1", {"where": {"field": field("a"), "operator": "=", "operand": value("1")}}),
        (
            '"My field" ~ "x \\"y\\""',
            {
                "where": {
                    "field": field("My field", '"My field"'), "operator": "~",
                    "operand": value('x "y"', '"x \\"y\\""'),
                }
            },
        ),
        ("a is not empty", {"where": {"field": field("a"), "operator": "is not", "operand": {"keyword": "empty"}}}),
        (
            "a in (b, f(c))",
            {
                "where": {
                    "field": field("a"), "operator": "in",
                    "operand": {
                        "values": [
                            value("b"),
                            {"function": "f", "arguments": ["c"], "encodedOperand": "f(c)"},
                        ]
                    },
                }
            },
        ),
        (
            "not a = 1 and (b = 2 or c = 3)",
            {
                "where": {
                    "operator": "and",
                    "clauses": [
                        {
                            "operator": "not",
                            "clauses": [{"field": field("a"), "operator": "=", "operand": value("1")}],
                        },
                        {
                            "operator": "or",
                            "clauses": [
                                {"field": field("b"), "operator": "=", "operand": value("2")},
                                {"field": field("c"), "operator": "=", "operand": value("3")},
                            ],
                        },
                    ],
                }
            },
        ),
        (
            "status changed by me",
            {
                "where": {
                    "field": field("status"), "operator": "changed",
                    "predicates": [{"operator": "by", "operand": value("me")}],
                }
            },
        ),
    ],
)  # fmt: skip
def test_structure(query, shown):
    assert structure(read(query)) == shown
