# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""project: the projects that a user may see, with what they have."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..people import shown_user
from ..projects import versions_of
from ..rights import allows
from ..rows import Row
from ..showing import project_avatars, shown_project, shown_status, shown_type
from .frame import Call, Resource


def shown_whole_project(project: Row, call: Call) -> dict[str, Any]:
    """Return a project with its types, components, versions and roles."""
    caller, catalog = call.caller, call.jira.catalog
    shown = {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "self": caller.url(f"project/{project['id']}"),
        "id": str(project["id"]),
        "key": project["key"],
        "description": project.get("description", ""),
        "lead": shown_user(call.jira.people.by_key(project["lead"]), caller),
        "components": [
            shown_component(row, project, call)
            for row in call.jira.rows.of("component", project["id"])
        ],
        "issueTypes": [shown_type(catalog.types[number], caller) for number in project["types"]],
        "assigneeType": project.get("assignee", "UNASSIGNED"),
        "versions": [
            shown_version(row, project, call) for row in call.jira.rows.of("version", project["id"])
        ],
        "name": project["name"],
        "roles": {},
        "avatarUrls": project_avatars(project, caller),
        "projectTypeKey": project.get("type", "software"),
        "archived": False,
    }
    if project.get("url"):
        shown["url"] = project["url"]
    if caller.cloud:
        del shown["archived"]
        shown.update(simplified=False, style="classic", isPrivate=False, properties={})
    return shown


def shown_component(row: Row, project: Row, call: Call) -> dict[str, Any]:
    """Return a component as the lists of its project have it."""
    caller = call.caller
    lead = shown_user(call.jira.people.by_key(row.get("lead")), caller)
    shown: dict[str, Any] = {
        "self": caller.url(f"component/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "assigneeType": row.get("assigneeType", "PROJECT_DEFAULT"),
        "realAssigneeType": row.get("assigneeType", "PROJECT_DEFAULT"),
        "isAssigneeTypeValid": True,
        "project": project["key"],
        "projectId": project["id"],
    }
    if row.get("description"):
        shown["description"] = row["description"]
    if lead:
        shown["lead"] = lead
    if not caller.cloud:
        shown.update(archived=False, deleted=False)
    return shown


def shown_version(row: Row, project: Row, call: Call) -> dict[str, Any]:
    """Return a version as the lists of its project have it."""
    shown: dict[str, Any] = {
        "self": call.caller.url(f"version/{row['id']}"),
        "id": str(row["id"]),
        "name": row["name"],
        "archived": bool(row.get("archived")),
        "released": bool(row.get("released")),
        "projectId": project["id"],
    }
    for key in ("description", "startDate", "releaseDate"):
        if row.get(key):
            shown[key] = row[key]
    return shown


def seen_projects(call: Call) -> list[Row]:
    """Return the projects that the user may see."""
    return [p for p in call.jira.rows.all("project") if allows(call.caller.user, "browse", p)]


def project_resource(site: Site) -> Blueprint:
    """Return the resources that read projects."""
    at = Resource(site, "jira_projects_seen")

    @at("GET", "project")
    def projects(call: Call) -> Response:
        return json_answer([_listed(project, call) for project in seen_projects(call)])

    @at("GET", "project/search", only="cloud")
    def project_search(call: Call) -> Response:
        query, keys, ids = call.text("query").lower(), call.words("keys"), call.words("id")
        types = call.words("typeKey")
        found = [
            project
            for project in seen_projects(call)
            if (query in project["name"].lower() or query in project["key"].lower())
            and (not keys or project["key"] in keys)
            and (not ids or str(project["id"]) in ids)
            and (not types or project.get("type", "software") in types)
        ]
        order = call.text("orderBy", "key")
        name = order.lstrip("+-")
        if name not in ("key", "name"):
            name = "key"
        found.sort(key=lambda project: project[name].lower(), reverse=order.startswith("-"))
        return json_answer(call.page([_listed(project, call) for project in found]))

    @at("GET", "project/<key>")
    def project(call: Call, key: str) -> Response:
        return json_answer(shown_whole_project(call.project(key), call))

    @at("GET", "project/<key>/components")
    def components(call: Call, key: str) -> Response:
        found = call.project(key)
        rows = call.jira.rows.of("component", found["id"])
        return json_answer([shown_component(row, found, call) for row in rows])

    @at("GET", "project/<key>/versions")
    def versions(call: Call, key: str) -> Response:
        found = call.project(key)
        rows = versions_of(call.jira, found)
        return json_answer([shown_version(row, found, call) for row in rows])

    @at("GET", "project/<key>/statuses")
    def statuses(call: Call, key: str) -> Response:
        found = call.project(key)
        catalog, caller = call.jira.catalog, call.caller
        here = [catalog.statuses[i] for i in catalog.workflows[found["workflow"]].statuses]
        shown = [
            {
                "self": caller.url(f"issuetype/{number}"),
                "id": number,
                "name": catalog.types[number].name,
                "subtask": catalog.types[number].subtask,
                "statuses": [shown_status(status, caller) for status in here],
            }
            for number in found["types"]
        ]
        return json_answer(shown)

    return at.pages


def _listed(project: Row, call: Call) -> dict[str, Any]:
    shown = {
        **shown_project(project, call.caller),
        "expand": "description,lead,issueTypes,url,projectKeys",
    }
    if call.caller.cloud:
        shown.update(style="classic", isPrivate=False, properties={})
    else:
        shown["archived"] = False
    wanted = call.words("expand")
    if "description" in wanted:
        shown["description"] = project.get("description", "")
    if "lead" in wanted:
        shown["lead"] = shown_user(call.jira.people.by_key(project["lead"]), call.caller)
    if "issueTypes" in wanted:
        types = call.jira.catalog.types
        shown["issueTypes"] = [
            shown_type(types[number], call.caller) for number in project["types"]
        ]
    return shown
