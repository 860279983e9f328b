# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what a server has to a folder of state files: read it all, spell it as a person would, write what differs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.canonical import Invalid, readings, unknown_status_key
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.filters import find_field, parse_filters
from .._core.model import AssetType, Attachment, Current, Declared, Field, Ref, refs_in
from .._core.natural import LeftOut, Natural, as_written, with_identities
from .._datacenter.answers import Shown
from .._local.parallel import Tell, in_parallel, tell_nobody
from .._match.references import Targets
from .._read.catalog import Catalog
from .._read.filtering import Sieve
from .._read.finder import Finder
from .._read.listing import Stock
from .folder import Folder, group, place_attachments, state_text

_USER_KEY = re.compile(r"JIRAUSER[0-9]+")


@dataclass(frozen=True)
class Wish:
    """What is to be exported, and where to. `split_by` is the field whose values name the files."""

    dest: str
    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    split_by: str = "asset_type"
    attachments: bool = True


@dataclass(frozen=True)
class Exported:
    """What an export came to. `files` has the number of assets in each state file; all paths are below `dest`.

    `kept` is what an earlier export wrote, this one does not have, and somebody has changed since.
    """

    files: Mapping[str, int]
    attachments: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


def export(
    wish: Wish,
    catalog: Catalog,
    page_size: int,
    workers: int,
    dry: bool,
    tell: Tell = tell_nobody,
) -> Exported:
    """Make the folder have what the server has. Raises an AipError; if anything cannot be read, nothing is written.

    With `dry` nothing is written at all.
    """
    finder = Finder(catalog.api, catalog, page_size, workers, tell)
    reading = _Reading(wish, finder)
    assets = reading.assets()
    left_out = [*reading.unshown, *(told for asset in assets for told in asset.left_out)]
    attached = reading.attachments if wish.attachments else {}
    placed = place_attachments(assets, attached, catalog.api, left_out)
    files = [one for of_asset in placed.values() for one in of_asset]
    groups = group(assets, reading.split_by)
    texts = {
        path: state_text(found, placed, _secret_attributes(found, catalog))
        for path, found in groups.items()
    }
    folder = Folder(wish.dest, dry)
    written = folder.download(files, catalog.api, workers) + folder.write(texts)
    present = [*texts, *(one.path for one in files)]
    removed, kept = folder.remove_stale(present)
    written += folder.write_manifest(present, changed=bool(written or removed))
    return Exported(
        {path: len(found) for path, found in groups.items()},
        tuple(sorted(one.path for one in files)),
        tuple(sorted(written)),
        tuple(removed),
        tuple(kept),
        tuple(left_out),
    )


def _secret_attributes(assets: Sequence[Natural], catalog: Catalog) -> list[str]:
    """The names of the encrypted attributes that the types of these assets have."""
    types = {str(one.fields["asset_type"]) for one in assets}
    return sorted(
        {
            field.wire
            for one in catalog.asset_types()
            if one.name in types or str(one.id) in types
            for field in one.attributes.values()
            if field.kind == "encrypted"
        }
    )


# -- reading --


class _Reading:
    """Reads the assets that are wanted, whole and exactly."""

    def __init__(self, wish: Wish, finder: Finder) -> None:
        self.wish, self.finder, self.catalog = wish, finder, finder.catalog
        self.api = finder.api
        problems: list[str] = []
        named = self.catalog.find_types(wish.asset_types, "asset_types", problems)
        self.types = named or list(self.catalog.asset_types())
        filters = parse_filters(wish.filters, self.types, self.catalog, problems)
        self.split_by = _find_split(wish.split_by, self.types, problems)
        if problems:
            raise InputError(problems)
        self._filters = finder.bind_filters(filters)
        self.attachments: dict[int, tuple[Attachment, ...]] = {}
        self.unshown: list[LeftOut] = []
        self._targets = Targets([], [], [], finder)
        self._by_id: dict[int, Shown] = {}
        self._user_names: dict[str, str] = {}

    def assets(self) -> list[Natural]:
        """The assets as a person would write them, in their order."""
        # Whole types, also where filters could narrow the search: what a name means depends on all that bear it.
        rows = self.finder.list_rows(self.types if self.wish.asset_types else ())
        self.finder.remember(rows)
        stock = Stock(rows, self.types, self.finder)
        currents = self._currents(stock)
        self._learn_targets(stock, currents)
        spelled = [
            as_written(
                current,
                asset_type,
                self._spell_type(asset_type),
                self.catalog,
                self._spell,
                self._user_name,
            )
            for current, asset_type in currents
        ]
        self.attachments = {current.id: current.attachments or () for current, _type in currents}
        self.unshown = _never_shown(currents)
        wanted = {one.id for one in spelled}
        others = [
            Natural(row.id, {"asset_type": self._spell_type(one), "name": row.name})
            for one in self.types
            for row in stock.of_type[one.id]
            if row.id not in wanted
        ]
        identified = with_identities([*spelled, *others])
        return [one for one in identified if one.id in wanted]

    def _spell_type(self, asset_type: AssetType) -> str | int:
        return asset_type.name if self.catalog.is_unique_name(asset_type) else asset_type.id

    def _currents(self, stock: Stock) -> list[tuple[Current, AssetType]]:
        """The assets that pass the filters, with all fields."""
        sieve = Sieve(self._filters, self.finder, self.catalog, lambda _type: ())
        passed: list[tuple[Shown, AssetType, Current]] = []
        for asset_type in self.types:
            for row in stock.of_type[asset_type.id]:
                current = sieve.pass_row(row, asset_type)
                if current is not None:
                    passed.append((row, asset_type, current))
        read: list[Current | None] = in_parallel(self._read, passed, self.finder.workers)
        settled = [
            (self.api.settled(current, tuple(asset_type.fields.values())), asset_type)
            for current, (_row, asset_type, _old) in zip(read, passed)
            if current is not None
        ]
        found = [(current, asset_type) for current, asset_type in settled if sieve.holds(current)]
        for current, asset_type in found:
            self._learn_statuses(current, asset_type)
        return found

    def _read(self, one: tuple[Shown, AssetType, Current]) -> Current | None:
        row, asset_type, current = one
        fields = [field for field in asset_type.fields.values() if field.kind != "encrypted"]
        if not self.wish.attachments and all(self._is_clear(current, field) for field in fields):
            return current
        return self.api.current(row.id, asset_type, fields, row)

    def _is_clear(self, current: Current, bare: Field) -> bool:
        """Whether a field can be read in one way only."""
        if bare.key not in current.raw:
            return False
        ways = readings(current.raw[bare.key], self.catalog.with_options(bare), self.catalog)
        return len(ways) == 1 and all(ref.id is not None for ref in refs_in(ways[0]))

    def _learn_statuses(self, current: Current, asset_type: AssetType) -> None:
        """Find out what the undocumented keys stand for as which statuses came back."""
        words = self.catalog.vocabulary
        for key, names in (("status", tuple(words.statuses)), ("substatus", words.substatuses)):
            field = asset_type.fields[key]
            for name in names:
                if unknown_status_key(current.raw.get(key), field, self.catalog) is None:
                    break
                declared = Declared(asset_type, id=current.id, values={key: name})
                self.finder.learn_status_keys(declared, current)

    # --- references -------------------------------------------------------------------------------------------------

    def _learn_targets(self, stock: Stock, currents: Sequence[tuple[Current, AssetType]]) -> None:
        """Learn of all assets that a reference may mean, or that bear the name of one."""
        ids: dict[int, None] = {}
        names: dict[str, None] = {}
        for current, asset_type in currents:
            for field in asset_type.references:
                if stock.has_all_of(field):
                    continue
                for way in readings(current.raw.get(field.key), field, self.catalog):
                    for ref in refs_in(way):
                        if ref.id is not None:
                            ids[ref.id] = None
                        if ref.name is not None:
                            names[ref.name] = None
        shown = in_parallel(self.finder.shown, list(ids), self.finder.workers)
        found = [one for one in shown if one is not None]
        names.update((one.name, None) for one in found)
        rows = [*stock.rows, *found, *(self.finder.rows_for((), sorted(names)) if names else ())]
        self._targets.add(rows)
        self._by_id = {row.id: row for row in rows}

    def _spell(self, ref: Ref, field: Field) -> Any:
        """A reference by name, by type and name where the name is not enough, or by id. Raises Invalid."""
        row = self._meant(ref, field)
        asset_type = self.finder.type_of(row)
        by_name = Ref(name=row.name)
        if row.name.strip() and self._is_enough(by_name, row, field):
            plain = not re.fullmatch(r"[1-9][0-9]*", row.name.strip())
            return row.name if plain else {"name": row.name}
        if asset_type is not None and row.name.strip():
            by_type = Ref(name=row.name, asset_type=asset_type.name)
            if self.catalog.is_unique_name(asset_type) and self._is_enough(by_type, row, field):
                return {"asset_type": asset_type.name, "name": row.name}
        return row.id

    def _is_enough(self, ref: Ref, row: Shown, field: Field) -> bool:
        return [one.id for one in self._targets.of(ref, field)] == [row.id]

    def _meant(self, ref: Ref, field: Field) -> Shown:
        """The asset that an answer refers to. Raises Invalid if there is none, or not one only."""
        row = self._by_id.get(ref.id or 0)
        if row is not None and (not ref.guessed or ref.name in (None, row.name)):
            return row
        name = f"{ref.name} #{ref.id}" if ref.guessed else str(ref.name)
        found = self._targets.of(Ref(name=name), field) if ref.name is not None else []
        if len(found) == 1 and found[0].row is not None:
            return found[0].row
        what = f"'{ref.name}'" if ref.name is not None else f"asset {ref.id}"
        if found:
            raise Invalid(f"it refers to {what}, and several assets are called so")
        raise Invalid(f"it refers to {what}, which is not there, or which this user may not see")

    def _user_name(self, text: str) -> str:
        """The username of a user whose key is shown."""
        if not _USER_KEY.fullmatch(text):
            return text
        if text not in self._user_names:
            self._user_names[text] = next(iter(self.api.user_spellings(text)), text)
        return self._user_names[text]


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


def _never_shown(currents: Sequence[tuple[Current, AssetType]]) -> list[LeftOut]:
    """The fields that no answer shows, of any asset of a type: what is in them is not exported."""
    shown: dict[str, set[str]] = {}
    types: dict[str, AssetType] = {}
    for current, asset_type in currents:
        types[asset_type.name] = asset_type
        shown.setdefault(asset_type.name, set()).update(current.raw)
    why = "the server does not show this field of any asset of the type"
    return [
        LeftOut(name, field.key, why)
        for name in sorted(types)
        for field in types[name].fields.values()
        if field.kind != "encrypted" and field.key not in shown[name]
    ]
