# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How carrying out a plan fails. What a plan is made of is not loaded for those that only handle the errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._core.errors import AipError, InputError
from .._core.remarks import Remark, grouped, in_lines
from .._core.verdict import count_of

if TYPE_CHECKING:
    from .._core.known import Known
    from .._core.plan import Plan
    from .outcome import Failed, Outcome


class PlanBlocked(InputError):
    """The plan must not be carried out. Nothing was written.

    `known` shows its values; `report` has what the task's result adds for those who report on the plan.
    """

    def __init__(self, plan: Plan, known: Known) -> None:
        super().__init__(plan.blocked)
        self.plan = plan
        self.known = known
        self.report: Mapping[str, Any] = {}


class Drifted(InputError):
    """The plan is no longer the one that was agreed to. Nothing was written.

    `assets` has one sentence for each asset that differs, or for several that differ in the same way.
    """

    def __init__(self, assets: list[str], sentence: str) -> None:
        super().__init__([sentence])
        self.assets = tuple(assets)


class PartlyDone(AipError):
    """Some steps failed. `outcome` has what was done nevertheless; `cause` is the first failure.

    `problems` has a sentence for each step that failed.
    """

    def __init__(self, outcome: Outcome) -> None:
        self.cause = outcome.failed[0].error
        self.problems = tuple(map(_problem, outcome.failed))
        super().__init__(_sentence_of(outcome, self.problems), **self.cause.facts)
        self.outcome = outcome


def _problem(failed: Failed) -> Remark:
    return failed.step.remark(failed.error.sentence, failed.asset_id)


def _sentence_of(outcome: Outcome, problems: Sequence[str]) -> str:
    if outcome.plan.is_of_one:
        return outcome.failed[0].error.sentence
    failures = in_lines(grouped(problems), "failures")
    if len(outcome.plan.steps) == 1:
        return failures
    written = sum(bool(one.changes) for one in outcome.done)
    done = f"{count_of(written, 'asset')} {_was(written)} written"
    not_tried = len(outcome.not_tried)
    if not_tried:
        done += f" before it stopped, {not_tried:,} {_was(not_tried)} not tried"
    return f"{failures}\n{done}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
