# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata: which fields an issue can be created or edited with, and which values they take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .kinds import KINDS, schema_of
from .model import Field, IssueType
from .rows import Row
from .setup import SPECIAL
from .showing import shown_project, shown_type

if TYPE_CHECKING:
    from .scope import Scope

_NOT_EDITED = frozenset({"project", "parent"})


def fields_on_screen(scope: Scope, issue_type: IssueType, creating: bool) -> dict[str, bool]:
    """Return the ids of the fields that can be set, and whether they must be."""
    jira, caller = scope.jira, scope.caller
    screen = jira.catalog.screens[scope.project["screen"] if scope.project else "default"]
    here = {field.id for field in jira.catalog.of_deployment(caller.profile.kind)}
    hidden = {name.strip() for name in jira.switches["jira_hidden_fields"].split(",")}
    found = {key: key in screen.required for key in screen.fields if key in here - hidden}
    if not issue_type.subtask and not caller.cloud:
        found.pop("parent", None)
    if not creating:
        # on Data Center the edit screen leaves the parent out, and the comment comes with it
        for key in _NOT_EDITED if not caller.cloud else {"project"}:
            found.pop(key, None)
        found["comment"] = False
    elif issue_type.subtask:
        found["parent"] = True
    name, link = jira.catalog.id_of("epic_name"), jira.catalog.id_of("epic_link")
    if issue_type.level < 1:
        found.pop(name, None)
    elif name in found:
        found[name] = creating
        found.pop(link, None)
    if creating:
        found.update({key: True for key in ("project", "issuetype", "reporter") if key in found})
    else:
        found.pop(jira.catalog.id_of("readonly"), None)
    return found


def shown_field(field: Field, required: bool, scope: Scope, own_id: bool = False) -> dict[str, Any]:
    """Return what there is to know about a field that can be set."""
    caller, kind = scope.caller, KINDS[field.kind]
    deployment = caller.profile.kind
    shown: dict[str, Any] = {
        "required": required,
        "schema": schema_of(field, caller),
        "name": field.called(deployment),
        "hasDefaultValue": field.id in ("priority", "reporter"),
        "operations": list(kind.operations) or ["set"],
    }
    if own_id:
        shown["fieldId"] = field.id
    if caller.cloud:
        shown["key"] = field.id
    else:
        shown["fieldId"] = field.id
    if kind.asks:
        shown["autoCompleteUrl"] = caller.url(kind.asks)
    if field.id == "project" and scope.project:
        shown["allowedValues"] = [shown_project(scope.project, caller)]
    elif field.id == "issuetype" and scope.project:
        types = scope.jira.catalog.types
        shown["allowedValues"] = [shown_type(types[i], caller) for i in scope.project["types"]]
    elif kind.choices:
        shown["allowedValues"] = kind.choices(field, scope)
    return shown


def create_fields(scope: Scope, issue_type: IssueType) -> list[dict[str, Any]]:
    """Return all fields of the create screen."""
    fields = scope.jira.catalog.fields
    on_screen = fields_on_screen(scope, issue_type, creating=True)
    return [shown_field(fields[key], must, scope, True) for key, must in on_screen.items()]


def edit_fields(issue: Row, scope: Scope) -> dict[str, Any]:
    """Return the fields of the edit screen, by id."""
    catalog = scope.jira.catalog
    on_screen = fields_on_screen(scope, catalog.types[issue["type"]], creating=False)
    shown = {key: shown_field(catalog.fields[key], must, scope) for key, must in on_screen.items()}
    return {
        key: row
        for key, row in shown.items()
        if key in SPECIAL or KINDS[catalog.fields[key].kind].operations
    }
