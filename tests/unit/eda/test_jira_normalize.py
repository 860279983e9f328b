# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The event filter jira_normalize: one shape, whatever arrives."""

from __future__ import annotations

import copy
import json
import runpy

import pytest
import yaml
from ansible_collections.assetops.aip.tests.unit.eda.jira_listener import PLUGINS
from hypothesis import given
from hypothesis import strategies as st

FILTER = runpy.run_path(str(PLUGINS / "event_filter" / "jira_normalize.py"))
FRED = {
    "self": "https://jira.example.com/x",
    "name": "fred",
    "key": "JIRAUSER1",
    "displayName": "Fred",
}
CLOUD_FRED = {"accountId": "5b10", "accountType": "atlassian", "displayName": "Fred"}


def normalize(payload):
    return FILTER["main"]({"payload": payload, "meta": {"endpoint": "/jira"}})["jira"]


def issue(person):
    return {
        "id": "10002",
        "key": "OPS-12",
        "fields": {
            "project": {"key": "OPS", "name": "Operations"},
            "issuetype": {"name": "Task"},
            "summary": "Replace the disk",
            "status": {"name": "Approved"},
            "priority": {"name": "High"},
            "resolution": None,
            "labels": ["aip-drift", "b"],
            "assignee": person,
        },
    }


@pytest.mark.parametrize(
    ("person", "deployment", "user"),
    [
        (FRED, "datacenter", {"id": "JIRAUSER1", "name": "fred", "display_name": "Fred"}),
        (CLOUD_FRED, "cloud", {"id": "5b10", "name": None, "display_name": "Fred"}),
    ],
)
def test_updated(person, deployment, user):
    change = {
        "field": "status",
        "from": "1",
        "fromString": "Open",
        "to": "3",
        "toString": "Approved",
    }
    payload = {
        "timestamp": 1767225600123,
        "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic",
        "user": person,
        "issue": issue(person),
        "changelog": {"id": "7", "items": [change, {"field": "labels", "from": None, "to": "x"}]},
    }
    before = copy.deepcopy(payload)
    assert normalize(payload) == {
        "event": "issue_updated",
        "at": "2026-01-01T00:00:00.123+00:00",
        "deployment": deployment,
        "user": user,
        "issue": {
            "id": "10002",
            "key": "OPS-12",
            "project": "OPS",
            "issue_type": "Task",
            "summary": "Replace the disk",
            "status": "Approved",
            "priority": "High",
            "resolution": None,
            "labels": ["aip-drift", "b"],
            "assignee": user,
        },
        "changes": [
            {"field": "status", "from": "Open", "to": "Approved"},
            {"field": "labels", "from": None, "to": "x"},
        ],
        "comment": None,
    }
    assert payload == before


def test_comment_without_issue_and_user():
    comment = {
        "id": "10100",
        "author": FRED,
        "updateAuthor": {"name": "b", "displayName": "B"},
        "body": "Yes\nNo",
    }
    found = normalize(
        {"webhookEvent": "comment_created", "timestamp": "1767225600000", "comment": comment}
    )
    assert found["event"] == "comment_created"
    assert found["at"] == "2026-01-01T00:00:00.000+00:00"
    assert found["deployment"] == "datacenter"
    assert found["user"]["name"] == "fred"
    assert found["issue"] is None
    assert found["comment"] == {"id": "10100", "text": "Yes\nNo", "author": found["user"]}
    updated = normalize({"webhookEvent": "comment_updated", "comment": comment})
    assert updated["user"]["name"] == "b"


def paragraph(*content):
    return {"type": "paragraph", "content": list(content)}


def words(text):
    return {"type": "text", "text": text}


def test_rich_text():
    document = {
        "version": 1,
        "type": "doc",
        "content": [
            {"type": "heading", "attrs": {"level": 1}, "content": [words("Disk")]},
            paragraph(
                words("Ask "),
                {"type": "mention", "attrs": {"id": "5b10", "text": "@Fred"}},
                words(" by "),
                {"type": "date", "attrs": {"timestamp": "1767225600000"}},
                {"type": "hardBreak"},
                {"type": "inlineCard", "attrs": {"url": "https://example.com/1"}},
                {"type": "emoji", "attrs": {"shortName": ":smile:", "text": "😀"}},
            ),
            {
                "type": "bulletList",
                "content": [
                    {"type": "listItem", "content": [paragraph(words("one"))]},
                    {"type": "listItem", "content": [paragraph(words("two"))]},
                ],
            },
            {"type": "codeBlock", "content": [words("a = 1\n  b = 2")]},
        ],
    }
    comment = {"id": 1, "author": CLOUD_FRED, "body": document}
    found = normalize({"webhookEvent": "comment_created", "comment": comment})
    assert found["comment"]["text"] == (
        "Disk\nAsk @Fred by 2026-01-01\nhttps://example.com/1😀\none\ntwo\na = 1\n  b = 2"
    )
    assert found["deployment"] == "cloud"


NOTHING = {
    "event": None, "at": None, "deployment": None, "user": None, "issue": None, "changes": [], "comment": None,
}  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [None, [], {}, "text", 7, {"webhookEvent": None, "issue": [], "changelog": {"items": {}}}],
)
def test_nothing_there(payload):
    assert normalize(payload) == NOTHING


@pytest.mark.parametrize("event", [None, "text", 7, []])
def test_what_is_no_event_stays(event):
    assert FILTER["main"](event) == event


def test_event_without_payload():
    assert FILTER["main"]({"i": 1}) == {"i": 1, "jira": NOTHING}


def test_unfilled_members_of_an_issue():
    found = normalize({"issue": {"key": "OPS-1", "fields": {"labels": [1, None, "a"]}}})["issue"]
    assert found.pop("labels") == ["a"]
    assert {name for name, value in found.items() if value is not None} == {"key", "project"}


def test_other_events():
    assert normalize({"webhookEvent": "jira:version_released"})["event"] == "version_released"
    assert normalize({"webhookEvent": "sprint_started"})["event"] == "sprint_started"
    # The name of a sprint does not make it someone of Data Center.
    assert normalize({"sprint": {"id": 1, "name": "S"}})["deployment"] is None


@pytest.mark.parametrize(
    "time", [10**30, -(10**30), float("nan"), float("inf"), True, "x", "٣", {}, "9" * 5000]
)
def test_time_that_is_none(time):
    assert normalize({"timestamp": time})["at"] is None


def test_deep_document():
    document = words("deep")
    for _each in range(900):
        document = {"type": "panel", "content": [document]}
    assert normalize({"comment": {"body": document}})["comment"]["text"] == ""


NAMES = st.sampled_from(
    ["issue", "fields", "user", "comment", "author", "body", "content", "type", "text", "attrs", "changelog", "items",
     "accountId", "displayName", "name", "key", "timestamp", "webhookEvent", "labels", "status", "project"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["paragraph", "date", "mention"]),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=30,
)


@given(st.dictionaries(NAMES, ANYTHING))
def test_odd_input(payload):
    found = normalize(payload)
    assert set(found) == set(NOTHING)
    json.dumps(found)


def test_documentation_is_yaml():
    assert yaml.safe_load(FILTER["DOCUMENTATION"])["module"] == "jira_normalize"
    assert yaml.safe_load(FILTER["EXAMPLES"])
