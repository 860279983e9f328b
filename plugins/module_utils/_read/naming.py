# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of the assets that answers refer to, where an answer may be read in several ways.

"rack-07 #41" may be a name and an id, or a name as a whole. If asset 41 is called rack-07, it is the former, and no
name has to be searched for. Then the search shows this field so in all rows, and what those show need not be asked for.
Also what an answer turned out to mean is kept in the catalog, as the items of a loop often refer to the same few
assets. What could not be found out is asked for again, as that may be a fault of a moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from .._core.backend import Query
from .._core.kinds.table import readings
from .._core.model import Current, Field, Id, Ref, Row, Value, id_order, refs_in
from .catalog import Catalog
from .references import References

Shown = tuple[bool, str, str]
"""References in an answer: whether it is of a search, the key of the field, and how the answer spells them."""

FEW = 10
"""Up to this many assets are read by id; for more, their types are listed."""


class Naming:
    """Distinguishes names from ids, and picks the right reading of a reference. `assets` were read already."""

    def __init__(self, catalog: Catalog, assets: Iterable[Current]) -> None:
        self._catalog, self._known = catalog, catalog.known
        self._references = References(catalog)
        self._references.learn(assets)
        self._resolved: dict[Shown, tuple[Ref, ...]] = {}

    def fetch(self, shown: Iterable[tuple[Current, Field]]) -> None:
        """Fetch what these answers leave open, with few requests however many answers there are."""
        ways_of: dict[Shown, tuple[tuple[Value, ...], Field]] = {}
        for current, field in shown:
            key = _key_of(current, field)
            if key not in ways_of and key not in self._catalog.meant:
                ways_of[key] = (readings(current.raw[field.key], field, self._known), field)
        left = {
            key: (ways, field)
            for key, (ways, field) in ways_of.items()
            if _is_open(ways) and not (key[:2] in self._catalog.shows_ids and _has_ids(ways))
        }
        if left:
            self._fetch_ids(list(left.values()))
            sure = {key for key, (ways, _field) in left.items() if self._is_confirmed(ways[0])}
            self._fetch_names([ways for key, (ways, _field) in left.items() if key not in sure])
            self._catalog.shows_ids.update(
                key[:2] for key in sure if key[0] and _has_ids(left[key][0])
            )

    def of(self, current: Current, field: Field) -> tuple[Ref, ...]:
        """The references in a field of an asset, with name and id as far as known."""
        key = _key_of(current, field)
        if key in self._catalog.meant:
            return self._catalog.meant[key]
        if key not in self._resolved:
            ways = readings(current.raw[field.key], field, self._known)
            known = next((one for one in ways if self._is_known(one)), None)
            way = known if known is not None and _is_open(ways) else ways[0]
            named = (self._named(ref) for ref in refs_in(way))
            self._resolved[key] = tuple(
                sorted(named, key=lambda ref: (ref.name or "", id_order(ref.id)))
            )
            if known is not None and _is_open(ways):
                self._catalog.meant[key] = self._resolved[key]
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

    def _is_confirmed(self, way: Value) -> bool:
        """Whether all references of a way are ids, of assets that are called so."""
        names = [(self._name_of(ref), ref.name) for ref in refs_in(way)]
        return all(name is not None and shown in (None, name) for name, shown in names)

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


def _key_of(current: Current, field: Field) -> Shown:
    return isinstance(current, Row), field.key, repr(current.raw[field.key])


def _has_ids(ways: Sequence[Value]) -> bool:
    """Whether there is one way to read it, as names that each end with an id."""
    return len(ways) == 1 and all(ref.guessed for ref in refs_in(ways[0]))


def _is_open(ways: Sequence[Value]) -> bool:
    return len(ways) > 1 or any(ref.guessed or ref.name is None for ref in refs_in(ways[0]))
