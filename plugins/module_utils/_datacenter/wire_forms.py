# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The spelling on AIP Data Center of canonical forms: field names, values, search types.

Source: the vendor's pages "Asset REST services" (names of system fields, text formats of attributes) and "Asset search
REST services" (field types of a search).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .._core.errors import AipError
from .._core.fields import NAME, SYSTEM_FIELDS
from .._core.model import Field, Id, Ref, Secret, Value, id_order

SEPARATOR = "@@@@@@"
"""Between the values of option and id lists ("Asset REST services", attributes table)."""


def _system_name(key: str) -> str:
    """A key in camelCase, after `asset.`."""
    first, *others = key.split("_")
    return "asset." + first + "".join(word.capitalize() for word in others)


SYSTEM_NAMES: Mapping[str, str] = {
    row.key: _system_name(row.key) for row in (NAME, *SYSTEM_FIELDS)
} | {"currency": "asset.costCurrency"}
"""The server's names of the name and the system fields, by `Field.key`."""


def wire_name(field: Field) -> str:
    """The server's name of a field: `asset.serialNumber`, or an attribute's display name."""
    return SYSTEM_NAMES[field.key] if field.is_system else field.name


def _join(value: frozenset[str]) -> str:
    return SEPARATOR.join(sorted(value))


def _groups(value: frozenset[str]) -> str:
    return json.dumps(sorted(value), ensure_ascii=False)


def _ids(value: frozenset[Ref]) -> str:
    return ",".join(str(one) for one in sorted({_id_of(ref) for ref in value}, key=id_order))


def _id_of(ref: Ref) -> Id:
    if ref.id is None:
        raise AipError(f"'{ref.name}' is referred to, but has not been created")
    return ref.id


def _clear_text(value: Secret) -> str:
    return value.text


_SPELLED: Mapping[str, Callable[[Any], Any]] = {
    "options": _join,
    "ids": _join,
    "id_pairs": _join,
    "groups": _groups,
    "references": _ids,
    "encrypted": _clear_text,
}
"""How values of a kind are sent, if not in canonical form."""

SEARCH_TYPES: Mapping[str, str] = {
    "text": "STRING",
    "ip": "STRING",
    "long": "LONG",
    "double": "DOUBLE",
    "date": "DATE",
    "option": "LIST",
    "options": "LIST",
}
"""The search field type that reliably finds values of a kind."""


def spell(value: Value, field: Field) -> Any:
    """The value as it is sent: text or a number. The dialect determines how a field is cleared."""
    return _SPELLED.get(field.kind, lambda plain: plain)(value)
