# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The asset of the server that each declaration identifies: by type and name, by other fields, or by id.

Types with many declared assets, and types in the scope, are listed completely; assets of other types are searched
for by name, many in one search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._core.backend import Identity, Query
from .._core.declaration import find_shared
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.kinds.needs import USER_KINDS
from .._core.kinds.table import compares_plainly, matches_raw, readings
from .._core.known import Known
from .._core.model import AssetType, Current, Declared, Field, Id, Row, Value
from .._read.catalog import Catalog
from .._read.listing import Listing
from .read_once import ReadOnce

FEW = 10
"""Up to this many assets of a type are searched for by name; for more, the type is listed."""


def identity_of(declared: Declared) -> Identity:
    """The identity by which a declared asset without an id is found."""
    asset_type = type_of(declared)
    name = declared.name if NAME.key in declared.match_by else None
    return Identity(name, tuple(_other_fields(declared, asset_type)), asset_type)


def type_of(declared: Declared) -> AssetType:
    """The asset type of a declaration. Raises InputError if it has none."""
    if declared.asset_type is None:
        raise InputError(["asset_type: is needed to find the asset: write it, or id"])
    return declared.asset_type


def _other_fields(declared: Declared, asset_type: AssetType) -> list[tuple[Field, Value]]:
    return [
        (asset_type.fields[key], declared.values.get(key))
        for key in declared.match_by
        if key != NAME.key
    ]


@dataclass(frozen=True)
class Identified:
    """The rows of complete types and of searches, and the row of each declared asset."""

    listing: Listing
    searched: Sequence[Row]
    rows: Sequence[Current | None]


def identify(
    declared: Sequence[Declared],
    by_id: Mapping[int, Current],
    names: Sequence[Identity],
    listing: Listing,
    catalog: Catalog,
    once: ReadOnce,
) -> Identified:
    """The row of each declared asset, or None. The same search looks for `names` among all types.

    `by_id` has those whose id was written, by position. Raises InputError with everything that is ambiguous.
    """
    sought = [
        one
        for place, one in enumerate(declared)
        if place not in by_id and one.id is None and type_of(one).id not in listing.types
    ]
    identities = [*map(identity_of, sought), *names]
    searched = catalog.backend.search(Query(identities=tuple(identities))) if identities else []
    catalog.fetch_users(_users_in(declared))
    matcher = _Matcher([*listing.rows, *searched], catalog.known, once)
    matcher.read_identities(one for one in declared if one.id is None)
    ambiguous: dict[int, str] = {}
    found: dict[int, Current | None] = {}
    named: dict[Id, str] = {}  # what is identified otherwise, by its name at the end
    for place, one in sorted(enumerate(declared), key=lambda pair: _is_by_name(pair[1])):
        meant: Sequence[Current] = [by_id[place]] if place in by_id else ()
        if one.id is None:
            meant = matcher.candidates(one)
        if _is_by_name(one) and one.present:
            # What gets another name is not meant: its name will be free, or the search still shows the old one.
            meant = [row for row in meant if named.get(row.id, one.name) == one.name]
        if len(meant) > 1:
            ambiguous[place] = one.remark(_ambiguous(one, meant))
        found[place] = meant[0] if meant else None
        if meant and one.present and not _is_by_name(one):
            named[meant[0].id] = one.name or meant[0].name
    rows = [found[place] for place in range(len(declared))]
    problems = [ambiguous[place] for place in sorted(ambiguous)]
    problems += find_shared([(one, row.id) for one, row in zip(declared, rows) if row is not None])
    if problems:
        raise InputError(problems)
    return Identified(listing, searched, rows)


def _is_by_name(declared: Declared) -> bool:
    """Whether the name is a part of what identifies the asset, so that it cannot change."""
    return declared.id is None and NAME.key in declared.match_by


def list_types(
    declared: Sequence[Declared], scope: Sequence[AssetType], catalog: Catalog
) -> Listing:
    """The assets of the types in scope, and of types with more than a few declared assets."""
    listed = {one.id: one for one in scope}
    counts: dict[Id, int] = defaultdict(int)
    for one in declared:
        if one.asset_type is not None and one.id is None:
            counts[one.asset_type.id] += 1
            if counts[one.asset_type.id] > FEW:
                listed[one.asset_type.id] = one.asset_type
    rows: list[Row] = []
    if listed:
        expected = sum(
            one.asset_type is not None and one.asset_type.id in listed for one in declared
        )
        rows = catalog.backend.search(Query(tuple(listed.values()), expected=expected))
    return Listing(rows, list(listed.values()), catalog.asset_types())


def _users_in(declared: Iterable[Declared]) -> list[str]:
    """The users in identities."""
    return [
        value
        for one in declared
        if one.asset_type is not None and one.id is None and one.match_by != (NAME.key,)
        for field, value in _other_fields(one, one.asset_type)
        if field.kind in USER_KINDS and isinstance(value, str)
    ]


class _Matcher:
    """Rows, indexed by what identifies them."""

    def __init__(self, rows: Iterable[Row], known: Known, once: ReadOnce) -> None:
        self._known, self._once = known, once
        self._of_type: dict[Id, list[Row]] = defaultdict(list)
        self._named: dict[tuple[Id, str], list[Row]] = defaultdict(list)
        self._by_value: dict[tuple[Id, str], dict[Value, list[Row]]] = {}
        for row in {row.id: row for row in rows}.values():
            if row.asset_type is not None:
                self._of_type[row.asset_type.id].append(row)
                self._named[row.asset_type.id, row.name].append(row)

    def read_identities(self, declared: Iterable[Declared]) -> None:
        """Read by id the rows that may have a declared identity but leave out a field of it."""
        lacking: dict[Id, Row] = {}
        for one in declared:
            fields = [field for field, _value in _other_fields(one, type_of(one))]
            for row in self._narrowed(one) if fields else ():
                if any(field.key not in row.raw for field in fields):
                    lacking[row.id] = row
        self._once.read(lacking.values())

    def candidates(self, declared: Declared) -> list[Row]:
        """The rows that have the declared identity."""
        fields = _other_fields(declared, type_of(declared))
        rows = self._narrowed(declared)
        if NAME.key not in declared.match_by and fields and compares_plainly(fields[0][0]):
            rows = self._index(type_of(declared), fields[0][0]).get(fields[0][1], ())
        return [row for row in rows if all(self._has(row, *pair) for pair in fields)]

    def _narrowed(self, declared: Declared) -> Sequence[Row]:
        asset_type = type_of(declared)
        if NAME.key in declared.match_by:
            return self._named.get((asset_type.id, declared.name or ""), ())
        return self._of_type.get(asset_type.id, ())

    def _index(self, asset_type: AssetType, field: Field) -> dict[Value, list[Row]]:
        """The rows of a type by every value that a field may mean."""
        key = (asset_type.id, field.key)
        if key not in self._by_value:
            index: dict[Value, list[Row]] = defaultdict(list)
            for row in self._of_type.get(asset_type.id, ()):
                for value in readings(self._raw_of(row, field), field, self._known):
                    index[value].append(row)
            self._by_value[key] = index
        return self._by_value[key]

    def _has(self, row: Row, field: Field, value: Value) -> bool:
        return matches_raw(value, self._raw_of(row, field), field, self._known)

    def _raw_of(self, row: Row, field: Field) -> object:
        current = row if field.key in row.raw else self._once.of(row)
        if current is None:
            return None
        if field.key not in current.raw:
            raise InputError(
                [
                    f"match_by: the server does not show '{field.key}', so no asset can be found by it"
                ]
            )
        return current.raw[field.key]


def candidates(
    declared: Declared, rows: Sequence[Row], known: Known, once: ReadOnce
) -> Sequence[Row]:
    """The rows that have a declared identity."""
    matcher = _Matcher(rows, known, once)
    matcher.read_identities([declared])
    return matcher.candidates(declared)


def is_still(declared: Declared, current: Current, known: Known) -> bool:
    """Whether an asset that was found by the declared identity still has it after being read by id."""
    if declared.id is not None:
        return True
    if NAME.key in declared.match_by and current.name != declared.name:
        return False
    return all(
        field.key not in current.raw or matches_raw(value, current.raw[field.key], field, known)
        for field, value in _other_fields(declared, type_of(declared))
    )


def _ambiguous(declared: Declared, rows: Sequence[Current]) -> str:
    ids = ", ".join(str(row.id) for row in rows)
    by = " and ".join(declared.match_by)
    return (
        f"{len(rows)} assets have this {by} (ids {ids}): write id,"
        " or a match_by that distinguishes them"
    )
