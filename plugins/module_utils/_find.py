# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finding assets: the one that a declaration means, those it refers to, and lists of them.

A search matches words, so it only brings candidates; what counts is compared here, exactly. A search may lag, so
what it brought is read again by id before anything is decided on it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Callable

from ._catalog import Catalog
from ._core.canonical import (
    STATUS_KINDS,
    Invalid,
    matches_raw,
    split_name_and_id,
    unknown_status_key,
)
from ._core.diff import declared_fields
from ._core.errors import InputError, ServerRefused
from ._core.fields import NAME
from ._core.filters import Filter
from ._core.model import AssetType, Current, Declared, Field, Ref, Value
from ._datacenter import query
from ._datacenter.answers import Shown, raw_fields
from ._datacenter.api import DataCenter
from ._datacenter.paging import Fetch, Page, read_all, read_until


class Finder:
    """Reads assets of one server."""

    def __init__(self, api: DataCenter, catalog: Catalog, page_size: int) -> None:
        self.api = api
        self.catalog = catalog
        self.page_size = page_size
        self._names: dict[int, str | None] = {}

    # --- lists ----------------------------------------------------------------------------------------------------

    def list_rows(
        self,
        types: Sequence[AssetType],
        params: Sequence[query.Param] = (),
        raw_query: str | None = None,
        enough: Callable[[list[Shown]], bool] = lambda rows: False,
    ) -> list[Shown]:
        """All rows of these types (of all, for none) that meet the criteria, proven complete; fewer once `enough`."""
        narrowed = () if raw_query else query.by_types(types, self.api.dialect.search_types_by)
        search = query.Search(params=tuple(params), types=narrowed, raw_query=raw_query)
        rows = read_all(self._fetch(search), self.page_size, enough=enough)
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
        for read in (self.api.read_transformed, self.api.read_inventory):
            shown = read(asset_id)
            if shown is not None and shown.type_id is not None:
                return shown.type_id
        return None

    def type_of(self, row: Shown) -> AssetType | None:
        """The asset type of a row, or None where nothing tells it."""
        return next((one for one in self.catalog.asset_types() if self.is_of(row, one)), None)

    # --- the asset that a declaration means -------------------------------------------------------------------------

    def locate(
        self, declared: Declared, references: Mapping[Ref, str] | None = None
    ) -> tuple[list[Shown], dict[Ref, Shown]]:
        """The rows that have the declared identity, and those of the references by name that were found.

        All of it takes one search where the assets exist. Only what was not found is looked for a second time, in
        another way, before it is called missing.
        """
        references = references or {}
        own = self._identity_criterion(declared)
        if own is None:
            own_rows = self.list_rows([_type(declared)])
            return self._with_identity(declared, own_rows), self.find_references(references)
        params = [own, *(query.by_text(NAME, _search_name(ref)) for ref in references)]
        types = [] if references else [_type(declared)]
        try:
            rows = self._search(
                params, types, lambda found: self._suffice(found, declared, references)
            )
        except ServerRefused:
            if query.has_word(declared.name or "x"):
                raise
            rows = []  # some servers decline a keyword without letters and digits
        matching = self._with_identity(declared, rows) or self._second_look(declared)
        return matching, self.find_references(references, rows)

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

    def _suffice(
        self, rows: list[Shown], declared: Declared, references: Mapping[Ref, str]
    ) -> bool:
        """Whether a first page has everything that was looked for by name."""
        names = {row.name for row in rows}
        own = NAME.key not in declared.match_by or declared.name in names
        return own and all(ref.name in names or _search_name(ref) in names for ref in references)

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
            return self._with_identity(declared, self.list_rows([asset_type]))
        return self._with_identity(
            declared, self._rows_by_longest_word(declared.name, [asset_type])
        )

    def _with_identity(self, declared: Declared, rows: Iterable[Shown]) -> list[Shown]:
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
        if current is None or declared.id is not None:
            return current
        if NAME.key in declared.match_by and current.name != declared.name:
            return None
        for field, value in _identity(declared):
            if field.key in current.raw and not matches_raw(
                value, current.raw[field.key], self.catalog.with_options(field), self.catalog
            ):
                return None
        return current

    def learn_status_keys(self, declared: Declared, current: Current) -> None:
        """Find out whether an undocumented key, as which a status came back, is the declared status.

        The list of keys was never published. The search knows statuses by their display name: if it finds this
        very asset under the declared status, the key is that status's.
        """
        for field, value in declared_fields(declared):
            if field.kind not in STATUS_KINDS or value is None:
                continue
            key = unknown_status_key(current.raw.get(field.key), field, self.catalog)
            if key is None:
                continue
            params = [query.by_text(NAME, current.name), query.by_text(field, str(value))]
            rows = read_until(
                self._fetch(query.Search(params=tuple(params))),
                self.page_size,
                lambda found: any(row.id == current.id for row in found),
            )
            if any(row.id == current.id for row in rows):
                self.catalog.learn_key(field.kind, key, str(value))

    # --- references -------------------------------------------------------------------------------------------------

    def find_references(
        self, references: Mapping[Ref, str], rows: Sequence[Shown] = ()
    ) -> dict[Ref, Shown]:
        """The asset of each reference by name; those not among the rows are looked for one by one.

        `references` tells for each where it was written. Raises InputError for names that no asset has, or several.
        """
        problems: list[str] = []
        found: dict[Ref, Shown] = {}
        for ref, where in references.items():
            candidates = self._candidates(ref, rows) or self._look_for(ref)
            if len(candidates) == 1:
                found[ref] = candidates[0]
            else:
                problems.append(f"{where}: {_reference_problem(ref, candidates)}")
        if problems:
            raise InputError(problems)
        return found

    def _look_for(self, ref: Ref) -> list[Shown]:
        """The assets that a reference may mean, by a search of its own; looked for twice before none is found."""

        def satisfied(rows: list[Shown]) -> bool:
            return bool(self._candidates(ref, rows))

        name = _search_name(ref)
        rows = self._search([query.by_text(NAME, name)], [], satisfied)
        found = self._candidates(ref, rows)
        return found or self._candidates(ref, self._rows_by_longest_word(name, []))

    def _candidates(self, ref: Ref, rows: Sequence[Shown]) -> list[Shown]:
        wanted_type = None
        if ref.asset_type is not None:
            try:
                wanted_type = self.catalog.find_type(ref.asset_type)
            except Invalid as invalid:
                raise InputError([f"reference to '{ref.name}': {invalid}"]) from None
        exact = [row for row in rows if row.name == ref.name]
        if not exact and ref.name is not None:
            name, number = split_name_and_id(ref.name)
            exact = [row for row in rows if row.name == name and row.id == number]
        return [row for row in exact if wanted_type is None or self.is_of(row, wanted_type)]

    def bind(self, declared: Declared, found: dict[Ref, Shown]) -> Declared:
        """The declaration with every reference by name bound to the asset that was found for it."""
        bound = {ref: Ref(row.id, row.name, ref.asset_type) for ref, row in found.items()}
        values = {key: _bound(value, bound) for key, value in declared.values.items()}
        return dataclasses.replace(declared, values=values)

    def name_of(self, asset_id: int | None) -> str | None:
        """The name of an asset; None if it is not there. Each is read once."""
        if asset_id is None:
            return None
        if asset_id not in self._names:
            shown = self.api.read_asset(asset_id)
            self._names[asset_id] = shown.name if shown else None
        return self._names[asset_id]

    def check_references(self, declared: Declared, current: Current | None) -> Declared:
        """The declaration with the names of all assets that it newly refers to.

        What the asset refers to already is not read again. Raises InputError for an id that does not exist, and for
        an asset of a type that the attribute does not take.
        """
        problems: list[str] = []
        values = dict(declared.values)
        for field, value in declared_fields(declared):
            refs = refs_in(value)
            raw = current.raw.get(field.key) if current else None
            if refs and not (current and matches_raw(value, raw, field, self.catalog)):
                values[field.key] = frozenset(
                    self._known_reference(ref, field, problems) for ref in refs
                )
        if problems:
            raise InputError([f"{declared.label}: {problem}" for problem in problems])
        return dataclasses.replace(declared, values=values)

    def _known_reference(self, ref: Ref, field: Field, problems: list[str]) -> Ref:
        if ref.id is None or (ref.name is not None and not field.allowed_types):
            return ref
        shown = self.api.read_asset(ref.id)
        if shown is None:
            problems.append(f"{field.key}: there is no asset {ref.id}, or this user may not see it")
            return ref
        if (
            field.allowed_types
            and shown.type_id is not None
            and shown.type_id not in field.allowed_types
        ):
            names = [
                one.name for one in self.catalog.asset_types() if one.id in field.allowed_types
            ]
            problems.append(
                f"{field.key}: '{shown.name}' is of another type than it takes ({', '.join(names)})"
            )
        return Ref(ref.id, shown.name, ref.asset_type)

    # --- filters ----------------------------------------------------------------------------------------------------

    def bind_filters(self, filters: Sequence[Filter]) -> tuple[Filter, ...]:
        """The filters with references bound to both id and name, so that they hold however a server shows them.

        Raises InputError for references to assets that do not exist.
        """
        values = [value for one in filters for value in one.values]
        by_name = {ref: "filters" for value in values for ref in refs_in(value) if ref.id is None}
        found = self.find_references(by_name)
        refs = {ref for value in values for ref in refs_in(value) if ref.id is not None}
        problems = [
            f"filters: there is no asset {ref.id}, or this user may not see it"
            for ref in refs
            if self.name_of(ref.id) is None
        ]
        if problems:
            raise InputError(problems)
        bound = {ref: Ref(row.id, row.name) for ref, row in found.items()}
        bound.update({ref: Ref(ref.id, self.name_of(ref.id)) for ref in refs})
        return tuple(
            dataclasses.replace(one, values=tuple(_bound(value, bound) for value in one.values))
            for one in filters
        )


def refs_in(value: Value) -> frozenset[Ref]:
    """The references that a value holds; none for a value of another kind."""
    items = value if isinstance(value, frozenset) else frozenset()
    return frozenset(item for item in items if isinstance(item, Ref))


def _bound(value: Value, bound: Mapping[Ref, Ref]) -> Value:
    """The value with its references replaced by those that they were bound to."""
    refs = refs_in(value)
    return frozenset(bound.get(ref, ref) for ref in refs) if refs else value


def references_by_name(declared: Declared) -> dict[Ref, str]:
    """The references that name an asset without its id, in a stable order, each with the field it was written in."""
    refs = {
        ref: key
        for key, value in declared.values.items()
        for ref in refs_in(value)
        if ref.id is None
    }
    return dict(sorted(refs.items(), key=lambda item: (str(item[0].name), str(item[0].asset_type))))


def _search_name(ref: Ref) -> str:
    """What to search for: of "rack-07 #41" only the name, which assets called so in full hold as well."""
    return split_name_and_id(str(ref.name))[0]


def _reference_problem(ref: Ref, candidates: Sequence[Shown]) -> str:
    of_type = f" of type '{ref.asset_type}'" if ref.asset_type else ""
    if not candidates:
        return f"there is no asset{of_type} named '{ref.name}' to refer to, or this user may not see it"
    ids = ", ".join(str(row.id) for row in candidates)
    return (
        f"several assets{of_type} are named '{ref.name}' (ids {ids}): refer to one"
        " by its id, or by asset_type and name"
    )


def _identity(declared: Declared) -> list[tuple[Field, Value]]:
    """The fields of the identity beside the name."""
    fields = _type(declared).fields
    return [(fields[key], declared.values.get(key)) for key in declared.match_by if key != NAME.key]


def _type(declared: Declared) -> AssetType:
    if declared.asset_type is None:
        raise InputError(["asset_type: is needed to find the asset: write it, or id"])
    return declared.asset_type
