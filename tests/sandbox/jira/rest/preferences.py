# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user keeps for themselves: preferences, the language; and the groups of anyone."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ...rest.answers import json_answer
from ...site import Site
from ..people import shown_group
from ..refusal import JiraRefusal
from .frame import Call, Resource, nothing

_PREFERENCE = "preference"


def preference_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_preferences")

    @at("GET", "mypreferences/locale")
    def locale(call: Call) -> Response:
        return json_answer({"locale": "en_US"})

    @at("GET", "mypreferences")
    def read(call: Call) -> Response:
        kept = call.jira.rows.properties(_PREFERENCE, call.user.key)
        return json_answer(kept[_key(call, kept)])

    @at("PUT", "mypreferences")
    def write(call: Call) -> Response:
        """The body is the value: a text as JSON, or as it is."""
        value = (
            call.body() if request.mimetype == "application/json" else request.get_data().decode()
        )
        call.jira.rows.set_property(_PREFERENCE, call.user.key, call.text("key"), value)
        return nothing()

    @at("DELETE", "mypreferences")
    def remove(call: Call) -> Response:
        kept = call.jira.rows.properties(_PREFERENCE, call.user.key)
        call.jira.rows.remove_property(_PREFERENCE, call.user.key, _key(call, kept))
        return nothing()

    @at("GET", "user/groups", only="cloud")
    def groups(call: Call) -> Response:
        user = call.jira.people.by_account(call.text("accountId"))
        if user is None:
            raise JiraRefusal(
                404, "Specified user does not exist or you do not have required permissions"
            )
        return json_answer([shown_group(name, call.caller) for name in sorted(user.groups)])

    return at.pages


def _key(call: Call, kept: dict[str, object]) -> str:
    key = call.text("key")
    if key not in kept:
        raise JiraRefusal(404, f"key not found: {key}")
    return key
