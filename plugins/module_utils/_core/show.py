# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets, their files and changes as users see them: in the shape in which they would be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .fields import SYSTEM_FIELDS
from .kinds.table import show, show_raw
from .known import Known
from .model import AssetType, Attachment, Current, Declared, Field, Value


class Showing:
    """Shows answers as `show_raw` does. Most values of thousands of assets are alike, so what was shown is kept."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._shown: dict[tuple[int, type, Any], Any] = {}

    def of(self, raw: Any, field: Field) -> Any:
        """The server's answer in the user's spelling. The field must be that of an asset type, not a copy."""
        if not isinstance(raw, (str, int, float)):
            return show_raw(raw, field, self.known)
        key = (id(field), type(raw), raw)
        if key not in self._shown:
            self._shown[key] = show_raw(raw, field, self.known)
        shown = self._shown[key]
        return list(shown) if isinstance(shown, list) else shown


def show_asset(
    current: Current,
    asset_type: AssetType | None,
    known: Known,
    showing: Showing | None = None,
    declared: Mapping[str, Value] | None = None,
) -> dict[str, Any]:
    """The current asset in the shape in which users write assets; encrypted attributes are left out.

    `declared` has values that take the place of those that it has. Pass one `showing` when rendering many assets.
    """
    fields = asset_type.fields.values() if asset_type else SYSTEM_FIELDS
    show_one = (showing or Showing(known)).of
    raw, values = current.raw, declared or {}
    system: dict[str, Any] = {}
    attributes: dict[str, Any] = {}
    for field in fields:
        key = field.key
        if key in values:
            shown = show(values[key], field, known)
        elif key in raw and field.kind != "encrypted":
            answer = raw[key]
            shown = None if answer is None else show_one(answer, field)
        else:
            continue
        if field.is_system:
            system[key] = shown
        else:
            attributes[field.name] = shown
    result: dict[str, Any] = {
        "id": current.id,
        "asset_type": asset_type.name if asset_type else current.type_name,
        "name": current.name,
        **system,
        "attributes": attributes,
    }
    if current.attachments is not None:
        result["attachments"] = show_attachments(current.attachments, known)
    return result


def show_attachments(attached: Iterable[Attachment], known: Known) -> list[dict[str, Any]]:
    """The attached files as results show them."""
    return [
        {"name": file.name, known.attachment_key: file.id or None, "size": file.size}
        for file in attached
    ]


def show_as_declared(
    current: Current | None, declared: Declared, showing: Showing
) -> dict[str, Any]:
    """The asset with the declaration met: what it is after a run, and what check mode predicts.

    What was not declared is as the server shows it; for an asset that does not exist yet, it is empty.
    """
    asset_type = declared.asset_type
    if current is None:
        nothing = dict.fromkeys(asset_type.fields) if asset_type else {}
        current = Current("", "", asset_type, None, nothing, attachments=())
    values = declared.values if asset_type else None
    asset = show_asset(current, asset_type, showing.known, showing, values)
    asset["id"] = asset["id"] or None
    asset["name"] = declared.name or current.name
    return asset
