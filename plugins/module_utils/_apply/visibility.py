# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the search index, which may lag, shows what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.backend import Identity, Query
from .._core.diff import FieldDiff, WriteOnly, diff_asset
from .._core.known import Known
from .._core.model import Current, Declared, Id, Row
from .._core.remarks import Remark, about
from .._local.parallel import in_parallel
from .._read.catalog import Catalog

FEW = 20
"""Up to this many assets are searched for one by one; more by searches that return many at once."""


@dataclass(frozen=True)
class Pending:
    """A write that the search must show: a new asset, changed fields, or that the asset is gone."""

    label: str
    asset_id: Id
    declared: Declared
    before: Current | None = None
    diffs: tuple[FieldDiff, ...] = ()
    gone: bool = False
    name: str | None = None

    def remark(self, sentence: str) -> Remark:
        """A sentence about the asset."""
        return about(self.declared.origin, self.label, sentence)

    @property
    def is_new(self) -> bool:
        """Whether the asset was created, so that another run could create it again while it is not shown."""
        return not self.gone and self.before is None and not self.diffs

    @property
    def search_name(self) -> str:
        """The name under which the search must show it."""
        return self.name or self.declared.name or (self.before.name if self.before else "")

    def is_shown_by(self, row: Current | None, known: Known) -> bool:
        """Whether the search, which shows the asset as this row, has indexed the write."""
        if self.gone or row is None:
            return self.gone and row is None
        if self.before is None:
            return True
        before, after = self.before.raw, row.raw
        keys = [diff.field.key for diff in self.diffs if diff.field.key in before]
        # All fields of a row are indexed together. A row with none of the changed fields cannot show the write.
        return (
            not keys
            or any(_differs(before, after, key) for key in keys)
            or self._is_as_declared(after, known)
        )

    def _is_as_declared(self, raw: Mapping[str, Any], known: Known) -> bool:
        current = Current(self.asset_id, self.declared.name or "", raw=raw)
        left = diff_asset(self.declared, current, known, WriteOnly())
        changed = {diff.field.key for diff in self.diffs if diff.field.key in raw}
        return not any(diff.field.key in changed for diff in left)


def _differs(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> bool:
    return bool(before.get(key) != after.get(key))


class Visibility:
    """What the search must show: the writes that it does not show yet (`left`), and the rows of the others."""

    def __init__(self, pending: Sequence[Pending], catalog: Catalog, workers: int) -> None:
        self.left = list(pending)
        self.rows: dict[Id, Current] = {}
        self._found: dict[tuple[Id, str], dict[Id, Row]] = {
            _sought(one): {} for one in self.left if one.is_new
        }
        self._catalog, self._backend, self._workers = catalog, catalog.backend, workers

    def shows_all(self) -> bool:
        """Search for the writes that were not shown the last time."""
        known = self._catalog.known
        if len(self.left) > FEW:
            last = self.left[-1]
            if not last.is_shown_by(self._row_of(last), known):
                # While the search does not show the last one, searching for all is pointless.
                return False
        rows = self._rows_of_all()
        left = []
        for one in self.left:
            row = rows.get(one.asset_id)
            if not one.is_shown_by(row, known):
                left.append(one)
            elif row is not None:
                self.rows[row.id] = row
        self.left = left
        return not left

    def _rows_of_all(self) -> Mapping[Id, Current]:
        if len(self.left) <= FEW:
            return self._rows_one_by_one(self.left)
        names = dict.fromkeys(one.search_name for one in self.left)
        query = Query(identities=tuple(Identity(name) for name in names), sure=False)
        rows = self._search(query)
        missing = [one for one in self.left if not one.gone and one.asset_id not in rows]
        if len(missing) <= FEW:
            return {**rows, **self._rows_one_by_one(missing)}
        types = {
            one.declared.asset_type.id: one.declared.asset_type
            for one in missing
            if one.declared.asset_type
        }
        return {**rows, **self._search(Query(tuple(types.values())))}

    def _rows_one_by_one(self, pending: Sequence[Pending]) -> Mapping[Id, Current]:
        found = in_parallel(self._row_of, pending, self._workers)
        return {row.id: row for row in found if row is not None}

    def _row_of(self, one: Pending) -> Current | None:
        identity = Identity(one.search_name, asset_type=one.declared.asset_type)
        return self._search(Query(identities=(identity,))).get(one.asset_id)

    def _search(self, query: Query) -> Mapping[Id, Row]:
        """The rows of a search by their ids."""
        rows = {row.id: row for row in self._backend.search(query)}
        for row in rows.values():
            namesakes = self._found.get((row.asset_type.id if row.asset_type else "", row.name))
            if namesakes is not None:
                namesakes[row.id] = row
        return rows

    def namesakes(self, one: Pending) -> Sequence[Row]:
        """The rows with the type and the name of a new asset that searches showed so far."""
        return tuple(self._found.get(_sought(one), {}).values())


def _sought(one: Pending) -> tuple[Id, str]:
    return one.declared.asset_type.id if one.declared.asset_type else "", one.search_name
