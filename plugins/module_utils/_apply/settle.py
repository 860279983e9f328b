# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The end of a run: waiting, once, until the search shows every write, and verifying the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from .._core.errors import AipError
from .._core.model import Current, Id
from .._local.parallel import in_parallel
from .._local.waiting import FINAL, poll
from .._read.catalog import Catalog
from .duplicates import settle_duplicates
from .run import Run, StepRun
from .verify import Verifier, Writes
from .visibility import Pending, Visibility

OLD_STATE = "until it does, another run may see the old state"
NEXT_RUN_WAITS = "the next run on this controller waits for it"


def settle(run: Run, catalog: Catalog, verifier: Verifier, writer: Writes) -> bool:
    """Wait for the search, and verify the rest; whether it shows everything that was created.

    Even after a failure: a run right after this one must not create again what the search does not show yet.
    """
    written = [one for one in run.steps if one.pending is not None]
    pending = [one.pending for one in written if one.pending]
    visibility = Visibility(pending, catalog, run.options.workers)
    if written and run.must_be_visible(catalog.backend):
        _wait(run, visibility, verifier)
    else:
        visibility.left.clear()
    _verify_the_rest(
        run,
        [one for one in written if not one.is_verified and one.error is None],
        visibility.rows,
        verifier,
        writer,
    )
    settle_duplicates(run, catalog, visibility, verifier, writer)
    is_unknown = any(one.lost is not None and one.asset_id is None for one in run.steps)
    return not is_unknown and not any(one.is_new for one in visibility.left)


def _wait(run: Run, visibility: Visibility, verifier: Verifier) -> None:
    """Wait until the search shows what was written, at most `wait_for_index`."""
    seconds = f"{run.options.waiting.seconds:.0f} s (wait_for_index)"
    try:
        poll(run.options.waiting, visibility.shows_all)
    except AipError as error:
        run.warnings.append(_unconfirmed(visibility.left, seconds, error))
        return
    with suppress(AipError):  # it would only have been a warning
        verifier.warn_of_unread()
    for one in visibility.left:
        run.warnings.append(
            one.remark(
                f"was written, but the search still does not show it after {seconds};"
                f" {OLD_STATE}{'; ' + NEXT_RUN_WAITS if one.is_new else ''}"
            )
        )


def _unconfirmed(left: Sequence[Pending], seconds: str, error: AipError) -> str:
    """The warning about writes that the search could not be asked for."""
    many = len(left) > 1
    more = f" and {len(left) - 1} more" if many else ""
    within = "" if isinstance(error, FINAL) else f" within {seconds}"
    next_run = NEXT_RUN_WAITS if any(one.is_new for one in left) else OLD_STATE
    return (
        f"{left[0].label}{more}: {'were' if many else 'was'} written, but whether the search shows"
        f" {'them' if many else 'it'} could not be confirmed{within}; {next_run}: {error.sentence}"
    )


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
