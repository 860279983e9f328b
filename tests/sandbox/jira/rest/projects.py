# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""project, component, version: making, changing and removing them; what clients ask about them."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..people import shown_user
from ..projects import (
    PROJECT_TYPES,
    ROLES,
    actors,
    component_of,
    create_project,
    delete_project,
    key_errors,
    move_version,
    remove_named,
    update_project,
    users_of,
    versions_of,
    write_component,
    write_version,
)
from ..refusal import JiraRefusal
from ..rows import Row
from .frame import Call, Resource, nothing
from .projects_seen import seen_projects, shown_component, shown_version, shown_whole_project


def project_writing_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources that write projects, and those about keys, types and roles."""
    at = Resource(site, "jira_projects")

    @at("POST", "project")
    def create(call: Call) -> Response:
        call.user  # noqa: B018 - refuses nobody
        project = create_project(call.jira, call.object(), call.caller)
        return json_answer(
            {
                "self": call.caller.url(f"project/{project['id']}"),
                "id": project["id"],
                "key": project["key"],
            },
            201,
        )

    @at("PUT", "project/<key>")
    def update(call: Call, key: str) -> Response:
        call.user  # noqa: B018 - refuses nobody
        project = update_project(call.jira, call.project(key), call.object(), call.caller)
        return json_answer(shown_whole_project(project, call))

    @at("DELETE", "project/<key>")
    def delete(call: Call, key: str) -> Response:
        call.user  # noqa: B018 - refuses nobody
        delete_project(call.jira, call.project(key), call.caller)
        return nothing()

    @at("GET", "project/type")
    @at("GET", "project/type/accessible")
    def types(call: Call) -> Response:
        return json_answer([_type(key) for key in PROJECT_TYPES])

    @at("GET", "project/type/<key>")
    @at("GET", "project/type/<key>/accessible")
    def one_type(call: Call, key: str) -> Response:
        if key not in PROJECT_TYPES:
            raise JiraRefusal(404, f"The project type {key} does not exist.")
        return json_answer(_type(key))

    @at("GET", "projectvalidate/key")
    def validate_key(call: Call) -> Response:
        return json_answer({"errorMessages": [], "errors": key_errors(call.jira, call.text("key"))})

    @at("GET", "projectvalidate/validProjectKey", only="cloud")
    def valid_key(call: Call) -> Response:
        wanted = (
            re.sub(r"[^A-Z0-9]", "", call.text("key").upper()).lstrip("0123456789")[:10]
            or "PROJECT"
        )
        return json_answer(_free(wanted, 10, lambda key: not key_errors(call.jira, key)))

    @at("GET", "projectvalidate/validProjectName", only="cloud")
    def valid_name(call: Call) -> Response:
        names = {row["name"].lower() for row in call.jira.rows.all("project")}
        return json_answer(_free(call.text("name"), 80, lambda name: name.lower() not in names))

    @at("GET", "project/<key>/role")
    def roles(call: Call, key: str) -> Response:
        project = call.project(key)
        return json_answer(
            {name: _role_url(call, project, number) for number, name in ROLES.items()}
        )

    @at("GET", "project/<key>/role/<int:number>")
    def role(call: Call, key: str, number: int) -> Response:
        project = call.project(key)
        if number not in ROLES:
            raise JiraRefusal(404, f"Can not find a role with id {number}")
        return json_answer(
            {**_role(call, project, number), "actors": _actors(call, project, number)}
        )

    @at("GET", "project/<key>/roledetails", only="cloud")
    def role_details(call: Call, key: str) -> Response:
        project = call.project(key)
        shown = [_role(call, project, number) for number in ROLES if _holds(call, project, number)]
        return json_answer(shown)

    return at.pages


def _type(key: str) -> dict[str, str]:
    name, color = PROJECT_TYPES[key]
    return {
        "key": key,
        "formattedKey": name,
        "descriptionI18nKey": f"jira.project.type.{key}.description",
        "icon": "PHN2Zy8+",
        "color": color,
    }


def _free(wanted: str, most: int, is_free: Any) -> str:
    """Return a text like the one that is wanted, but free."""
    tried, number = wanted[:most], 2
    while not is_free(tried):
        end = str(number)
        tried, number = wanted[: most - len(end)] + end, number + 1
    return tried


def _role_url(call: Call, project: Row, number: int) -> str:
    return call.caller.url(f"project/{project['id']}/role/{number}")


def _role(call: Call, project: Row, number: int) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "self": _role_url(call, project, number),
        "name": ROLES[number],
        "id": number,
        "description": f"The {ROLES[number].lower()} of a project",
    }
    if call.caller.cloud:
        shown.update(admin=number == 10002, default=False, roleConfigurable=True)
    return shown


def _holds(call: Call, project: Row, number: int) -> bool:
    if not call.flag("currentMember"):
        return True
    user = call.user
    return any(
        who == user if kind == "user" else who in user.groups
        for kind, who in actors(call.jira, project, number)
    )


def _actors(call: Call, project: Row, number: int) -> list[dict[str, Any]]:
    shown = []
    for place, (kind, who) in enumerate(actors(call.jira, project, number)):
        actor: dict[str, Any] = {"id": number * 100 + place, "type": f"atlassian-{kind}-role-actor"}
        if kind == "group":
            actor.update(displayName=who, name=who)
            if call.caller.cloud:
                actor["actorGroup"] = {"name": who, "displayName": who}
        else:
            actor["displayName"] = who.display_name
            if call.caller.cloud:
                user = shown_user(who, call.caller) or {}
                actor["actorUser"] = {"accountId": user["accountId"]}
            else:
                actor["name"] = who.username
        shown.append(actor)
    return shown


# -- components and versions ----------------------------------------------------------------------


def component_resource(site: Site) -> Blueprint:
    """Return the resources of components."""
    at = Resource(site, "jira_components")

    @at("POST", "component")
    def create(call: Call) -> Response:
        given = call.object()
        project = _owner(call, given)
        row = write_component(call.jira, project, None, given, call.caller)
        return json_answer(shown_component(row, project, call), 201)

    @at("GET", "component/<number>")
    def read(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "component", number, call.caller)
        return json_answer(shown_component(row, project, call))

    @at("PUT", "component/<number>")
    def update(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "component", number, call.caller)
        written = write_component(call.jira, project, row, call.object(), call.caller)
        return json_answer(shown_component(written, project, call))

    @at("DELETE", "component/<number>")
    def delete(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "component", number, call.caller)
        other = _other(call, "component", call.text("moveIssuesTo"))
        remove_named(call.jira, "component", row, project, call.caller, {"components": other})
        return nothing()

    @at("GET", "component/<number>/relatedIssueCounts")
    def counts(call: Call, number: str) -> Response:
        row, _project = component_of(call.jira, "component", number, call.caller)
        count = len(users_of(call.jira, "components", row["id"]))
        return json_answer({"self": call.caller.url(f"component/{row['id']}"), "issueCount": count})

    @at("GET", "project/<key>/component", only="cloud")
    def listed(call: Call, key: str) -> Response:
        project = call.project(key)
        rows = call.jira.rows.of("component", project["id"])
        shown = [_counted(row, project, call) for row in _asked(call, rows)]
        return json_answer(call.page(shown))

    @at("GET", "component", only="cloud")
    def everywhere(call: Call) -> Response:
        wanted = call.words("projectIdsOrKeys")
        shown = [
            shown_component(row, project, call)
            for project in seen_projects(call)
            if not wanted or project["key"] in wanted or str(project["id"]) in wanted
            for row in _asked(call, call.jira.rows.of("component", project["id"]))
        ]
        return json_answer(call.page(shown))

    return at.pages


def _counted(row: Row, project: Row, call: Call) -> dict[str, Any]:
    shown = shown_component(row, project, call)
    if call.caller.cloud:
        shown["issueCount"] = len(users_of(call.jira, "components", row["id"]))
    return shown


def _asked(call: Call, rows: list[Row]) -> list[Row]:
    """Return the rows that the query names, in its order."""
    query, order = call.text("query").lower(), call.text("orderBy")
    kept = [row for row in rows if query in f"{row['name']} {row.get('description', '')}".lower()]
    name = order.lstrip("+-")
    if name in ("name", "description", "sequence", "releaseDate", "startDate"):
        kept.sort(key=lambda row: str(row.get(name) or "").lower(), reverse=order.startswith("-"))
    return kept


def _owner(call: Call, given: dict[str, Any]) -> Row:
    """Return the project that a new component or version is to be in."""
    call.user  # noqa: B018 - refuses nobody
    name = given.get("project") or given.get("projectId")
    if not name:
        raise JiraRefusal(400, errors={"project": "You must specify a valid project key or ID."})
    return call.project(str(name))


def _other(call: Call, kind: str, number: str | int | None) -> int | None:
    if not number:
        return None
    row, _project = component_of(call.jira, kind, str(number), call.caller)
    return int(row["id"])


def version_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of versions."""
    at = Resource(site, "jira_versions")

    @at("POST", "version")
    def create(call: Call) -> Response:
        given = call.object()
        project = _owner(call, given)
        row = write_version(call.jira, project, None, given, call.caller)
        return json_answer(shown_version(row, project, call), 201)

    @at("GET", "version/<number>")
    def read(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "version", number, call.caller)
        shown = shown_version(row, project, call)
        if "issuesstatus" in call.words("expand"):
            shown["issuesStatusForFixVersion"] = _states(call, row)
        return json_answer(shown)

    @at("PUT", "version/<number>")
    def update(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "version", number, call.caller)
        written = write_version(call.jira, project, row, call.object(), call.caller)
        return json_answer(shown_version(written, project, call))

    @at("DELETE", "version/<number>", only="cloud")
    def delete(call: Call, number: str) -> Response:
        instead = {
            "fixVersions": _other(call, "version", call.text("moveFixIssuesTo")),
            "versions": _other(call, "version", call.text("moveAffectedIssuesTo")),
        }
        return _remove(call, number, instead)

    @at("POST", "version/<number>/removeAndSwap")
    def replace(call: Call, number: str) -> Response:
        given = call.object()
        instead = {
            "fixVersions": _other(call, "version", given.get("moveFixIssuesTo")),
            "versions": _other(call, "version", given.get("moveAffectedIssuesTo")),
        }
        return _remove(call, number, instead)

    @at("PUT", "version/<number>/mergeto/<other>")
    def merge(call: Call, number: str, other: str) -> Response:
        target = _other(call, "version", other)
        return _remove(call, number, {"fixVersions": target, "versions": target})

    @at("POST", "version/<number>/move")
    def move(call: Call, number: str) -> Response:
        row, project = component_of(call.jira, "version", number, call.caller)
        moved = move_version(call.jira, row, project, call.object(), call.caller)
        return json_answer(shown_version(moved, project, call))

    @at("GET", "version/<number>/relatedIssueCounts")
    def related(call: Call, number: str) -> Response:
        row, _project = component_of(call.jira, "version", number, call.caller)
        counts = {
            "issuesFixedCount": len(users_of(call.jira, "fixVersions", row["id"])),
            "issuesAffectedCount": len(users_of(call.jira, "versions", row["id"])),
            "issueCountWithCustomFieldsShowingVersion": 0,
            "customFieldUsage": [],
        }
        return json_answer({"self": call.caller.url(f"version/{row['id']}"), **counts})

    @at("GET", "version/<number>/unresolvedIssueCount")
    def unresolved(call: Call, number: str) -> Response:
        row, _project = component_of(call.jira, "version", number, call.caller)
        issues = users_of(call.jira, "fixVersions", row["id"])
        counts: dict[str, Any] = {
            "self": call.caller.url(f"version/{row['id']}"),
            "issuesUnresolvedCount": len([i for i in issues if not i["fields"].get("resolution")]),
        }
        if call.caller.cloud:
            counts["issuesCount"] = len(issues)
        return json_answer(counts)

    @at("GET", "project/<key>/version")
    def listed(call: Call, key: str) -> Response:
        project = call.project(key)
        rows = _asked(call, versions_of(call.jira, project))
        wanted = call.words("status")
        kept = [row for row in rows if not wanted or _status(row) in wanted]
        return json_answer(call.page([shown_version(row, project, call) for row in kept]))

    return at.pages


def _status(row: Row) -> str:
    if row.get("archived"):
        return "archived"
    return "released" if row.get("released") else "unreleased"


def _states(call: Call, row: Row) -> dict[str, int]:
    """Return how many issues of a version are to do, in progress and done."""
    categories = [
        call.jira.catalog.statuses[issue["status"]].category
        for issue in users_of(call.jira, "fixVersions", row["id"])
    ]
    names = {"toDo": "new", "inProgress": "indeterminate", "done": "done"}
    return {"unmapped": 0, **{name: categories.count(kept) for name, kept in names.items()}}


def _remove(call: Call, number: str, instead: dict[str, int | None]) -> Response:
    row, project = component_of(call.jira, "version", number, call.caller)
    remove_named(call.jira, "version", row, project, call.caller, instead)
    return nothing()
