# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which format a value came. Pure: from a value of a reply to one word, and whether nothing else looks like that."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Optional

from ..._core.fields import SYSTEM_FIELD, Vocabulary
from ..._core.model import AssetType, Field
from ..answers import Shown
from ..dialect import WIRE_SPELLINGS
from ..wire_forms import SEPARATOR, wire_name

Format = Optional[tuple[str, bool]]
"""The word, and whether it is certain; None where the value says nothing about the format."""

_DAY = r"\d{4}-\d\d-\d\d"
_MOMENTS: tuple[tuple[str, str], ...] = (
    (_DAY, "date"),
    (_DAY + r"[T ]\d\d:\d\d", "minutes"),
    (_DAY + r"[T ]\d\d:\d\d:\d\d(\.\d+)?", "seconds"),
    (_DAY + r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)", "offset"),
    (r"-?\d{9,14}", "epoch_text"),
)
_ENTITIES = r"(?:amp|lt|gt|quot|apos|#\d{2,4}|#x[0-9a-fA-F]{2,4});"
_ENTITY = re.compile(f"&{_ENTITIES}")
_RAW = re.compile(f"[<>]|&(?!{_ENTITIES})")


def _of_moment(raw: Any, field: Field) -> Format:
    """Other stands for local formats."""
    if isinstance(raw, (int, float)):
        return "epoch", True
    text = str(raw)
    return next((word for form, word in _MOMENTS if re.fullmatch(form, text)), "other"), True


def _of_many(raw: Any, field: Field) -> Format:
    """None for a single option or id."""
    if isinstance(raw, list):
        return "list", True
    text = str(raw)
    if SEPARATOR in text:
        return "separator", True
    known = {option.text for option in field.options}
    for glue, word in ((", ", "comma_space"), (",", "comma")):
        parts = text.split(glue)
        if len(parts) > 1 and (set(parts) <= known or not known):
            return word, True
    return None


# Ids, names, keys and usernames may also be the text as it was written.


def _of_references(raw: Any, field: Field) -> Format:
    items = raw if isinstance(raw, list) else [raw]
    if any(isinstance(item, Mapping) for item in items):
        return "objects", True
    texts = [str(item) for item in items]
    if all(re.search(r" #\d+$", text) for text in texts):
        return "name_id", True
    ids = all(re.fullmatch(r"\d+(, ?\d+)*", text) for text in texts)
    return "ids" if ids else "names", False


def _object_or(pattern: str, word: str, else_word: str) -> Callable[[Any, Field], Format]:
    def format_of(raw: Any, field: Field) -> Format:
        if isinstance(raw, Mapping):
            return "object", True
        return word if re.fullmatch(pattern, str(raw)) else else_word, False

    return format_of


def _of_location(raw: Any, field: Field) -> Format:
    if isinstance(raw, int):
        return "id", True
    return _object_or(r"\d+", "id_text", "name")(raw, field)


def _of_groups(raw: Any, field: Field) -> Format:
    if isinstance(raw, list):
        return "list", True
    return "json_text" if str(raw).lstrip()[:1] == "[" else "other", True


def _of_number(raw: Any, field: Field) -> Format:
    return "number" if isinstance(raw, (int, float)) else "text", True


def _of_secret(raw: Any, field: Field) -> Format:
    """A code that is not a mask may be an encryption too."""
    masked = bool(re.fullmatch(r"[*\u2022.xX]+", str(raw)))
    return "masked" if masked else "clear", masked


@dataclass(frozen=True)
class FormatRow:
    """Which open point a value of some kinds of field settles: one for reads by id, one for rows of a search."""

    kinds: str
    format_of: Callable[[Any, Field], Format]
    by_id: str
    in_row: str = ""

    def fits(self, field: Field) -> bool:
        """Whether the row is about the field."""
        return field.kind in self.kinds.split()


FORMATS: tuple[FormatRow, ...] = (
    FormatRow("date", _of_moment, "date_format"),
    FormatRow("datetime", _of_moment, "datetime_format"),
    FormatRow("options ids id_pairs", _of_many, "multi_format", "search_multi_format"),
    FormatRow("references", _of_references, "reference_format", "search_reference_format"),
    FormatRow("user", _object_or(r"JIRAUSER\d+", "key", "username"), "user_format"),
    FormatRow("status substatus", _object_or(r"\d+", "key", "name"), "status_format"),
    FormatRow("location", _of_location, "location_format"),
    FormatRow("groups", _of_groups, "group_format"),
    FormatRow("long double", _of_number, "number_format"),
    FormatRow("encrypted", _of_secret, "encrypted_read"),
)


# --- texts, keys, statuses ----------------------------------------------------------------------------------------


def escaping_of(texts: Iterable[str]) -> tuple[bool, bool] | None:
    """Whether texts are HTML-escaped, and whether that is certain; None if none of them has a special character.

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


def texts_in(data: Any) -> Iterator[str]:
    """All texts of a reply, but not its keys."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (Mapping, list)):
        for value in data.values() if isinstance(data, Mapping) else data:
            yield from texts_in(value)


def system_field_keys(shown: Shown, asset_type: AssetType) -> set[str]:
    """In which spellings an answer holds system fields: dotted, short, entry_dotted, entry_short, entry_display."""
    entries = {name for _id, name, _value in shown.entries if name not in asset_type.attributes}
    found: set[str] = set()
    for key, (dotted, short) in WIRE_SPELLINGS.items():
        spellings = (
            ("dotted", dotted, shown.top),
            ("short", short, shown.top),
            ("entry_dotted", dotted, entries),
            ("entry_short", short, entries),
            ("entry_display", SYSTEM_FIELD[key].name, entries),
        )
        found |= {word for word, name, place in spellings if name in place}
    return found


def format_of_nothing(shown: Shown, asset_type: AssetType) -> str | None:
    """How an answer shows attributes without a value: null, text, omitted; None if it has none of these."""
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


def vendor_statuses() -> frozenset[str]:
    """The names of the vendor's statuses and substatuses, in lower case."""
    vocabulary = Vocabulary()
    return frozenset(name.lower() for name in (*vocabulary.statuses, *vocabulary.substatuses))


def status_name(raw: Any) -> str | None:
    """The name in a status as it came; None where there is none."""
    if isinstance(raw, Mapping):
        raw = raw.get("name")
    # Digits are a key, and a brace begins an object that a row holds as text.
    return raw if isinstance(raw, str) and raw and not raw.isdigit() and raw[0] != "{" else None


def status_key(raw: Any) -> str | None:
    """The key in a status as it came: digits, or the id of an object; None where there is none."""
    if isinstance(raw, Mapping):
        raw = raw.get("id", raw.get("key"))
    text = "" if raw is None else str(raw)
    return text if text.isdigit() else None


# --- time zones ---------------------------------------------------------------------------------------------------


def offset_of(raw: Any, written: datetime.datetime) -> datetime.timedelta | None:
    """How far the server's clock is ahead of UTC, if a value that was written is shown as an instant."""
    text = str(raw)
    if re.fullmatch(r"\d{9,14}", text):
        seconds = int(text) / 1000
        return written - (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds))
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)", text
    )
    if match is None:
        return None
    shown = datetime.datetime.fromisoformat(f"{match[1]}T{match[2]}")
    if match[4] == "Z":
        return written - shown
    sign = -1 if match[4][0] == "-" else 1
    ahead = datetime.timedelta(hours=int(match[4][1:3]), minutes=int(match[4][-2:]))
    return written - (shown - sign * ahead)


def zone_of(
    offsets: Sequence[datetime.timedelta], written: Sequence[datetime.datetime], name: str
) -> str | None:
    """The zone with these offsets at these times: UTC, an offset, or the zone of that name; None if none fits."""
    if not any(offsets):
        return "UTC"
    if len(set(offsets)) == 1:
        minutes = int(offsets[0].total_seconds() // 60)
        sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
        return f"{sign}{size // 60:02d}:{size % 60:02d}"
    with suppress(ValueError, KeyError, OSError):
        zone = zoneinfo.ZoneInfo(name)
        if [then.replace(tzinfo=zone).utcoffset() for then in written] == list(offsets):
            return name
    return None
