# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comments, worklogs, watchers and votes of issues."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ...model import User
from ...rest.answers import json_answer
from ...site import Site
from ..commenting import add_comment, edit_comment, read_worklog, remove_comment
from ..comments import is_visible, shown_comment, shown_worklog, worklog_page
from ..entity_properties import read_properties
from ..history import item
from ..people import shown_user
from ..refusal import JiraRefusal
from ..rows import Row
from .frame import Call, Resource, nothing


def find_comment(call: Call, issue: Row, number: str) -> Row:
    """Return a comment of an issue that the user may see."""
    row = call.jira.rows.get("comment", int(number)) if number.isdigit() else None
    if row is None or row["owner"] != issue["id"] or not is_visible(row, call.scope(issue)):
        status = 404 if call.caller.cloud or request.method == "GET" else 400
        raise JiraRefusal(status, f"Can not find a comment for the id: {number}.")
    return row


def comment_resource(site: Site) -> Blueprint:
    """Return the resources of comments."""
    at = Resource(site, "jira_comments")

    @at("GET", "issue/<key>/comment")
    def comments(call: Call, key: str) -> Response:
        issue = call.issue(key)
        scope = call.scope(issue)
        rows = [row for row in call.jira.rows.of("comment", issue["id"]) if is_visible(row, scope)]
        if call.text("orderBy") in ("-created", "created desc"):
            rows.reverse()
        expand = frozenset(call.words("expand"))
        page = call.page(
            [shown_comment(row, scope, expand) for row in rows], call.caller.profile.comments
        )
        shown = {
            "startAt": page["startAt"],
            "maxResults": page["maxResults"],
            "total": page["total"],
        }
        return json_answer({**shown, "comments": page["values"]})

    @at("POST", "issue/<key>/comment")
    def add(call: Call, key: str) -> Response:
        issue = call.issue(key, "comment")
        scope, body = call.scope(issue), call.object()
        row = add_comment(issue, body, scope, call.now)
        _keep_properties(call, row, body)
        return json_answer(shown_comment(row, scope, frozenset(call.words("expand"))), 201)

    @at("GET", "issue/<key>/comment/<number>")
    def comment(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key)
        row = find_comment(call, issue, number)
        return json_answer(shown_comment(row, call.scope(issue), frozenset(call.words("expand"))))

    @at("PUT", "issue/<key>/comment/<number>")
    def edit(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key, "comment")
        scope, body = call.scope(issue), call.object()
        row = find_comment(call, issue, number)
        _require_author(call, row, issue)
        row = edit_comment(row, body, scope, call.now)
        _keep_properties(call, row, body)
        call.jira.issues.touch(issue, call.now)
        return json_answer(shown_comment(row, scope, frozenset(call.words("expand"))))

    @at("DELETE", "issue/<key>/comment/<number>")
    def remove(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key, "comment")
        row = find_comment(call, issue, number)
        _require_author(call, row, issue)
        remove_comment(row, call.scope(issue))
        call.jira.issues.touch(issue, call.now)
        return nothing()

    return at.pages


def _require_author(call: Call, row: Row, issue: Row) -> None:
    """Others need the right to edit the project's issues."""
    if row["author"] != call.user.key:
        call.issue(issue["key"], "edit")


def _keep_properties(call: Call, comment: Row, body: dict[str, Any]) -> None:
    for name, value in read_properties(call.jira, body.get("properties")).items():
        call.jira.rows.set_property("comment", str(comment["id"]), name, value)


def worklog_resource(site: Site) -> Blueprint:
    """Return the resources of worklogs."""
    at = Resource(site, "jira_worklogs")

    @at("GET", "issue/<key>/worklog")
    def worklogs(call: Call, key: str) -> Response:
        issue = call.issue(key)
        rows = call.jira.rows.of("worklog", issue["id"])
        start, size = (
            call.number("startAt", 0),
            call.number("maxResults", 5000 if call.caller.cloud else 1048576, 5000),
        )
        if not call.caller.cloud:
            size = len(rows)
        page = rows[start : start + size]
        return json_answer(worklog_page(page, issue, call.scope(issue), len(rows), size, start))

    @at("POST", "issue/<key>/worklog")
    def add(call: Call, key: str) -> Response:
        issue = call.issue(key, "work")
        scope, now = call.scope(issue), call.now
        body = {**read_worklog(call.object(), scope, now), "author": call.user.key, "created": now}
        row = call.jira.rows.add("worklog", issue["id"], body)
        _note_work(call, issue, row["seconds"])
        return json_answer(shown_worklog(row, scope), 201)

    @at("GET", "issue/<key>/worklog/<number>")
    def worklog(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key)
        return json_answer(shown_worklog(_worklog(call, issue, number), call.scope(issue)))

    @at("PUT", "issue/<key>/worklog/<number>")
    def edit(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key, "work")
        row = _worklog(call, issue, number)
        body = read_worklog(call.object(), call.scope(issue), call.now, row)
        row = call.jira.rows.put("worklog", row["id"], body)
        return json_answer(shown_worklog(row, call.scope(issue)))

    @at("DELETE", "issue/<key>/worklog/<number>")
    def remove(call: Call, key: str, number: str) -> Response:
        issue = call.issue(key, "work")
        row = _worklog(call, issue, number)
        call.jira.rows.remove("worklog", row["id"])
        _note_work(call, issue, -row["seconds"])
        return nothing()

    return at.pages


def _worklog(call: Call, issue: Row, number: str) -> Row:
    row = call.jira.rows.get("worklog", int(number)) if number.isdigit() else None
    if row is None or row["owner"] != issue["id"]:
        raise JiraRefusal(404, f"Cannot find worklog with id: '{number}'.")
    return row


def _note_work(call: Call, issue: Row, seconds: int) -> None:
    spent = sum(row["seconds"] for row in call.jira.rows.of("worklog", issue["id"]))
    before = spent - seconds
    words = [(str(one), str(one)) if one else (None, None) for one in (before, spent)]
    line = item("timespent", words[0], words[1], "timespent")
    call.jira.history.note(issue["id"], call.caller.key, [line], call.now)
    call.jira.issues.touch(issue, call.now)


# -- watchers and votes ---------------------------------------------------------------------------


def watching_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of watchers and votes."""
    at = Resource(site, "jira_watching")

    @at("GET", "issue/<key>/watchers")
    def watchers(call: Call, key: str) -> Response:
        issue = call.issue(key)
        people = _people(call, "watch", issue)
        shown = {
            "self": call.caller.url(f"issue/{issue['key']}/watchers"),
            "isWatching": call.caller.key in [user.key for user in people],
            "watchCount": len(people),
            "watchers": [shown_user(user, call.caller) for user in people],
        }
        return json_answer(shown)

    @at("POST", "issue/<key>/watchers")
    def watch(call: Call, key: str) -> Response:
        issue = call.issue(key)
        user = _named(call, call.body() if request.get_data().strip() else None) or call.user
        if user.key not in [one.key for one in _people(call, "watch", issue)]:
            call.jira.rows.add("watch", issue["id"], {"user": user.key})
        return nothing()

    @at("DELETE", "issue/<key>/watchers")
    def unwatch(call: Call, key: str) -> Response:
        issue = call.issue(key)
        given = call.text("accountId" if call.caller.cloud else "username") or call.text("userName")
        user = _named(call, given or None)
        if user is None:
            raise JiraRefusal(400, "The user to be removed from the watchers is not specified.")
        _leave(call, "watch", issue, user)
        return nothing()

    @at("GET", "issue/<key>/votes")
    def votes(call: Call, key: str) -> Response:
        issue = call.issue(key)
        people = _people(call, "vote", issue)
        shown = {
            "self": call.caller.url(f"issue/{issue['key']}/votes"),
            "votes": len(people),
            "hasVoted": call.caller.key in [user.key for user in people],
            "voters": [shown_user(user, call.caller) for user in people],
        }
        return json_answer(shown)

    @at("POST", "issue/<key>/votes")
    def vote(call: Call, key: str) -> Response:
        issue = call.issue(key)
        if not call.caller.cloud and issue["fields"].get("reporter") == call.user.key:
            raise JiraRefusal(404, "You cannot vote for an issue you have reported.")
        if call.user.key not in [one.key for one in _people(call, "vote", issue)]:
            call.jira.rows.add("vote", issue["id"], {"user": call.user.key})
        return nothing(204 if call.caller.cloud else 200)

    @at("DELETE", "issue/<key>/votes")
    def unvote(call: Call, key: str) -> Response:
        issue = call.issue(key)
        _leave(call, "vote", issue, call.user)
        return nothing()

    return at.pages


def _people(call: Call, kind: str, issue: Row) -> list[User]:
    rows = call.jira.rows.of(kind, issue["id"])
    found = (call.jira.people.by_key(row["user"]) for row in rows)
    return [user for user in found if user]


def _named(call: Call, given: Any) -> User | None:
    """Return the user of a body that is a name or an account id; without one, nobody."""
    if given is None:
        return None
    people = call.jira.people
    user = people.by_account(given) if call.caller.cloud else people.by_name(str(given))
    if user is None:
        raise JiraRefusal(
            404 if not call.caller.cloud else 400, f"The user '{given}' does not exist."
        )
    return user


def _leave(call: Call, kind: str, issue: Row, user: User) -> None:
    for row in call.jira.rows.of(kind, issue["id"]):
        if row["user"] == user.key:
            call.jira.rows.remove(kind, row["id"])
