# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# ruff: noqa: E501 - a row is easier to read in one line
"""jira_issue with input that cannot be right: all problems at once, by their options, in both modes, and no write."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import login

pytestmark = pytest.mark.long

NEW = {"project": "OPS", "unique_id": "disk/1", "issue_type": "Task", "summary": "Disk full"}
EDIT = {"key": "OPS-3"}
NOBODY = "there is no user 'nobody' (by "
HAS = "an Incident in OPS cannot have"
NEW_HAS = "a Task in OPS cannot have"
TYPES = "available: 'Bug', 'Epic', 'Incident', 'Sub-task', 'Task'"
PRIORITIES = "available: 'High', 'Highest', 'Low', 'Lowest', 'Medium'"


def new(**options):
    """The options of an issue that is not there yet, with these."""
    return {**NEW, **options}


def edit(**options):
    """The options of an issue that is there, with these."""
    return {**EDIT, **options}


WRONG = {
    # what is declared
    "project unknown": (new(project="NOPE"), ["project: there is no project 'NOPE'"]),
    "project by name": (
        new(project="IT operations"),
        [
            "project: there is no project 'IT operations', or this user may not see it; write its key"
        ],
    ),
    "another project": (
        edit(project="DEV"),
        ["project: OPS-3 is in the project OPS; issues are moved in Jira itself"],
    ),
    "type unknown": (
        new(issue_type="Tsk"),
        ["issue_type: the project OPS has no issue type 'Tsk'; did you mean 'Task'?"],
    ),
    "type of an issue": (
        edit(issue_type="Story"),
        [f"issue_type: the project OPS has no issue type 'Story'; {TYPES}"],
    ),
    "type and summary missing": (
        {"project": "OPS", "unique_id": "x"},
        ["issue_type: is needed", "summary: is needed"],
    ),
    "neither key nor unique_id": (
        {"summary": "x"},
        ["unique_id: write key for an issue that exists, or unique_id"],
    ),
    "unique_id without project": (
        {"unique_id": "x", "summary": "x"},
        ["project: is needed with unique_id"],
    ),
    "key that is none": (
        {"key": "what"},
        ["key: 'what' is not the key or id of an issue, such as OPS-42"],
    ),
    "key that is not there": (
        {"key": "OPS-9999", "summary": "x"},
        ["key: there is no issue OPS-9999"],
    ),
    # values that Jira does not have
    "priority": (new(priority="Hgh"), [f"priority: {NEW_HAS} 'Hgh'; did you mean 'High'?"]),
    "priority of an issue": (
        edit(priority="Urgent!"),
        [f"priority: {HAS} 'Urgent!'; {PRIORITIES}"],
    ),
    "components": (
        edit(components=["Network", "Netwrk"]),
        [f"components: {HAS} 'Netwrk'; did you mean 'Network'?"],
    ),
    "versions": (
        new(fix_versions=["2026.3"], affects_versions="x"),
        [
            f"fix_versions: {NEW_HAS} '2026.3'; did you mean",
            f"affects_versions: {NEW_HAS} 'x'; available: '2026.1', '2026.2'",
        ],
    ),
    "option": (
        new(fields={"Severity": "Majr"}),
        [f"fields.Severity: {NEW_HAS} 'Majr'; did you mean 'Major'?"],
    ),
    "options": (
        edit(fields={"Affected services": ["Mail", "ERP"]}),
        [f"fields.Affected services: {HAS} 'ERP'"],
    ),
    "cascading option": (
        new(fields={"Site": ["Halden", "Lab"]}),
        [f"fields.Site: {NEW_HAS} 'Halden > Lab'"],
    ),
    "user": (new(assignee="nobody"), [f"assignee: {NOBODY}"]),
    "user with a name of two": (
        new(assignee="Sofia Rossi"),
        ["assignee: 2 users are called 'Sofia Rossi': write one of the "],
    ),
    "field": (
        new(fields={"Severty": "x"}),
        ["fields.Severty: there is no field 'Severty'; did you mean 'Severity'?"],
    ),
    "fields with one name": (
        new(fields={"Team": "Red"}),
        [
            "fields.Team: 2 fields are called 'Team'; write the id of one of them: customfield_10118, customfield_10119"
        ],
    ),
    "fields of Jira's own": (
        new(fields={"Created": "2026-01-01", "status": "Open", "Linked Issues": []}),
        [
            "fields.Created: is set by Jira itself",
            "fields.status: is not set as a field; use the option status",
            "fields.Linked Issues: is not set as a field; use the option links",
        ],
    ),
    "an option as a field": (
        new(fields={"summary": "x"}),
        ["fields.summary: the field summary is written twice"],
    ),
    # texts
    "label with a space": (new(labels=["a b", "c"]), ["labels: 'a b' has a space in it"]),
    "long label": (new(labels=["x" * 256]), ["labels: has 256 characters; Jira takes at most 255"]),
    "own label": (
        edit(labels=["assetops-0123456789abcdef"]),
        ["labels: 'assetops-0123456789abcdef' has the form of this collection's own"],
    ),
    "summary of two lines": (new(summary="a\nb"), ["summary: must be one line"]),
    "long summary": (
        new(summary="x" * 256),
        ["summary: has 256 characters; Jira takes at most 255"],
    ),
    "blank summary": (edit(summary="  "), ["summary: must not be empty"]),
    "NUL": (
        edit(description="a\0b"),
        ["description: contains a character that no text in Jira can have"],
    ),
    "half of a pair": (
        edit(comments=[{"text": "\ud800"}]),
        ["comments[1]: text: contains a character that no text in Jira can have"],
    ),
    "a version that YAML shortens": (
        new(fix_versions=[2026.1]),
        ["fix_versions: takes a text, not the number 2026.1 (YAML reads 2026.10 as 2026.1, too)"],
    ),
    "yes": (
        edit(summary=True),
        ["summary: takes a text, not true (YAML reads yes and on as true, too)"],
    ),
    "no day": (edit(due_date="2026-02-30"), ["due_date: must be a date such as 2026-03-31"]),
    "a moment for a day": (
        edit(due_date={"!timestamp": "2026-02-03T04:05:06"}),
        ["due_date: must be a date without a time"],
    ),
    # what is around it
    "link to itself": (
        edit(links=[{"phrase": "blocks", "issue": "ops-3"}]),
        ["links: OPS-3 cannot be linked to itself"],
    ),
    "links": (
        edit(links=[{"phrase": "blokcs", "issue": "OPS-9999"}]),
        [
            "links: there is no issue OPS-9999",
            "links: no type of links has the phrase 'blokcs'; did you mean 'blocks'?",
        ],
    ),
    "closed sprint": (
        {"key": "DEV-12", "sprint": "DEV Sprint 1"},
        ["sprint: 'DEV Sprint 1' is closed, and takes no more issues"],
    ),
    "sprint": (
        {"key": "DEV-12", "sprint": "DEV Sprnt 3"},
        ["sprint: there is no sprint 'DEV Sprnt 3' on the boards of DEV; did you mean"],
    ),
    "board": (
        {"key": "DEV-12", "sprint": "x", "board": "Nope"},
        ["board: there is no board 'Nope', or this user may not see it; available: "],
    ),
    "board without sprints": (
        {"key": "OPS-3", "sprint": "x", "board": "OPS board"},
        ["sprint: there are no sprints on the board 'OPS board'"],
    ),
    "comments with one marker": (
        edit(comments=[{"text": "a", "marker": "m"}, {"text": "b", "marker": "m"}]),
        ["comments: two of them have the marker 'm'"],
    ),
    "attachment name": (
        edit(attachments=[{"path": "/etc/hostname", "name": "a/b"}]),
        ["attachments[1]: 'a/b' cannot be an attachment's name"],
    ),
    "no file": (
        edit(attachments=[{"path": "/nope/x"}]),
        ["attachments: cannot read '/nope/x': No such file or directory"],
    ),
    "folder": (
        edit(attachments=[{"path": "/etc"}]),
        ["attachments: cannot read '/etc': it is a folder, not a file"],
    ),
    # workflow
    "status": (
        edit(status="Donne"),
        [
            "status: 'Donne' is neither a status of Incident in OPS nor a transition of OPS-3; available: 'Approved', 'Blocked'"
        ],
    ),
    "status of a new issue": (
        new(status="Donne"),
        ["status: Task in OPS has no status 'Donne'; available: 'Approved', 'Blocked'"],
    ),
    "status too far away": (
        {"key": "OPS-2", "status": "Reopened", "max_transitions": 1},
        [
            "status: no way is known from 'In Progress' to 'Reopened' for OPS-2 within 1 steps (max_transitions); offered are: "
        ],
    ),
    "resolution without status": ({"key": "OPS-2", "resolution": "Done"}, ["resolution: "]),
    "resolution of a new issue": (
        new(resolution="Done"),
        ["resolution: is set by moving the issue to a status: write status as well"],
    ),
    "resolution": (
        {"key": "OPS-2", "status": "Resolved", "resolution": "Dnoe"},
        ["resolution: an Incident in OPS cannot have 'Dnoe'; did you mean 'Done'?"],
    ),
    "resolution missing": (
        {"key": "OPS-2", "status": "Resolved"},
        [
            "status: the transition 'Resolve Issue' of OPS-2 requires Resolution: declare it in the same task; available: 'Cannot Reproduce', 'Done'"
        ],
    ),
    # parents
    "parent": (edit(parent="OPS-9999"), ["parent: there is no issue OPS-9999"]),
    "sub-task without parent": (
        new(issue_type="Sub-task"),
        ["parent: is required for a Sub-task in OPS"],
    ),
}
"""Options, and how each problem begins, in their order."""
IN_TRIAL = "; in check mode, "
DIFFERS_ON_CLOUD = ("resolution without status",)
"""Jira Cloud takes fields that are on no screen."""


@pytest.mark.parametrize("profile", ["dc-9", "dc-10", "cloud"])
@pytest.mark.parametrize("case", WRONG)
def test_every_problem_is_told_in_both_modes(open_sandbox, run, profile, case):
    if profile == "cloud" and case in DIFFERS_ON_CLOUD:
        pytest.skip("Jira Cloud takes fields that are on no screen")
    jira = open_sandbox("company", {"profile": profile})
    options, problems = WRONG[case]
    told = []
    for check in (True, False):
        result = run(jira, "jira_issue", check=check, **login(jira), **options)
        assert result["failed"], result
        assert "exception" not in result
        assert not result["changed"]
        told.append(result["problems"])
    # Only check mode may mean an issue that an earlier task would have created.
    assert [one.partition(IN_TRIAL)[0] for one in told[0]] == told[1]
    assert len(told[0]) == len(problems), told[0]
    for sentence, begins in zip(told[0], problems):
        assert sentence.startswith(begins), sentence
    assert jira.journal.writes() == []


def test_all_problems_that_are_known_are_told_at_once(sandbox, run):
    options = new(
        priority="Hgh",
        assignee="nobody",
        components=["Netwrk"],
        fields={"Severity": "Majr", "Approver": "nobody.else"},
        links=[{"phrase": "blokcs", "issue": "OPS-9999"}],
        sprint="No",
        status="Donne",
        resolution="Dn",
        parent="OPS-9998",
        attachments=[{"path": "/nope"}],
    )
    result = run(sandbox, "jira_issue", **options)
    told = {one.partition(":")[0] for one in result["problems"]}
    expected = {"priority", "assignee", "components", "fields.Severity", "fields.Approver"}
    assert told == expected | {"links", "sprint", "status", "parent", "attachments"}
    assert sandbox.journal.writes() == []
    # What cannot be without asking is known before anything is asked.
    sandbox.journal.clear()
    result = run(sandbox, "jira_issue", key="?", summary="", due_date="x", status=[], labels="a b")
    assert len(result["problems"]) == 5
    assert len(sandbox.journal) == 0


def test_a_field_that_no_screen_has(open_sandbox, run):
    jira = open_sandbox("company", {"jira_hidden_fields": "customfield_10100"})
    for check in (True, False):
        result = run(jira, "jira_issue", check=check, key="OPS-3", fields={"Customer": "ACME"})
        (problem,) = result["problems"]
        assert problem.startswith(
            "fields.Customer: the field (customfield_10100) is not on the screen for editing an Incident in OPS"
        )
    assert jira.journal.writes() == []


def test_an_issue_that_cannot_be_labelled_on_creation(open_sandbox, run):
    jira = open_sandbox("company", {"jira_hidden_fields": "labels"})
    for check in (True, False):
        (problem,) = run(jira, "jira_issue", check=check, **NEW)["problems"]
        assert problem.startswith("unique_id: a Task in OPS cannot have labels on creation")
    assert jira.journal.writes() == []


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
def test_case_alone_is_no_difference(open_sandbox, run, profile):
    jira = open_sandbox("company", {"profile": profile})
    options = {
        "priority": "hIGH",
        "components": ["network"],
        "fields": {"Severity": "MAJOR", "Site": ["halden"]},
        "issue_type": "task",
        "status": "resolved",
        "resolution": "done",
    }
    created = run(jira, "jira_issue", **login(jira), **new(**options))
    assert not created["failed"], created["msg"]
    assert created["issue"]["priority"] == "High"
    assert created["issue"]["resolution"] == "Done"
    jira.journal.clear()
    for check in (True, False):
        again = run(jira, "jira_issue", check=check, **login(jira), **new(**options))
        assert (again["failed"], again["changed"]) == (False, False), again
    assert jira.journal.writes() == []


def test_an_inactive_user_is_not_assigned(sandbox, run):
    for check in (True, False):
        (problem,) = run(sandbox, "jira_issue", check=check, key="OPS-3", assignee="old.hand")[
            "problems"
        ]
        assert problem == "assignee: the user 'old.hand' is inactive"
    assert sandbox.journal.writes() == []


def test_a_file_that_is_too_large(open_sandbox, run, tmp_path):
    jira = open_sandbox("company", {"jira_attachment_limit": 9})
    (tmp_path / "a.txt").write_text("0123456789")
    (tmp_path / "b.txt").write_text("01234567")
    files = [{"path": str(tmp_path / name)} for name in ("a.txt", "b.txt", "c.txt")]
    for check in (True, False):
        problems = run(jira, "jira_issue", check=check, key="OPS-3", attachments=files)["problems"]
        assert problems[0].startswith("attachments: cannot read")
        assert problems[1] == "attachments: 'a.txt' has 10 bytes; this Jira takes at most 9"
        assert len(problems) == 2
    assert jira.journal.writes() == []


@pytest.mark.parametrize("text", ["description", "comment", "field"])
def test_a_text_that_cloud_cannot_have(open_sandbox, run, text):
    jira = open_sandbox("company", {"profile": "cloud"})
    long = "x" * 32_768
    options, path = {
        "description": ({"description": long}, "description"),
        "comment": ({"comments": [{"text": long}]}, "comments[1]"),
        "field": ({"fields": {"Root cause": long}}, "fields.Root cause"),
    }[text]
    for check in (True, False):
        (problem,) = run(jira, "jira_issue", check=check, **login(jira), **edit(**options))[
            "problems"
        ]
        assert problem == f"{path}: has 32,768 characters; Jira takes at most 32,767"
    assert jira.journal.writes() == []


# -- values of every kind for every option --

ODD = {
    "number": 7,
    "fraction": 1.5,
    "list": ["a"],
    "mapping": {"a": 1},
    "true": True,
    "false": False,
    "date": datetime.date(2026, 1, 2),
    "moment": {"!timestamp": "2026-01-02T03:04:05"},
    "blank": "  ",
    "long": "x" * 5000,
    "steering": "a\x1b[31mb\u202ec",
    "emoji": "\U0001f600",
    "NUL": "a\0b",
    "surrogate": "a\ud800b",
    "HTML": "<b>x</b>",
    "template": "{{ 7 * 7 }}",
    "list of lists": [["a"]],
    "list of nothing": [None],
    "infinite": float("inf"),
    "not a number": float("nan"),
    "huge": 10**400,
}
TEXTS = (
    "key", "unique_id", "project", "issue_type", "summary", "description", "priority", "assignee", "reporter", "labels",
    "components", "fix_versions", "affects_versions", "due_date", "parent", "status", "resolution", "sprint", "board",
)  # fmt: skip
FIELDS = ("Customer", "Downtime minutes", "Go-live", "Outage start", "Severity", "Affected services", "Site", "Approver",
          "Reviewers", "Owning team", "Tags", "Found in", "Related project", "Time Tracking", "Story Points", "Rank")  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_no_value_of_any_option_breaks_a_task(sandbox, run, kind):
    """Each is taken, and then check mode foresaw it, or it is refused in words that begin with the option."""
    value = ODD[kind]
    for number, option in enumerate(TEXTS):
        options = {**NEW, "unique_id": f"{kind}/{number}", option: value}
        if option == "key":
            options = {"key": value, "summary": "x"}
        if option == "board":
            options["sprint"] = "DEV Sprint 3"
        _judge(sandbox, run, option, options)
    for number, name in enumerate(FIELDS):
        options = {**NEW, "unique_id": f"{kind}/field {number}", "fields": {name: value}}
        _judge(sandbox, run, f"fields.{name}", options)


def _judge(jira, run, option, options):
    jira.journal.clear()
    foreseen = run(jira, "jira_issue", check=True, wait_for_index=0, **options)
    assert jira.journal.writes() == []
    result = run(jira, "jira_issue", wait_for_index=0, **options)
    for one in (foreseen, result):
        assert "exception" not in one, one["msg"]
    if not result["failed"]:
        assert not foreseen["failed"], foreseen["msg"]
        assert result["changed"] is foreseen["changed"]
        return
    if foreseen["failed"]:
        assert jira.journal.writes() == []
        assert f"{option}:" in result["msg"] or f"{option}[" in result["msg"], result["msg"]
        assert not set(result["msg"]) & set("\x1b\u202e\0\ud800")
        assert len(result["msg"]) < 1500, len(result["msg"])
        return
    name = option.partition(".")[2]
    if name in ("Owning team", "Related project"):  # Jira does not list all groups and projects
        assert f"({name}): " in result["msg"]
        return
    raise AssertionError(f"{option}: check mode did not foresee: {result['msg']}")
