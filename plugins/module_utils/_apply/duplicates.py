# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets that another controller has created at the same time as this run, under the same identity.

Runs on one controller wait for each other (at_work.py). Those on two cannot, and AIP does not refuse the second asset
either. But the one that is indexed later sees the other when it waits for the search.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .._core.errors import AipError, Duplicated, OutcomeUnknown
from .._core.fields import NAME
from .._core.model import Declared, Id, Row, Value, id_order, refs_in
from .._local.waiting import poll
from .._match.identify import is_still
from .._match.match import rows_of
from .._match.read_once import ReadOnce
from .._read.attachments import plan_files
from .._read.catalog import Catalog
from .files import carry_out_files
from .find_out import settle_lost
from .run import Run, StepRun
from .verify import Verifier, Writes
from .visibility import Pending, Visibility

WAY_OUT = "delete the surplus one, or set on_duplicate to adopt_oldest before that happens"


@dataclass(frozen=True)
class Duplicate:
    """An asset that this run created, and the others that are as declared too."""

    one: StepRun
    own: Id
    others: tuple[Id, ...]

    @property
    def oldest(self) -> Id:
        """The asset that stays: the one with the lowest id."""
        return min((self.own, *self.others), key=id_order)

    def sentence(self, way_out: str) -> str:
        """What happened, and what to do."""
        ids = ", ".join(str(one) for one in sorted((self.own, *self.others), key=id_order))
        return (
            f"{self.one.step.label}: another run created it at the same time, so it exists {len(self.others) + 1}"
            f" times (ids {ids}; this run created {self.own}): {way_out}"
        )


def settle_duplicates(
    run: Run, catalog: Catalog, visibility: Visibility, verifier: Verifier, writer: Writes
) -> None:
    """Fail for each duplicate or, if that is asked for, keep the oldest one."""
    try:
        found = _find(run, catalog, visibility)
    except AipError as error:
        run.warnings.append(
            f"whether another run created the same assets could not be checked: {error.sentence}"
        )
        return
    if not found:
        return
    if run.options.on_duplicate != "adopt_oldest":
        for one in found:
            run.fail(one.one, Duplicated(one.sentence(WAY_OUT)))
        return
    _Adoption(run, catalog, verifier, writer).carry_out(found)


def _find(run: Run, catalog: Catalog, visibility: Visibility) -> list[Duplicate]:
    """The duplicates, by what the search showed and what is still so."""
    suspects: list[tuple[StepRun, Sequence[Row]]] = []
    for one in run.steps:
        if one.step.action != "create" or one.asset_id is None or one.pending is None:
            continue
        rows: Sequence[Row] = [
            row for row in visibility.namesakes(one.pending) if row.id != one.asset_id
        ]
        if rows and one.declared.match_by != (NAME.key,):
            rows = rows_of(one.declared, rows, catalog)
        if rows:
            suspects.append((one, rows))
    # The search may still show what was deleted or renamed.
    once = ReadOnce(catalog, [one.declared for one, _rows in suspects])
    once.read(row for _one, rows in suspects for row in rows)
    found = []
    for one, rows in suspects:
        currents = [current for row in rows if (current := once.of(row))]
        others = [row.id for row in currents if is_still(one.declared, row, catalog.known)]
        if others and one.asset_id is not None and one.error is None:
            found.append(Duplicate(one, one.asset_id, tuple(others)))
    return found


class _Adoption:
    """The oldest asset takes the place of the one that this run created, which is deleted again."""

    def __init__(self, run: Run, catalog: Catalog, verifier: Verifier, writer: Writes) -> None:
        self._run, self._catalog, self._backend = run, catalog, catalog.backend
        self._verifier, self._writer = verifier, writer

    def carry_out(self, found: Sequence[Duplicate]) -> None:
        """Adopt, delete only when nothing refers to the own ones any more, and wait for the other run's part."""
        adopted = [one for one in found if one.oldest != one.own]
        failed = len(self._run.failures)
        self._adopt(adopted)
        if len(self._run.failures) > failed:
            for one in adopted:
                if one.one.error is None:
                    self._run.fail(one.one, Duplicated(one.sentence("run again")))
            return
        gone = [pending for one in adopted if (pending := self._delete(one))]
        kept = [one for one in found if one.oldest == one.own]
        gone += [pending for one in kept for pending in self._wait_for_other_run(one)]
        self._wait_for_search(gone)

    def _adopt(self, adopted: Sequence[Duplicate]) -> None:
        """Make the oldest ones as declared, and let all that was written refer to them."""
        moved = {one.own: one.oldest for one in adopted}
        for duplicate in adopted:
            self._run.note_created(duplicate.one, duplicate.oldest)
            duplicate.one.current = None
        for one in self._run.steps:
            declared = _moved(one.declared, moved)
            if one.asset_id is None or one.error or not one.declared.present:
                continue
            if declared is not one.declared or one.asset_id in moved.values():
                one.declared = declared
                self._try(one, self._make_as_declared)

    def _make_as_declared(self, one: StepRun) -> None:
        self._verifier.verify(one, self._writer)
        if one.asset_id is None or not one.step.files:
            return
        attached = self._backend.attachments(one.asset_id) or ()
        wanted = one.declared.attachments
        files = plan_files(self._backend, one.asset_id, attached, wanted, "attachments")
        one.step = dataclasses.replace(one.step, files=files)
        carry_out_files(self._run, one, one.asset_id, self._backend)

    def _delete(self, duplicate: Duplicate) -> Pending | None:
        """Delete the asset that this run created."""
        one, own = duplicate.one, duplicate.own

        def delete(_one: StepRun) -> None:
            try:
                self._backend.delete(own)
            except OutcomeUnknown as lost:
                settle_lost(
                    self._run, one, f"the deletion of asset {own}", lost,
                    is_done=lambda: not self._backend.read([own], None),
                    record=_nothing,
                )  # fmt: skip

        if not self._try(one, delete):
            return None
        self._run.warnings.append(
            one.step.remark(
                f"another run created it at the same time, as asset {duplicate.oldest}. That one stays,"
                f" and asset {own}, which this run had created, was deleted again"
            )
        )
        return Pending(one.step.label, own, one.declared, gone=True)

    def _wait_for_other_run(self, duplicate: Duplicate) -> list[Pending]:
        """Wait until the other run has deleted its own; it sees the older one, and does as this run would."""
        left = list(duplicate.others)

        def are_gone() -> bool:
            while left and not self._backend.read(left[:1], None):
                left.pop(0)
            return not left

        one, waiting = duplicate.one, self._run.options.waiting
        try:
            if poll(dataclasses.replace(waiting, seconds=waiting.for_others), are_gone):
                return [
                    Pending(one.step.label, other, one.declared, gone=True)
                    for other in duplicate.others
                ]
        except AipError:
            pass
        self._run.fail(one, Duplicated(duplicate.sentence(WAY_OUT)))
        return []

    def _wait_for_search(self, gone: Sequence[Pending]) -> None:
        if not gone:
            return
        visibility = Visibility(gone, self._catalog, self._run.options.workers)
        try:
            poll(self._run.options.waiting, visibility.shows_all)
        except AipError as error:
            self._run.warnings.append(
                f"whether the search still shows deleted duplicates could not be checked: {error.sentence}"
            )
            return
        for one in visibility.left:
            self._run.warnings.append(
                one.remark(
                    f"the search still shows asset {one.asset_id}, which was a duplicate and is deleted"
                )
            )

    def _try(self, one: StepRun, work: Callable[[StepRun], None]) -> bool:
        """Whether it succeeded; if not, the step has failed."""
        try:
            work(one)
        except AipError as error:
            self._run.fail(one, error)
            return False
        return True


def _nothing() -> None:
    """The change of what this run has created and deleted again is none."""


def _moved(declared: Declared, moved: Mapping[Id, Id]) -> Declared:
    """The declaration with references to other assets in place of these; the same one if it has none of them."""
    values = {key: _moved_refs(value, moved) for key, value in declared.values.items()}
    return declared if values == declared.values else dataclasses.replace(declared, values=values)


def _moved_refs(value: Value, moved: Mapping[Id, Id]) -> Value:
    refs = refs_in(value)
    if not any(ref.id in moved for ref in refs):
        return value
    return frozenset(
        ref if ref.id is None else dataclasses.replace(ref, id=moved.get(ref.id, ref.id))
        for ref in refs
    )
