# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""After a creation: the search has to find the new issue, and of two that were created at the same time one goes.

Runs on one machine wait for each other (identity_note.py); those on two cannot. The one that created the younger issue
sees the older one, at the latest when the search shows its own, and deletes its own again. Where the search does not
show the own one in time, the issues with the keys before it are read, which needs no index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from .._core.errors import AipError, InputError, NotFound, OutcomeUnknown
from .._core.issues.shown import Shown
from .._core.model import id_order
from .._local.waiting import poll
from .find import several
from .run import Run

LONGEST_LAG = 600.0
"""Seconds; an issue that was created so long before the own one is shown by every search."""
MOST_BEFORE = 20
"""How many of the issues before the own one are read."""
_CREATED = "%Y-%m-%dT%H:%M:%S.%f%z"


class Adopted(Exception):
    """Another run created the issue at the same time, a moment earlier: its issue is the one."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(shown.key)
        self.shown = shown


def make_sure_of_search(run: Run) -> None:
    """Raise if an issue that was created before is not found: then a look before a creation proves nothing."""
    earlier = run.site.not_found_yet
    if earlier is None:
        return
    issue, number = earlier

    def is_shown() -> bool:
        return number in {one.id for one in run.finding.hits(issue)}

    if not poll(run.finding.waiting, is_shown):
        raise AipError(
            f"the issue that was created before, with unique_id '{issue.unique_id}', is not found by its label, so that"
            " issues could be created again and again: nothing was written. Wait until Jira's search index has caught"
            " up, or make sure that this user's searches find issues by label"
        )
    run.site.not_found_yet = None


def settle(run: Run) -> None:
    """Wait until the search shows the new issue, and deal with others that show up beside it. Raises Adopted."""
    waiting = run.finding.waiting
    found: dict[str, Shown] = {}

    def is_shown() -> bool:
        found.update({one.id: one for one in run.finding.proven(run.plan.issue)})
        return run.id in found

    if waiting.seconds > 0 and poll(waiting, is_shown):
        is_shown()  # an older one may have vanished for a moment
        run.finding.note.clear()
    else:
        found.update({one.id: one for one in _created_before(run)})
        if waiting.seconds > 0:
            run.site.not_found_yet = (run.plan.issue, run.id)
            run.warnings.append(
                f"{run.key}: the search does not find the new issue by its label after {waiting.seconds:g} s"
                " (wait_for_index); a note on this machine keeps the next run from creating it again"
            )
    _deal_with_others(run, [one for one in found.values() if one.id != run.id])


def _created_before(run: Run) -> Iterator[Shown]:
    """Issues with the same identity that were created shortly before, found by their keys."""
    project, _dash, number = run.key.rpartition("-")
    if not number.isdigit():
        return
    known = set(run.site.created.values())
    fields = (*run.finding.fields, "created")
    own = run.site.issues.read(run.key, fields)
    for one in range(int(number) - 1, max(0, int(number) - 1 - MOST_BEFORE), -1):
        key = f"{project}-{one}"
        shown = None if key in known else run.finding.by_key(key, fields)
        if shown is None:
            continue
        if _is_long_before(shown, own):
            return
        if run.finding.is_proven(shown, run.plan.issue):
            yield shown


def _is_long_before(shown: Shown, own: Shown) -> bool:
    try:
        earlier, later = (
            datetime.strptime(str(one.fields.get("created")), _CREATED) for one in (shown, own)
        )
    except ValueError:
        return False
    return (later - earlier).total_seconds() > LONGEST_LAG


def _deal_with_others(run: Run, others: Sequence[Shown]) -> None:
    if not others:
        return
    oldest = min(others, key=lambda one: id_order(one.id))
    if id_order(oldest.id) < id_order(run.id):
        _delete_own(run, oldest)
        raise Adopted(oldest)
    left: list[Shown] = []

    def are_gone() -> bool:
        left[:] = run.finding.proven(run.plan.issue)
        return all(one.id == run.id for one in left)

    if not poll(run.finding.waiting, are_gone):
        raise InputError([several(run.plan.issue, left)])


def _delete_own(run: Run, oldest: Shown) -> None:
    """Delete the issue that this run created. Raises an AipError that names both."""
    try:
        run.site.issues.delete(run.key, with_subtasks=False)
    except AipError as error:
        if not (
            isinstance(error, (NotFound, OutcomeUnknown)) and run.finding.by_key(run.id) is None
        ):
            both = several(run.plan.issue, (oldest, Shown(run.id, run.key)))
            raise AipError(
                f"{both}. {run.key} was created by this run, which could not delete it again: {error.sentence}",
                **error.facts,
            ) from None
    run.finding.note.write(oldest.id)
    run.site.created.pop(run.id, None)
    run.warnings.append(
        f"{run.key} was deleted again: another run had created {oldest.key} for the same unique_id a moment before"
    )
