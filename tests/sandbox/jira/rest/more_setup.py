# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator of Cloud could remove; this one's fields and kinds of links are those of the seed, for ever."""

from __future__ import annotations

from flask import Blueprint, Response

from ...site import Site
from ..refusal import JiraRefusal
from .frame import Call, Resource


def removal_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_removal")

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
