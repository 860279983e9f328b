# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server's answers, read tolerantly: in every shape that the vendor's pages and public clients leave open.

Three calls show an asset (`inventory/{id}`, `inventory/transformed/{id}`, a row of `index/query`), and no page shows
any of them with all its fields. So each is read for whatever it carries, and takes note of whether it carries
system fields and attributes at all: a field that is missing in an answer which carries its kind is empty.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._core.fields import attribute_key
from .._core.kinds.raw import TOO_DEEP, is_too_deep
from .._core.model import AssetType, Attachment, Field, Id
from .._http.answers import unescaped
from .dialect import ENTRY_SPELLINGS, WIRE_SPELLINGS

_ABSENT = object()
_BEYOND = 10**18
"""No id, size or count has more digits."""

_ENTRY_LISTS = ("attributes", "inventoryItems")
_ENTRY_VALUES = ("attributeValue", "textValues", "values", "value")
_IDS = ("id", "assetId", "inventoryId")
_TYPE_IDS = ("formId", "assetTypeId")
_TYPE_NAMES = ("formName", "assetTypeName")
_TYPE_OBJECTS = ("form", "assetType")
_ORIGINAL_NAMES = ("originalFileName", "fileName", "filename", "name", "displayName")
_SIZES = ("size", "fileSize", "contentLength", "length")
_TOTALS = (
    "total",
    "totalCount",
    "totalSize",
    "totalElements",
    "totalRecords",
    "recordsTotal",
    "totalHits",
    "totalResults",
    "count",
)
_PAGINGS = ("pagingInfo", "paging", "pagination", "page")
_SYSTEM_OF_ENTRY = {name: key for key, names in ENTRY_SPELLINGS.items() for name in names}
"""The system field that an entry among the attributes is, by its name."""


@dataclass(frozen=True)
class Shown:
    """One answer about one asset. `entries` has its attributes and whatever is listed among them, by id and name.

    `top` has everything else, by the server's own names.
    """

    id: int
    name: str
    type_id: int | None
    type_name: str | None
    top: Mapping[str, Any]
    entries: tuple[tuple[int | None, str, Any], ...]
    has_entries: bool
    attachments: tuple[Attachment, ...] | None

    @property
    def system_names(self) -> tuple[str, ...]:
        """The keys of the system fields that this answer mentions at top level, with or without a value."""
        return tuple(key for key, _name in _system_fields_among(tuple(self.top)))


def whole_number(value: Any) -> int | None:
    """The integer that an answer gives as a number or as digits, if it has no more than 18 of them; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value) if abs(value) < _BEYOND else None
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,18}\s*", value):
        return int(value)
    return None


def unescape(data: Any) -> Any:
    """The answer with all its texts turned back from HTML."""
    if isinstance(data, dict):
        return {key: unescape(value) for key, value in data.items()}
    if isinstance(data, list):
        return [unescape(item) for item in data]
    return unescaped(data) if isinstance(data, str) else data


def unwrap(data: Any) -> Any:
    """What an envelope `{"success": ..., "data": ...}` holds, or the answer itself."""
    if (
        isinstance(data, dict)
        and "data" in data
        and ("success" in data or set(data) <= {"data", "pagingInfo"})
    ):
        return data["data"]
    return data


def as_list(data: Any) -> list[Any] | None:
    """The elements of a list answer: an array, or an object keyed by id; None for anything else."""
    data = unwrap(data)
    if isinstance(data, list):
        return data
    if isinstance(data, dict) and data and all(isinstance(value, dict) for value in data.values()):
        return list(data.values())
    return [] if data == {} else None


def first(mapping: Mapping[str, Any], keys: Sequence[str], default: Any = None) -> Any:
    """The value of the first of these keys that has one."""
    for key in keys:
        value = mapping.get(key)
        if value is not None:
            return value
    return default


# --- assets -------------------------------------------------------------------------------------------------------


def find_asset(data: Any, asset_id: Id) -> Shown | None:
    """The asset in the answer to a read by id: an object, an envelope, an array of one or of all; None if missing."""
    data = unwrap(data)
    candidates = data if isinstance(data, list) else [data]
    for candidate in candidates:
        for data in (candidate, _inner_asset(candidate)):
            # Only the one is read: a server may answer with all its assets.
            if isinstance(data, dict) and whole_number(first(data, _IDS)) == asset_id:
                return read_asset(data)
    return None


def says_nothing_there(data: Any, text: str) -> bool:
    """Whether an answer without the asset means that it does not exist: an empty list, or an empty envelope.

    An empty body proves nothing.
    """
    return bool(text.strip()) and unwrap(data) in ([], {}, None)


def _inner_asset(data: Any) -> Any:
    return first(data, ("asset", "inventory")) if isinstance(data, dict) else None


def read_asset(data: Any) -> Shown | None:
    """One asset of an answer, or None for what is not an asset."""
    if not isinstance(data, dict):
        return None
    asset_id = whole_number(first(data, _IDS))
    if asset_id is None:
        return None
    type_id, type_name = _read_type(data)
    entries, has_entries = _read_entries(data)
    # Some answers may have the system fields in an object of their own.
    top = {**_mapping(data.get("systemFields")), **_mapping(data.get("asset")), **data}
    for key in _ENTRY_LISTS:
        top.pop(key, None)
    name = data.get("name")
    return Shown(
        id=asset_id,
        name="" if name is None else str(name),
        type_id=type_id,
        type_name=type_name,
        top=top,
        entries=tuple(entries),
        has_entries=has_entries,
        attachments=read_attachments(data),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _read_type(data: Mapping[str, Any]) -> tuple[int | None, str | None]:
    wrapped = first(data, _TYPE_OBJECTS)
    inner = _mapping(wrapped)
    type_id = whole_number(first(data, _TYPE_IDS, first(inner, ("id", *_TYPE_IDS))))
    name = first(data, _TYPE_NAMES, first(inner, ("formName", "name")))
    if type_id is None and not inner:
        type_id = whole_number(wrapped)
        name = name or (wrapped if isinstance(wrapped, str) and type_id is None else None)
    return type_id, None if name is None else str(name)


def _read_entries(data: Mapping[str, Any]) -> tuple[list[tuple[int | None, str, Any]], bool]:
    found: list[tuple[int | None, str, Any]] = []
    has_entries = False
    for key in _ENTRY_LISTS:
        entries = data.get(key)
        if isinstance(entries, dict):
            has_entries = True
            found += [(None, str(name), value) for name, value in entries.items()]
        elif isinstance(entries, list):
            has_entries = True
            found += [entry for entry in map(_read_entry, entries) if entry is not None]
    # A list that contains only system fields does not prove that the asset has no attributes.
    if found and all(name in _SYSTEM_OF_ENTRY for _id, name, _value in found):
        has_entries = False
    return found, has_entries


def _read_entry(entry: Any) -> tuple[int | None, str, Any] | None:
    if not isinstance(entry, dict):
        return None
    definition = entry.get("attribute")
    if definition is None:  # the form of search rows, of which there are many
        attribute_id, name = None, first(entry, ("attributeName", "name"))
    else:
        inner = _mapping(definition)
        attribute_id = whole_number(inner.get("id"))
        name = first(inner, ("attributeName", "name"), first(entry, ("attributeName", "name")))
        if name is None and isinstance(definition, str):
            name = definition
    if name is None:
        return None
    return attribute_id, str(name), first(entry, _ENTRY_VALUES)


def read_attachments(data: Mapping[str, Any]) -> tuple[Attachment, ...] | None:
    """The attachments of an answer; None where it does not list them."""
    listed = data.get("attachments")
    if not isinstance(listed, list):
        return None
    found: list[Attachment] = []
    for item in listed:
        if isinstance(item, str):
            found.append(Attachment(item))
        elif isinstance(item, dict) and item.get("serverFileName"):
            name = first(item, _ORIGINAL_NAMES)
            size = whole_number(first(item, _SIZES))
            size = None if size is None or size < 0 else size
            found.append(
                Attachment(str(item["serverFileName"]), None if name is None else str(name), size)
            )
    return tuple(found)


def raw_fields(shown: Shown, asset_type: AssetType | None) -> dict[str, Any]:
    """The fields of an answer by `Field.key`, with values as the server sent them.

    An entry is an attribute if the type has one with its id or name; otherwise it may be a system field. A field
    that the answer does not contain is left out.
    """
    top = shown.top
    raw = {key: _plain(top[name]) for key, name in _system_fields_among(tuple(top))}
    attributes = asset_type.attributes if asset_type else {}
    by_id: Mapping[Any, Field] | None = None
    for attribute_id, name, entry in shown.entries:
        field = attributes.get(name)
        if attribute_id is not None:
            by_id = by_id or {row.attribute_id: row for row in attributes.values()}
            field = by_id.get(attribute_id, field)
        if field is not None:
            raw[field.key] = _plain(entry)
        elif name in _SYSTEM_OF_ENTRY:
            raw.setdefault(_SYSTEM_OF_ENTRY[name], _plain(entry))
        elif asset_type is None:
            raw[attribute_key(name)] = _plain(entry)
    return raw


@functools.lru_cache(maxsize=1_000)  # most answers have the same names
def _system_fields_among(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The keys of the system fields that an answer with these names mentions, each with the name that counts."""
    spelled = (
        (key, next((name for name in spellings if name in names), None))
        for key, spellings in WIRE_SPELLINGS.items()
    )
    return tuple((key, name) for key, name in spelled if name is not None)


def _plain(value: Any) -> Any:
    """The value as the server sent it, unless it is nested so deeply that no code could go through it."""
    return TOO_DEEP if isinstance(value, (list, dict)) and is_too_deep(value) else value


# --- search -------------------------------------------------------------------------------------------------------


def read_rows(data: Any) -> list[Shown] | None:
    """The rows of a search answer; None for an answer that is not one. `assets: null` is no rows."""
    data = unwrap(data)
    if isinstance(data, dict) and "assets" in data:
        rows = data["assets"]
    else:
        rows = data if isinstance(data, list) else _ABSENT
    if rows is None:
        return []
    if not isinstance(rows, list):
        return None
    found = [read_asset(row) for row in rows]
    # A row that cannot be read must not be lost silently.
    return None if None in found else [row for row in found if row is not None]


def read_total(data: Any) -> int | None:
    """The number of all rows of a search, if the answer has it under any likely key."""
    places: list[Any] = [data, unwrap(data)]
    places += [
        place.get(key) for place in places[:2] if isinstance(place, dict) for key in _PAGINGS
    ]
    for place in places:
        if isinstance(place, dict):
            total = whole_number(first(place, _TOTALS))
            if total is not None:
                return total
    return None


# --- writes -------------------------------------------------------------------------------------------------------


def read_created_id(data: Any, location: str) -> int | None:
    """The id of the new asset, from wherever an answer may have it: the body in any shape, or `Location`."""
    for place in (data, unwrap(data)):
        body = place[0] if isinstance(place, list) and place else place
        shown = first(body, ("id", "assetId", "inventoryId")) if isinstance(body, dict) else body
        found = whole_number(shown)
        if found is not None and found > 0:
            return found
    path = re.split("[?#]", location, maxsplit=1)[0].strip()
    match = re.search(r"/([0-9]{1,18})(?:\.json)?/?$", path)
    return int(match.group(1)) if match else None


def read_warning(data: Any) -> str | None:
    """The message that a server adds to a write it accepted (such as a uniqueness rule), or None."""
    if isinstance(data, dict) and data.get("success") is True:
        text = first(data, ("message", "errorMessage", "warning"))
        return str(text) if text else None
    return None
