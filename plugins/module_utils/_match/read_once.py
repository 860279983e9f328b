# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets that are read by id during one matching, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .._core.model import AssetType, Current, Declared, Field, Id
from .._read.catalog import Catalog
from .._read.shown import read_shown


class ReadOnce:
    """Reads by id assets that a search showed, with all fields that are declared for their type; keeps the answers."""

    def __init__(self, catalog: Catalog, declared: Sequence[Declared]) -> None:
        self._catalog = catalog
        self._fields = _fields_by_type(declared)
        self._read: dict[Id, Current | None] = {}

    def keep(self, currents: Iterable[Current]) -> None:
        """Keep assets that were read already."""
        self._read.update({one.id: one for one in currents})

    def read(self, shown: Iterable[Current]) -> None:
        """Read the assets that were not read yet."""
        left = {one.id: one for one in shown if one.id not in self._read}
        if left:
            read = read_shown(left, self._fields_of, self._catalog)
            self._read.update({one: read.get(one) for one in left})

    def of(self, shown: Current) -> Current | None:
        """The asset as read by id; None if it no longer exists."""
        self.read([shown])
        return self._read[shown.id]

    def was_read(self, asset_id: Id) -> bool:
        """Whether an asset was read by id."""
        return asset_id in self._read

    def _fields_of(self, asset_type: AssetType | None) -> Sequence[Field]:
        return self._fields.get(asset_type.id, ()) if asset_type else ()


def _fields_by_type(declared: Iterable[Declared]) -> Mapping[Id, Sequence[Field]]:
    """The fields that are declared for any asset of a type."""
    found: dict[Id, dict[str, Field]] = defaultdict(dict)
    for one in declared:
        if one.asset_type is not None:
            of_type = found[one.asset_type.id]
            if not one.values.keys() <= of_type.keys():
                of_type.update((key, one.asset_type.fields[key]) for key in one.values)
    return {key: list(fields.values()) for key, fields in found.items()}
