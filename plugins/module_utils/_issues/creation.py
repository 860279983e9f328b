# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating an issue once: what was lost is looked for, and of two that were created at the same time one goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.errors import (
    AipError,
    InputError,
    NotFound,
    OutcomeUnknown,
    RequestError,
    ServerRefused,
)
from .._core.issues.differences import FieldDifference, labels_to_send, value_to_send
from .._core.issues.fields import option_field
from .._core.issues.shown import Shown
from .._core.model import Change
from .._local.waiting import poll
from .find import several
from .run import Run


class Adopted(Exception):
    """Another run created the issue at the same time, a moment earlier: its issue is the one."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown.key)
        self.shown = shown


def create(run: Run) -> tuple[FieldDifference, ...]:
    """Create the issue, and return the fields that cannot be set on creation. Raises AipError, Adopted."""
    issue, site = run.plan.issue, run.site
    if site.finds_by_label is False:
        raise AipError(
            "an issue that was created before is not found by its label, so that a second one could be created"
            " again and again: nothing was written. Wait until Jira's search index has caught up, or make sure that"
            " this user's searches find issues by label"
        )
    now, later = _split(run)
    body = _body(run, now)
    note = run.finding.note
    note.write(None)
    try:
        run.id, run.key = site.issues.create(body, run.mark)
    except OutcomeUnknown as lost:
        found = _find_lost(run, lost)
        run.id, run.key = found.id, found.key
    except RequestError:
        note.clear()  # it was refused
        raise
    note.write(run.key)
    site.created.append(run.id)
    run.done(Change("project", None, issue.project), *(one.change for one in now))
    _make_sure_of_mark(run)
    _settle(run)
    return later


def _split(run: Run) -> tuple[list[FieldDifference], tuple[FieldDifference, ...]]:
    """The fields of the request, and those for later: resolutions, and what the screen of creation does not have."""
    issue, site = run.plan.issue, run.site
    found = site.catalogs.issue_type(issue.project or "", str(issue.value_of("issue_type")))
    known = site.catalogs.creation_screen(issue.project or "", found)
    now: list[FieldDifference] = []
    later: list[FieldDifference] = []
    for one in run.plan.fields:
        settable = known is None or one.field.id in known or one.field.id == "issuetype"
        (now if settable and one.field.id != "resolution" else later).append(one)
    return now, tuple(later)


def _body(run: Run, now: Sequence[FieldDifference]) -> Mapping[str, Any]:
    issue, is_cloud = run.plan.issue, run.site.server.is_cloud
    project = issue.project or ""
    body: dict[str, Any] = {
        "project": {"id": project} if project.isdigit() else {"key": project.upper()}
    }
    body.update({one.field.id: value_to_send(one, is_cloud) for one in now})
    labels = next((one.after for one in now if one.field == option_field("labels")), ())
    body["labels"] = list(labels_to_send(issue, labels, None))
    return body


def _find_lost(run: Run, lost: OutcomeUnknown) -> Shown:
    """The issue whose creation was not answered. It is looked for, and never sent again."""
    found: list[Shown] = []

    def is_there() -> bool:
        found[:] = run.finding.proven(run.plan.issue)
        return bool(found)

    sentence = lost.sentence.rstrip(".")
    try:
        poll(run.finding.waiting, is_there)
    except AipError as error:
        raise OutcomeUnknown(
            f"{sentence}. Whether the issue was created is not known, because looking for it failed too"
            f" ({error.sentence.rstrip('.')}). It was not sent again: run again",
            **lost.facts,
        ) from None
    if not found:
        raise OutcomeUnknown(
            f"{sentence}. The issue was not found within {run.finding.waiting.seconds:g} s (wait_for_index), and"
            " was not sent again: run again",
            **lost.facts,
        )
    run.warnings.append(
        f"{found[0].key}: the answer to the creation was lost or not usable, but the issue is there"
    )
    return found[0]


def _make_sure_of_mark(run: Run) -> None:
    """Set the property that proves the identity, where the server did not take it with the creation."""
    if run.site.issues.mark(run.key) != run.mark:
        said = ""
        try:
            run.site.issues.set_mark(run.key, run.mark)
        except (NotFound, ServerRefused) as error:
            said = f" ({error.sentence.rstrip('.')})"
        if run.site.issues.mark(run.key) != run.mark:
            raise AipError(
                f"unique_id: Jira does not keep the property of {run.key} that proves its identity{said}: name this"
                " issue by its key"
            )
    run.note_marked()


def _settle(run: Run) -> None:
    """Wait until the index shows the new issue, and deal with others that show up beside it. Raises Adopted."""
    waiting = run.finding.waiting
    if waiting.seconds <= 0:
        return
    found: dict[str, Shown] = {}

    def is_shown() -> bool:
        found.update({one.id: one for one in run.finding.proven(run.plan.issue)})
        return run.id in found

    if not poll(waiting, is_shown):
        run.site.finds_by_label = False
        run.warnings.append(
            f"{run.key}: the search does not find the new issue by its label after {waiting.seconds:g} s"
            " (wait_for_index); a note on this machine keeps the next run from creating it again"
        )
        return
    is_shown()  # an older one may have vanished for a moment
    run.site.finds_by_label = True
    run.finding.note.clear()
    _deal_with_others(run, [one for one in found.values() if one.id != run.id])


def _deal_with_others(run: Run, others: Sequence[Shown]) -> None:
    if not others:
        return
    oldest = min(others, key=_age)
    if _number(oldest.id) < _number(run.id):
        run.site.issues.delete(run.key, with_subtasks=False)
        run.warnings.append(
            f"{run.key} was deleted again: another run had created {oldest.key} for the same unique_id a moment before"
        )
        raise Adopted(oldest)
    left: list[Shown] = []

    def are_gone() -> bool:
        left[:] = run.finding.proven(run.plan.issue)
        return all(one.id == run.id for one in left)

    if not poll(run.finding.waiting, are_gone):
        raise InputError([several(run.plan.issue, left)])


def _age(shown: Shown) -> tuple[int, str]:
    return _number(shown.id)


def _number(text: str) -> tuple[int, str]:
    return len(text), text
