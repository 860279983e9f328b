# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets of types that were listed whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .._core.model import AssetType, Field
from .._datacenter.answers import Shown
from .finder import Finder


class Stock:
    """The rows of the types that were listed whole, by what they are looked up by."""

    def __init__(self, rows: Iterable[Shown], listed: Sequence[AssetType], finder: Finder) -> None:
        self.listed = {one.id: one for one in listed}
        self.rows = list(rows)
        self._finder = finder
        types = finder.catalog.asset_types()
        self._by_id = {one.id: one for one in types}
        names = [one.name for one in types]
        self._by_unique_name = {one.name: one for one in types if names.count(one.name) == 1}
        self.of_type: dict[int, list[Shown]] = defaultdict(list)
        self.by_name: dict[str, list[Shown]] = defaultdict(list)
        for row in self.rows:
            asset_type = self.type_of(row)
            if asset_type is not None:
                self.of_type[asset_type.id].append(row)
            self.by_name[row.name].append(row)

    def type_of(self, row: Shown) -> AssetType | None:
        """The type of a row; None where nothing tells it."""
        if row.type_id is not None:
            return self._by_id.get(row.type_id)
        known = self._by_unique_name.get(row.type_name or "")
        return known or self._finder.type_of(row)

    def has_all_of(self, field: Field) -> bool:
        """Whether every asset that an attribute may refer to is among the rows."""
        return all(one in self.listed for one in field.allowed_types or self._by_id)
