# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflows: which steps an issue can take, and which fields their screens have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .meta import shown_field
from .model import Transition, Workflow
from .rights import allows
from .rows import Row
from .showing import shown_status

if TYPE_CHECKING:
    from .scope import Scope


def workflow_of(issue: Row, scope: Scope) -> Workflow:
    """Return the workflow of an issue."""
    return scope.jira.catalog.workflows[scope.jira.project_of(issue)["workflow"]]


def offered(issue: Row, scope: Scope) -> list[Transition]:
    """Return the steps that the user can take with an issue now."""
    if not allows(scope.caller.user, "transition", scope.jira.project_of(issue)):
        return []
    return [
        step
        for step in workflow_of(issue, scope).transitions
        if not step.sources or issue["status"] in step.sources
    ]


def shown_transition(
    step: Transition, issue: Row, scope: Scope, fields: bool = False
) -> dict[str, Any]:
    """Return a step; with the fields of its screen if they were asked for."""
    shown: dict[str, Any] = {
        "id": step.id,
        "name": step.name,
        "to": shown_status(scope.jira.catalog.statuses[step.target], scope.caller),
    }
    if scope.caller.cloud:
        shown.update(
            hasScreen=step.screen is not None,
            isGlobal=not step.sources,
            isInitial=False,
            isAvailable=True,
            isConditional=False,
            looped=step.target == issue["status"],
        )
    if fields:
        catalog = scope.jira.catalog
        here = {field.id for field in catalog.of_deployment(scope.caller.profile.kind)}
        shown["fields"] = {
            key: shown_field(catalog.fields[key], key in step.required, scope)
            for key in step.screen or ()
            if key in here
        }
    return shown
