# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests about boards and sprints (Jira Software's `rest/agile/1.0`), the same on Data Center and Cloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .._core.errors import InputError, NotFound, ServerRefused
from .._core.fields import did_you_mean
from .._core.issues.transitions import matching
from .._http.call import Call
from .pages import read_pages
from .server import Server

AGILE = "rest/agile/1.0/"


@dataclass(frozen=True)
class Board:
    """A board by id. `type` is scrum, kanban, or simple, which may have sprints or not."""

    id: str
    name: str
    type: str = ""


class Agile:
    """One method for each request; boards, and the sprints of each, are read once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._boards: dict[str, tuple[Board, ...]] = {}
        self._sprints: dict[str, tuple[Mapping[str, Any], ...]] = {}

    def forget(self) -> None:
        """Read everything again."""
        self._boards.clear()
        self._sprints.clear()

    # -- reading --

    def boards(self, project: str = "") -> tuple[Board, ...]:
        """The boards, of a project if one is given (GET board)."""
        if project not in self._boards:
            params = (("projectKeyOrId", project),) if project else ()
            shown = self._pages("board", "board", "read the boards", params)
            self._boards[project] = tuple(
                Board(str(one.get("id")), str(one.get("name")), str(one.get("type")))
                for one in shown
            )
        return self._boards[project]

    def board(self, written: str, option: str = "board") -> Board:
        """The board with this name or id. Raises InputError for a name that no board has, or several."""
        boards = self.boards()
        if written.isdigit() and any(one.id == written for one in boards):
            return next(one for one in boards if one.id == written)
        wanted = matching(written, (one.name for one in boards))
        found = [one for one in boards if one.name == wanted]
        if len(found) > 1:
            ids = ", ".join(one.id for one in found)
            raise InputError(
                [
                    f"{option}: {len(found)} boards are called '{written}'; write the id of one: {ids}"
                ]
            )
        if not found:
            known = did_you_mean(written, (one.name for one in boards))
            raise InputError(
                [f"{option}: there is no board '{written}', or this user may not see it{known}"]
            )
        return found[0]

    def sprints(self, board: str) -> tuple[Mapping[str, Any], ...]:
        """The sprints that a board shows (GET board/{id}/sprint); none for a board without sprints."""
        if board not in self._sprints:
            path = f"board/{quote(board, safe='')}/sprint"
            try:
                shown = self._pages(path, "board/{id}/sprint", f"read the sprints of board {board}")
            except RefusedForKind as refused:
                known = (one for boards in self._boards.values() for one in boards)
                if any(one.id == board and one.type == "scrum" for one in known):
                    raise refused.cause from None
                shown = ()
            self._sprints[board] = shown
        return self._sprints[board]

    def _pages(
        self, path: str, template: str, doing: str, params: tuple[tuple[str, str], ...] = ()
    ) -> tuple[Mapping[str, Any], ...]:
        call = Call("GET", AGILE + path, doing, params, template=AGILE + template)
        return tuple(read_pages(self._send, call, ("values",), 50))

    def _send(self, call: Call) -> Any:
        try:
            return self._server.send(call).data
        except NotFound:
            self._server.prove_login()
            raise
        except ServerRefused as error:
            # A Kanban board has no sprints, and says so with 400.
            if error.status == 400 and call.template.endswith("/sprint"):
                raise RefusedForKind(error) from None
            raise

    # -- writing --

    def move_to_sprint(self, sprint: str, issue: str) -> None:
        """Move an issue into a sprint (POST sprint/{id}/issue). Sent twice it leaves the same."""
        path = f"sprint/{quote(sprint, safe='')}/issue"
        self._move(issue, path, "sprint/{id}/issue", f"move {issue} into the sprint {sprint}")

    def move_to_backlog(self, issue: str) -> None:
        """Take an issue out of its sprint (POST backlog/issue). Sent twice it leaves the same."""
        self._move(issue, "backlog/issue", "backlog/issue", f"move {issue} to the backlog")

    def _move(self, issue: str, path: str, template: str, doing: str) -> None:
        call = Call(
            "POST",
            AGILE + path,
            doing,
            body={"issues": [issue]},
            template=AGILE + template,
            repeatable=True,
        )
        self._server.write(call)


class RefusedForKind(Exception):
    """A board of this kind has no sprints, most likely: `cause` is what was answered."""

    def __init__(self, cause: ServerRefused) -> None:
        super().__init__(cause.sentence)
        self.cause = cause
