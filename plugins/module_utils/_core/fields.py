# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of fields: 15 system fields, 23 attribute types, and the status vocabulary.

A row says which kind a field is; what a kind means (how it is written, sent, read and compared) stands in
kinds. Source of all rows: the vendor's page "Asset REST services" (Data Center), and "System Fields" for the
statuses. Identifiers of attribute types that no page shows are guesses by name; a server that uses others
is told to the collection with the dialect's `attribute_types`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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
"""The asset's name: a field where filters and identities speak of one, never one of the 15."""


@dataclass(frozen=True)
class AttributeType:
    """A row of the attribute types: display name, kind, and the identifiers under which a server may name it."""

    name: str
    kind: str
    identifiers: tuple[str, ...]


ATTRIBUTE_TYPES: tuple[AttributeType, ...] = (
    AttributeType("Asset List", "references", ("InventoryList", "AssetList")),
    AttributeType(
        "Asset List by Asset Types",
        "references",
        ("InventoryListByForm", "AssetListByForm", "AssetListByAssetType"),
    ),
    AttributeType(
        "Cascading Dropdown",
        "cascading",
        ("CascadingDropdownList", "CascadingSelect", "CascadingList", "Cascading"),
    ),
    AttributeType("Checkbox", "options", ("CheckboxList", "Checkboxes")),
    AttributeType("Date Picker", "date", ("DatePicker", "Date")),
    AttributeType("Date Time Picker", "datetime", ("DatetimePicker", "DateTime")),
    AttributeType("Dropdown List", "option", ("DropdownList", "Dropdown")),
    AttributeType("Encrypted", "encrypted", ("EncryptedText", "Encryption", "Password")),
    AttributeType("IP", "ip", ("IP", "IPAddress", "IPv4")),
    AttributeType("IPv6", "ipv6", ("IPv6", "IPv6Address")),
    AttributeType(
        "Jira Organizations",
        "ids",
        ("JiraOrganization", "JiraOrganizationList", "Organization", "Organizations"),
    ),
    AttributeType(
        "Jira Project", "ids", ("JiraProjects", "JiraProjectList", "ProjectPicker", "Project")
    ),
    AttributeType(
        "Jira Project Components",
        "id_pairs",
        (
            "JiraProjectComponent",
            "JiraComponents",
            "JiraComponent",
            "JiraProjectComponentList",
            "Component",
        ),
    ),
    AttributeType(
        "Jira Project Versions",
        "id_pairs",
        ("JiraProjectVersion", "JiraVersions", "JiraVersion", "JiraProjectVersionList", "Version"),
    ),
    AttributeType("Jira User Picker", "user_text", ("UserPicker", "JiraUser")),
    AttributeType("List Box", "option", ("ListBox",)),
    AttributeType("List Box - Multiple", "options", ("ListBoxMultiple",)),
    AttributeType(
        "Number Float (with decimals)",
        "double",
        ("NumberFloat", "Float", "Double", "FloatNumber", "NumberDouble", "Decimal"),
    ),
    AttributeType(
        "Number Long (without decimals)",
        "long",
        ("NumberLong", "Long", "Number", "LongNumber", "Integer", "NumberInteger"),
    ),
    AttributeType("Radio Button", "option", ("RadioButtonList", "RadioButtons")),
    AttributeType("Text", "text", ("Text",)),
    AttributeType("Text Area", "text_area", ("TextArea",)),
    AttributeType("URL", "text", ("URL",)),
)


def squeeze(text: str) -> str:
    """Only letters and digits, in lower case: the form in which identifiers of attribute types are looked up."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _index_types() -> dict[str, AttributeType]:
    index: dict[str, AttributeType] = {}
    for row in ATTRIBUTE_TYPES:
        for name in (row.name, row.name.split(" (")[0], *row.identifiers):
            index[squeeze(name)] = row
    return index


_BY_IDENTIFIER = _index_types()


def find_attribute_type(
    identifier: str, renamed: Mapping[str, str], name: str = ""
) -> AttributeType | None:
    """The row for a server's `attributeType`, or None.

    `renamed` maps identifiers of this server, or names of attributes whose type it does not tell, to display names.
    """
    told = renamed.get(identifier or name, identifier)
    known = _BY_IDENTIFIER.get(squeeze(told))
    if known is None and _SECRET.search(identifier or name):
        # Its identifier is not documented, and a secret that is taken for a text would be shown.
        return _BY_IDENTIFIER["encrypted"]
    return known


_SECRET = re.compile(r"(?i)crypt|secret|passw|sensitive|credential|mask|hidden")


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
    """The unique key of an attribute: its display name, marked where a system field is spelled alike."""
    return f"attributes.{name}" if name == NAME.key or name in SYSTEM_FIELD else name


def build_asset_type(type_id: Id, name: str, attributes: Iterable[Field]) -> AssetType:
    """The asset type with its fields in both indexes. Of two attributes with one name, the first is kept."""
    by_name: dict[str, Field] = {}
    for attribute in attributes:
        by_name.setdefault(attribute.name, attribute)
    fields = {**SYSTEM_FIELD, **{row.key: row for row in by_name.values()}}
    references = tuple(row for row in by_name.values() if row.kind == "references")
    return AssetType(type_id, name, by_name, fields, references)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint such as "; did you mean 'Laptop'?", or the known names when none is near, or nothing."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if not near:
        near = [name for name in names if name.lower() == word.strip().lower()][:1]
    if near:
        return f"; did you mean '{near[0]}'?"
    shown = ", ".join(f"'{name}'" for name in names[:12]) + (", ..." if len(names) > 12 else "")
    return f"; there are: {shown}" if names else ""
