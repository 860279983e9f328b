# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets of types that were listed completely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .._core.model import AssetType, Field, Id, Row


class Listing:
    """The rows of completely listed types, indexed for look-ups. `every` has all asset types."""

    def __init__(
        self, rows: Iterable[Row], listed: Sequence[AssetType], every: Sequence[AssetType]
    ) -> None:
        self.types = {one.id: one for one in listed}
        self.rows = list(rows)
        self._every = [one.id for one in every]
        self.of_type: dict[Id, list[Row]] = defaultdict(list)
        self.by_name: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.asset_type is not None:
                self.of_type[row.asset_type.id].append(row)
            self.by_name[row.name].append(row)

    def has_all_of(self, field: Field) -> bool:
        """Whether every asset that an attribute may refer to is among the rows."""
        return all(one in self.types for one in field.allowed_types or self._every)
