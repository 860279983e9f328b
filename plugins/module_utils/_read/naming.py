# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of the assets that answers refer to, where an answer may be read in several ways."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from .._core.backend import Query
from .._core.kinds.table import readings
from .._core.model import Current, Field, Id, Ref, Value, id_order, refs_in
from .catalog import Catalog
from .references import References

FEW = 10
"""Up to this many assets are read by id; for more, their types are listed."""


class Naming:
    """Distinguishes names from ids, and picks the right reading of a reference. `assets` were read already."""

    def __init__(self, catalog: Catalog, assets: Iterable[Current]) -> None:
        self._catalog, self._known = catalog, catalog.known
        self._references = References(catalog)
        self._references.learn(assets)
        self._resolved: dict[tuple[str, str], tuple[Ref, ...]] = {}

    def fetch(self, shown: Iterable[tuple[object, Field]]) -> None:
        """Fetch what these answers leave open, with few requests however many answers there are."""
        ways_of: dict[tuple[str, str], tuple[tuple[Value, ...], Field]] = {}
        for raw, field in shown:
            key = (field.key, repr(raw))
            if key not in ways_of:
                ways_of[key] = (readings(raw, field, self._known), field)
        open_ways = [(ways, field) for ways, field in ways_of.values() if _is_open(ways)]
        if open_ways:
            self._fetch_ids(open_ways)
            self._fetch_names([ways for ways, _field in open_ways])

    def of(self, raw: object, field: Field) -> tuple[Ref, ...]:
        """The references of an answer, with name and id as far as known."""
        key = (field.key, repr(raw))
        if key not in self._resolved:
            ways = readings(raw, field, self._known)
            way = ways[0]
            if _is_open(ways):
                way = next((one for one in ways if self._is_known(one)), way)
            named = (self._named(ref) for ref in refs_in(way))
            self._resolved[key] = tuple(
                sorted(named, key=lambda ref: (ref.name or "", id_order(ref.id)))
            )
        return self._resolved[key]

    def _fetch_ids(self, open_ways: Sequence[tuple[tuple[Value, ...], Field]]) -> None:
        fields: dict[Id, Field] = {}
        for ways, field in open_ways:
            for ref in (ref for way in ways for ref in refs_in(way)):
                if ref.id is not None and self._references.asset(ref.id) is None:
                    fields[ref.id] = field
        if len(fields) > FEW:
            allowed = [field.allowed_types for field in fields.values()]
            types = [
                one
                for one in self._catalog.asset_types()
                if any(not of or one.id in of for of in allowed)
            ]
            self._references.learn(self._catalog.backend.search(Query(tuple(types))))
        missing = [one for one in fields if self._references.asset(one) is None]
        self._references.read_ids(missing[:FEW])

    def _fetch_names(self, found: Sequence[tuple[Value, ...]]) -> None:
        refs = {ref for ways in found for way in ways for ref in refs_in(way)}
        spelled = {str(ref) if ref.guessed else ref.name for ref in refs}
        names = [name for name in spelled if name and not self._references.has_name(name)]
        self._references.search_names(names, sure=False)

    def _is_known(self, way: Value) -> bool:
        return all(self._is_ref_known(ref) for ref in refs_in(way))

    def _is_ref_known(self, ref: Ref) -> bool:
        if ref.id is None:
            return self._references.has_name(str(ref.name))
        name = self._name_of(ref)
        return (name is not None and ref.name in (None, name)) or self._references.has_name(
            str(ref)
        )

    def _name_of(self, ref: Ref) -> str | None:
        target = self._references.asset(ref.id)
        return target.name if target else None

    def _named(self, ref: Ref) -> Ref:
        if ref.id is None:
            return ref
        name = self._name_of(ref)
        if ref.guessed and name != ref.name and self._references.has_name(str(ref)):
            return Ref(name=str(ref))
        return dataclasses.replace(ref, name=name or ref.name, guessed=False)


def _is_open(ways: Sequence[Value]) -> bool:
    return len(ways) > 1 or any(ref.guessed or ref.name is None for ref in refs_in(ways[0]))
