# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Search results as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._core.fields import SYSTEM_FIELDS
from .._core.model import AssetType, Row
from .answers import Shown, raw_fields


def as_rows(
    found: Sequence[Shown],
    of_type: Sequence[AssetType | None],
    types: Iterable[AssetType],
    system: bool,
) -> list[Row]:
    """The rows of a search that are of these types (of any, for none).

    `of_type` has the type of each; `system` is True if the search carries system fields.
    """
    ids = {one.id for one in types}
    rows = []
    for shown, asset_type in zip(found, of_type):
        if ids and (asset_type is None or asset_type.id not in ids):
            continue
        raw = raw_fields(shown, asset_type)
        fill(raw, asset_type, system, shown.has_entries)
        rows.append(Row(shown.id, shown.name, asset_type, shown.type_name, raw, shown.attachments))
    return rows


def fill(raw: dict[str, Any], asset_type: AssetType | None, system: bool, attributes: bool) -> None:
    """Set fields that answers leave out because they are empty to None."""
    if system:
        for field in SYSTEM_FIELDS:
            raw.setdefault(field.key, None)
    if attributes and asset_type is not None:
        for field in asset_type.attributes.values():
            raw.setdefault(field.key, None)
