# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the assets to export, completely and exactly, and spelling them as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.backend import Query
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.filters import find_field
from .._core.kinds.choices import unknown_status_key
from .._core.kinds.table import readings
from .._core.kinds.written import Invalid
from .._core.known import Known
from .._core.model import AssetType, Attachment, Current, Field, Id, refs_in
from .._core.natural import LeftOut, Natural, as_written, with_identities
from .._core.visible import has_surrogate
from .._read.attachments import listed
from .._read.catalog import Catalog
from .._read.filtering import Filtering, parse_written
from .._read.listing import Listing
from .._read.meaning import bind_filters
from .._read.references import References
from .._read.shown import read_shown
from .spelling import Spelling


class Reading:
    """The assets to export. `attachments` has their files by asset; `unshown` has fields that no answer shows."""

    def __init__(
        self,
        asset_types: Sequence[str],
        filters: Sequence[Mapping[str, Any]],
        split_by: str,
        with_attachments: bool,
        catalog: Catalog,
    ) -> None:
        self._catalog, self._with_attachments = catalog, with_attachments
        problems: list[str] = []
        self._named = catalog.find_types(asset_types, "asset_types", problems)
        self.types = self._named or list(catalog.asset_types())
        parsed = parse_written(filters, self.types, catalog, problems)
        self.split_by = _find_split(split_by, self.types, problems)
        if problems:
            raise InputError(problems)
        bound = bind_filters(parsed, References(catalog)) if parsed else ()
        self._filtering = Filtering(bound, catalog, lambda _type: ())
        self.attachments: dict[Id, tuple[Attachment, ...]] = {}
        self.unshown: list[LeftOut] = []

    def assets(self) -> list[Natural]:
        """The assets as a person would write them, in their order."""
        # Complete types, even if filters could narrow the search: whether a name is unique depends on all assets.
        rows = self._catalog.backend.search(Query(tuple(self._named)))
        listing = Listing(rows, self.types, self._catalog.asset_types())
        currents = self._currents(listing)
        self._catalog.fetch_for_assets(currents)
        spelling = Spelling(currents, listing, self._catalog)
        known = self._catalog.known
        spelled = [
            as_written(
                one,
                _type(one),
                self._type_name(_type(one)),
                known,
                spelling.of,
                spelling.user_name,
            )
            for one in currents
        ]
        if self._with_attachments:
            leave_out = "set attachments to false to leave them out"
            self.attachments = {one.id: listed(one, leave_out) for one in currents}
        self.unshown = _never_shown(currents)
        exported = {one.id for one in spelled}
        others = [
            Natural(row.id, {"asset_type": self._type_name(one), "name": row.name})
            for one in self.types
            for row in listing.of_type[one.id]
            if row.id not in exported
        ]
        identified = with_identities([*spelled, *others])
        return [one for one in identified if one.id in exported]

    def _type_name(self, asset_type: AssetType) -> Id:
        is_enough = self._catalog.is_unique_name(asset_type) and not has_surrogate(asset_type.name)
        return asset_type.name if is_enough else asset_type.id

    def _currents(self, listing: Listing) -> list[Current]:
        """The assets that pass the filters, with all fields."""
        rows = [row for one in self.types for row in listing.of_type[one.id]]
        passed = self._filtering.pass_rows(rows)
        known = self._catalog.known
        open_ones = [one for one in passed if self._with_attachments or not _is_clear(one, known)]
        read: Mapping[Id, Current] = {}
        if open_ones:
            read = read_shown({one.id: one for one in open_ones}, _readable_fields, self._catalog)
        gone = {one.id for one in open_ones if one.id not in read}
        whole = [read.get(one.id, one) for one in passed if one.id not in gone]
        found = [one for one in whole if self._filtering.holds(one)]
        for one in found:
            self._learn_statuses(one)
        return found

    def _learn_statuses(self, current: Current) -> None:
        """Find out what the undocumented keys that the server shows as statuses stand for."""
        words = self._catalog.known.vocabulary
        for key, names in (("status", tuple(words.statuses)), ("substatus", words.substatuses)):
            field = _type(current).fields[key]
            raw = current.raw.get(key)
            if unknown_status_key(raw, field, self._catalog.known) is None:
                continue
            for name in names:
                if self._catalog.learn_statuses([(current, field, name)]):
                    break


def _type(current: Current) -> AssetType:
    """The type of a listed asset."""
    if current.asset_type is None:
        raise InputError([f"the server does not show the type of asset {current.id}"])
    return current.asset_type


def _readable_fields(asset_type: AssetType | None) -> list[Field]:
    fields = asset_type.fields.values() if asset_type else ()
    return [field for field in fields if field.kind != "encrypted"]


def _is_clear(current: Current, known: Known) -> bool:
    """Whether all fields can be read in only one way."""
    return all(
        field.key in current.raw and _reads_one_way(current.raw[field.key], field, known)
        for field in _readable_fields(current.asset_type)
    )


def _reads_one_way(raw: object, field: Field, known: Known) -> bool:
    ways = readings(raw, field, known)
    return len(ways) == 1 and all(ref.id is not None for ref in refs_in(ways[0]))


def _find_split(key: str, types: Sequence[AssetType], problems: list[str]) -> Field | None:
    """The field whose values name the files; None for the asset type."""
    if key == "asset_type":
        return None
    try:
        field = find_field(key, types)
    except Invalid as invalid:
        problems.append(f"split_by: {invalid}")
        return None
    if field.kind == "encrypted" or field is NAME:
        why = "is encrypted" if field.kind == "encrypted" else "would make a file for each asset"
        problems.append(f"split_by: '{key}' {why}; name another field, or asset_type")
    return field


def _never_shown(currents: Sequence[Current]) -> list[LeftOut]:
    """The fields that no answer shows for any asset of a type: their content is not exported."""
    shown: dict[str, set[str]] = {}
    types: dict[str, AssetType] = {}
    for current in currents:
        asset_type = _type(current)
        types[asset_type.name] = asset_type
        shown.setdefault(asset_type.name, set()).update(current.raw)
    why = "the server does not show this field for any asset of the type"
    return [
        LeftOut(name, field.key, why)
        for name in sorted(types)
        for field in types[name].fields.values()
        if field.kind != "encrypted" and field.key not in shown[name]
    ]
