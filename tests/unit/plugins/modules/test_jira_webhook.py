# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jira_webhook against the sandbox, in every profile: present, check mode, secrets, and answers that are lost."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import (
    PROFILES,
    bodies,
    login,
)

pytestmark = pytest.mark.long

HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
PATH_TOKEN, SECRET = "zaphod-path-4711", "marvin-secret-0815"
NEW = {
    "name": "Approved",
    "target_url": f"https://eda.example.com:8443/jira/{PATH_TOKEN}?q={PATH_TOKEN}",
    "events": ["jira:issue_updated", "jira:issue_created"],
    "jql": "project = OPS",
}
CREATE = {"method": "POST", "path": "webhooks?$"}
OLD_PATH, NEW_PATH = "webhooks/1.0/webhook", "jira-webhook/1.0/webhooks"
PATHS = {"dc-9": OLD_PATH, "dc-10": NEW_PATH, "dc-11": NEW_PATH, "cloud": OLD_PATH}


@pytest.fixture(params=PROFILES)
def jira(request, open_sandbox):
    """A Jira of each profile."""
    return open_sandbox("company", {"profile": request.param})


@pytest.fixture
def webhook(run):
    """Runs jira_webhook as an administrator. No result may hold a token or a secret."""

    def declared(jira, check=False, **options):
        given = {**login(jira, "admin"), **options}
        result = run(jira, "jira_webhook", check=check, **given)
        for word in (PATH_TOKEN, SECRET):
            assert word not in json.dumps(result, default=str)
        return result

    return declared


def place_of(jira):
    return PATHS[jira.switches()["profile"]]


def steps(jira, webhook, **options):
    """The real result of a task that check mode predicts, and after which nothing is left to do."""
    jira.journal.clear()
    predicted = webhook(jira, check=True, **options)
    assert jira.journal.writes() == []
    real = webhook(jira, **options)
    assert not real["failed"], real["msg"]
    assert predicted["changed"] is real["changed"] is True
    assert predicted["changes"] == real["changes"]
    assert predicted["diff"] == real["diff"]
    written = bodies(jira)
    jira.journal.clear()
    for check in (True, False):
        again = webhook(jira, check=check, **options)
        assert (again["failed"], again["changed"], again["changes"]) == (False, False, [])
        assert again["diff"]["before"] == again["diff"]["after"] == ""
        assert again["webhook"] == real["webhook"]
    assert jira.journal.writes() == []
    return real, written


def test_created_changed_removed(jira, webhook):
    place = place_of(jira)
    real, written = steps(jira, webhook, **NEW)
    number = real["webhook"]["id"]
    assert real["webhook"] == {
        "id": number,
        "name": "Approved",
        "target_url": f"https://eda.example.com:8443/{HIDDEN}",
        "events": ["jira:issue_created", "jira:issue_updated"],
        "jql": "project = OPS",
        "exclude_body": False,
        "enabled": True,
        "is_signed": False if jira.switches()["profile"] == "cloud" else None,
    }
    switch = "active" if place == NEW_PATH else "enabled"
    whole = {
        "name": "Approved",
        "url": NEW["target_url"],
        "events": ["jira:issue_created", "jira:issue_updated"],
        "filters": {"issue-related-events-section": "project = OPS"},
        "excludeBody": False,
        switch: True,
    }
    assert written == [("POST", place, whole)]
    assert real["diff"]["before_header"] == "(not in Jira)"
    real, written = steps(jira, webhook, name="Approved", jql="", enabled=False)
    assert [(one["field"], one["before"], one["after"]) for one in real["changes"]] == [
        ("jql", "project = OPS", ""),
        ("enabled", True, False),
    ]
    ((method, path, body),) = written
    assert (method, path) == ("PUT", f"{place}/{number}")
    if place == NEW_PATH:
        assert body.pop("sslVerificationRequired") is True
    assert body == {**whole, "filters": {"issue-related-events-section": ""}, switch: False}
    real, _written = steps(
        jira, webhook, name="Approved", events=["comment_created"], exclude_body=True
    )
    assert (real["webhook"]["exclude_body"], real["webhook"]["enabled"]) == (True, False)
    real, written = steps(jira, webhook, name="Approved", state="absent")
    assert real["webhook"] is None
    assert written == [("DELETE", f"{place}/{number}", "")]


def test_another_token_in_the_address_is_a_change_that_shows_neither(jira, webhook):
    webhook(jira, **{**NEW, "target_url": f"https://eda.example.com/{PATH_TOKEN}-old"})
    real, _written = steps(jira, webhook, **NEW)
    (change,) = real["changes"]
    assert change["before"] == f"https://eda.example.com/{HIDDEN}"
    assert change["after"] == f"https://eda.example.com:8443/{HIDDEN}"


def test_a_secret_is_sent_on_creation_and_then_only_if_asked(jira, webhook):
    real, written = steps(jira, webhook, **NEW, secret=SECRET)
    ((_method, _path, body),) = written
    sent = body["configuration"]["SECRET"] if place_of(jira) == NEW_PATH else body["secret"]
    assert sent == SECRET
    assert real["changes"][-1] == {"field": "secret", "before": None, "after": HIDDEN}
    jira.journal.clear()
    for check in (True, False):
        again = webhook(jira, check=check, **NEW, secret=SECRET, update_secret="always")
        assert again["changed"] is True
        assert again["changes"] == [{"field": "secret", "before": HIDDEN, "after": HIDDEN}]
    ((method, _path, body),) = bodies(jira)
    assert method == "PUT"
    assert SECRET in str(body)
    # Other changes leave the secret alone.
    _real, written = steps(jira, webhook, **{**NEW, "jql": ""}, secret=SECRET)
    assert SECRET not in str(written)


def test_a_secret_that_cloud_shows_as_missing_is_sent(open_sandbox, webhook):
    jira = open_sandbox("company", {"profile": "cloud"})
    webhook(jira, **NEW)
    real, _written = steps(jira, webhook, **NEW, secret=SECRET)
    assert real["changes"] == [{"field": "secret", "before": None, "after": HIDDEN}]
    assert real["webhook"]["is_signed"] is True


WRONG = {
    "event": (
        {**NEW, "events": ["jira:issue_create"]},
        "events: there is no event 'jira:issue_create'; did you mean 'jira:issue_created'?",
    ),
    "no such event": ({**NEW, "events": ["42"]}, "there is no event '42'; there are jira:issue_"),
    "no events": ({**NEW, "events": []}, "events: must not be empty"),
    "no address": ({"name": "x", "events": NEW["events"]}, "target_url: required for a new"),
    "not declared": ({"name": "x", "jql": ""}, "events: required for a new webhook"),
    "relative": ({**NEW, "target_url": "/x"}, "target_url: must be the whole address"),
    "port": ({**NEW, "target_url": "https://x:y/"}, "target_url: must be the whole address"),
    "hidden": ({**NEW, "target_url": f"https://x/{HIDDEN}"}, "is what results show in place of"),
    "hidden secret": ({**NEW, "secret": HIDDEN}, "is what results show in place of"),
    "empty secret": ({**NEW, "secret": ""}, "secret: must not be empty"),
    "no secret": ({**NEW, "update_secret": "always"}, "update_secret: always requires a secret"),
    "empty name": ({**NEW, "name": " "}, "name: must not be empty"),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("check", [True, False])
def test_what_cannot_be_is_a_sentence(sandbox, webhook, options, sentence, check):
    result = webhook(sandbox, check=check, **options)
    assert result["failed"]
    assert sentence in result["msg"]
    assert result["changed"] is False
    assert sandbox.journal.writes() == []


def rows_of(*rows):
    whole = {"url": "https://x.example.com/", "events": ["app:thing_done"], "active": True}
    return [{"filters": {}, "excludeBody": False, **whole, **row} for row in rows]


def answered_with(sandbox, body, **fault):
    sandbox.faults.add("refused", method="GET", path="/webhooks$", status=200, body=body, **fault)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_two_webhooks_of_one_name_are_an_error_that_names_the_ids(sandbox, webhook, state):
    answered_with(sandbox, rows_of({"id": 4, "name": "Approved"}, {"id": 9, "name": "Approved"}))
    result = webhook(sandbox, **NEW, state=state)
    assert result["failed"]
    assert "name: Jira has 2 webhooks 'Approved', with the ids 4, 9" in result["msg"]
    assert sandbox.journal.writes() == []


def test_an_event_that_this_jira_has_already_is_one(sandbox, webhook):
    answered_with(sandbox, rows_of({"id": 4, "name": "Other"}))
    result = webhook(sandbox, check=True, **{**NEW, "events": ["app:thing_done"]})
    assert not result["failed"], result["msg"]


def test_all_pages_are_read_also_short_ones(sandbox, webhook):
    for number in range(3):
        webhook(sandbox, **{**NEW, "name": f"n{number}"})
    # A server that shows one webhook a page, whatever it is asked for.
    first = rows_of({"id": 77, "name": "First"})
    answered_with(sandbox, first, times=1)
    assert webhook(sandbox, **{**NEW, "name": "n2"})["changed"] is False


FAILED = {
    "500": {"effect": "error", "status": 500},
    "403": {"effect": "error", "status": 403},
    "404": {"effect": "error", "status": 404},
    "no list": {"effect": "refused", "status": 200, "body": {}},
    "no row": {"effect": "refused", "status": 200, "body": [None]},
    "no id": {"effect": "refused", "status": 200, "body": [{"name": "x", "events": []}]},
    "no name": {"effect": "refused", "status": 200, "body": [{"id": 1, "events": []}]},
    "half": {"effect": "truncated_json"},
}


@pytest.mark.parametrize("fault", FAILED.values(), ids=FAILED)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_failed_read_is_never_nothing_there(sandbox, webhook, fault, state):
    webhook(sandbox, **NEW)
    sandbox.journal.clear()
    sandbox.faults.add(**fault, method="GET", path="/webhooks$")
    result = webhook(sandbox, **NEW, state=state, retries=0)
    assert result["failed"]
    assert result["changed"] is False
    assert sandbox.journal.writes() == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_who_is_no_administrator_gets_a_sentence(jira, run, state):
    result = run(jira, "jira_webhook", **login(jira), **NEW, state=state)
    assert result["failed"]
    assert "could not list the webhooks" in result["msg"]
    assert jira.journal.writes() == []


@pytest.mark.parametrize("info", [{}, [], {"versionNumbers": ["x"]}, {"version": "new"}], ids=str)
def test_a_version_that_is_not_shown_is_an_error(sandbox, webhook, info):
    sandbox.faults.add("refused", method="GET", path="/serverInfo$", status=200, body=info)
    result = webhook(sandbox, **NEW)
    assert result["failed"]
    assert "could not read the version" in result["msg"]


LOST = {
    "cut after": {"effect": "cut_after"},
    "502 after": {"effect": "error_after", "status": 502},
    "500 after": {"effect": "error_after", "status": 500},
    "half the JSON": {"effect": "truncated_json"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_a_creation_whose_answer_is_lost_is_not_sent_again(jira, webhook, fault):
    jira.faults.add(**fault, **CREATE, times=1)
    result = webhook(jira, **NEW, secret=SECRET)
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert len(jira.journal.writes()) == 1
    assert "an answer was lost, but reading shows that it was carried out" in result["warnings"][0]
    assert webhook(jira, **NEW, secret=SECRET)["changed"] is False


@pytest.mark.parametrize("fault", [{"effect": "cut"}, {"effect": "error", "status": 502}], ids=str)
def test_a_creation_that_was_not_carried_out_is_an_error(sandbox, webhook, fault):
    sandbox.faults.add(**fault, **CREATE, times=1)
    result = webhook(sandbox, **NEW, wait_for_index=3)
    assert result["failed"]
    assert result["changed"] is False
    assert "it was not sent again: run again" in result["msg"]
    assert webhook(sandbox, **NEW)["changed"] is True


def test_a_secret_of_which_no_answer_says_whether_it_was_written_is_not_said_to_be(
    sandbox, webhook
):
    webhook(sandbox, **NEW, secret=SECRET)
    sandbox.faults.add("error_after", method="PUT", path="/webhooks/", status=502)
    options = {**NEW, "secret": SECRET, "update_secret": "always"}
    result = webhook(sandbox, **options, retries=0, wait_for_index=1)
    assert result["failed"]
    assert "Whether it was carried out is not known" in result["msg"]


def test_a_removal_whose_answer_is_lost(sandbox, webhook):
    webhook(sandbox, **NEW)
    sandbox.faults.add("cut_after", method="DELETE", path="/webhooks/", times=1)
    result = webhook(sandbox, name="Approved", state="absent")
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert webhook(sandbox, name="Approved", state="absent")["changed"] is False
