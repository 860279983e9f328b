# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""/rest/agile/1.0: boards, sprints, backlog and epics; their twins with tokens in /rest/software/1.0 of Cloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response

from ...rest.answers import json_answer
from ...site import Site
from ..agile import (
    board_of,
    boards,
    configuration,
    create_board,
    create_sprint,
    delete_board,
    delete_sprint,
    epic_of,
    estimate,
    estimation,
    in_backlog,
    move_issues,
    move_to_epic,
    shown_board,
    shown_epic,
    shown_sprint_bean,
    sprint_ids,
    sprint_of,
    sprints_of,
    swap_sprints,
    update_epic,
    update_sprint,
)
from ..reading import shown_issue
from ..refusal import JiraRefusal
from ..rights import allows
from ..rows import Row
from ..searching import search
from ..showing import shown_project
from ..webhooks import writing
from .frame import Call, View, call_of, not_there, nothing
from .issues import wish_of
from .search import asked_by, offset_page, reconciled, token_page

Test = Callable[[Row], bool]


class Agile:
    """A set of pages below /rest/agile, and below /rest/software on Cloud."""

    def __init__(self, site: Site, name: str) -> None:
        self._site = site
        self.pages = Blueprint(name, __name__)

    def __call__(self, method: str, path: str, room: str = "agile") -> Callable[[View], View]:
        """Let a function answer a method of a path in a room: agile, or software on Cloud."""

        def register(view: View) -> View:
            def answer(version: str, **arguments: Any) -> Response:
                call = call_of(self._site, "2")
                if room == "software" and not call.caller.cloud:
                    return not_there()
                if method == "GET":
                    return view(call, **arguments)
                call.user  # noqa: B018 - refuses nobody
                call.jira.index.prepare()
                with writing(call.jira, call.caller):
                    return view(call, **arguments)

            self.pages.add_url_rule(
                f"/rest/{room}/<any('1.0',latest):version>/{path}",
                f"{room}_{view.__name__}_{method}",
                answer,
                methods=[method],
                strict_slashes=False,
            )
            return view

        return register

    def lists(self, path: str, counts: bool = False) -> Callable[[Callable[..., Test]], None]:
        """Let a function that returns a test of issues list them, in both rooms; counts: tell their number, too."""

        def register(tests: Callable[..., Test]) -> None:
            def paged(call: Call, **arguments: Any) -> Response:
                return json_answer(_issues_by_offset(call, tests(call, **arguments)))

            def tokened(call: Call, **arguments: Any) -> Response:
                return json_answer(_issues_by_token(call, tests(call, **arguments)))

            def counted(call: Call, **arguments: Any) -> Response:
                return json_answer({"count": len(_found(call, tests(call, **arguments)))})

            views = [(paged, "agile", path), (tokened, "software", path)]
            if counts:
                views.append((counted, "software", f"{path}/approximate-count"))
            for view, room, at in views:
                view.__name__ = f"{tests.__name__}_{view.__name__}"
                self("GET", at, room)(view)

        return register


def _found(call: Call, among: Test) -> list[Row]:
    asked = asked_by(call)
    lenient = not asked.flag("validateQuery", True)
    reconcile = reconciled(asked)
    hits = search(
        call.jira, asked.text("jql"), call.caller, lenient=lenient, reconcile=reconcile, among=among
    )
    return hits.issues


def _issues_by_offset(call: Call, among: Test) -> dict[str, Any]:
    shown = offset_page(call, asked_by(call), _by_rank(call, _found(call, among)), "*all")
    return {**shown, "issues": [_agile_issue(call, issue) for issue in shown["issues"]]}


def _issues_by_token(call: Call, among: Test) -> dict[str, Any]:
    return token_page(call, asked_by(call), _by_rank(call, _found(call, among)), "*all")


def _by_rank(call: Call, rows: Sequence[Row]) -> list[Row]:
    """Boards show issues by rank, unless the query sorts them."""
    if "order by" in call.text("jql").lower():
        return list(rows)
    return sorted(rows, key=lambda row: int(row["id"]))


def _agile_issue(call: Call, shown: dict[str, Any]) -> dict[str, Any]:
    """An issue of the agile resources has its sprint and its epic as fields of their own."""
    fields = shown.get("fields")
    row = call.jira.rows.get("issue", int(shown["id"]))
    if fields is None or row is None:
        return shown
    more: dict[str, Any] = {"sprint": None, "closedSprints": [], "epic": None, "flagged": False}
    for number in sprint_ids(call.jira, row):
        sprint = call.jira.rows.get("sprint", number)
        if sprint is None:
            continue
        bean = shown_sprint_bean(sprint, call.caller)
        if sprint["state"] == "closed":
            more["closedSprints"].append(bean)
        else:
            more["sprint"] = bean
    owner = epic_of(row)
    epic = call.jira.rows.get("issue", owner) if owner else None
    if epic is not None and call.jira.catalog.types[epic["type"]].level == 1:
        more["epic"] = shown_epic(call.jira, epic, call.caller)
    wanted = call.words("fields")
    if wanted and "*all" not in wanted and "*navigable" not in wanted:
        more = {name: value for name, value in more.items() if name in wanted}
    return {**shown, "fields": {**fields, **more}}


def board_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of boards and of what is on them."""
    at = Agile(site, "jira_boards")

    @at("GET", "board")
    def list_boards(call: Call) -> Response:
        types, name = call.words("type"), call.text("name").lower()
        project = _wanted_project(call)
        rows = [
            shown_board(call.jira, board, call.caller)
            for board in boards(call.jira, call.caller)
            if (not types or board["type"] in types)
            and name in board["name"].lower()
            and (project is None or board["project"] == project["id"])
        ]
        return json_answer(_page(call, rows))

    @at("POST", "board")
    def add_board(call: Call) -> Response:
        board = create_board(call.jira, call.object(), call.caller)
        return json_answer(shown_board(call.jira, board, call.caller), 201)

    @at("GET", "board/<int:number>")
    def read_board(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        return json_answer(shown_board(call.jira, board, call.caller))

    @at("DELETE", "board/<int:number>")
    def remove_board(call: Call, number: int) -> Response:
        delete_board(call.jira, board_of(call.jira, number, call.caller), call.caller)
        return nothing()

    @at("GET", "board/<int:number>/configuration")
    def read_configuration(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        return json_answer(configuration(call.jira, board, call.caller))

    @at("GET", "board/<int:number>/project")
    def board_projects(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        project = call.jira.rows.get("project", board["project"])
        rows = [shown_project(project, call.caller)] if project else []
        return json_answer(_page(call, rows))

    @at("GET", "board/<int:number>/sprint")
    def board_sprints(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        rows = sprints_of(call.jira, board, call.words("state"))
        return json_answer(_page(call, [shown_sprint_bean(row, call.caller) for row in rows]))

    @at("GET", "board/<int:number>/epic")
    def board_epics(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        done = call.text("done")
        rows = [
            shown_epic(call.jira, row, call.caller)
            for row in call.jira.rows.of("issue", board["project"])
            if call.jira.catalog.types[row["type"]].level == 1
        ]
        kept = [row for row in rows if not done or row["done"] is (done.lower() == "true")]
        return json_answer(_page(call, kept))

    @at("GET", "board/<int:number>/version")
    def board_versions(call: Call, number: int) -> Response:
        board = board_of(call.jira, number, call.caller)
        released = call.text("released").lower()
        rows = [
            {
                "self": call.caller.url(f"version/{row['id']}"),
                "id": row["id"],
                "projectId": board["project"],
                "name": row["name"],
                "description": row.get("description", ""),
                "archived": bool(row.get("archived")),
                "released": bool(row.get("released")),
            }
            for row in call.jira.rows.of("version", board["project"])
            if not released or bool(row.get("released")) is (released == "true")
        ]
        return json_answer(_page(call, rows))

    @at.lists("board/<int:number>/issue", counts=True)
    def board_issues(call: Call, number: int) -> Test:
        return _on(call, number)

    @at.lists("board/<int:number>/backlog", counts=True)
    def board_backlog(call: Call, number: int) -> Test:
        on_board = _on(call, number)
        return lambda row: on_board(row) and in_backlog(call.jira, row)

    @at.lists("board/<int:number>/epic/none/issue")
    def board_no_epic(call: Call, number: int) -> Test:
        on_board = _on(call, number)
        return lambda row: on_board(row) and _in_epic(call, row, None)

    @at.lists("board/<int:number>/epic/<epic>/issue")
    def board_epic_issues(call: Call, number: int, epic: str) -> Test:
        on_board, owner = _on(call, number), call.issue(epic)
        return lambda row: on_board(row) and _in_epic(call, row, owner)

    @at.lists("board/<int:number>/sprint/<int:sprint>/issue")
    def board_sprint_issues(call: Call, number: int, sprint: int) -> Test:
        on_board, found = _on(call, number), sprint_of(call.jira, sprint, call.caller)
        return lambda row: on_board(row) and found["id"] in sprint_ids(call.jira, row)

    return at.pages


def _on(call: Call, number: int) -> Test:
    board = board_of(call.jira, number, call.caller)
    return lambda row: bool(row["owner"] == board["project"])


def _in_epic(call: Call, row: Row, epic: Row | None) -> bool:
    """Whether an issue belongs to an epic, or to none; epics themselves belong to none that is listed."""
    if call.jira.catalog.types[row["type"]].level != 0:
        return False
    return epic_of(row) == (epic["id"] if epic else None)


def _wanted_project(call: Call) -> Row | None:
    name = call.text("projectKeyOrId")
    if not name:
        return None
    project = call.jira.find_project(name)
    if project is None or not allows(call.caller.user, "browse", project):
        raise JiraRefusal(400, f"No project could be found with key or id '{name}'.")
    return project


def _page(call: Call, rows: Sequence[Any]) -> dict[str, Any]:
    shown = call.page(rows)
    shown.pop("self", None)
    return shown


def sprint_resource(site: Site) -> Blueprint:  # noqa: C901 - one function per call
    """Return the resources of sprints, of the backlog and of epics."""
    at = Agile(site, "jira_sprints")

    @at("POST", "sprint")
    def add_sprint(call: Call) -> Response:
        sprint = create_sprint(call.jira, call.object(), call.caller)
        return json_answer(shown_sprint_bean(sprint, call.caller), 201)

    @at("GET", "sprint/<int:number>")
    def read_sprint(call: Call, number: int) -> Response:
        return json_answer(
            shown_sprint_bean(sprint_of(call.jira, number, call.caller), call.caller)
        )

    @at("POST", "sprint/<int:number>")
    def edit_sprint(call: Call, number: int) -> Response:
        sprint = sprint_of(call.jira, number, call.caller)
        edited = update_sprint(call.jira, sprint, call.object(), call.caller, whole=False)
        return json_answer(shown_sprint_bean(edited, call.caller))

    @at("PUT", "sprint/<int:number>")
    def replace_sprint(call: Call, number: int) -> Response:
        sprint = sprint_of(call.jira, number, call.caller)
        edited = update_sprint(call.jira, sprint, call.object(), call.caller, whole=True)
        return json_answer(shown_sprint_bean(edited, call.caller))

    @at("DELETE", "sprint/<int:number>")
    def remove_sprint(call: Call, number: int) -> Response:
        delete_sprint(call.jira, sprint_of(call.jira, number, call.caller), call.caller)
        return nothing()

    @at("POST", "sprint/<int:number>/swap")
    def swap(call: Call, number: int) -> Response:
        other = call.object().get("sprintToSwapWith")
        if not isinstance(other, int):
            raise JiraRefusal(400, "sprintToSwapWith must be the id of a sprint.")
        one = sprint_of(call.jira, number, call.caller)
        swap_sprints(call.jira, one, sprint_of(call.jira, other, call.caller), call.caller)
        return nothing()

    @at("POST", "sprint/<int:number>/issue")
    def move_to_sprint(call: Call, number: int) -> Response:
        sprint = sprint_of(call.jira, number, call.caller)
        move_issues(call.jira, call.object().get("issues"), sprint, call.caller)
        return nothing()

    @at("POST", "backlog/issue")
    def move_to_backlog(call: Call) -> Response:
        move_issues(call.jira, call.object().get("issues"), None, call.caller)
        return nothing()

    @at("POST", "backlog/<int:number>/issue")
    def move_to_backlog_of(call: Call, number: int) -> Response:
        board_of(call.jira, number, call.caller)
        move_issues(call.jira, call.object().get("issues"), None, call.caller)
        return nothing()

    @at.lists("sprint/<int:number>/issue")
    def sprint_issues(call: Call, number: int) -> Test:
        sprint = sprint_of(call.jira, number, call.caller)
        return lambda row: sprint["id"] in sprint_ids(call.jira, row)

    @at("GET", "epic/<key>")
    def read_epic(call: Call, key: str) -> Response:
        return json_answer(shown_epic(call.jira, _epic(call, key), call.caller))

    @at("POST", "epic/<key>")
    def edit_epic(call: Call, key: str) -> Response:
        edited = update_epic(call.jira, _epic(call, key), call.object(), call.caller)
        return json_answer(shown_epic(call.jira, edited, call.caller))

    @at("POST", "epic/none/issue")
    def move_out_of_epic(call: Call) -> Response:
        move_to_epic(call.jira, call.object().get("issues"), None, call.caller)
        return nothing()

    @at("POST", "epic/<key>/issue")
    def move_into_epic(call: Call, key: str) -> Response:
        move_to_epic(call.jira, call.object().get("issues"), _epic(call, key), call.caller)
        return nothing()

    @at.lists("epic/none/issue")
    def issues_without_epic(call: Call) -> Test:
        return lambda row: _in_epic(call, row, None)

    @at.lists("epic/<key>/issue")
    def epic_issues(call: Call, key: str) -> Test:
        epic = _epic(call, key)
        return lambda row: _in_epic(call, row, epic)

    @at("GET", "issue/<key>")
    def read_issue(call: Call, key: str) -> Response:
        issue = call.issue(key)
        shown = shown_issue(issue, call.scope(issue), wish_of(call))
        return json_answer(_agile_issue(call, shown))

    @at("GET", "issue/<key>/estimation")
    def read_estimation(call: Call, key: str) -> Response:
        return json_answer(estimation(call.jira, call.issue(key), _board_asked(call)))

    @at("PUT", "issue/<key>/estimation")
    def write_estimation(call: Call, key: str) -> Response:
        issue, board = call.issue(key), _board_asked(call)
        return json_answer(estimate(call.jira, issue, board, call.object(), call.caller))

    @at("PUT", "issue/rank")
    def rank_issues(call: Call) -> Response:
        """Ranks are not kept; what is asked for is checked."""
        for name in call.object().get("issues") or ():
            call.issue(str(name), "edit")
        return nothing()

    return at.pages


def _board_asked(call: Call) -> Row:
    return board_of(call.jira, call.number("boardId", 0), call.caller)


def _epic(call: Call, key: str) -> Row:
    issue = call.issue(key)
    if call.jira.catalog.types[issue["type"]].level != 1:
        raise JiraRefusal(404, f"The issue {issue['key']} is not an epic.")
    return issue
