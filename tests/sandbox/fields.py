# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 15 system fields and the 23 attribute types: what may be written, how it is stored.

A family is a way of writing values; every system field and every attribute type belongs to one.
`parse` takes the JSON value of a request and returns the canonical form, or raises BadValue.
Canonical forms: text, number, ISO text, list of texts, list of asset ids, user key, location id.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .model import Attribute, Catalog, Option
from .switches import Switches
from .vocabulary import CURRENCIES, STATUSES, SUBSTATUSES

# Documented by the vendor: six at-signs between options, a comma between assets.
OPTION_SEPARATOR = "@@@@@@"
ASSET_SEPARATOR = ","

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


class BadValue(ValueError):
    """A value that the documents do not allow for this field."""


@dataclass(frozen=True)
class Scope:
    """What a value may refer to.

    find_asset(text, form_ids) returns the id of the asset with that id, or else the first one with
    that name; only among the given types, if any are given.
    """

    catalog: Catalog
    switches: Switches
    find_asset: Callable[[str, Iterable[int]], int | None]


Parse = Callable[[Any, "Attribute | None", Scope], Any]


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise BadValue(f"must be a text, not {json.dumps(raw)}")
    return raw


def _parse_text(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
    return _text(raw)


def _number(raw: Any, scope: Scope, convert: Callable[[str], Any]) -> Any:
    """Return a number out of JSON, written in the way that the switch allows."""
    allowed = scope.switches["number_input"]
    if isinstance(raw, str):
        if allowed == "number":
            raise BadValue(f"must be a number, not the text {json.dumps(raw)}")
        try:
            return convert(raw.strip())
        except ValueError as error:
            raise BadValue(f"is not a number: {raw}") from error
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or allowed == "text":
        raise BadValue(f"must be a {allowed}, not {json.dumps(raw)}")
    return raw


def _parse_long(raw: Any, attribute: Attribute | None, scope: Scope) -> int:
    number = _number(raw, scope, int)
    if not isinstance(number, int) or not -(2**63) <= number < 2**63:
        raise BadValue(f"must be a number without decimals, not {raw}")
    return number


def _parse_double(raw: Any, attribute: Attribute | None, scope: Scope) -> float:
    try:
        number = float(_number(raw, scope, float))
    except OverflowError as error:
        raise BadValue("is too large a number") from error
    if not math.isfinite(number):
        raise BadValue(f"is not a finite number: {raw}")
    return number


def _parse_date(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
    text = _text(raw)
    if not _DATE.fullmatch(text):
        raise BadValue(f"must be a date like 2026-02-03, not {text}")
    _check_calendar(text, datetime.date.fromisoformat)
    return text


def _parse_date_time(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
    text = _text(raw)
    if not _DATE_TIME.fullmatch(text):
        raise BadValue(f"must be a date-time like 2026-02-03T11:49, not {text}")
    _check_calendar(text, datetime.datetime.fromisoformat)
    return text


def _check_calendar(text: str, read: Callable[[str], Any]) -> None:
    try:
        read(text)
    except ValueError as error:
        raise BadValue(f"is not in the calendar: {text}") from error


def _parts(text: str, separator: str) -> list[str]:
    """Split several values; an empty one is an error, a repeated one counts once."""
    parts = text.split(separator)
    if "" in parts:
        raise BadValue(f"holds an empty value: {text!r}")
    return list(dict.fromkeys(parts))


def _parse_option(raw: Any, attribute: Attribute | None, scope: Scope) -> list[str]:
    text = _text(raw)
    _check_members([text], _option_texts(attribute), "option")
    return [text]


def _parse_options(raw: Any, attribute: Attribute | None, scope: Scope) -> list[str]:
    texts = _parts(_text(raw), OPTION_SEPARATOR)
    _check_members(texts, _option_texts(attribute), "option")
    return texts


def _option_texts(attribute: Attribute | None) -> list[str]:
    return [option.text for option in attribute.options] if attribute else []


def _check_members(texts: Iterable[str], known: Iterable[str], what: str) -> None:
    wrong = [text for text in texts if text not in known]
    if wrong:
        raise BadValue(f"no such {what}: {', '.join(wrong)}")


def _parse_path(raw: Any, attribute: Attribute | None, scope: Scope) -> list[int]:
    """A Cascading Dropdown takes option ids from the root down, joined by "-"."""
    ids = _text(raw).split("-")
    level: tuple[Option, ...] = attribute.options if attribute else ()
    path = []
    for text in ids:
        option = next((o for o in level if str(o.id) == text), None)
        if option is None:
            raise BadValue(f"no such option path: {raw}")
        path.append(option.id)
        level = option.children
    return path


def _parse_assets(raw: Any, attribute: Attribute | None, scope: Scope) -> list[int]:
    forms = attribute.allowed_forms if attribute else ()
    found = []
    for text in _parts(_text(raw), ASSET_SEPARATOR):
        target = scope.find_asset(text, forms)
        if target is None:
            raise BadValue(f"no such asset: {text}")
        found.append(target)
    return list(dict.fromkeys(found))


def _ids_out_of(name: str) -> Parse:
    """Return the parser of a Jira id list, such as projects."""

    def parse(raw: Any, attribute: Attribute | None, scope: Scope) -> list[str]:
        ids = _parts(_text(raw), OPTION_SEPARATOR)
        _check_members(ids, getattr(scope.catalog, name), f"id of {name}")
        return ids

    return parse


def _parse_user(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
    user = scope.catalog.user(_text(raw))
    if user is None:
        raise BadValue(f"no such user: {raw}")
    return user.key


def _keyed(names: dict[str, str], what: str) -> Parse:
    """Return the parser of a vocabulary that takes keys and display names."""

    def parse(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
        text = _text(raw)
        if text in names:
            return text
        for key, name in names.items():
            if name == text:
                return key
        raise BadValue(f"no such {what}: {text}")

    return parse


def _parse_location(raw: Any, attribute: Attribute | None, scope: Scope) -> int:
    text = _text(raw)
    locations = scope.catalog.locations
    if text.isascii() and text.isdigit() and int(text) in locations:
        return int(text)
    for location in locations.values():
        if location.name == text:
            return location.id
    raise BadValue(f"no such location: {text}")


def _parse_groups(raw: Any, attribute: Attribute | None, scope: Scope) -> list[str]:
    """The vendor wants a text that holds a JSON array of group names."""
    try:
        groups = json.loads(_text(raw))
    except ValueError as error:
        raise BadValue(f"is not a JSON array of group names: {raw}") from error
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise BadValue(f"is not a JSON array of group names: {raw}")
    _check_members(groups, scope.catalog.groups, "group")
    return list(dict.fromkeys(groups))


def _parse_currency(raw: Any, attribute: Attribute | None, scope: Scope) -> str:
    currency = _text(raw)
    _check_members([currency], CURRENCIES, "currency")
    return currency


@dataclass(frozen=True)
class Family:
    """A way of writing; `search` are the field types that a search may use, best first."""

    name: str
    parse: Parse
    search: tuple[str, ...]


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family("text", _parse_text, ("STRING",)),
        Family("long", _parse_long, ("LONG",)),
        Family("double", _parse_double, ("DOUBLE",)),
        Family("date", _parse_date, ("DATE",)),
        Family("date_time", _parse_date_time, ("DATE_TIME",)),
        Family("option", _parse_option, ("LIST",)),
        Family("options", _parse_options, ("LIST",)),
        Family("path", _parse_path, ("STRING",)),
        Family("assets", _parse_assets, ("ALL_ASSETS_REF",)),
        Family("assets_by_form", _parse_assets, ("ASSETS_REF_BY_FORM",)),
        Family("organizations", _ids_out_of("organizations"), ("LIST",)),
        Family("projects", _ids_out_of("projects"), ("LIST",)),
        Family("components", _ids_out_of("components"), ("LIST",)),
        Family("versions", _ids_out_of("versions"), ("LIST",)),
        Family("user_name", _parse_text, ("JIRA_USER",)),
        Family("encrypted", _parse_text, ()),
        Family("user", _parse_user, ("JIRA_USER",)),
        Family("status", _keyed(STATUSES, "status"), ("STRING", "LIST")),
        Family("substatus", _keyed(SUBSTATUSES, "substatus"), ("STRING", "LIST")),
        Family("location", _parse_location, ("LONG", "LIST", "STRING")),
        Family("groups", _parse_groups, ("STRING", "LIST")),
        Family("currency", _parse_currency, ("STRING", "LIST")),
    )
}


@dataclass(frozen=True)
class SystemField:
    """A row of the vendor's table of system fields."""

    name: str
    display: str
    family: Family

    @property
    def short(self) -> str:
        """The name without `asset.`."""
        return self.name[len("asset.") :]


_SYSTEM = (
    ("asset.status", "Status", "status"),
    ("asset.substatus", "Substatus", "substatus"),
    ("asset.assignee", "Assignee", "user"),
    ("asset.reservedFor", "Reserved for", "user"),
    ("asset.owner", "Owner", "user"),
    ("asset.managedBy", "Managed by", "user"),
    ("asset.quantity", "Quantity", "long"),
    ("asset.assetTag", "Asset tag", "text"),
    ("asset.serialNumber", "Serial Number", "text"),
    ("asset.location", "Location", "location"),
    ("asset.belongsToGroup", "Belongs to group", "groups"),
    ("asset.installDate", "Install Date", "date"),
    ("asset.cost", "Cost", "double"),
    ("asset.costCurrency", "Currency", "currency"),
    ("asset.invoiceNumber", "Invoice Number", "text"),
)

SYSTEM_FIELDS: dict[str, SystemField] = {
    name: SystemField(name, display, FAMILIES[family]) for name, display, family in _SYSTEM
}

# The vendor: these two always show, whatever the system field scheme of the type says.
ALWAYS_ENABLED = frozenset(("asset.status", "asset.assignee"))


@dataclass(frozen=True)
class AttributeType:
    """A row of the vendor's table of attribute types.

    identifier: the JSON value of `attributeType` where a document prints it (`known`), or two
    guesses at it.
    """

    display: str
    family: Family
    known: bool
    identifier: str
    alternative: str = ""


_TYPES = (
    ("Asset List", "assets", True, "InventoryList", ""),
    ("Asset List by Asset Types", "assets_by_form", True, "InventoryListByForm", ""),
    ("Cascading Dropdown", "path", False, "CascadingDropdown", "CascadingSelect"),
    ("Checkbox", "options", True, "CheckboxList", ""),
    ("Date Picker", "date", True, "DatePicker", ""),
    ("Date Time Picker", "date_time", True, "DatetimePicker", ""),
    ("Dropdown List", "option", True, "DropdownList", ""),
    ("Encrypted", "encrypted", False, "Encrypted", "EncryptedText"),
    ("IP", "text", True, "IP", ""),
    ("IPv6", "text", True, "IPv6", ""),
    ("Jira Organizations", "organizations", False, "JiraOrganizations", "Organization"),
    ("Jira Project", "projects", False, "JiraProject", "Project"),
    ("Jira Project Components", "components", False, "JiraProjectComponents", "Component"),
    ("Jira Project Versions", "versions", False, "JiraProjectVersions", "Version"),
    ("Jira User Picker", "user_name", True, "UserPicker", ""),
    ("List Box", "option", True, "ListBox", ""),
    ("List Box - Multiple", "options", True, "ListBoxMultiple", ""),
    ("Number Float (with decimals)", "double", False, "NumberFloat", "Double"),
    ("Number Long (without decimals)", "long", False, "NumberLong", "Long"),
    ("Radio Button", "option", True, "RadioButtonList", ""),
    ("Text", "text", True, "Text", ""),
    ("Text Area", "text", True, "TextArea", ""),
    ("URL", "text", True, "URL", ""),
)

ATTRIBUTE_TYPES: dict[str, AttributeType] = {
    display: AttributeType(display, FAMILIES[family], known, identifier, alternative)
    for display, family, known, identifier, alternative in _TYPES
}


def family_of(attribute: Attribute) -> Family:
    """Return the family of an attribute."""
    return ATTRIBUTE_TYPES[attribute.type].family
