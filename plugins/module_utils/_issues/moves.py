# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Setting the fields of an issue and moving it to its status, each field where a screen has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.errors import AipError, NotAsDeclared, OutcomeUnknown, ServerRefused
from .._core.issues.differences import (
    FieldDifference,
    is_same,
    labels_to_send,
    read_value,
    value_to_send,
)
from .._core.issues.plan import TRANSITIONS, Plan, StatusStep, noted_transitions
from .._core.issues.shown import Shown
from .._core.issues.transitions import Transition
from .run import Run
from .statuses import Ways, find_direct

_BUSY = 2.0
"""How many seconds to wait while something else is changing the issue (409)."""


def edit(run: Run, fields: Sequence[FieldDifference], current: Shown | None) -> None:
    """Set these fields, and the label of the identity where it is missing."""
    issue, is_cloud = run.plan.issue, run.site.server.is_cloud
    body = {one.field.id: value_to_send(one, is_cloud) for one in fields}
    changes = [one.change for one in fields]
    if "labels" in body or (current is not None and not run.plan.bears_identity):
        shown = current.fields.get("labels") if current else None
        body["labels"] = list(
            labels_to_send(issue, tuple(body.get("labels", shown or ())), current)
        )
    if not body:
        return

    def is_done() -> bool:
        shown = run.read()
        return all(
            is_same(one.field, read_value(one.field, shown.fields.get(one.field.id)), one.after)
            for one in fields
        )

    run.surely(
        "the change of its fields",
        lambda: run.site.issues.edit(run.key, body, run.options.notify),
        is_done,
        *changes,
    )


def goes_along(one: FieldDifference, plan: Plan, way: Transition | None) -> bool:
    """Whether a field is left to transitions: the next one's screen has it, it cannot be edited as such, or it is the
    resolution, which follows a status.
    """
    if plan.status is None:
        return False
    number = one.field.id
    is_left = plan.action == "create" or number in plan.off_screen
    return number == "resolution" or is_left or (way is not None and way.has(number))


def first_way(run: Run) -> Transition | None:
    """The transition that the issue's next step to its status is, if there is one to take and it can be seen."""
    step = run.plan.status
    if step is None:
        return None
    offered = run.site.issues.transitions(run.key)
    return find_direct(offered, step.transition or step.to)


def move(run: Run, step: StatusStep, left: Sequence[FieldDifference]) -> None:
    """Reach the status, step by step. `left` are the fields that go along where a screen has them."""
    issue = run.plan.issue
    before = run.read()
    project, type_name = before.project, before.name_in("issuetype")
    ways = Ways(run.site, project, type_name, run.options.most_steps)
    here, visited = before.status, {before.status}
    if here == step.to:
        if run.plan.action == "create":
            run.moved(here)
        return
    for _number in range(run.options.most_steps):
        offered = run.site.issues.transitions(run.key)
        aim = StatusStep(step.transition or step.to, step.category)
        way = ways.next_step(run.key, here, offered, aim, visited)
        came = _carry_out(run, way, here, _fields_for(run, way, left, issue.values))
        if came != here:
            run.moved(came)
        here = came
        if here == step.to:
            _note_transition(run, step)
            return
        visited.add(here)
    raise AipError(
        f"status: {run.key} is in '{here}' after {run.options.most_steps} transitions (max_transitions), and not in"
        f" '{step.to}'"
    )


def _fields_for(
    run: Run, way: Transition, left: Sequence[FieldDifference], values: Mapping[Any, Any]
) -> dict[str, Any]:
    """The fields of a transition: those that differ, and the declared resolution wherever the screen has it."""
    is_cloud = run.site.server.is_cloud
    body = {one.field.id: value_to_send(one, is_cloud) for one in left if way.has(one.field.id)}
    for field, value in values.items():
        if field.id == "resolution" and value is not None and way.has(field.id):
            body[field.id] = field.kind.send(value, is_cloud)
    return body


def _carry_out(run: Run, way: Transition, here: str, body: Mapping[str, Any]) -> str:
    """Carry one transition out; the status in which the issue is then."""
    for is_last in (False, True):
        try:
            run.site.issues.transit(run.key, way, body)
            break
        except OutcomeUnknown as lost:
            came = _status_after(run, lost)
            if came == here and way.to != here:
                raise AipError(
                    f"{lost.sentence.rstrip('.')}. Reading shows that it was not carried out; it was not sent again:"
                    " run again",
                    **lost.facts,
                ) from None
            run.warnings.append(
                f"{run.key}: the answer to the transition '{way.name}' was lost or not usable, but the status is"
                f" '{came}'"
            )
            return came
        except ServerRefused as error:
            if error.status != 409 or is_last:
                raise
            run.finding.waiting.sleep(_BUSY)
            came = run.read().status
            if came != here:
                return came
    came = run.read().status
    if came == here and way.to != here:
        raise NotAsDeclared(
            f"status: Jira accepted the transition '{way.name}' of {run.key}, but shows it in '{here}' still"
        )
    return came


def _status_after(run: Run, lost: OutcomeUnknown) -> str:
    try:
        return run.read().status
    except AipError as error:
        raise OutcomeUnknown(
            f"{lost.sentence.rstrip('.')}. Whether it was carried out is not known, as reading failed too"
            f" ({error.sentence.rstrip('.')}): run again",
            **lost.facts,
        ) from None


def _note_transition(run: Run, step: StatusStep) -> None:
    if step.transition:
        run.mark[TRANSITIONS] = {**noted_transitions(run.mark), step.transition: step.to}
