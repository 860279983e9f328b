# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""filter: queries that users have saved."""

from __future__ import annotations

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..filters import (
    favour,
    filter_of,
    filters,
    is_favourite,
    remove_filter,
    shown_filter,
    write_filter,
)
from ..rows import Row
from .frame import Call, Resource, nothing


def filter_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of filters."""
    at = Resource(site, "jira_filters")

    def shown(call: Call, row: Row) -> Response:
        return json_answer(shown_filter(call.jira, row, call.caller))

    @at("POST", "filter")
    def create(call: Call) -> Response:
        call.user  # noqa: B018 - refuses nobody
        return shown(call, write_filter(call.jira, None, call.object(), call.caller))

    @at("GET", "filter/favourite")
    def favourites(call: Call) -> Response:
        rows = [row for row in filters(call.jira, call.caller) if is_favourite(row, call.caller)]
        return json_answer([shown_filter(call.jira, row, call.caller) for row in rows])

    @at("GET", "filter/my", only="cloud")
    def mine(call: Call) -> Response:
        rows = [row for row in filters(call.jira, call.caller) if row["author"] == call.user.key]
        return json_answer([shown_filter(call.jira, row, call.caller) for row in rows])

    @at("GET", "filter/search", only="cloud")
    def searched(call: Call) -> Response:
        name, ids = call.text("filterName").lower(), call.words("id")
        rows = [
            row
            for row in filters(call.jira, call.caller)
            if name in row["name"].lower() and (not ids or str(row["id"]) in ids)
        ]
        rows.sort(key=lambda row: str(row["name"]).lower())
        return json_answer(
            call.page([shown_filter(call.jira, row, call.caller, listed=True) for row in rows])
        )

    @at("GET", "filter/<number>")
    def read(call: Call, number: str) -> Response:
        return shown(call, filter_of(call.jira, number, call.caller))

    @at("PUT", "filter/<number>")
    def update(call: Call, number: str) -> Response:
        row = filter_of(call.jira, number, call.caller, change=True)
        return shown(call, write_filter(call.jira, row, call.object(), call.caller))

    @at("DELETE", "filter/<number>")
    def delete(call: Call, number: str) -> Response:
        remove_filter(call.jira, filter_of(call.jira, number, call.caller, change=True))
        return nothing()

    @at("PUT", "filter/<number>/favourite", only="cloud")
    def add_favourite(call: Call, number: str) -> Response:
        row = filter_of(call.jira, number, call.caller)
        return shown(call, favour(call.jira, row, call.caller, wanted=True))

    @at("DELETE", "filter/<number>/favourite", only="cloud")
    def drop_favourite(call: Call, number: str) -> Response:
        row = filter_of(call.jira, number, call.caller)
        return shown(call, favour(call.jira, row, call.caller, wanted=False))

    return at.pages
