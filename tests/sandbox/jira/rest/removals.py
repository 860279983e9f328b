# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""More of what administrators set up, and what they could remove: here it is that of the seed, for ever."""

from __future__ import annotations

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..refusal import JiraRefusal
from ..showing import all_categories, shown_category, shown_priority
from .frame import Call, Resource


def more_setup_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_more_setup")

    @at("GET", "priority/search", only="cloud")
    def priorities(call: Call) -> Response:
        wanted, begun = call.words("id"), call.text("priorityName").lower()
        found = [
            {**shown_priority(one, call.caller, whole=True), "isDefault": False}
            for one in call.jira.catalog.priorities.values()
            if (not wanted or one.id in wanted) and begun in one.name.lower()
        ]
        return json_answer(call.page(found))

    @at("GET", "statuscategory/<key>")
    def category(call: Call, key: str) -> Response:
        for shown in (shown_category(name, call.caller) for name in all_categories()):
            if key in (str(shown["id"]), shown["key"]):
                return json_answer(shown)
        raise JiraRefusal(404, f"Status category with id or key '{key}' could not be found.")

    return at.pages


def removal_resource(site: Site) -> Blueprint:
    """Return what refuses to remove any of it."""
    at = Resource(site, "jira_removal")

    @at("DELETE", "priority/<number>", only="cloud")
    def remove_priority(call: Call, number: str) -> Response:
        if number not in call.jira.catalog.priorities:
            raise JiraRefusal(404, f"The priority with id '{number}' does not exist")
        raise JiraRefusal(400, "This priority can't be deleted.")

    @at("DELETE", "field/<number>", only="cloud")
    def remove_field(call: Call, number: str) -> Response:
        if number not in call.jira.catalog.fields:
            raise JiraRefusal(404, f"The custom field with id {number} was not found.")
        raise JiraRefusal(400, f"The field {number} is locked and can't be deleted.")

    @at("DELETE", "issueLinkType/<number>")
    def remove_link_type(call: Call, number: str) -> Response:
        if number not in call.jira.catalog.link_types:
            raise JiraRefusal(404, f"No issue link type with id '{number}' found.")
        raise JiraRefusal(
            400 if call.caller.cloud else 404, "This issue link type can't be deleted."
        )

    return at.pages
