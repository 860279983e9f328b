# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which form a value came. Pure: from a value of an answer to one word, and whether nothing else looks like that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional

from ..._core.fields import STATUSES, SYSTEM_FIELD
from ..._core.model import AssetType, Field
from ..._datacenter.wire_forms import SEPARATOR
from ..answers import Shown
from ..dialect import WIRE_SPELLINGS
from ..wire_forms import wire_name

Shape = Optional[tuple[str, bool]]
"""The word, and whether it is sure; None where the value tells nothing."""

_DAY = r"\d{4}-\d\d-\d\d"
_MOMENTS: tuple[tuple[str, str], ...] = (
    (_DAY, "date"),
    (_DAY + r"[T ]\d\d:\d\d", "minutes"),
    (_DAY + r"[T ]\d\d:\d\d:\d\d(\.\d+)?", "seconds"),
    (_DAY + r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", "offset"),
    (r"-?\d{9,14}", "epoch_text"),
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{2,4}|#x[0-9a-fA-F]{2,4});")
_RAW = re.compile(r"[<>]|&(?!(?:amp|lt|gt|quot|apos|#\d{2,4}|#x[0-9a-fA-F]{2,4});)")


def shape_of_moment(raw: Any, field: Field) -> Shape:
    """Of a date or date-time: date, minutes, seconds, offset, epoch, epoch_text; other for local formats."""
    if isinstance(raw, (int, float)):
        return "epoch", True
    text = str(raw)
    return next((word for form, word in _MOMENTS if re.fullmatch(form, text)), "other"), True


def shape_of_many(raw: Any, field: Field) -> Shape:
    """Of several options or ids: list, separator, comma, comma_space; None for a single one."""
    if isinstance(raw, list):
        return "list", True
    text = str(raw)
    if SEPARATOR in text:
        return "separator", True
    for glue, word in ((", ", "comma_space"), (",", "comma")):
        parts = text.split(glue)
        known = {option.text for option in field.options}
        if len(parts) > 1 and (set(parts) <= known or not known):
            return word, True
    return None


def shape_of_references(raw: Any, field: Field) -> Shape:
    """Of asset references: objects, name_id, ids, names; the last two may also be the text as it was written."""
    items = raw if isinstance(raw, list) else [raw]
    if any(isinstance(item, Mapping) for item in items):
        return "objects", True
    texts = [str(item) for item in items]
    if all(re.search(r" #\d+$", text) for text in texts):
        return "name_id", True
    ids = all(re.fullmatch(r"\d+(, ?\d+)*", text) for text in texts)
    return "ids" if ids else "names", False


def shape_of_user(raw: Any, field: Field) -> Shape:
    """Of a user: object, key, username; the last two may also be the text as it was written."""
    if isinstance(raw, Mapping):
        return "object", True
    return "key" if re.fullmatch(r"JIRAUSER\d+", str(raw)) else "username", False


def shape_of_status(raw: Any, field: Field) -> Shape:
    """Of a status: object, key, name; the last two may also be the text as it was written."""
    if isinstance(raw, Mapping):
        return "object", True
    return "key" if re.fullmatch(r"\d+", str(raw)) else "name", False


def shape_of_location(raw: Any, field: Field) -> Shape:
    """Of a location: id, object, id_text, name; the last two may also be the text as it was written."""
    if isinstance(raw, Mapping):
        return "object", True
    if isinstance(raw, int):
        return "id", True
    return "id_text" if re.fullmatch(r"\d+", str(raw)) else "name", False


def shape_of_groups(raw: Any, field: Field) -> Shape:
    """Of groups: list or json_text."""
    if isinstance(raw, list):
        return "list", True
    return "json_text" if str(raw).lstrip()[:1] == "[" else "other", True


def shape_of_number(raw: Any, field: Field) -> Shape:
    """Of a number: number or text."""
    return "number" if isinstance(raw, (int, float)) else "text", True


def shape_of_secret(raw: Any, field: Field) -> Shape:
    """Of an encrypted text: masked, or else clear, which a code that is no mask may be as well."""
    masked = bool(re.fullmatch(r"[*\u2022.xX]+", str(raw)))
    return "masked" if masked else "clear", masked


@dataclass(frozen=True)
class ShapeRow:
    """Which question a value of some kinds of field answers, in a read by id and in a row of a search."""

    kinds: frozenset[str]
    shape: Callable[[Any, Field], Shape]
    read: str
    row: str = ""


_SHAPES: tuple[tuple[str, Callable[[Any, Field], Shape], str, str], ...] = (
    ("date", shape_of_moment, "date_format", ""),
    ("datetime", shape_of_moment, "datetime_format", ""),
    ("options ids id_pairs", shape_of_many, "multi_format", "search_multi_format"),
    ("references", shape_of_references, "reference_format", "search_reference_format"),
    ("user", shape_of_user, "user_format", ""),
    ("status substatus", shape_of_status, "status_format", ""),
    ("location", shape_of_location, "location_format", ""),
    ("groups", shape_of_groups, "group_format", ""),
    ("long double", shape_of_number, "number_format", ""),
    ("encrypted", shape_of_secret, "encrypted_read", ""),
)
SHAPES: tuple[ShapeRow, ...] = tuple(
    ShapeRow(frozenset(kinds.split()), shape, read, row) for kinds, shape, read, row in _SHAPES
)


def escaping_of(texts: Iterable[str]) -> tuple[bool, bool] | None:
    """Whether texts are HTML-escaped, and whether that is sure; None if none of them has a special character.

    Not every server that escapes < > & does so with quotes.
    """
    found = None
    for text in texts:
        if _RAW.search(text):
            return False, True
        if _ENTITY.search(text):
            found = (True, True)
        elif re.search("[\"']", text):
            found = found or (False, False)
    return found


def texts_in(data: Any) -> Iterable[str]:
    """All texts of an answer, but not its keys."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value)


def system_field_keys(shown: Shown, asset_type: AssetType | None) -> set[str]:
    """In which spellings an answer holds system fields: dotted, short, entry_dotted, entry_short, entry_display."""
    attributes = asset_type.attributes if asset_type else {}
    entries = {name for _id, name, _value in shown.entries if name not in attributes}
    found: set[str] = set()
    for key, (dotted, short) in WIRE_SPELLINGS.items():
        found |= {
            word
            for word, holds in (
                ("dotted", dotted in shown.top),
                ("short", short in shown.top),
                ("entry_dotted", dotted in entries),
                ("entry_short", short in entries),
                ("entry_display", SYSTEM_FIELD[key].type_name in entries),
            )
            if holds
        }
    return found


def shape_of_nothing(shown: Shown, asset_type: AssetType) -> str | None:
    """How an answer shows attributes without a value: null, text, omitted; None if it has no such."""
    if not shown.has_entries:
        return None
    by_name = {name: value for _id, name, value in shown.entries}
    for field in asset_type.attributes.values():
        if field.kind in ("encrypted", ""):
            continue
        if wire_name(field) not in by_name:
            return "omitted"
        value = by_name[wire_name(field)]
        if value is None or value == "":
            return "null" if value is None else "text"
    return None


def vendors_statuses() -> frozenset[str]:
    """The names of the vendor's statuses and substatuses, in lower case."""
    names = {*STATUSES, *(name for names in STATUSES.values() for name in names)}
    return frozenset(name.lower() for name in names)
