# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run: waiting, once, until the search shows every write, and verifying the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._core.errors import AipError, RequestError
from .._core.model import Current, Id
from .._local.parallel import in_parallel
from .._local.waiting import poll
from .._read.catalog import Catalog
from .run import Run, StepRun
from .verify import Verifier, Writes
from .visibility import Visibility


def settle(run: Run, catalog: Catalog, verifier: Verifier, writer: Writes) -> None:
    """Wait for the search, and verify the rest.

    Even after a failure: a run right after this one must not create again what the search does not show yet.
    """
    written = [one for one in run.steps if one.pending is not None]
    shown: Mapping[Id, Current] = {}
    if written and run.must_be_visible(catalog.backend):
        shown = _wait(run, written, catalog, verifier)
    _verify_the_rest(
        run,
        [one for one in written if not one.is_verified and one.error is None],
        shown,
        verifier,
        writer,
    )


def _wait(
    run: Run, written: Sequence[StepRun], catalog: Catalog, verifier: Verifier
) -> Mapping[Id, Current]:
    """Wait until the search shows what was written, at most `wait_for_index`; the rows that show it."""
    pending = [one.pending for one in written if one.pending]
    visibility = Visibility(pending, catalog, run.options.workers)
    try:
        poll(run.options.waiting, visibility.shows_all)
        verifier.warn_of_unread()
    except RequestError as error:
        run.warnings.append(
            f"everything was written, but whether the search shows it could not be checked: {error.sentence}"
        )
        return visibility.rows
    for one in visibility.left:
        run.warnings.append(
            f"{one.label}: was written, but the search still does not show it after"
            f" {run.options.waiting.seconds:.0f} s (wait_for_index); until it does, another run may see the old"
            " state"
        )
    return visibility.rows


def _verify_the_rest(
    run: Run,
    steps: Sequence[StepRun],
    shown: Mapping[Id, Current],
    verifier: Verifier,
    writer: Writes,
) -> None:
    """Verify all writes that were left to the search, whatever failed before."""

    def verify(one: StepRun) -> None:
        row = shown.get(one.asset_id) if one.asset_id is not None else None
        may_write = writer if one.step.action == "create" else None
        try:
            if row is None:
                verifier.verify(one, may_write)
            else:
                verifier.verify_by_row(one, row, may_write)
        except AipError as error:
            run.fail(one, error)

    in_parallel(verify, steps, run.options.workers)
