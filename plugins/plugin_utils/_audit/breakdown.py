# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets of an audit, counted by type, by field that differs, or by the value of a chosen field."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.fields import SYSTEM_FIELD
from .audit import Audit, AuditedAsset
from .texts import is_hidden, show

PREFIX = "attributes."
_TITLES: Mapping[str, str] = {"asset_type": "Type", "field": "Field"}
_KINDS = ("changed", "missing", "surplus")


@dataclass(frozen=True)
class Group:
    """The assets with one value: how many there are, and how many of them are findings of each kind."""

    value: str  # empty if the assets have none
    total: int
    changed: int = 0
    missing: int = 0
    surplus: int = 0

    @property
    def differing(self) -> int:
        """The number of assets that are not as declared."""
        return self.changed + self.missing + self.surplus

    @property
    def as_declared(self) -> int:
        """The number of assets that are as declared."""
        return self.total - self.differing

    @property
    def share(self) -> float:
        """The percentage of assets that are as declared, rounded down to one decimal."""
        return 1000 * self.as_declared // self.total / 10


@dataclass(frozen=True)
class Breakdown:
    """The groups by one field, the one with most findings first."""

    by: str
    title: str
    groups: tuple[Group, ...]

    @property
    def heading(self) -> str:
        """What stands above the groups: "By location", "By Owner team"."""
        is_ours = self.by in _TITLES or self.by in SYSTEM_FIELD
        return f"By {self.title.lower() if is_ours else self.title}"


def title_of(by: str) -> str:
    """What people call that which assets are grouped by."""
    if by.startswith(PREFIX):
        return by[len(PREFIX) :]
    known = SYSTEM_FIELD.get(by)
    return _TITLES.get(by) or (known.name if known else by)


def key_of(by: str) -> str:
    """The name of the field that assets are grouped by."""
    return by.removeprefix(PREFIX)


def breakdowns(audit: Audit) -> tuple[Breakdown, ...]:
    """The assets counted by each field that was chosen; none of them without assets."""
    found = (Breakdown(by, title_of(by), tuple(_groups(audit, by))) for by in audit.by)
    return tuple(one for one in found if one.groups)


def values_of(asset: AuditedAsset, by: str) -> tuple[str, ...]:
    """What the asset has of that which assets are grouped by; an empty text if it has nothing."""
    if by == "asset_type":
        return (asset.asset_type,)
    if by == "field":
        changes = (
            () if asset.action == "create" else asset.changes
        )  # there, every field would differ
        return tuple(dict.fromkeys(one.field for one in changes))
    return _texts(asset.values.get(key_of(by)))


def _texts(value: Any) -> tuple[str, ...]:
    if is_hidden(value):
        return ("",)
    if isinstance(value, (list, tuple)):
        return tuple(dict.fromkeys(map(show, value))) or ("",)
    return (show(value),)


def _groups(audit: Audit, by: str) -> Iterator[Group]:
    totals: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for asset in audit.assets:
        for value in values_of(asset, by):
            totals[value] += 1
            kinds[value][asset.kind] += 1
    everything = len(audit.assets) if by == "field" else 0  # whatever the type, a field may differ
    groups = (
        Group(value, everything or total, *(kinds[value][kind] for kind in _KINDS))
        for value, total in totals.items()
    )
    yield from sorted(groups, key=lambda one: (-one.differing, one.value == "", one.value))
