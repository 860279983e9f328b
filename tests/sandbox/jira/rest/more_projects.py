# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a project has besides its issues: roles, and schemes that this Jira has none of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from ...model import User
from ...rest.answers import json_answer
from ...site import Site
from ..people import account_id, avatars, group_id
from ..refusal import JiraRefusal
from ..rows import Row
from .frame import Call, Resource

# Each role, and the permission of a project that its members have.
_ROLES: Mapping[int, tuple[str, str]] = {
    10002: ("Administrators", "delete"),
    10003: ("Members", "edit"),
    10004: ("Viewers", "browse"),
}


def role_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_roles")

    @at("GET", "project/<key>/role")
    def roles(call: Call, key: str) -> Response:
        project = call.project(key)
        return json_answer(
            {name: _address(call, project, number) for number, (name, _) in _ROLES.items()}
        )

    @at("GET", "project/<key>/role/<int:number>")
    def role(call: Call, key: str, number: int) -> Response:
        project = call.project(key)
        if number not in _ROLES:
            raise JiraRefusal(
                404, f"Can not retrieve a role actor for a null project role: {number}"
            )
        name, right = _ROLES[number]
        shown = {
            "self": _address(call, project, number),
            "name": name,
            "id": number,
            "description": f"A project role that represents {name.lower()} in a project",
            "actors": list(_actors(call, project, right)),
        }
        return json_answer(shown)

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


def _address(call: Call, project: Row, number: int) -> str:
    return call.caller.url(f"project/{project['id']}/role/{number}")


def _actors(call: Call, project: Row, right: str) -> list[dict[str, Any]]:
    """Administrators of Jira by name, then the groups that have the permission."""
    people = [user for user in call.jira.people.all if user.admin and user.active]
    shown = [_person(call, user, number) for number, user in enumerate(people, 10_100)]
    groups = project["permissions"].get(right, ())
    return shown + [_group(call, name, number) for number, name in enumerate(groups, 10_200)]


def _person(call: Call, user: User, number: int) -> dict[str, Any]:
    known = (
        {"actorUser": {"accountId": account_id(user)}}
        if call.caller.cloud
        else {"name": user.username}
    )
    return {
        "id": number,
        "displayName": user.display_name,
        "type": "atlassian-user-role-actor",
        "avatarUrl": avatars(call.caller)["16x16"],
        **known,
    }


def _group(call: Call, name: str, number: int) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": number,
        "displayName": name,
        "type": "atlassian-group-role-actor",
        "name": name,
    }
    if call.caller.cloud:
        shown["actorGroup"] = {"name": name, "displayName": name, "groupId": group_id(name)}
    return shown
