# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Statuses of issues in every profile: direct, in several steps, by transition, in another language, with screens."""

from __future__ import annotations

import pytest

LAB = {"fields": {"Customer": "NTNU"}}
OF_PROJECT = {"LAB": LAB, "OPS": {}, "DEV": {}, "WEB": {}}
WAYS = {
    # project: where a new issue begins; then each status, how else it is spelled, and how many transitions lead there
    "OPS": (
        "Open",
        [
            ({"status": "In Progress"}, [{"status": "in progress"}, {"status": "IN PROGRESS"}], 1),
            (
                {"status": "Blocked", "fields": {"Deployment note": "waits"}},
                [{"status": "blocked", "fields": {"Deployment note": "waits "}}, {}],
                1,
            ),
            ({"status": "Overdue"}, [{"status": "overdue"}], 1),
            (
                {"status": "Resolved", "resolution": "Done", "fix_versions": ["2026.1"]},
                [{"status": "resolved"}, {"resolution": "Done"}],
                2,
            ),
            ({"status": "Closed", "resolution": "Duplicate"}, [{"status": "CLOSED"}], 1),
            (
                {"status": "Reopened", "resolution": None},
                [{"resolution": ""}, {"resolution": []}],
                1,
            ),
            ({"status": "Closed", "resolution": "Won't Do"}, [{"status": "Closed"}], 1),
            ({"status": "Reopened", "resolution": ""}, [{"status": "Reopened"}], 1),
        ],
    ),
    "DEV": (
        "To Do",
        [
            ({"status": "Take it"}, [{"status": "In Progress"}, {"status": "Take it"}], 1),
            ({"status": "In Review", "summary": "Seen"}, [{"status": "In review"}], 1),
            ({"status": "To Do"}, [{"status": "to do"}], 1),
            (
                {"status": "Done", "resolution": "Done", "fields": {"Deployment note": "out"}},
                [{"status": "done"}, {"fields": {"Deployment note": "out"}}],
                3,
            ),
            ({"status": "Back to the list", "resolution": None}, [{"status": "To Do"}], 1),
        ],
    ),
    "LAB": (
        "TO DO",
        [
            ({"status": "Påbegynn"}, [{"status": "in progress"}, {"status": "In Progress"}], 1),
            ({"status": "Done", "resolution": "Done"}, [{"status": "DONE"}, {"status": "done"}], 1),
            ({"status": "gjenåpne"}, [{"status": "To Do"}, {"status": "gjenåpne"}], 1),
            ({"status": "DONE"}, [], 2),
        ],
    ),
    "WEB": (
        "To Do",
        [
            (
                {"status": "Done", "resolution": "Done"},
                [{"status": "done"}, {"resolution": "Done"}],
                1,
            ),
            ({"status": "Overdue", "resolution": None}, [{"resolution": None}], 1),
            ({"status": "Done"}, [{"resolution": "Done"}], 1),
            ({"status": "To Do"}, [{"status": "to do"}, {"resolution": None}], 1),
        ],
    ),
}


def made(steps, project, **options):
    """A new issue: the options by which it is named, and its key."""
    base = {"project": project, "unique_id": "of status"}
    new = {**base, "issue_type": "Task", "summary": "New", **OF_PROJECT[project], **options}
    return base, steps.step(**new)["issue"]["key"]


def moves(steps, key):
    """The statuses that the history of an issue has, one for each transition."""
    return [after for field, _before, after in steps.history(key) if field == "status"]


@pytest.mark.long
@pytest.mark.parametrize("project", WAYS)
def test_each_status_from_the_one_before(steps, project):
    begin, ways = WAYS[project]
    base, key = made(steps, project)
    assert steps.truth(key)["status"]["name"] == begin
    for options, others, count in ways:
        before = len(moves(steps, key))
        result = steps.step(**base, **options)
        assert [one["field"] for one in result["changes"]].count("status") == 1
        assert len(moves(steps, key)) == before + count
        assert result["issue"]["status"] == steps.truth(key)["status"]["name"]
        for other in others:
            steps.alike(**base, **other)
    assert steps.truth(key)["resolution"] is None or project == "LAB"


@pytest.mark.long
@pytest.mark.parametrize(
    ("project", "options", "sent"),
    [
        ("OPS", {"status": "Open"}, ["POST"]),
        ("OPS", {"status": "In Progress"}, ["POST", "POST"]),
        ("DEV", {"status": "Done", "resolution": "Won't Do"}, ["POST"] * 4),
        ("WEB", {"status": "Done", "resolution": "Done"}, ["POST", "POST"]),
        ("LAB", {"status": "DONE"}, ["POST"] * 3),
    ],
)
def test_a_new_issue_in_its_status(steps, project, options, sent):
    base, key = made(steps, project, **options)
    assert [one.method for one in steps.sent] == sent
    shown = steps.truth(key)
    assert shown["status"]["name"] == options["status"]
    if "resolution" in options:
        assert shown["resolution"]["name"] == options["resolution"]
    steps.alike(**base, **options)


REFUSED = {
    "a status that is not there": ({"status": "Donne"}, ("status", "Donne", "In Progress")),
    "a status too far away": ({"status": "Done", "max_transitions": 1}, ("max_transitions",)),
    "a field of the screen": (
        {"key": "OPS-4", "project": None, "status": "Resolved"},
        ("Resolution",),
    ),
    "no status": ({"status": ""}, ("status", "must not be empty")),
    "a field on no screen": (
        {"status": "In Progress", "fields": {"Deployment note": "x"}},
        ("fields.Deployment note", "screen"),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", REFUSED)
def test_refused_before_any_write_in_both_modes(steps, name):
    options, words = REFUSED[name]
    if steps.is_cloud and name == "a field on no screen":
        steps.step(key="DEV-12", **options)  # Cloud checks no screens
        return
    wanted = {"key": "DEV-12", "summary": "Other", **options}
    sentences = {steps.refused(*words, check=check, **wanted) for check in (True, False)}
    assert len(sentences) == 1


def test_a_resolution_alone(steps):
    """Data Center sets it with a transition only; Cloud edits it."""
    if steps.is_cloud:
        steps.step(key="DEV-10", resolution="Duplicate")
        return
    for check in (True, False):
        steps.refused(
            "resolution", "Done", "status", check=check, key="DEV-10", resolution="Duplicate"
        )


def test_a_transition_to_the_status_that_is_held(steps):
    steps.silent(key="OPS-2", status="Touch")


def test_a_way_that_is_known_to_be_too_long(steps):
    """Issues of the same type in the statuses between show how long the way is."""
    for status in ("In Progress", "In Review"):
        steps.step(project="DEV", unique_id=status, issue_type="Task", summary="x", status=status)
    for check in (True, False):
        steps.refused(
            "max_transitions", check=check, key="DEV-12", status="Done", max_transitions=2
        )
    steps.step(key="DEV-12", status="Done", max_transitions=3)
