# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boards and sprints: the rules by which sprints begin, end and take issues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .filters import filter_of_board
from .refusal import JiraRefusal
from .rights import allows
from .rows import Row
from .showing import moment, project_avatars

if TYPE_CHECKING:
    from .caller import Caller
    from .jira import Jira

STATES = ("future", "active", "closed")
MOST_MOVED = 50
COLORS = tuple(f"color_{number}" for number in range(1, 15))
_LONGEST_NAME = 30
_NO_BOARD = (
    "The requested board cannot be viewed because it either does not exist or you do not have permission "
    "to view it."
)
_NO_SPRINT = "Sprint does not exist or you do not have permission to view it."
_TIMES = {"startDate": "start", "endDate": "end", "completeDate": "complete"}
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d))?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?\Z"
)


# -- finding --------------------------------------------------------------------------------------


def board_of(jira: Jira, number: int, caller: Caller) -> Row:
    """Return a board whose project the caller may browse."""
    board = jira.rows.get("board", number)
    if board is None or not _may(jira, board, "browse", caller):
        raise JiraRefusal(404, _NO_BOARD)
    return board


def boards(jira: Jira, caller: Caller) -> list[Row]:
    """Return the boards that the caller may see."""
    return [board for board in jira.rows.all("board") if _may(jira, board, "browse", caller)]


def sprint_of(jira: Jira, number: int, caller: Caller) -> Row:
    """Return a sprint of a board that the caller may see."""
    sprint = jira.rows.get("sprint", number)
    board = jira.rows.get("board", sprint["board"]) if sprint else None
    if sprint is None or board is None or not _may(jira, board, "browse", caller):
        raise JiraRefusal(404, _NO_SPRINT)
    return sprint


def sprints_of(jira: Jira, board: Row, states: Iterable[str] = ()) -> list[Row]:
    """Return the sprints of a board, those that are over first, as Jira lists them."""
    wanted = [state.strip().lower() for state in states]
    wrong = [state for state in wanted if state not in STATES]
    if wrong:
        raise JiraRefusal(
            400, f"Unsupported value for state: {wrong[0]}. Use one of future, active, closed."
        )
    if board["type"] == "kanban":
        raise JiraRefusal(400, "The board does not support sprints")
    found = [
        row for row in jira.rows.of("sprint", board["id"]) if not wanted or row["state"] in wanted
    ]
    return sorted(found, key=lambda row: (-STATES.index(row["state"]), row["id"]))


def _project(jira: Jira, board: Row) -> Row | None:
    return jira.rows.get("project", board["project"])


def _may(jira: Jira, board: Row, right: str, caller: Caller) -> bool:
    project = _project(jira, board)
    return project is not None and allows(caller.user, right, project)


# -- showing --------------------------------------------------------------------------------------


def shown_board(jira: Jira, board: Row, caller: Caller) -> dict[str, Any]:
    """Return a board."""
    shown = {
        "id": board["id"],
        "self": f"{caller.base}/rest/agile/1.0/board/{board['id']}",
        "name": board["name"],
        "type": board["type"],
    }
    project = _project(jira, board)
    if not caller.cloud or project is None:
        return shown
    location = {
        "projectId": project["id"],
        "displayName": f"{project['name']} ({project['key']})",
        "projectName": project["name"],
        "projectKey": project["key"],
        "projectTypeKey": project.get("type", "software"),
        "avatarURI": project_avatars(project, caller)["24x24"],
        "name": f"{project['name']} ({project['key']})",
    }
    return {**shown, "location": location, "isPrivate": False}


def shown_sprint_bean(sprint: Row, caller: Caller) -> dict[str, Any]:
    """Return a sprint as its own resource has it."""
    shown: dict[str, Any] = {
        "id": sprint["id"],
        "self": f"{caller.base}/rest/agile/1.0/sprint/{sprint['id']}",
        "state": sprint["state"],
        "name": sprint["name"],
    }
    shown.update({name: moment(sprint[kept]) for name, kept in _TIMES.items() if sprint.get(kept)})
    if caller.cloud:
        if sprint.get("created"):
            shown["createdDate"] = moment(sprint["created"])
        shown["originBoardId"] = sprint["board"]
        return {**shown, "goal": sprint.get("goal") or ""}
    if sprint.get("activated"):
        shown["activatedDate"] = moment(sprint["activated"])
    shown["originBoardId"] = sprint["board"]
    if sprint.get("goal"):
        shown["goal"] = sprint["goal"]
    return {**shown, "synced": False, "autoStartStop": False}


def configuration(jira: Jira, board: Row, caller: Caller) -> dict[str, Any]:
    """Return the columns, the filter and the fields that a board works with."""
    project = _project(jira, board) or {}
    number = filter_of_board(board)
    workflow = jira.catalog.workflows[project["workflow"]]
    columns: dict[str, list[dict[str, str]]] = {}
    titles = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
    for one in workflow.statuses:
        status = jira.catalog.statuses[one]
        entry = {"id": one, "self": caller.url(f"status/{one}")}
        columns.setdefault(titles[status.category], []).append(entry)
    points = next((f for f in jira.catalog.fields.values() if f.name == "Story Points"), None)
    rank = jira.catalog.field_of("rank", caller.profile.kind)
    shown: dict[str, Any] = {
        "id": board["id"],
        "name": board["name"],
        "type": board["type"],
        "self": f"{caller.base}/rest/agile/1.0/board/{board['id']}/configuration",
        "filter": {"id": str(number), "self": caller.url(f"filter/{number}")},
        "columnConfig": {
            "columns": [
                {"name": name, "statuses": columns[name]}
                for name in titles.values()
                if name in columns
            ],
            "constraintType": "none",
        },
    }
    if caller.cloud:
        shown["location"] = {"type": "project", "projectKeyOrId": project["key"]}
    if points and board["type"] == "scrum":
        field = {"fieldId": points.id, "displayName": points.name}
        shown["estimation"] = {"type": "field", "field": field}
    if rank:
        shown["ranking"] = {"rankCustomFieldId": rank.number}
    return shown


# -- writing sprints ------------------------------------------------------------------------------


def create_sprint(jira: Jira, given: Mapping[str, Any], caller: Caller) -> Row:
    """Add a future sprint to a board."""
    number = given.get("originBoardId")
    if isinstance(number, bool) or not isinstance(number, int):
        raise JiraRefusal(400, errors={"originBoardId": "The board id must be specified."})
    board = board_of(jira, number, caller)
    if board["type"] == "kanban":
        raise JiraRefusal(400, "The board does not support sprints")
    _manage(jira, board, caller)
    body = {
        "state": "future",
        "goal": _goal(given),
        "created": jira.clock.milliseconds(),
        "name": _name(given.get("name")),
        **_times(given, {}),
    }
    return jira.rows.add("sprint", board["id"], {**body, "board": board["id"]})


def update_sprint(
    jira: Jira, sprint: Row, given: Mapping[str, Any], caller: Caller, whole: bool
) -> Row:
    """Change a sprint. whole: what is not given is cleared, as with PUT."""
    board = board_of(jira, sprint["board"], caller)
    _manage(jira, board, caller)
    if sprint["state"] == "closed":
        raise JiraRefusal(400, "Closed sprints cannot be edited.")
    body = {key: value for key, value in sprint.items() if key not in ("id", "owner")}
    if whole or "name" in given:
        body["name"] = _name(given.get("name"))
    if whole or "goal" in given:
        body["goal"] = _goal(given)
    if whole:
        body.update(dict.fromkeys(("start", "end")))
    body.update(_times(given, body))
    wanted = given.get("state") or (None if not whole else sprint["state"])
    if whole and given.get("state") is None:
        raise JiraRefusal(400, errors={"state": "The state of the sprint must be specified."})
    if wanted is not None:
        body.update(_step(jira, sprint, body, str(wanted).lower()))
    return jira.rows.put("sprint", sprint["id"], body)


def _step(jira: Jira, sprint: Row, body: Mapping[str, Any], wanted: str) -> Mapping[str, Any]:
    """Return what a change of the state sets: future -> active -> closed, one after the other."""
    if wanted not in STATES:
        raise JiraRefusal(400, errors={"state": f"The sprint state '{wanted}' is not valid."})
    if wanted == sprint["state"]:
        return {}
    if STATES.index(wanted) != STATES.index(sprint["state"]) + 1:
        raise JiraRefusal(400, f"A sprint cannot be changed from {sprint['state']} to {wanted}.")
    now = jira.clock.milliseconds()
    if wanted == "closed":
        return {"state": wanted, "complete": now}
    if not body.get("start") or not body.get("end"):
        raise JiraRefusal(400, "The sprint needs a start date and an end date to be started.")
    others = [s for s in jira.rows.of("sprint", sprint["board"]) if s["state"] == "active"]
    if others and not jira.switches["jira_parallel_sprints"]:
        raise JiraRefusal(400, "The board has an active sprint; parallel sprints are not enabled.")
    return {"state": wanted, "activated": now}


def delete_sprint(jira: Jira, sprint: Row, caller: Caller) -> None:
    """Remove a future sprint; its issues go back to the backlog."""
    board = board_of(jira, sprint["board"], caller)
    _manage(jira, board, caller)
    if sprint["state"] != "future":
        raise JiraRefusal(400, "Only future sprints can be deleted.")
    now = jira.clock.milliseconds()
    for issue in issues_of(jira, sprint["id"]):
        kept = [number for number in sprint_ids(jira, issue) if number != sprint["id"]]
        _put(jira, issue, kept, caller, now)
    jira.rows.remove("sprint", sprint["id"])


def _manage(jira: Jira, board: Row, caller: Caller) -> None:
    if not _may(jira, board, "edit", caller):
        raise JiraRefusal(403, "You do not have permission to manage sprints on this board.")


def _name(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise JiraRefusal(400, errors={"name": "Sprint name is required."})
    if len(given.strip()) > _LONGEST_NAME:
        raise JiraRefusal(
            400,
            errors={"name": f"The Sprint name must be shorter than {_LONGEST_NAME} characters."},
        )
    return given.strip()


def _goal(given: Mapping[str, Any]) -> str:
    goal = given.get("goal")
    if goal is not None and not isinstance(goal, str):
        raise JiraRefusal(400, errors={"goal": "The goal must be a text."})
    return goal or ""


def _times(given: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, int]:
    found = {}
    for name in ("startDate", "endDate"):
        if given.get(name):
            found[_TIMES[name]] = _milliseconds(given[name], name)
    both = {**{key: present.get(key) for key in ("start", "end")}, **found}
    start, end = both["start"], both["end"]
    if start and end and end <= start:
        raise JiraRefusal(400, errors={"endDate": "The end date must be after the start date."})
    return found


def _milliseconds(text: Any, name: str) -> int:
    match = _TIME.match(text) if isinstance(text, str) else None
    try:
        if match is None:
            raise ValueError(text)
        zone = (match[4] or "Z").replace("Z", "+0000").replace(":", "")
        time = f"{match[1]}T{match[2] or '00:00'}:{match[3] or '00'}{zone}"
        when = datetime.strptime(time, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError as error:
        raise JiraRefusal(400, errors={name: f"Invalid date format: {text}"}) from error
    return int(when.astimezone(timezone.utc).timestamp() * 1000)


# -- issues in sprints ----------------------------------------------------------------------------


def sprint_ids(jira: Jira, issue: Row) -> list[int]:
    """Return the sprints that an issue is in, or was in until they closed."""
    return [int(number) for number in issue["fields"].get(_sprint_field(jira)) or ()]


def issues_of(jira: Jira, sprint_id: int) -> list[Row]:
    """Return the issues of a sprint."""
    return [row for row in jira.rows.all("issue") if sprint_id in sprint_ids(jira, row)]


def move_issues(jira: Jira, names: Any, sprint: Row | None, caller: Caller) -> None:
    """Put issues into a sprint, or into the backlog: all of them, or none."""
    if not isinstance(names, list) or not all(isinstance(name, (str, int)) for name in names):
        raise JiraRefusal(400, errors={"issues": "The issues must be a list of keys or ids."})
    if len(names) > MOST_MOVED:
        raise JiraRefusal(
            400,
            f"The number of issues must not be more than {MOST_MOVED}.",
        )
    if sprint is not None and sprint["state"] == "closed":
        raise JiraRefusal(400, "Issues can only be moved to open or active sprints.")
    issues = [_issue(jira, str(name), caller) for name in names]
    now = jira.clock.milliseconds()
    for issue in issues:
        over = [number for number in sprint_ids(jira, issue) if _is_closed(jira, number)]
        _put(jira, issue, over if sprint is None else [*over, sprint["id"]], caller, now)


def _issue(jira: Jira, name: str, caller: Caller) -> Row:
    issue = jira.find_issue(name)
    project = jira.project_of(issue) if issue else None
    if issue is None or project is None or not allows(caller.user, "browse", project):
        raise JiraRefusal(404, "Issue does not exist or you do not have permission to see it.")
    if not allows(caller.user, "edit", project):
        raise JiraRefusal(403, "You do not have permission to schedule issues in this project.")
    return issue


def _is_closed(jira: Jira, sprint_id: int) -> bool:
    sprint = jira.rows.get("sprint", sprint_id)
    return sprint is not None and sprint["state"] == "closed"


def _put(jira: Jira, issue: Row, sprints: list[int], caller: Caller, now: int) -> None:
    scope = jira.scope(caller, jira.project_of(issue))
    jira.issues.edit(issue, {_sprint_field(jira): sprints or None}, scope, now)


def _sprint_field(jira: Jira) -> str:
    return next(field.id for field in jira.catalog.fields.values() if field.kind == "sprint")


def in_backlog(jira: Jira, issue: Row) -> bool:
    """Whether an issue waits: not done, in no sprint that is open, neither an epic nor a sub-task."""
    if jira.catalog.types[issue["type"]].level != 0:
        return False
    if jira.catalog.statuses[issue["status"]].category == "done":
        return False
    return all(_is_closed(jira, number) for number in sprint_ids(jira, issue))


def shown_epic(jira: Jira, issue: Row, caller: Caller) -> dict[str, Any]:
    """Return an epic as boards list it."""
    field = jira.catalog.field_of("epic_name", "dc")
    name = issue["fields"].get(field.id) if field else None
    return {
        "id": issue["id"],
        "key": issue["key"],
        "self": f"{caller.base}/rest/agile/1.0/epic/{issue['id']}",
        "name": name or issue["fields"].get("summary", ""),
        "summary": issue["fields"].get("summary", ""),
        "color": {"key": issue.get("color", COLORS[0])},
        "done": issue.get("done", jira.catalog.statuses[issue["status"]].category == "done"),
    }


def epic_of(issue: Row) -> int | None:
    """Return the id of the epic that an issue belongs to."""
    number = issue["fields"].get("customfield_10122") or issue["fields"].get("parent")
    return int(number) if number else None


# -- boards and epics that are written ------------------------------------------------------------


def create_board(jira: Jira, given: Mapping[str, Any], caller: Caller) -> Row:
    """Add a board; it shows the project of its location, or the one that its filter names."""
    name, kind = given.get("name"), given.get("type")
    if not isinstance(name, str) or not name.strip():
        raise JiraRefusal(400, errors={"name": "The board name must be specified."})
    if kind not in ("scrum", "kanban"):
        raise JiraRefusal(400, errors={"type": "The board type must be scrum or kanban."})
    location = given.get("location")
    project = _project_of_filter(jira, given.get("filterId"))
    if isinstance(location, dict) and location.get("projectKeyOrId"):
        project = jira.find_project(str(location["projectKeyOrId"]))
    if project is None or not allows(caller.user, "browse", project):
        raise JiraRefusal(
            400,
            "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.",
        )
    body = {
        "name": name.strip(),
        "type": kind,
        "project": project["id"],
        "filter": given.get("filterId"),
    }
    return jira.rows.add("board", project["id"], body, _next_board(jira))


def _next_board(jira: Jira) -> int:
    """Boards have small numbers."""
    return max((row["id"] for row in jira.rows.all("board")), default=0) + 1


def _project_of_filter(jira: Jira, number: Any) -> Row | None:
    found = jira.rows.get("filter", number) if isinstance(number, int) else None
    match = re.search(r"project\s*=\s*\"?(\w+)", str(found.get("jql", ""))) if found else None
    return jira.find_project(match[1]) if match else None


def delete_board(jira: Jira, board: Row, caller: Caller) -> None:
    """Remove a board with its sprints that have not begun."""
    _manage(jira, board, caller)
    for sprint in jira.rows.of("sprint", board["id"]):
        if sprint["state"] == "future":
            delete_sprint(jira, sprint, caller)
    jira.rows.remove("board", board["id"])


def swap_sprints(jira: Jira, one: Row, other: Row, caller: Caller) -> None:
    """Change the places of two sprints; places are not kept, but the right is needed."""
    for sprint in (one, other):
        _manage(jira, board_of(jira, sprint["board"], caller), caller)


def move_to_epic(jira: Jira, names: Any, epic: Row | None, caller: Caller) -> None:
    """Put issues into an epic, or out of the one that they are in."""
    if not isinstance(names, list) or len(names) > MOST_MOVED:
        raise JiraRefusal(400, f"The issues must be a list of at most {MOST_MOVED} keys or ids.")
    now = jira.clock.milliseconds()
    field = jira.catalog.field_of("epic_link", "dc")
    for issue in [_issue(jira, str(name), caller) for name in names]:
        if jira.catalog.types[issue["type"]].level != 0:
            raise JiraRefusal(400, f"{issue['key']} cannot be put into an epic.")
        if field is not None:
            scope = jira.scope(caller, jira.project_of(issue))
            jira.issues.edit(issue, {field.id: epic["id"] if epic else None}, scope, now)


def update_epic(jira: Jira, epic: Row, given: Mapping[str, Any], caller: Caller) -> Row:
    """Change what is given of an epic: its name, its summary, its color, whether it is done."""
    project = jira.project_of(epic)
    if not allows(caller.user, "edit", project):
        raise JiraRefusal(403, "You do not have permission to edit this epic.")
    changes = {}
    field = jira.catalog.field_of("epic_name", "dc")
    for name, field_id in (("summary", "summary"), ("name", field.id if field else "summary")):
        if given.get(name) is not None:
            if not isinstance(given[name], str) or not given[name].strip():
                raise JiraRefusal(400, errors={name: f"The {name} of an epic must be a text."})
            changes[field_id] = given[name].strip()
    body = {}
    if given.get("color") is not None:
        color = given["color"].get("key") if isinstance(given["color"], dict) else None
        if color not in COLORS:
            raise JiraRefusal(400, errors={"color": f"No such color: {given['color']}"})
        body["color"] = color
    if given.get("done") is not None:
        body["done"] = bool(given["done"])
    now = jira.clock.milliseconds()
    return jira.issues.edit(epic, changes, jira.scope(caller, project), now, body)


def estimation(jira: Jira, issue: Row, board: Row) -> dict[str, Any]:
    """Return what a board reckons with, and what an issue has of it."""
    field = next((f for f in jira.catalog.fields.values() if f.name == "Story Points"), None)
    if field is None or board["type"] != "scrum":
        raise JiraRefusal(400, "The board does not estimate.")
    value = issue["fields"].get(field.id)
    return {"fieldId": field.id, **({} if value is None else {"value": str(value)})}


def estimate(
    jira: Jira, issue: Row, board: Row, given: Mapping[str, Any], caller: Caller
) -> dict[str, Any]:
    """Set what an issue is reckoned with; without a value, nothing."""
    project = jira.project_of(issue)
    if not allows(caller.user, "edit", project):
        raise JiraRefusal(403, "You do not have permission to edit this issue.")
    text = given.get("value")
    try:
        value = None if text in (None, "") else float(str(text))
    except ValueError as error:
        raise JiraRefusal(400, errors={"value": f"'{text}' is not a number."}) from error
    number = estimation(jira, issue, board)["fieldId"]
    scope, now = jira.scope(caller, project), jira.clock.milliseconds()
    return estimation(jira, jira.issues.edit(issue, {number: value}, scope, now), board)
