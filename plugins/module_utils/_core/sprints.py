# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared sprint, the one that Jira has, and what must be written, by Jira's rules for sprints.

A sprint is created as a future one, starts once, with both dates, and is closed once. A closed one stays as it is, and
only a future one can be removed. Source: Atlassian's page "Jira Software REST API", sprints.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import InputError
from .issues.moments import exact_moment
from .kinds.written import Invalid, unmarked
from .model import Change

FIELDS = ("name", "goal", "start_date", "end_date")
"""What is compared, beside the state."""
DATES = ("start_date", "end_date")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FUTURE, ACTIVE, CLOSED, ABSENT, PRESENT = "future", "active", "closed", "absent", "present"

Values = Mapping[str, Any]
"""Values of fields: texts, moments, and None for a date that is not set."""


@dataclass(frozen=True)
class SprintNow:
    """A sprint that Jira has."""

    id: int
    board_id: int | None
    state: str
    values: Values

    def shown(self) -> dict[str, Any]:
        """The sprint as results show it, which is how it can be declared."""
        return {
            "id": self.id,
            "board_id": self.board_id,
            "state": self.state,
            **{name: shown(self.values.get(name)) for name in FIELDS},
        }


@dataclass(frozen=True)
class SprintPlan:
    """What must be written: `values` that differ, then the states that follow each other."""

    action: str
    values: Values
    states: tuple[str, ...]
    changes: tuple[Change, ...]


def plan_sprint(declared: Values, state: str, current: SprintNow | None) -> SprintPlan:
    """The plan for the declared values, and for one of the states. Raises InputError for what Jira does not allow."""
    if state == ABSENT:
        return _removal(current)
    problems = list(_refusals(declared, state, current))
    if problems:
        raise InputError(problems)
    before: Values = current.values if current else {}
    different = {
        name: value for name, value in declared.items() if not same(value, before.get(name))
    }
    if current is None:
        states = (ACTIVE,) if state == ACTIVE else ()
        changes = [
            Change(name, None, shown(value))
            for name, value in declared.items()
            if value is not None
        ]
        changes.append(Change("state", None, ACTIVE if states else FUTURE))
        return SprintPlan("create", declared, states, tuple(changes))
    states = (state,) if state not in (PRESENT, current.state) else ()
    changes = [
        Change(name, shown(before.get(name)), shown(value)) for name, value in different.items()
    ]
    changes += [Change("state", current.state, one) for one in states]
    return SprintPlan("update" if changes else "", different, states, tuple(changes))


def parse_moment(option: str, value: Any) -> datetime.datetime | None:
    """The moment that a user wrote; without an offset it is one of UTC, and a day begins at midnight.

    None clears the date. Raises InputError.
    """
    text = unmarked(value)
    if text is None or text == "":
        return None
    try:
        if isinstance(text, (bool, int, float)):
            raise Invalid("is a number")
        day = _DAY.fullmatch(str(text).strip())
        return exact_moment(f"{day[0]}T00:00" if day else str(text))
    except Invalid:
        raise InputError(
            [f"{option}: '{text}' is not a moment; write it as 2026-03-02T09:00:00+01:00"]
        ) from None


def shown(value: Any) -> Any:
    """A value as results show it, and as it can be declared."""
    if isinstance(value, datetime.datetime):
        digits = "milliseconds" if value.microsecond else "seconds"
        return value.replace(tzinfo=None).isoformat(timespec=digits) + "Z"
    return value


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same: texts but for space at their ends, which Jira removes."""
    if isinstance(one, str) or isinstance(other, str):
        return _text(one) == _text(other)
    return bool(one == other)


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def _removal(current: SprintNow | None) -> SprintPlan:
    if current is None:
        return SprintPlan("", {}, (), ())
    if current.state != FUTURE:
        way_out = (
            "close it with state: closed"
            if current.state == ACTIVE
            else "it is part of the history of its issues"
        )
        raise InputError(
            [
                f"state: only a future sprint can be removed, and {_named(current)} is {current.state}; {way_out}"
            ]
        )
    gone = [
        Change(name, shown(current.values[name]), None)
        for name in FIELDS
        if current.values.get(name)
    ]
    return SprintPlan("delete", {}, (), (*gone, Change("state", current.state, None)))


def _named(current: SprintNow) -> str:
    return f"'{current.values.get('name')}' (id {current.id})"


def _refusals(declared: Values, state: str, current: SprintNow | None) -> Iterator[str]:
    """Why Jira would not allow it, each in a sentence."""
    if current is None:
        if state == CLOSED:
            yield f"state: there is no sprint '{declared.get('name')}' on this board that could be closed"
        if not declared.get("name"):
            yield "name: a new sprint requires a name"
    elif current.state == CLOSED:
        yield from _of_closed(declared, state, current)
    elif (current.state, state) == (FUTURE, CLOSED):
        yield f"state: {_named(current)} has not started, and so cannot be closed; start it with state: active"
    elif (current.state, state) == (ACTIVE, FUTURE):
        yield f"state: {_named(current)} is active, and Jira does not make an active sprint a future one"
    values = {**(current.values if current else {}), **declared}
    starts = state == ACTIVE and (current is None or current.state == FUTURE)
    missing = [name for name in DATES if values.get(name) is None]
    if starts and missing:
        yield f"{' and '.join(missing)}: required to start a sprint"
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and end <= start and set(DATES) & set(declared):
        yield f"end_date: {shown(end)} is not after start_date, {shown(start)}"


def _of_closed(declared: Values, state: str, current: SprintNow) -> Iterator[str]:
    if state not in (CLOSED, PRESENT):
        yield f"state: {_named(current)} is closed, and Jira does not reopen a closed sprint"
        return
    for name, value in declared.items():
        if not same(value, current.values.get(name)):
            yield (
                f"{name}: {_named(current)} is closed, so it stays as it is: {shown(current.values.get(name))!r}, not"
                f" {shown(value)!r}"
            )
