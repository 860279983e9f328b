# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Search results as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._core.fields import SYSTEM_FIELDS
from .._core.model import AssetType, Id, Row
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
    empty: dict[tuple[Id | None, bool], Mapping[str, None]] = {}
    rows = []
    for shown, asset_type in zip(found, of_type):
        if ids and (asset_type is None or asset_type.id not in ids):
            continue
        kind = (asset_type.id if asset_type else None, shown.has_entries)
        if kind not in empty:
            empty[kind] = empty_fields(asset_type, system, shown.has_entries)
        raw = {**empty[kind], **raw_fields(shown, asset_type)}
        rows.append(Row(shown.id, shown.name, asset_type, shown.type_name, raw, shown.attachments))
    return rows


def empty_fields(
    asset_type: AssetType | None, system: bool, attributes: bool
) -> Mapping[str, None]:
    """The fields that answers leave out if they are empty: `system` fields, or the `attributes` of the type."""
    keys = [field.key for field in SYSTEM_FIELDS] if system else []
    if attributes and asset_type is not None:
        keys += [field.key for field in asset_type.attributes.values()]
    return dict.fromkeys(keys)
