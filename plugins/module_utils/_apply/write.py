# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Updating and deleting assets, and the part of a creation that is an update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._core.diff import FieldDiff
from .._core.errors import AipError, NotAsDeclared, OutcomeUnknown
from .._core.fields import NAME
from .._core.model import Current, Declared, Id
from .._read.catalog import Catalog
from .._read.fetching import row_of
from .files import carry_out_files
from .find_out import settle_lost
from .run import Run, StepRun
from .verify import Verifier
from .visibility import Pending

LONGEST_WARNING = 300  # characters of the server's own words


class Writer:
    """Writes fields of assets. `rows` has the assets as the search showed them before."""

    def __init__(
        self,
        run: Run,
        catalog: Catalog,
        verifier: Verifier,
        rows: Mapping[Id, Current],
        verifies_at_once: bool,
    ) -> None:
        self._run, self._catalog, self._backend = run, catalog, catalog.backend
        self._verifier, self._rows = verifier, rows
        self.verifies_at_once = verifies_at_once

    def update(self, one: StepRun) -> None:
        """Write the differing fields, and replace files."""
        step, current = one.step, one.step.current
        if current is None:
            raise AipError("there is nothing to update")
        if step.diffs:
            row = self._rows.get(current.id) or self._row_before(one.declared, current)
            is_renamed = any(diff.field is NAME for diff in step.diffs) and one.declared.name
            name = one.declared.name if is_renamed and one.declared.name else current.name
            self.write(one, current.id, name, step.diffs)
            one.pending = Pending(step.label, current.id, one.declared, row, step.diffs)
            if self.verifies_at_once:
                self._verifier.verify(one)
        carry_out_files(self._run, one, current.id, self._backend)

    def write(self, one: StepRun, asset_id: Id, name: str, diffs: Sequence[FieldDiff]) -> None:
        """Send one update with the name, which AIP would clear otherwise, and the differing fields."""
        values = [
            (diff.field, self._run.bind(diff.value)) for diff in diffs if diff.field is not NAME
        ]

        def record() -> None:
            one.changes += [diff.change for diff in diffs]

        try:
            warning = self._backend.update(asset_id, name, one.declared.asset_type, values)
        except OutcomeUnknown as lost:
            settle_lost(
                self._run, one, "its update", lost,
                is_done=lambda: self._verifier.shows(one, asset_id, diffs),
                record=record,
            )  # fmt: skip
            return
        record()
        self.warn(one.declared, warning)

    def verify_created(self, one: StepRun) -> None:
        """Compare a new asset with its declaration; one update may follow."""
        self._verifier.verify(one, self)

    def warn(self, declared: Declared, warning: str | None) -> None:
        """Keep the server's remark on a write that it accepted."""
        if warning:
            words = warning[:LONGEST_WARNING]
            self._run.warnings.append(declared.remark(f"the server says: {words}"))

    def delete(self, one: StepRun) -> None:
        """Delete an asset, and verify that it is gone."""
        current = one.step.current
        if current is None:
            return

        def record() -> None:
            one.changes += one.step.changes

        try:
            self._backend.delete(current.id)
        except OutcomeUnknown as lost:
            settle_lost(
                self._run, one, "its deletion", lost,
                is_done=lambda: not self._backend.read([current.id], None),
                record=record,
            )  # fmt: skip
        else:
            record()
        # If it was accepted, it is gone, whatever the server says instead of showing the asset.
        if self._backend.read([current.id], None, None, lambda _id, _error: None):
            raise NotAsDeclared(
                f"{one.step.label}: the server accepted the deletion, but still shows asset {current.id}"
            )
        one.current = None
        one.is_verified = True
        if one.declared.asset_type is not None:
            one.pending = Pending(
                one.step.label, current.id, one.declared, gone=True, name=current.name
            )

    def _row_before(self, declared: Declared, current: Current) -> Current | None:
        """The asset as the search shows it before the change, to recognize later that it shows the change."""
        if not self._run.must_be_visible(self._backend) or declared.asset_type is None:
            return None
        return row_of(self._backend, declared.asset_type, current.id, current.name)
