# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up assets for reading only: the assets that a question selects, with the requested fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.backend import Identity, Query
from .._core.errors import InputError
from .._core.fields import NAME, SYSTEM_FIELDS
from .._core.filters import Filter, find_field
from .._core.kinds.written import Invalid
from .._core.model import AssetType, Current, Field, Ref, Row
from .._core.show import Showing, show_asset
from .asset_id import parse_asset_id
from .attachments import listed
from .catalog import Catalog
from .filtering import Filtering, known_of, parse_written
from .meaning import bind_filters
from .naming import Naming
from .references import References


@dataclass(frozen=True)
class Question:
    """The assets to look up, and their fields to show. `fields` None means all; without a type, all types count."""

    id: Any = None
    asset_type: str | None = None
    asset_types: tuple[str, ...] = ()
    name: str | None = None
    filters: tuple[Mapping[str, Any], ...] = ()
    raw_query: str | None = None
    limit: int | None = None
    fields: tuple[str, ...] | None = None
    include_attachments: bool = False


class Answer:
    """The assets that a question selects, in the shape in which they are written, with the names of references."""

    def __init__(self, question: Question, catalog: Catalog) -> None:
        lookup = Lookup(question, catalog)
        self.currents = lookup.found()
        self.naming = Naming(catalog, self.currents)
        self.naming.fetch(
            (one, field)
            for one in self.currents
            for field in references_of(one)
            if one.raw[field.key] is not None and lookup.shows(field)
        )
        shown = lookup.show(self.currents)
        self.assets = [self._name(current, asset) for current, asset in zip(self.currents, shown)]

    def _name(self, current: Current, asset: dict[str, Any]) -> dict[str, Any]:
        for field in references_of(current):
            if field.name in asset["attributes"]:
                refs = self.naming.of(current, field)
                names = [ref.id if ref.name is None else ref.name for ref in refs]
                asset["attributes"][field.name] = names or None
        return asset

    def references(self, current: Current, key: str) -> list[Ref]:
        """The references in a field of the asset, with names and ids as far as known."""
        return [
            ref
            for field in references_of(current)
            if key in (field.key, field.name)
            for ref in self.naming.of(current, field)
        ]


def references_of(current: Current) -> list[Field]:
    """The fields of an asset that refer to others, as far as the answer shows them."""
    every = current.asset_type.references if current.asset_type else ()
    return [field for field in every if field.key in current.raw]


def look_up(question: Question, catalog: Catalog) -> list[dict[str, Any]]:
    """The assets in the shape in which assets are written; an empty list if there are none. Raises an AipError."""
    lookup = Lookup(question, catalog)
    return lookup.show(lookup.found())


class Lookup:
    """One question to one server. Raises InputError for invalid options."""

    def __init__(self, question: Question, catalog: Catalog) -> None:
        self.question, self.catalog = question, catalog
        self._judged = self._passed = 0  # rows, while a list is read only until there are enough
        problems: list[str] = []
        self.types = self._types(problems)
        known_types = self.types or list(catalog.asset_types())
        filters = parse_written(question.filters, known_types, catalog, problems)
        self.fields = self._fields(known_types, problems)
        if question.limit is not None and question.limit < 1:
            problems.append("limit: must be at least 1")
        self._id = parse_asset_id(question.id, catalog, problems)
        if problems:
            raise InputError(problems)
        self.filtering = Filtering(
            bind_filters(filters, References(catalog)) if filters else (),
            catalog,
            self._fields_of,
            with_attachments=question.include_attachments,
        )

    def _types(self, problems: list[str]) -> list[AssetType]:
        one = self.question.asset_type
        found = self.catalog.find_types([] if one is None else [one], "asset_type", problems)
        return found + self.catalog.find_types(self.question.asset_types, "asset_types", problems)

    def _fields(self, types: Sequence[AssetType], problems: list[str]) -> tuple[Field, ...] | None:
        if self.question.fields is None:
            return None
        found: list[Field] = []
        for key in self.question.fields:
            try:
                found.append(find_field(key, types))
            except Invalid as invalid:
                problems.append(f"fields: {invalid}")
        return tuple(found)

    def found(self) -> list[Current]:
        """The assets that the question selects, with all requested fields. Raises an AipError."""
        found = self._by_id() if self._id is not None else self._by_search()
        return found[: self.question.limit]

    def _by_id(self) -> list[Current]:
        read = self.catalog.backend.read([self._id], self.filtering.fields_to_read)
        return [
            current
            for current in read.values()
            if (not self.types or current.asset_type in self.types)
            and self.filtering.holds(current)
        ]

    def _by_search(self) -> list[Current]:
        question = self.question
        name = _name_in(self.filtering.filters) if question.name is None else question.name
        by_name = name is not None and not question.raw_query
        query = Query(
            types=tuple(self.types),
            identities=(Identity(name),) if by_name else (),
            filters=tuple(
                one for one in self.filtering.filters if not (by_name and one.field is NAME)
            ),
            raw=question.raw_query or None,
        )
        enough = None if question.limit is None else self._enough
        rows = self.catalog.backend.search(query, enough)
        return self.filtering.pass_rows(self._named(rows))

    def _enough(self, rows: Sequence[Row]) -> bool:
        if len(rows) < self._judged:  # the list is read again from its beginning
            self._judged = self._passed = 0
        new = self._named(rows[self._judged :])
        self._passed += len(self.filtering.pass_rows(new, final=False))
        self._judged = len(rows)
        return self._passed >= (self.question.limit or 0)

    def _named(self, rows: Sequence[Row]) -> list[Row]:
        name = self.question.name
        return [row for row in rows if name is None or row.name == name]

    def _fields_of(self, asset_type: AssetType | None) -> Sequence[Field]:
        """The requested fields."""
        if self.fields is not None:
            return self.fields
        return tuple(asset_type.fields.values()) if asset_type else SYSTEM_FIELDS

    def shows(self, attribute: Field) -> bool:
        """Whether an attribute is among the requested fields."""
        fields = self.fields
        return fields is None or attribute.name in {one.name for one in fields if not one.is_system}

    def show(self, found: Sequence[Current]) -> list[dict[str, Any]]:
        """The assets found, in the shape in which they are written, with the requested fields."""
        if self.question.include_attachments:
            for current in found:
                listed(current, "set include_attachments to false")
        known = known_of(self.catalog, found)
        showing = Showing(known)
        return [self._show(current, showing) for current in found]

    def _show(self, current: Current, showing: Showing) -> dict[str, Any]:
        shown = show_asset(current, current.asset_type, showing.known, showing)
        if not self.question.include_attachments:
            shown.pop("attachments", None)
        if self.fields is None:
            return shown
        keys = {field.key for field in self.fields}
        names = {field.name for field in self.fields if not field.is_system}
        kept = {
            key: value
            for key, value in shown.items()
            if key in ("id", "asset_type", "name", "attachments") or key in keys
        }
        kept["attributes"] = {
            name: value for name, value in shown["attributes"].items() if name in names
        }
        return kept


def _name_in(filters: Sequence[Filter]) -> str | None:
    """The name that filters require, if one does: an asset is then looked for as by its name."""
    every = (one.values[0] for one in filters if one.field is NAME and one.operator == "equals")
    return next((one for one in every if isinstance(one, str) and one.strip()), None)
