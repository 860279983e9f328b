# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""label: all labels that are used on a site."""

from __future__ import annotations

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..rights import allows
from .frame import Call, Resource


def label_resource(site: Site) -> Blueprint:
    """Return the resource of labels."""
    at = Resource(site, "jira_labels")

    @at("GET", "label", only="cloud")
    def labels(call: Call) -> Response:
        return json_answer(call.page(_used(call), 1000))

    return at.pages


def _used(call: Call) -> list[str]:
    """The labels of the issues that the user may see, each once."""
    rows = call.jira.rows
    seen = {p["id"] for p in rows.all("project") if allows(call.caller.user, "browse", p)}
    issues = (issue for issue in rows.all("issue") if issue["owner"] in seen)
    return sorted({label for issue in issues for label in issue["fields"].get("labels") or ()})
