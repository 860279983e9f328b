# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The issue that an earlier run on this machine created, or may have, while the index does not show it yet."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from .._core.errors import OutcomeUnknown
from .._core.issues.declared import Issue
from .._core.issues.differences import lacks_identity
from .._core.issues.shown import Shown
from .._local.waiting import poll

if TYPE_CHECKING:
    from .find import Finding

SURE = 60.0
"""Seconds: how old a creation of unknown outcome has to be before not finding its issue means that there is none."""


def find_noted(finding: Finding, issue: Issue) -> Shown | None:
    """The issue that an earlier run on this machine created, or may have, if the index does not show it yet."""
    noted = finding.note.read()
    if noted is None:
        return None
    found = _created(finding, noted.id, issue) if noted.id else _sent(finding, noted.age, issue)
    if found is None:
        finding.note.clear()
    return found


def _created(finding: Finding, number: str, issue: Issue) -> Shown | None:
    """The issue that an earlier run created; None if it is gone, for which one answer is no proof."""
    found = finding.by_key(number) or finding.by_key(number)
    return found if found is not None and _is_it(found, issue) else None


def _sent(finding: Finding, age: float, issue: Issue) -> Shown | None:
    """The issue whose creation an earlier run sent without getting to know what became of it.

    Before a creation is old enough, not finding its issue says nothing: whoever does not wait for the index may run
    again while the index lags. Raises OutcomeUnknown if `max_wait` is too short for that.
    """
    needed = max(finding.waiting.seconds, SURE) - age
    waiting = replace(finding.waiting, seconds=max(0.0, min(needed, finding.waiting.for_others)))
    there: list[Shown] = []

    def is_there() -> bool:
        there[:] = finding.proven(issue)
        return bool(there)

    if poll(waiting, is_there):
        return there[0]
    left = needed - waiting.seconds
    if left > 0:
        raise OutcomeUnknown(
            f"an earlier run sent the creation of the issue with unique_id '{issue.unique_id}', and whether it was"
            f" created is not known, as the search may lag: nothing was written; run again in {math.ceil(left)} s"
        )
    return None


def _is_it(found: Shown, issue: Issue) -> bool:
    """Whether a noted issue is the one: a server that did not take the property has at least the label."""
    if found.unique_id is not None:
        return found.unique_id == issue.unique_id
    return not lacks_identity(issue, found)
