# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many requests jira_issue sends, in every profile: few for one issue, fewer in a loop; one PUT for all fields."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._local.clock import Clock
from ansible_collections.assetops.aip.plugins.module_utils._module.jira import JIRA
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions

from ...conftest import PassingTime

EVERYTHING = {
    "summary": "Everything",
    "description": "d",
    "priority": "Low",
    "labels": ["a"],
    "components": ["Storage"],
    "fix_versions": ["2026.2"],
    "due_date": "2026-12-24",
    "assignee": "IT Service Desk",
    "status": "In Progress",
    "fields": {"Customer": "C", "Reviewers": ["Mei Lin", "Aisha Khan"], "Severity": "Major"},
    "links": [
        {"phrase": "blocks", "issue": "DEV-1"},
        {"phrase": "is blocked by", "issue": "DEV-2"},
    ],
    "remote_links": [{"url": "https://x.example.com", "title": "X"}],
    "comments": [{"text": "one", "marker": "first"}, {"text": "two"}],
}
NEW = {"project": "OPS", "issue_type": "Task"}


@pytest.fixture
def sessions(steps):
    """A pool that keeps its session from one item of a loop to the next."""
    time = PassingTime(steps.sandbox)
    return Sessions(kept=1, clock=Clock(time.clock, time.sleep, lambda: 1.0), service=JIRA)


def counted(steps):
    """How often each resource was asked for, without ids and keys of issues, since the last call."""
    asked = Counter(
        f"{one.method} {re.sub(r'/issue/[^/]+', '/issue/*', one.path)}"
        for one in steps.sandbox.journal
    )
    steps.sandbox.journal.clear()
    return asked


@pytest.mark.long
def test_an_unchanged_issue_costs_at_most_12_requests(steps):
    task = {**NEW, **EVERYTHING, "unique_id": "all"}
    steps.step(**task)
    steps.sandbox.journal.clear()
    steps.alike(**task)
    assert sum(counted(steps).values()) <= 12


@pytest.mark.long
def test_a_loop_reads_catalogs_once(steps, sessions):
    tasks = [{**NEW, **EVERYTHING, "unique_id": f"all {number}"} for number in range(5)]
    for task in tasks:
        steps.succeeds(**task, sessions=sessions)
    created = counted(steps)
    of_catalogs = [
        one for one in created if re.search(r"/(field|issueLinkType|statuses|createmeta/.*)$", one)
    ]
    assert of_catalogs
    for one in of_catalogs:
        assert created[one] == 1, one
    people = sum(count for one, count in created.items() if "/user" in one)
    assert people <= 3 * 2  # at most two questions for each of three people
    # The same tasks again, by a run of its own: the first one reads the catalogs, the others what is theirs.
    fresh = Sessions(kept=1, clock=sessions._clock, service=JIRA)
    costs = []
    for task in tasks:
        result = steps.succeeds(**task, sessions=fresh)
        assert not result["changed"], result["changes"]
        costs.append(sum(counted(steps).values()))
    assert costs[0] <= 12
    assert max(costs[1:]) < costs[0]
    assert (
        max(costs[1:]) <= 5
    )  # search, issue, its property or comments, links to pages, and no catalog


def test_an_issue_by_key_costs_one_request(steps):
    steps.alike(key="OPS-4", summary="Replace the switches of rack 3", components=["Network"])
    assert sum(counted(steps).values()) == 1


def test_many_fields_are_one_put(steps):
    """Whatever the number of fields: one reading before, one PUT, one reading after."""
    fields = {
        key: EVERYTHING[key] for key in ("summary", "priority", "labels", "due_date", "fields")
    }
    steps.step(key="OPS-4", **fields)
    assert [one.method for one in steps.sent] == ["PUT"]
    assert set(steps.sent[0].body["fields"]) == {
        "summary",
        "priority",
        "labels",
        "duedate",
        "customfield_10100",
        "customfield_10105",
        "customfield_10111",
    }
    # What does not differ is not sent.
    steps.step(key="OPS-4", **{**fields, "priority": "High"})
    assert list(steps.sent[0].body["fields"]) == ["priority"]
