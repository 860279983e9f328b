# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renames in a circle: before all other writes, one asset gets a temporary name, so that another may take its own.

Its name at the end is written with the rest of its step. If the run does not get there, the asset gets its old name
again, unless another one has that by now. A run that is killed leaves the temporary name; the next one replaces it, as
such assets are identified by something other than their names.
"""

from __future__ import annotations

from collections.abc import Callable

from .._core.backend import Backend
from .._core.errors import AipError, OutcomeUnknown
from .._core.fields import NAME
from .._core.model import Change
from .._local.parallel import in_parallel
from .find_out import settle_lost
from .run import Run, StepRun


def begin_detours(run: Run, backend: Backend) -> None:
    """Give a temporary name to each asset that needs one."""

    def begin(one: StepRun) -> None:
        current = one.step.current
        if current is None or run.is_stopped:
            return

        def record() -> None:
            one.is_on_detour = True

        try:
            _rename(run, one, backend, one.step.via, record)
        except AipError as error:
            one.was_tried = True
            run.fail(one, error)
        else:
            run.note_freed(one)

    in_parallel(begin, [one for one in run.steps if one.step.via], run.options.workers)


def end_detours(run: Run, backend: Backend) -> None:
    """Give their old names again to the assets that still have temporary ones; if that fails, it is a change."""
    for one in run.steps:
        current = one.step.current
        if not one.is_on_detour or current is None:
            continue
        taker = _taker(run, one)
        try:
            if isinstance(one.error, OutcomeUnknown):
                raise one.error
            if taker is not None:
                raise AipError(f"its old name is that of {taker.step.label} now")
            _rename(run, one, backend, current.name, lambda: None)
        except AipError as error:
            one.was_tried = True
            one.changes.append(Change(NAME.key, current.name, one.step.via))
            _tell(run, one, error)


def _tell(run: Run, one: StepRun, error: AipError) -> None:
    """Say that an asset has kept its temporary name, and why."""
    has = "may have" if isinstance(error, OutcomeUnknown) else "has"
    sentence = (
        f"{one.step.label}: {has} the temporary name '{one.step.via}'; the next run gives it the name that is"
        f" declared. This run stopped, and {error.sentence}"
    )
    run.warnings.append(sentence)
    if one.error is None:
        run.fail(one, AipError(sentence, **error.facts))


def _taker(run: Run, one: StepRun) -> StepRun | None:
    """The step that has taken the name which this one gave up."""
    return next(
        (other for other in run.steps if one.step.number in other.step.after and other.changes),
        None,
    )


def _rename(
    run: Run, one: StepRun, backend: Backend, name: str, record: Callable[[], None]
) -> None:
    """Give an asset a name alone; `record` is called if that was done, and if nothing shows whether it was."""
    asset_id = one.asset_id
    if asset_id is None:
        return

    def is_done() -> bool:
        read = backend.read([asset_id], None).get(asset_id)
        return read is not None and read.name == name

    try:
        backend.update(asset_id, name, one.declared.asset_type, [])
    except OutcomeUnknown as lost:
        doing = f"the update that names it '{name}'"
        settle_lost(run, one, doing, lost, is_done=is_done, record=record)
    else:
        record()
