# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comments and worklogs, as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import texts
from .people import shown_user
from .rights import allows
from .rows import Row
from .showing import duration, moment

if TYPE_CHECKING:
    from .scope import Scope


def is_visible(row: Row, scope: Scope) -> bool:
    """Whether the user may see a comment or worklog that is restricted to a group or role."""
    visibility, user = row.get("visibility"), scope.caller.user
    if not visibility or scope.caller.neutral:
        return True
    if user is None:
        return False
    if visibility["type"] == "role":
        return user.admin or (scope.project is not None and allows(user, "edit", scope.project))
    return user.admin or visibility["value"] in user.groups


def shown_text(text: Any, scope: Scope) -> Any:
    """Return a long text by the version of the REST API."""
    if scope.caller.neutral:
        return texts.plain(text)
    return texts.as_document(text) if scope.caller.api == 3 else texts.as_wiki(text)


def _signed(row: Row, scope: Scope) -> dict[str, Any]:
    people = scope.jira.people
    shown = {
        "author": shown_user(people.by_key(row["author"]), scope.caller),
        "updateAuthor": shown_user(people.by_key(row["editor"]), scope.caller),
        "created": moment(row["created"], scope.caller),
        "updated": moment(row["updated"], scope.caller),
    }
    return {**shown, "visibility": row["visibility"]} if row.get("visibility") else shown


def shown_comment(row: Row, scope: Scope, expand: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a comment."""
    shown = {
        "self": scope.caller.url(f"issue/{row['owner']}/comment/{row['id']}"),
        "id": str(row["id"]),
        "body": shown_text(row["body"], scope),
        **_signed(row, scope),
    }
    if scope.caller.cloud:
        shown["jsdPublic"] = True
    if "renderedBody" in expand:
        shown["renderedBody"] = texts.as_html(row["body"])
    if "properties" in expand:
        kept = scope.jira.rows.properties("comment", str(row["id"]))
        shown["properties"] = [{"key": key, "value": value} for key, value in kept.items()]
    return shown


def comment_page(rows: list[Row], issue: Row, scope: Scope) -> dict[str, Any]:
    """Return the comments of an issue as one of its fields."""
    seen = [shown_comment(row, scope) for row in rows if is_visible(row, scope)]
    shown: dict[str, Any] = {
        "comments": seen,
        "maxResults": len(seen),
        "total": len(seen),
        "startAt": 0,
    }
    if scope.caller.cloud:
        shown["self"] = scope.caller.url(f"issue/{issue['id']}/comment")
    return shown


def shown_worklog(row: Row, scope: Scope) -> dict[str, Any]:
    """Return a worklog."""
    shown = {
        "self": scope.caller.url(f"issue/{row['owner']}/worklog/{row['id']}"),
        "id": str(row["id"]),
        "issueId": str(row["owner"]),
        "started": moment(row["started"], scope.caller),
        "timeSpent": duration(row["seconds"]),
        "timeSpentSeconds": row["seconds"],
        **_signed(row, scope),
    }
    return {**shown, "comment": shown_text(row["comment"], scope)} if row.get("comment") else shown


def worklog_page(
    rows: list[Row], issue: Row, scope: Scope, total: int, size: int, start: int = 0
) -> dict[str, Any]:
    """Return worklogs of an issue."""
    seen = [shown_worklog(row, scope) for row in rows if is_visible(row, scope)]
    return {"startAt": start, "maxResults": size, "total": total, "worklogs": seen}
