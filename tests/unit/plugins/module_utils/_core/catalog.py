# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A catalog for tests of the core: no server, every field kind, and names that look like something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    ATTRIBUTE_TYPES,
    SYSTEM_FIELDS,
    build_asset_type,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Field,
    Location,
    Option,
)

LOCATIONS = (
    Location(1, "Halden"),
    Location(2, "Store room, basement"),
    Location(3, "4"),  # named like the id of another one
    Location(4, "Oslo"),
    Location(5, "77"),  # named like an id that no location has
    Location(6, "Annexe"),
    Location(7, "Annexe"),
)

OPTIONS = (
    Option("10", "Ada"),
    Option("11", "Bal"),
    Option("12", "Ada, Bal"),  # like two others, joined
    Option("13", "14"),  # like the id of the next one
    Option("14", "13"),
    Option("15", "Yes"),
    Option("16", "one; two"),
    Option("17", "Can"),
)

CASCADE = (
    Option("1", "Europe", ("1",)),
    Option("2", "Norway", ("1", "2")),
    Option("3", "Halden", ("1", "2", "3")),
    Option("4", "Oslo", ("1", "2", "4")),
    Option("5", "6", ("5",)),  # like the id of the next one
    Option("6", "5", ("6",)),
    Option("7", "West-East", ("7",)),
    Option("8", "Oslo", ("7", "8")),  # a second one of this name
)

# Username and key of each user of Jira.
USERS = (("mei.lin", "JIRAUSER10101"), ("Tomas.Novak", "tnovak"))

_OPTIONS_OF = {"option": OPTIONS, "options": OPTIONS, "cascading": CASCADE}

ATTRIBUTES = tuple(
    Field(
        key=row.name,
        name=row.name,
        kind=row.kind,
        attribute_id=number,
        type_name=row.name,
        options=_OPTIONS_OF.get(row.kind, ()),
    )
    for number, row in enumerate(ATTRIBUTE_TYPES, 1)
)
"""One attribute of each type, called like the type."""

SPECIMEN = build_asset_type(1, "Specimen", ATTRIBUTES)
FIELDS: Mapping[str, Field] = SPECIMEN.fields
"""All 38 fields by key."""

OF_KIND: Mapping[str, Field] = {
    field.kind: field for field in reversed((*SYSTEM_FIELDS, *ATTRIBUTES))
}
"""One field of each kind."""


def spellings(users: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """What each text that names one of the users may stand for: its username and key; the case does not count."""
    return {
        text: frozenset({text, name, key})
        for name, key in users
        for text in (name, name.lower(), name.upper(), name.title(), key)
    }


KNOWN = Known(
    separator="@@@@@@",
    locations=LOCATIONS,
    users=spellings(USERS),
    attachment_key="server_file_name",
)
