# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of fields: 15 system fields, 23 attribute types, and the status vocabulary.

A row names the kind of a field; what a kind means (how it is written, read and compared) is in kinds. Source of
all rows: the vendor's page "Asset REST services" (Data Center), and "System Fields" for the statuses.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import AssetType, Field, Id

SYSTEM_FIELDS: tuple[Field, ...] = (
    Field("status", "Status", "status"),
    Field("substatus", "Substatus", "substatus"),
    Field("assignee", "Assignee", "user"),
    Field("reserved_for", "Reserved for", "user"),
    Field("owner", "Owner", "user"),
    Field("managed_by", "Managed by", "user"),
    Field("quantity", "Quantity", "long"),
    Field("asset_tag", "Asset tag", "text"),
    Field("serial_number", "Serial Number", "text"),
    Field("location", "Location", "location"),
    Field("belongs_to_group", "Belongs to group", "groups"),
    Field("install_date", "Install Date", "date"),
    Field("cost", "Cost", "double"),
    Field("currency", "Currency", "currency"),
    Field("invoice_number", "Invoice Number", "text"),
)
SYSTEM_FIELD: Mapping[str, Field] = {row.key: row for row in SYSTEM_FIELDS}

NAME = Field("name", "Name", "text")
"""The asset's name: a field for filters and identities, but not one of the 15 system fields."""


@dataclass(frozen=True)
class AttributeType:
    """A row of the attribute types: display name and kind."""

    name: str
    kind: str


ATTRIBUTE_TYPES: tuple[AttributeType, ...] = (
    AttributeType("Asset List", "references"),
    AttributeType("Asset List by Asset Types", "references"),
    AttributeType("Cascading Dropdown", "cascading"),
    AttributeType("Checkbox", "options"),
    AttributeType("Date Picker", "date"),
    AttributeType("Date Time Picker", "datetime"),
    AttributeType("Dropdown List", "option"),
    AttributeType("Encrypted", "encrypted"),
    AttributeType("IP", "ip"),
    AttributeType("IPv6", "ipv6"),
    AttributeType("Jira Organizations", "ids"),
    AttributeType("Jira Project", "ids"),
    AttributeType("Jira Project Components", "id_pairs"),
    AttributeType("Jira Project Versions", "id_pairs"),
    AttributeType("Jira User Picker", "user_text"),
    AttributeType("List Box", "option"),
    AttributeType("List Box - Multiple", "options"),
    AttributeType("Number Float (with decimals)", "double"),
    AttributeType("Number Long (without decimals)", "long"),
    AttributeType("Radio Button", "option"),
    AttributeType("Text", "text"),
    AttributeType("Text Area", "text_area"),
    AttributeType("URL", "text"),
)


STATUSES: Mapping[str, tuple[str, ...]] = {
    "In stock": (
        "Available",
        "Reserved",
        "Defective",
        "Pending repair",
        "Pending install",
        "Pending disposal",
        "Pending transfer",
        "Pre-allocated",
    ),
    "In use": (),
    "In transit": (
        "Available",
        "Reserved",
        "Defective",
        "Pending install",
        "Pending disposal",
        "Pre-allocated",
    ),
    "On order": (),
    "In maintenance": (),
    "Retired": (),
    "Missing": ("Lost", "Stolen"),
}


@dataclass(frozen=True)
class Vocabulary:
    """The statuses with their substatuses, and the keys of those whose key is known.

    The vendor documents one key of each ("1"); the list of keys was never published. The dialect adds more.
    """

    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: dict(STATUSES))
    status_keys: Mapping[str, str] = field(default_factory=lambda: {"1": "In stock"})
    substatus_keys: Mapping[str, str] = field(default_factory=lambda: {"1": "Available"})

    @property
    def substatuses(self) -> tuple[str, ...]:
        """Every substatus of any status, each once."""
        return tuple(dict.fromkeys(name for names in self.statuses.values() for name in names))


def attribute_key(name: str) -> str:
    """The unique key of an attribute: its display name, marked if a system field has the same name."""
    return f"attributes.{name}" if name == NAME.key or name in SYSTEM_FIELD else name


def build_asset_type(type_id: Id, name: str, attributes: Iterable[Field]) -> AssetType:
    """The asset type with its fields in both indexes. If two attributes have the same name, the first is kept."""
    by_name: dict[str, Field] = {}
    for attribute in attributes:
        by_name.setdefault(attribute.name, attribute)
    fields = {**SYSTEM_FIELD, **{row.key: row for row in by_name.values()}}
    references = tuple(row for row in by_name.values() if row.kind == "references")
    return AssetType(type_id, name, by_name, fields, references)


def meant_for(key: str, written: Iterable[Any]) -> str:
    """A hint at what was written in place of a key that is missing, or nothing."""
    others = [str(one) for one in written]
    for one in others:
        if one.startswith("\ufeff") and one.strip('\ufeff "') == key:
            return f"; '{one}' begins with a byte order mark (BOM): save the file that it comes from without one"
    near = difflib.get_close_matches(key, others, n=1, cutoff=0.8)
    near = near or [one for one in others if one.strip().lower() == key]
    return f"; '{near[0]}' is written in its place" if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as "; did you mean 'Laptop'?", or the known names if none is close, or nothing."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not near:
        near = [name for name in names if name.lower() == word.strip().lower()][:1]
    if near:
        return f"; did you mean '{near[0]}'?"
    shown = ", ".join(f"'{name}'" for name in names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; available: {shown}" if names else ""
