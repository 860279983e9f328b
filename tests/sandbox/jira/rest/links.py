# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""issueLink and remotelink."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ...model import Refusal
from ...rest.answers import json_answer
from ...site import Site
from ..commenting import check_limit
from ..history import item
from ..linking import add_link
from ..links import shown_link
from ..refusal import JiraRefusal
from ..rights import allows
from ..rows import Row
from .frame import Call, Resource, nothing

_GLOBAL_ID_LIMIT = 255


def link_resource(site: Site) -> Blueprint:
    """Return the resources of links between issues."""
    at = Resource(site, "jira_links")

    @at("POST", "issueLink")
    def add(call: Call) -> Response:
        call.user  # noqa: B018 - refuses nobody
        add_link(call.object(), call.scope(), call.now)
        return nothing(201)

    @at("GET", "issueLink/<number>")
    def link(call: Call, number: str) -> Response:
        return json_answer(shown_link(_link(call, number), call.scope()))

    @at("DELETE", "issueLink/<number>")
    def remove(call: Call, number: str) -> Response:
        found = _link(call, number)
        ends = [call.jira.rows.get("issue", found[name]) for name in ("from", "to")]
        may = [allows(call.caller.user, "link", call.jira.project_of(end)) for end in ends if end]
        if not any(may):
            raise JiraRefusal(
                404 if call.caller.cloud else 401, "You do not have permission to delete this link."
            )
        call.jira.links.remove(found, call.scope(), call.now)
        return nothing()

    return at.pages


def _link(call: Call, number: str) -> Row:
    link = call.jira.rows.get("link", int(number)) if number.isdigit() else None
    missing = JiraRefusal(404, f"No issue link with id '{number}' exists.")
    if link is None:
        raise missing
    for name in ("from", "to"):
        issue = call.jira.rows.get("issue", link[name])
        if issue is None or not allows(call.caller.user, "browse", call.jira.project_of(issue)):
            raise missing
    return link


# -- remote links ---------------------------------------------------------------------------------


def remote_link_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of links to elsewhere."""
    at = Resource(site, "jira_remote_links")

    @at("GET", "issue/<key>/remotelink")
    def links(call: Call, key: str) -> Response:
        issue = call.issue(key)
        wanted = request.args.get("globalId")
        rows = call.jira.rows.of("remotelink", issue["id"])
        if wanted is None:
            return json_answer([shown_remote(row, issue, call) for row in rows])
        row = _of_global_id(call, issue, wanted)
        if row is None:
            raise JiraRefusal(404, "No link found for the given global id.")
        return json_answer(shown_remote(row, issue, call))

    @at("POST", "issue/<key>/remotelink")
    def put(call: Call, key: str) -> Response:
        issue = call.issue(key, "link")
        body = read_remote(call.object())
        before = _of_global_id(call, issue, body["globalId"]) if body["globalId"] else None
        if before is None:
            check_limit(call.scope(issue), issue, "remotelink", "jira_remote_link_limit")
            row = call.jira.rows.add("remotelink", issue["id"], body)
        else:
            row = call.jira.rows.put("remotelink", before["id"], body)
        _note(call, issue, before, row)
        status = 201 if call.caller.cloud and before is None else 200
        return json_answer({"id": row["id"], "self": _address(row, issue, call)}, status)

    @at("GET", "issue/<key>/remotelink/<number>")
    def link(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key)
        return json_answer(shown_remote(_remote(call, issue, number), issue, call))

    @at("PUT", "issue/<key>/remotelink/<number>")
    def edit(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key, "link")
        before = _remote(call, issue, number)
        row = call.jira.rows.put("remotelink", before["id"], read_remote(call.object()))
        _note(call, issue, before, row)
        return nothing()

    @at("DELETE", "issue/<key>/remotelink")
    def remove_by_global_id(call: Call, key: str) -> Response:
        _refuse_untyped(call)
        issue = call.issue(key, "link")
        wanted = request.args.get("globalId")
        if not wanted:
            raise JiraRefusal(400, "The globalId parameter is required.")
        row = _of_global_id(call, issue, wanted)
        if row is None:
            raise JiraRefusal(404, "No link found for the given global id.")
        _remove(call, issue, row)
        return nothing()

    @at("DELETE", "issue/<key>/remotelink/<number>")
    def remove(call: Call, key: str, number: str) -> Response:
        _refuse_untyped(call)
        issue = call.issue(key, "link")
        _remove(call, issue, _remote(call, issue, number))
        return nothing()

    return at.pages


def _refuse_untyped(call: Call) -> None:
    """Cloud wants to know the type of the body even where there is none: jira.js met that on a live site."""
    if call.caller.cloud and request.mimetype != "application/json":
        raise Refusal("protocol", "Unsupported Media Type", 415)


def read_remote(body: dict[str, Any]) -> dict[str, Any]:
    """Return a remote link as it is kept: members that are not written are null."""
    errors = {}
    target = body.get("object")
    if not isinstance(target, dict):
        raise JiraRefusal(400, errors={"object": "'object' is required."})
    if not isinstance(target.get("url"), str) or not target["url"]:
        errors["url"] = "'url' is required."
    if not isinstance(target.get("title"), str) or not target["title"]:
        errors["title"] = "'title' is required."
    global_id = body.get("globalId")
    if global_id is not None and len(str(global_id)) > _GLOBAL_ID_LIMIT:
        errors["globalId"] = f"'globalId' must not be longer than {_GLOBAL_ID_LIMIT} characters."
    if errors:
        raise JiraRefusal(400, errors=errors)
    kept = {key: target.get(key) for key in ("url", "title", "summary", "icon", "status")}
    return {
        "globalId": global_id or None,
        "application": body.get("application"),
        "relationship": body.get("relationship"),
        "object": kept,
    }


def shown_remote(row: Row, issue: Row, call: Call) -> dict[str, Any]:
    """Return a remote link."""
    target = row["object"]
    shown: dict[str, Any] = {"id": row["id"], "self": _address(row, issue, call)}
    if row["globalId"]:
        shown["globalId"] = row["globalId"]
    shown["application"] = row.get("application") or {}
    if row.get("relationship"):
        shown["relationship"] = row["relationship"]
    shown["object"] = {
        **{key: target[key] for key in ("url", "title", "summary") if target.get(key)},
        "icon": target.get("icon") or {},
        "status": target.get("status") or {"icon": {}},
    }
    return shown


def _address(row: Row, issue: Row, call: Call) -> str:
    return call.caller.url(f"issue/{issue['key']}/remotelink/{row['id']}")


def _of_global_id(call: Call, issue: Row, global_id: str) -> Row | None:
    rows = call.jira.rows.of("remotelink", issue["id"])
    return next((row for row in rows if row["globalId"] == global_id), None)


def _remote(call: Call, issue: Row, number: str) -> Row:
    row = call.jira.rows.get("remotelink", int(number)) if number.isdigit() else None
    if row is None or row["owner"] != issue["id"]:
        raise JiraRefusal(404, f"No remote link with id '{number}' exists for the issue.")
    return row


def _words(row: Row | None) -> tuple[str | None, str | None]:
    if row is None:
        return None, None
    return str(row["id"]), f'This issue links to "{row["object"]["title"]} (Web Link)"'


def _note(call: Call, issue: Row, before: Row | None, row: Row | None) -> None:
    """The history has an entry even if the same link was written again."""
    line = item("RemoteIssueLink", _words(before), _words(row))
    call.jira.history.note(issue["id"], call.caller.key, [line], call.now)
    call.jira.issues.touch(issue, call.now)


def _remove(call: Call, issue: Row, row: Row) -> None:
    call.jira.rows.remove("remotelink", row["id"])
    _note(call, issue, row, None)
