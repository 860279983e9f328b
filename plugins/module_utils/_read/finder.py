# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding assets: the one that a declaration means, those it refers to, and lists of them.

A search matches words, so it only brings candidates; what counts is compared here, exactly. A search may lag, so
what it brought is read again by id before anything is decided on it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence

from .._core.canonical import (
    STATUS_KINDS,
    Invalid,
    matches_raw,
    readings,
    split_name_and_id,
    unknown_status_key,
)
from .._core.diff import declared_fields
from .._core.errors import InputError, ServerRefused
from .._core.fields import NAME
from .._core.filters import Filter
from .._core.model import AssetType, Current, Declared, Field, Ref, Value, refs_in
from .._datacenter import query
from .._datacenter.answers import Shown, raw_fields
from .._datacenter.api import DataCenter
from .._datacenter.paging import Fetch, Page, read_all, read_until
from .._local.parallel import Tell, in_parallel, tell_nobody
from .catalog import Catalog

NAMES_AT_ONCE = 50
"""So many names are looked for in one search. Lucene, which AIP's index is built on, takes up to 1,024."""


class Finder:
    """Reads assets of one server, with up to `workers` requests at a time."""

    def __init__(
        self,
        api: DataCenter,
        catalog: Catalog,
        page_size: int,
        workers: int = 1,
        tell: Tell = tell_nobody,
    ) -> None:
        self.api = api
        self.catalog = catalog
        self.page_size = page_size
        self.workers = workers
        self.tell = tell
        self._seen: dict[int, Shown | None] = {}
        self._types: dict[int, int | None] = {}
        self._asked: set[tuple[str, str | None, Value]] = set()

    # --- lists ----------------------------------------------------------------------------------------------------

    def list_rows(
        self,
        types: Sequence[AssetType],
        params: Sequence[query.Param] = (),
        raw_query: str | None = None,
        enough: Callable[[list[Shown]], bool] | None = None,
        expected: int | None = None,
    ) -> list[Shown]:
        """All rows of these types (of all, for none) that meet the criteria, proven complete; fewer once `enough`.

        `expected` is how many there may be.
        """
        narrowed = () if raw_query else query.by_types(types, self.api.dialect.search_types_by)
        search = query.Search(params=tuple(params), types=narrowed, raw_query=raw_query)
        rows = read_all(
            self._fetch(search),
            self.page_size,
            enough=enough,
            workers=self.workers,
            expected=expected,
            tell=lambda done, total: self.tell("read", done, total or expected, 0),
        )
        return [row for row in rows if not types or any(self.is_of(row, one) for one in types)]

    def _fetch(self, search: query.Search) -> Fetch:
        def fetch(number: int, size: int, descending: bool = False) -> Page:
            return self.api.search_page(search, number, size, descending)

        return fetch

    def is_of(self, row: Shown, asset_type: AssetType) -> bool:
        """Whether a row is of the type. A name alone is not enough where several types bear it: then it is read."""
        if row.type_id is not None:
            return row.type_id == asset_type.id
        if row.type_name is not None and row.type_name != asset_type.name:
            return False
        if row.type_name is not None and self.catalog.is_unique_name(asset_type):
            return True
        return self._type_id(row.id) == asset_type.id

    def _type_id(self, asset_id: int) -> int | None:
        if asset_id not in self._types:
            shown = self.api.with_type(asset_id, self.api.read_transformed(asset_id))
            self._types[asset_id] = shown.type_id if shown else None
        return self._types[asset_id]

    def type_of(self, row: Shown) -> AssetType | None:
        """The asset type of a row, or None where nothing tells it."""
        return next((one for one in self.catalog.asset_types() if self.is_of(row, one)), None)

    # --- the asset that a declaration means -------------------------------------------------------------------------

    def locate(self, declared: Declared) -> list[Shown]:
        """The rows that have the declared identity."""
        return self.pick(declared, self.rows_for([declared]))

    def rows_for(self, sought: Sequence[Declared], names: Sequence[str] = ()) -> list[Shown]:
        """Rows among which are the assets of these identities, and all of these names: in few searches.

        What is not among them may be there nevertheless: `pick` and `look_for` look a second time.
        """
        types = [] if names else list({_type(one).id: _type(one) for one in sought}.values())
        own = [(self._identity_criterion(one), _own_name(one)) for one in sought]
        params = [(param, name) for param, name in own if param is not None]
        params += [(query.by_text(NAME, name), name) for name in dict.fromkeys(names)]
        chunks = [
            params[start : start + NAMES_AT_ONCE] for start in range(0, len(params), NAMES_AT_ONCE)
        ]
        found = in_parallel(lambda chunk: self._search_names(chunk, types), chunks, self.workers)
        return list({row.id: row for rows in found for row in rows}.values())

    def _search_names(
        self, sought: Sequence[tuple[query.Param, str | None]], types: Sequence[AssetType]
    ) -> list[Shown]:
        names = {name for _param, name in sought if name is not None}

        def satisfied(rows: list[Shown]) -> bool:
            return names <= {row.name for row in rows}

        try:
            return self._search([param for param, _name in sought], types, satisfied)
        except ServerRefused:
            if all(name is None or query.has_word(name) for _param, name in sought):
                raise
            return []  # some servers decline a keyword without letters and digits

    def _search(
        self,
        params: Sequence[query.Param],
        types: Sequence[AssetType],
        satisfied: Callable[[list[Shown]], bool],
    ) -> list[Shown]:
        search = query.Search(
            params=tuple(params),
            types=query.by_types(types, self.api.dialect.search_types_by),
            any_of=len(params) > 1,
        )
        return read_until(self._fetch(search), self.page_size, satisfied)

    def pick(self, declared: Declared, rows: Iterable[Shown]) -> list[Shown]:
        """The rows of the declared identity, looked for in another way before it is called missing."""
        return self.with_identity(declared, rows) or self._second_look(declared)

    def _identity_criterion(self, declared: Declared) -> query.Param | None:
        if NAME.key in declared.match_by and declared.name:
            return query.by_text(NAME, declared.name)
        for field, value in _identity(declared):
            param = query.by_value(field, value)
            if param is not None:
                return param
        return None

    def _second_look(self, declared: Declared) -> list[Shown]:
        """The rows of the identity, looked for so that no index can miss them."""
        asset_type = _type(declared)
        if NAME.key not in declared.match_by or not declared.name:
            return self.with_identity(declared, self.list_rows([asset_type]))
        return self.with_identity(declared, self._rows_by_longest_word(declared.name, [asset_type]))

    def with_identity(self, declared: Declared, rows: Iterable[Shown]) -> list[Shown]:
        """Those of the rows that have the declared identity."""
        asset_type = _type(declared)
        by_name = NAME.key in declared.match_by
        candidates = [row for row in rows if not by_name or row.name == declared.name]
        candidates = [row for row in candidates if self.is_of(row, asset_type)]
        return [
            row
            for row in candidates
            if all(
                self._row_has(row, field, value, asset_type) for field, value in _identity(declared)
            )
        ]

    def _row_has(self, row: Shown, field: Field, value: Value, asset_type: AssetType) -> bool:
        raw = raw_fields(row, asset_type)
        if field.key not in raw:
            current = self.api.current(row.id, asset_type, [field], row)
            raw = dict(current.raw) if current else {}
        if field.key not in raw:
            raise InputError(
                [
                    f"match_by: the server does not show '{field.key}', so no asset can be found by it"
                ]
            )
        return matches_raw(value, raw[field.key], self.catalog.with_options(field), self.catalog)

    def rows_named(self, name: str, asset_type: AssetType | None) -> list[Shown]:
        """The rows of that very name, of the type if one is given."""
        types = [asset_type] if asset_type else []
        rows: list[Shown] = []
        if query.has_word(name):
            rows = self._search(
                [query.by_text(NAME, name)],
                types,
                lambda found: any(row.name == name for row in found),
            )
        if not any(row.name == name for row in rows):
            rows = self._rows_by_longest_word(name, types)
        return [row for row in rows if row.name == name]

    def _rows_by_longest_word(self, name: str, types: Sequence[AssetType]) -> list[Shown]:
        """Rows among which those of the name surely are, however the index splits words."""
        word = query.by_longest_word(NAME, name)
        if word is None:
            return self.list_rows(types)
        try:
            rows = self._search([word], types, lambda found: any(row.name == name for row in found))
        except ServerRefused:
            return self.list_rows(types)  # no leading wildcard before AIP 7.0.3
        return [row for row in rows if not types or any(self.is_of(row, one) for one in types)]

    def fresh(self, declared: Declared, row: Shown, first: Shown | None = None) -> Current | None:
        """The asset of a row as the database has it, or None if it is gone or no longer has the declared identity."""
        asset_type = _type(declared)
        fields = [field for field, _value in declared_fields(declared)]
        current = self.api.current(row.id, asset_type, fields, row, first)
        if current is None or not self.is_still(declared, current):
            return None
        return self.completed(declared, current)

    def completed(self, declared: Declared, current: Current) -> Current:
        """What was read of an asset of a written id, with the fields that the server shows only in the search."""
        fields = [field for field, _value in declared_fields(declared)]
        if declared.id is None or all(field.key in current.raw for field in fields):
            return current
        rows = self.rows_named(current.name, declared.asset_type)
        row = next((row for row in rows if row.id == current.id), None)
        shown = self.api.current(current.id, declared.asset_type, fields, row) if row else None
        return shown or current

    def is_still(self, declared: Declared, current: Current) -> bool:
        """Whether an asset that was found by the declared identity has it, now that it was read by id."""
        if declared.id is not None:
            return True
        if NAME.key in declared.match_by and current.name != declared.name:
            return False
        return all(
            field.key not in current.raw
            or matches_raw(
                value, current.raw[field.key], self.catalog.with_options(field), self.catalog
            )
            for field, value in _identity(declared)
        )

    def learn_status_keys(self, declared: Declared, current: Current) -> None:
        """Find out whether an undocumented key, as which a status came back, is the declared status.

        The list of keys was never published. The search knows statuses by their display name: if it finds this
        very asset under the declared status, the key is that status's.
        """
        for field, value in declared_fields(declared):
            if field.kind not in STATUS_KINDS or value is None:
                continue
            key = unknown_status_key(current.raw.get(field.key), field, self.catalog)
            asked = (field.kind, key, value)
            if key is None or asked in self._asked:
                continue
            self._asked.add(asked)
            params = [query.by_text(NAME, current.name), query.by_text(field, str(value))]
            rows = read_until(
                self._fetch(query.Search(params=tuple(params))),
                self.page_size,
                lambda found: any(row.id == current.id for row in found),
            )
            if any(row.id == current.id for row in rows):
                self.catalog.learn_key(field.kind, key, str(value))

    # --- references -------------------------------------------------------------------------------------------------

    def look_for(self, ref: Ref) -> list[Shown]:
        """The assets that a reference by name may mean, by a search of its own; looked for in two ways."""

        def satisfied(rows: list[Shown]) -> bool:
            return bool(candidates(ref, rows))

        name = search_name(ref)
        rows: list[Shown] = []
        if query.has_word(name):
            rows = self._search([query.by_text(NAME, name)], [], satisfied)
        return candidates(ref, rows) or candidates(ref, self._rows_by_longest_word(name, []))

    def remember(self, rows: Iterable[Shown]) -> None:
        """Keep rows, so that what is asked about these assets needs no read."""
        self._seen.update((row.id, row) for row in rows)

    def shown(self, asset_id: int) -> Shown | None:
        """How the server shows an asset; None if it is not there. Each is read once."""
        if asset_id not in self._seen:
            self._seen[asset_id] = self.api.read_asset(asset_id)
        return self._seen[asset_id]

    def name_of(self, asset_id: int | None) -> str | None:
        """The name of an asset; None if it is not there."""
        shown = self.shown(asset_id) if asset_id is not None else None
        return shown.name if shown else None

    def with_names(self, raw: object, field: Field) -> object:
        """What an answer shows of references, with the names of those of which it gives the id alone."""
        refs = refs_in(readings(raw, field, self.catalog)[0])
        if all(ref.name is not None for ref in refs):
            return raw
        return [{"id": ref.id, "name": ref.name or self.name_of(ref.id)} for ref in refs]

    def type_meant(self, ref: Ref) -> AssetType | None:
        """The type that a reference names, or None. Raises InputError for one that does not exist."""
        if ref.asset_type is None:
            return None
        try:
            return self.catalog.find_type(ref.asset_type)
        except Invalid as invalid:
            raise InputError([f"reference to '{ref.name}': {invalid}"]) from None

    def is_meant(self, row: Shown, ref: Ref) -> bool:
        """Whether an asset of the right name is of the type that the reference names. Raises InputError."""
        asset_type = self.type_meant(ref)
        return asset_type is None or self.is_of(row, asset_type)

    def is_taken(self, shown: Shown, field: Field) -> bool:
        """Whether an attribute takes this asset: of any type, unless its administrator named some."""
        if not field.allowed_types:
            return True
        if shown.type_id is not None:
            return shown.type_id in field.allowed_types
        types = [one for one in self.catalog.asset_types() if one.id in field.allowed_types]
        return any(self.is_of(shown, one) for one in types)

    # --- filters ----------------------------------------------------------------------------------------------------

    def bind_filters(self, filters: Sequence[Filter]) -> tuple[Filter, ...]:
        """The filters with references bound to both id and name, so that they hold however a server shows them.

        Raises InputError for references to assets that do not exist.
        """
        values = [value for one in filters for value in one.values]
        bound: dict[Ref, Ref] = {}
        problems: list[str] = []
        for ref in {ref for value in values for ref in refs_in(value) if ref.id is None}:
            found = [row for row in self.look_for(ref) if self.is_meant(row, ref)]
            if len(found) == 1:
                bound[ref] = Ref(found[0].id, found[0].name)
            else:
                problems.append(f"filters: {reference_problem(ref, [row.id for row in found])}")
        refs = {ref for value in values for ref in refs_in(value) if ref.id is not None}
        problems += [
            f"filters: there is no asset {ref.id}, or this user may not see it"
            for ref in refs
            if self.name_of(ref.id) is None
        ]
        if problems:
            raise InputError(problems)
        bound.update({ref: Ref(ref.id, self.name_of(ref.id)) for ref in refs})
        return tuple(
            dataclasses.replace(one, values=tuple(bind(value, bound) for value in one.values))
            for one in filters
        )


def bind(value: Value, bound: Mapping[Ref, Ref]) -> Value:
    """The value with its references replaced by those that they were bound to."""
    refs = refs_in(value)
    return frozenset(bound.get(ref, ref) for ref in refs) if refs else value


def candidates(ref: Ref, rows: Iterable[Shown]) -> list[Shown]:
    """The rows that a reference by name may mean: those of the very name, else that of "name #id"."""
    listed = list(rows)
    exact = [row for row in listed if row.name == ref.name]
    if exact or ref.name is None:
        return exact
    name, number = split_name_and_id(ref.name)
    return [row for row in listed if row.name == name and row.id == number]


def search_name(ref: Ref) -> str:
    """What to search for: of "rack-07 #41" only the name, which assets called so in full hold as well."""
    return split_name_and_id(str(ref.name))[0]


def reference_problem(ref: Ref, ids: Sequence[int | None]) -> str:
    """Why a reference by name cannot be followed: no asset has it, or several do (None: one that is to be created)."""
    of_type = f" of type '{ref.asset_type}'" if ref.asset_type else ""
    if not ids:
        return f"there is no asset{of_type} named '{ref.name}' to refer to, or this user may not see it"
    shown = ", ".join("a new one" if one is None else str(one) for one in ids)
    return (
        f"several assets{of_type} are named '{ref.name}' (ids {shown}): refer to one"
        " by its id, or by asset_type and name"
    )


def _own_name(declared: Declared) -> str | None:
    return declared.name if NAME.key in declared.match_by else None


def _identity(declared: Declared) -> list[tuple[Field, Value]]:
    """The fields of the identity beside the name."""
    fields = _type(declared).fields
    return [(fields[key], declared.values.get(key)) for key in declared.match_by if key != NAME.key]


def _type(declared: Declared) -> AssetType:
    if declared.asset_type is None:
        raise InputError(["asset_type: is needed to find the asset: write it, or id"])
    return declared.asset_type
