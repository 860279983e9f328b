# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What administrators set up: field, issuetype, status, priority, resolution, issueLinkType, configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..kinds import KINDS, schema_of
from ..links import shown_link_type
from ..model import Field
from ..reading import is_navigable
from ..refusal import JiraRefusal
from ..showing import (
    all_categories,
    shown_category,
    shown_option,
    shown_priority,
    shown_resolution,
    shown_status,
    shown_type,
)
from .frame import Call, Resource


def shown_field(field: Field, call: Call) -> dict[str, Any]:
    """Return a field as the list of fields has it."""
    caller = call.caller
    shown: dict[str, Any] = {
        "id": field.id,
        "name": field.called(caller.profile.kind),
        "custom": field.custom,
        "orderable": KINDS[field.kind].settable or field.id in ("project", "issuetype"),
        "navigable": is_navigable(field),
        "searchable": True,
        "clauseNames": list(field.clauses),
        "schema": schema_of(field, caller),
    }
    return {**shown, "key": field.id} if caller.cloud else shown


def _key_field(call: Call) -> dict[str, Any]:
    """The key of an issue is listed as a field, too, without a schema."""
    shown: dict[str, Any] = {
        "id": "issuekey",
        "name": "Key",
        "custom": False,
        "orderable": False,
        "navigable": True,
        "searchable": False,
        "clauseNames": ["id", "issue", "issuekey", "key"],
    }
    return {**shown, "key": "issuekey"} if call.caller.cloud else shown


def setup_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the lists of what an administrator set up, and each thing by its id."""
    at = Resource(site, "jira_setup")

    @at("GET", "field")
    def fields(call: Call) -> Response:
        here = call.jira.catalog.of_deployment(call.caller.profile.kind)
        return json_answer([_key_field(call), *(shown_field(field, call) for field in here)])

    @at("GET", "field/search", only="cloud")
    def field_search(call: Call) -> Response:
        query, kinds, ids = call.text("query").lower(), call.words("type"), call.words("id")
        found = [
            field
            for field in call.jira.catalog.of_deployment("cloud")
            if query in field.name.lower()
            and (not kinds or ("custom" if field.custom else "system") in kinds)
            and (not ids or field.id in ids)
        ]
        rows = [
            {
                "id": f.id,
                "key": f.id,
                "name": f.called("cloud"),
                "schema": schema_of(f, call.caller),
            }
            for f in found
        ]
        return json_answer(call.page(rows))

    @at("GET", "customFieldOption/<number>")
    def option(call: Call, number: str) -> Response:
        for field in call.jira.catalog.fields.values():
            for one in field.options:
                for found in (one, *one.children):
                    if found.id == number:
                        shown = {**shown_option(found, call.caller), "id": int(found.id)}
                        if call.caller.cloud:
                            del shown["id"]
                        return json_answer(shown)
        raise JiraRefusal(404, f"A custom field option with id '{number}' does not exist")

    @at("GET", "statuscategory")
    def categories(call: Call) -> Response:
        return json_answer([shown_category(name, call.caller) for name in all_categories()])

    @at("GET", "issueLinkType")
    def link_types(call: Call) -> Response:
        types = call.jira.catalog.link_types.values()
        return json_answer({"issueLinkTypes": [shown_link_type(one, call.caller) for one in types]})

    @at("GET", "configuration")
    def configuration(call: Call) -> Response:
        return json_answer(
            {
                "votingEnabled": True,
                "watchingEnabled": True,
                "unassignedIssuesAllowed": True,
                "subTasksEnabled": True,
                "issueLinkingEnabled": True,
                "timeTrackingEnabled": True,
                "attachmentsEnabled": True,
                "timeTrackingConfiguration": {
                    "workingHoursPerDay": 8.0,
                    "workingDaysPerWeek": 5.0,
                    "timeFormat": "pretty",
                    "defaultUnit": "minute",
                },
            }
        )

    _listed(at, "issuetype", lambda call: call.jira.catalog.types.values(), shown_type)
    _listed(
        at, "status", lambda call: call.jira.catalog.statuses.values(), shown_status, by_name=True
    )
    _listed(at, "resolution", lambda call: call.jira.catalog.resolutions.values(), shown_resolution)
    _listed(
        at,
        "priority",
        lambda call: call.jira.catalog.priorities.values(),
        lambda one, caller: shown_priority(one, caller, whole=True),
    )
    _one_of(
        at, "issueLinkType", lambda call: call.jira.catalog.link_types.values(), shown_link_type
    )
    return at.pages


def _listed(
    at: Resource,
    name: str,
    rows: Callable[[Call], Iterable[Any]],
    shown: Callable[..., Any],
    by_name: bool = False,
) -> None:
    """Serve a list of things, and each by its id."""

    def every(call: Call) -> Response:
        return json_answer([shown(one, call.caller) for one in rows(call)])

    every.__name__ = f"all_{name}"
    at("GET", name)(every)
    _one_of(at, name, rows, shown, by_name)


def _one_of(
    at: Resource,
    name: str,
    rows: Callable[[Call], Iterable[Any]],
    shown: Callable[..., Any],
    by_name: bool = False,
) -> None:
    def one(call: Call, number: str) -> Response:
        for found in rows(call):
            if found.id == number or (by_name and found.name.lower() == number.lower()):
                return json_answer(shown(found, call.caller))
        raise JiraRefusal(404, f"The {name} with id '{number}' does not exist")

    one.__name__ = f"one_{name}"
    at("GET", f"{name}/<number>")(one)
