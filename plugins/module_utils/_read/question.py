# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up assets for reading only: which ones a question means, and the fields that are asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.canonical import Invalid
from .._core.diff import Showing, show_asset
from .._core.errors import InputError
from .._core.fields import NAME, SYSTEM_FIELDS
from .._core.filters import find_field, parse_filters
from .._core.model import AssetType, Current, Field
from .._datacenter import query
from .._datacenter.answers import Shown
from .._local.parallel import in_parallel
from .catalog import Catalog
from .filtering import Sieve
from .finder import Finder


@dataclass(frozen=True)
class Question:
    """Which assets are wanted, and what of them. `fields` None means all; of no type, those of all types."""

    id: int | None = None
    asset_type: str | None = None
    asset_types: tuple[str, ...] = ()
    name: str | None = None
    filters: tuple[Mapping[str, Any], ...] = ()
    raw_query: str | None = None
    limit: int | None = None
    fields: tuple[str, ...] | None = None
    include_attachments: bool = False


def look_up(question: Question, catalog: Catalog, page_size: int) -> list[dict[str, Any]]:
    """The assets in the shape in which assets are written; an empty list if there are none. Raises an AipError."""
    lookup = Lookup(question, Finder(catalog.api, catalog, page_size), catalog)
    return [lookup.show(current) for current in lookup.found()]


class Lookup:
    """One question to one server. Raises InputError for what cannot be meant.

    With a finder of several workers, pages are read at once, and so are assets that must be read by id.
    """

    def __init__(self, question: Question, finder: Finder, catalog: Catalog) -> None:
        self.question, self.finder, self.catalog = question, finder, catalog
        self.api = finder.api
        problems: list[str] = []
        self.types = self._types(problems)
        known = self.types or list(catalog.asset_types())
        filters = parse_filters(question.filters, known, catalog, problems)
        self.fields = self._fields(known, problems)
        if question.limit is not None and question.limit < 1:
            problems.append("limit: must be at least 1")
        if problems:
            raise InputError(problems)
        self.filters = finder.bind_filters(filters)
        self.sieve = Sieve(
            self.filters,
            finder,
            catalog,
            self._fields_of,
            with_attachments=question.include_attachments,
        )
        self._showing = Showing(catalog)
        self._matching: dict[int, Current | None] = {}

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
        """The assets that were asked for, with all fields that were. Raises an AipError."""
        found = self._by_id(self.question.id) if self.question.id is not None else self._by_search()
        return found[: self.question.limit]

    def _by_id(self, asset_id: int) -> list[Current]:
        first = self.api.read_transformed(asset_id)
        shown = self.api.with_type(asset_id, first)
        if shown is None:
            return []
        asset_type = self.finder.type_of(shown)
        current = self.api.current(asset_id, asset_type, self.sieve.wanted(asset_type), first=first)
        if current is None or (self.types and asset_type not in self.types):
            return []
        if asset_type is not None:
            current = dataclasses.replace(current, type_id=asset_type.id)
        return [current] if self.sieve.holds(current) else []

    def _by_search(self) -> list[Current]:
        question = self.question
        params: list[query.Param] = []
        if not question.raw_query:
            narrowing = [query.by_filter(one) for one in self.filters]
            params = [param for param in narrowing if param is not None]
            if question.name is not None and query.has_word(question.name):
                params.append(query.by_text(NAME, question.name))
        enough = None if question.limit is None else self._enough
        rows = self.finder.list_rows(self.types, params, question.raw_query, enough)
        return [current for current in self._match_all(rows) if current is not None]

    def _match_all(self, rows: Sequence[Shown]) -> list[Current | None]:
        """What `_match` says of each row; at once if the first page shows that assets must be read by id."""
        first, others = rows[: self.finder.page_size], rows[self.finder.page_size :]
        before = sum(self.api.http.statistics.requests.values())
        matched = [self._match(row) for row in first]
        reads = sum(self.api.http.statistics.requests.values()) - before
        workers = self.finder.workers if reads > len(first) // 2 else 1
        return matched + in_parallel(self._match, others, workers)

    def _enough(self, rows: list[Shown]) -> bool:
        of_type = (
            row
            for row in rows
            if not self.types or any(self.finder.is_of(row, one) for one in self.types)
        )
        return sum(self._match(row) is not None for row in of_type) >= (self.question.limit or 0)

    def _match(self, row: Shown) -> Current | None:
        """The row's asset with all fields that are needed, or None if it does not meet the question."""
        if row.id not in self._matching:
            self._matching[row.id] = self._read(row)
        return self._matching[row.id]

    def _read(self, row: Shown) -> Current | None:
        if self.question.name is not None and row.name != self.question.name:
            return None
        asset_type = self.finder.type_of(row)
        current = self.sieve.pass_row(row, asset_type)
        if current is None or asset_type is None or current.type_id is not None:
            return current
        return dataclasses.replace(current, type_id=asset_type.id)

    def _fields_of(self, asset_type: AssetType | None) -> Sequence[Field]:
        """The fields that are asked for."""
        if self.fields is not None:
            return self.fields
        return tuple(asset_type.fields.values()) if asset_type else SYSTEM_FIELDS

    def type_of(self, current: Current) -> AssetType | None:
        """The asset type of what was found, or None where nothing tells it."""
        asset_type = self.catalog.type_by_id(current.type_id)
        if asset_type is None and current.type_name is not None:
            named = [one for one in self.catalog.asset_types() if one.name == current.type_name]
            asset_type = named[0] if len(named) == 1 else None
        return asset_type

    def show(self, current: Current) -> dict[str, Any]:
        """What was found, in the shape in which assets are written, with the fields that were asked for."""
        asset_type = self.type_of(current)
        shown = show_asset(current, asset_type, self.catalog, self._showing)
        if not self.question.include_attachments:
            shown.pop("attachments", None)
        if self.fields is None:
            return shown
        keys = {field.key for field in self.fields}
        names = {field.wire for field in self.fields if not field.is_system}
        kept = {
            key: value
            for key, value in shown.items()
            if key in ("id", "asset_type", "name", "attachments") or key in keys
        }
        kept["attributes"] = {
            name: value for name, value in shown["attributes"].items() if name in names
        }
        return kept
