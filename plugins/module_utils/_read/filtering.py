# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which assets meet filters: rows of a search are compared exactly, and read by id where they show too little."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.backend import FieldsOf
from .._core.errors import InputError
from .._core.fields import NAME, SYSTEM_FIELDS
from .._core.filters import Filter, holds, parse_filters
from .._core.kinds.needs import USER_KINDS
from .._core.kinds.table import KINDS, has_form, is_comparable, is_odd, readings
from .._core.known import Known
from .._core.model import AssetType, Current, Field, Id, Row
from .catalog import Catalog
from .references import References, ids_without_name
from .shown import read_shown

_SPARED_IF = {"scope": False, "protect": True}
"""Whether these filters hold where a value cannot be compared: so that no asset is deleted for it."""
_ODD = {
    "filters": "the value has no order, and was compared as text",
    "scope": "the value has no order, so the asset counts as outside the scope",
    "protect": "the value has no order, so the asset counts as protected",
}


class Filtering:
    """Filters that must all hold. `option` is their name for users; `fields_of` has the fields to read."""

    def __init__(
        self,
        filters: Sequence[Filter],
        catalog: Catalog,
        fields_of: FieldsOf,
        option: str = "filters",
        with_attachments: bool = False,
    ) -> None:
        self.filters, self.catalog = filters, catalog
        self.option, self.with_attachments = option, with_attachments
        self._fields_of = fields_of
        self._to_read: dict[Id | None, list[Field]] = {}
        self._keys_to_read: dict[Id | None, frozenset[str]] = {}
        self._needed = [one.field for one in filters if one.field is not NAME]
        self._read: dict[Id, Current | None] = {}
        self._named = [
            one for one in filters if one.field.kind == "references" and one.operator == "matches"
        ]
        self._references = References(catalog)
        fetch_for_filters(filters, catalog)
        self._known = catalog.known

    def fields_to_read(self, asset_type: AssetType | None) -> list[Field]:
        """The fields to read: those requested of the assets, and those that the filters compare."""
        key = asset_type.id if asset_type else None
        if key not in self._to_read:  # there may be thousands of rows of the type
            self._to_read[key] = [
                field
                for field in (*self._fields_of(asset_type), *self._needed)
                if field is not NAME and field.kind != "encrypted"
            ]
            self._keys_to_read[key] = _keys_of(asset_type, self._to_read[key])
        return self._to_read[key]

    def pass_rows(self, rows: Sequence[Row], final: bool = True) -> list[Current]:
        """The assets of the rows that meet the filters, with all requested fields, in their order.

        Unless the rows are `final`, those for which this cannot be determined yet are left out.
        """
        if not self.filters and not self.with_attachments and self._fields_of(None) == ():
            return list(rows)
        if final:  # by now a field that was left out may be known to be empty
            self._read = {
                one: current
                for one, current in self._read.items()
                if current is None or self._is_decidable(current)
            }
        self._read_by_id(row for row in rows if self._is_open(row))
        self._fetch_names(self._read.get(row.id, row) for row in rows)
        passed: dict[Id, Current] = {}
        for row in rows:
            current = self._read.get(row.id, row)
            if (
                current is not None
                and (final or self._is_decidable(current))
                and self.holds(current)
            ):
                passed[row.id] = current
        left = [row for row in rows if row.id in passed and not self._shows_all(passed[row.id])]
        self._read_by_id(left)
        passed.update({row.id: self._read[row.id] or row for row in left})
        gone = {row.id for row in left if self._read[row.id] is None}
        return [passed[row.id] for row in rows if row.id in passed and row.id not in gone]

    def _read_by_id(self, rows: Iterable[Row]) -> None:
        """Read assets by id, each once."""
        left = {row.id: row for row in rows if row.id not in self._read}
        if left:
            read = read_shown(left, self.fields_to_read, self.catalog)
            self._read.update({one: read.get(one) for one in left})

    def _fetch_names(self, currents: Iterable[Current | None]) -> None:
        """Fetch at once the assets whose names a filter compares, where answers have only their ids."""
        if self._named:
            ids = [
                asset_id
                for current in currents
                if current is not None
                for one in self._named
                for asset_id in ids_without_name(
                    current.raw.get(one.field.key), one.field, self._known
                )
            ]
            # A filter that protects assets must not fail to hold because a name was refused.
            self._references.read_ids(ids, sure=True)

    def _is_open(self, row: Row) -> bool:
        return not has_all(row, row.asset_type, self._needed) or self._uncomparable(row) is not None

    def _is_decidable(self, current: Current) -> bool:
        return not self._unshown(current) and self._uncomparable(current) is None

    def _shows_all(self, current: Current) -> bool:
        """Whether all fields to read were in the answer."""
        asset_type = current.asset_type
        self.fields_to_read(asset_type)
        keys = self._keys_to_read[asset_type.id if asset_type else None]
        if self.with_attachments and current.attachments is None:
            return False
        return keys <= current.raw.keys()

    def holds(self, current: Current) -> bool:
        """Whether the asset meets all filters. Raises InputError if its answer is not enough to determine that."""
        unshown = self._unshown(current)
        if unshown:
            raise InputError(
                [
                    f"{self.option}: the server does not show '{unshown}', so nothing can be filtered by it"
                ]
            )
        odd = self._uncomparable(current)
        if odd is not None:
            self.catalog.note_odd(f"{self.option}: ", current, odd, _ODD[self.option])
            if self.option in _SPARED_IF:
                return _SPARED_IF[self.option]
        named = self._with_names(current)
        return all(holds(one, named, self._known) for one in self.filters)

    def _unshown(self, current: Current) -> str:
        """The key of a filtered system field that the answer leaves out; empty if there is none."""
        for field in self._needed:
            if field.is_system and field.key not in current.raw:
                return field.key
        return ""

    def _uncomparable(self, current: Current) -> Field | None:
        """A filtered number or date that the answer shows as something else; None if there is none."""
        for field in self._needed:
            if field.kind not in KINDS or not KINDS[field.kind].ordered:
                continue
            shown = readings(current.raw.get(field.key), field, self._known)[0]
            if shown is not None and not is_comparable(shown, field):
                return field
        return None

    def _with_names(self, current: Current) -> Current:
        """The asset with the names of referenced assets, if a filter compares names and the answer has only ids."""
        if not self._named:
            return current
        self._fetch_names([current])
        raw = dict(current.raw)
        for one in self._named:
            raw[one.field.key] = self._references.with_names(raw.get(one.field.key), one.field)
        return dataclasses.replace(current, raw=raw)


def parse_written(
    written: Sequence[Any], types: Sequence[AssetType], catalog: Catalog, problems: list[str]
) -> tuple[Filter, ...]:
    """The filters, resolved against the fields of `types`. Problems are added to the list."""
    if any(isinstance(one, Mapping) and one.get("field") == "location" for one in written):
        catalog.fetch_locations()
    return parse_filters(written, types, catalog.known, problems)


def fetch_for_filters(filters: Sequence[Filter], catalog: Catalog) -> None:
    """Fetch what is needed to compare assets with the filters."""
    values = [(one.field, value) for one in filters for value in one.values]
    if any(one.field.kind == "location" for one in filters):
        catalog.fetch_locations()
    catalog.fetch_users(
        str(value) for field, value in values if field.kind in USER_KINDS and isinstance(value, str)
    )


def has_all(current: Current, asset_type: AssetType | None, fields: Sequence[Field]) -> bool:
    """Whether all these fields were in the answer, as far as the asset's type has them."""
    return _keys_of(asset_type, fields) <= current.raw.keys()


def _keys_of(asset_type: AssetType | None, fields: Iterable[Field]) -> frozenset[str]:
    of_type = asset_type.fields if asset_type else {}
    return frozenset(field.key for field in fields if field.is_system or field.key in of_type)


def known_of(catalog: Catalog, currents: Sequence[Current]) -> Known:
    """What is known about the server, including what is needed to show these assets. Odd values are noted."""
    catalog.fetch_for_assets(currents)
    known = catalog.known
    judged: dict[tuple[int, type, Any], bool] = {}  # most values of thousands of assets are alike
    with_form: dict[Id | None, list[Field]] = {}
    for current in currents:
        asset_type = current.asset_type
        type_id = asset_type.id if asset_type else None
        if type_id not in with_form:
            fields = asset_type.fields.values() if asset_type else SYSTEM_FIELDS
            with_form[type_id] = [field for field in fields if has_form(field)]
        for field in with_form[type_id]:
            raw = current.raw.get(field.key)
            if raw is None:
                continue
            key = (id(field), type(raw), raw if isinstance(raw, (str, int, float)) else id(raw))
            if key not in judged:
                judged[key] = is_odd(raw, field, known)
            if judged[key]:
                what = "the server shows what cannot be a value of this field; it is shown as it is"
                catalog.note_odd("", current, field, what)
    return known
