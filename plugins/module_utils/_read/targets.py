# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets that references may mean, as far as fetched: by id, and by the names that they will have."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .._core.model import AssetType, Current, Declared, Field, Id

MOST_NAMES = 2000
"""Among up to this many names, one that is similar to a missing one is looked for."""


@dataclass(frozen=True)
class Target:
    """An asset that a reference may mean: one of the server, or (`new`) the position of one that will be created."""

    name: str
    asset_type: AssetType | None
    id: Id | None = None
    new: int | None = None
    is_going: bool = False


class Targets:
    """Assets of the server, and assets yet to be created."""

    def __init__(self) -> None:
        self._assets: dict[Id, Target | None] = {}
        self._as_declared: set[Id] = set()
        self._by_name: dict[str, list[Target]] = defaultdict(list)
        self._names_on_server: dict[str, list[Target]] = defaultdict(list)
        self._renamed: dict[str, list[Target]] = defaultdict(list)
        self._going: dict[Id, Target] = {}

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
            if current is not None and not one.present:
                self._going[current.id] = target
            elif current is not None and current.name != name:
                self._renamed[current.name].append(target)

    def asset(self, asset_id: Id | None) -> Target | None:
        """The asset with this id, under its name on the server; None if it does not exist or was not fetched."""
        return None if asset_id is None else self._assets.get(asset_id)

    def has_name(self, name: str) -> bool:
        """Whether a known asset of the server has the name."""
        return name in self._names_on_server

    def going(self, asset_id: Id | None) -> Target | None:
        """The asset with this id, if it is declared as absent."""
        return None if asset_id is None else self._going.get(asset_id)

    def renamed(self, name: str) -> Sequence[Target]:
        """The assets that have this name on the server, and another one in the declaration."""
        return self._renamed.get(name, ())

    def near(self, name: str) -> str | None:
        """A name among the fetched ones that differs from this one only in case and blanks, or else in little."""
        folded = _folded(name)
        names = [one for one, targets in self._by_name.items() if targets]
        same = [one for one in names if _folded(one) == folded]
        if same or len(names) > MOST_NAMES:
            return same[0] if same else None
        return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=0.8)), None)

    def _name_of(self, asset_id: Id | None) -> str | None:
        target = self.asset(asset_id)
        return target.name if target else None


def accepts(field: Field, target: Target) -> bool:
    """Whether an attribute accepts this asset: any type, unless an administrator restricted the types."""
    if not field.allowed_types:
        return True
    return target.asset_type is not None and target.asset_type.id in field.allowed_types


def _folded(name: str) -> str:
    """The name without what is hardly seen: case, blanks at its ends, forms of the same letters."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
