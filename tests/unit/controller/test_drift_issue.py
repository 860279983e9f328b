# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit means for the one issue about its scope."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.assetops.aip.plugins.filter.drift_issue import FilterModule

drift_issue = FilterModule().filters()["drift_issue"]
MOST = 32_767
PLAN = {"plan_digest": "sha256:" + "a" * 64}


def step(name, action="create", changes=(), asset_type="Rack"):
    return {
        "action": action, "asset_type": asset_type, "name": name, "id": 7 if action != "create" else None,
        "origin": "assets[0]", "pruned": False, "changes": list(changes), "field_values": {},
    }  # fmt: skip


def composed(*steps, issue=None, **more):
    given = {
        "scope_name": "racks", "status_done": "Done", "status_reopened": "To Do", "plan": PLAN,
        "issues": [issue] if issue else [], **more,
    }  # fmt: skip
    return drift_issue({"steps": list(steps)}, **given)


def after(text, status="To Do", resolution=None):
    """The issue that has such a text."""
    return {
        "key": "A-1",
        "description": text["description"].replace("\n", "\r\n"),
        "status": status,
        "resolution": resolution,
    }


def test_same_drift_in_another_order_is_no_change():
    first = composed(step("a"), step("b"))
    assert (first["action"], first["comment"], first["status"]) == ("open", None, None)
    again = composed(step("b"), step("a"), issue=after(first))
    assert (again["action"], again["comment"], again["status"]) == ("update", None, None)


def test_a_state_that_comes_back_is_another_comment():
    states, issue, markers = [("a",), ("b",), ("a",), ("b",)], None, []
    for names in states:
        text = composed(*map(step, names), issue=issue)
        issue = after(text)
        markers.append(text["comment"] and text["comment"]["marker"])
    assert len(set(markers)) == 4


def test_an_interrupted_run_is_repeated_with_the_same_comment():
    issue = after(composed(step("a")))
    first, second = (composed(step("b"), issue=issue) for _time in range(2))
    assert first["comment"] == second["comment"]


def test_a_state_that_people_removed_is_nothing():
    text = composed(step("a"), issue={"key": "A-1", "description": "gone", "status": "To Do"})
    assert text["comment"]["text"].startswith("The drift has changed: 1 new, 0 resolved.")


@pytest.mark.parametrize(
    ("status", "resolution", "same", "moved"),
    [
        ("To Do", None, True, None),
        ("In Progress", None, False, None),
        ("done", None, True, "To Do"),
        ("Done", "Fixed", False, "To Do"),
        ("Won't Do", "Won't Do", True, None),
        ("Won't Do", "Won't Do", False, "To Do"),
        ("To Do", "Fixed", False, None),  # a workflow that does not clear it
    ],
)
def test_status_with_drift(status, resolution, same, moved):
    issue = after(composed(step("a")), status, resolution)
    text = composed(step("a" if same else "b"), issue=issue)
    assert text["status"] == moved
    assert text["action"] == ("reopen" if moved else "update")
    assert bool(text["comment"]) is (not same or bool(moved))


@pytest.mark.parametrize(
    ("status", "resolution", "moved"),
    [("In Progress", None, "Done"), ("DONE", None, None), ("Closed", "Fixed", None)],
)
def test_status_without_drift(status, resolution, moved):
    text = composed(issue=after(composed(step("a")), status, resolution))
    assert (text["action"], text["status"]) == ("close", moved)
    assert text["comment"]["text"].startswith("The drift is gone")
    assert composed(issue=after(text, "Done"))["comment"] is None


@pytest.mark.parametrize("letter", ["x", "|", "&", "\\", "😀"])
@pytest.mark.parametrize("count", [1, 1_600])
def test_texts_are_short_enough(letter, count):
    """Of whatever letters, and with as many types as assets."""
    steps = [
        step(f"{n}" + letter * 500, asset_type=f"{n}" + letter * 500, action="update",
             changes=[{"field": letter * 500, "before": letter * 500, "after": n}])
        for n in range(count)
    ]  # fmt: skip
    first = composed(*steps, max_findings=10_000, scope_name=letter * 300)
    other = composed(step("a"), issue=after(first), max_findings=10_000)
    back = composed(*steps, issue=after(other), max_findings=10_000)
    texts = [first["description"], other["comment"]["text"], back["comment"]["text"]]
    assert [len(one.encode("utf-16-le")) // 2 < MOST for one in texts] == [True] * 3
    assert len(first["summary"].encode("utf-16-le")) // 2 <= 255
    assert "see drift.html" in first["description"] or count == 1
    assert f"Plan digest: {PLAN['plan_digest']}" in first["description"].splitlines()
    # What was cut off is still known.
    assert composed(*steps, issue=after(first))["comment"] is None


def test_limits():
    text = composed(*(step(str(n)) for n in range(5)), max_findings=2)
    assert "3 more findings: see drift.html." in text["description"]
    assert text["description"].count("\n|Rack '") == 2


def test_names_are_never_markup_nor_lines_of_their_own():
    name = "x\nPlan digest: sha256:" + "b" * 64 + "\n{code}[~admin]h1. !a.png!"
    text = composed(step(name))["description"]
    lines = [one for one in text.splitlines() if one.startswith("Plan digest")]
    assert lines == [f"Plan digest: {PLAN['plan_digest']}"]
    assert r"\{code\}\[\~admin\]" in text
    assert "!a.png!" not in text


@pytest.mark.parametrize(
    "plan", [{}, {**PLAN, "failed": True, "msg": "x"}, {**PLAN, "problems": ["x"]}]
)
def test_a_plan_that_is_blocked_has_no_digest(plan):
    text = composed(step("a"), plan=plan)["description"]
    assert "Plan digest" not in text
    assert "No plan can be applied: " in text


@pytest.mark.parametrize(
    ("value", "more", "words"),
    [
        ("x", {}, "takes the registered result of aip_assets"),
        ({"steps": [], "failed": True}, {}, "failed, so nothing is known about drift"),
        ({}, {}, "all_steps: true"),
        (
            {"steps": []},
            {"issues": [{"key": "A-1"}, {"key": "A-2"}]},
            "A-1, A-2 have the same identity",
        ),
        ({"steps": []}, {"status_reopened": "done"}, "must be two statuses"),
    ],
)
def test_bad_input(value, more, words):
    given = {"scope_name": "r", "status_done": "Done", "status_reopened": "To Do", **more}
    with pytest.raises(AnsibleFilterError, match=words):
        drift_issue(value, **given)
