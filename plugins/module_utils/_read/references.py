# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets that references mean, by id, name, or type and name: assets of the server, and those yet to be created.

Everything that references may mean is fetched first, many at once. What they do mean is then decided without requests.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._core.backend import Identity, Query
from .._core.errors import AipError, InputError
from .._core.filters import Filter
from .._core.kinds.references import split_name_and_id
from .._core.kinds.table import readings
from .._core.kinds.written import Invalid
from .._core.known import Known
from .._core.model import AssetType, Current, Declared, Field, Id, Ref, Value, refs_in
from .catalog import Catalog
from .listing import Listing


@dataclass(frozen=True)
class Target:
    """An asset that a reference may mean: one of the server, or (`new`) the position of one that will be created."""

    name: str
    asset_type: AssetType | None
    id: Id | None = None
    new: int | None = None
    is_going: bool = False


class References:
    """The assets that references may mean, as far as fetched. `listing` has the assets of complete types."""

    def __init__(self, catalog: Catalog, listing: Listing | None = None) -> None:
        self._catalog, self._known = catalog, catalog.known
        self._listing = listing or Listing((), (), catalog.asset_types())
        self._assets: dict[Id, Target | None] = {}
        self._refusals: dict[Id, AipError] = {}
        self._as_declared: set[Id] = set()
        self._by_name: dict[str, list[Target]] = defaultdict(list)
        self._names_on_server: dict[str, list[Target]] = defaultdict(list)
        self._searched: set[str] = set()
        self.learn(self._listing.rows)

    # --- fetching ---------------------------------------------------------------------------------------------------

    def learn(self, assets: Iterable[Current]) -> None:
        """Add assets of the server."""
        for one in assets:
            if self._assets.get(one.id) is None:
                target = Target(one.name, one.asset_type, one.id)
                self._assets[one.id] = target
                self._names_on_server[one.name].append(target)
                if one.id not in self._as_declared:
                    self._by_name[one.name].append(target)

    def declare(self, declared: Sequence[Declared], matched: Sequence[Current | None]) -> None:
        """Add the declared assets under the names that they will have; `matched` has the current asset of each."""
        for current in matched:
            if current is not None:
                self._as_declared.add(current.id)
        for name, targets in self._by_name.items():
            if any(one.id in self._as_declared for one in targets):
                self._by_name[name] = [one for one in targets if one.id not in self._as_declared]
        for number, (one, current) in enumerate(zip(declared, matched)):
            if current is None and not one.present:
                continue
            name = one.name or (current.name if current else "")
            asset_id, new = (current.id, None) if current else (None, number)
            target = Target(name, one.asset_type, asset_id, new, is_going=not one.present)
            self._by_name[name].append(target)

    def search_names(self, names: Iterable[str], sure: bool = True) -> None:
        """Fetch the assets of all types that have one of these names."""
        missing = sorted({name for name in names if name.strip()} - self._searched)
        if missing:
            query = Query(identities=tuple(Identity(name) for name in missing), sure=sure)
            self.learn_searched(missing, self._catalog.backend.search(query))

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

    def asset(self, asset_id: Id | None) -> Target | None:
        """The asset with this id, under its name on the server; None if it does not exist or was not fetched."""
        return None if asset_id is None else self._assets.get(asset_id)

    def is_fetched(self, ref: Ref, field: Field) -> bool:
        """Whether all assets that a reference by name may mean were fetched."""
        asset_type = self.type_meant(ref)
        if asset_type is not None and asset_type.id in self._listing.types:
            return True
        return self._listing.has_all_of(field) or self._searched.issuperset(
            self.search_names_of(ref)
        )

    def of(self, ref: Ref, field: Field | None = None) -> list[Target]:
        """The assets that a reference by name may mean. Of several, only those that the attribute accepts count."""
        found = self._by_name.get(str(ref.name), [])
        if not found:
            name, number = split_name_and_id(str(ref.name), self._known)
            found = [
                one
                for one in self._by_name.get(name, ())
                if number is not None and one.id == number
            ]
        named_type = self.type_meant(ref)
        found = [one for one in found if named_type is None or one.asset_type == named_type]
        if len(found) < 2 or field is None:
            return list(found)
        return [one for one in found if accepts(field, one)] or list(found)

    def search_names_of(self, ref: Ref) -> set[str]:
        """The names that a reference may mean: "rack-07 #41" is a name and an id, or a name as a whole."""
        name = str(ref.name)
        return {name, split_name_and_id(name, self._known)[0]}

    def type_meant(self, ref: Ref) -> AssetType | None:
        """The type that a reference names, or None. Raises InputError for one that does not exist."""
        if ref.asset_type is None:
            return None
        try:
            return self._catalog.find_type(ref.asset_type)
        except Invalid as invalid:
            raise InputError([f"reference to '{ref.name}': {invalid}"]) from None

    def has_name(self, name: str) -> bool:
        """Whether a known asset of the server has the name."""
        return name in self._names_on_server

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

    def _name_of(self, asset_id: Id | None) -> str | None:
        target = self.asset(asset_id)
        return target.name if target else None


def accepts(field: Field, target: Target) -> bool:
    """Whether an attribute accepts this asset: any type, unless an administrator restricted the types."""
    if not field.allowed_types:
        return True
    return target.asset_type is not None and target.asset_type.id in field.allowed_types


def ids_without_name(raw: object, field: Field, known: Known) -> list[Id]:
    """The ids of the references that an answer shows without their names."""
    refs = refs_in(readings(raw, field, known)[0])
    return [ref.id for ref in refs if ref.name is None and ref.id is not None]


def bind(value: Value, bound: Mapping[Ref, Ref]) -> Value:
    """The value with its references replaced by the bound ones."""
    refs = refs_in(value)
    return frozenset(bound.get(ref, ref) for ref in refs) if refs else value


def reference_problem(ref: Ref, ids: Sequence[Id | None]) -> str:
    """Why a reference by name is unresolved: no asset has the name, or several do (None: one yet to be created)."""
    of_type = f" of type '{ref.asset_type}'" if ref.asset_type else ""
    if not ids:
        return f"there is no asset{of_type} named '{ref.name}' to refer to, or this user may not see it"
    shown = ", ".join("a new one" if one is None else str(one) for one in ids)
    return (
        f"several assets{of_type} are named '{ref.name}' (ids {shown}): refer to one"
        " by its id, or by asset_type and name"
    )


def bind_filters(filters: Sequence[Filter], references: References) -> tuple[Filter, ...]:
    """The filters with references bound to both id and name, so that they work however a server shows references.

    Raises InputError for references to assets that do not exist.
    """
    refs = {ref for one in filters for value in one.values for ref in refs_in(value)}
    references.search_names(
        name for ref in refs if ref.id is None for name in references.search_names_of(ref)
    )
    references.read_ids(ref.id for ref in refs if ref.id is not None)
    bound: dict[Ref, Ref] = {}
    problems: list[str] = []
    for ref in sorted(refs, key=str):
        if ref.id is None:
            found = references.of(ref)
            if len(found) == 1:
                bound[ref] = Ref(found[0].id, found[0].name)
            else:
                problems.append(f"filters: {reference_problem(ref, [one.id for one in found])}")
            continue
        target = references.asset(ref.id)
        if target is None:
            problems.append(f"filters: {references.why_unknown(ref.id)}")
        else:
            bound[ref] = Ref(ref.id, target.name)
    if problems:
        raise InputError(problems)
    return tuple(
        dataclasses.replace(one, values=tuple(bind(value, bound) for value in one.values))
        for one in filters
    )
