# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""mypermissions and permissions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..refusal import JiraRefusal
from ..rights import allows
from .frame import Call, Resource

# Jira's key of a permission: its id, name, and the right that gives it
_PROJECT = {
    "BROWSE_PROJECTS": (10, "Browse Projects", "browse"),
    "CREATE_ISSUES": (11, "Create Issues", "create"),
    "EDIT_ISSUES": (12, "Edit Issues", "edit"),
    "ASSIGN_ISSUES": (13, "Assign Issues", "assign"),
    "ASSIGNABLE_USER": (17, "Assignable User", "assignable"),
    "RESOLVE_ISSUES": (14, "Resolve Issues", "transition"),
    "TRANSITION_ISSUES": (46, "Transition Issues", "transition"),
    "ADD_COMMENTS": (15, "Add Comments", "comment"),
    "DELETE_ISSUES": (16, "Delete Issues", "delete"),
    "CREATE_ATTACHMENTS": (19, "Create Attachments", "attach"),
    "WORK_ON_ISSUES": (20, "Work On Issues", "work"),
    "LINK_ISSUES": (21, "Link Issues", "link"),
    "SCHEDULE_ISSUES": (28, "Schedule Issues", "edit"),
    "MODIFY_REPORTER": (30, "Modify Reporter", "reporter"),
    "ADMINISTER_PROJECTS": (23, "Administer Projects", "administer"),
    "MANAGE_SPRINTS_PERMISSION": (-1, "Manage Sprints", "edit"),
}
_GLOBAL = {
    "ADMINISTER": (0, "Administer Jira"),
    "SYSTEM_ADMIN": (44, "Jira System Administrators"),
    "USER_PICKER": (27, "Browse Users"),
    "CREATE_SHARED_OBJECTS": (22, "Share dashboards and filters"),
}


def permission_resource(site: Site) -> Blueprint:
    """Return what a user may do."""
    at = Resource(site, "jira_permissions")

    @at("GET", "mypermissions")
    def mine(call: Call) -> Response:
        wanted = call.words("permissions")
        if call.caller.cloud and not wanted:
            raise JiraRefusal(400, "The 'permissions' query parameter is required.")
        unknown = [key for key in wanted if key not in _PROJECT and key not in _GLOBAL]
        if unknown:
            raise JiraRefusal(400, f"Unrecognized permission: {unknown[0]}")
        shown = {
            key: {**_shown(key), "havePermission": _has(call, key)}
            for key in (*_PROJECT, *_GLOBAL)
            if not wanted or key in wanted
        }
        return json_answer({"permissions": shown})

    @at("GET", "permissions")
    def every(call: Call) -> Response:
        if not call.user.admin and not call.caller.cloud:
            raise JiraRefusal(403, "You do not have permission to see all permissions.")
        return json_answer({"permissions": {key: _shown(key) for key in (*_PROJECT, *_GLOBAL)}})

    return at.pages


def _shown(key: str) -> dict[str, Any]:
    number, name = (_PROJECT.get(key) or _GLOBAL[key])[:2]
    return {
        "id": str(number),
        "key": key,
        "name": name,
        "type": "PROJECT" if key in _PROJECT else "GLOBAL",
        "description": name,
    }


def _has(call: Call, key: str) -> bool:
    """In the project or issue that the query names; without one, in any project."""
    user = call.caller.user
    if key in _GLOBAL:
        return user is not None and (user.admin or key in ("USER_PICKER", "CREATE_SHARED_OBJECTS"))
    issue = call.text("issueKey") or call.text("issueId")
    place = call.text("projectKey") or call.text("projectId")
    if issue:
        projects = [call.jira.project_of(call.issue(issue))]
    elif place:
        projects = [call.project(place)]
    else:
        projects = call.jira.rows.all("project")
    return any(allows(user, _PROJECT[key][2], project) for project in projects)
