# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jira_sprint against the sandbox, in every profile: present, check mode, states, and answers that are lost.

The DEV board has DEV Sprint 1 (closed), 2 (active) and 3 (future, without dates).
"""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import (
    PROFILES,
    bodies,
    login,
)

pytestmark = pytest.mark.long

NEW = {
    "board": "DEV board",
    "name": "Next",
    "goal": "Faster",
    "start_date": "2027-03-01T09:00:00+01:00",
    "end_date": "2027-03-12T17:00:00+01:00",
}
DATES = {"start_date": "2027-03-01T08:00:00Z", "end_date": "2027-03-12T16:00:00Z"}
CREATE = {"method": "POST", "path": "agile/1.0/sprint$"}


@pytest.fixture(params=PROFILES)
def jira(request, open_sandbox):
    """A Jira of each profile."""
    return open_sandbox("company", {"profile": request.param})


@pytest.fixture
def sprint(run):
    """Runs jira_sprint as the user ansible."""

    def declared(jira, check=False, **options):
        return run(jira, "jira_sprint", check=check, **login(jira), **options)

    return declared


def steps(jira, sprint, **options):
    """The real result of a task that check mode predicts, and after which nothing is left to do."""
    jira.journal.clear()
    predicted = sprint(jira, check=True, **options)
    assert jira.journal.writes() == []
    real = sprint(jira, **options)
    assert not real["failed"], real["msg"]
    assert predicted["changed"] is real["changed"] is True
    assert predicted["changes"] == real["changes"]
    assert predicted["diff"] == real["diff"]
    written = bodies(jira)
    jira.journal.clear()
    for check in (True, False):
        again = sprint(jira, check=check, **options)
        assert (again["failed"], again["changed"], again["changes"]) == (False, False, [])
        assert again["diff"]["before"] == again["diff"]["after"] == ""
        assert again["sprint"] == real["sprint"]
    assert jira.journal.writes() == []
    return real, written


def test_created_changed_started_closed(jira, sprint):
    real, written = steps(jira, sprint, **NEW)
    number = real["sprint"]["id"]
    assert real["sprint"] == {
        "id": number,
        "board_id": 1,
        "name": "Next",
        "state": "future",
        "goal": "Faster",
        **DATES,
    }
    assert [(method, path) for method, path, _body in written] == [("POST", "agile/1.0/sprint")]
    assert real["diff"]["before_header"] == "(not in Jira)"
    _real, written = steps(jira, sprint, **{**NEW, "goal": "Slower"})
    assert written == [("POST", f"agile/1.0/sprint/{number}", {"goal": "Slower"})]
    _real, written = steps(jira, sprint, board=1, name="Next", goal="")
    assert written == [("POST", f"agile/1.0/sprint/{number}", {"goal": ""})]
    real, written = steps(jira, sprint, id=number, name="Later", end_date="2027-03-19 16:00:00")
    assert written == [
        ("POST", f"agile/1.0/sprint/{number}", {"name": "Later", "endDate": "2027-03-19T16:00:00Z"})
    ]
    jira.switch(jira_parallel_sprints=True)
    real, written = steps(jira, sprint, board="DEV board", name="Later", state="active", goal="Now")
    assert written == [("POST", f"agile/1.0/sprint/{number}", {"goal": "Now", "state": "active"})]
    real, written = steps(jira, sprint, board="DEV board", name="Later", state="closed")
    assert written == [("POST", f"agile/1.0/sprint/{number}", {"state": "closed"})]
    assert real["sprint"]["state"] == "closed"
    # What is returned can be declared again.
    shown = {key: value for key, value in real["sprint"].items() if key != "board_id"}
    assert sprint(jira, **shown)["changed"] is False


def test_created_and_started_in_one_task(jira, sprint):
    jira.switch(jira_parallel_sprints=True)
    real, written = steps(jira, sprint, **NEW, state="active")
    assert real["sprint"]["state"] == "active"
    assert [path for _method, path, _body in written] == [
        "agile/1.0/sprint",
        f"agile/1.0/sprint/{real['sprint']['id']}",
    ]


def test_a_future_sprint_is_removed(jira, sprint):
    real, written = steps_of_removal(jira, sprint, "DEV Sprint 3")
    assert real["sprint"] is None
    assert written == [("DELETE", "agile/1.0/sprint/3", "")]


def steps_of_removal(jira, sprint, name):
    return steps(jira, sprint, board="DEV board", name=name, state="absent")


def test_a_date_is_cleared(jira, sprint):
    sprint(jira, **NEW)
    real, written = steps(jira, sprint, board="DEV board", name="Next", end_date="")
    assert real["sprint"]["end_date"] is None
    assert real["sprint"]["start_date"] == DATES["start_date"]
    assert real["sprint"]["goal"] == "Faster"
    assert [method for method, _path, _body in written] == ["PUT"]


def test_what_is_not_declared_stays(jira, sprint):
    before = sprint(jira, check=True, board="DEV board", name="DEV Sprint 2")
    assert before["changed"] is False
    assert before["sprint"]["goal"] == "Sharper images"
    assert before["sprint"]["state"] == "active"


WRONG = {
    "no board": (
        {**NEW, "board": "DEW board"},
        "board: there is no board 'DEW board', or this user may not see it",
    ),
    "kanban": (
        {**NEW, "board": "OPS board"},
        "board: 'OPS board' is a Kanban board, which has no sprints",
    ),
    "closed cannot be edited": (
        {"id": 1, "goal": "x"},
        "goal: 'DEV Sprint 1' (id 1) is closed, so it stays as it is",
    ),
    "closed cannot be reopened": (
        {"id": 1, "state": "active"},
        "Jira does not reopen a closed sprint",
    ),
    "closed cannot be removed": (
        {"id": 1, "state": "absent"},
        "only a future sprint can be removed",
    ),
    "active cannot be removed": (
        {"id": 2, "state": "absent"},
        "is active; close it with state: closed",
    ),
    "start without dates": (
        {"id": 3, "state": "active"},
        "start_date and end_date: required to start a sprint",
    ),
    "close a future one": (
        {"id": 3, "state": "closed"},
        "has not started, and so cannot be closed",
    ),
    "no such id": (
        {"id": 99, "goal": "x"},
        "id: there is no sprint 99, or this user may not see it",
    ),
    "moment": ({**NEW, "start_date": "soon"}, "start_date: 'soon' is not a moment"),
    "no identity": ({"name": "x"}, "one of the following is required: id, board"),
    "empty name": ({"board": "DEV board", "name": " "}, "name: must not be empty"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("check", [True, False])
def test_what_cannot_be_is_a_sentence(sandbox, sprint, options, sentence, check):
    result = sprint(sandbox, check=check, **options)
    assert result["failed"]
    assert sentence in result["msg"]
    assert result["changed"] is False


def test_two_sprints_of_one_name_are_an_error_that_names_the_ids(sandbox, sprint):
    first = sprint(sandbox, **NEW)["sprint"]["id"]
    second = sprint(sandbox, **{**NEW, "name": "Other"})["sprint"]["id"]
    sprint(sandbox, id=second, name="Next")
    result = sprint(sandbox, **NEW)
    assert (
        f"name: board 1 has 2 sprints 'Next'; write the id of one: {first} (future), {second} (future)"
        in result["msg"]
    )
    assert sprint(sandbox, **{**NEW, "id": first})["changed"] is False


def test_the_same_name_on_another_board_is_another_sprint(sandbox, sprint):
    result = sprint(sandbox, board="DEV board", name="Sprint 2")
    assert result["changed"]
    assert result["sprint"]["board_id"] == 1


LOST = {
    "cut after": {"effect": "cut_after"},
    "502 after": {"effect": "error_after", "status": 502},
    "500 after": {"effect": "error_after", "status": 500},
    "half the JSON": {"effect": "truncated_json"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_a_creation_whose_answer_is_lost_is_not_sent_again(sandbox, sprint, fault):
    sandbox.faults.add(**fault, **CREATE, times=1)
    result = sprint(sandbox, **NEW)
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert len(sandbox.journal.writes()) == 1
    assert "an answer was lost, but reading shows that it was carried out" in result["warnings"][0]
    assert sprint(sandbox, **NEW)["changed"] is False


@pytest.mark.parametrize("fault", [{"effect": "cut"}, {"effect": "error", "status": 502}], ids=str)
def test_a_creation_that_was_not_carried_out_is_an_error(sandbox, sprint, fault):
    sandbox.faults.add(**fault, **CREATE, times=1)
    result = sprint(sandbox, **NEW, wait_for_index=3)
    assert result["failed"]
    assert result["changed"] is False
    assert (
        "Reading shows that it was not carried out; it was not sent again: run again"
        in result["msg"]
    )
    assert sprint(sandbox, **NEW)["changed"] is True


def test_a_start_that_fails_after_the_creation_says_what_was_done(sandbox, sprint):
    sandbox.switch(jira_parallel_sprints=False)
    result = sprint(sandbox, **NEW, state="active")  # DEV Sprint 2 is active
    assert result["failed"]
    assert result["changed"] is True
    assert "Written before" in result["msg"]
    assert sprint(sandbox, **NEW)["changed"] is False


def test_who_may_not_manage_sprints_gets_a_sentence(sandbox, run):
    result = run(sandbox, "jira_sprint", user="auditor", **NEW)
    assert result["failed"]
    assert result["changed"] is False
