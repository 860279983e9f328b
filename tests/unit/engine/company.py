# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogs that engine tests work with: a small company, and a type with a field of every kind.

`SPECIMEN` and `WIDGET` are those of the sandbox's seed "every_field", so that the contract can ask the same of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    ATTRIBUTE_TYPES,
    build_asset_type,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    AssetType,
    Field,
    Id,
    Location,
    Option,
)

PLACES = (
    Location(1, "Halden headquarters"),
    Location(2, "Data centre north"),
    Location(3, "Istanbul office"),
    Location(4, "Lisbon office"),
    Location(5, "Laboratory"),
    Location(6, "Store room, basement"),
)

PEOPLE = tuple(
    (name, f"JIRAUSER{number}")
    for number, name in enumerate(("ansible", "itdesk", "mei.lin", "tomas.novak"), 10100)
)
"""The username and the key of each user."""

_KIND_OF = {row.name: row.kind for row in ATTRIBUTE_TYPES}


def attribute(
    number: Id,
    name: str,
    type_name: str = "Text",
    options: Sequence[Option] = (),
    of: Sequence[AssetType] = (),
) -> Field:
    """An attribute of one of AIP's attribute types. `of` are the types that a reference may lead to."""
    allowed = tuple(one.id for one in of)
    return Field(name, name, _KIND_OF[type_name], number, type_name, tuple(options), allowed)


def options(*texts: str) -> tuple[Option, ...]:
    """The options of a list, by their texts."""
    return tuple(Option(str(number), text, (str(number),)) for number, text in enumerate(texts, 1))


def cascade(tree: Mapping[str, Mapping[str, Sequence[str]]]) -> tuple[Option, ...]:
    """The options of a cascading dropdown of up to three levels, numbered as they are written."""
    found: list[Option] = []

    def add(text: str, above: tuple[str, ...]) -> tuple[str, ...]:
        path = (*above, str(len(found) + 1))
        found.append(Option(path[-1], text, path))
        return path

    for top, below in tree.items():
        first = add(top, ())
        for middle, leaves in below.items():
            second = add(middle, first)
            for leaf in leaves:
                add(leaf, second)
    return tuple(found)


# --- a company ------------------------------------------------------------------------------------------------------

RACK = build_asset_type(
    1,
    "Rack",
    [
        attribute(1, "Height units", "Number Long (without decimals)"),
        attribute(2, "Notes", "Text Area"),
    ],
)
LAPTOP = build_asset_type(2, "Laptop", [attribute(3, "Model"), attribute(4, "User", "Asset List")])
SERVER = build_asset_type(
    3,
    "Server",
    [
        attribute(5, "Hostname"),
        attribute(6, "RAM GB", "Number Long (without decimals)"),
        attribute(7, "Roles", "Checkbox", options("backup", "database", "mail", "web")),
        attribute(8, "Environment", "Dropdown List", options("production", "staging")),
        attribute(9, "Rack", "Asset List by Asset Types", of=[RACK]),
        attribute(10, "Depends on", "Asset List"),
        attribute(11, "Console password", "Encrypted"),
    ],
)
COMPANY = (RACK, LAPTOP, SERVER)

# --- every kind -----------------------------------------------------------------------------------------------------

_OPTIONS = {
    "Cascading Dropdown": cascade(
        {
            "Europe": {"Norway": ["Halden", "Oslo"], "Portugal": ["Lisbon"]},
            "Asia": {"Türkiye": ["Istanbul"]},
            "Elsewhere": {},
        }
    ),
    "Checkbox": options("Ada", "Bal", "Can"),
    "Dropdown List": options("Ada", "Bal", "Yes", "1, 2 and 3"),
    "List Box": options("Mer", "Izm"),
    "List Box - Multiple": options("Izm", "Ist", "Mug"),
    "Radio Button": options("Can", "Ege"),
}

WIDGET = build_asset_type(
    2,
    "Widget",
    [
        attribute(24, "Colour", "Dropdown List", options("red", "green", "blue")),
        attribute(21, "Text"),
    ],
)
SPECIMEN = build_asset_type(
    1,
    "Specimen",
    [
        attribute(
            number,
            row.name,
            row.name,
            _OPTIONS.get(row.name, ()),
            [WIDGET] if row.name == "Asset List by Asset Types" else (),
        )
        for number, row in enumerate(ATTRIBUTE_TYPES, 1)
    ],
)
EVERY_KIND = (SPECIMEN, WIDGET)

VALUES: Mapping[str, tuple[Any, Any]] = {
    "status": ("In transit", "In stock"),
    "substatus": ("Defective", "Available"),
    "assignee": ("mei.lin", "tomas.novak"),
    "reserved_for": ("mei.lin", "tomas.novak"),
    "owner": ("mei.lin", "itdesk"),
    "managed_by": ("itdesk", "ansible"),
    "quantity": (3, 0),
    "asset_tag": ("T-1", "t-1"),
    "serial_number": ("4711", "04711"),
    "location": ("Data centre north", "Store room, basement"),
    "belongs_to_group": (["finance", "sales"], ["sales"]),
    "install_date": ("2026-02-03", "2026-02-04"),
    "cost": (99.5, 100),
    "currency": ("EUR", "TRY"),
    "invoice_number": ("I-1, 2", "I-1,2"),
    "Cascading Dropdown": (["Europe", "Portugal", "Lisbon"], ["Europe"]),
    "Checkbox": (["Ada", "Can"], ["Bal"]),
    "Date Picker": ("2026-12-31", "2027-01-01"),
    "Date Time Picker": ("2026-02-03T23:59", "2026-02-04T00:00"),
    "Dropdown List": ("1, 2 and 3", "Yes"),
    "IP": ("10.0.0.1", "10.0.0.10"),
    "IPv6": ("2001:db8::1", "::1"),
    "Jira Organizations": ([1, 3], [3]),
    "Jira Project": ([10001, 10002], [10002]),
    "Jira Project Components": (["10000-2", "10001-3"], ["10000-2"]),
    "Jira Project Versions": (["10000-1", "10001-5"], ["10001-5"]),
    "Jira User Picker": ("tomas.novak", "Nobody At All"),
    "List Box": ("Izm", "Mer"),
    "List Box - Multiple": (["Ist", "Izm"], ["Mug"]),
    "Number Float (with decimals)": (0.1, 1e7),
    "Number Long (without decimals)": (9007199254740993, -1),
    "Radio Button": ("Ege", "Can"),
    "Text": (" a, b #7 ", "A, b #7"),
    "Text Area": ("a\nb", "a b"),
    "URL": ("https://x.example/?a=1&b=2", "https://x.example/"),
}
"""Two values of each field but for references, as users write them; the first ones fit together, as do the others."""
