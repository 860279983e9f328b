# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entity properties of issues, comments, issue types, projects and users."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request

from ...rest.answers import json_answer
from ...site import Site
from ..entity_properties import check_key, parse_property
from ..refusal import JiraRefusal
from ..rights import allows
from .frame import Call, Resource, nothing

Owner = Callable[[Call, str, bool], str]
"""Return the id of a thing that the user may see, or (if true) may change."""


def _issue(call: Call, key: str, changing: bool) -> str:
    return str(call.issue(key, "edit" if changing else "browse")["id"])


def _comment(call: Call, number: str, changing: bool) -> str:
    row = call.jira.rows.get("comment", int(number)) if number.isdigit() else None
    if row is None:
        raise JiraRefusal(404, f"Comment with ID '{number}' does not exist.")
    issue = call.issue(str(row["owner"]))
    if changing and row["author"] != call.user.key:
        call.issue(issue["key"], "edit")
    return str(row["id"])


def _worklog(call: Call, number: str, changing: bool) -> str:
    row = call.jira.rows.get("worklog", int(number)) if number.isdigit() else None
    if row is None:
        raise JiraRefusal(404, f"Worklog with ID '{number}' does not exist.")
    call.issue(str(row["owner"]), "work" if changing else "browse")
    return str(row["id"])


def _project(call: Call, key: str, changing: bool) -> str:
    project = call.project(key)
    if changing and not allows(call.caller.user, "administer", project):
        raise JiraRefusal(403, "You do not have permission to edit this project.")
    return str(project["id"])


def _issue_type(call: Call, number: str, changing: bool) -> str:
    if number not in call.jira.catalog.types:
        raise JiraRefusal(404, f"The issue type with id '{number}' does not exist")
    return number


# path, kind of the rows, who may
_OWNERS: tuple[tuple[str, str, Owner], ...] = (
    ("issue/<key>", "issue", _issue),
    ("comment/<key>", "comment", _comment),
    ("project/<key>", "project", _project),
    ("issuetype/<key>", "issuetype", _issue_type),
)


def property_resource(site: Site) -> Blueprint:
    """Return the resources of all properties."""
    at = Resource(site, "jira_properties")
    for path, kind, owner in _OWNERS:
        _serve(at, path, kind, owner)
    _serve(at, "issue/<of>/worklog/<key>", "worklog", _worklog)
    return at.pages


def _serve(at: Resource, path: str, kind: str, owner: Owner) -> None:
    def every(call: Call, key: str, of: str = "") -> Response:
        names = call.jira.rows.properties(kind, owner(call, key, False))
        keys = [{"key": name, "self": f"{_address(call, kind, key)}/{name}"} for name in names]
        return json_answer({"keys": keys})

    def one(call: Call, key: str, name: str, of: str = "") -> Response:
        kept = call.jira.rows.properties(kind, owner(call, key, False))
        if name not in kept:
            raise JiraRefusal(404, f"The property with key '{name}' does not exist.")
        return json_answer({"key": name, "value": kept[name]})

    def put(call: Call, key: str, name: str, of: str = "") -> Response:
        number = owner(call, key, True)
        value = parse_property(call.jira, request.get_data())
        new = call.jira.rows.set_property(kind, number, check_key(name), value)
        return nothing(201 if new else 200)

    def remove(call: Call, key: str, name: str, of: str = "") -> Response:
        number = owner(call, key, True)
        if name not in call.jira.rows.properties(kind, number):
            raise JiraRefusal(404, f"The property with key '{name}' does not exist.")
        call.jira.rows.remove_property(kind, number, name)
        return nothing()

    named = (
        ("GET", "", every),
        ("GET", "/<name>", one),
        ("PUT", "/<name>", put),
        ("DELETE", "/<name>", remove),
    )
    for method, end, view in named:
        view.__name__ = f"{kind}_{view.__name__}"
        at(method, f"{path}/properties{end}")(view)


def _address(call: Call, kind: str, key: str) -> str:
    return call.caller.url(f"{kind}/{key}/properties")
