# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of JQL are joined so that each keeps its meaning, or refused in a sentence."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.assetops.aip.plugins.filter.jql_and import FilterModule

jql_and = FilterModule().filters()["jql_and"]


@pytest.mark.parametrize(
    ("conditions", "order", "joined"),
    [
        (["a = 1 OR b = 2", "c = 3"], None, "(a = 1 OR b = 2) AND (c = 3)"),
        (["a = 1", "", "  "], "due ASC", "(a = 1) ORDER BY due ASC"),
        ("a = 1", None, "(a = 1)"),
        (['text ~ "order by ("', "b = 2"], None, '(text ~ "order by (") AND (b = 2)'),
        (["a = 'it\\'s )'"], None, "(a = 'it\\'s )')"),
        (['a = "say \\"(\\""'], None, '(a = "say \\"(\\"")'),
        (["a = \\(x"], None, "(a = \\(x)"),
        (["(a = 1) OR (b in (2, 3))"], None, "((a = 1) OR (b in (2, 3)))"),
        (["border byte = 1"], None, "(border byte = 1)"),
    ],
)
def test_joined(conditions, order, joined):
    assert jql_and(conditions, **({"order_by": order} if order else {})) == joined


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (["a = 1 ORDER BY created"], "an ORDER BY cannot be joined with other conditions; remove it"),
        (["a = 1 order\n  by created"], "an ORDER BY cannot be joined"),
        (["a = 1) OR (b = 2"], "it closes more parentheses than it opens"),
        (["(a = 1"], "it opens more parentheses than it closes"),
        (['a = "x', "b = 2"], "the quote at character 5 is never closed"),
        (["a = 'x"], "is never closed"),
        (["", " "], "there is no condition"),
        ([], "there is no condition"),
        ([1], "takes a list of conditions"),
        (7, "takes a list of conditions"),
    ],
)  # fmt: skip
def test_refused(conditions, sentence):
    with pytest.raises(AnsibleFilterError) as error:
        jql_and(conditions)
    assert sentence in str(error.value)
