# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a loop over jira_issue amounts to."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.assetops.aip.plugins.filter.issue_summary import FilterModule

issue_summary = FilterModule().filters()["issue_summary"]


def change(field, before, after):
    return {"field": field, "before": before, "after": after}


def result(key, *changes, **more):
    return {
        "issue": {"key": key},
        "changed": bool(changes),
        "changes": list(changes),
        "ansible_loop_var": "one",
        "one": {"key": key, "id": f"id of {key}"},
        **more,
    }


NEW = {"diff": {"before_header": "(not in Jira)"}}
FAILED = {
    "changed": False,
    "failed": False,
    "msg": "status: no way\nleads there",
    "ansible_loop_var": "one",
    "one": {"key": "A-9", "id": "nine"},
}


def test_a_file_that_is_replaced():
    found = issue_summary(result("A-1", change("attachments.x.html", "10002", "/tmp/x.html")))
    assert found["lines"] == ["A-1: attachments.x.html replaced"]


def test_counts_and_lines():
    found = issue_summary(
        {
            "results": [
                result("A-1", change("summary", None, "x"), **NEW),
                result(
                    "A-2",
                    change("status", "Open", "Stuck"),
                    change("comments.overdue", None, "Late"),
                ),
                result("A-3"),
                {**result("A-4", change("labels", ["a"], ["b"])), "changed": False},
                {"changed": False, "skipped": True},
                FAILED,
            ]
        }
    )
    assert found == {
        "total": 5,
        "created": 1,
        "changed": 2,
        "unchanged": 1,
        "failed": 1,
        "skipped": 1,
        "lines": [
            "A-1: created",
            "A-2: status: Open -> Stuck; comment added",
            "A-4: labels changed",
        ],
        "failures": ["A-9: status: no way\\nleads there"],
    }


def test_what_has_no_key_is_named_by_the_loop():
    planned = result("A-1", change("summary", None, "x"), **NEW)
    planned["issue"] = {"key": None}
    assert issue_summary([planned], "id")["lines"] == ["id of A-1: created"]
    assert issue_summary([{**FAILED, "one": "plain"}])["failures"][0].startswith("plain: ")
    assert issue_summary([{"failed": True}])["failures"] == ["an issue: failed"]


def test_many_lines_are_cut_and_many_values_are_counted():
    many = [result(f"A-{number}", change("due_date", None, "2027-01-01")) for number in range(14)]
    lines = issue_summary(many)["lines"]
    assert lines[0] == "A-0: due_date: nothing -> 2027-01-01"
    assert lines[-1] == "... and 4 more"
    one = result("A-1", *[change(f"remote_links.{n}", None, {"url": "x"}) for n in range(2)])
    assert issue_summary([one])["lines"] == ["A-1: 2 remote links added"]


def test_a_single_result_will_do():
    assert issue_summary(result("A-1"))["unchanged"] == 1


@pytest.mark.parametrize("value", ["x", 7, [1], {"results": "x"}])
def test_anything_else_is_refused(value):
    with pytest.raises(
        AnsibleFilterError, match="takes the registered result of a loop over jira_issue"
    ):
        issue_summary(value)
