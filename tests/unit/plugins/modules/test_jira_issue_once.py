# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""There is at most one issue for each unique_id, whatever the search shows and whoever else creates it."""

from __future__ import annotations

import pytest

from .issue_runs import ID, NEW, Machines

PROFILES = ("dc-10", "cloud")
SEARCH = r"/rest/api/\d/search"
LAGS = (0, 2, 30, 45)
WAITS = (30, 2, 0)


@pytest.fixture(params=PROFILES)
def machines(request, open_sandbox, tmp_path):
    return Machines(open_sandbox(switches={"profile": request.param}), tmp_path)


def nothing_found(machines):
    """No search finds anything from now on."""
    empty = {"issues": [], "total": 0, "startAt": 0, "maxResults": 50, "isLast": True}
    machines.sandbox.faults.add("replaced", path=SEARCH, body=empty)


# --- an index that lags -------------------------------------------------------------------------


@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("lag", LAGS)
def test_the_next_run_on_the_same_machine(machines, lag, wait):
    machines.sandbox.switch(index_lag=lag)
    created = machines.does(**NEW, wait_for_index=wait)
    assert created["changed"]
    machines.silent(**NEW, wait_for_index=wait)
    machines.sandbox.advance(60)
    machines.silent(**NEW, wait_for_index=wait)
    machines.silent("two", **NEW, wait_for_index=wait)
    assert machines.issues() == [created["issue"]["key"]]


@pytest.mark.long
@pytest.mark.parametrize("wait", WAITS)
@pytest.mark.parametrize("lag", LAGS)
def test_the_next_run_on_another_machine(machines, lag, wait):
    """It cannot know of the issue before the search shows it; then its own one goes again."""
    machines.sandbox.switch(index_lag=lag)
    first = machines.does("one", **NEW, wait_for_index=wait)
    second = machines.does("two", **NEW, wait_for_index=wait)
    assert second["issue"]["key"] == first["issue"]["key"]
    assert machines.issues() == [first["issue"]["key"]]
    machines.silent("two", **NEW, wait_for_index=wait)
    machines.sandbox.advance(60)
    machines.silent("one", **NEW, wait_for_index=wait)


@pytest.mark.parametrize("lag", [0, 30])
@pytest.mark.parametrize("indexed", [False, True])
def test_hits_that_vanish(machines, lag, indexed):
    """Each hit is missing from the second answer; it makes no difference whether JQL finds properties."""
    machines.sandbox.switch(index_lag=lag, jira_vanishing_hits=True, jira_property_index=indexed)
    machines.does(**NEW)
    for machine in ("one", "two", "three"):
        machines.silent(machine, **NEW)
    assert len(machines.issues()) == 1
    machines.does("two", **ID, state="absent")
    assert machines.issues() == []
    assert machines.does("three", **NEW)["changed"]
    assert len(machines.issues()) == 1


# --- an index that never shows what was created ------------------------------------------------


def test_a_search_that_never_finds_labels_is_not_trusted_twice(machines):
    nothing_found(machines)
    sessions = machines.sessions()
    first = machines.does(**NEW, sessions=sessions)
    assert "does not find the new issue by its label" in first["warnings"][0]
    refused = machines.run(**{**NEW, "unique_id": "disk/web-02"}, sessions=sessions)
    assert refused["failed"]
    assert not refused["changed"]
    assert "nothing was written" in refused["msg"]
    assert machines.issues("disk/web-02") == []
    machines.silent(**NEW, sessions=sessions)
    machines.silent(**NEW)


def test_a_search_that_has_caught_up_is_trusted_again(machines):
    machines.sandbox.switch(index_lag=40)
    sessions = machines.sessions()
    machines.does(**NEW, sessions=sessions)
    machines.does(**{**NEW, "unique_id": "disk/web-02"}, sessions=sessions)
    assert len(machines.issues("disk/web-02")) == 1


def test_what_was_deleted_by_hand_is_created_again(machines):
    machines.sandbox.switch(index_lag=40)
    key = machines.does(**NEW)["issue"]["key"]
    machines.does(key=key, state="absent")
    assert machines.issues() == []
    machines.sandbox.advance(60)
    assert machines.does(**NEW)["changed"]
    assert len(machines.issues()) == 1


# --- answers to the creation ---------------------------------------------------------------------

LOST = {
    "cut": {"effect": "cut_after"},
    "cut in the body": {"effect": "cut_body"},
    "empty": {"effect": "empty_body"},
    "half the JSON": {"effect": "truncated_json"},
    "not JSON": {"effect": "malformed_json"},
    "a page of a proxy": {"effect": "error_after", "status": 200, "body": "<html><p>x</p></html>"},
    "500": {"effect": "error_after", "status": 500},
    "502": {"effect": "error_after", "status": 502},
    "503": {"effect": "error_after", "status": 503},
    "504": {"effect": "error_after", "status": 504},
    "another JSON": {"effect": "replaced", "body": {"ok": True}},
}
CREATION = {"method": "POST", "path": r"/issue$"}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_a_creation_whose_answer_is_lost_is_found(machines, fault):
    machines.sandbox.switch(index_lag=2)
    machines.sandbox.faults.add(**CREATION, **fault)
    result = machines.does(**NEW)
    assert result["changed"]
    assert all("the answer to the creation was lost" in one for one in result["warnings"])
    assert bool(result["warnings"]) == (fault["effect"] != "content_type")
    assert machines.issues() == [result["issue"]["key"]]
    machines.silent(**NEW)


@pytest.mark.parametrize("wait", [20, 2, 0])
@pytest.mark.parametrize("fault", ["cut", "500"])
def test_a_creation_whose_answer_is_lost_and_that_is_not_shown_yet(machines, fault, wait):
    """It may have been created: so says the result, and the next run looks for it until that is sure."""
    machines.sandbox.switch(index_lag=30)
    machines.sandbox.faults.add(**CREATION, **LOST[fault], times=1)
    result = machines.run(**NEW, wait_for_index=wait)
    assert result["failed"]
    assert result["changed"]
    assert "Whether the issue was created is not known" in result["msg"]
    assert not machines.does(**NEW, wait_for_index=wait)["changed"]
    assert len(machines.issues()) == 1
    machines.silent("two", **NEW)


def test_no_time_to_be_sure_is_an_error(machines):
    machines.sandbox.switch(index_lag=30)
    machines.sandbox.faults.add(**CREATION, **LOST["cut"], times=1)
    machines.run(**NEW, wait_for_index=0)
    result = machines.run(**NEW, wait_for_index=0, max_wait=5)
    assert result["failed"]
    assert "nothing was written; run again in " in result["msg"]
    assert not result["changed"]
    assert len(machines.issues()) == 1


@pytest.mark.parametrize("effect", ["error", "cut"])
def test_a_creation_that_was_not_carried_out_is_made_by_the_next_run(machines, effect):
    machines.sandbox.switch(index_lag=2)
    machines.sandbox.faults.add(effect, **CREATION, times=1)
    result = machines.run(**NEW)
    assert result["failed"]
    assert "not known" in result["msg"]
    assert machines.does(**NEW)["changed"]
    assert len(machines.issues()) == 1
    machines.silent(**NEW)


@pytest.mark.parametrize("retry_after", [None, 0, 3, "soon"])
def test_a_creation_that_is_told_to_wait_is_sent_again(machines, retry_after):
    machines.sandbox.faults.add("rate_limited", **CREATION, times=2, retry_after=retry_after)
    assert machines.does(**NEW)["changed"]
    assert len(machines.issues()) == 1
    machines.silent(**NEW)


# --- reading what the search shows ---------------------------------------------------------------

UNREADABLE = {
    "404": {"effect": "refused", "status": 404, "body": {"errorMessages": ["Gone"], "errors": {}}},
    "401": {"effect": "refused", "status": 401, "body": {"message": "Log in", "status-code": 401}},
    "403": {"effect": "refused", "status": 403, "body": {"errorMessages": ["No"], "errors": {}}},
    "500": {"effect": "error", "status": 500},
    "HTML": {"effect": "login_page"},
    "nothing": {"effect": "empty_body"},
    "null": {"effect": "replaced", "body": None},
    "another issue": {"effect": "replaced", "body": {"id": "1", "key": "OPS-1", "fields": {}}},
}
READING = {
    "the issue": {"method": "GET", "path": r"/issue/[^/]+$"},
    "the search": {"path": SEARCH},
    "the property": {"method": "GET", "path": r"/properties/"},
    "the login": {"method": "GET", "path": r"/myself$"},
}


@pytest.mark.long
@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("what", READING)
@pytest.mark.parametrize("fault", UNREADABLE)
def test_what_cannot_be_read_is_not_created_again(machines, what, fault, state):
    machines.does(**NEW)
    there = machines.issues()
    machines.sandbox.faults.add(**READING[what], **UNREADABLE[fault])
    result = machines.run("two", **{**NEW, "state": state})
    assert len(machines.issues()) <= 1
    if state == "present":
        assert machines.issues() == there
    if result["changed"]:
        assert machines.issues() != there
    machines.sandbox.faults.clear()
    machines.does("two", **NEW)
    assert len(machines.issues()) == 1


@pytest.mark.long
@pytest.mark.parametrize("what", ["the issue", "the search"])
@pytest.mark.parametrize("effect", ["anonymous", "token_expired", "seraph"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_login_that_ends_in_between_is_not_an_empty_jira(machines, what, effect, number):
    machines.sandbox.switch(unknown_token="anonymous", anonymous_header="absent")
    machines.does(**NEW)
    there = machines.issues()
    machines.sandbox.faults.add(effect, **READING[what], after=number)
    machines.run("two", **NEW)
    assert machines.issues() == there


# --- clones --------------------------------------------------------------------------------------


def clone(machines, key):
    """A clone as Jira makes it: labels are copied, properties are not."""
    jira = machines.sandbox.site.jira
    issue = jira.find_issue(key)
    project = jira.project_of(issue)
    twin = jira.issues.insert(project, issue["type"], issue["fields"], issue["creator"], 1)
    return str(twin["key"])


def test_a_clone_is_not_the_issue(machines):
    key = machines.does(**NEW)["issue"]["key"]
    twin = clone(machines, key)
    machines.silent("two", **NEW)
    machines.does(**ID, state="absent")
    result = machines.run("two", **NEW)
    assert result["failed"]
    assert twin in result["msg"]
    assert machines.issues() == []
    assert not machines.does("two", **ID, state="absent")["changed"]


def test_an_identity_is_given_to_one_issue_only(machines):
    key = machines.does(**NEW)["issue"]["key"]
    other = machines.does(**{**NEW, "unique_id": "disk/web-02"})["issue"]["key"]
    for taken in (other, "OPS-2"):
        result = machines.run(key=taken, unique_id=ID["unique_id"])
        assert result["failed"]
        assert not result["changed"]
    assert machines.issues() == [key]


# --- runs that race ------------------------------------------------------------------------------

RACES = {
    "before the creation": ("POST", r"/issue$", 1, False),
    "right after the creation": ("POST", r"/issue$", 1, True),
    "between the looks": (None, SEARCH, 2, False),
    "while the search is waited for": (None, SEARCH, 4, False),
}


@pytest.mark.long
@pytest.mark.parametrize("wait", [30, 2, 0])
@pytest.mark.parametrize("lag", [0, 2, 30])
@pytest.mark.parametrize("point", RACES)
def test_two_machines_at_once(machines, point, lag, wait):
    machines.sandbox.switch(index_lag=lag)
    method, path, number, after = RACES[point]
    method = method or ("POST" if "cloud" in machines.sandbox.switches()["profile"] else "GET")
    others = []
    machines.meanwhile(
        method, path, lambda: others.append(machines.run("two", **NEW, wait_for_index=wait)), number, after
    )  # fmt: skip
    own = machines.run("one", **NEW, wait_for_index=wait)
    assert not own["failed"], own["msg"]
    for other in others:
        assert not other["failed"], other["msg"]
    assert any(one["changed"] for one in (own, *others))
    assert len(machines.issues()) == 1
    machines.sandbox.advance(60)
    for machine in ("one", "two", "three"):
        machines.silent(machine, **NEW, wait_for_index=wait)


def test_a_younger_issue_that_may_not_be_deleted_is_named(machines):
    machines.sandbox.switch(index_lag=2)
    machines.meanwhile("POST", r"/issue$", lambda: machines.does("two", **NEW))
    machines.sandbox.faults.add(
        "refused", method="DELETE", path=r"/issue/", status=403, body={"errorMessages": ["No"]}
    )
    result = machines.run("one", **NEW)
    both = machines.issues()
    assert len(both) == 2
    assert result["failed"]
    assert result["changed"]
    assert all(key in result["msg"] for key in both)
    again = machines.run("three", **NEW)
    assert again["failed"]
    assert all(key in again["msg"] for key in both)
    assert machines.issues() == both


@pytest.mark.parametrize("effect", ["cut_after", "error_after", "cut"])
def test_the_answer_to_the_deletion_of_the_younger_one_is_lost(machines, effect):
    machines.sandbox.switch(index_lag=2)
    machines.meanwhile("POST", r"/issue$", lambda: machines.does("two", **NEW))
    machines.sandbox.faults.add(effect, method="DELETE", path=r"/issue/", times=1)
    machines.does("one", **NEW)
    assert len(machines.issues()) == 1
    machines.silent("three", **NEW)
