# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The differences between declared and current assets, with as few reads as prove them.

Rows of a search are trusted where they suffice. If a row leaves out a declared field, or can be read in several
ways, the asset is read by id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .._core.backend import Identity, Query
from .._core.diff import FieldDiff, NameCounts, RowDiff, WriteOnly, declared_fields
from .._core.fields import NAME
from .._core.kinds.table import Readings, matches_raw
from .._core.model import Current, Declared, Field, Id, Row, refs_in
from .._read.catalog import Catalog
from .._read.fetching import fetch_to_compare, row_of
from .._read.references import References
from .._read.shown import read_shown
from .identify import is_still
from .read_once import ReadOnce

NAMES_AT_ONCE = 50
SEARCHES = 2
"""The pages that a search for this many names costs: one, and another one to see that it was the last."""
SAMPLE = 3
"""How many assets are read by id for each field in which rows differ, to see whether the rows can be trusted."""


@dataclass(frozen=True)
class Match:
    """A declared asset with its references bound, and the current asset.

    `row` is the asset as the search shows it. `diffs` is set if the row was enough to determine them.
    """

    declared: Declared
    row: Current | None = None
    current: Current | None = None
    diffs: tuple[FieldDiff, ...] | None = None


class Comparison:
    """Compares declared assets with current ones."""

    def __init__(
        self, catalog: Catalog, references: References, write_only: WriteOnly, once: ReadOnce
    ) -> None:
        self._catalog, self._references = catalog, references
        self._write_only, self._once = write_only, once

    def compare(self, bound: Sequence[Declared], rows: Sequence[Current | None]) -> list[Match]:
        """Each declared asset with the current one: as its row shows it, where that is enough."""
        pairs = [(one, row) for one, row in zip(bound, rows) if row is not None]
        fetch_to_compare(pairs, self._catalog)
        shown = Readings(self._catalog.known)
        counts = self._count_names(pairs, shown)
        rows_diff = RowDiff(shown, self._write_only, counts)
        matches = [self._compare_row(one, row, rows_diff) for one, row in zip(bound, rows)]
        matches = self._read_where_needed(matches, [one.current is None for one in matches])
        doubted = self._doubted_fields(matches)
        return self._read_where_needed(
            matches, [self._is_doubtful(one, doubted) for one in matches]
        )

    # --- counting names before comparing ----------------------------------------------------------------------------

    def _count_names(
        self, pairs: Sequence[tuple[Declared, Current]], readings: Readings
    ) -> NameCounts:
        """How many assets have each name that rows show, or that is declared, in place of a reference.

        Names are searched for where that is cheaper than reading the assets by id.
        """
        fields: dict[tuple[str, tuple[Id, ...]], Field] = {}
        shown: dict[tuple[str, tuple[Id, ...]], set[Id]] = defaultdict(set)
        for declared, current in pairs:
            for field, name in _names_in(declared, current, readings):
                key = (name, field.allowed_types)
                fields[key] = field
                shown[key].add(current.id)
        unknown = {key for key, field in fields.items() if self._count(key, field) is None}
        names = {name for name, _types in unknown}
        assets = {asset_id for key in unknown for asset_id in shown[key]}
        if names and SEARCHES * -(-len(names) // NAMES_AT_ONCE) < len(assets) - 1:
            identities = tuple(Identity(name) for name in sorted(names))
            found = self._catalog.backend.search(Query(identities=identities, sure=False))
            self._references.learn_searched(names, found)
        counts = {key: self._count(key, field) for key, field in fields.items()}
        return {key: count for key, count in counts.items() if count is not None}

    def _count(self, key: tuple[str, tuple[Id, ...]], field: Field) -> int | None:
        return self._references.count(key[0], field)

    # --- comparing --------------------------------------------------------------------------------------------------

    def _compare_row(self, declared: Declared, row: Current | None, rows_diff: RowDiff) -> Match:
        """The match as the row shows it; without `current` if the row is not enough, and before a deletion."""
        if row is None or not declared.present or declared.id is not None:
            return Match(declared, row)
        current = self._once.of(row) if self._once.was_read(row.id) else None
        diffs = rows_diff.of(declared, current or row)
        return Match(declared, row, None if diffs is None else current or row, diffs)

    def _doubted_fields(self, matches: Sequence[Match]) -> set[str]:
        """The fields in which rows turned out to differ from reading by id."""
        samples: dict[str, list[Match]] = defaultdict(list)
        for match in matches:
            for diff in match.diffs or ():
                if len(samples[diff.field.key]) < SAMPLE:
                    samples[diff.field.key].append(match)
        self._once.read(one.row for some in samples.values() for one in some if one.row)
        return {
            key
            for key, some in samples.items()
            for one in some
            if one.row and not self._differs_by_id(one, one.row, key)
        }

    def _differs_by_id(self, match: Match, row: Current, key: str) -> bool:
        current = self._once.of(row)
        if current is None or match.declared.asset_type is None or key == NAME.key:
            return True
        field = match.declared.asset_type.fields[key]
        if self._write_only.covers(field) or key not in current.raw:
            return True
        value = match.declared.values.get(key)
        return not matches_raw(value, current.raw[key], field, self._catalog.known)

    def _is_doubtful(self, match: Match, doubted: set[str]) -> bool:
        """Whether the differences that a row shows must be verified by reading the asset by id."""
        if match.diffs is None or match.row is None:
            return False
        # The search may show references differently, and plans must not depend on the sample.
        return (bool(match.diffs) and self._once.was_read(match.row.id)) or any(
            diff.field.key in doubted or diff.field.kind == "references" for diff in match.diffs
        )

    def _read_where_needed(self, matches: Sequence[Match], needed: Sequence[bool]) -> list[Match]:
        """The matches, with those that need it read by id. One that is gone, or no longer the one, is not there."""
        asked = [one for one, needs in zip(matches, needed) if needs and one.row is not None]
        self._once.read(one.row for one in asked if one.row is not None)
        read = {id(one): self._as_read(one, one.row) for one in asked if one.row is not None}
        fetch_to_compare(
            ((one.declared, one.current) for one in read.values() if one.current is not None),
            self._catalog,
        )
        return [read.get(id(one), one) for one in matches]

    def _as_read(self, match: Match, row: Current) -> Match:
        declared = match.declared
        current = self._once.of(row)
        if current is not None and not is_still(declared, current, self._catalog.known):
            current = None
        if current is not None:
            current = completed(declared, current, self._catalog)
        is_of_search = current is not None and isinstance(row, Row)
        return Match(declared, row if is_of_search else None, current)


def _names_in(
    declared: Declared, current: Current, readings: Readings
) -> Iterator[tuple[Field, str]]:
    """The names in declared references that the asset's row shows by name."""
    if declared.asset_type is None or declared.id is not None or not declared.present:
        return
    for field in declared.asset_type.references:
        raw = current.raw.get(field.key)
        if raw is None or field.key not in declared.values:
            continue
        shown = {ref for way in readings.of(raw, field) for ref in refs_in(way)}
        if any(ref.id is None for ref in shown):
            for ref in shown | refs_in(declared.values[field.key]):
                if ref.name is not None:
                    yield field, ref.name


def completed(declared: Declared, current: Current, catalog: Catalog) -> Current:
    """An asset that was declared with its id, as read by id, with the fields that only the search shows."""
    fields = [field for field, _value in declared_fields(declared)]
    if declared.id is None or all(field.key in current.raw for field in fields):
        return current
    row = row_of(catalog.backend, declared.asset_type, current.id, current.name)
    if row is None:
        return current
    read = read_shown({row.id: row}, lambda _type: fields, catalog)
    return read.get(current.id, current)
