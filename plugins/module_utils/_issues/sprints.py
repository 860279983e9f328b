# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sprints by name or id, on the boards of a project or on the one that is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.errors import InputError
from .._core.fields import did_you_mean
from .._core.issues.sprints import ShownSprint
from .._core.issues.transitions import matching
from .._jira.agile_calls import Board
from .._jira.site import Site


def find_sprint(written: str, board: str | None, project: str, site: Site) -> ShownSprint:
    """The sprint that is meant. Raises InputError for none, several, or one that is closed."""
    boards = [site.agile.board(board)] if board else list(site.agile.boards(project))
    if not boards:
        raise InputError([f"sprint: the project {project} has no board that this user may see"])
    found: dict[str, tuple[ShownSprint, list[Board]]] = {}
    names: list[str] = []
    for one in boards:
        shown = site.agile.sprints(one.id)
        names += [str(sprint.get("name")) for sprint in shown]
        for sprint in _named(written, shown):
            found.setdefault(sprint.id, (sprint, []))[1].append(one)
    still_open = {key: one for key, one in found.items() if one[0].is_open}
    if len(still_open) > 1:
        places = ", ".join(
            f"{sprint.id} (board {', '.join(one.name for one in on)})"
            for sprint, on in still_open.values()
        )
        raise InputError(
            [
                f"sprint: {len(still_open)} sprints are called '{written}': write board, or one of the ids {places}"
            ]
        )
    if still_open:
        return next(iter(still_open.values()))[0]
    if found:
        raise InputError([f"sprint: '{written}' is closed, and takes no more issues"])
    where = f"the board '{boards[0].name}'" if board else f"the boards of {project}"
    raise InputError(
        [
            f"sprint: there is no sprint '{written}' on {where}{did_you_mean(written, names)}"
            if names
            else f"sprint: there are no sprints on {where}, so that there is no '{written}'"
        ]
    )


def _named(written: str, shown: Sequence[Mapping[str, Any]]) -> list[ShownSprint]:
    """The sprints of this name; of this id, if no name is like it."""
    sprints = [
        ShownSprint(str(one.get("id")), str(one.get("name") or ""), str(one.get("state") or ""))
        for one in shown
    ]
    name = matching(written, (one.name for one in sprints))
    if name is None:
        return [one for one in sprints if one.id == written]
    return [one for one in sprints if one.name == name]
