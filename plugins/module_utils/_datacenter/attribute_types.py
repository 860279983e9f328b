# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The attribute types that identifiers of Data Center mean.

Identifiers that no page of the vendor shows are derived from names; if a server uses others, they are mapped in the
dialect's `attribute_types`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from .._core.fields import ATTRIBUTE_TYPES, AttributeType

IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "Asset List": ("InventoryList", "AssetList"),
    "Asset List by Asset Types": ("InventoryListByForm", "AssetListByForm", "AssetListByAssetType"),
    "Cascading Dropdown": (
        "CascadingDropdownList",
        "CascadingSelect",
        "CascadingList",
        "Cascading",
    ),
    "Checkbox": ("CheckboxList", "Checkboxes"),
    "Date Picker": ("DatePicker", "Date"),
    "Date Time Picker": ("DatetimePicker", "DateTime"),
    "Dropdown List": ("DropdownList", "Dropdown"),
    "Encrypted": ("EncryptedText", "Encryption", "Password"),
    "IP": ("IP", "IPAddress", "IPv4"),
    "IPv6": ("IPv6", "IPv6Address"),
    "Jira Organizations": (
        "JiraOrganization",
        "JiraOrganizationList",
        "Organization",
        "Organizations",
    ),
    "Jira Project": ("JiraProjects", "JiraProjectList", "ProjectPicker", "Project"),
    "Jira Project Components": (
        "JiraProjectComponent",
        "JiraComponents",
        "JiraComponent",
        "JiraProjectComponentList",
        "Component",
    ),
    "Jira Project Versions": (
        "JiraProjectVersion",
        "JiraVersions",
        "JiraVersion",
        "JiraProjectVersionList",
        "Version",
    ),
    "Jira User Picker": ("UserPicker", "JiraUser"),
    "List Box": ("ListBox",),
    "List Box - Multiple": ("ListBoxMultiple",),
    "Number Float (with decimals)": (
        "NumberFloat",
        "Float",
        "Double",
        "FloatNumber",
        "NumberDouble",
        "Decimal",
    ),
    "Number Long (without decimals)": (
        "NumberLong",
        "Long",
        "Number",
        "LongNumber",
        "Integer",
        "NumberInteger",
    ),
    "Radio Button": ("RadioButtonList", "RadioButtons"),
    "Text": ("Text",),
    "Text Area": ("TextArea",),
    "URL": ("URL",),
}
"""The identifiers under which a server may name an attribute type, beside its display name."""

_SECRET = re.compile(r"(?i)crypt|secret|passw|sensitive|credential|mask|hidden")


def squeeze(text: str) -> str:
    """Only letters and digits, in lower case: the form in which identifiers are looked up."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


_BY_IDENTIFIER: Mapping[str, AttributeType] = {
    squeeze(name): row
    for row in ATTRIBUTE_TYPES
    for name in (row.name, row.name.split(" (")[0], *IDENTIFIERS[row.name])
}


def find_attribute_type(
    identifier: str, renamed: Mapping[str, str], name: str = ""
) -> AttributeType | None:
    """The row for a server's `attributeType`, or None.

    `renamed` maps identifiers of this server, or names of attributes whose type it does not show, to display names.
    """
    found = _BY_IDENTIFIER.get(squeeze(renamed.get(identifier or name, identifier)))
    if found is None and _SECRET.search(identifier or name):
        # Its identifier is not documented, and a secret that is mistaken for a text would be shown.
        return _BY_IDENTIFIER["encrypted"]
    return found
