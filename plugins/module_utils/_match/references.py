# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which assets declared references mean: those of the server, and those that are yet to be created."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._core.canonical import split_name_and_id
from .._core.model import AssetType, Declared, Field, Ref, refs_in
from .._datacenter.answers import Shown
from .._read.finder import Finder, bind


@dataclass(frozen=True)
class Target:
    """An asset that a reference may mean: one of the server, or (`new`) the place of one that will be created."""

    name: str
    asset_type: AssetType | None
    id: int | None = None
    new: int | None = None
    is_going: bool = False
    row: Shown | None = None


class Targets:
    """The assets that references by name may mean: what is declared, as it will be, and the rest of the server."""

    def __init__(
        self,
        declared: Sequence[Declared],
        matched: Sequence[Shown | None],
        rows: Iterable[Shown],
        finder: Finder,
    ) -> None:
        self._finder = finder
        self._known: set[int] = set()
        self._by_name: dict[str, list[Target]] = defaultdict(list)
        for number, (one, row) in enumerate(zip(declared, matched)):
            if row is not None:
                self._known.add(row.id)
            elif not one.present:
                continue
            name = one.name or (row.name if row else "")
            self._by_name[name].append(
                Target(
                    name,
                    one.asset_type,
                    row.id if row else None,
                    None if row else number,
                    is_going=not one.present,
                    row=row,
                )
            )
        self.add(rows)

    def add(self, rows: Iterable[Shown]) -> None:
        """More assets of the server."""
        for row in rows:
            if row.id not in self._known:
                self._known.add(row.id)
                self._by_name[row.name].append(Target(row.name, None, row.id, row=row))

    def bear(self, name: str) -> int:
        """How many of the known assets bear a name."""
        return len(self._by_name.get(name, ()))

    def of(self, ref: Ref, field: Field) -> list[Target]:
        """What a reference by name may mean. Of several, those that the attribute takes count."""
        found = self._by_name.get(str(ref.name), [])
        if not found:
            name, number = split_name_and_id(str(ref.name))
            found = [one for one in self._by_name.get(name, ()) if number and one.id == number]
        found = [one for one in found if self._is_meant(one, ref)]
        if len(found) < 2:
            return found
        return [one for one in found if self._is_taken(one, field)] or found

    def _is_meant(self, target: Target, ref: Ref) -> bool:
        if target.asset_type is None or ref.asset_type is None:
            return target.row is None or self._finder.is_meant(target.row, ref)
        return target.asset_type == self._finder.type_meant(ref)

    def _is_taken(self, target: Target, field: Field) -> bool:
        if target.asset_type is not None:
            return not field.allowed_types or target.asset_type.id in field.allowed_types
        return target.row is not None and self._finder.is_taken(target.row, field)


def references_by_name(
    declared: Sequence[Declared],
) -> list[tuple[Declared, Field, Ref]]:
    """Every reference that names an asset without its id, with where it stands, in a stable order."""
    found: list[tuple[Declared, Field, Ref]] = []
    for one in declared:
        for field, refs in references(one):
            nameless = [ref for ref in refs if ref.id is None]
            nameless.sort(key=lambda ref: (str(ref.name), str(ref.asset_type)))
            found += [(one, field, ref) for ref in nameless]
    return found


def references(declared: Declared) -> list[tuple[Field, frozenset[Ref]]]:
    """The references of an asset that is to be there, field by field."""
    asset_type = declared.asset_type
    if asset_type is None or not declared.present:
        return []
    values = declared.values
    return [
        (field, refs_in(values[field.key]))
        for field in asset_type.references
        if values.get(field.key) is not None
    ]


def bind_all(declared: Declared, bound: Mapping[tuple[Ref, tuple[int, ...]], Ref]) -> Declared:
    """The declaration with its references bound; what one means may depend on what the attribute takes."""
    changed = {
        field.key: bind(refs, {ref: bound.get((ref, field.allowed_types), ref) for ref in refs})
        for field, refs in references(declared)
    }
    if not changed:
        return declared
    return dataclasses.replace(declared, values={**declared.values, **changed})
