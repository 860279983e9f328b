# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The story of one sprint: find it, plan, write, read it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._core.errors import BadAnswer, InputError, NotAsDeclared, NotFound
from ._core.issues.moments import exact_moment
from ._core.kinds.written import Invalid
from ._core.model import Change
from ._core.sprints import (
    ABSENT,
    DATES,
    FIELDS,
    FUTURE,
    SprintNow,
    SprintPlan,
    Values,
    plan_sprint,
    same,
)
from ._http.call import Call
from ._issues.declared_one import Reconciled, Write, after_writing, carry_out
from ._jira import sprint_calls as calls
from ._jira.site import Site
from ._local.waiting import Waiting


def reconcile_sprint(
    site: Site,
    waiting: Waiting,
    identity: Mapping[str, Any],
    declared: Values,
    state: str,
    check_mode: bool,
) -> Reconciled:
    """Make the sprint as declared, or only plan it. `identity` has `board`, and `id` if the sprint has one.

    Raises InputError, RequestError, OutcomeUnknown, NotAsDeclared.
    """
    board_id, now = _find(site, identity, declared, state)
    plan = plan_sprint(declared, state, now)
    name = declared.get("name") or (now.values["name"] if now else "")
    label = f"sprint '{name}'"
    found = _Found(site, board_id, str(name), now.id if now else None)
    warnings = carry_out(site.server, waiting, label, _writes(plan, found, now), check_mode)
    if warnings is None:
        return Reconciled(label, plan.action, plan.changes, _foreseen(plan, board_id, now))
    site.agile.forget()
    if plan.action == "delete":
        return Reconciled(label, plan.action, plan.changes, None, warnings)
    with after_writing(label, plan.changes):
        shown = found.read()
        _check(shown, declared, plan, label)
    return Reconciled(label, plan.action, plan.changes, shown.shown(), warnings)


class _Found:
    """The sprint that is written, by its id once it has one."""

    def __init__(self, site: Site, board_id: str, name: str, sprint_id: int | None) -> None:
        self._site, self.board_id, self._name, self.id = site, board_id, name, sprint_id

    def read(self) -> SprintNow:
        """The sprint as it is now. Raises NotFound."""
        if self.id is None:
            self.look_up()
        if self.id is None:
            raise NotFound(
                f"could not read sprint '{self._name}': it is not on board {self.board_id}"
            )
        call = calls.sprint(self.id)
        return read_sprint(self._site.server.send(call).data, call)

    def has(self, values: Values) -> bool:
        """Whether the sprint has these values."""
        now = self.read().values
        return all(same(value, now.get(name)) for name, value in values.items())

    def is_gone(self) -> bool:
        """Whether Jira does not have the sprint any longer."""
        try:
            self.read()
        except NotFound:
            return True
        return False

    def look_up(self) -> bool:
        """Whether the board has the sprint now, by its name."""
        self._site.agile.forget()
        found = _of_board(self._site, self.board_id, self._name)
        if found is not None:
            self.id = found.id
        return found is not None


def _find(
    site: Site, identity: Mapping[str, Any], declared: Values, state: str
) -> tuple[str, SprintNow | None]:
    """The id of the board, and the sprint if there is one."""
    if identity.get("id") is not None:
        call = calls.sprint(int(identity["id"]))
        try:
            now = read_sprint(site.server.send(call).data, call)
        except NotFound:
            site.server.prove_login()
            if state == ABSENT:
                return "", None
            raise InputError(
                [f"id: there is no sprint {identity['id']}, or this user may not see it"]
            ) from None
        return str(now.board_id or ""), now
    board = site.agile.board(str(identity["board"]))
    if board.type == "kanban":
        raise InputError([f"board: '{board.name}' is a Kanban board, which has no sprints"])
    return board.id, _of_board(site, board.id, str(declared["name"]))


def _of_board(site: Site, board_id: str, name: str) -> SprintNow | None:
    """The board's own sprint with a name. A board also shows those of others that share issues with it."""
    call = calls.sprints_of(board_id)
    found = [
        one
        for one in (read_sprint(row, call) for row in site.agile.sprints(board_id))
        if same(one.values["name"], name) and str(one.board_id or board_id) == board_id
    ]
    if len(found) > 1:
        ids = ", ".join(f"{one.id} ({one.state})" for one in found)
        raise InputError(
            [
                f"name: board {board_id} has {len(found)} sprints '{name}'; write the id of one: {ids}"
            ]
        )
    return found[0] if found else None


def read_sprint(data: Any, call: Call) -> SprintNow:
    """The sprint in an answer. Raises BadAnswer."""
    number = _number(data.get("id")) if isinstance(data, Mapping) else None
    if number is None:
        raise BadAnswer(f"could not {call.doing}: the answer shows no sprint", path=call.path)
    values: dict[str, Any] = {name: data.get(calls.WIRE[name]) for name in FIELDS}
    for name in DATES:
        try:
            values[name] = exact_moment(values[name]) if values[name] else None
        except Invalid:
            raise BadAnswer(
                f"could not {call.doing}: its {name} is not a moment: '{values[name]}'",
                path=call.path,
            ) from None
    return SprintNow(
        number,
        _number(data.get("originBoardId")),
        str(data.get("state") or "").lower(),
        {**values, "name": str(values["name"] or ""), "goal": str(values["goal"] or "")},
    )


def _number(shown: Any) -> int | None:
    """An id in an answer, as a number or as text; None if it is none."""
    text = "" if isinstance(shown, bool) else str(shown)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _writes(plan: SprintPlan, found: _Found, now: SprintNow | None) -> Sequence[Write]:
    """The writes of a plan, in order. Fields are changed along with the state, if there is one to enter."""
    if not plan.action:
        return []
    of_state = tuple(change for change in plan.changes if change.field == "state")
    of_fields = tuple(change for change in plan.changes if change.field != "state")
    if now is None:
        creation = Write(
            lambda: calls.creation(int(found.board_id), plan.values), plan.changes, found.look_up
        )
        return [creation, *(_entry(found, state, {}, ()) for state in plan.states)]
    if plan.action == "delete":
        return [Write(lambda: calls.removal(now.id), plan.changes, found.is_gone)]
    if plan.states and None not in plan.values.values():
        return [_entry(found, state, plan.values, plan.changes) for state in plan.states]
    fields = []
    if plan.values:
        make = calls.change if None not in plan.values.values() else _replacing(now)
        fields = [
            Write(lambda: make(now.id, plan.values), of_fields, lambda: found.has(plan.values))
        ]
    return [*fields, *(_entry(found, state, {}, of_state) for state in plan.states)]


def _replacing(now: SprintNow) -> Callable[[int, Values], Call]:
    """The call that writes all fields, those that are not declared as they are."""
    return lambda sprint_id, values: calls.replacement(
        sprint_id, now.state, {**now.values, **values}
    )


def _entry(found: _Found, state: str, values: Values, changes: tuple[Change, ...]) -> Write:
    """Entering a state; a sprint that is created before has its id only then."""
    return Write(
        lambda: calls.entry(found.read().id, state, values),
        changes,
        lambda: found.read().state == state,
    )


def _foreseen(plan: SprintPlan, board_id: str, now: SprintNow | None) -> Mapping[str, Any] | None:
    """The sprint as it would be, or as it is if nothing is written."""
    if plan.action == "delete" or (now is None and not plan.action):
        return None
    values = {**dict.fromkeys(FIELDS), "goal": "", **(now.values if now else {}), **plan.values}
    state = plan.states[-1] if plan.states else now.state if now else FUTURE
    shown = SprintNow(
        now.id if now else 0, int(board_id) if board_id else None, state, values
    ).shown()
    return shown if now else {**shown, "id": None}


def _check(shown: SprintNow, declared: Values, plan: SprintPlan, label: str) -> None:
    """Raise NotAsDeclared if Jira does not show what was written."""
    wrong = [name for name, value in declared.items() if not same(value, shown.values.get(name))]
    if plan.states and shown.state != plan.states[-1]:
        wrong.append("state")
    if wrong:
        raise NotAsDeclared(
            f"{label} was written, but Jira shows other values than declared: {', '.join(wrong)}"
        )
