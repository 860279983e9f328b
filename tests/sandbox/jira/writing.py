# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating and editing issues: what requests ask for, checked and carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .caller import Caller
from .changes import Changes, read_changes, usual_assignee
from .commenting import add_comment, edit_comment, read_worklog, remove_comment
from .entity_properties import read_properties
from .kinds import KINDS
from .linking import add_link_of
from .meta import fields_on_screen
from .model import IssueType, Transition
from .parsing import unknown_field
from .refusal import JiraRefusal
from .rights import allows
from .rows import Row
from .workflow import offered

if TYPE_CHECKING:
    from .jira import Jira
    from .scope import Scope


# -- creating -------------------------------------------------------------------------------------


def create_issue(jira: Jira, body: Mapping[str, Any], caller: Caller) -> Row:
    """Create an issue, or refuse with all that is wrong with the request."""
    fields = body.get("fields")
    if not isinstance(fields, dict):
        fields = {}
    project, issue_type = _place(jira, fields, caller)
    scope = jira.scope(caller, project)
    on_screen = fields_on_screen(scope, issue_type, creating=True)
    changes = read_changes(body, on_screen, scope, None)
    _fill(changes, scope, issue_type)
    _require(changes, on_screen, scope)
    properties = read_properties(jira, body.get("properties"))
    changes.refuse_if_wrong()
    _forget_unkept(changes, jira)
    now = jira.clock.milliseconds()
    issue = jira.issues.insert(project, issue_type.id, changes.values, caller.key, now)
    for key, value in properties.items():
        jira.rows.set_property("issue", str(issue["id"]), key, value)
    _add(issue, changes, scope, now)
    return issue


def _forget_unkept(changes: Changes, jira: Jira) -> None:
    """Drop what is accepted and not stored."""
    for name in jira.switches["jira_unkept_fields"].split(","):
        changes.values.pop(name.strip(), None)


def _place(jira: Jira, fields: Mapping[str, Any], caller: Caller) -> tuple[Row, IssueType]:
    """Return the project and the type of a new issue."""
    cloud = caller.cloud
    given = fields.get("project")
    project = None
    if isinstance(given, dict) and (given.get("id") or given.get("key")):
        project = jira.find_project(str(given.get("id") or given.get("key")))
    if project is None or not allows(caller.user, "browse", project):
        said = "Specify a valid project ID or key" if cloud else "project is required"
        errors = {"project": said}
        if "issuetype" not in fields and cloud:
            errors["issuetype"] = "Specify an issue type"
        raise JiraRefusal(400, errors=errors)
    if not allows(caller.user, "create", project):
        raise JiraRefusal(
            400, errors={"project": "You do not have permission to create issues in this project."}
        )
    return project, find_type(jira, project, fields.get("issuetype"), cloud)


def find_type(jira: Jira, project: Row, given: Any, cloud: bool) -> IssueType:
    """Return a type of the project, by id or name."""
    if given is None:
        said = "Specify an issue type" if cloud else "issue type is required"
        raise JiraRefusal(400, errors={"issuetype": said})
    for number in project["types"]:
        one = jira.catalog.types[number]
        if isinstance(given, dict) and (
            str(given["id"]) == one.id
            if given.get("id") is not None
            else given.get("name") == one.name
        ):
            return one
    said = "Specify a valid issue type" if cloud else "The issue type selected is invalid."
    raise JiraRefusal(400, errors={"issuetype": said})


def _fill(changes: Changes, scope: Scope, issue_type: IssueType) -> None:
    """Set what was not written to what Jira gives it."""
    values = changes.values
    if "priority" not in values and "priority" not in changes.errors:
        values["priority"] = "3"
    if values.get("reporter") is None and "reporter" not in changes.errors:
        values["reporter"] = scope.caller.key
    elif values.get("reporter") != scope.caller.key and not _may(scope, "reporter"):
        changes.errors["reporter"] = unknown_field("reporter")
    if "assignee" not in values:
        values["assignee"] = usual_assignee(scope)
    _settle_parent(changes, scope, issue_type, None)
    if issue_type.subtask and not values.get("parent") and "parent" not in changes.errors:
        said = "Issue type is a sub-task but parent issue key or id not specified."
        changes.errors["issuetype" if not scope.caller.cloud else "parent"] = said


def _may(scope: Scope, right: str) -> bool:
    return scope.project is not None and allows(scope.caller.user, right, scope.project)


def _settle_parent(
    changes: Changes, scope: Scope, issue_type: IssueType, issue: Row | None
) -> None:
    """On Cloud, the parent of an issue that is no sub-task is its epic."""
    values = changes.values
    if "parent" not in values:
        return
    parent = scope.jira.rows.get("issue", values["parent"]) if values["parent"] else None
    level = scope.jira.catalog.types[parent["type"]].level if parent else None
    if issue_type.subtask:
        if level is not None and level != 0:
            changes.errors["parent"] = (
                "Given parent issue does not belong to the appropriate hierarchy."
            )
        return
    number = values.pop("parent")
    if level is not None and level != issue_type.level + 1:
        changes.errors["parent"] = (
            "Given parent issue does not belong to the appropriate hierarchy."
        )
    else:
        values[scope.jira.catalog.id_of("epic_link")] = number


def _require(changes: Changes, on_screen: Mapping[str, bool], scope: Scope) -> None:
    """Complain of fields that must be set and are not."""
    fields = scope.jira.catalog.fields
    for key, must in on_screen.items():
        if not must or key in changes.errors or key in ("project", "issuetype", "parent"):
            continue
        if changes.values.get(key) in (None, "", []):
            name = fields[key].called(scope.caller.profile.kind)
            said = (
                "You must specify a summary of the issue."
                if key == "summary"
                else f"{name} is required."
            )
            changes.errors[key] = said


def _add(issue: Row, changes: Changes, scope: Scope, now: int) -> None:
    """Add what hangs on the issue: comments, links, worklogs."""
    for verb, raw in changes.added.get("comment", ()):
        _comment(issue, verb, raw if isinstance(raw, dict) else {"body": raw}, scope, now)
    for _verb, raw in changes.added.get("worklog", ()):
        kept = read_worklog(raw if isinstance(raw, dict) else {}, scope, now)
        scope.jira.rows.add(
            "worklog", issue["id"], {**kept, "author": scope.caller.key, "created": now}
        )
    for _verb, raw in changes.added.get("issuelinks", ()):
        add_link_of(issue, raw, scope, now)


def _comment(issue: Row, verb: str, raw: dict[str, Any], scope: Scope, now: int) -> None:
    if verb == "add":
        add_comment(issue, raw, scope, now)
        return
    comment = scope.jira.rows.get("comment", int(str(raw.get("id") or 0)))
    if comment is None or comment["owner"] != issue["id"]:
        raise JiraRefusal(
            400, errors={"comment": f"Can not find a comment for the id: {raw.get('id')}."}
        )
    if verb == "edit":
        edit_comment(comment, raw, scope, now)
    else:
        remove_comment(comment, scope)


# -- editing --------------------------------------------------------------------------------------


def edit_issue(issue: Row, body: Mapping[str, Any], scope: Scope) -> Row:
    """Edit an issue, or refuse with all that is wrong with the request. `transition` is ignored."""
    jira = scope.jira
    settable: Mapping[str, bool] = _editable(issue, scope)
    fields = body.get("fields") if isinstance(body.get("fields"), dict) else {}
    issue_type = jira.catalog.types[issue["type"]]
    also: dict[str, Any] = {}
    changes = read_changes(body, settable, scope, issue)
    _keep_project(fields or {}, scope, changes)
    if (fields or {}).get("issuetype") is not None and scope.project is not None:
        wanted = find_type(jira, scope.project, (fields or {})["issuetype"], scope.caller.cloud)
        if wanted.subtask != issue_type.subtask:
            changes.errors["issuetype"] = "The issue type selected is invalid."
        also["type"] = wanted.id
    _settle_sprint(issue, changes, scope)
    _settle_parent(changes, scope, issue_type, issue)
    _require_set(changes, settable, scope)
    if "reporter" in changes.values and changes.values["reporter"] is None:
        changes.errors["reporter"] = "Reporter is required."
    changes.refuse_if_wrong()
    _forget_unkept(changes, jira)
    _check_properties(jira, body)
    now = jira.clock.milliseconds()
    edited = jira.issues.edit(issue, changes.values, scope, now, also)
    for key, value in read_properties(jira, body.get("properties")).items():
        jira.rows.set_property("issue", str(issue["id"]), key, value)
    _add(edited, changes, scope, now)
    return edited


def _check_properties(jira: Jira, body: Mapping[str, Any]) -> None:
    read_properties(jira, body.get("properties"))


def _editable(issue: Row, scope: Scope) -> Mapping[str, bool]:
    """Return what can be set: the fields of the edit screen; Cloud looks at no screens."""
    catalog = scope.jira.catalog
    on_screen = fields_on_screen(scope, catalog.types[issue["type"]], creating=False)
    if not scope.caller.cloud:
        return on_screen
    here = catalog.of_deployment("cloud")
    hidden = {name.strip() for name in scope.jira.switches["jira_hidden_fields"].split(",")}
    free = {f.id for f in here if KINDS[f.kind].settable and f.id not in hidden}
    return {**dict.fromkeys(free - {catalog.id_of("readonly")}, False), **on_screen}


def _keep_project(fields: Mapping[str, Any], scope: Scope, changes: Changes) -> None:
    """A request may name the project that the issue is in, as some clients do."""
    given = fields.get("project")
    if given is None or scope.project is None:
        return
    named = isinstance(given, dict) and str(given.get("key") or given.get("id"))
    if named not in (scope.project["key"], str(scope.project["id"])):
        changes.errors["project"] = unknown_field("project")


def _settle_sprint(issue: Row, changes: Changes, scope: Scope) -> None:
    """An issue keeps the closed sprints that it was in."""
    sprint = scope.jira.catalog.id_of("sprint")
    if sprint in changes.values:
        before = issue["fields"].get(sprint) or ()
        changes.values[sprint] = sprints_after(scope.jira, before, changes.values[sprint])


def sprints_after(jira: Jira, before: Any, wanted: list[int]) -> list[int]:
    """Return the sprints of an issue once it is in the wanted one: closed ones stay."""
    rows = [(number, jira.rows.get("sprint", number)) for number in before]
    closed = [number for number, row in rows if row and row["state"] == "closed"]
    return [*closed, *(number for number in wanted if number not in closed)]


def _require_set(changes: Changes, on_screen: Mapping[str, bool], scope: Scope) -> None:
    touched = {key: must for key, must in on_screen.items() if key in changes.values}
    _require(changes, touched, scope)


# -- transitions ----------------------------------------------------------------------------------


def take_transition(issue: Row, body: Mapping[str, Any], scope: Scope) -> Row:
    """Take an issue one step further, with the fields of the step's screen."""
    jira = scope.jira
    step = _step(issue, body, scope)
    settable = {key: key in step.required for key in step.screen or ()}
    if step.screen is not None:
        settable["comment"] = False
        settable["issuelinks"] = False
    changes = read_changes(body, settable, scope, issue)
    for key in step.required:
        value = changes.values.get(key, issue["fields"].get(key))
        if key not in changes.errors and value in (None, "", []):
            name = jira.catalog.fields[key].called(scope.caller.profile.kind)
            changes.errors[key] = f"{name} is required."
    changes.refuse_if_wrong()
    _forget_unkept(changes, jira)
    if step.resolution is not None:
        changes.values["resolution"] = step.resolution or None
    now = jira.clock.milliseconds()
    moved = jira.issues.move(issue, step.target, scope, now, changes.values)
    _add(moved, changes, scope, now)
    return moved


def _step(issue: Row, body: Mapping[str, Any], scope: Scope) -> Transition:
    given = body.get("transition")
    number = given.get("id") if isinstance(given, dict) else given
    if number is None:
        raise JiraRefusal(400, "Missing 'transition' identifier")
    if not str(number).isdigit():
        raise JiraRefusal(400, f"'transition' identifier must be an integer but was '{number}'")
    for step in offered(issue, scope):
        if step.id == str(number):
            return step
    if scope.caller.cloud:
        raise JiraRefusal(400, f"Transition id '{number}' is not valid for this issue.")
    raise JiraRefusal(
        500, "It seems that you have tried to perform a workflow operation (null) that is not valid for the current "
        f"state of this issue ({issue['key']}). The likely cause is that somebody has changed the issue recently, "
        "please look at the issue history for details."
    )  # fmt: skip
