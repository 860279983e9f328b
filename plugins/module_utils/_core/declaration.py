# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole declaration: what its assets inherit, and that no asset is declared twice."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .fields import NAME
from .model import AssetType, Declared, Value

EVERY_TYPE = "*"


@dataclass(frozen=True)
class Written:
    """One asset as it was written: only the keys that somebody wrote, and where ("" where there is only one)."""

    asset: Mapping[str, Any]
    origin: str = ""

    @property
    def place(self) -> str:
        """How messages call it before it is known what it is; ends with a colon and a space, or is empty."""
        if not self.origin:
            return ""
        named = " ".join(
            f"'{self.asset[key]}'" if key == NAME.key else str(self.asset[key])
            for key in ("asset_type", NAME.key)
            if isinstance(self.asset.get(key), (str, int))
        )
        return f"{self.origin}: {named}: " if named else f"{self.origin}: "


@dataclass(frozen=True)
class Defaults:
    """What each asset of a type inherits; `of_all` is what those of every type do."""

    of_all: Mapping[str, Any] = field(default_factory=dict)
    by_type: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def complete(self, asset: Mapping[str, Any], asset_type: AssetType | None) -> Mapping[str, Any]:
        """The asset with what it inherits. What is written at the asset counts, a written null too."""
        of_type = self.by_type.get(asset_type.id, {}) if asset_type else {}
        if not of_type and not self.of_all:
            return asset
        merged: dict[str, Any] = {}
        attributes: dict[str, Any] = {}
        for layer in (self.of_all, of_type, asset):
            merged.update(layer)
            if isinstance(layer.get("attributes"), Mapping):
                attributes.update(layer["attributes"])
        # What is written as attributes and is none is left for the parser to complain about.
        if isinstance(merged.get("attributes"), Mapping):
            merged["attributes"] = attributes
        return merged


def with_every_field(declared: Declared, spared: Iterable[str]) -> Declared:
    """The declaration that clears every field which was not written, but for the spared ones and encrypted ones."""
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
    """A sentence for each asset that is declared a second time, naming both places."""
    problems: list[str] = []
    first: dict[Any, Declared] = {}
    for one in declared:
        key = _identity(one)
        if key in first:
            problems.append(_twice(one, first[key]))
        first.setdefault(key, one)
    for one in declared:
        # An asset that gets a name by its id must not take that of one that is found by its name.
        if one.id is not None and one.name is not None and one.asset_type is not None:
            other = first.get((one.asset_type.id, (one.name,)))
            if other is not None and other.present and one.present:
                problems.append(_twice(one, other))
    return problems


def find_shared(matched: Iterable[tuple[Declared, int]]) -> list[str]:
    """A sentence for each asset of the server that several declarations mean, by whatever identity."""
    problems: list[str] = []
    first: dict[int, Declared] = {}
    for declared, asset_id in matched:
        if asset_id in first:
            problems.append(f"{_twice(declared, first[asset_id])} (both mean asset {asset_id})")
        first.setdefault(asset_id, declared)
    return problems


def _identity(declared: Declared) -> Any:
    if declared.id is not None:
        return declared.id
    asset_type = declared.asset_type
    values = tuple(
        declared.name if key == NAME.key else (key, declared.values.get(key))
        for key in declared.match_by
    )
    return asset_type.id if asset_type else None, values


def _twice(declared: Declared, other: Declared) -> str:
    return f"{declared.place}: is declared already at {other.place}: remove one of them"
