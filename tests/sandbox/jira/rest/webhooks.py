# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Registering webhooks: at another path from Jira 10 on, and with other members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..refusal import JiraRefusal
from ..rows import Row
from .frame import Call, Resource, call_of, not_there, nothing

_OLD, _NEW = "/rest/webhooks/1.0/webhook", "/rest/jira-webhook/1.0/webhooks"
_PLACES = {"dc-9": _OLD, "dc-10": _NEW, "dc-11": _NEW, "cloud": _OLD}
_MEMBERS = ("name", "url", "events", "filters", "excludeBody")
_SECTION = "issue-related-events-section"


def webhook_resource(site: Site) -> Blueprint:
    """Return the resources of an administrator's webhooks, and the refusal of those that only apps may register."""
    at = Resource(site, "jira_webhooks")
    for place in (_OLD, _NEW):
        _serve(site, at.pages, place)
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("DELETE", ""),
        ("PUT", "/refresh"),
        ("GET", "/failed"),
    ):
        _refuse(at, method, f"webhook{path}")
    return at.pages


def _refuse(at: Resource, method: str, path: str) -> None:
    """Refuse before the body is looked at: an API token is not an app."""

    def dynamic(call: Call) -> Response:
        call.user  # noqa: B018 - refuses nobody
        raise JiraRefusal(403, "Only Connect and OAuth 2.0 apps can use this operation.")

    at(method, path, only="cloud")(dynamic)


def _serve(site: Site, pages: Blueprint, place: str) -> None:
    def answered(view: Callable[..., Response], method: str) -> Callable[..., Response]:
        def answer(**arguments: Any) -> Response:
            call = call_of(site, "2")
            if _PLACES[call.caller.profile.name] != place:
                return not_there()
            if not call.user.admin:
                raise JiraRefusal(
                    403,
                    "You are not authorized to perform this operation: only administrators are.",
                )
            if method == "GET":
                return view(call, **arguments)
            with call.jira.rows.transaction():
                return view(call, **arguments)

        return answer

    views: tuple[tuple[str, str, Callable[..., Response]], ...] = (
        ("GET", "", _every),
        ("POST", "", _add),
        ("GET", "/<int:number>", _one),
        ("PUT", "/<int:number>", _edit),
        ("DELETE", "/<int:number>", _remove),
    )
    prefix = "old" if place == _OLD else "new"
    for method, end, view in views:
        name = f"{prefix}_{view.__name__.strip('_')}"
        pages.add_url_rule(place + end, name, answered(view, method), methods=[method])


def _every(call: Call) -> Response:
    start, limit = call.number("start", 0), call.number("limit", 1000)
    rows = call.jira.rows.all("webhook")[start : start + limit]
    return json_answer([_shown(row, call) for row in rows])


def _add(call: Call) -> Response:
    row = call.jira.rows.add("webhook", 0, _read(call, {}))
    return json_answer(_shown(row, call), 201)


def _one(call: Call, number: int) -> Response:
    return json_answer(_shown(_found(call, number), call))


def _edit(call: Call, number: int) -> Response:
    row = _found(call, number)
    return json_answer(_shown(call.jira.rows.put("webhook", number, _read(call, row)), call))


def _remove(call: Call, number: int) -> Response:
    _found(call, number)
    call.jira.rows.remove("webhook", number)
    return nothing()


def _found(call: Call, number: int) -> Row:
    row = call.jira.rows.get("webhook", number)
    if row is None:
        raise JiraRefusal(404, f"Webhook with id {number} does not exist.")
    return row


def _read(call: Call, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return a webhook as it is kept, with its secret."""
    body = call.object()
    switched = "active" if _PLACES[call.caller.profile.name] == _NEW else "enabled"
    kept: dict[str, Any] = {
        "events": [],
        "filters": {},
        "excludeBody": False,
        "created": call.now,
        **before,
        **{key: body[key] for key in _MEMBERS if key in body},
        switched: body.get(switched, True),
        "updated": call.now,
        "user": call.user.username,
    }
    secret = body.get("secret") or (body.get("configuration") or {}).get("SECRET")
    if secret is not None:
        kept["secret"] = str(secret)  # it is never shown
    kept["signed"] = bool(kept.get("secret"))
    errors = {}
    if not isinstance(kept.get("name"), str) or not kept["name"].strip():
        errors["name"] = "The name of the webhook must not be empty."
    if not str(kept.get("url") or "").startswith(("http://", "https://")):
        errors["url"] = "The URL of the webhook is not valid."
    if not isinstance(kept["events"], list):
        errors["events"] = "The events must be a list."
    if not isinstance(kept["filters"] or {}, dict):
        errors["filters"] = "The filters must be an object."
    if errors:
        raise JiraRefusal(400, errors=errors)
    return kept


def _shown(row: Row, call: Call) -> dict[str, Any]:
    shown = {key: row[key] for key in _MEMBERS}
    if _PLACES[call.caller.profile.name] == _NEW:
        return {
            "id": row["id"],
            **shown,
            "active": row["active"],
            "scopeType": "global",
            "configuration": {"EXCLUDE_BODY": str(row["excludeBody"]).lower()},
            "sslVerificationRequired": True,
            "createdDate": row["created"],
            "updatedDate": row["updated"],
            "statistics": {},
        }
    shown = {
        **shown,
        "filters": {_SECTION: "", **(row["filters"] or {})},
        "enabled": row["enabled"],
        "self": f"{call.caller.base}{_OLD}/{row['id']}",
        "lastUpdatedUser": row["user"],
        "lastUpdatedDisplayName": row["user"],
        "lastUpdated": row["updated"],
    }
    return {**shown, "isSigned": row["signed"]} if call.caller.cloud else shown
