# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Creating assets, each at most once: after an unconfirmed creation, the asset is searched for, not created again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .._core.backend import Query
from .._core.errors import AipError, OutcomeUnknown
from .._core.fields import NAME
from .._core.model import Declared, Id, Row
from .._local.waiting import poll
from .._match.identify import identity_of
from .._match.match import rows_of
from .._read.catalog import Catalog
from .files import carry_out_files
from .run import Run, StepRun
from .visibility import Pending
from .write import Writer


class Creator:
    """Creates assets. `note` is called before each creation."""

    def __init__(
        self, run: Run, catalog: Catalog, writer: Writer, note: Callable[[Declared], None]
    ) -> None:
        self._run, self._catalog, self._backend = run, catalog, catalog.backend
        self._writer, self._note = writer, note

    def create(self, one: StepRun) -> None:
        """Create the asset of a step; if the answer has its id, do the rest of the step too."""
        declared, step = one.declared, one.step
        if declared.asset_type is None or declared.name is None:
            raise AipError("asset_type and name are needed to create an asset")
        values = [
            (diff.field, self._run.bind(diff.value))
            for diff in step.diffs
            if diff.field is not NAME
        ]
        self._note(declared)
        try:
            created = self._backend.create(declared.name, declared.asset_type, values)
        except OutcomeUnknown as error:
            one.lost = error
            return
        # Part of the outcome, even if the asset is not found now.
        one.changes += [diff.change for diff in step.diffs]
        self._writer.warn(declared, created.warning)
        if created.id is not None:
            self._finish(one, created.id)

    def _finish(self, one: StepRun, asset_id: Id) -> None:
        """Do the rest of a step once the id of its new asset is known."""
        self._run.note_created(one, asset_id)
        one.pending = Pending(one.step.label, asset_id, one.declared)
        if self._writer.verifies_at_once and not one.step.later:
            self._writer.verify_created(one)
        carry_out_files(self._run, one, asset_id, self._backend)

    def write_later(self, one: StepRun) -> None:
        """Write references to assets that were created after this one."""
        if not self._run.has(one.step.later):
            raise AipError(
                f"{one.step.label}: what it refers to was not created, so"
                f" {', '.join(diff.field.key for diff in one.step.later)} was not written"
            )
        one.declared = self._run.with_ids(one.declared)
        if one.asset_id is None or one.declared.name is None:
            return
        self._writer.write(one, one.asset_id, one.declared.name, one.step.later)
        one.is_complete = True
        one.pending = Pending(one.step.label, one.asset_id, one.declared)
        if self._writer.verifies_at_once:
            self._writer.verify_created(one)

    # --- answers that were lost -------------------------------------------------------------------------------------

    def find_lost(self, steps: Sequence[StepRun]) -> None:
        """Search for the assets whose creation was not confirmed, or whose id was not in the answer."""
        if not steps:
            return
        found: dict[int, Sequence[Row]] = {id(one): () for one in steps}
        trouble: AipError | None = None

        def are_there() -> bool:
            missing = [one for one in steps if not found[id(one)]]
            identities = tuple(identity_of(one.declared) for one in missing)
            rows = self._backend.search(Query(identities=identities, sure=len(missing) <= FEW))
            for one in missing:
                found[id(one)] = rows_of(one.declared, rows, self._catalog)
            return all(found.values())

        try:
            poll(self._run.options.waiting, are_there)
        except AipError as error:
            trouble = error
        for one in (
            steps
        ):  # even if the run was stopped: the outcome of what was sent must not stay unknown
            try:
                self._take_found(one, found[id(one)], trouble)
            except AipError as error:
                self._run.fail(one, error)

    def _take_found(self, one: StepRun, found: Sequence[Row], trouble: AipError | None) -> None:
        declared, lost = one.declared, one.lost
        if len(found) == 1:
            if lost:
                one.changes += [diff.change for diff in one.step.diffs]
                self._run.warnings.append(
                    declared.remark(
                        f"the answer to its creation was lost; it was found as asset {found[0].id}"
                    )
                )
            self._finish(one, found[0].id)
            return
        seconds = self._run.options.waiting.seconds
        looked = f"It did not appear within {seconds:.0f} s (wait_for_index)"
        if found:
            ids = ", ".join(str(row.id) for row in found)
            looked = (
                f"More than one asset matched within {seconds:.0f} s (wait_for_index): ids {ids}"
            )
        if trouble and not found:
            looked = f"Searching for it failed: {trouble.sentence.rstrip('.')}"
        if lost and (trouble or found):  # it may be there
            one.changes += [diff.change for diff in one.step.diffs]
        why = f"the answer did not contain the id of the new '{declared.name}'"
        raise OutcomeUnknown(
            f"{lost.sentence.rstrip('.') if lost else why}. {looked}. It was not sent again:"
            " check whether the asset exists, then run again",
            **(lost.facts if lost else {}),
        )


FEW = 10
"""Up to this many assets are searched for in every possible way; for more, the next poll finds them."""
