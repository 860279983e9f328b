# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions of JQL: what each takes, for which kinds of fields it is, and what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import dates
from .syntax import Call, JqlMeaningError
from .world import Field, World

# entries, users and issues: identities; dates: a time
Answer = Sequence[Any]


@dataclass(frozen=True)
class Function:
    """A function: for which fields, with how many arguments, and whether it stands for a list."""

    fits: Callable[[Field], bool]
    answer: Callable[[Call, World], Answer]
    listed: bool
    least: int = 0
    most: int = 0


def evaluate(call: Call, field: Field, world: World) -> Answer:
    """Return what a call stands for; JqlMeaningError if it can't be used there."""
    function = find(call)
    if function is None:
        raise JqlMeaningError(f"Unable to find JQL function '{call.shown}'.")
    given = len(call.arguments)
    if not function.least <= given <= function.most:
        expected = function.least if given < function.least else function.most
        raise JqlMeaningError(
            f"Function '{call.name}' expected '{expected}' arguments but received '{given}'."
        )
    if not function.fits(field):
        if field.kind in ("date", "datetime"):
            raise JqlMeaningError(
                f"A date for the field '{field.names[0]}' provided by the function '{call.name}' is not valid."
            )
        raise JqlMeaningError(
            f"A value provided by the function '{call.name}' is invalid for the field '{field.names[0]}'."
        )
    return function.answer(call, world)


def find(call: Call) -> Function | None:
    """Return the function of that name, in any case."""
    return FUNCTIONS.get(call.name.casefold())


def _user_field(field: Field) -> bool:
    return field.kind == "user"


def _date_field(field: Field) -> bool:
    return field.kind in ("date", "datetime")


def _of_catalog(catalog: str) -> Callable[[Field], bool]:
    return lambda field: field.catalog == catalog


def _issue_field(field: Field) -> bool:
    return field.kind in ("issue", "parent")


def _current_user(call: Call, world: World) -> Answer:
    return () if world.user is None else (world.user,)


def _members(call: Call, world: World) -> Answer:
    members = world.members(call.arguments[0])
    if members is None:
        raise JqlMeaningError(
            f"Function '{call.name}' can not generate a list of usernames for group "
            f"'{call.arguments[0]}'; the group does not exist."
        )
    return members


def _boundary(name: str) -> Callable[[Call, World], Answer]:
    def answer(call: Call, world: World) -> Answer:
        time = dates.boundary(name, call.arguments[0] if call.arguments else None, world.now)
        if time is None:
            raise JqlMeaningError(
                f"Duration for function '{call.name}' should have the format (+/-)n(yMwdm), "
                "e.g -1M for 1 month earlier."
            )
        return (time,)

    return answer


def _sprints(trait: str) -> Callable[[Call, World], Answer]:
    return lambda call, world: [e.id for e in world.entries("sprints") if trait in e.traits]


def _versions(released: bool) -> Callable[[Call, World], Answer]:
    def answer(call: Call, world: World) -> Answer:
        owners = set()
        for text in call.arguments:
            found = [e.id for e in world.entries("projects") if e.is_called(text) or e.id == text]
            if not found:
                raise JqlMeaningError(
                    f"Could not resolve the project '{text}' provided to function '{call.name}'."
                )
            owners.update(found)
        return [
            entry.id
            for entry in world.entries("versions")
            if ("released" in entry.traits) is released
            and "archived" not in entry.traits
            and (not owners or entry.owner in owners)
        ]

    return answer


def _types(subtask: bool) -> Callable[[Call, World], Answer]:
    return lambda call, world: [
        e.id for e in world.entries("issuetypes") if ("subtask" in e.traits) is subtask
    ]


def _nothing_yet(call: Call, world: World) -> Answer:
    """Nobody has looked at, watched or voted for an issue in a browser here."""
    if world.user is None and call.name.casefold() != "issuehistory":
        raise JqlMeaningError(f"Function '{call.name}' cannot be called as anonymous user.")
    return ()


def _linked(call: Call, world: World) -> Answer:
    issue = world.issue(call.arguments[0])
    if issue is None:
        raise JqlMeaningError(
            f"Issue '{call.arguments[0]}' could not be found in function '{call.name}'."
        )
    wanted = {text.casefold() for text in call.arguments[1:]}
    known = {name.casefold() for e in world.entries("linktypes") for name in (e.name, *e.also)}
    for text in call.arguments[1:]:
        if text.casefold() not in known:
            raise JqlMeaningError(
                f"Issue link type '{text}' could not be found in function '{call.name}'."
            )
    found = []
    for link in (issue.get("fields") or {}).get("issuelinks") or ():
        for side, phrase in (("outwardIssue", "outward"), ("inwardIssue", "inward")):
            names = {str(link["type"].get(key, "")).casefold() for key in ("name", phrase)}
            if link.get(side) and (not wanted or wanted & names):
                found.append(str(link[side]["key"]).upper())
    return found


_STARTS = {
    f"{edge}{unit}": Function(_date_field, _boundary(f"{edge}{unit}"), False, 0, 1)
    for edge in ("startOf", "endOf")
    for unit in ("Day", "Week", "Month", "Year")
}
_NAMED: Mapping[str, Function] = {
    "currentUser": Function(_user_field, _current_user, False),
    "membersOf": Function(_user_field, _members, True, 1, 1),
    "now": Function(_date_field, lambda call, world: (world.now,), False),
    **_STARTS,
    "openSprints": Function(_of_catalog("sprints"), _sprints("active"), True),
    "closedSprints": Function(_of_catalog("sprints"), _sprints("closed"), True),
    "futureSprints": Function(_of_catalog("sprints"), _sprints("future"), True),
    "releasedVersions": Function(_of_catalog("versions"), _versions(True), True, 0, 99),
    "unreleasedVersions": Function(_of_catalog("versions"), _versions(False), True, 0, 99),
    "standardIssueTypes": Function(_of_catalog("issuetypes"), _types(False), True),
    "subTaskIssueTypes": Function(_of_catalog("issuetypes"), _types(True), True),
    "issueHistory": Function(_issue_field, _nothing_yet, True),
    "votedIssues": Function(_issue_field, _nothing_yet, True),
    "watchedIssues": Function(_issue_field, _nothing_yet, True),
    "linkedIssues": Function(_issue_field, _linked, True, 1, 99),
}
FUNCTION_NAMES = tuple(_NAMED)
FUNCTIONS: Mapping[str, Function] = {name.casefold(): one for name, one in _NAMED.items()}
