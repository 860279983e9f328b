# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Setting the fields of an issue and moving it to its status, each field where a screen has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from .._core.errors import (
    AipError,
    InputError,
    NotAsDeclared,
    NotFound,
    OutcomeUnknown,
    RequestError,
    ServerRefused,
)
from .._core.issues.differences import (
    FieldDifference,
    is_written,
    labels_of,
    labels_to_send,
    read_value,
    value_to_send,
)
from .._core.issues.plan import TRANSITIONS, StatusStep, identity_change, noted_transitions
from .._core.issues.screens import fitted
from .._core.issues.shown import Shown
from .._core.issues.transitions import Transition
from .._core.kinds.written import Invalid
from .._local.lost_answers import settle
from .run import BUSY, Run
from .statuses import Ways, find_direct


def edit(run: Run, fields: Sequence[FieldDifference], current: Shown | None) -> None:
    """Set these fields, and the label of the identity where it is missing."""
    issue, is_cloud = run.plan.issue, run.site.server.is_cloud
    body = {one.field.id: value_to_send(one, is_cloud) for one in fields}
    changes = [one.change for one in fields]
    gives_identity = current is not None and not run.plan.bears_identity
    if gives_identity:
        changes.append(identity_change(run.plan))
    if "labels" in body or gives_identity:
        there = labels_of(current) if current else ()
        body["labels"] = list(labels_to_send(issue, tuple(body.get("labels", there)), current))
    if not body:
        return

    def is_done() -> bool:
        shown = run.read()
        return all(
            is_written(one, read_value(one.field, shown.fields.get(one.field.id))) for one in fields
        )

    run.surely(
        "the change of its fields",
        lambda: run.site.issues.edit(run.key, body, run.options.notify),
        is_done,
        *changes,
    )


def fields_along(run: Run, fields: Sequence[FieldDifference]) -> list[FieldDifference]:
    """The fields that are left to transitions: those of the next one's screen, and the resolution, which follows a
    status; on a way of several steps also those that cannot be edited as such, as any of the screens may have them.
    """
    if run.plan.status is None or not fields:
        return []
    if run.plan.action == "create":
        return list(fields)  # the screen of creation did not have them
    way = first_way(run)
    screen = None
    if way is None and not run.site.server.is_cloud:  # Cloud edits what is on no screen, too
        screen = run.site.issues.edit_screen(run.key)
    return [
        one
        for one in fields
        if one.field.id == "resolution"
        or (way is not None and way.has(one.field.id))
        or (screen is not None and one.field.id not in screen)
    ]


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
        try:
            way = ways.next_step(run.key, here, offered, aim, visited)
        except InputError:
            came = run.read().status
            if came == here:
                raise
            here = came  # another run has moved it since
        else:
            here = _carry_out(run, way, here, _fields_for(run, way, left, issue.values))
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
    resolutions = (
        FieldDifference(field, None, value)
        for field, value in values.items()
        if field.id == "resolution" and value is not None
    )
    along = [one for one in (*left, *resolutions) if way.has(one.field.id)]
    return {
        one.field.id: value_to_send(_spelled(one, way), run.site.server.is_cloud) for one in along
    }


def _spelled(one: FieldDifference, way: Transition) -> FieldDifference:
    """The field with its values as the screen of the transition has them. Raises InputError."""
    try:
        return fitted(one, (way.screen or {})[one.field.id], f"the transition '{way.name}'")
    except Invalid as invalid:
        raise InputError([f"{one.field.path}: {invalid}"]) from None


def _carry_out(run: Run, way: Transition, here: str, body: Mapping[str, Any]) -> str:
    """Carry one transition out, and record it; the status in which the issue is then.

    What is refused because another run has moved the issue already is not carried out again.
    """
    for is_last in (False, True):
        try:
            run.site.issues.transit(run.key, way, body)
            break
        except OutcomeUnknown as lost:
            return _after_lost(run, lost, way, here)
        except (ServerRefused, NotFound) as error:
            may_repeat = error.status == 409 and not is_last
            if may_repeat:
                run.finding.waiting.sleep(BUSY)
            came = _status_or(run, error)
            if came != here:
                return came
            if not may_repeat:
                raise
    run.moved(way.to)
    came = run.read().status
    if came == here and way.to != here:
        raise NotAsDeclared(
            f"status: Jira accepted the transition '{way.name}' of {run.key}, but shows it in '{here}' still"
        )
    run.moved(came)
    return came


def _after_lost(run: Run, lost: OutcomeUnknown, way: Transition, here: str) -> str:
    """The status after a transition whose answer was lost, as far as reading shows it."""
    settle(
        lost,
        run.finding.waiting,
        lambda: run.read().status != here or way.to == here,
        partial(run.moved, way.to),
    )
    came = run.read().status
    run.moved(came)
    run.warnings.append(
        f"{run.key}: the answer to the transition '{way.name}' was lost or not usable, but the status is '{came}'"
    )
    return came


def _status_or(run: Run, refused: RequestError) -> str:
    """The status now. Raises what was refused if that cannot be read."""
    try:
        return run.read().status
    except AipError:
        raise refused from None


def _note_transition(run: Run, step: StatusStep) -> None:
    if step.transition:
        run.mark[TRANSITIONS] = {**noted_transitions(run.mark), step.transition: step.to}
