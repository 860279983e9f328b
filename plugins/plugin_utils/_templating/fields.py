# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields of assets by the names that people write: system fields, and attributes by their display names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._core.declared import ASSET_KEYS

ATTRIBUTES = "attributes"
_MARK = f"{ATTRIBUTES}."
PLAIN_KEYS = tuple(key for key in ASSET_KEYS if key not in (ATTRIBUTES, "attachments"))
"""The keys of an asset beside its attributes whose values are single, or lists of texts."""


def place_of(field: str) -> tuple[str, str]:
    """Where an asset has a field, "attributes" or "", and its key. `attributes.status` is no system field."""
    if field.startswith(_MARK):
        return ATTRIBUTES, field[len(_MARK) :]
    return ("", field) if field in PLAIN_KEYS else (ATTRIBUTES, field)


def get(asset: Mapping[str, Any], field: str) -> Any:
    """The value of a field of an asset; None if it is empty or not there."""
    where, key = place_of(field)
    holder = asset.get(where) if where else asset
    return holder.get(key) if isinstance(holder, Mapping) else None


def fields_in(assets: Iterable[Mapping[str, Any]]) -> set[str]:
    """The fields that any of the assets has, as they are written."""
    found: set[str] = set()
    for asset in assets:
        found.update(str(key) for key in asset if key != ATTRIBUTES)
        attributes = asset.get(ATTRIBUTES)
        for key in attributes if isinstance(attributes, Mapping) else ():
            found.add(f"{_MARK}{key}" if key in PLAIN_KEYS else str(key))
    return found


def put(asset: dict[str, Any], field: str, value: Any) -> None:
    """Set a field of an asset that is being made."""
    where, key = place_of(field)
    if where:
        asset.setdefault(where, {})[key] = value
    else:
        asset[key] = value
