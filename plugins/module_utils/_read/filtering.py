# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which assets meet filters: rows of a search, held exactly against them, and read by id where they say too little."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Optional

from .._core.canonical import KINDS, is_comparable, readings
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.filters import Filter, holds
from .._core.model import AssetType, Current, Field
from .._datacenter.answers import Shown
from .catalog import Catalog
from .finder import Finder

FieldsOf = Callable[[Optional[AssetType]], Sequence[Field]]


class Sieve:
    """Filters that must all hold. `option` is what users call them; `fields_of` says what is wanted of what passes."""

    def __init__(
        self,
        filters: Sequence[Filter],
        finder: Finder,
        catalog: Catalog,
        fields_of: FieldsOf,
        option: str = "filters",
        with_attachments: bool = False,
    ) -> None:
        self.filters, self.finder, self.catalog = filters, finder, catalog
        self.option, self.with_attachments = option, with_attachments
        self._fields_of = fields_of
        self._wanted: dict[int | None, list[Field]] = {}
        self._wanted_keys: dict[int | None, frozenset[str]] = {}

    def wanted(self, asset_type: AssetType | None) -> list[Field]:
        """The fields to read: what is wanted of the assets, and what the filters look at."""
        key = asset_type.id if asset_type else None
        if key not in self._wanted:  # there may be thousands of rows of the type
            filtered = [one.field for one in self.filters]
            self._wanted[key] = [
                field
                for field in (*self._fields_of(asset_type), *filtered)
                if field is not NAME and field.kind != "encrypted"
            ]
            self._wanted_keys[key] = _keys_of(asset_type, self._wanted[key])
        return self._wanted[key]

    def _shows_all(self, current: Current, asset_type: AssetType | None) -> bool:
        """Whether all that is wanted was in the answer."""
        self.wanted(asset_type)
        keys = self._wanted_keys[asset_type.id if asset_type else None]
        return keys <= current.raw.keys()

    def pass_row(self, row: Shown, asset_type: AssetType | None) -> Current | None:
        """The row's asset with all fields that are wanted, or None if it does not meet the filters."""
        api = self.finder.api
        from_row = api.current_from_row(row, asset_type)
        needed = [one.field for one in self.filters if one.field is not NAME]
        current: Current | None = from_row
        if not has_all(from_row, asset_type, needed) or self._uncomparable(from_row):
            current = api.current(row.id, asset_type, self.wanted(asset_type), row)
        if current is None or not self.holds(current):
            return None
        if not self._shows_all(current, asset_type) or (
            self.with_attachments and current.attachments is None
        ):
            current = api.current(row.id, asset_type, self.wanted(asset_type), row)
        return current

    def holds(self, current: Current) -> bool:
        """Whether the asset meets all filters. Raises InputError if that cannot be told."""
        for one in self.filters:
            if one.field.is_system and one.field is not NAME and one.field.key not in current.raw:
                raise InputError(
                    [
                        f"{self.option}: the server does not show '{one.field.key}', so nothing can be filtered by it"
                    ]
                )
        trouble = self._uncomparable(current)
        if trouble:
            raise InputError([f"{self.option}: asset {current.id}: {trouble}"])
        named = self._with_names(current)
        return all(holds(one, named, self.catalog) for one in self.filters)

    def _uncomparable(self, current: Current) -> str:
        """Which filtered number or date the answer shows in a form that nobody can read; empty if none."""
        for one in self.filters:
            shown = readings(current.raw.get(one.field.key), one.field, self.catalog)[0]
            ordered = one.field.kind in KINDS and KINDS[one.field.kind].ordered
            if ordered and shown is not None and not is_comparable(shown, one.field):
                return f"'{one.field.key}' is shown as '{shown}', which cannot be compared"
        return ""

    def _with_names(self, current: Current) -> Current:
        """The asset with the names of those it refers to, where a filter looks at names and the answer has only ids."""
        raw = dict(current.raw)
        for one in self.filters:
            if one.field.kind == "references" and one.operator == "matches":
                raw[one.field.key] = self.finder.with_names(raw.get(one.field.key), one.field)
        return dataclasses.replace(current, raw=raw)


def has_all(current: Current, asset_type: AssetType | None, fields: Sequence[Field]) -> bool:
    """Whether all these fields were in the answer, as far as the asset's type has them."""
    return _keys_of(asset_type, fields) <= current.raw.keys()


def _keys_of(asset_type: AssetType | None, fields: Sequence[Field]) -> frozenset[str]:
    of_type = asset_type.fields if asset_type else {}
    return frozenset(field.key for field in fields if field.is_system or field.key in of_type)
