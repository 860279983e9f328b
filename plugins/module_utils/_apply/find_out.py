# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose answer was lost or says nothing: what is there afterwards shows whether they were carried out."""

from __future__ import annotations

from collections.abc import Callable

from .._core.errors import AipError, OutcomeUnknown
from .._local.waiting import Waiting, poll
from .run import Run, StepRun

# A gateway gives these answers while the server behind it may still be at work.
_OF_GATEWAYS = (502, 503, 504)


def find_out(lost: OutcomeUnknown, waiting: Waiting, is_done: Callable[[], bool]) -> bool | None:
    """Whether a write was carried out, by what `is_done` reads; None if that cannot be read.

    If the server itself has answered, one look is enough. Otherwise the write may still be under way, and is looked
    for as long as for the search index.
    """
    is_over = lost.facts.get("status") not in (None, *_OF_GATEWAYS)
    seen = False

    def look() -> bool:
        nonlocal seen
        seen = is_done()
        return seen or is_over

    try:
        poll(waiting, look)
    except AipError:
        return None
    return seen


def settle_lost(
    run: Run,
    one: StepRun,
    doing: str,
    lost: OutcomeUnknown,
    is_done: Callable[[], bool],
    record: Callable[[], None],
) -> None:
    """Find out what became of a write, and `record` its changes unless it was not carried out; then it is an error.

    It is an error too if that cannot be found out: what may have been written is in the changes.
    """
    sentence = lost.sentence.rstrip(".")
    done = find_out(lost, run.options.waiting, is_done)
    if done is False:
        raise AipError(
            f"{sentence}. It was not carried out, as reading shows: run again", **lost.facts
        )
    record()
    if done is None:
        raise OutcomeUnknown(
            f"{sentence}. The outcome is not known, because reading it afterwards failed too; the changes list what"
            " was sent: run again",
            **lost.facts,
        )
    run.warnings.append(
        one.step.remark(
            f"the answer to {doing} was lost or not usable, but reading shows that it was carried out: {sentence}",
            one.asset_id,
        )
    )
