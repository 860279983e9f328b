# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the server has of each declared asset, and which assets the declared references mean.

Types of which many assets are declared, or which are in the scope, are listed whole; of the others, assets are looked
for by name, many in one search. Rows of a search are believed where they suffice. Where one leaves out a declared
field, or can be read in several ways, the asset is read by id.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._core.canonical import (
    STATUS_KINDS,
    compares_plainly,
    matches_raw,
    readings,
)
from .._core.declaration import find_shared
from .._core.diff import FieldDiff, RowDiff, WriteOnly
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.model import AssetType, Current, Declared, Field, Ref, Value, refs_in
from .._datacenter.answers import Shown
from .._local.parallel import in_parallel
from .._read.catalog import Catalog
from .._read.finder import NAMES_AT_ONCE, Finder, reference_problem, search_name
from .._read.listing import Stock
from .references import Targets, bind_all, references_by_name

FEW = 10
"""Up to so many assets of a type are looked for by name; for more, the type is listed."""
SEARCHES = 2
"""What a search for many names costs: a page, and one more to see that it was the last."""
SAMPLE = 3
"""So many assets are read by id for each field in which rows differ, to see whether the rows are to be believed."""


@dataclass(frozen=True)
class Match:
    """A declared asset with its references bound, and what the server has of it.

    `diffs` is set where a row of the search was enough to see them.
    """

    declared: Declared
    row: Shown | None = None
    current: Current | None = None
    diffs: tuple[FieldDiff, ...] | None = None


@dataclass(frozen=True)
class Identified:
    """A declared asset whose id was written: how the server shows it, in the first answer and in the fuller one."""

    first: Shown | None
    shown: Shown


def match_all(
    declared: Sequence[Declared],
    identified: Mapping[int, Identified],
    finder: Finder,
    write_only: WriteOnly,
    scope: Sequence[AssetType] = (),
) -> tuple[list[Match], Stock]:
    """What the server has of each declared asset, and the rows that were listed.

    `identified` has those whose id was written, by their place. Raises InputError with everything that is ambiguous
    or refers to nothing.
    """
    matching = _Matching(finder, finder.catalog, write_only)
    rows = matching.find_rows(declared, identified, scope)
    bound = matching.bind_references(declared, rows)
    matches = matching.compare(bound, rows)
    problems: list[str] = []
    matches = [matching.check_references(one, declared, problems) for one in matches]
    if problems:
        raise InputError(problems)
    return matches, matching.stock


class _Matching:
    """One matching. Everything that is asked by id is asked once."""

    def __init__(self, finder: Finder, catalog: Catalog, write_only: WriteOnly) -> None:
        self.finder, self.catalog, self.write_only = finder, catalog, write_only
        self._read: dict[int, Current | None] = {}
        self._from_rows: dict[int, Current] = {}
        self._indexes: dict[tuple[int, str], dict[Value, list[Shown]]] = {}
        self._fields: dict[int, list[Field]] = {}
        self._counts: dict[str, int] = {}
        self._wondered: set[str] = set()
        self._first: dict[int, Shown | None] = {}
        self._names: dict[int, str] = {}  # of declared assets, as they will be
        self.stock = Stock((), (), finder)
        self._searched: list[Shown] = []

    # --- rows -------------------------------------------------------------------------------------------------------

    def find_rows(
        self,
        declared: Sequence[Declared],
        identified: Mapping[int, Identified],
        scope: Sequence[AssetType],
    ) -> list[Shown | None]:
        """The row of each declared asset, or None. What was listed for it is the `stock`."""
        self._fields = _fields_by_type(declared)
        self._first = {one.shown.id: one.first for one in identified.values()}
        listed = _types_to_list(declared, scope)
        rows: list[Shown] = []
        if listed:
            expected = sum(_type_id(one) in listed for one in declared)
            rows = self.finder.list_rows(list(listed.values()), expected=expected)
        self.stock = Stock(rows, list(listed.values()), self.finder)
        self.finder.remember(rows)
        sought = [
            one
            for number, one in enumerate(declared)
            if number not in identified and one.id is None and _type_id(one) not in listed
        ]
        names = self._names_to_search(declared)
        self._searched = self.finder.rows_for(sought, names)
        self.finder.remember(self._searched)
        picked = dict(
            zip(
                map(id, sought),
                in_parallel(
                    lambda one: self.finder.pick(one, self._searched), sought, self.finder.workers
                ),
            )
        )
        problems: list[str] = []
        found: list[Shown | None] = []
        for number, one in enumerate(declared):
            if number in identified:
                found.append(identified[number].shown)
                continue
            candidates = picked[id(one)] if id(one) in picked else self._with_identity(one)
            if len(candidates) > 1:
                problems.append(_ambiguous(one, candidates))
            found.append(candidates[0] if candidates else None)
        pairs = [(one, row.id) for one, row in zip(declared, found) if row is not None]
        problems += find_shared(pairs)
        if problems:
            raise InputError(problems)
        return found

    def _with_identity(self, declared: Declared) -> list[Shown]:
        """The listed rows that have the declared identity."""
        asset_type = declared.asset_type
        if asset_type is None or declared.id is not None:
            return []
        rows: Iterable[Shown] = self.stock.of_type[asset_type.id]
        fields = [asset_type.fields[key] for key in declared.match_by if key != NAME.key]
        if NAME.key in declared.match_by:
            named = self.stock.by_name.get(declared.name or "", ())
            rows = [row for row in named if self.stock.type_of(row) == asset_type]
        elif fields and compares_plainly(fields[0]):
            value = declared.values.get(fields[0].key)
            rows = self._index(asset_type, fields[0]).get(value, ())
        return [
            row
            for row in rows
            if all(
                self._row_has(row, field, declared.values.get(field.key), asset_type)
                for field in fields
            )
        ]

    def _index(self, asset_type: AssetType, field: Field) -> dict[Value, list[Shown]]:
        """The listed rows of a type by every value that a field of theirs may mean."""
        key = (asset_type.id, field.key)
        if key not in self._indexes:
            rows = self.stock.of_type[asset_type.id]
            silent = [row for row in rows if field.key not in self._from_row(row, asset_type).raw]
            self._read_rows([(row, asset_type) for row in silent])
            index: dict[Value, list[Shown]] = defaultdict(list)
            for row in rows:
                raw = self._raw_of(row, field, asset_type)
                for value in readings(raw, self.catalog.with_options(field), self.catalog):
                    index[value].append(row)
            self._indexes[key] = index
        return self._indexes[key]

    def _row_has(self, row: Shown, field: Field, value: Value, asset_type: AssetType) -> bool:
        raw = self._raw_of(row, field, asset_type)
        return matches_raw(value, raw, self.catalog.with_options(field), self.catalog)

    def _raw_of(self, row: Shown, field: Field, asset_type: AssetType) -> object:
        current: Current | None = self._from_row(row, asset_type)
        if current is not None and field.key not in current.raw:
            self._read_rows([(row, asset_type)])
            current = self._read[row.id]
        if current is None:
            return None
        if field.key not in current.raw:
            raise InputError(
                [
                    f"match_by: the server does not show '{field.key}', so no asset can be found by it"
                ]
            )
        return current.raw[field.key]

    def _from_row(self, row: Shown, asset_type: AssetType | None) -> Current:
        if row.id not in self._from_rows:
            self._from_rows[row.id] = self.finder.api.current_from_row(row, asset_type)
        return self._from_rows[row.id]

    def _read_rows(
        self, rows: Sequence[tuple[Shown, AssetType | None]], are_of_search: bool = True
    ) -> None:
        """Read assets by id, each once, with all fields that are declared of their type."""
        left = [(row, of_type) for row, of_type in rows if row.id not in self._read]
        done: list[int] = []

        def fields_of(of_type: AssetType | None) -> Sequence[Field]:
            return self._fields.get(of_type.id, []) if of_type else []

        def read(pair: tuple[Shown, AssetType | None]) -> Current | None:
            row, of_type = pair
            fields = fields_of(of_type)
            searched = row if are_of_search else None
            first = self._first.get(row.id)
            current = self.finder.api.current(row.id, of_type, fields, searched, first)
            done.append(row.id)
            self.finder.tell("read", len(done), len(left), 0)
            return current

        found = in_parallel(read, left, self.finder.workers)
        for (row, of_type), current in zip(left, found):
            self._read[row.id] = current and self.finder.api.settled(current, fields_of(of_type))

    # --- references -------------------------------------------------------------------------------------------------

    def count(self, name: str, field: Field) -> int | None:
        """How many assets that an attribute may refer to bear a name; None where that is not known."""
        if self.stock.has_all_of(field):
            rows = self.stock.by_name.get(name, ())
            return sum(self.finder.is_taken(row, field) for row in rows)
        if name not in self._counts:
            self._wondered.add(name)
        return self._counts.get(name)

    def _count_wondered(self) -> None:
        """Search all types for the names of which it was asked in vain how many assets bear them."""
        rows = self.finder.rows_for((), sorted(self._wondered))
        for name in self._wondered:
            self._counts[name] = 0
        for row in rows:
            if row.name in self._wondered:
                self._counts[row.name] += 1
        self._wondered.clear()

    def _names_to_search(self, declared: Sequence[Declared]) -> list[str]:
        """The names that are referred to and may be those of assets which were not listed."""
        names: dict[str, None] = {}
        for _one, field, ref in references_by_name(declared):
            if not self._is_listed(ref, field):
                names[search_name(ref)] = None
        return sorted(names)

    def _is_listed(self, ref: Ref, field: Field) -> bool:
        """Whether all assets that a reference can mean are among the listed ones."""
        asset_type = self.finder.type_meant(ref)
        if asset_type is not None and asset_type.id in self.stock.listed:
            return True
        return self.stock.has_all_of(field)

    def bind_references(
        self, declared: Sequence[Declared], rows: Sequence[Shown | None]
    ) -> list[Declared]:
        """The declarations with every reference by name bound to the one asset that it means."""
        self._names = {
            row.id: one.name for one, row in zip(declared, rows) if row is not None and one.name
        }
        targets = Targets(declared, rows, [*self.stock.rows, *self._searched], self.finder)
        bound: dict[tuple[Ref, tuple[int, ...]], Ref] = {}
        problems: list[str] = []
        for one, field, ref in references_by_name(declared):
            key = (ref, field.allowed_types)
            if key in bound:
                continue
            found = targets.of(ref, field)
            if not found and not self._is_listed(ref, field):
                targets.add(self.finder.look_for(ref))
                found = targets.of(ref, field)
            if len(found) == 1 and not found[0].is_going:
                bound[key] = Ref(found[0].id, found[0].name, new=found[0].new)
                if not self._is_listed(ref, field) and targets.bear(found[0].name) == 1:
                    self._counts[found[0].name] = 1  # all types were searched for it
                continue
            bound[key] = ref
            where = f"{one.place}: {field.key}" if one.origin else field.key
            if found and found[0].is_going:
                problems.append(f"{where}: refers to '{ref.name}', which is declared as absent")
            else:
                problem = reference_problem(ref, [target.id for target in found])
                problems.append(f"{where}: {problem}")
        if problems:
            raise InputError(problems)
        return [bind_all(one, bound) for one in declared]

    def check_references(
        self, match: Match, declared: Sequence[Declared], problems: list[str]
    ) -> Match:
        """The match with the names of all assets that it refers to, where that is to change.

        What the asset refers to already is not looked at. A problem is an id that does not exist, or an asset of a
        type that the attribute does not take.
        """
        one, current = match.declared, match.current
        if not one.present or match.diffs == ():
            return match
        found: list[str] = []
        values = dict(one.values)
        raws = dict(current.raw) if current else {}
        for field in one.asset_type.references if one.asset_type else ():
            if field.key not in values:
                continue
            value, raw = values[field.key], raws.get(field.key)
            if not (current and matches_raw(value, raw, field, self.catalog)):
                known = [
                    self._known_reference(ref, field, declared, found) for ref in refs_in(value)
                ]
                values[field.key] = frozenset(known) or None
                if field.key in raws:
                    raws[field.key] = self.finder.with_names(raw, field)
        problems += [f"{one.place}: {problem}" for problem in found]
        current = dataclasses.replace(current, raw=raws) if current else None
        declaration = dataclasses.replace(one, values=values)
        return dataclasses.replace(match, declared=declaration, current=current, diffs=None)

    def _known_reference(
        self, ref: Ref, field: Field, declared: Sequence[Declared], problems: list[str]
    ) -> Ref:
        if ref.new is not None:
            if field.allowed_types and _type_id(declared[ref.new]) not in field.allowed_types:
                problems.append(self._not_taken(str(ref.name), field))
            return ref
        if ref.id is None or (ref.name is not None and not field.allowed_types):
            return ref
        shown = self.finder.shown(ref.id)
        if shown is None:
            problems.append(f"{field.key}: there is no asset {ref.id}, or this user may not see it")
            return ref
        if not self.finder.is_taken(shown, field):
            problems.append(self._not_taken(shown.name, field))
        name = self._names.get(ref.id) or ref.name or shown.name
        return Ref(ref.id, name)

    def _not_taken(self, name: str, field: Field) -> str:
        taken = [one.name for one in self.catalog.asset_types() if one.id in field.allowed_types]
        return f"{field.key}: '{name}' is of another type than it takes ({', '.join(taken)})"

    # --- comparing --------------------------------------------------------------------------------------------------

    def compare(self, bound: Sequence[Declared], rows: Sequence[Shown | None]) -> list[Match]:
        """Each declared asset with what the server has of it: as its row says, where that is enough."""
        for found in self._searched:
            self._from_row(found, self.stock.type_of(found))
        matches = self._compare_rows([Match(one, row) for one, row in zip(bound, rows)])
        undecided = sum(one.row is not None and one.current is None for one in matches)
        searches = SEARCHES * -(-len(self._wondered) // NAMES_AT_ONCE)
        if self._wondered and searches < undecided - 1:  # else it is cheaper to read them by id
            self._count_wondered()
            matches = self._compare_rows(matches)
        matches = self._read_where_needed(matches, [one.current is None for one in matches])
        doubted = self._doubted_fields(matches)
        doubtful = [
            one.diffs is not None
            and (
                (bool(one.diffs) and one.row is not None and one.row.id in self._read)
                # The search may show references in another way, and plans must not depend on the sample.
                or any(
                    diff.field.key in doubted or diff.field.kind == "references"
                    for diff in one.diffs
                )
            )
            for one in matches
        ]
        return self._read_where_needed(matches, doubtful)

    def _compare_rows(self, matches: Sequence[Match]) -> list[Match]:
        """The matches as their rows say; without `current` where a row is not enough, and before a deletion."""
        rows_diff = RowDiff(self.catalog, self.write_only, self)
        return [
            self._compare_row(one, one.row, rows_diff)
            if one.row is not None and one.current is None
            else one
            for one in matches
        ]

    def _compare_row(self, match: Match, row: Shown, rows_diff: RowDiff) -> Match:
        declared = match.declared
        if not declared.present or declared.id is not None:
            return match
        current = self._read.get(row.id) or self._from_row(row, declared.asset_type)
        diffs = rows_diff.of(declared, current)
        if any(diff.field.kind in STATUS_KINDS for diff in diffs or ()):
            self.finder.learn_status_keys(declared, current)
            diffs = rows_diff.of(declared, current)
        return Match(declared, row, None if diffs is None else current, diffs)

    def _doubted_fields(self, matches: Sequence[Match]) -> set[str]:
        """The fields in which rows were seen to differ from what reading by id shows."""
        samples: dict[str, list[Match]] = defaultdict(list)
        for match in matches:
            for diff in match.diffs or ():
                if len(samples[diff.field.key]) < SAMPLE:
                    samples[diff.field.key].append(match)
        chosen = {one.row.id: one for some in samples.values() for one in some if one.row}
        self._read_rows([(one.row, one.declared.asset_type) for one in chosen.values() if one.row])
        return {
            key
            for key, some in samples.items()
            for one in some
            if one.row and not self._differs_by_id(one, one.row, key)
        }

    def _differs_by_id(self, match: Match, row: Shown, key: str) -> bool:
        current = self._read.get(row.id)
        if current is None or match.declared.asset_type is None or key == NAME.key:
            return True
        field = self.catalog.with_options(match.declared.asset_type.fields[key])
        value = match.declared.values.get(key)
        if self.write_only.covers(field):
            return True
        return key not in current.raw or not matches_raw(
            value, current.raw[key], field, self.catalog
        )

    def _read_where_needed(self, matches: Sequence[Match], needed: Sequence[bool]) -> list[Match]:
        """The matches, with those that need it read by id. One that is gone, or no longer the one, is not there."""
        asked = [
            (one.declared, one.row) for one, needs in zip(matches, needed) if needs and one.row
        ]
        for by_id in (False, True):
            self._read_rows(
                [(row, one.asset_type) for one, row in asked if (one.id is not None) == by_id],
                are_of_search=not by_id,
            )
        return [
            self._as_read(one, one.row) if needs and one.row is not None else one
            for one, needs in zip(matches, needed)
        ]

    def _as_read(self, match: Match, row: Shown) -> Match:
        current = self._read[row.id]
        if current is not None and not self.finder.is_still(match.declared, current):
            current = None
        if current is not None:
            current = self.finder.completed(match.declared, current)
            self.finder.learn_status_keys(match.declared, current)
        is_of_search = current is not None and match.declared.id is None
        return Match(match.declared, row if is_of_search else None, current)


def _type_id(declared: Declared) -> int | None:
    return declared.asset_type.id if declared.asset_type else None


def _types_to_list(
    declared: Sequence[Declared], scope: Sequence[AssetType]
) -> dict[int, AssetType]:
    """The types that are listed whole: those in scope, and those of which more than a few assets are declared."""
    listed = {one.id: one for one in scope}
    counts: dict[int, int] = defaultdict(int)
    for one in declared:
        if one.asset_type is not None and one.id is None:
            counts[one.asset_type.id] += 1
            if counts[one.asset_type.id] > FEW:
                listed[one.asset_type.id] = one.asset_type
    return listed


def _fields_by_type(declared: Sequence[Declared]) -> dict[int, list[Field]]:
    """The fields that are declared of any asset of a type."""
    found: dict[int, dict[str, Field]] = defaultdict(dict)
    for one in declared:
        if one.asset_type is not None:
            for key in one.values:
                found[one.asset_type.id].setdefault(key, one.asset_type.fields[key])
    return {key: list(fields.values()) for key, fields in found.items()}


def _ambiguous(declared: Declared, rows: Sequence[Shown]) -> str:
    ids = ", ".join(str(row.id) for row in rows)
    by = " and ".join(declared.match_by)
    return (
        f"{declared.place}: {len(rows)} assets have this {by} (ids {ids}): write id,"
        " or a match_by that tells them apart"
    )
