# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asset types, and the type of each asset: answers show an id, a name that several types may have, or nothing."""

from __future__ import annotations

import dataclasses
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .._core.fields import build_asset_type
from .._core.model import AssetType, Id
from .._local.parallel import in_parallel
from .absence import No
from .answers import Shown
from .asset_calls import AssetCalls
from .catalog_calls import CatalogCalls

_WITH_OPTIONS = frozenset({"option", "options", "cascading"})


class Types:
    """The asset types of a server, read once, and the types of assets that had to be read by id for this."""

    def __init__(self, catalogs: CatalogCalls, assets: AssetCalls) -> None:
        self._catalogs, self._assets = catalogs, assets
        self._lock = threading.RLock()
        self._every: tuple[AssetType, ...] | None = None
        self._by_id: dict[Id, AssetType] | None = None
        self._by_asset: dict[Id, AssetType | None] = {}

    def every(self) -> tuple[AssetType, ...]:
        """All asset types; the list of types may leave the options to the list of attributes."""
        with self._lock:
            if self._every is None:
                types = self._catalogs.asset_types()
                if any(map(_lacks_options, types)):
                    options = self._catalogs.attribute_options()
                    types = tuple(_with_options(one, options) for one in types)
                self._every = types
            return self._every

    def forget(self) -> None:
        """Read the types again when they are next needed."""
        with self._lock:
            self._every = self._by_id = None

    def shown_by(self, shown: Shown) -> AssetType | None:
        """The type that an answer shows, unless it is a name that several types have."""
        if shown.type_id is not None:
            every = self.every()
            with self._lock:
                if self._by_id is None:
                    self._by_id = {one.id: one for one in every}
                return self._by_id.get(shown.type_id)
        named = [one for one in self.every() if one.name == shown.type_name]
        return named[0] if len(named) == 1 else None

    def of_rows(
        self, found: Sequence[Shown], allowed: Sequence[AssetType], workers: int
    ) -> list[AssetType | None]:
        """The type of each row; if a row does not determine it, the asset is read by id, once."""
        if not found:
            return []
        every = self.every()
        by_id = {one.id: one for one in every}
        times = Counter(one.name for one in every)
        by_name = {one.name: one for one in every if times[one.name] == 1}
        possible = {one.name for one in allowed or every}
        open_ids = [
            shown.id
            for shown in found
            if shown.type_id is None
            and shown.type_name not in by_name
            and (shown.type_name is None or shown.type_name in possible)
            and shown.id not in self._by_asset
        ]
        self._learn(open_ids, workers)
        return [
            by_id.get(shown.type_id)
            if shown.type_id is not None
            else by_name.get(shown.type_name or "") or self._by_asset.get(shown.id)
            for shown in found
        ]

    def _learn(self, ids: Sequence[Id], workers: int) -> None:
        """Read the types of assets by id."""
        read = in_parallel(self._read_type, ids, workers)
        with self._lock:
            self._by_asset.update(zip(ids, read))

    def _read_type(self, asset_id: Id) -> AssetType | None:
        """The type of an asset, None if the asset is gone or no answer shows its type. Raises a refusal."""
        no: No | None = None
        is_shown = False
        for read in (self._assets.read_transformed, self._assets.read_inventory):
            answer = read(asset_id)
            if isinstance(answer, No):
                no = answer
                continue
            is_shown = True
            found = self.shown_by(answer)
            if found is not None:
                return found
        # Without its type, the row would be left out as if the asset were gone.
        if no is not None and not is_shown and not self._assets.is_missing(no):
            raise no.error
        return None


def _lacks_options(asset_type: AssetType) -> bool:
    return any(
        field.kind in _WITH_OPTIONS and not field.options
        for field in asset_type.attributes.values()
    )


def _with_options(asset_type: AssetType, options: Mapping[int, Any]) -> AssetType:
    """The type with the options of its attributes, from the list of attributes."""
    return build_asset_type(
        asset_type.id,
        asset_type.name,
        [
            dataclasses.replace(field, options=options.get(int(field.attribute_id or 0), ()))
            if field.kind in _WITH_OPTIONS and not field.options
            else field
            for field in asset_type.attributes.values()
        ],
    )
