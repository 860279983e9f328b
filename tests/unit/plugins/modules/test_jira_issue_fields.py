# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every field of an issue, in every spelling and every profile: set, again, change, again, clear, again."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.identity import label_of
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import PROFILES

DATA_CENTER = PROFILES[:-1]
CLEARS = (None, "", [])


@dataclasses.dataclass(frozen=True)
class Case:
    """Two values of a field: the spellings of each, and what the sandbox then has. `clears` are ways to clear it."""

    spellings: tuple[Any, ...]
    truth: Any
    others: tuple[Any, ...]
    other_truth: Any
    clears: tuple[Any, ...] = CLEARS
    empty: Any = None
    profiles: tuple[str, ...] = PROFILES
    issue_type: str = "Task"


@dataclasses.dataclass(frozen=True)
class User:
    """Stands for all spellings of a user."""

    name: str


UTC = datetime.timezone.utc
OSLO = datetime.timezone(datetime.timedelta(hours=1))
MEI, AISHA, TOMAS, ITDESK = map(User, ("mei.lin", "aisha.khan", "tomas.novak", "itdesk"))

OF_OPTIONS: Mapping[str, Case] = {
    "summary": Case(("Full", " Full", "Full  "), "Full", ("full",), "full", clears=()),
    "description": Case(
        ("a *b*\n\nc", "a *b*\r\n\r\nc\r\n", "a *b*\n\nc \n\n"), "a *b*\n\nc", ("A",), "A"
    ),
    "issue_type": Case(("Task", "10002", 10002), "Task", ("Bug",), "Bug", clears=()),
    "priority": Case(("High", " High"), "High", ("Lowest",), "Lowest"),
    "assignee": Case((ITDESK,), "itdesk", (TOMAS,), "tomas.novak"),
    "reporter": Case((TOMAS,), "tomas.novak", (MEI,), "mei.lin", clears=()),
    "labels": Case(
        (["b", "a"], ["a", "b"], ("a", "b", "a")), {"a", "b"}, ("A", ["A"]), {"A"}, empty=set()
    ),
    "components": Case(
        (["Network", "Mail"], ["Mail", "Network"]),
        {"Network", "Mail"},
        ("Storage", ["Storage"]),
        {"Storage"},
        empty=set(),
    ),
    "fix_versions": Case(
        (["2026.1", "2026.2"], ["2026.2", "2026.1"]),
        {"2026.1", "2026.2"},
        ("2026.2", ["2026.2"]),
        {"2026.2"},
        empty=set(),
    ),
    "affects_versions": Case(
        (["2026.1"], "2026.1 "), {"2026.1"}, (["2026.2"],), {"2026.2"}, empty=set()
    ),
    "due_date": Case(
        ("2026-03-31", datetime.date(2026, 3, 31), " 2026-03-31 "),
        "2026-03-31",
        ("2026-04-01",),
        "2026-04-01",
    ),
}
OF_FIELDS: Mapping[str, Case] = {
    "Environment": Case(("a\nb", "a\r\nb\r\n"), "a\nb", ("c",), "c"),
    "Security Level": Case(("Staff only",), "Staff only", (), None),
    "timetracking": Case(
        (
            {"originalEstimate": "1d 4h", "remainingEstimate": "1h"},
            {"originalEstimate": "12h", "remainingEstimate": "60m"},
            {"originalEstimate": "1d  4h"},
            {"remainingEstimate": 60},
        ),
        (43200, 3600),
        ({"originalEstimate": "2h"},),
        (7200, 7200),
        clears=(),
    ),
    "Customer": Case(("ACME", "ACME "), "ACME", ("acme", "acme\n"), "acme"),
    "Root cause": Case(("a\n\nb", "a\r\n\r\nb\r\n"), "a\n\nb", ("a\nb",), "a\nb"),
    "Downtime minutes": Case((12.5, "12.5", "12.50", "1.25e1", " 12.5"), 12.5, (0, "0", 0.0), 0.0),
    "Go-live": Case(
        ("2026-02-14", datetime.date(2026, 2, 14)), "2026-02-14", ("2026-02-15",), "2026-02-15"
    ),
    "Outage start": Case(
        (
            "2026-01-26T08:30:00+01:00",
            "2026-01-26T07:30:00Z",
            "2026-01-26T07:30:00.000+0000",
            "2026-01-26T09:30+02:00",
            "2026-01-26 07:30",
            "2026-01-26T07:30:00.25Z",
            datetime.datetime(2026, 1, 26, 8, 30, tzinfo=OSLO),
            datetime.datetime(2026, 1, 26, 7, 30),
        ),
        "2026-01-26T07:30:00.000+0000",
        ("2026-01-26T08:30:00Z",),
        "2026-01-26T08:30:00.000+0000",
    ),
    "Severity": Case(("Major", " Major "), "Major", ("Minor",), "Minor"),
    "Affected services": Case(
        (["Mail", "ERP, finance"], ["ERP, finance", "Mail"]),
        {"Mail", "ERP, finance"},
        ("Storage", ["Storage"]),
        {"Storage"},
    ),
    "Change type": Case(("Normal",), "Normal", ("Emergency",), "Emergency"),
    "Approvals": Case(
        (["Finance", "Works council"], ["Works council", "Finance", "Finance"]),
        {"Finance", "Works council"},
        ("Security",),
        {"Security"},
    ),
    "Site": Case(
        (["Halden", "Laboratory"], {"value": "Halden", "child": "Laboratory"}),
        ("Halden", "Laboratory"),
        ("Halden", ["Halden"], {"value": "Halden"}, ["Halden", None], ["Halden", ""]),
        ("Halden", None),
    ),
    "Approver": Case((AISHA,), "aisha.khan", (MEI,), "mei.lin"),
    "Reviewers": Case(
        ([MEI, AISHA], [AISHA, MEI]), {"mei.lin", "aisha.khan"}, (TOMAS,), {"tomas.novak"}
    ),
    "Owning team": Case(("it-operations",), "it-operations", ("sales",), "sales"),
    "Informed teams": Case(
        (["sales", "finance"], ["finance", "sales"]), {"sales", "finance"}, ("sales",), {"sales"}
    ),
    "Runbook": Case(
        ("https://wiki.example.com/a?b=1&c=2", " https://wiki.example.com/a?b=1&c=2 "),
        "https://wiki.example.com/a?b=1&c=2",
        ("https://wiki.example.com/A",),
        "https://wiki.example.com/A",
    ),
    "Tags": Case((["b", "a"], ["a", "b"]), {"a", "b"}, ("B",), {"B"}),
    "Found in": Case(("2026.1", " 2026.1"), "2026.1", ("2026.2",), "2026.2"),
    "Also in": Case(
        (["2026.2", "2026.1"], ["2026.1", "2026.2"]), {"2026.1", "2026.2"}, ("2026.1",), {"2026.1"}
    ),
    "customfield_10118": Case(("Red",), "Red", ("Blue",), "Blue"),
    "customfield_10119": Case(("Red",), "Red", ("blue",), "blue"),
    "Epic Link": Case(
        ("OPS-1", "ops-1", "{id of OPS-1}"),
        "OPS-1",
        ("WEB-5",),
        "WEB-5",
        profiles=DATA_CENTER,
    ),
    "Epic Name": Case(
        ("Core",), "Core", ("Edge",), "Edge", profiles=DATA_CENTER, issue_type="Epic"
    ),
    "Story Points": Case((3, "3", 3.0), 3.0, (0.5, "0.5"), 0.5),
    "Related project": Case(("DEV", "dev", "10001", 10001), "DEV", ("WEB",), "WEB"),
    "Flagged": Case((["Impediment"], "Impediment"), {"Impediment"}, (), None),
}
CASES = {**OF_OPTIONS, **OF_FIELDS}
OF_OTHERS = {
    "Team": "customfield_10118 and customfield_10119 have this name",
    "Imported from": "only Jira writes it",
    "Rank": "only Jira writes it",
    "Sprint": "the option sprint",
    "Deployment note": "only screens of transitions have it: test_jira_issue_status.py",
}


def test_every_field_of_the_seed_is_here(steps):
    custom = {
        one.name
        for one in steps.sandbox.site.jira.catalog.fields.values()
        if one.custom and steps.profile in (PROFILES if not one.only else [steps.profile])
    }
    assert custom - set(OF_FIELDS) - set(OF_OTHERS) == set()


def truth_of(steps, name, key):
    """What the sandbox has in a field: words, numbers and dates; a set of what has no order."""
    ids = {one.name: one.id for one in steps.sandbox.site.jira.catalog.fields.values()}
    options = {
        "issue_type": "issuetype",
        "fix_versions": "fixVersions",
        "affects_versions": "versions",
        "due_date": "duedate",
    }
    value = steps.truth(key).get(options.get(name) or ids.get(name, name))
    if name == "timetracking" and value:
        return value.get("originalEstimateSeconds"), value.get("remainingEstimateSeconds")
    if name == "Site" and value:
        return value["value"], (value.get("child") or {}).get("value")
    if isinstance(value, list):
        return {told(one) for one in value} - {label_of(f"of {name}")}
    return told(value)


def told(value):
    """The name of a thing."""
    if not isinstance(value, Mapping):
        return value
    return value["key"] if "projectTypeKey" in value else value.get("value") or value["name"]


def spelt(steps, values):
    """All spellings, with those of users and issues in place of what stands for them."""
    found = []
    for value in values:
        if isinstance(value, User):
            found += steps.spellings(value.name)
        elif isinstance(value, list) and value and isinstance(value[0], User):
            every = [steps.spellings(one.name) for one in value]
            found += [list(ways) for ways in zip(*every)]
        elif isinstance(value, str) and value.startswith("{id of "):
            found.append(steps.row(value[7:-1])["id"])
        else:
            found.append(value)
    return found


def written(name, value):
    """The options that declare a field."""
    return {name: value} if name in OF_OPTIONS else {"fields": {name: value}}


@pytest.mark.long
@pytest.mark.combinations
@pytest.mark.parametrize("name", CASES)
def test_every_spelling(steps, name):
    case = CASES[name]
    if steps.profile not in case.profiles:
        assert "there is no field" in steps.refused(key="OPS-4", **written(name, "x"))
        return
    base = {"project": "OPS", "unique_id": f"of {name}"}
    new = {**base, "issue_type": case.issue_type, "summary": "New"}
    values, others = spelt(steps, case.spellings), spelt(steps, case.others)
    if case.issue_type == "Epic" and name != "Epic Name":
        new["fields"] = {"Epic Name": "x"}
    # created with it
    created = steps.step(**{**new, **written(name, values[0])})
    key = created["issue"]["key"]
    assert truth_of(steps, name, key) == case.truth
    assert [one.method for one in steps.sent] == ["POST"]
    for value in values:
        steps.alike(**base, **written(name, value))
    steps.alike(**base)
    # changed
    if others:
        real = steps.step(**base, **written(name, others[0]), foresees=name != "timetracking")
        assert [one.method for one in steps.sent] == ["PUT"]
        assert len(real["changes"]) == 1
        assert truth_of(steps, name, key) == case.other_truth
        for value in others:
            steps.alike(**base, **written(name, value))
    # cleared in each way, and set again in other spellings
    for number, clear in enumerate(case.clears):
        steps.step(**base, **written(name, clear))
        assert [one.method for one in steps.sent] == ["PUT"]
        assert truth_of(steps, name, key) in (case.empty, None)
        for other in case.clears:
            steps.alike(**base, **written(name, other))
        spelling = values[-1 - number % len(values)]
        steps.step(**base, **written(name, spelling), foresees=False)
        assert truth_of(steps, name, key) == case.truth
    # gone
    steps.step(**base, state="absent")
    assert [one.method for one in steps.sent] == ["DELETE"]
