# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole declaration: what its assets inherit, and that no asset is declared twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

from .fields import NAME
from .inherit import inherit
from .model import AssetType, Declared, Id, Value
from .remarks import Remark, about


@dataclass(frozen=True)
class Written:
    """One asset as the user wrote it: only the keys that were written, and where ("" if there is only one asset)."""

    asset: Mapping[str, Any]
    origin: str = ""

    @property
    def place(self) -> str:
        """Where it was written, and its name in messages before it is parsed."""
        return ": ".join(filter(None, (self.origin, self._label)))

    @property
    def _label(self) -> str:
        """The name in messages; empty if there is only one asset."""
        if not self.origin:
            return ""
        return " ".join(
            f"'{self.asset[key]}'" if key == NAME.key else str(self.asset[key])
            for key in ("asset_type", NAME.key)
            if isinstance(self.asset.get(key), (str, int))
        )

    def remark(self, sentence: str) -> Remark:
        """A sentence about the asset."""
        return about(self.origin, self._label, sentence)


@dataclass(frozen=True)
class Defaults:
    """What each asset of a type inherits; `of_all` is what assets of every type inherit."""

    of_all: Mapping[str, Any] = field(default_factory=dict)
    by_type: Mapping[Id, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def layers(self) -> tuple[Mapping[str, Any], ...]:
        """Everything that is inherited by assets of any type."""
        return (self.of_all, *self.by_type.values())

    def complete(self, asset: Mapping[str, Any], asset_type: AssetType | None) -> Mapping[str, Any]:
        """The asset with what it inherits. What is written at the asset takes precedence, even a written null."""
        of_type = self.by_type.get(asset_type.id, {}) if asset_type else {}
        for layer in (of_type, self.of_all):
            if layer:
                asset = inherit(layer, asset)
        return asset


def with_every_field(declared: Declared, spared: Iterable[str]) -> Declared:
    """The declaration that clears every field that was not written, except for spared and encrypted fields."""
    asset_type = declared.asset_type
    if asset_type is None or not declared.present:
        return declared
    unwritten: dict[str, Value] = {
        key: None
        for key, row in asset_type.fields.items()
        if key not in declared.values and row.kind != "encrypted" and key not in spared
    }
    return dataclasses.replace(declared, values={**declared.values, **unwritten})


def find_duplicates(declared: Sequence[Declared]) -> list[str]:
    """One sentence for each asset that is declared a second time, naming both places.

    An asset is also declared twice if, once the declaration is met, its identity would match another asset too.
    """
    problems: list[str] = []
    identities: dict[_Identity, Declared] = {}
    used: dict[Id | None, set[tuple[str, ...]]] = {}
    for one in declared:
        identity = _identity(one)
        if identity in identities:
            problems.append(_twice(one, identities[identity]))
        identities.setdefault(identity, one)
        if one.id is None:
            used.setdefault(identity[0], set()).add(one.match_by)
    for one in declared:
        type_id = one.asset_type.id if one.asset_type else None
        others = [
            identities.get((type_id, keys, _values_of(one, keys)))
            for keys in sorted(used.get(type_id, ()))
            if one.present and (keys != one.match_by or one.id is not None)
        ]
        problems += [
            _twice(one, other) for other in others if other is not None and other is not one
        ]
    return problems


def find_shared(matched: Iterable[tuple[Declared, Id]]) -> list[str]:
    """One sentence for each asset of the server that several declarations identify, in whatever way."""
    problems: list[str] = []
    first: dict[Id, Declared] = {}
    for declared, asset_id in matched:
        if asset_id in first:
            problems.append(_twice(declared, first[asset_id], f" (both mean asset {asset_id})"))
        first.setdefault(asset_id, declared)
    return problems


_Identity = tuple[Optional[Id], tuple[str, ...], tuple[Any, ...]]


def _identity(declared: Declared) -> _Identity:
    """The type, the identifying fields and their values; for an asset with an id, the id."""
    if declared.id is not None:
        return None, ("id",), (declared.id,)
    type_id = declared.asset_type.id if declared.asset_type else None
    return type_id, declared.match_by, _values_of(declared, declared.match_by)


def _values_of(declared: Declared, keys: Iterable[str]) -> tuple[Any, ...]:
    return tuple(declared.name if key == NAME.key else declared.values.get(key) for key in keys)


def _twice(declared: Declared, other: Declared, why: str = "") -> Remark:
    return declared.remark(f"is already declared at {other.place}: remove one of them{why}")
