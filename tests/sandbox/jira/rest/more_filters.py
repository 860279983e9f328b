# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""filter: a query with a name, as boards are made from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..people import shown_user
from ..refusal import JiraRefusal
from ..rows import Row
from ..searching import read_query
from .frame import Call, Resource, nothing


def filter_resource(site: Site) -> Blueprint:
    """Return the resources of filters, each of which its owner may see and change."""
    at = Resource(site, "jira_filters")

    @at("POST", "filter")
    def create(call: Call) -> Response:
        body = _checked(call, None)
        row = call.jira.rows.add("filter", 0, {**body, "user": call.user.key})
        return json_answer(_shown(call, row))

    @at("GET", "filter/<number>")
    def read(call: Call, number: str) -> Response:
        return json_answer(_shown(call, _found(call, number)))

    @at("PUT", "filter/<number>")
    def update(call: Call, number: str) -> Response:
        row = _found(call, number)
        return json_answer(
            _shown(call, call.jira.rows.put("filter", row["id"], {**row, **_checked(call, row)}))
        )

    @at("DELETE", "filter/<number>")
    def delete(call: Call, number: str) -> Response:
        call.jira.rows.remove("filter", _found(call, number)["id"])
        return nothing()

    return at.pages


def _found(call: Call, number: str) -> Row:
    row = call.jira.rows.get("filter", int(number)) if number.isdigit() else None
    if row is None or row["user"] != call.user.key:
        raise JiraRefusal(400, f"The selected filter with the ID '{number}' does not exist.")
    return row


def _checked(call: Call, before: Row | None) -> dict[str, Any]:
    """What is given of a filter; its name is its owner's only one of that name, its query can be read."""
    given = call.object()
    kept = before or {"name": "", "jql": "", "description": ""}
    body = {key: given.get(key, kept[key]) for key in ("name", "jql", "description")}
    if not isinstance(body["name"], str) or not body["name"].strip():
        raise JiraRefusal(
            400, errors={"filterName": "You must specify a name to save this filter as."}
        )
    taken = [
        row
        for row in call.jira.rows.all("filter")
        if (row["name"], row["user"]) == (body["name"], call.user.key)
        and (not before or row["id"] != before["id"])
    ]
    if taken:
        raise JiraRefusal(400, errors={"filterName": "Filter with same name already exists."})
    read_query(call.jira, str(body["jql"]), call.caller)
    return body


def _shown(call: Call, row: Row) -> dict[str, Any]:
    caller = call.caller
    shown = {
        "self": caller.url(f"filter/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "owner": shown_user(call.jira.people.by_key(row["user"]), caller),
        "jql": row["jql"],
        "viewUrl": f"{caller.site or caller.base}/issues/?filter={row['id']}",
        "searchUrl": caller.url(f"search?jql={row['jql']}"),
        "favourite": False,
        "sharePermissions": [],
        "subscriptions": {
            "size": 0,
            "items": [],
            "max-results": 0,
            "start-index": 0,
            "end-index": 0,
        },
    }
    if row["description"]:
        shown["description"] = row["description"]
    return shown
