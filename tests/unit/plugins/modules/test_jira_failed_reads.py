# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A list of Jira that cannot be read is never an empty one; what a run that failed left is finished by the next."""

from __future__ import annotations

import pytest

from .issue_runs import NEW, Machines

KEY = "DEV-6"
SPRINT = {"module": "jira_sprint", "board": "DEV board", "name": "DEV Sprint 3", "goal": "Colours"}
ODD_ROWS = {"values": [None], "comments": [None], "issues": [None], "isLast": True}
READS = {
    # what is read: the request, the task, and what there may be only one of
    "sprints": (r"/board/\d+/sprint$", SPRINT, "sprint"),
    "comments": (r"/issue/[^/]+/comment$", {"key": KEY, "comments": [{"text": "Signed"}]}, "comment"),
    "pages": (
        r"/remotelink$",
        {"key": KEY, "remote_links": [{"url": "https://example.com/1", "title": "One"}]},
        "remotelink",
    ),
}  # fmt: skip
FAULTS = {
    "odd rows": {"effect": "replaced", "body": ODD_ROWS},
    "400": {"effect": "refused", "status": 400, "body": {"errorMessages": ["No"], "errors": {}}},
    "not successful": {"effect": "refused", "body": {"success": False, "message": "No"}},
}


@pytest.fixture(params=["dc-10", "cloud"])
def machines(request, open_sandbox, tmp_path):
    return Machines(open_sandbox(switches={"profile": request.param}), tmp_path)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("what", READS)
def test_a_list_that_cannot_be_read_is_not_empty(machines, what, fault):
    path, task, kind = READS[what]
    machines.does(**task)
    count = len(machines.sandbox.site.jira.rows.all(kind))
    effect = {**FAULTS[fault]}
    if what == "pages" and fault == "odd rows":
        effect["body"] = [None]
    machines.sandbox.faults.add(method="GET", path=path, **effect)
    result = machines.run(**task)
    assert result["failed"]
    assert not result["changed"]
    machines.sandbox.faults.clear()
    machines.silent(**task)
    assert len(machines.sandbox.site.jira.rows.all(kind)) == count


def test_hits_that_are_none_are_no_empty_search(machines):
    machines.does(**NEW)
    body = {**ODD_ROWS, "total": 1, "startAt": 0, "maxResults": 50}
    machines.sandbox.faults.add("replaced", path=r"/rest/api/\d/search", body=body)
    assert machines.run("two", **NEW)["failed"]
    assert len(machines.issues()) == 1


# --- what was begun ------------------------------------------------------------------------------


def test_a_file_that_was_to_be_replaced_is_removed_by_the_next_run(machines, tmp_path):
    path = tmp_path / "note.txt"
    task = {"key": KEY, "attachments": [{"path": str(path)}]}
    path.write_text("old")
    machines.does(**task)
    path.write_text("newer")
    machines.sandbox.faults.add("refused", method="DELETE", path="attachment", status=403, body={})
    result = machines.run(**task)
    assert result["failed"]
    assert result["changed"]
    assert len(machines.hanging("attachment", KEY)) == 2
    machines.sandbox.faults.clear()
    assert machines.does(**task)["changed"]
    assert [one["size"] for one in machines.hanging("attachment", KEY)] == [5]
    machines.silent(**task)


def test_an_identity_of_which_only_the_label_was_written_is_a_change(machines):
    task = {"key": KEY, "project": "DEV", "unique_id": "firmware"}
    machines.sandbox.faults.add(
        "refused", method="PUT", path="/properties/", status=403, body={"errorMessages": ["No"]}
    )
    result = machines.run(**task)
    assert result["failed"]
    assert result["changed"]
    machines.sandbox.faults.clear()
    assert machines.does(**task)["changed"]
    machines.silent(**task)


def test_a_way_to_a_status_that_was_interrupted_is_continued(machines):
    """From where it stopped, there is a way back as well."""
    task = {"key": KEY, "status": "Done", "resolution": "Done"}
    machines.sandbox.faults.add(
        "refused", method="POST", path="/transitions", after=1, status=403, body={"message": "No"}
    )
    assert machines.run(**task)["changed"]
    machines.sandbox.faults.clear()
    machines.does(**task)
    assert machines.passed(KEY) == ["In Progress", "In Review", "Done"]
    machines.silent(**task)


def test_a_project_that_cannot_be_read_after_it_was_written_is_a_change(run, open_sandbox):
    sandbox = open_sandbox()
    sandbox.faults.add("error", method="GET", path="/project/OPS$", after=1, status=500)
    task = {"key": "OPS", "description": "All of it", "user": "admin"}
    result = run(sandbox, "jira_project", **task)
    assert result["failed"]
    assert result["changed"]
    sandbox.faults.clear()
    assert not run(sandbox, "jira_project", **task)["changed"]


def test_a_deletion_that_finds_nothing_although_the_issue_is_there_is_none(machines):
    machines.sandbox.faults.add(
        "refused",
        method="DELETE",
        path="/issue/",
        times=1,
        status=404,
        body={"errorMessages": ["No"]},
    )
    result = machines.run(key=KEY, state="absent")
    assert result["failed"]
    assert not result["changed"]
    assert machines.does(key=KEY, state="absent")["changed"]


def test_a_deletion_that_was_carried_out_before_it_was_sent_again_is_a_change(machines):
    machines.sandbox.faults.add("error_after", method="DELETE", path="/issue/", times=1, status=503)
    assert machines.does(key=KEY, state="absent")["changed"]
    machines.silent(key=KEY, state="absent")
