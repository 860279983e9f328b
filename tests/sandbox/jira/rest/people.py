# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""myself, user, groups: people as Data Center and Cloud find them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ...model import User
from ...rest.answers import json_answer
from ...site import Site
from ..people import account_id, group_id, shown_group, shown_groups, shown_user
from ..refusal import JiraRefusal
from ..rights import allows
from .frame import Call, Resource

_GDPR = "'accountId' must be the only user identifying query parameter in GDPR strict mode."


def whole_user(user: User, call: Call) -> dict[str, Any]:
    """Return a user with all that may be asked for."""
    shown = shown_user(user, call.caller, whole=True) or {}
    wanted = call.words("expand")
    if "groups" in wanted:
        shown["groups"] = shown_groups(user, call.caller)
    if "applicationRoles" in wanted:
        role = {"key": "jira-software", "name": "Jira Software"}
        shown["applicationRoles"] = {"size": 1, "items": [role]}
    return shown


def people_resource(site: Site) -> Blueprint:
    """Return the resources of users."""
    at = Resource(site, "jira_people")

    @at("GET", "myself")
    def myself(call: Call) -> Response:
        shown = whole_user(call.user, call)
        shown.setdefault("groups", {"size": len(call.user.groups), "items": []})
        shown.setdefault("applicationRoles", {"size": 1, "items": []})
        return json_answer({**shown, "expand": "groups,applicationRoles"})

    @at("GET", "user")
    def user(call: Call) -> Response:
        found = _user_of_cloud(call) if call.caller.cloud else _user_of_data_center(call)
        return json_answer({**whole_user(found, call), "expand": "groups,applicationRoles"})

    @at("GET", "user/search")
    def search(call: Call) -> Response:
        return json_answer([shown_user(one, call.caller) for one in _found(call)])

    @at("GET", "user/assignable/search")
    def assignable(call: Call) -> Response:
        return json_answer([shown_user(one, call.caller) for one in _assignable(call)])

    @at("GET", "user/picker")
    def picker(call: Call) -> Response:
        found = call.jira.people.search(call.text("query"), call.caller)
        rows = [_picked(one, call) for one in found[: call.number("maxResults", 50)]]
        header = f"Showing {len(rows)} of {len(found)} matching users"
        return json_answer({"users": rows, "total": len(found), "header": header})

    @at("GET", "users/search", only="cloud")
    def every(call: Call) -> Response:
        start = call.number("startAt", 0)
        people = call.jira.people.all[start : start + call.number("maxResults", 50)]
        return json_answer([shown_user(one, call.caller) for one in people])

    @at("GET", "user/bulk", only="cloud")
    def bulk(call: Call) -> Response:
        wanted = request.args.getlist("accountId")
        if not wanted:
            raise JiraRefusal(400, "The 'accountId' query parameter needs to be provided")
        found = [call.jira.people.by_account(account) for account in wanted]
        rows = [shown_user(one, call.caller) for one in found if one]
        return json_answer(call.page(rows, 10))

    return at.pages


def group_resource(site: Site) -> Blueprint:
    """Return the resources of groups."""
    at = Resource(site, "jira_groups")

    @at("GET", "groups/picker")
    def groups(call: Call) -> Response:
        query = call.text("query").lower()
        # A name may have a comma in it, an id has none.
        left_out = {*request.args.getlist("exclude"), *call.words("excludeId")}
        named = [
            group
            for group in call.jira.people.groups
            if query in group.lower() and not {group, group_id(group)} & left_out
        ]
        rows: list[dict[str, Any]] = [{"name": name, "html": name, "labels": []} for name in named]
        if call.caller.cloud:
            rows = [{**row, "groupId": group_id(row["name"])} for row in rows]
        header = f"Showing {len(named)} of {len(named)} matching groups"
        return json_answer({"header": header, "total": len(named), "groups": rows})

    @at("GET", "group/member")
    def members(call: Call) -> Response:
        name = _group(call)
        inactive = call.flag("includeInactiveUsers")
        people = [one for one in call.jira.people.members(name) if one.active or inactive]
        return json_answer(call.page([shown_user(one, call.caller) for one in people]))

    @at("GET", "group", only="cloud")
    def group(call: Call) -> Response:
        name = _group(call)
        people = call.jira.people.members(name)
        users = {
            "size": len(people),
            "items": [],
            "max-results": 50,
            "start-index": 0,
            "end-index": 0,
        }
        return json_answer({**shown_group(name, call.caller), "users": users, "expand": "users"})

    @at("GET", "group/bulk", only="cloud")
    def group_bulk(call: Call) -> Response:
        names, ids = request.args.getlist("groupName"), request.args.getlist("groupId")
        rows = [
            {"name": name, "groupId": group_id(name)}
            for name in call.jira.people.groups
            if not (names or ids) or name in names or group_id(name) in ids
        ]
        return json_answer(call.page(rows))

    return at.pages


def _user_of_data_center(call: Call) -> User:
    name, key = request.args.get("username"), request.args.get("key")
    if name is None and key is None:
        raise JiraRefusal(
            400, "Either the 'username' or the 'key' query parameters need to be provided"
        )
    people = call.jira.people
    found = people.by_name(name) if name is not None else people.by_key(key)
    if found is None:
        shown = name if name is not None else key
        raise JiraRefusal(404, f"The user named '{shown}' does not exist")
    return found


def _user_of_cloud(call: Call) -> User:
    account = request.args.get("accountId")
    if account is None:
        raise JiraRefusal(400, _GDPR)
    found = call.jira.people.by_account(account)
    if found is None:
        raise JiraRefusal(
            404, "Specified user does not exist or you do not have required permissions"
        )
    return found


def _found(call: Call) -> list[User]:
    people = call.jira.people
    start, size = call.number("startAt", 0), call.number("maxResults", 50)
    if call.caller.cloud:
        query, account = request.args.get("query"), request.args.get("accountId")
        if request.args.get("username") is not None:
            raise JiraRefusal(
                400, "The query parameter 'username' is not supported in GDPR strict mode."
            )
        if query is None and account is None and request.args.get("property") is None:
            raise JiraRefusal(
                400,
                "At least one of the query parameters 'query', 'accountId' or 'property' is needed",
            )
        if account is not None:
            found = people.by_account(account)
            return [found] if found else []
        return _by_whole_email(call, query or "")[start : start + size]
    name = request.args.get("username")
    if name is None:
        raise JiraRefusal(400, "The username query parameter was not provided")
    wanted = "" if name == "." else name
    found_all = people.search(wanted, call.caller, call.flag("includeInactive"))
    active = call.flag("includeActive", usual=True)
    return [one for one in found_all if one.active or not active or call.flag("includeInactive")][
        start : start + size
    ]


def _by_whole_email(call: Call, query: str) -> list[User]:
    """Cloud finds by e-mail, too, although it does not show those that are hidden."""
    people = call.jira.people
    found = people.search(query, call.caller)
    hidden = [
        one
        for one in people.all
        if one.hides_email and one.active and one.email.lower() == query.lower()
    ]
    return [*found, *(one for one in hidden if one not in found)]


def _assignable(call: Call) -> list[User]:
    key, issue_key = call.text("project"), call.text("issueKey") or call.text("issueId")
    if issue_key:
        project = call.jira.project_of(call.issue(issue_key))
    elif key:
        project = call.project(key)
    else:
        raise JiraRefusal(
            400, "Either the 'project' or the 'issueKey' query parameter needs to be provided"
        )
    people = call.jira.people
    if call.caller.cloud:
        account = request.args.get("accountId")
        one = people.by_account(account)
        found = ([one] if one else []) if account else _by_whole_email(call, call.text("query"))
    else:
        found = people.search(call.text("username"), call.caller)
    start = call.number("startAt", 0)
    seen = [user for user in found if allows(user, "assignable", project)]
    return seen[start : start + call.number("maxResults", 50)]


def _picked(user: User, call: Call) -> dict[str, Any]:
    shown = {"displayName": user.display_name, "html": user.display_name}
    if call.caller.cloud:
        return {**shown, "accountId": account_id(user)}
    return {**shown, "name": user.username, "key": user.key}


def _group(call: Call) -> str:
    name, number = call.text("groupname"), call.text("groupId")
    for group in call.jira.people.groups:
        if group == name or (number and group_id(group) == number):
            return group
    raise JiraRefusal(404, f"The group named '{name or number}' does not exist")
