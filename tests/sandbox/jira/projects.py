# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, their components and versions: making, changing and removing them, by Jira's rules."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .refusal import JiraRefusal
from .rights import allows
from .rows import Row

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira


@dataclass(frozen=True)
class Template:
    """What a new project begins with: its type, its board, its workflow and its issue types."""

    type: str
    board: str = ""
    workflow: str = "simple"
    types: tuple[str, ...] = ("Task", "Sub-task")


_SOFTWARE = ("Story", "Task", "Bug", "Epic", "Sub-task")
_AGILE = "com.pyxis.greenhopper.jira"
_CORE = "com.atlassian.jira-core-project-templates"
_DESK = "com.atlassian.servicedesk"
TEMPLATES: Mapping[str, Mapping[str, Template]] = {
    "dc": {
        f"{_AGILE}:gh-scrum-template": Template("software", "scrum", types=_SOFTWARE),
        f"{_AGILE}:gh-kanban-template": Template("software", "kanban", types=_SOFTWARE),
        f"{_AGILE}:basic-software-development-template": Template("software", types=_SOFTWARE),
        f"{_CORE}:jira-core-project-management": Template("business"),
        f"{_CORE}:jira-core-task-management": Template("business"),
        f"{_CORE}:jira-core-process-management": Template("business"),
    },
    "cloud": {
        f"{_AGILE}:gh-simplified-agility-kanban": Template("software", "kanban", types=_SOFTWARE),
        f"{_AGILE}:gh-simplified-agility-scrum": Template("software", "scrum", types=_SOFTWARE),
        f"{_AGILE}:gh-simplified-basic": Template("software", "kanban", types=_SOFTWARE),
        f"{_AGILE}:gh-simplified-kanban-classic": Template("software", "kanban", types=_SOFTWARE),
        f"{_AGILE}:gh-simplified-scrum-classic": Template("software", "scrum", types=_SOFTWARE),
        f"{_CORE}:jira-core-simplified-project-management": Template("business"),
        f"{_CORE}:jira-core-simplified-task-": Template("business"),
        f"{_CORE}:jira-core-simplified-process-control": Template("business"),
        f"{_CORE}:jira-core-simplified-content-management": Template("business"),
        f"{_DESK}:simplified-it-service-management": Template("service_desk"),
        f"{_DESK}:simplified-internal-service-desk": Template("service_desk"),
    },
}
PROJECT_TYPES = {
    "software": ("Software", "#F5A623"),
    "business": ("Business", "#3D79DA"),
    "service_desk": ("Service Desk", "#67AB49"),
}
_USUAL_TEMPLATE = {"software": Template("software", types=_SOFTWARE)}
_KEY = re.compile(r"[A-Z][A-Z0-9_]+\Z")
_LONGEST_KEY = 10
_LONGEST_NAME = 80
_ASSIGNEES = ("PROJECT_LEAD", "UNASSIGNED")
_COMPONENT_ASSIGNEES = ("PROJECT_DEFAULT", "COMPONENT_LEAD", "PROJECT_LEAD", "UNASSIGNED")


# -- projects -------------------------------------------------------------------------------------


def create_project(jira: Jira, given: Mapping[str, Any], caller: Caller) -> Row:
    """Add a project from a template, with the board that goes with it."""
    if caller.user is None or not caller.user.admin:
        raise JiraRefusal(
            403, "You must have global administrator rights in order to modify projects."
        )
    errors = {
        **_wrong_name(jira, given.get("name"), None),
        **_wrong_key(jira, given.get("key"), None),
    }
    lead = _lead(jira, given, caller)
    if lead is None:
        errors["projectLead"] = "You must specify a valid project lead."
    template = _template(given, caller, errors)
    errors.update(_wrong_details(given))
    if errors:
        raise JiraRefusal(400, errors=errors)
    types = {one.name: number for number, one in jira.catalog.types.items()}
    body = {
        "key": given["key"],
        "name": given["name"].strip(),
        "lead": lead,
        "description": given.get("description") or "",
        "url": given.get("url") or "",
        "type": given.get("projectTypeKey") or template.type,
        "assignee": given.get("assigneeType") or ("UNASSIGNED" if caller.cloud else "PROJECT_LEAD"),
        "workflow": template.workflow
        if template.workflow in jira.catalog.workflows
        else _any_workflow(jira),
        "screen": next(iter(jira.catalog.screens)),
        "types": [types[name] for name in template.types if name in types]
        or list(jira.catalog.types),
        "permissions": _permissions(jira),
        "last": 0,
    }
    project = jira.rows.add("project", 0, body)
    if template.board:
        board = {"name": f"{body['key']} board", "type": template.board, "project": project["id"]}
        number = max((row["id"] for row in jira.rows.all("board")), default=0) + 1
        jira.rows.add("board", project["id"], board, number)
    return project


def _any_workflow(jira: Jira) -> str:
    return next(iter(jira.catalog.workflows))


def _permissions(jira: Jira) -> dict[str, list[str]]:
    """A new project has the default scheme: whoever may log in may work with it."""
    everybody = ["jira-users"]
    return {
        "browse": everybody,
        "create": everybody,
        "edit": everybody,
        "delete": ["jira-administrators"],
    }


def update_project(jira: Jira, project: Row, given: Mapping[str, Any], caller: Caller) -> Row:
    """Change what is given of a project; a new key leaves its issues' old keys valid."""
    administer(project, caller)
    errors: dict[str, str] = {}
    body = {key: value for key, value in project.items() if key not in ("id", "owner")}
    if given.get("name") is not None:
        errors.update(_wrong_name(jira, given["name"], project))
        body["name"] = str(given["name"]).strip()
    if given.get("key") not in (None, project["key"]):
        errors.update(_wrong_key(jira, given["key"], project))
        body["key"] = given["key"]
    if given.get("lead") is not None or given.get("leadAccountId") is not None:
        body["lead"] = _lead(jira, given, caller)
        if body["lead"] is None:
            errors["projectLead"] = "You must specify a valid project lead."
    errors.update(_wrong_details(given))
    if errors:
        raise JiraRefusal(400, errors=errors)
    for name, kept in (
        ("description", "description"),
        ("url", "url"),
        ("assigneeType", "assignee"),
    ):
        if given.get(name) is not None:
            body[kept] = given[name]
    written = jira.rows.put("project", project["id"], body)
    if body["key"] != project["key"]:
        _rename_issues(jira, written)
    return written


def _rename_issues(jira: Jira, project: Row) -> None:
    for issue in jira.rows.of("issue", project["id"]):
        key = f"{project['key']}-{issue['key'].rpartition('-')[2]}"
        jira.rows.put("issue", issue["id"], {**issue, "key": key})
        jira.rows.name_issue(key, issue["id"])


def delete_project(jira: Jira, project: Row, caller: Caller) -> None:
    """Remove a project with all that is in it."""
    if caller.user is None or not caller.user.admin:
        raise JiraRefusal(
            403, "You must have global administrator rights in order to modify projects."
        )
    scope, now = jira.scope(caller, project), jira.clock.milliseconds()
    for issue in jira.rows.of("issue", project["id"]):
        if jira.rows.get("issue", issue["id"]):  # it may have gone with its parent
            jira.issues.remove(issue, scope, now)
    for board in jira.rows.of("board", project["id"]):
        jira.rows.remove_of(("sprint",), board["id"])
    jira.rows.remove_of(("board", "component", "version"), project["id"])
    jira.rows.remove_property("project", str(project["id"]))
    jira.rows.remove("project", project["id"])


def administer(project: Row, caller: Caller) -> None:
    """Refuse who may not administer a project."""
    if not allows(caller.user, "administer", project):
        raise JiraRefusal(403, "You cannot edit the configuration of this project.")


def key_errors(jira: Jira, key: Any) -> dict[str, str]:
    """Return what is wrong with a key for a new project."""
    return _wrong_key(jira, key, None)


def _wrong_name(jira: Jira, name: Any, project: Row | None) -> dict[str, str]:
    if not isinstance(name, str) or not name.strip():
        return {"projectName": "You must specify a valid project name."}
    if len(name.strip()) > _LONGEST_NAME:
        return {
            "projectName": f"The project name must not exceed {_LONGEST_NAME} characters in length."
        }
    if any(row["name"].lower() == name.strip().lower() for row in _others(jira, project)):
        return {"projectName": "A project with that name already exists."}
    return {}


def _wrong_key(jira: Jira, key: Any, project: Row | None) -> dict[str, str]:
    if not isinstance(key, str) or not key:
        return {
            "projectKey": "You must specify a unique project key, at least 2 characters long, containing only "
            "uppercase letters."
        }
    if not _KEY.match(key):
        return {
            "projectKey": "Project keys must start with an uppercase letter, followed by one or more uppercase "
            "alphanumeric characters."
        }
    if len(key) > _LONGEST_KEY:
        return {
            "projectKey": f"The project key must not exceed {_LONGEST_KEY} characters in length."
        }
    taken = next((row for row in _others(jira, project) if row["key"] == key), None)
    return {"projectKey": f"Project '{taken['name']}' uses this project key."} if taken else {}


def _others(jira: Jira, project: Row | None) -> list[Row]:
    return [
        row for row in jira.rows.all("project") if project is None or row["id"] != project["id"]
    ]


def _wrong_details(given: Mapping[str, Any]) -> dict[str, str]:
    errors = {}
    for name in ("description", "url"):
        if not isinstance(given.get(name), (str, type(None))):
            errors[name] = f"The {name} must be a text."
    url = given.get("url")
    if isinstance(url, str) and url and not re.match(r"[a-z][a-z0-9+.-]*://", url):
        errors["projectUrl"] = "The URL specified is not valid - it must start with http://"
    if given.get("assigneeType") not in (None, *_ASSIGNEES):
        errors["assigneeType"] = f"Invalid assignee type: {given['assigneeType']}"
    return errors


def _lead(jira: Jira, given: Mapping[str, Any], caller: Caller) -> str | None:
    """Return the key of the lead: by user name on Data Center, by account id on Cloud."""
    people = jira.people
    name = (given.get("leadAccountId") if caller.cloud else None) or given.get("lead")
    if not isinstance(name, str):
        return None
    on_data_center = people.by_name(name) or people.by_key(name)
    user = people.by_account(name) if caller.cloud else on_data_center
    return user.key if user and user.active else None


def _template(given: Mapping[str, Any], caller: Caller, errors: dict[str, str]) -> Template:
    """Return the template that is asked for; it must be of the type that is asked for."""
    kind = given.get("projectTypeKey")
    if kind not in (None, *PROJECT_TYPES):
        errors["projectTypeKey"] = f"An invalid project type was specified: {kind}"
    wanted = given.get("projectTemplateKey")
    if wanted is None:
        if kind is None and not caller.cloud:
            errors["projectTypeKey"] = "You must specify a project type or a project template."
        return _USUAL_TEMPLATE.get(str(kind), Template(str(kind or "software")))
    template = TEMPLATES["cloud" if caller.cloud else "dc"].get(str(wanted))
    if template is None:
        errors["projectTemplateKey"] = f"An invalid project template was specified: {wanted}"
        return Template("software")
    if kind in PROJECT_TYPES and kind != template.type:
        errors["projectTemplateKey"] = f"The project template {wanted} is not of the type {kind}."
    return template


# -- components -----------------------------------------------------------------------------------


def component_of(jira: Jira, kind: str, number: str, caller: Caller) -> tuple[Row, Row]:
    """Return a component or version, with its project, if the caller may see it."""
    row = jira.rows.get(kind, int(number)) if number.isascii() and number.isdigit() else None
    project = jira.rows.get("project", row["owner"]) if row else None
    if row is None or project is None or not allows(caller.user, "browse", project):
        raise JiraRefusal(
            404,
            f"The component with id {number} does not exist."
            if kind == "component"
            else f"Could not find version for id '{number}'",
        )
    return row, project


def write_component(
    jira: Jira, project: Row, row: Row | None, given: Mapping[str, Any], caller: Caller
) -> Row:
    """Add a component to a project, or change what is given of one."""
    administer(project, caller)
    body = {key: value for key, value in (row or {}).items() if key not in ("id", "owner")}
    if row is None or given.get("name") is not None:
        body["name"] = _free_name(jira, "component", project, row, given.get("name"))
    if given.get("description") is not None:
        body["description"] = str(given["description"])
    name = given.get("leadAccountId") if caller.cloud else given.get("leadUserName")
    if name is not None:
        lead = _lead(jira, {"lead": name}, caller) if name else None
        if name and lead is None:
            raise JiraRefusal(400, errors={"leadUserName": f"The user '{name}' does not exist."})
        body["lead"] = lead
    if given.get("assigneeType") is not None:
        if given["assigneeType"] not in _COMPONENT_ASSIGNEES:
            raise JiraRefusal(
                400, errors={"assigneeType": f"Invalid assignee type: {given['assigneeType']}"}
            )
        body["assigneeType"] = given["assigneeType"]
    return _written(jira, "component", project, row, body)


def _written(jira: Jira, kind: str, project: Row, row: Row | None, body: dict[str, Any]) -> Row:
    if row is None:
        return jira.rows.add(kind, project["id"], body)
    return jira.rows.put(kind, row["id"], body)


def _free_name(jira: Jira, kind: str, project: Row, row: Row | None, name: Any) -> str:
    """Return a name that no other of the kind has in the project."""
    if not isinstance(name, str) or not name.strip():
        raise JiraRefusal(400, errors={"name": f"You must specify a valid {kind} name"})
    wanted = name.strip()
    for other in jira.rows.of(kind, project["id"]):
        if other["name"].lower() == wanted.lower() and (row is None or other["id"] != row["id"]):
            said = {
                "component": f"A component with the name {other['name']} already exists in this project.",
                "version": "A version with this name already exists in this project.",
            }
            raise JiraRefusal(400, errors={"name": said[kind]})
    return wanted


FIELDS = {"component": ("components",), "version": ("fixVersions", "versions")}


def users_of(jira: Jira, field: str, number: int) -> list[Row]:
    """Return the issues that have a component or version in a field."""
    return [
        row
        for row in jira.rows.all("issue")
        if number in [int(one) for one in row["fields"].get(field) or ()]
    ]


def remove_named(
    jira: Jira, kind: str, row: Row, project: Row, caller: Caller, instead: Mapping[str, int | None]
) -> None:
    """Remove a component or version; in issues another one takes its place, or none."""
    administer(project, caller)
    scope, now = jira.scope(caller, project), jira.clock.milliseconds()
    for field in FIELDS[kind]:
        for issue in users_of(jira, field, row["id"]):
            held = issue["fields"][field]
            kept = [one for one in held if int(one) != row["id"]]
            other = instead.get(field)
            if other is not None and other not in [int(one) for one in kept]:
                kept.append(type(held[0])(other))
            fresh = jira.rows.get("issue", issue["id"]) or issue
            jira.issues.edit(fresh, {field: kept or None}, scope, now)
    jira.rows.remove(kind, row["id"])


# -- versions -------------------------------------------------------------------------------------


def write_version(
    jira: Jira, project: Row, row: Row | None, given: Mapping[str, Any], caller: Caller
) -> Row:
    """Add a version to a project, or change what is given of one."""
    administer(project, caller)
    body = {key: value for key, value in (row or {}).items() if key not in ("id", "owner")}
    if row is None:
        body = {"archived": False, "released": False, "sequence": _next_place(jira, project)}
    if row is None or given.get("name") is not None:
        body["name"] = _free_name(jira, "version", project, row, given.get("name"))
    if given.get("description") is not None:
        body["description"] = str(given["description"])
    for name in ("archived", "released"):
        if given.get(name) is not None:
            body[name] = bool(given[name])
    for name in ("startDate", "releaseDate"):
        if name in given:
            body[name] = _day(given[name], name)
    start, end = body.get("startDate"), body.get("releaseDate")
    if start and end and start > end:
        raise JiraRefusal(
            400, errors={"releaseDate": "The release date must be after the start date."}
        )
    return _written(jira, "version", project, row, body)


def versions_of(jira: Jira, project: Row) -> list[Row]:
    """Return the versions of a project in their order."""
    rows = jira.rows.of("version", project["id"])
    return sorted(rows, key=lambda row: (row.get("sequence", 0), row["id"]))


def move_version(
    jira: Jira, row: Row, project: Row, given: Mapping[str, Any], caller: Caller
) -> Row:
    """Put a version at another place in the order of its project."""
    administer(project, caller)
    others = [one for one in versions_of(jira, project) if one["id"] != row["id"]]
    before = [one["id"] for one in versions_of(jira, project)].index(row["id"])
    places = {"First": 0, "Last": len(others), "Earlier": max(before - 1, 0), "Later": before + 1}
    place = places.get(str(given.get("position")))
    if place is None:
        after = str(given.get("after") or "").rstrip("/").rpartition("/")[2]
        found = [n for n, one in enumerate(others) if str(one["id"]) == after]
        if not found:
            raise JiraRefusal(400, "You must provide 'after' or 'position'.")
        place = found[0] + 1
    others.insert(place, row)
    for sequence, one in enumerate(others):
        body = {**(jira.rows.get("version", one["id"]) or one), "sequence": sequence}
        jira.rows.put("version", one["id"], body)
    return jira.rows.get("version", row["id"]) or row


def _next_place(jira: Jira, project: Row) -> int:
    rows = jira.rows.of("version", project["id"])
    return max((row.get("sequence", 0) for row in rows), default=-1) + 1


def _day(given: Any, name: str) -> str | None:
    if given in (None, ""):
        return None
    try:
        return datetime.date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError as error:
        raise JiraRefusal(400, errors={name: f"Error parsing date string: {given}"}) from error


# -- roles ----------------------------------------------------------------------------------------

ROLES = {10002: "Administrators", 10100: "Developers", 10101: "Users"}
_RIGHT_OF = {10002: "administer", 10100: "edit", 10101: "browse"}


def actors(jira: Jira, project: Row, role: int) -> list[tuple[str, Any]]:
    """Return who has a role in a project: users, and groups by name."""
    if _RIGHT_OF[role] == "administer":
        leads = [jira.people.by_key(project["lead"])]
        admins = [user for user in jira.people.all if user.admin and user.active]
        users = {user.key: user for user in (*leads, *admins) if user}
        return [("user", user) for user in users.values()]
    return [("group", name) for name in project["permissions"].get(_RIGHT_OF[role], ())]
