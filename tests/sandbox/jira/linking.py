# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading requests for issue links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .commenting import add_comment
from .model import LinkType
from .refusal import JiraRefusal
from .rights import allows
from .rows import Row

if TYPE_CHECKING:
    from .scope import Scope


def find_link_type(given: Any, scope: Scope) -> LinkType:
    """Return a kind of link by id or name."""
    types = scope.jira.catalog.link_types.values()
    wanted = given if isinstance(given, dict) else {}
    for one in types:
        if str(wanted.get("id")) == one.id or wanted.get("name") == one.name:
            return one
    shown = wanted.get("name") or wanted.get("id")
    if shown is None:
        raise JiraRefusal(
            400, "No issue link type specified. Provide the 'id' or the 'name' of the link type."
        )
    raise JiraRefusal(404, f"No issue link type with name '{shown}' found.")


def find_end(given: Any, scope: Scope) -> Row:
    """Return an issue that a link names, and that the user may see."""
    wanted = given if isinstance(given, dict) else {}
    issue = scope.jira.find_issue(str(wanted.get("key") or wanted.get("id") or ""))
    user = scope.caller.user
    if issue is None or not allows(user, "browse", scope.jira.project_of(issue)):
        said = "Issue does not exist or you do not have permission to see it."
        if not scope.caller.cloud:
            said = f"No issue found with key or id '{wanted.get('key') or wanted.get('id')}'."
        raise JiraRefusal(404, said)
    return issue


def add_link(body: dict[str, Any], scope: Scope, now: int) -> Row:
    """Link two issues; a link that is there already is taken for made."""
    link_type = find_link_type(body.get("type"), scope)
    for name in ("inwardIssue", "outwardIssue"):
        if not isinstance(body.get(name), dict):
            raise JiraRefusal(400, f"The '{name}' of the link is missing.")
    source, target = find_end(body["inwardIssue"], scope), find_end(body["outwardIssue"], scope)
    return _linked(link_type, source, target, body.get("comment"), scope, now)


def _linked(
    link_type: LinkType, source: Row, target: Row, comment: Any, scope: Scope, now: int
) -> Row:
    jira = scope.jira
    for issue in (source, target):
        if not allows(scope.caller.user, "link", jira.project_of(issue)):
            said = f"You do not have permission to link issues in the project of {issue['key']}."
            raise JiraRefusal(404 if scope.caller.cloud else 401, said)
        limit = jira.switches["jira_link_limit"]
        if limit and len(jira.links.of(issue["id"])) >= limit:
            raise JiraRefusal(
                413 if scope.caller.cloud else 400,
                f"The issue has reached its limit of {limit} links.",
            )
    if source["id"] == target["id"]:
        raise JiraRefusal(400, "You cannot link an issue to itself.")
    link = jira.links.add(link_type, source, target, scope, now)
    if comment:
        add_comment(source, comment if isinstance(comment, dict) else {"body": comment}, scope, now)
    return link


def add_link_of(issue: Row, raw: Any, scope: Scope, now: int) -> None:
    """Link an issue with another one, as `update` of a request asks for it."""
    given = raw if isinstance(raw, dict) else {}
    link_type = find_link_type(given.get("type"), scope)
    if "outwardIssue" in given:
        _linked(link_type, issue, find_end(given["outwardIssue"], scope), None, scope, now)
    else:
        _linked(link_type, find_end(given.get("inwardIssue"), scope), issue, None, scope, now)
