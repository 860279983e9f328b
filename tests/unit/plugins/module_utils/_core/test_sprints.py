# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must be written for a sprint, by Jira's rules."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.sprints import (
    SprintNow,
    parse_moment,
    plan_sprint,
    shown,
)

MONDAY = parse_moment("start_date", "2027-03-01T09:00:00+01:00")
FRIDAY = parse_moment("end_date", "2027-03-12T17:00:00+01:00")
VALUES = {"name": "S 1", "goal": "Faster", "start_date": MONDAY, "end_date": FRIDAY}


def now(state="future", **values):
    return SprintNow(7, 4, state, {**VALUES, **values})


@pytest.mark.parametrize(
    "written",
    [
        "2027-03-01T08:00:00Z", "2027-03-01T08:00:00.000Z", "2027-03-01T08:00:00.000+0000", "2027-03-01 08:00:00",
        "2027-03-01T10:00:00+02:00", "2027-03-01T03:00:00-0500", {"!timestamp": "2027-03-01T09:00:00+01:00"},
        "2027-03-01T08:00:00.0004Z",
    ],
)  # fmt: skip
def test_moments_are_the_same_whatever_their_spelling(written):
    assert parse_moment("start_date", written) == MONDAY
    assert plan_sprint({"start_date": parse_moment("x", written)}, "present", now()).action == ""


def test_a_day_begins_at_midnight_and_nothing_clears():
    assert shown(parse_moment("x", "2027-03-01")) == "2027-03-01T00:00:00Z"
    assert parse_moment("x", "") is None
    assert parse_moment("x", None) is None


@pytest.mark.parametrize("written", ["soon", "2027-02-30", 7, True, "2027-03-01T25:00"])
def test_what_is_no_moment_is_a_sentence(written):
    with pytest.raises(InputError) as error:
        parse_moment("start_date", written)
    assert f"start_date: '{written}' is not a moment; write it as" in error.value.sentence


def test_a_sprint_that_is_missing_is_created_and_started():
    plan = plan_sprint(VALUES, "present", None)
    assert (plan.action, plan.states) == ("create", ())
    assert [change.field for change in plan.changes] == [
        "name",
        "goal",
        "start_date",
        "end_date",
        "state",
    ]
    plan = plan_sprint(VALUES, "active", None)
    assert (plan.action, plan.states) == ("create", ("active",))
    assert plan.changes[-1].after == "active"


@pytest.mark.parametrize(
    ("state", "current", "steps"),
    [
        ("present", "future", ()), ("present", "active", ()), ("present", "closed", ()),
        ("future", "future", ()), ("active", "active", ()), ("closed", "closed", ()),
        ("active", "future", ("active",)), ("closed", "active", ("closed",)),
    ],
)  # fmt: skip
def test_states_follow_each_other(state, current, steps):
    plan = plan_sprint(VALUES, state, now(current))
    assert plan.states == steps
    assert plan.action == ("update" if steps else "")


@pytest.mark.parametrize(
    ("declared", "state", "current", "sentence"),
    [
        (VALUES, "closed", None, "there is no sprint 'S 1' on this board that could be closed"),
        (VALUES, "closed", now(), "'S 1' (id 7) has not started, and so cannot be closed"),
        (VALUES, "future", now("active"), "does not make an active sprint a future one"),
        (VALUES, "active", now("closed"), "Jira does not reopen a closed sprint"),
        (VALUES, "future", now("closed"), "Jira does not reopen a closed sprint"),
        ({"goal": "x"}, "closed", now("closed"), "goal: 'S 1' (id 7) is closed, so it stays as it is: 'Faster', not"),
        ({"name": "S 1"}, "active", None, "start_date and end_date: required to start a sprint"),
        ({}, "active", now(end_date=None), "end_date: required to start a sprint"),
        ({"end_date": MONDAY}, "present", now(), "end_date: 2027-03-01T08:00:00Z is not after start_date"),
        ({}, "absent", now("active"), "only a future sprint can be removed, and 'S 1' (id 7) is active; close it"),
        ({}, "absent", now("closed"), "is closed; it is part of the history of its issues"),
        ({}, "present", None, "name: a new sprint requires a name"),
    ],
)  # fmt: skip
def test_what_jira_does_not_allow_is_a_sentence(declared, state, current, sentence):
    with pytest.raises(InputError) as error:
        plan_sprint(declared, state, current)
    assert sentence in error.value.sentence


def test_only_what_differs_is_written():
    plan = plan_sprint({**VALUES, "goal": "Slower", "name": " S 1 "}, "present", now())
    assert plan.values == {"goal": "Slower"}
    assert [(one.field, one.before, one.after) for one in plan.changes] == [
        ("goal", "Faster", "Slower")
    ]


def test_a_date_is_cleared():
    plan = plan_sprint({"end_date": None}, "present", now())
    assert plan.values == {"end_date": None}
    assert plan.changes[0].before == "2027-03-12T16:00:00Z"


def test_removal():
    assert plan_sprint(VALUES, "absent", None).action == ""
    plan = plan_sprint({"name": "S 1"}, "absent", now())
    assert plan.action == "delete"
    assert all(change.after is None for change in plan.changes)


def test_milliseconds_stay():
    moment = parse_moment("x", "2027-03-01T08:00:00.123456Z")
    assert shown(moment) == "2027-03-01T08:00:00.123Z"
    assert moment.tzinfo is datetime.timezone.utc
