# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A catalog for tests of the core: no server, every field kind, and names that look like something else."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    ATTRIBUTE_TYPES,
    SYSTEM_FIELDS,
    Vocabulary,
    build_asset_type,
)
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
        wire=row.name,
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


@dataclasses.dataclass(frozen=True)
class Given:
    """A catalog of given facts. It is asked what the server would be asked."""

    vocabulary: Vocabulary = dataclasses.field(default_factory=Vocabulary)
    time_zone: datetime.tzinfo = datetime.timezone.utc
    places: tuple[Location, ...] = LOCATIONS
    users: tuple[tuple[str, str], ...] = USERS
    options: Mapping[int, tuple[Option, ...]] = dataclasses.field(default_factory=dict)

    def locations(self) -> tuple[Location, ...]:
        """All locations."""
        return self.places

    def user_spellings(self, text: str) -> frozenset[str]:
        """Username and key of that user, whatever the case of the username; only `text` if there is none."""
        for name, key in self.users:
            if text.lower() == name.lower() or text == key:
                return frozenset({text, name, key})
        return frozenset({text})

    def with_options(self, field: Field) -> Field:
        """The field with the options given for it."""
        options = self.options.get(field.attribute_id or 0)
        return dataclasses.replace(field, options=options) if options else field


KNOWN = Given()
