# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON of create and update.

The vendor documents what may be sent ("Asset REST services": the name, system fields by their field name, attributes
in text formats) but not the JSON around it. The default uses only keys that are printed somewhere in the vendor's
pages; the dialect has the alternatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._core.model import AssetType, Field, Value
from .dialect import Dialect
from .wire_forms import spell, wire_name


def build_payload(
    name: str,
    asset_type: AssetType | None,
    values: Sequence[tuple[Field, Value]],
    dialect: Dialect,
) -> dict[str, Any]:
    """The body for the name, the asset type (None where it is not sent) and the fields to write; None clears one."""
    raw = [(field, _wire_value(field, value, dialect)) for field, value in values]
    return arrange_payload(name, asset_type, raw, dialect)


def arrange_payload(
    name: str,
    asset_type: AssetType | None,
    values: Sequence[tuple[Field, Any]],
    dialect: Dialect,
) -> dict[str, Any]:
    """The same with values that already have the server's form."""
    body: dict[str, Any] = {"name": name}
    if asset_type is not None:
        body[dialect.asset_type_key] = (
            asset_type.id if dialect.asset_type_key == "formId" else asset_type.name
        )
    entries: list[dict[str, Any]] = []
    by_name: dict[str, Any] = {}
    for field, wire_value in values:
        if field.is_system and dialect.system_fields == "top_level":
            body[wire_name(field)] = wire_value
        elif dialect.attributes == "map":
            by_name[wire_name(field)] = wire_value
        else:
            entries.append({"attribute": _attribute(field), "attributeValue": wire_value})
    if entries or by_name:
        body["attributes"] = by_name or entries
    return body


def _attribute(field: Field) -> dict[str, Any]:
    if field.is_system:
        return {"attributeName": wire_name(field)}
    return {"id": field.attribute_id, "attributeName": wire_name(field)}


def blank(dialect: Dialect) -> str | None:
    """The value that clears a field."""
    return "" if dialect.clear_with == "empty_text" else None


def _wire_value(field: Field, value: Value, dialect: Dialect) -> Any:
    if value is None:
        return blank(dialect)
    sent = spell(value, field)
    if isinstance(sent, float) and sent.is_integer() and abs(sent) < 2**53:
        sent = int(sent)
    return str(sent) if dialect.numbers == "text" else sent
