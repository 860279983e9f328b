# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests about boards and sprints. The paths are the same on Data Center and Cloud.

Source: Atlassian's OpenAPI files of Jira Software.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.sprints import shown
from .._http.call import Call
from .agile_calls import AGILE

WIRE = {"name": "name", "goal": "goal", "start_date": "startDate", "end_date": "endDate"}
"""What Jira calls the fields."""


def sprints_of(board_id: str) -> Call:
    """The sprints of a board."""
    return Call(
        "GET",
        f"{AGILE}board/{board_id}/sprint",
        f"list the sprints of board {board_id}",
        template=AGILE + "board/{id}/sprint",
    )


def sprint(sprint_id: int) -> Call:
    """One sprint."""
    return Call(
        "GET",
        f"{AGILE}sprint/{sprint_id}",
        f"read sprint {sprint_id}",
        template=AGILE + "sprint/{id}",
    )


def creation(board_id: int, values: Mapping[str, Any]) -> Call:
    """Create a future sprint."""
    body = {"originBoardId": board_id, **_on_the_wire(values)}
    name = values["name"]
    return Call("POST", AGILE + "sprint", f"create the sprint '{name}'", body=body)


def change(sprint_id: int, values: Mapping[str, Any]) -> Call:
    """Change these fields of a sprint, and no others."""
    return _of_sprint("POST", sprint_id, "change", _on_the_wire(values))


def entry(sprint_id: int, state: str, values: Mapping[str, Any]) -> Call:
    """Start or close a sprint, and change fields along with that."""
    doing = {"active": "start", "closed": "close"}[state]
    return _of_sprint("POST", sprint_id, doing, {**_on_the_wire(values), "state": state})


def replacement(sprint_id: int, state: str, values: Mapping[str, Any]) -> Call:
    """Write all fields of a sprint: the only way to clear a date, as what is missing here becomes empty."""
    body = {"id": sprint_id, "state": state, **_on_the_wire(values)}
    return _of_sprint("PUT", sprint_id, "change", body)


def removal(sprint_id: int) -> Call:
    """Remove a sprint."""
    return _of_sprint("DELETE", sprint_id, "remove", None)


def _of_sprint(method: str, sprint_id: int, doing: str, body: Mapping[str, Any] | None) -> Call:
    return Call(
        method,
        f"{AGILE}sprint/{sprint_id}",
        f"{doing} sprint {sprint_id}",
        body=body,
        template=AGILE + "sprint/{id}",
    )


def _on_the_wire(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as Jira takes them. A date that is not set is left out."""
    return {WIRE[name]: shown(one) for name, one in values.items() if one is not None}
