# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the vendor leaves undocumented about the wire format, in one value.

Reading is tolerant and needs no settings, except for time zones and words of a server's own. Writing follows one
assumption for each open point; for servers that require another, there is the option `dialect`, whose sub-options
have the names of these fields.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from .._core.errors import InputError
from .._core.fields import ATTRIBUTE_TYPES, STATUSES, SYSTEM_FIELD, Vocabulary
from .wire_forms import SYSTEM_NAMES

CHOICES: Mapping[str, tuple[str, ...]] = {
    "asset_type_key": ("formId", "formName", "form"),
    "system_fields": ("top_level", "attributes"),  # beside the name, or as further attributes
    "attributes": ("entries", "map"),  # a list of entries, or one flat name-to-value mapping
    "numbers": ("number", "text"),
    "clear_with": ("empty_text", "null"),
    "search_types_by": ("name", "id"),
    "name_uniqueness": ("unknown", "allowed", "per_type", "never"),  # may several have one name
}
"""The values of settings with a fixed set of values; the first one is the default."""


@dataclass(frozen=True)
class Dialect:
    """One assumption for each open point of the API."""

    asset_type_key: str = CHOICES["asset_type_key"][0]
    system_fields: str = CHOICES["system_fields"][0]
    attributes: str = CHOICES["attributes"][0]
    numbers: str = CHOICES["numbers"][0]
    clear_with: str = CHOICES["clear_with"][0]
    update_with_asset_type: bool = False
    upload_part: str = "file"
    search_types_by: str = CHOICES["search_types_by"][0]
    name_uniqueness: str = CHOICES["name_uniqueness"][0]
    name_changes: tuple[str, ...] = ()  # what becomes of names when they are stored
    html_escaped: bool = False  # whether answers have texts as HTML, "R&amp;D" for "R&D"
    time_zone: str = "UTC"
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status_keys: Mapping[str, str] = field(default_factory=dict)
    substatus_keys: Mapping[str, str] = field(default_factory=dict)
    attribute_types: Mapping[str, str] = field(default_factory=dict)
    unreadable_fields: tuple[str, ...] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        """The vendor's statuses, and this server's additional ones."""
        base = Vocabulary()
        return Vocabulary(
            statuses={**STATUSES, **self.statuses},
            status_keys={**base.status_keys, **self.status_keys},
            substatus_keys={**base.substatus_keys, **self.substatus_keys},
        )

    @property
    def zone(self) -> datetime.tzinfo:
        """The server's time zone."""
        return parse_zone(self.time_zone)


def parse_zone(text: str) -> datetime.tzinfo:
    """The zone of an offset such as +03:00, of UTC, or of a name such as Europe/Berlin. Raises InputError."""
    if text.upper() in ("UTC", "Z"):
        return datetime.timezone.utc
    match = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", text)
    try:
        if match:
            minutes = int(match.group(2)) * 60 + int(match.group(3))
            sign = -1 if match.group(1) == "-" else 1
            return datetime.timezone(datetime.timedelta(minutes=sign * minutes))
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - few servers need one

        return ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        raise InputError(
            [
                (
                    f"dialect: time_zone '{text}' is not known: write an offset such as"
                    " +03:00, or a name such as Europe/Berlin"
                )
            ]
        ) from None


def build_dialect(written: Mapping[str, Any]) -> Dialect:
    """The dialect that the option's sub-options describe; None keeps the default."""
    given: dict[str, Any] = {
        row.name: written[row.name] for row in fields(Dialect) if written.get(row.name) is not None
    }
    problems: list[str] = []
    if "statuses" in given:
        given["statuses"] = {
            str(name): _texts(under, problems) for name, under in given["statuses"].items()
        }
    for key in ("status_keys", "substatus_keys", "attribute_types"):
        if key in given:
            given[key] = {str(name): str(meaning) for name, meaning in given[key].items()}
    for key in ("unreadable_fields", "name_changes"):
        if key in given:
            given[key] = tuple(str(name) for name in given[key])
    type_names = {row.name for row in ATTRIBUTE_TYPES}
    for identifier, name in given.get("attribute_types", {}).items():
        if name not in type_names:
            problems.append(
                f"dialect: attribute_types: '{identifier}' is mapped to '{name}', which is not an attribute type"
            )
    if problems:
        raise InputError(problems)
    dialect = Dialect(**given)
    dialect.zone  # noqa: B018  (a wrong zone is reported now, not at the first date)
    return dialect


def _texts(value: Any, problems: list[str]) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(str(item) for item in value)
    if value is not None:
        problems.append(
            "dialect: statuses: takes a mapping of status to the list of its substatuses"
        )
    return ()


def bare_name(wire: str) -> str:
    """A system field's name without `asset.`."""
    return wire.split(".", 1)[1]


WIRE_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    key: (SYSTEM_NAMES[key], bare_name(SYSTEM_NAMES[key])) for key in SYSTEM_FIELD
}
"""The keys of an asset under which an answer may have each system field."""

ENTRY_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    key: (*names, SYSTEM_FIELD[key].name) for key, names in WIRE_SPELLINGS.items()
}
"""The same for an entry among the attributes, which may also have the display name."""

WAYS_OUT: Mapping[str, str] = {
    "attribute_type": ": map it in dialect.attribute_types",
    "status": " (add your AIP's own statuses to the option 'dialect')",
    "status_key": "name it in dialect, {kind}_keys",
    "unreadable": "to write it only at creation, name it in dialect, unreadable_fields",
    "not_kept": "this server needs another setting of dialect",
}
"""The options that settle open points, as the ends of sentences; see `Known.way_out`."""
