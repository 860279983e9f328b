# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of a combination: from what happened to what is wrong with it. Pure, so that it can be tested itself."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .scenario import CHECKS, WRITES
from .stage import SECRETS, Outcome
from .truth import Truth
from .wording import admits_not_to_know, unclear

CONVERGED = "not converged"
DUPLICATES = "duplicates"
LOSSES = "losses"
LEAKS = "leaks"
FALSE_CHANGED = "false changed"
UNCLEAR = "unclear messages"
HANGS = "hangs"
COLUMNS = (CONVERGED, DUPLICATES, LOSSES, LEAKS, FALSE_CHANGED, UNCLEAR, HANGS)
"""What can be wrong. Each of them has to be 0."""

MOST_SECONDS = 20.0
"""A task may not take longer, by the machine's clock."""
MOST_SLEPT = 150.0
"""Nor may it wait longer, by its own: `max_wait` and twice `wait_for_index`, and something for pauses."""


@dataclass(frozen=True)
class Trial:
    """A combination. `before`, `after` and `final` are the truths before, after the fault, and after healthy runs.

    `expected` and `expected_told` are of a run without a fault. `files`: those of the user before and after the fault,
    after the healthy run, and as they must be then. `again` is the healthy run after the fault, `silent` the one after
    that, needed where the fault left something.
    """

    does: str
    before: Truth
    after: Truth
    final: Truth
    expected: Truth
    first: Outcome
    again: Outcome
    silent: Outcome | None
    expected_told: str
    expected_changed: bool
    files_before: Mapping[str, str] = field(default_factory=dict)
    files_after: Mapping[str, str] = field(default_factory=dict)
    files_final: Mapping[str, str] = field(default_factory=dict)
    files_expected: Mapping[str, str] = field(default_factory=dict)
    file_texts: str = ""

    @property
    def wrote(self) -> bool:
        """Whether the task changed the server, or files of the user."""
        return self.before != self.after or self.files_before != self.files_after

    @property
    def healthy(self) -> tuple[Outcome, ...]:
        """The runs without a fault."""
        return (self.again,) if self.silent is None else (self.again, self.silent)


def judge(trial: Trial) -> dict[str, str]:
    """What is wrong, by column, each with a sentence."""
    found: dict[str, str] = {}
    for check in _CHECKS:
        for column, sentence in check(trial):
            found.setdefault(column, sentence)
    return found


Findings = Iterator[tuple[str, str]]


def _is_converged(trial: Trial) -> Findings:
    for outcome in trial.healthy:
        if not outcome.ok:
            yield (
                CONVERGED,
                f"a healthy run after it failed: {outcome.message or outcome.crash[-300:]}",
            )
    if trial.files_final != trial.files_expected:
        yield (
            CONVERGED,
            f"files after a healthy run: {_differences(trial.files_expected, trial.files_final)}",
        )
    silent = trial.silent
    if silent is not None and silent.ok and (silent.changed or silent.writes):
        yield CONVERGED, f"the run after a healthy run was not silent: {silent.writes} writes"
    if trial.does != WRITES and trial.again.ok and trial.again.told != trial.expected_told:
        yield CONVERGED, "a healthy run after it found something else"


def _has_no_duplicates(trial: Trial) -> Findings:
    for key in {*trial.after, *trial.final}:
        allowed = max(len(trial.before.get(key, ())), len(trial.expected.get(key, ())))
        for when, truth in (("after the fault", trial.after), ("at the end", trial.final)):
            if len(truth.get(key, ())) > max(1, allowed):
                yield DUPLICATES, f"{len(truth[key])} times {' '.join(key)} {when}"


def _has_no_losses(trial: Trial) -> Findings:
    for key in {*trial.before, *trial.expected}:
        untouched = trial.before.get(key) == trial.expected.get(key)
        if untouched and trial.after.get(key) != trial.before.get(key):
            yield LOSSES, f"{' '.join(key)}, which is not the task's, was changed by the faulty run"
    for key in sorted({*trial.expected, *trial.final}):
        is_there, should_be = set(trial.final.get(key, ())), set(trial.expected.get(key, ()))
        if not should_be <= is_there or (is_there and not should_be):
            wrong = _differences({key: trial.expected.get(key)}, {key: trial.final.get(key)})
            yield LOSSES, f"not as declared at the end: {wrong}"
    if trial.does != WRITES and trial.first.ok and trial.first.told != trial.expected_told:
        yield LOSSES, f"reads otherwise than without the fault: {trial.first.told[:200]}"
    gone = set(trial.files_before) - set(trial.files_after)
    if gone - (set(trial.files_before) - set(trial.files_expected)):
        yield LOSSES, f"removed files: {', '.join(sorted(gone))}"
    if trial.first.ok and trial.files_after != trial.files_expected:
        yield LOSSES, f"wrote other files: {_differences(trial.files_expected, trial.files_after)}"


def _leaks_nothing(trial: Trial) -> Findings:
    shown = [one.shown for one in (trial.first, *trial.healthy)] + [trial.file_texts]
    for secret in SECRETS:
        spellings = (secret, base64.b64encode(secret.encode()).decode().rstrip("="))
        if any(one in text for one in spellings for text in shown):
            yield LEAKS, f"shows '{secret[:4]}...'"


def _tells_changes(trial: Trial) -> Findings:
    first = trial.first
    if first.crash:
        return
    if trial.does == CHECKS:
        if trial.before != trial.after:
            yield FALSE_CHANGED, "wrote in check mode"
        elif first.ok and first.changed != trial.expected_changed:
            yield FALSE_CHANGED, f"predicts changed: {first.changed}"
        return
    if trial.wrote and not first.changed:
        yield FALSE_CHANGED, "changed: false, but something was written"
    if first.changed and not trial.wrote and not admits_not_to_know(first.message, *first.warnings):
        yield FALSE_CHANGED, "changed: true, but nothing was written"


def _is_clear(trial: Trial) -> Findings:
    for outcome in (trial.first, *trial.healthy):
        if outcome.crash:
            yield UNCLEAR, f"ends in a traceback: {outcome.crash.strip().splitlines()[-1][:200]}"
        elif not outcome.ok and unclear(outcome.message):
            yield UNCLEAR, f"{unclear(outcome.message)}: {outcome.message[:300]}"
        for warning in outcome.warnings:
            if unclear(warning):
                yield UNCLEAR, f"a warning: {unclear(warning)}: {warning[:300]}"


def _ends(trial: Trial) -> Findings:
    for outcome in (trial.first, *trial.healthy):
        if outcome.seconds > MOST_SECONDS:
            yield HANGS, f"took {outcome.seconds:.0f} s"
        if outcome.slept > MOST_SLEPT:
            yield HANGS, f"waited for {outcome.slept:.0f} s"


_CHECKS = (
    _is_converged, _has_no_duplicates, _has_no_losses, _leaks_nothing, _tells_changes, _is_clear, _ends,
)  # fmt: skip


def _differences(expected: Mapping[Any, object], actual: Mapping[Any, object]) -> str:
    """The first differences between two truths, or two folders."""
    keys = sorted({*expected, *actual}, key=str)
    wrong = [key for key in keys if expected.get(key) != actual.get(key)]
    shown = [
        f"{key}: {_shown(actual.get(key))} instead of {_shown(expected.get(key))}"
        for key in wrong[:2]
    ]
    return "; ".join(shown) + (f"; and {len(wrong) - 2} more" if len(wrong) > 2 else "")


def _shown(fact: object) -> str:
    text = "nothing" if fact is None else str(fact)
    return text if len(text) < 400 else f"{text[:400]}..."
