# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""issue: creating, reading, editing and deleting; its metadata and transitions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..changes import parsed
from ..history import shown_entry
from ..meta import create_fields, edit_fields
from ..model import IssueType
from ..reading import Wish, shown_issue
from ..refusal import JiraRefusal, Wrong
from ..rights import allows
from ..rows import Row
from ..showing import shown_type
from ..workflow import offered, shown_transition
from ..writing import create_issue, edit_issue, take_transition
from .frame import Call, Resource, nothing

_MOST_IN_BULK = 50


def wish_of(call: Call) -> Wish:
    """Return what the query wants to see of an issue."""
    return Wish(call.words("fields"), frozenset(call.words("expand")), call.words("properties"))


def created(issue: Row, call: Call) -> dict[str, Any]:
    """Return what is said of an issue that was created."""
    return {
        "id": str(issue["id"]),
        "key": issue["key"],
        "self": call.caller.url(f"issue/{issue['id']}"),
    }


def issue_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of issues."""
    at = Resource(site, "jira_issues")

    @at("POST", "issue")
    def create(call: Call) -> Response:
        call.user  # noqa: B018 - refuses nobody
        return json_answer(created(create_issue(call.jira, call.object(), call.caller), call), 201)

    @at("POST", "issue/bulk")
    def create_many(call: Call) -> Response:
        asked = call.object().get("issueUpdates")
        if not isinstance(asked, list) or not asked:
            raise JiraRefusal(400, "At least one issue must be given in 'issueUpdates'.")
        if len(asked) > _MOST_IN_BULK:
            raise JiraRefusal(
                400, f"The maximum number of issues that can be created is {_MOST_IN_BULK}."
            )
        issues, errors = [], []
        for number, body in enumerate(asked):
            try:
                if not isinstance(body, dict):
                    raise JiraRefusal(400, "Each of 'issueUpdates' must be an object.")
                issues.append(created(create_issue(call.jira, body, call.caller), call))
            except JiraRefusal as refusal:
                wrong = {"status": refusal.status, "elementErrors": refusal.body}
                errors.append({**wrong, "failedElementNumber": number})
        return json_answer({"issues": issues, "errors": errors}, 201 if issues else 400)

    @at("GET", "issue/<key>")
    def read(call: Call, key: str) -> Response:
        issue = call.issue(key)
        return json_answer(shown_issue(issue, call.scope(issue), wish_of(call)))

    @at("PUT", "issue/<key>")
    def edit(call: Call, key: str) -> Response:
        issue = call.issue(key, "edit")
        _refuse_if_moving(call)
        edited = edit_issue(issue, call.object(), call.scope(issue))
        if call.caller.cloud and call.flag("returnIssue"):
            return json_answer(shown_issue(edited, call.scope(edited), wish_of(call)))
        return nothing()

    @at("DELETE", "issue/<key>")
    def delete(call: Call, key: str) -> Response:
        issue = call.issue(key, "delete")
        if call.jira.issues.children(issue["id"]) and not call.flag("deleteSubtasks"):
            raise JiraRefusal(
                400,
                f"The issue '{issue['key']}' has subtasks.  "
                "You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.",
            )
        call.jira.issues.remove(issue, call.scope(issue), call.now)
        return nothing()

    @at("PUT", "issue/<key>/assignee")
    def assign(call: Call, key: str) -> Response:
        issue = call.issue(key, "assign")
        scope = call.scope(issue)
        try:
            user = parsed(call.jira.catalog.fields["assignee"], call.object(), scope)
        except Wrong as wrong:
            raise JiraRefusal(400, errors={"assignee": str(wrong)}) from wrong
        call.jira.issues.edit(issue, {"assignee": user}, scope, call.now)
        return nothing()

    @at("POST", "issue/<key>/notify")
    def notify(call: Call, key: str) -> Response:
        call.issue(key)
        call.object()
        return nothing()

    return at.pages


def issue_meta_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return what there is to know about creating, editing and moving issues, and what became of them."""
    at = Resource(site, "jira_issue_meta")

    @at("GET", "issue/<key>/editmeta")
    def edit_meta(call: Call, key: str) -> Response:
        issue = call.issue(key)
        editable = allows(call.caller.user, "edit", call.jira.project_of(issue))
        return json_answer({"fields": edit_fields(issue, call.scope(issue)) if editable else {}})

    @at("GET", "issue/createmeta")
    def create_meta(call: Call) -> Response:
        """The whole site at once: gone from Data Center 9, deprecated on Cloud."""
        if not call.caller.cloud:
            raise JiraRefusal(404, "Issue Does Not Exist")
        keys, ids, types = (
            call.words("projectKeys"),
            call.words("projectIds"),
            call.words("issuetypeNames"),
        )
        fields = "projects.issuetypes.fields" in call.words("expand")
        shown = []
        for project in call.jira.rows.all("project"):
            wanted = not (keys or ids) or project["key"] in keys or str(project["id"]) in ids
            if wanted and allows(call.caller.user, "create", project):
                shown.append(_project_meta(call, project, types, fields))
        return json_answer({"expand": "projects", "projects": shown})

    @at("GET", "issue/createmeta/<key>/issuetypes")
    def create_meta_types(call: Call, key: str) -> Response:
        project = _creatable(call, key)
        types = [shown_type(one, call.caller) for one in _types(call, project)]
        return json_answer(_meta_page(call, types, "issueTypes"))

    @at("GET", "issue/createmeta/<key>/issuetypes/<number>")
    def create_meta_fields(call: Call, key: str, number: str) -> Response:
        project = _creatable(call, key)
        issue_type = next((one for one in _types(call, project) if one.id == number), None)
        if issue_type is None:
            raise JiraRefusal(
                404 if call.caller.cloud else 400, f"Issue type with id '{number}' was not found."
            )
        return json_answer(
            _meta_page(call, create_fields(call.in_project(project), issue_type), "fields")
        )

    @at("GET", "issue/<key>/transitions")
    def transitions(call: Call, key: str) -> Response:
        issue = call.issue(key)
        scope, fields = call.scope(issue), "transitions.fields" in call.words("expand")
        wanted = call.text("transitionId")
        shown = [
            shown_transition(step, issue, scope, fields)
            for step in offered(issue, scope)
            if wanted in ("", step.id)
        ]
        return json_answer({"expand": "transitions", "transitions": shown})

    @at("POST", "issue/<key>/transitions")
    def take(call: Call, key: str) -> Response:
        issue = call.issue(key)
        _refuse_if_moving(call)
        take_transition(issue, call.object(), call.scope(issue))
        return nothing()

    @at("GET", "issue/<key>/changelog", only="cloud")
    def changelog(call: Call, key: str) -> Response:
        issue = call.issue(key)
        scope = call.scope(issue)
        entries = [shown_entry(entry, scope) for entry in call.jira.history.of(issue["id"])]
        return json_answer(call.page(entries, 100))

    return at.pages


def _refuse_if_moving(call: Call) -> None:
    if call.jira.switches["jira_transition_running"] and call.caller.cloud:
        raise JiraRefusal(409, "Another transition of this issue is in progress. Please try again.")


def _types(call: Call, project: Row) -> list[IssueType]:
    return [call.jira.catalog.types[number] for number in project["types"]]


def _creatable(call: Call, key: str) -> Row:
    project = call.jira.find_project(key)
    if project is None or not allows(call.caller.user, "create", project):
        if call.caller.cloud:
            raise JiraRefusal(404, f"No project could be found with key '{key}'.")
        raise JiraRefusal(
            400,
            f"Project '{key}' doesn't exist or you don't have permission to create issues in it.",
        )
    return project


def _meta_page(call: Call, rows: list[Any], name: str) -> dict[str, Any]:
    """Return a page: on Cloud the rows have a name of their own, on Data Center they are values."""
    page = call.page(rows)
    if not call.caller.cloud:
        return page
    values = page.pop("values")
    return {
        "startAt": page["startAt"],
        "maxResults": page["maxResults"],
        "total": page["total"],
        name: values,
    }


def _project_meta(call: Call, project: Row, names: tuple[str, ...], fields: bool) -> dict[str, Any]:
    caller, scope = call.caller, call.in_project(project)
    types = []
    for one in _types(call, project):
        if names and one.name not in names:
            continue
        shown: dict[str, Any] = {**shown_type(one, caller), "expand": "fields"}
        if fields:
            shown["fields"] = {
                row["key"]: {k: v for k, v in row.items() if k != "fieldId"}
                for row in create_fields(scope, one)
            }
        types.append(shown)
    return {
        "self": caller.url(f"project/{project['id']}"),
        "id": str(project["id"]),
        "key": project["key"],
        "name": project["name"],
        "issuetypes": types,
    }
