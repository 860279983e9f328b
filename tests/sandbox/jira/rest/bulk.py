# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Cloud does to many things in one request: a property of issues, and comments by their ids."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..comments import is_visible, shown_comment
from ..entity_properties import check_key, check_value
from ..refusal import JiraRefusal
from ..rights import allows
from ..rows import Row
from .frame import Call, Resource

_MOST = 1000


def bulk_resource(site: Site) -> Blueprint:
    """Return the resources."""
    at = Resource(site, "jira_bulk")

    @at("PUT", "issue/properties/<name>", only="cloud")
    def set_property(call: Call, name: str) -> Response:
        body = call.object()
        value = check_value(call.jira, body.get("value"))
        entities = _ids((body.get("filter") or {}).get("entityIds"))
        done = [
            issue
            for issue in map(call.jira.find_issue, entities)
            if issue and _may_edit(call, issue)
        ]
        for issue in done:
            call.jira.rows.set_property("issue", str(issue["id"]), check_key(name), value)
        task = call.jira.rows.add("task", 0, {"at": call.now, "count": len(done)})
        answer = Response(b"", 303)
        answer.headers["Location"] = call.caller.url(f"task/{task['id']}")
        return answer

    @at("GET", "task/<number>", only="cloud")
    def task(call: Call, number: str) -> Response:
        row = call.jira.rows.get("task", int(number)) if number.isdigit() else None
        if row is None:
            raise JiraRefusal(404, f"Task with ID '{number}' does not exist.")
        return json_answer(_shown(call, row))

    @at("POST", "comment/list", only="cloud")
    def comments(call: Call) -> Response:
        expand = frozenset(call.words("expand"))
        found = [
            call.jira.rows.get("comment", int(number)) for number in _ids(call.object().get("ids"))
        ]
        shown = []
        for row in filter(None, found):
            issue = call.jira.find_issue(str(row["owner"]))
            scope = call.scope(issue)
            if issue and _may(call, "browse", issue) and is_visible(row, scope):
                shown.append(shown_comment(row, scope, expand))
        return json_answer(call.page(shown, _MOST))

    return at.pages


def _ids(given: Any) -> list[str]:
    if not isinstance(given, list) or not 0 < len(given) <= _MOST:
        raise JiraRefusal(400, f"Between 1 and {_MOST} ids must be given.")
    texts = [str(one) for one in given]
    if not all(text.isdigit() for text in texts):
        raise JiraRefusal(400, "An id must be a number.")
    return texts


def _may(call: Call, right: str, issue: Row) -> bool:
    return allows(call.caller.user, right, call.jira.project_of(issue))


def _may_edit(call: Call, issue: Row) -> bool:
    return _may(call, "browse", issue) and _may(call, "edit", issue)


def _shown(call: Call, row: Row) -> dict[str, Any]:
    """A task, which is done as soon as anyone asks."""
    return {
        "self": call.caller.url(f"task/{row['id']}"),
        "id": str(row["id"]),
        "status": "COMPLETE",
        "message": f"{row['count']} entities were updated.",
        "progress": 100,
        "submittedBy": 10000,
        "elapsedRuntime": 0,
        "submitted": row["at"],
        "started": row["at"],
        "finished": row["at"],
        "lastUpdate": row["at"],
    }
