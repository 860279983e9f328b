# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing comments and worklogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .parsing import parse_duration, parse_long_text, parse_time
from .refusal import JiraRefusal, Wrong
from .rows import Row

if TYPE_CHECKING:
    from .scope import Scope


def check_limit(scope: Scope, issue: Row, kind: str, switch: str) -> None:
    """Refuse one more of what an issue may only have so many of; Cloud says 413."""
    limit = scope.jira.switches[switch]
    if limit and len(scope.jira.rows.of(kind, issue["id"])) >= limit:
        status = 413 if scope.caller.cloud else 400
        raise JiraRefusal(
            status, f"The issue has reached its limit of {limit} for this kind of item."
        )


def read_text(raw: Any, scope: Scope, name: str = "comment", optional: bool = False) -> Any:
    """Return the text of a comment or worklog."""
    if optional and raw in (None, ""):
        return None
    try:
        text = parse_long_text(raw, scope)
    except Wrong as wrong:
        said = str(wrong)
        if said.startswith("Operation value"):
            said = "Comment body is not valid!"
        if said == "INVALID_INPUT":
            raise JiraRefusal(400, "INVALID_INPUT") from wrong
        raise JiraRefusal(400, errors={name: said}) from wrong
    if text is None or (isinstance(text, str) and not text.strip()):
        raise JiraRefusal(400, errors={name: "Comment body can not be empty!"})
    return text


def read_visibility(raw: Any, scope: Scope) -> dict[str, str] | None:
    """Return to whom a comment is restricted."""
    if not raw:
        return None
    if not isinstance(raw, dict) or raw.get("type") not in ("group", "role"):
        raise JiraRefusal(
            400, errors={"visibility": "The visibility must have the type 'group' or 'role'."}
        )
    value = str(raw.get("value") or raw.get("identifier") or "")
    if raw["type"] == "group" and value not in scope.jira.people.groups:
        raise JiraRefusal(400, errors={"commentLevel": f"Group: {value} does not exist."})
    return {"type": raw["type"], "value": value}


def add_comment(issue: Row, body: dict[str, Any], scope: Scope, now: int) -> Row:
    """Add a comment to an issue."""
    check_limit(scope, issue, "comment", "jira_comment_limit")
    row = scope.jira.rows.add(
        "comment",
        issue["id"],
        {
            "author": scope.caller.key,
            "editor": scope.caller.key,
            "body": read_text(body.get("body"), scope),
            "created": now,
            "updated": now,
            "visibility": read_visibility(body.get("visibility"), scope),
        },
    )
    scope.jira.issues.touch(issue, now)
    return row


def edit_comment(comment: Row, body: dict[str, Any], scope: Scope, now: int) -> Row:
    """Change a comment; a visibility that is not written stays."""
    changed = {
        **comment,
        "body": read_text(body.get("body"), scope),
        "editor": scope.caller.key,
        "updated": now,
    }
    if "visibility" in body:
        changed["visibility"] = read_visibility(body["visibility"], scope)
    return scope.jira.rows.put("comment", comment["id"], changed)


def remove_comment(comment: Row, scope: Scope) -> None:
    """Remove a comment with its properties."""
    scope.jira.rows.remove_property("comment", str(comment["id"]))
    scope.jira.rows.remove("comment", comment["id"])


def read_worklog(
    body: dict[str, Any], scope: Scope, now: int, before: Row | None = None
) -> dict[str, Any]:
    """Return what a worklog holds."""
    kept = dict(before or {"seconds": None, "started": now, "comment": None, "visibility": None})
    errors = {}
    try:
        if "timeSpentSeconds" in body:
            kept["seconds"] = int(body["timeSpentSeconds"])
        elif "timeSpent" in body:
            kept["seconds"] = parse_duration(body["timeSpent"])
    except (Wrong, TypeError, ValueError):
        errors["timeLogged"] = "Invalid time duration entered"
    try:
        field = scope.jira.catalog.fields["created"]
        kept["started"] = parse_time(body.get("started"), field, scope) or kept["started"]
    except Wrong as wrong:
        errors["started"] = str(wrong)
    if not errors and not kept["seconds"]:
        errors["timeLogged"] = "You must indicate the time spent working."
    if errors:
        raise JiraRefusal(400, errors=errors)
    if "comment" in body:
        kept["comment"] = read_text(body["comment"], scope, optional=True)
    if "visibility" in body:
        kept["visibility"] = read_visibility(body["visibility"], scope)
    return {**kept, "editor": scope.caller.key, "updated": now}
