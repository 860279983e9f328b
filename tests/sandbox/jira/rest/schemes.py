# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else is asked of a project: schemes that this Jira has none of."""

from __future__ import annotations

from flask import Blueprint, Response

from ...site import Site
from ..refusal import JiraRefusal
from .frame import Call, Resource


def scheme_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_schemes")

    @at("GET", "project/<key>/hierarchy", only="cloud")
    def hierarchy(call: Call, key: str) -> Response:
        project = call.project(key)
        raise JiraRefusal(404, f"Project {project['id']} is not simplified.")

    @at("GET", "project/<key>/notificationscheme")
    def notifications(call: Call, key: str) -> Response:
        project = call.project(key)
        raise JiraRefusal(
            404, f"No notification scheme is associated with the project {project['key']}."
        )

    return at.pages
