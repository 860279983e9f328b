# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The writes of a plan, wave by wave.

Every write is verified. If there are few writes, and for the first one of each kind, the asset is read by id at once;
otherwise by the search. The run waits for it anyway, so that a run right after this one finds what was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from .._core.diff import WriteOnly
from .._core.errors import AipError
from .._core.model import Current, Id
from .._core.plan import Plan
from .._read.catalog import Catalog
from .at_work import AtWork
from .copies import delete_copies
from .create import Creator
from .detours import begin_detours, end_detours
from .options import ApplyOptions
from .run import Run, StepRun
from .settle import settle
from .verify import Verifier
from .visibility import FEW
from .write import Writer


def write_all(
    plan: Plan,
    catalog: Catalog,
    write_only: WriteOnly,
    options: ApplyOptions,
    at_work: AtWork,
    rows: Mapping[Id, Current],
) -> Run:
    """The steps of the plan after they were carried out in its order, with what failed."""
    run = Run(plan, options)
    verifier = Verifier(run, catalog, WriteOnly(False, write_only.unreadable))
    writer = Writer(run, catalog, verifier, rows, _is_verified_at_once(plan, options))
    creator = Creator(run, catalog, writer, at_work.note)
    begin_detours(run, catalog.backend)
    _carry_out_waves(run, creator, writer, verifier)
    _write_later(run, creator)
    end_detours(run, catalog.backend)
    if not run.failures:
        run.attempt_all(writer.delete, [one for one in run.steps if one.step.action == "delete"])
    at_work.is_confirmed = settle(run, catalog, verifier, writer)
    delete_copies(run, catalog)
    return run


def _is_verified_at_once(plan: Plan, options: ApplyOptions) -> bool:
    """Whether each written asset is read by id before the next write."""
    deletes = any(step.action == "delete" for step in plan.to_do)
    return deletes or len(plan.to_do) <= FEW or options.waiting.seconds <= 0


def _carry_out_waves(run: Run, creator: Creator, writer: Writer, verifier: Verifier) -> None:
    """Carry out the steps wave by wave, and the first of each kind before all others of its wave.

    So a field that the server does not keep is found after one write, not after thousands.
    """
    tried: set[tuple[str, Any]] = set()

    def write(one: StepRun) -> None:
        one.declared = run.with_ids(one.declared)
        if one.step.action == "create":
            creator.create(one)
        else:
            writer.update(one)

    def write_first(one: StepRun) -> None:
        write(one)
        if one.lacks_id:
            creator.find_lost([one])
        elif one.pending is not None and not one.is_verified and not one.step.later:
            verifier.verify(one, writer if one.step.action == "create" else None)

    to_write = [one for one in run.steps if one.step.action not in ("none", "delete")]
    for _wave, steps in groupby(to_write, key=lambda one: one.step.wave):
        of_wave = list(steps)
        first = _first_of_each_kind(of_wave, tried)
        for one in first:
            run.attempt(write_first, one)
        others = {id(one) for one in first}
        run.attempt_all(write, [one for one in of_wave if id(one) not in others])
        creator.find_lost([one for one in of_wave if one.lacks_id])


def _first_of_each_kind(steps: Sequence[StepRun], tried: set[tuple[str, Any]]) -> list[StepRun]:
    first: list[StepRun] = []
    for one in steps:
        asset_type = one.declared.asset_type
        kind = (one.step.action, asset_type.id if asset_type else None)
        if kind not in tried:
            tried.add(kind)
            first.append(one)
    return first


def _write_later(run: Run, creator: Creator) -> None:
    """Write references to assets that were created after the ones that refer to them were written."""
    unfinished = [one for one in run.steps if one.step.later and one.asset_id]
    run.attempt_all(creator.write_later, unfinished)
    for one in unfinished:
        if one.was_tried and not one.is_complete and one.error is None:
            fields = ", ".join(diff.field.key for diff in one.step.later)
            run.fail(one, AipError(f"{fields}: was not written, because the run had stopped"))
