# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jira's modules with answers in which one member is missing or of another type: a right result or a sentence."""

from __future__ import annotations

import copy
import json
import random

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.jiras import login

pytestmark = pytest.mark.long

GONE = object()
VALUES = (GONE, None, 7, "x", [], {}, True, [None], {"a": 1}, ["x"], -1, "", 1.5, [[]])
NEW = {
    "project": "OPS",
    "unique_id": "f/1",
    "issue_type": "Task",
    "summary": "s",
    "priority": "High",
    "labels": ["a"],
    "components": ["Mail"],
    "fields": {"Severity": "Major", "Site": ["Halden"], "Customer": "c"},
    "status": "In Progress",
    "links": [{"phrase": "blocks", "issue": "OPS-2"}],
    "comments": [{"text": "c", "marker": "m"}],
    "remote_links": [{"url": "https://x.example.com", "title": "X"}],
}
EDIT = {
    "key": "OPS-3",
    "summary": "new",
    "labels": ["b"],
    "lists": "add",
    "components": ["Mail"],
    "assignee": "ingrid.solberg",
    "fields": {"Affected services": ["Mail"]},
    "links": [{"phrase": "blocks", "issue": "OPS-2"}],
    "comments": [{"text": "c", "marker": "m"}],
}
TASKS = {
    "create": ("jira_issue", NEW),
    "edit": ("jira_issue", EDIT),
    "identify": ("jira_issue", {"key": "OPS-12", "project": "OPS", "unique_id": "f/2"}),
    "resolve": ("jira_issue", {"key": "OPS-2", "status": "Resolved", "resolution": "Done"}),
    "sprint": ("jira_issue", {"key": "DEV-12", "sprint": "DEV Sprint 3"}),
    "info": ("jira_issue_info", {"jql": "project = OPS", "include": ["comments", "remote_links"]}),
    "make a sprint": ("jira_sprint", {"board": "DEV board", "name": "Next", "goal": "g"}),
    "name a project": ("jira_project", {"key": "OPS", "name": "IT operation"}),
    "register a webhook": (
        "jira_webhook",
        {"name": "New", "target_url": "https://example.com/x", "events": ["jira:issue_created"]},
    ),
}


class Mangled:
    """A WSGI application in front of the sandbox that changes one member of one answer."""

    def __init__(self, app):
        self.app = app
        self.bodies = []
        self.cell = None

    def __call__(self, environ, start_response):
        """One request."""
        begun = []
        body = b"".join(self.app(environ, lambda *given: begun.append(given)))
        status, headers = begun[0][:2]
        data = parsed(body)
        if self.cell is not None and self.cell[0] == len(self.bodies) and data is not None:
            body = json.dumps(mangled(data, *self.cell[1:])).encode()
            headers = [one for one in headers if one[0].lower() != "content-length"]
            headers.append(("Content-Length", str(len(body))))
        self.bodies.append(data)
        start_response(status, headers)
        return [body]

    def next(self, cell=None):
        """Begin another run, of which this cell is changed."""
        self.bodies, self.cell = [], cell


def parsed(body):
    """The JSON of a body, if it is any."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def places(data, at=()):
    """Every place in the data, of lists only the first two."""
    yield at
    parts = data.items() if isinstance(data, dict) else ()
    parts = enumerate(data[:2]) if isinstance(data, list) else parts
    for key, value in parts:
        yield from places(value, (*at, key))


def mangled(data, at, value):
    """The data with another value at a place, or without it; as it is, if there is no such place this time."""
    if not at:
        return None if value is GONE else value
    changed = copy.deepcopy(data)
    here = changed
    try:
        for key in at[:-1]:
            here = here[key]
        if value is GONE:
            del here[at[-1]]
        else:
            here[at[-1]] = value
    except (KeyError, IndexError, TypeError):
        return data
    return changed


@pytest.mark.parametrize("profile", ["dc-9", "dc-10", "cloud"])
@pytest.mark.parametrize("task", TASKS)
def test_no_answer_breaks_a_task(open_sandbox, run, profile, task):
    """Whatever became of it, the next run does the rest, and the one after it finds nothing to do."""
    jira = open_sandbox("company", {"profile": profile})
    fronts = []
    jira.surround(lambda app: fronts.append(Mangled(app)) or fronts[0])
    (front,) = fronts
    module, options = TASKS[task]
    user = "admin" if module in ("jira_project", "jira_webhook") else "ansible"
    if profile == "cloud" and "assignee" in options:
        options = {**options, "assignee": "Ingrid Solberg"}

    def play(cell=None):
        front.next(cell)
        return run(jira, module, **login(jira, user), **options)

    clean = play()
    assert not clean["failed"], clean["msg"]
    answers = [(number, one) for number, one in enumerate(front.bodies) if one is not None]
    chosen = random.Random(f"{profile} {task}")
    for _number in range(25):
        number, data = chosen.choice(answers)
        cell = (number, chosen.choice(list(places(data))), chosen.choice(VALUES))
        jira.reset()
        result = play(cell)
        assert "exception" not in result, (cell, result["exception"])
        if result["failed"]:
            assert "\n" not in result["msg"], (cell, result["msg"])
        then = play()
        assert not then["failed"], (cell, result.get("msg"), then["msg"])
        assert not play()["changed"], cell


# -- single answers that would do harm --


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
@pytest.mark.parametrize("fields", [None, [], "x", 1.5])
def test_an_issue_without_fields_is_not_an_empty_one(open_sandbox, run, profile, fields):
    jira = open_sandbox("company", {"profile": profile})
    jira.faults.add("merged", method="GET", path="issue/OPS-3$", values={"fields": fields})
    options = {"key": "OPS-3", "labels": ["b"], "components": ["Mail"], "lists": "add"}
    result = run(jira, "jira_issue", **login(jira), **options)
    assert result["failed"]
    assert result["msg"].startswith("could not read the issue OPS-3: the answer shows no fields")
    assert jira.journal.writes() == []


@pytest.mark.parametrize("labels", ["x", 7, [7], [["a"]], [{"a": 1}], {}])
def test_labels_of_others_are_never_lost(sandbox, run, labels):
    shown = run(sandbox, "jira_issue_info", key="OPS-12")["issues"][0]
    assert shown["labels"]
    fields = {
        "summary": shown["summary"],
        "status": {"name": shown["status"]},
        "project": {"key": "OPS", "id": "10000"},
        "issuetype": {"name": "Task"},
        "labels": labels,
    }
    sandbox.faults.add("merged", method="GET", path="issue/OPS-12$", values={"fields": fields})
    result = run(sandbox, "jira_issue", key="OPS-12", project="OPS", unique_id="x")
    assert "could not read the labels of OPS-12" in result["msg"]
    sandbox.faults.clear()
    assert run(sandbox, "jira_issue_info", key="OPS-12")["issues"][0]["labels"] == shown["labels"]
