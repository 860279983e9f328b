# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out the plan for one issue: the only place that writes issues, and the only one that asks for check mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._core.errors import AipError, NotAsDeclared, NotFound, PermissionMissing, ServerRefused
from .._core.issues.differences import FieldDifference, is_taken, is_written, read_value
from .._core.issues.plan import Plan, identity_change
from .._core.issues.shown import Shown
from .._core.issues.stored_texts import with_stored
from .._core.model import Change
from .._jira.site import Site
from .._local.waiting import poll
from . import around
from .commenting import comment as add_comment
from .commenting import note_stored_texts
from .creation import create
from .find import Finding
from .moves import edit, fields_along, move
from .racing import Adopted
from .run import Options, Run
from .uploads import replace_file


@dataclass(frozen=True)
class Outcome:
    """What was done, or in check mode would be, and the issue as it is then; None if there is none."""

    plan: Plan
    changes: tuple[Change, ...]
    current: Shown | None
    warnings: tuple[str, ...] = ()
    adopted: Shown | None = None
    """The issue of another run that takes the place of the one that was created."""


def carry_out(plan: Plan, site: Site, finding: Finding, options: Options) -> Outcome:
    """Do what the plan says, and read what is there then. Raises an AipError; HalfDone after the first write."""
    if plan.action == "none" or options.check_mode:
        return Outcome(plan, plan.changes, plan.current)
    run = Run(plan, site, finding, options)
    try:
        if plan.action == "delete":
            return _delete(run)
        current = _write(run)
    except Adopted as adopted:
        return Outcome(plan, tuple(run.changes), None, tuple(run.warnings), adopted.shown)
    except AipError as error:
        raise run.half_done(error) from None
    return Outcome(plan, _as_planned(run.changes, plan), current, tuple(run.warnings))


def _as_planned(changes: Sequence[Change], plan: Plan) -> tuple[Change, ...]:
    """What was done, in the order in which check mode shows it."""
    places = {one.field: place for place, one in enumerate(plan.changes)}
    return tuple(sorted(changes, key=lambda one: places.get(one.field, len(places))))


def _write(run: Run) -> Shown:
    plan = run.plan
    left = _fields_and_status(run)
    if plan.sprint:
        around.move_to_sprint(run, plan.sprint)
    for link in plan.links:
        around.link(run, link)
    for remote in plan.remote_links:
        around.put_remote_link(run, remote)
    for comment in plan.comments:
        add_comment(run, comment)
    for file in plan.files:
        replace_file(run, file)
    note_stored_texts(run)
    shown = _verified(run, left)
    if not run.mark_is_written:
        _set_mark(run)
    if plan.action == "update" and not plan.bears_identity:
        _wait_for_label(run)
    return shown


def _fields_and_status(run: Run) -> Sequence[FieldDifference]:
    """Set the fields and reach the status, and return the fields that were declared to differ."""
    plan = run.plan
    fields: Sequence[FieldDifference] = plan.fields
    if plan.action == "create":
        fields = create(run)
    along = fields_along(run, fields)
    at_once = [one for one in fields if one not in along]
    edit(run, at_once, plan.current)
    if plan.status:
        move(run, plan.status, along)
        _set_what_is_left(run, along)
    return plan.fields


def _set_what_is_left(run: Run, along: Sequence[FieldDifference]) -> None:
    """Set the fields that no transition's screen had."""
    if not along:
        return
    shown = run.read()
    left: list[FieldDifference] = []
    went: list[FieldDifference] = []
    for one in along:
        now = read_value(one.field, shown.fields.get(one.field.id))
        (went if is_written(one, now) else left).append(one)
    run.done(*(one.change for one in went))
    edit(run, left, shown)


def _set_mark(run: Run) -> None:
    """Set the property of this collection: the identity, which comments are whose, and how texts are stored.

    Without the identity, it only saves later runs from asking or writing again, which is a warning.
    """
    plan = run.plan
    gives_identity = not plan.bears_identity and plan.action != "create"
    change = identity_change(plan)
    changes = (change,) if gives_identity and change not in run.changes else ()
    try:
        run.surely(
            "the change of its property",
            lambda: run.site.issues.set_mark(run.key, run.mark),
            lambda: run.site.issues.mark(run.key) == run.mark,
            *changes,
        )
    except (NotFound, PermissionMissing, ServerRefused) as error:
        if gives_identity:
            raise
        run.warnings.append(
            f"{run.key}: what was written could not be noted in the property of the issue, so that a later run may"
            f" write it again: {error.sentence}"
        )
    run.note_marked()


def _wait_for_label(run: Run) -> None:
    """Wait until the index shows the issue by its new label, as a run by unique_id alone would create another one."""
    issue = replace(run.plan.issue, project=run.plan.current.project if run.plan.current else None)
    note, waiting = run.finding.note, run.finding.waiting
    note.write(run.key)
    if poll(waiting, lambda: run.id in {one.id for one in run.finding.hits(issue)}):
        note.clear()
        return
    run.warnings.append(
        f"{run.key}: the search does not find the issue by its new label after {waiting.seconds:g} s (wait_for_index)"
    )


def _verified(run: Run, fields: Sequence[FieldDifference]) -> Shown:
    """The issue as it is now. Raises NotAsDeclared if a field was not taken as it was sent."""
    shown = run.read()
    wrong = [
        (one, now)
        for one in fields
        if not is_taken(one, now := read_value(one.field, shown.fields.get(one.field.id)))
    ]
    others = []
    for one, now in wrong:
        if one.field.kind.is_text:
            run.mark.update(with_stored(run.mark, one.field.id, one.after, now))
        else:
            others.append(replace(one, before=now))
    if others:
        what = "; ".join(
            f"{one.change.field} is {_words(one.change.before)} and not {_words(one.change.after)}"
            for one in others
        )
        raise NotAsDeclared(
            f"Jira accepted the changes of {run.key}, but shows another value: {what}"
        )
    return shown


def _words(value: Any) -> str:
    return "empty" if value in (None, [], "") else repr(value)


def _delete(run: Run) -> Outcome:
    """Delete the issue, and wait until the search no longer shows it."""
    try:
        run.surely(
            "the deletion",
            lambda: run.site.issues.delete(run.key, run.options.with_subtasks),
            lambda: _is_gone(run),
            *run.plan.changes,
        )
    except NotFound:
        if not _is_gone(run):
            raise
        run.done(*run.plan.changes)
    if not _is_gone(run):
        raise NotAsDeclared(f"Jira accepted the deletion of {run.key}, but shows it still")
    issue = run.plan.issue
    if issue.unique_id and issue.project:
        run.finding.note.clear()
        poll(run.finding.waiting, lambda: run.id not in {one.id for one in run.finding.hits(issue)})
    return Outcome(run.plan, tuple(run.changes), None, tuple(run.warnings))


def _is_gone(run: Run) -> bool:
    try:
        run.read()
    except NotFound:
        return True
    return False
