# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets that references mean, as far as they must be known to call them by their names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from ...module_utils._core.canonical import readings
from ...module_utils._core.model import Current, Field, Ref, Value, refs_in
from ...module_utils._read.finder import Finder

FEW = 10
"""So many assets are read by their id one after the other; of more, the lists of their types are read."""


class Referred:
    """Tells names from ids, and which of the ways to read a reference is meant. `known` are assets read already."""

    def __init__(self, finder: Finder, known: Iterable[Current]) -> None:
        self._finder, self._catalog = finder, finder.catalog
        self._name_of: dict[int, str] = {}
        self._names: set[str] = set()
        self._resolved: dict[tuple[str, str], tuple[Ref, ...]] = {}
        self._learn((one.id, one.name) for one in known)

    def look_up(self, shown: Sequence[tuple[object, Field]]) -> None:
        """Learn at once what these answers leave open: few requests, however many answers there are."""
        open_ways: list[tuple[tuple[Value, ...], Field]] = []
        seen: set[tuple[str, str]] = set()
        for raw, field in shown:
            if (field.key, repr(raw)) in seen:
                continue
            seen.add((field.key, repr(raw)))
            ways = readings(raw, field, self._catalog)
            if self._is_open(ways):
                open_ways.append((ways, field))
        if open_ways:
            self._learn_ids(open_ways)
            self._learn_names([ways for ways, _field in open_ways])

    def of(self, raw: object, field: Field) -> tuple[Ref, ...]:
        """The references of an answer, with name and id as far as they are known."""
        key = (field.key, repr(raw))
        if key not in self._resolved:
            ways = readings(raw, field, self._catalog)
            way = ways[0]
            if self._is_open(ways):
                way = next((one for one in ways if self._is_known(one)), way)
            named = (self._named(ref) for ref in refs_in(way))
            self._resolved[key] = tuple(
                sorted(named, key=lambda ref: (ref.name or "", ref.id or 0))
            )
        return self._resolved[key]

    def _learn(self, assets: Iterable[tuple[int, str]]) -> None:
        for asset_id, name in assets:
            self._name_of[asset_id] = name
            self._names.add(name)

    @staticmethod
    def _is_open(ways: Sequence[Value]) -> bool:
        return len(ways) > 1 or any(ref.guessed or ref.name is None for ref in refs_in(ways[0]))

    def _learn_ids(self, open_ways: Sequence[tuple[tuple[Value, ...], Field]]) -> None:
        fields = {}
        for ways, field in open_ways:
            for ref in (ref for way in ways for ref in refs_in(way)):
                if ref.id is not None and ref.id not in self._name_of:
                    fields[ref.id] = field
        if len(fields) > FEW:
            allowed = [field.allowed_types for field in fields.values()]
            types = [
                one
                for one in self._catalog.asset_types()
                if any(not of or one.id in of for of in allowed)
            ]
            rows = self._finder.list_rows(types)
            self._learn((row.id, row.name) for row in rows)
        missing = [number for number in fields if number not in self._name_of]
        for number in missing[:FEW]:
            name = self._finder.name_of(number)
            if name is not None:
                self._learn([(number, name)])

    def _learn_names(self, found: Sequence[tuple[Value, ...]]) -> None:
        refs = {ref for ways in found for way in ways for ref in refs_in(way)}
        spelled = {str(ref) if ref.guessed else ref.name for ref in refs}
        names = sorted(
            name for name in spelled if name and name.strip() and name not in self._names
        )
        if names:
            self._learn((row.id, row.name) for row in self._finder.rows_for([], names))

    def _is_known(self, way: Value) -> bool:
        return all(self._is_ref_known(ref) for ref in refs_in(way))

    def _is_ref_known(self, ref: Ref) -> bool:
        if ref.id is None:
            return ref.name in self._names
        name = self._name_of.get(ref.id)
        return (name is not None and ref.name in (None, name)) or str(ref) in self._names

    def _named(self, ref: Ref) -> Ref:
        if ref.id is None:
            return ref
        name = self._name_of.get(ref.id)
        if ref.guessed and name != ref.name and str(ref) in self._names:
            return Ref(name=str(ref))
        return dataclasses.replace(ref, name=name or ref.name, guessed=False)
