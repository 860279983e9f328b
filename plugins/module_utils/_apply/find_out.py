# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes whose answer was lost or says nothing: what is there afterwards shows whether they were carried out."""

from __future__ import annotations

from collections.abc import Callable

from .._core.errors import AipError, OutcomeUnknown
from .._local.lost_answers import find_out
from .run import Run, StepRun


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
