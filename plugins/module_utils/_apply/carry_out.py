# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Carrying out a plan: the only place that asks for check mode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from .._core.diff import WriteOnly
from .._core.model import Current, Id
from .._core.plan import Plan
from .._core.remarks import grouped
from .._core.step import Step
from .._read.catalog import Catalog
from .at_work import AtWork
from .errors import PartlyDone
from .options import ApplyOptions
from .outcome import Done, Outcome

if TYPE_CHECKING:
    from .run import Run

MOST_WARNINGS = 20


def carry_out(
    plan: Plan,
    catalog: Catalog,
    write_only: WriteOnly,
    options: ApplyOptions,
    at_work: AtWork,
    rows: Mapping[Id, Current] | None = None,
) -> Outcome:
    """Carry out the plan in its order. In check mode nothing is written, and the outcome is what would be.

    `at_work` has claimed the plan. `rows` has the assets as the search showed them before. Raises PartlyDone
    if a step fails.
    """
    if options.check_mode:
        catalog.fetch_for_assets(step.current for step in plan.steps if step.current)
        catalog.foresee(plan.steps)
    if options.check_mode or plan.is_empty:
        predicted = tuple(_predicted(step) for step in plan.steps)
        return Outcome(plan, catalog.known, predicted, warnings=_warnings(plan, (), catalog))
    from .waves import write_all  # noqa: PLC0415 - most runs find everything as declared

    run = write_all(plan, catalog, write_only, options, at_work, rows or {})
    outcome = _outcome(run, catalog)
    if outcome.failed:
        raise PartlyDone(outcome)
    return outcome


def _predicted(step: Step) -> Done:
    """The predicted outcome of a step."""
    asset_id = step.current.id if step.current else None
    return Done(step, asset_id, step.changes, step.current, step.attachments_after)


def _outcome(run: Run, catalog: Catalog) -> Outcome:
    # What was deleted is shown too.
    shown = [one.current or one.step.current for one in run.steps if one.changes]
    catalog.fetch_for_assets(one for one in shown if one)
    return Outcome(
        run.plan,
        catalog.known,
        tuple(one.done() for one in run.steps if not one.is_left),
        tuple(run.failures),
        tuple(one.step for one in run.steps if one.is_left),
        _warnings(run.plan, run.warnings, catalog),
    )


def _warnings(plan: Plan, told: Iterable[str], catalog: Catalog) -> tuple[str, ...]:
    """The warnings of the plan and of carrying it out, without secrets, and not all of very many."""
    texts = grouped((*plan.notices, *plan.warnings, *told))
    warnings = list(map(catalog.backend.hide, texts))
    more = len(warnings) - MOST_WARNINGS
    if more > 0:
        warnings[MOST_WARNINGS:] = [f"{more} more warnings of this kind"]
    return tuple(warnings)
