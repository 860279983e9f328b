# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jira_issue_info in every profile: what it returns can be declared again, and is complete or an error."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long

EVERY = "project in (OPS, DEV, LAB, WEB) ORDER BY key"
AROUND = ["comments", "remote_links"]
NOT_DECLARED = ("id", "url", "read_only", "attachments")


def found(steps, **options):
    """The issues that are found, and no request that writes."""
    steps.sandbox.journal.clear()
    result = steps.info(**options)
    assert not result["failed"], result["msg"]
    assert not result["changed"]
    assert steps.sandbox.journal.writes() == []
    assert result["count"] == len(result["issues"])
    return result["issues"]


def again(issue):
    """A task that declares what was returned."""
    return {key: value for key, value in issue.items() if key not in NOT_DECLARED}


# -- declared again --


def test_every_issue_of_the_seed_is_declared_again_without_a_change(steps):
    every = found(steps, jql=EVERY, include=AROUND)
    assert len(every) == 38
    for issue in every:
        steps.alike(**again(issue))


def test_an_issue_with_everything_is_declared_again_without_a_change(steps):
    base = {"project": "OPS", "unique_id": "everything"}
    steps.step(
        **base,
        issue_type="Task",
        summary="Everything",
        description="a\n\n * b \n",
        labels=["a"],
        status="In Progress",
        assignee="IT Service Desk",
        fields={
            "Reviewers": ["Mei Lin", "Aisha Khan"],
            "Site": ["Halden", "Laboratory"],
            "Outage start": "2026-01-26T08:30:00+01:00",
            "customfield_10118": "Red",
            "customfield_10119": "other",
            "Related project": "DEV",
            "Downtime minutes": 1,
        },
        links=[{"phrase": "is blocked by", "issue": "DEV-1"}],
        remote_links=[{"url": "https://x.example.com", "title": "X", "global_id": "x=1"}],
        comments=[{"text": "one", "marker": "first"}, {"text": "two"}],
    )
    for question in (base, {"jql": "labels = a"}):
        (issue,) = found(steps, **question, include=AROUND)
        assert issue["unique_id"] == "everything"
        assert issue["comments"] == [{"text": "one", "marker": "first"}, {"text": "two"}]
        steps.silent(**again(issue))
    steps.step(**{**again(issue), "comments": [{"text": "1", "marker": "first"}]})


def test_comments_of_one_text_are_declared_again(steps):
    for text in ("+1", "+1"):
        steps.sandbox.site.jira.rows.add(
            "comment",
            steps.row("OPS-4")["id"],
            {
                **steps.sandbox.site.jira.rows.of("comment", steps.row("OPS-2")["id"])[0],
                "body": text,
            },
        )
    (issue,) = found(steps, key="OPS-4", include=AROUND)
    assert [one["text"] for one in issue["comments"]] == ["+1", "+1"]
    steps.silent(**again(issue))


def test_fields_of_one_name_are_shown_by_id(steps):
    (issue,) = found(steps, key="DEV-1")
    assert issue["fields"]["customfield_10118"] == "Red"
    assert issue["fields"]["customfield_10119"] is None
    assert "Team" not in issue["fields"]


def test_what_only_jira_writes_is_not_declared(steps):
    (issue,) = found(steps, key="OPS-2")
    names = {"Imported from", "Rank", "Created", "Updated", "Creator", "Votes", "Watchers"}
    assert names & set(issue["fields"]) == set()
    assert {"Imported from", "Rank", "Created", "Updated"} <= set(issue["read_only"])
    assert issue["fields"]["Severity"] == "Major"


# -- complete --


@pytest.mark.parametrize("size", [1, 7, 38, 1000])
def test_pages(steps, size):
    keys = [one["key"] for one in found(steps, jql=EVERY, fields=["summary"], page_size=size)]
    assert len(keys) == len(set(keys)) == 38
    for limit in (1, 7, 8, 38, 500):
        some = found(steps, jql=EVERY, fields=["summary"], page_size=size, limit=limit)
        assert [one["key"] for one in some] == keys[:limit]


@pytest.mark.parametrize("cap", [1, 5])
def test_pages_that_the_server_makes_smaller(steps, cap):
    """Data Center lowers maxResults without a word; Cloud makes pages as small as it likes."""
    steps.sandbox.switch(jira_page_cap=cap)
    keys = [one["key"] for one in found(steps, jql=EVERY, fields=["summary"])]
    assert len(keys) == len(set(keys)) == 38
    assert len(steps.sandbox.journal.records(lambda one: "search" in one.path)) >= 38 / cap
    some = found(steps, jql=EVERY, fields=["summary"], limit=7)
    assert [one["key"] for one in some] == keys[:7]


# -- what is asked for --


def test_fields(steps):
    names = [
        "due_date",
        "Severity",
        "customfield_10101",
        "links",
        "status",
        "remote_links",
        "sprint",
    ]
    (issue,) = found(steps, key="OPS-3", fields=names)
    assert issue["due_date"] is None
    assert issue["fields"] == {"Severity": "Critical", "Root cause": "Power supply\nReplaced."}
    assert issue["links"] == [{"phrase": "relates to", "issue": "OPS-2"}]
    assert issue["remote_links"][0]["title"] == "Incident 17"
    assert "read_only" not in issue
    assert "assignee" not in issue


def test_attachments(steps):
    (issue,) = found(steps, jql="key = OPS-2", include=["attachments"])
    assert [(one["name"], one["size"]) for one in issue["attachments"]] == [("queue.txt", 17)]


REFUSED = {
    "unknown fields": (
        {"jql": EVERY, "fields": ["Sumary", "x"]},
        ("fields: ", "'Sumary'", "Summary", "'x'"),
    ),
    "a name of two": (
        {"key": "OPS-1", "fields": ["Team"]},
        ("customfield_10118, customfield_10119",),
    ),
    "no restriction": ({"jql": " "}, ("jql", "restriction")),
    "a field that JQL does not know": ({"jql": "colour = red"}, ("colour",)),
    "a value that is not there": ({"jql": "project = NOPE"}, ("NOPE",)),
    "a quote that is not closed": ({"jql": 'summary ~ "x'}, ("jql",)),
    "no issue": ({"key": "not a key"}, ("key: ",)),
    "limit": ({"jql": EVERY, "limit": 0}, ("limit: must be at least 1",)),
    "two questions": ({"jql": EVERY, "key": "OPS-1"}, ("mutually exclusive",)),
    "no question": ({}, ("key, unique_id, jql",)),
    "no project": ({"unique_id": "x"}, ("project",)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_a_sentence(steps, name):
    options, words = REFUSED[name]
    result = steps.info(**options)
    assert result["failed"]
    assert "Traceback" not in result["msg"]
    for word in words:
        assert word.lower() in result["msg"].lower(), result["msg"]


def test_nothing_is_an_empty_list(steps):
    for question in (
        {"jql": "project = OPS AND labels = nothing"},
        {"key": "OPS-999"},
        {"key": "SEC-1"},
        {"project": "OPS", "unique_id": "nobody"},
    ):
        assert found(steps, **question) == []


def test_an_issue_that_was_moved(steps):
    steps.rename("OPS-2", "WEB-50")
    for key in ("OPS-2", "web-50"):
        (issue,) = found(steps, key=key, include=AROUND)
        assert issue["key"] == "WEB-50"
        assert issue["url"].endswith("/browse/WEB-50")
    # What refers to it does so by its present key, and is declared again without a change.
    (other,) = found(steps, key="OPS-3")
    assert other["links"] == [{"phrase": "relates to", "issue": "WEB-50"}]
    steps.silent(**again(other))
