# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request wants to set: `fields` and `update` of its body, checked against the fields that can be set there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .kinds import KINDS
from .model import Field
from .parsing import unknown_field
from .refusal import JiraRefusal, Wrong
from .rights import allows
from .rows import Row
from .setup import SPECIAL

if TYPE_CHECKING:
    from .scope import Scope


@dataclass
class Changes:
    """What is to be set, what is to be added beside fields (comments, links, worklogs), and what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    added: dict[str, list[Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def refuse_if_wrong(self) -> None:
        """Raise what is wrong, all at once."""
        if self.errors:
            raise JiraRefusal(400, errors=self.errors)


def read_changes(
    body: Mapping[str, Any], settable: Collection[str], scope: Scope, issue: Row | None
) -> Changes:
    """Return the changes of a body; errors are collected, not raised."""
    changes = Changes()
    fields, update = _object(body, "fields"), _object(body, "update")
    for name, raw in fields.items():
        if name not in ("project", "issuetype"):
            _guarded(changes, name, lambda n=name, r=raw: _set(changes, n, r, settable, scope))
    for name, operations in update.items():
        if name in fields and name not in SPECIAL:
            changes.errors[name] = f"Field '{name}' cannot appear in both 'fields' and 'update'"
            continue
        _guarded(
            changes,
            name,
            lambda n=name, o=operations: _update(changes, n, o, settable, scope, issue),
        )
    return changes


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise JiraRefusal(400, f"'{name}' must be an object")
    return found


def _guarded(changes: Changes, name: str, do: Any) -> None:
    try:
        do()
    except Wrong as wrong:
        changes.errors[name] = str(wrong)


def _field(name: str, settable: Collection[str], scope: Scope) -> Field:
    field = scope.jira.catalog.fields.get(name)
    if field is None or name not in settable:
        raise Wrong(unknown_field(name))
    return field


def _set(changes: Changes, name: str, raw: Any, settable: Collection[str], scope: Scope) -> None:
    field = _field(name, settable, scope)
    if name in SPECIAL or not KINDS[field.kind].settable:
        raise Wrong(unknown_field(name))
    changes.values[name] = parsed(field, raw, scope)


def parsed(field: Field, raw: Any, scope: Scope) -> Any:
    """Return the one form of a value of a field."""
    if field.id == "assignee" and isinstance(raw, dict) and "-1" in (
        raw.get("name"), raw.get("accountId"), raw.get("id")
    ):  # fmt: skip
        return usual_assignee(scope)
    value = KINDS[field.kind].parse(raw, field, scope)
    if field.id == "assignee" and value is not None and scope.project is not None:
        user = scope.jira.people.by_key(value)
        if not allows(user, "assignable", scope.project):
            given = (
                user.username
                if user and not scope.caller.cloud
                else raw.get("accountId", raw.get("id"))
            )
            raise Wrong(f"User '{given}' cannot be assigned issues.")
    if field.id == "parent" and value is not None and scope.project is not None:
        parent = scope.jira.rows.get("issue", value)
        if parent is None or parent["owner"] != scope.project["id"]:
            raise Wrong("The parent issue must be in the same project.")
    return value


def usual_assignee(scope: Scope) -> str | None:
    """Return whom a project assigns issues that are assigned to nobody in particular."""
    project = scope.project or {}
    return project["lead"] if project.get("assignee") == "PROJECT_LEAD" else None


def _update(
    changes: Changes,
    name: str,
    operations: Any,
    settable: Collection[str],
    scope: Scope,
    issue: Row | None,
) -> None:
    field = _field(name, (*settable, "comment", "worklog"), scope)
    if not isinstance(operations, list):
        raise Wrong("data was not an array")
    for operation in operations:
        if not isinstance(operation, dict):
            raise Wrong("data was not an object")
        for verb, raw in operation.items():
            _carry_out(changes, field, verb, raw, scope, issue)


def _carry_out(
    changes: Changes, field: Field, verb: str, raw: Any, scope: Scope, issue: Row | None
) -> None:
    kind = KINDS[field.kind]
    if verb not in kind.operations:
        offered = ", ".join(kind.operations)
        raise Wrong(
            f"Field with id '{field.id}' and name '{field.name}' does not support operation '{verb}' "
            f"Supported operation(s) are: '{offered}'"
        )
    if field.id in SPECIAL:
        changes.added.setdefault(field.id, []).append((verb, raw))
        return
    before = changes.values.get(field.id, issue["fields"].get(field.id) if issue else None)
    if verb == "set":
        changes.values[field.id] = parsed(field, raw, scope)
    elif verb == "edit":
        changes.values[field.id] = {**(before or {}), **(parsed(field, raw, scope) or {})}
    else:
        changes.values[field.id] = _combined(field, verb, raw, before, scope)


def _combined(field: Field, verb: str, raw: Any, before: Any, scope: Scope) -> Any:
    """Add to a list, or remove from it; what is not in it may be removed, too."""
    present = list(before or ())
    given = KINDS[field.kind].parse([raw], field, scope)
    if verb == "remove":
        return [one for one in present if one not in given]
    together = [*present, *(one for one in given if one not in present)]
    return sorted(together) if field.kind == "labels" else together
