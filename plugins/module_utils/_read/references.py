# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets that references mean, by id, name, or type and name: assets of the server, and those yet to be created.

Everything that references may mean is fetched first, many at once. What they do mean is then decided without requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .._core.backend import Identity, Query
from .._core.errors import AipError, InputError
from .._core.kinds.references import read_joined, split_name_and_id
from .._core.kinds.table import readings
from .._core.kinds.written import Invalid
from .._core.known import Known
from .._core.model import AssetType, Current, Field, Id, Ref, Value, refs_in
from .catalog import Catalog
from .listing import Listing
from .targets import Target, Targets, accepts


class References(Targets):
    """The assets that references may mean, as far as fetched. `listing` has the assets of complete types."""

    def __init__(self, catalog: Catalog, listing: Listing | None = None) -> None:
        self._catalog, self._known = catalog, catalog.known
        self._listing = listing or Listing((), (), catalog.asset_types())
        self._refusals: dict[Id, AipError] = {}
        self._searched: set[str] = set()
        super().__init__()
        self.learn(self._listing.rows)

    # --- fetching ---------------------------------------------------------------------------------------------------

    def search_names(self, names: Iterable[str], sure: bool = True) -> None:
        """Fetch the assets of all types that have one of these names."""
        self.search(map(Identity, names), sure)

    def search(self, identities: Iterable[Identity], sure: bool = True) -> None:
        """Fetch the assets of all types that these identities name."""
        new = [
            one for one in identities if str(one.name).strip() and one.name not in self._searched
        ]
        sought = {str(one.name): one for one in sorted(new, key=lambda one: one.likely)}
        if sought:
            query = Query(identities=tuple(sought[name] for name in sorted(sought)), sure=sure)
            self.learn_searched(sought, self._catalog.backend.search(query))

    def learn_searched(self, names: Iterable[str], rows: Iterable[Current]) -> None:
        """Add what a search of all types for these names returned."""
        self._searched.update(names)
        self.learn(rows)

    def read_ids(self, ids: Iterable[Id], sure: bool = False) -> None:
        """Fetch assets by id; afterwards it is known which ones are not shown.

        An answer may well refer to assets that this user may not see. If `sure`, those that remain unknown certainly do
        not exist: the server's refusal is raised.
        """
        read_before = {one for one in self._assets if not sure or one not in self._refusals}
        missing = [one for one in dict.fromkeys(ids) if one not in read_before]
        if missing:
            note = None if sure else self._refusals.__setitem__
            read = self._catalog.backend.read(missing, lambda _type: (), None, note)
            self.learn(read.values())
            for one in missing:
                self._assets.setdefault(one, None)
                if sure:
                    self._refusals.pop(one, None)

    def why_unknown(self, asset_id: Id) -> str:
        """Why there is no asset with an id that was fetched."""
        why = f"there is no asset {asset_id}, or this user may not see it"
        said = (
            self._refusals[asset_id].facts.get("server_said") if asset_id in self._refusals else ""
        )
        return f"{why}; the server says: {said}" if said else why

    # --- deciding ---------------------------------------------------------------------------------------------------

    def is_fetched(self, ref: Ref, field: Field) -> bool:
        """Whether all assets that a reference by name may mean were fetched."""
        asset_type = self.type_meant(ref)
        if asset_type is not None and asset_type.id in self._listing.types:
            return True
        names = {str(one.name) for one in self.identities_of(ref)}
        return self._listing.has_all_of(field) or self._searched.issuperset(names)

    def of(self, ref: Ref, field: Field | None = None) -> list[Target]:
        """The assets that a reference may mean. Of several, only those that the attribute accepts count.

        A text may be a name as a whole, or else a name and an id; one that is kept in `Ref.text` may be either, or an
        id alone.
        """
        name, text = str(ref.name), ref.text
        found = list(self._by_name.get(name if text is None else text, ()))
        if not found or text is not None:
            found += self._with_id(name)
        if ref.id is not None:
            found += [one for one in (self.asset(ref.id),) if one is not None]
        named_type = self.type_meant(ref)
        found = [
            one for one in _each_once(found) if named_type is None or one.asset_type == named_type
        ]
        if len(found) < 2 or field is None:
            return found
        return [one for one in found if accepts(field, one)] or found

    def _with_id(self, text: str) -> list[Target]:
        """The asset that a text such as "rack-07 #41" shows by name and id."""
        name, number = split_name_and_id(text, self._known)
        return [
            one for one in self._by_name.get(name, ()) if number is not None and one.id == number
        ]

    def joined(self, ref: Ref, field: Field | None = None) -> list[Target]:
        """The assets that a text means if it joins several by commas; none unless there is one for each part."""
        parts = [self.of(one, field) for one in read_joined(ref, self._known)]
        if field is not None:
            parts = [[one for one in found if accepts(field, one)] for found in parts]
        return [found[0] for found in parts] if all(parts) else []

    def identities_of(self, ref: Ref) -> list[Identity]:
        """What a reference may mean by name: "rack-07 #41" is a name and an id, or a name as a whole."""
        name = str(ref.id if ref.name is None else ref.name) if ref.text is None else ref.text
        names = {name: ref.id is None, split_name_and_id(name, self._known)[0]: ref.id is None}
        for part in read_joined(ref, self._known):
            for one in (str(part.text or part.name), *self._names_before_id(part)):
                names.setdefault(one, False)
        return [Identity(one, likely=likely) for one, likely in names.items()]

    def _names_before_id(self, ref: Ref) -> list[str]:
        name, number = split_name_and_id(str(ref.name), self._known)
        return [name] if number is not None else []

    def ids_of(self, ref: Ref) -> list[Id]:
        """The ids that a text may mean, where they matter: because there is an asset that is called so, or several."""
        if ref.id is not None:
            return [ref.id] if ref.text in self._by_name else []
        parts = read_joined(ref, self._known)
        return [one.id for one in parts if one.id is not None]

    def type_meant(self, ref: Ref) -> AssetType | None:
        """The type that a reference names, or None. Raises InputError for one that does not exist."""
        if ref.asset_type is None:
            return None
        try:
            return self._catalog.find_type(ref.asset_type)
        except Invalid as invalid:
            raise InputError([f"reference to '{ref.name}': {invalid}"]) from None

    def count(self, name: str, field: Field) -> int | None:
        """How many assets that an attribute may refer to have a name on the server; None if unknown."""
        if self._listing.has_all_of(field):
            return sum(accepts(field, one) for one in self._names_on_server.get(name, ()))
        return len(self._names_on_server.get(name, ())) if name in self._searched else None

    def with_names(self, raw: object, field: Field) -> object:
        """The references in an answer, with the names of those that it shows by id alone.

        Their assets must have been fetched.
        """
        refs = refs_in(readings(raw, field, self._known)[0])
        if all(ref.name is not None for ref in refs):
            return raw
        return [{"id": ref.id, "name": ref.name or self._name_of(ref.id)} for ref in refs]

    @property
    def known(self) -> Known:
        """What is known about the server."""
        return self._known


def ids_without_name(raw: object, field: Field, known: Known) -> list[Id]:
    """The ids of the references that an answer shows without their names."""
    refs = refs_in(readings(raw, field, known)[0])
    return [ref.id for ref in refs if ref.name is None and ref.id is not None]


def bind(value: Value, bound: Mapping[Ref, Ref]) -> Value:
    """The value with its references replaced by the bound ones."""
    refs = refs_in(value)
    return frozenset(bound.get(ref, ref) for ref in refs) if refs else value


def _each_once(targets: Iterable[Target]) -> list[Target]:
    return list({(one.id, one.new): one for one in reversed(list(targets))}.values())[::-1]
