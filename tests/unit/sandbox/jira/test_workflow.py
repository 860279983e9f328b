# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows, their screens, and what becomes of the resolution."""

from __future__ import annotations

import pytest


def steps(client, key):
    """The names of the steps that are offered."""
    return [step["name"] for step in client.read(f"issue/{key}/transitions")["transitions"]]


def take(client, key, number, **body):
    return client.post(f"issue/{key}/transitions", {"transition": {"id": number}, **body})


def test_what_is_offered_depends_on_the_status(jira):
    client = jira()
    key = client.create("OPS")
    offered = ["Start Progress", "Approve", "Resolve Issue", "Close Issue", "Overdue"]
    assert steps(client, key) == offered
    assert take(client, key, "4").status_code == 204
    assert steps(client, key) == ["Wait", "Resolve Issue", "Close Issue", "Touch", "Overdue"]
    (only,) = client.read(f"issue/{key}/transitions?transitionId=711")["transitions"]
    assert only["name"] == "Wait"


def test_a_required_resolution(jira):
    client = jira()
    key = client.create("OPS")
    (step,) = client.read(f"issue/{key}/transitions?transitionId=5&expand=transitions.fields")[
        "transitions"
    ]
    assert step["fields"]["resolution"]["required"]
    answer = take(client, key, 5)
    assert (answer.status_code, answer.json()["errors"]) == (
        400,
        {"resolution": "Resolution is required."},
    )
    assert client.field(key, "status")["name"] == "Open"
    comment = {"comment": [{"add": {"body": "c"}}]}
    assert (
        take(client, key, 5, fields={"resolution": {"name": "Done"}}, update=comment).status_code
        == 204
    )
    issue = client.read(f"issue/{key}")["fields"]
    assert (issue["status"]["name"], issue["resolution"]["name"]) == ("Resolved", "Done")
    assert issue["resolutiondate"]
    assert issue["comment"]["total"] == 1
    assert client.history(key) == [("resolution", None, "Done"), ("status", "Open", "Resolved")]


def test_reopening_keeps_the_resolution_unless_it_is_cleared(jira):
    client = jira()
    for fields, left in (({}, "Done"), ({"resolution": None}, None)):
        key = client.create("OPS")
        take(client, key, 5, fields={"resolution": {"name": "Done"}})
        assert take(client, key, 3, fields=fields).status_code == 204
        found = client.read(f"issue/{key}")["fields"]
        assert found["status"]["name"] == "Reopened"
        assert (found["resolution"] or {}).get("name") == left
        assert bool(found["resolutiondate"]) == (left is not None)


def test_a_workflow_that_sets_the_resolution_itself(jira):
    client = jira("cloud")
    key = client.create("WEB")
    for number, status, resolution in (("31", "Done", "Done"), ("21", "In Progress", None)):
        assert take(client, key, number).status_code == 204
        found = client.read(f"issue/{key}")["fields"]
        assert (found["status"]["name"], (found["resolution"] or {}).get("name")) == (
            status,
            resolution,
        )


def test_an_optional_resolution(jira):
    client = jira()
    key = client.create("DEV")
    for number in ("21", "31", "41"):
        assert take(client, key, number).status_code == 204
    found = client.read(f"issue/{key}")["fields"]
    assert (found["status"]["name"], found["resolution"]) == ("Done", None)


def test_a_field_that_only_the_screen_of_a_step_has(jira):
    client = jira()
    key = client.create("OPS")
    take(client, key, "4")
    answer = take(client, key, "711", fields={"labels": ["a"]})
    assert "labels" in answer.json()["errors"]
    assert (
        take(client, key, "711", fields={"customfield_10126": "parts ordered"}).status_code == 204
    )
    assert client.field(key, "customfield_10126") == "parts ordered"
    assert client.put(f"issue/{key}", {"fields": {"customfield_10126": "x"}}).status_code == 400
    answer = take(client, key, "4", fields={"customfield_10126": "x"})  # has no screen
    assert answer.status_code == 400


def test_a_step_to_the_same_status(jira):
    client = jira()
    key = client.create("OPS")
    take(client, key, "4")
    before = client.history(key)
    assert take(client, key, "721").status_code == 204
    assert client.history(key) == before


def test_names_of_steps_and_statuses_differ(jira):
    client = jira()
    assert steps(client, "LAB-1") == ["Påbegynn"]
    assert client.field("LAB-1", "status")["name"] == "TO DO"
    assert take(client, "LAB-1", "11").status_code == 204
    assert client.field("LAB-1", "status")["name"] == "in progress"


@pytest.mark.parametrize(("profile", "status"), [("dc-10", 500), ("cloud", 400)])
def test_a_wrong_step(jira, profile, status):
    client = jira(profile)
    assert take(client, "OPS-2", "999").status_code == status
    assert client.post("issue/OPS-2/transitions", {}).status_code == 400
    assert take(client, "OPS-2", "x").status_code == 400
    assert client.field("OPS-2", "status")["name"] == "In Progress"


def test_another_transition_is_running(jira):
    client = jira("cloud", jira_transition_running=True)
    assert take(client, "OPS-2", "711").status_code == 409
    client.sandbox.switch(jira_transition_running=False)
    assert take(client, "OPS-2", "711").status_code == 204


def test_who_may_only_read_is_offered_nothing(jira):
    client = jira(user="auditor")
    assert steps(client, "OPS-2") == []
    assert take(client, "OPS-2", "711").status_code == 500
