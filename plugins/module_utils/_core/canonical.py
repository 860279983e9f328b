# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a field kind means: the only place that knows two spellings of one value.

For each kind the table KINDS says how a user may write a value (`parse`), in which ways a server may show it
(`read`), how it is shown to users (`show`), and when two canonical values are one (`same`). How it is sent is the
back end's matter.

`read` gives a tuple: the server's answer format is not documented, and some texts can be read in more than one way
("A,B" is one option or two). A declared value equals a current one if it equals any of its readings; the first
reading is the one that is shown.
"""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import (
    Any,
    Callable,
)

from .fields import did_you_mean
from .known import Known
from .model import HIDDEN, Field, Id, Option, Ref, Secret, Value, id_order

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1


class Invalid(ValueError):
    """The value cannot be meant for this field. The text continues the sentence "<field>: ..."."""


Parse = Callable[[Any, Field, Known], Value]
Read = Callable[[Any, Field, Known], tuple[Value, ...]]
Show = Callable[[Any, Field, Known], Any]
Same = Callable[[Any, Any, Known], bool]


@dataclass(frozen=True)
class Kind:
    """One row of KINDS."""

    parse: Parse
    read: Read
    show: Show
    same: Same
    ordered: bool = False  # whether greater, less and between make sense
    many: bool = False  # whether a value is a set


# --- what all kinds share -----------------------------------------------------------------------------------------


def is_clear(value: Any) -> bool:
    """Whether a user's value asks for an empty field: null, "", [] or {}."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and not value)


def parse(value: Any, field: Field, known: Known) -> Value:
    """The canonical value of what a user wrote; None clears. Raises Invalid."""
    if is_clear(value):
        return None
    if isinstance(value, bool):
        raise Invalid(f"{str(value).lower()} is not a value of a field: put it in quotes")
    if value == HIDDEN:
        raise Invalid(f"{HIDDEN} is what Ansible shows in place of a hidden value, not the value")
    if field.kind not in KINDS:
        raise Invalid(
            f"its attribute type '{field.type_name or field.name}' is not known"
            f"{known.way_out.get('attribute_type', '')}"
        )
    return KINDS[field.kind].parse(value, field, known)


def _kind(field: Field) -> Kind:
    """The field's kind; an attribute of a type that nobody knows is read as text."""
    return KINDS.get(field.kind, KINDS["text"])


def is_comparable(value: Value, field: Field) -> bool:
    """Whether a value of an ordered kind is one, and not an answer that could not be read."""
    if field.kind in ("long", "double"):
        return isinstance(value, (int, float))
    return isinstance(value, str) and bool(_DAY.match(value))


def readings(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    """The canonical values that an answer may mean, likeliest first. Never raises; an empty answer reads (None,)."""
    bare = _without_nothing(raw)
    if is_clear(bare):
        return (None,)
    found = _kind(field).read(bare, field, known)
    return tuple(dict.fromkeys(found)) or (None,)


def _without_nothing(raw: Any) -> Any:
    """An answer without the empty items of its lists; None for an object in which every value is empty."""
    if isinstance(raw, (list, tuple)):
        return [item for item in map(_without_nothing, raw) if not is_clear(item)]
    if isinstance(raw, Mapping):
        return raw if any(not is_clear(value) for value in raw.values()) else None
    return raw


def same(declared: Value, current: Value, field: Field, known: Known) -> bool:
    """Whether two canonical values of this field are one."""
    if declared is None or current is None:
        return declared is current
    return _kind(field).same(declared, current, known)


def compares_plainly(field: Field) -> bool:
    """Whether two values of this field are one if, and only if, they are equal."""
    return _kind(field).same is _equal


def singles(value: Value) -> list[Value]:
    """The members of a set, each as a set of its own; a value that is no set, as it is."""
    if not isinstance(value, frozenset):
        return [value]
    return [frozenset({item}) for item in value]  # type: ignore[misc]  # of one kind, as the set is


def matches_raw(declared: Value, raw: Any, field: Field, known: Known) -> bool:
    """Whether any reading of the server's answer is the declared value."""
    return any(same(declared, reading, field, known) for reading in readings(raw, field, known))


def show(value: Value, field: Field, known: Known) -> Any:
    """The value in the user's spelling, in native YAML types."""
    return None if value is None else _kind(field).show(value, field, known)


def show_raw(raw: Any, field: Field, known: Known) -> Any:
    """The server's answer in the user's spelling."""
    return show(readings(raw, field, known)[0], field, known)


def _equal(declared: Any, current: Any, known: Known) -> bool:
    return bool(declared == current)


def _as_is(value: Any, field: Field, known: Known) -> Any:
    return value


def _sorted_list(value: frozenset[str], field: Field, known: Known) -> list[str]:
    return sorted(value)


# An answer may wrap a value in an object. These keys hold its text, its id, and its key.
_TEXT_KEYS = ("attributeValue", "textValues", "value", "name", "displayName", "text", "label")
_OBJECT_TEXT_KEYS = {
    "location": ("locationName", *_TEXT_KEYS),
    "reference": ("name", "assetName", "inventoryName"),
}


def _first(mapping: Mapping[str, Any], keys: Iterable[str]) -> Any:
    for key in keys:
        if mapping.get(key) not in (None, ""):
            return mapping[key]
    return None


def _is_int(value: Any) -> bool:
    """Whether it is an integer; Python takes true and false for some."""
    return isinstance(value, int) and not isinstance(value, bool)


def _text_of(raw: Any) -> str:
    """The text of a scalar answer, also when it is wrapped in an object or in a list of one."""
    if isinstance(raw, Mapping):
        inner = _first(raw, (*_TEXT_KEYS, "id", "key"))
        return (
            _text_of(inner) if inner is not None else json.dumps(raw, sort_keys=True, default=str)
        )
    if isinstance(raw, (list, tuple)):
        return ", ".join(_text_of(item) for item in raw)
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)


_DIGITS = re.compile(r"[0-9]{1,18}")
"""An id. Other scripts' digits, and more of them than any id has, make a name."""


def _one(value: Any) -> Any:
    """What a list of one holds, anything else as it is."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value


def _scalar(value: Any, what: str) -> str:
    """The text of a scalar that a user wrote; numbers and dates that YAML made of it are turned back."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, dict, set)):
        raise Invalid(f"takes {what}, not a {'mapping' if isinstance(value, dict) else 'list'}")
    if isinstance(value, bool):
        raise Invalid(f"{str(value).lower()} cannot be {what}: put it in quotes")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _items(value: Any, what: str, separator: str) -> list[str]:
    """The texts of a multi-value: a list, or one text in which the server's separator divides."""
    if isinstance(value, dict):
        raise Invalid(f"takes a list of {what}, not a mapping")
    if isinstance(value, (list, tuple)):
        parts = [_scalar(item, what) for item in value if not is_clear(item)]
    else:
        parts = [part for part in _split(_scalar(value, what), separator) if part]
    wanted = sorted(set(parts))
    if wanted and separator and separator.join(wanted).split(separator) != wanted:
        raise Invalid(
            f"these values are ambiguous once joined with the server's separator {separator}:"
            f" {', '.join(wanted)}"
        )
    return parts


def _split(text: str, separator: str) -> list[str]:
    """The parts of a text between separators; the whole text for a server that has none."""
    return text.split(separator) if separator else [text]


# --- text ---------------------------------------------------------------------------------------------------------


def _parse_text(value: Any, field: Field, known: Known) -> str:
    return _scalar(value, "one text")


def _read_text(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (_text_of(raw),)


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse_text_area(value: Any, field: Field, known: Known) -> str:
    return _one_newline(_scalar(value, "one text"))


def _read_text_area(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (_one_newline(_text_of(raw)),)


def _parse_currency(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, "a currency code").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise Invalid(f"'{text}' is not a currency code of three letters, such as EUR")
    return text


def _read_currency(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, Mapping):
        raw = _first(raw, ("currencyCode", "code", *_TEXT_KEYS)) or raw
    return (_text_of(raw).strip().upper(),)


def _address(text: str, version: int) -> str | None:
    """The one spelling of an address: dotted for IPv4, all eight groups in full for IPv6 as in the vendor's sample."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return address.exploded if address.version == version else None


def _parse_ip(version: int) -> Parse:
    def parse_ip(value: Any, field: Field, known: Known) -> str:
        text = _scalar(value, "one address")
        address = _address(text, version)
        if address is None:
            raise Invalid(f"'{text}' is not an IPv{version} address")
        return address

    return parse_ip


def _read_ip(version: int) -> Read:
    def read_ip(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
        text = _text_of(raw)
        return (_address(text, version) or text,)

    return read_ip


# --- numbers ------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")  # longer ones are beyond any field, and beyond int()


def _number(value: Any) -> float | None:
    """The number, or None. Text may spell it too; whole numbers stay exact ints."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        text = value.strip()
        if _WHOLE.fullmatch(text):
            return int(text)
        if not _NUMBER.fullmatch(text):
            return None
        value = float(text)
    if isinstance(value, float) and math.isfinite(value):
        return value
    return None


def _parse_long(value: Any, field: Field, known: Known) -> int:
    text = _scalar(value, "a whole number")
    number = _number(value)
    if number is None or number != int(number):
        raise Invalid(f"'{text}' is not a whole number")
    if not LONG_MIN <= int(number) <= LONG_MAX:
        raise Invalid(f"{text} is beyond the 64 bits of a whole number")
    return int(number)


def _parse_double(value: Any, field: Field, known: Known) -> float:
    text = _scalar(value, "a number")
    number = _number(value)
    try:
        # The server keeps a double: whatever differs beyond it is one value.
        return float(number)  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        raise Invalid(f"'{text}' is not a number, such as 34.12") from None


def _read_number(convert: Callable[[float], Value]) -> Read:
    def read_number(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
        number = _number(raw if isinstance(raw, (int, float)) else _text_of(raw))
        try:
            return (_text_of(raw),) if number is None else (convert(number),)
        except OverflowError:
            return (_text_of(raw),)

    return read_number


def _whole(number: float) -> Value:
    return int(number) if number == int(number) else number


def _show_number(value: Any, field: Field, known: Known) -> Any:
    return (
        int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else value
    )


# --- dates --------------------------------------------------------------------------------------------------------

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
# Jira's own display formats, d/MMM/yy with or without a time; an administrator can choose others.
_JIRA_DATE = re.compile(
    r"(\d{1,2})[/ -]([A-Za-z]{3})[/ -](\d{2}|\d{4})(?:,? (\d{1,2}):(\d{2})(?: ?([AaPp])[Mm])?)?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _zone(text: str) -> datetime.tzinfo:
    if text == "Z":
        return datetime.timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return datetime.timezone(datetime.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _iso(text: str) -> datetime.datetime | None:
    """The moment that an ISO text names (with its zone if it has one), at midnight if it names only a day."""
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime.datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
        )
        return moment.replace(tzinfo=_zone(zone)) if zone else moment
    except ValueError:
        return None


def _jira_date(text: str) -> datetime.datetime | None:
    match = _JIRA_DATE.fullmatch(text.strip())
    if not match or match.group(2).lower() not in _MONTHS:
        return None
    day, month, year, hour, minute, half = match.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    try:
        return datetime.datetime(
            int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000),
            _MONTHS.index(month.lower()) + 1,
            int(day),
            hours,
            int(minute or 0),
        )
    except ValueError:
        return None


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def _epoch(raw: Any) -> datetime.datetime | None:
    """The instant of an epoch in milliseconds, given as a number or as digits."""
    if isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,18}", raw.strip()):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return None
    try:
        return _EPOCH + datetime.timedelta(milliseconds=raw)
    except (OverflowError, ValueError):  # beyond the calendar, or not a number
        return None


def _parts(raw: Any) -> datetime.datetime | None:
    """A date as a list of numbers, [2026, 2, 3] or [2026, 2, 3, 11, 49]."""
    if isinstance(raw, (list, tuple)) and len(raw) >= 3 and all(_is_int(part) for part in raw):
        try:
            return datetime.datetime(*raw[:6])
        except (ValueError, OverflowError):
            return None
    return None


def _moment(raw: Any) -> datetime.datetime | None:
    if isinstance(raw, (int, float)):
        return _epoch(raw)
    text = _text_of(raw)
    # Eight digits are a day, 20260203, before they are an epoch.
    return _parts(raw) or _iso(text) or _jira_date(text) or _epoch(text)


_NEXT_DAY_FROM = datetime.time(10, 1)
"""From which time on, in UTC, a midnight is that of the next day: west of Greenwich the last one inhabited is Hawaii's,
at 10:00, and east of it New Zealand's is at 11:00 or 12:00."""


def _day(moment: datetime.datetime, zone: datetime.tzinfo) -> str:
    """The day that a moment stands for when it was a day to begin with.

    Without a zone, or at midnight of its own zone: its own day. An instant at another hour is midnight in the
    server's zone, if that is known, or else somewhere: east of Greenwich it is still the evening before in UTC,
    west of it already the morning.
    """
    if moment.tzinfo is None or moment.time() == datetime.time():
        return moment.date().isoformat()
    try:
        local = moment.astimezone(zone)
        if local.time() == datetime.time():
            return local.date().isoformat()
        utc = moment.astimezone(datetime.timezone.utc)
        later = utc.time() >= _NEXT_DAY_FROM
        return (utc.date() + datetime.timedelta(days=1 if later else 0)).isoformat()
    except OverflowError:  # at the ends of the calendar
        return moment.date().isoformat()


def _parse_date(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, "a date")
    moment = _iso(text)
    if moment is None:
        raise Invalid(f"'{text}' is not a date: write it as YYYY-MM-DD")
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        raise Invalid(f"'{text}' has a time, and this field keeps only the day: write YYYY-MM-DD")
    return moment.date().isoformat()


def _read_date(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    moment = _moment(raw)
    return (_text_of(raw) if moment is None else _day(moment, known.time_zone),)


def _parse_datetime(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, "a date with time")
    moment = _iso(text)
    if moment is None or not re.search(r"\d[T ]\d", text):
        raise Invalid(f"'{text}' is not a date with time: write it as YYYY-MM-DDTHH:MM")
    if moment.tzinfo is not None:
        raise Invalid(
            f"'{text}' names a time zone, and AIP keeps none: write YYYY-MM-DDTHH:MM in the server's time"
        )
    if moment.second or moment.microsecond:
        raise Invalid(f"'{text}' has seconds, and AIP keeps only minutes: write YYYY-MM-DDTHH:MM")
    return moment.isoformat(timespec="minutes")


def _read_datetime(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    moment = _moment(raw)
    if moment is None:
        return (_text_of(raw),)
    return (_clock_time(moment, known.time_zone).isoformat(timespec="minutes"),)


def _clock_time(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """The naive time that a moment stands for when it was one to begin with.

    In UTC (as an epoch always is), it is an instant: what was written is the clock time in the server's zone. With
    another offset it shows the clock time itself, unless a zone of the server is known to convert it to.
    """
    offset = moment.utcoffset()
    try:
        if offset is None or (offset and not moment.astimezone(zone).utcoffset()):
            return moment.replace(tzinfo=None)
        return moment.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # at the ends of the calendar
        return moment.replace(tzinfo=None)


# --- options ------------------------------------------------------------------------------------------------------


def _check_option(text: str, field: Field) -> str:
    texts = [option.text for option in field.options]
    if texts and text not in texts:
        raise Invalid(f"'{text}' is not one of its options{did_you_mean(text, texts)}")
    return text


def _parse_option(value: Any, field: Field, known: Known) -> Value:
    value = _one(value)
    return None if is_clear(value) else _check_option(_scalar(value, "one option"), field)


def _parse_options(value: Any, field: Field, known: Known) -> Value:
    return (
        frozenset(_check_option(text, field) for text in _items(value, "options", known.separator))
        or None
    )


def _option_text(raw: Any, field: Field) -> str:
    """The text of one option of an answer: the text itself, an object around it, or its id."""
    by_id = {option.id: option.text for option in field.options}
    if isinstance(raw, Mapping):
        inner = _first(raw, _TEXT_KEYS)
        if inner is not None:
            return _option_text(inner, field)
        return by_id.get(_text_of(raw.get("id")), _text_of(raw))
    text = _text_of(raw)
    # Options such as "8" and "9" may have the ids 9 and 8: a text is a text first, a number is an id first.
    if isinstance(raw, int) and text in by_id:
        return by_id[text]
    if any(option.text == text for option in field.options):
        return text
    return by_id.get(text, text)


def _read_option(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (_option_text(_one(raw), field),)


def _split_by_options(text: str, options: Sequence[Option]) -> frozenset[str] | None:
    """The options that a text joins by commas or semicolons, or None; options may hold commas themselves."""
    if not text:
        return frozenset()
    for option in sorted(options, key=lambda option: -len(option.text)):
        if not option.text or not text.startswith(option.text):
            continue
        rest = text[len(option.text) :]
        joint = re.match(r"\s*[,;]\s*", rest)
        if rest and not joint:
            continue
        others = _split_by_options(rest[joint.end() :] if joint else "", options)
        if others is not None:
            return others | {option.text}
    return None


def _holds(text: str, separator: str) -> bool:
    return bool(separator) and separator in text


def _splits(text: str, separator: str) -> list[list[str]]:
    """The ways in which a text may join several: by the server's separator, else not at all, or by commas."""
    if _holds(text, separator):
        return [[part for part in text.split(separator) if part.strip()]]
    ways = [[text]]
    if "," in text:
        ways.append([part.strip() for part in text.split(",") if part.strip()])
    return ways


def _listed(raw: Any) -> Any:
    """The list that an answer spells as JSON text, or the answer itself."""
    if isinstance(raw, str) and raw.startswith("["):
        try:
            return _without_nothing(json.loads(raw))
        except ValueError:
            return raw
    return raw


def _read_options(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    texts = {option.text for option in field.options}
    if isinstance(raw, str) and raw in texts:
        # One option, also one whose text looks like several others.
        return (frozenset({raw}),)
    raw = _listed(raw)
    if isinstance(raw, (list, tuple)):
        return (frozenset(_option_text(item, field) for item in raw),)
    text = _option_text(raw, field)
    if not isinstance(raw, str) or text in texts:
        return (frozenset({text}),)
    if not _holds(text, known.separator):
        by_options = _split_by_options(text, field.options)
        if by_options:
            return (by_options,)
    return tuple(
        frozenset(_option_part(part, field) for part in way)
        for way in _splits(text, known.separator)
    )


def _option_part(part: str, field: Field) -> str:
    """One of several options in a text; spaces around it are its own only if an option has them."""
    is_known = any(part in (option.text, option.id) for option in field.options)
    return _option_text(part if is_known else part.strip(), field)


def _cascade_path(parts: Sequence[Any], options: Sequence[Option]) -> str | None:
    """The ids "1-2-3" of a path of ids (numbers) or texts, or None where the options do not hold such a path.

    A text that no option on its level has may be an id too.
    """
    if not options:
        ids = [str(part) for part in parts]
        return "-".join(ids) if all(_DIGITS.fullmatch(part) for part in ids) else None
    path: tuple[str, ...] = ()
    nested = any(len(option.path) > 1 for option in options)
    for part in parts:
        level = [option for option in options if not nested or option.path[:-1] == path]
        by_id = [option for option in level if option.id == str(part)]
        by_text = [option for option in level if option.text == str(part)]
        chosen = [*by_id, *by_text] if isinstance(part, int) else [*by_text, *by_id]
        if not chosen:
            return None
        path = (*path, chosen[0].id)
    return "-".join(path) or None


def _id_path(text: str) -> list[int] | None:
    """The ids that a text such as "1-2-3" joins, or None."""
    parts = text.strip().split("-")
    return [int(part) for part in parts] if all(map(_DIGITS.fullmatch, parts)) else None


def _parse_cascading(value: Any, field: Field, known: Known) -> Value:
    what = "option ids or texts"
    if isinstance(value, (list, tuple)):
        parts = [item if _is_int(item) else _scalar(item, what) for item in value]
        if all(map(is_clear, parts)):
            return None
        ways: list[Sequence[Any]] = [parts]
    else:
        text = _scalar(value, what)
        ids = _id_path(text)
        ways = [ids, [text]] if ids else [[text]]
    for way in ways:
        path = _cascade_path(way, field.options)
        if path is not None:
            return path
    texts = [option.text for option in field.options]
    last = str(ways[-1][-1])
    hint = (
        did_you_mean(last, texts)
        if texts
        else "; its options are unknown here, so write option ids"
    )
    written = " > ".join(str(part) for part in ways[-1])
    raise Invalid(f"'{written}' is not a path through its options{hint}")


def _read_cascading(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, (list, tuple)):
        parts = [_cascade_part(item) for item in raw]
        return (_cascade_path(parts, field.options) or "-".join(map(str, parts)),)
    text = _text_of(raw)
    ways: list[Sequence[Any]] = [_id_path(text) or [text]]
    dividers = (" - ", "-", known.separator, ">", "/", ",")
    ways += [[part.strip() for part in _split(text, divider)] for divider in dividers]
    for way in ways:
        path = _cascade_path(way, field.options)
        if path is not None:
            return (path,)
    return (_only_leaf(text, field.options) or text,)


def _cascade_part(item: Any) -> Any:
    """A step of a path as an answer gives it: an id as a number, or else a text."""
    if isinstance(item, Mapping):
        number = _first(item, ("id",))
        item = _text_of(item) if number is None else number
        return int(item) if number is not None and _DIGITS.fullmatch(str(item)) else item
    return item if _is_int(item) else _text_of(item)


def _only_leaf(text: str, options: Sequence[Option]) -> str | None:
    """The whole path of the one option of that text, for an answer that shows only the end of the path."""
    found = [option for option in options if option.text == text and option.path]
    return "-".join(found[0].path) if len(found) == 1 else None


def _show_cascading(value: str, field: Field, known: Known) -> Any:
    """The texts along the path, where they lead back to it, else the ids."""
    by_id = {option.id: option.text for option in field.options}
    ids = value.split("-")
    texts = [by_id[part] for part in ids if part in by_id]
    return texts if _cascade_path(texts, field.options) == value else value


# --- ids of projects, organizations, components and versions --------------------------------------------------------


def _parse_ids(pattern: str, sample: str) -> Parse:
    def parse_ids(value: Any, field: Field, known: Known) -> Value:
        ids = [text.strip() for text in _items(value, "ids", known.separator)]
        for text in ids:
            if not re.fullmatch(pattern, text):
                raise Invalid(f"'{text}' is not an id such as {sample}")
        return frozenset(ids) or None

    return parse_ids


def _read_ids(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = _listed(raw)
    items = raw if isinstance(raw, (list, tuple)) else [raw]
    parts: list[str] = []
    for item in items:
        text = _text_of(_first(item, ("id", *_TEXT_KEYS)) if isinstance(item, Mapping) else item)
        project = _project_of(item) if field.kind == "id_pairs" and "-" not in text else None
        text = text if project is None else f"{project}-{text}"
        pieces = [piece for part in _split(text, known.separator) for piece in part.split(",")]
        parts += [piece.strip() for piece in pieces if piece.strip()]
    return (frozenset(parts),)


def _project_of(item: Any) -> str | None:
    """The id of the project that the object of a component or version names."""
    if not isinstance(item, Mapping):
        return None
    project = _first(item, ("projectId", "project"))
    if isinstance(project, Mapping):
        project = project.get("id")
    return None if project is None else _text_of(project)


# --- people, groups, places ---------------------------------------------------------------------------------------


def _parse_user(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, "one username or user key")
    if re.search(r"\s", text):
        raise Invalid(f"'{text}' is not a username or user key: those have no spaces")
    return text


def _parse_user_text(value: Any, field: Field, known: Known) -> str:
    return _scalar(value, "one username")


def _read_user(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = _one(raw)
    if isinstance(raw, Mapping):
        found = [raw.get(key) for key in ("username", "name", "key", "userKey", "userName")]
        return tuple(str(text) for text in found if text not in (None, ""))
    return (_text_of(raw),)


def _same_user(declared: str, current: str, known: Known) -> bool:
    # Usernames are not case-sensitive in Jira. Jira itself is asked only if the two texts differ.
    if declared.casefold() == current.casefold():
        return True
    spellings = {text.casefold() for text in known.user_spellings(declared)}
    return current.casefold() in spellings


def _same_user_text(declared: str, current: str, known: Known) -> bool:
    # The text need not be a user's: only Jira's own spellings of one make two texts the same.
    if declared == current:
        return True
    spellings = known.user_spellings(declared) - {declared}
    return current.casefold() in {text.casefold() for text in spellings}


def _parse_groups(value: Any, field: Field, known: Known) -> Value:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise Invalid(f"'{value}' is not a JSON list of group names") from None
    if isinstance(value, dict):
        raise Invalid("takes a list of group names, not a mapping")
    items = value if isinstance(value, (list, tuple)) else [value]
    return frozenset(_scalar(item, "group names") for item in items if not is_clear(item)) or None


def _group_name(raw: Any) -> str:
    return _text_of(
        _first(raw, ("name", "groupName", *_TEXT_KEYS)) if isinstance(raw, Mapping) else raw
    )


def _read_groups(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, str) and raw.lstrip().startswith("["):
        try:
            raw = _without_nothing(json.loads(raw))
        except ValueError:
            raw = [part.strip() for part in raw.strip().strip("[]").split(",") if part.strip()]
    if isinstance(raw, (list, tuple)):
        return (frozenset(_group_name(item) for item in raw) or None,)
    if isinstance(raw, Mapping):
        return (frozenset({_group_name(raw)}),)
    return tuple(frozenset(way) for way in _splits(_text_of(raw), known.separator))


def _parse_location(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, "a location's id or name")
    locations = known.locations
    by_name = [place for place in locations if place.name == text]
    by_id = [place for place in locations if str(place.id) == text.strip()]
    # A number that YAML read as a number is an id; text may be either, and must then mean one place.
    found = by_id if isinstance(value, int) else list(dict.fromkeys([*by_name, *by_id]))
    if len(found) > 1:
        ids = ", ".join(str(place.id) for place in found)
        raise Invalid(f"'{text}' may mean several locations (ids {ids}): write the id as a number")
    if not found:
        raise Invalid(
            f"there is no location '{text}'{did_you_mean(text, [place.name for place in locations])}"
        )
    return str(found[0].id)


def _read_location(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = _one(raw)
    if isinstance(raw, Mapping):
        raw = _first(raw, ("id", *_OBJECT_TEXT_KEYS["location"])) or raw
    text = _text_of(raw).strip()
    locations = known.locations if not _DIGITS.fullmatch(text) or isinstance(raw, str) else ()
    ids = {str(place.id) for place in locations}
    named = [str(place.id) for place in locations if place.name == text]
    # A location may be called "3": that is what is meant only where no location has the id 3.
    return (named[0],) if len(named) == 1 and text not in ids else (text,)


def _show_location(value: str, field: Field, known: Known) -> Any:
    """The name where it is unmistakable, else the id."""
    locations = known.locations
    names = [place.name for place in locations if str(place.id) == value]
    meant = [
        place for place in locations for name in names[:1] if name in (place.name, str(place.id))
    ]
    if len(meant) == 1 and names[0] == names[0].strip():
        return names[0]
    return int(value) if _DIGITS.fullmatch(value) else value


# --- status -------------------------------------------------------------------------------------------------------


def _in_vocabulary(text: str, names: Iterable[str], keys: Mapping[str, str]) -> str | None:
    wanted = text.strip().casefold()
    for name in names:
        if name.casefold() == wanted:
            return name
    return keys.get(text.strip())


def _names_and_keys(field: Field, known: Known) -> tuple[tuple[str, ...], Mapping[str, str]]:
    words = known.vocabulary
    if field.kind == "status":
        return tuple(words.statuses), words.status_keys
    return words.substatuses, words.substatus_keys


def _parse_status(value: Any, field: Field, known: Known) -> str:
    text = _scalar(value, f"one {field.kind}")
    names, keys = _names_and_keys(field, known)
    name = _in_vocabulary(text, names, keys)
    if name is None:
        raise Invalid(
            f"there is no {field.kind} '{text}'{did_you_mean(text, names)}"
            f"{known.way_out.get('status', '')}"
        )
    return name


def _read_status(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    names, keys = _names_and_keys(field, known)
    if isinstance(raw, Mapping):
        # The name counts before the key, and the id only if there is nothing else: it may be that of a row.
        raw = _first(raw, (field.kind, f"{field.kind}Name", *_TEXT_KEYS, "key", "id")) or raw
    text = _text_of(_one(raw))
    return (_in_vocabulary(text, names, keys) or text,)


STATUS_KINDS = ("status", "substatus")


def unknown_status_key(raw: Any, field: Field, known: Known) -> str | None:
    """The key as which a status came back, if nobody knows what it stands for; None for anything else."""
    if field.kind not in STATUS_KINDS or is_clear(raw):
        return None
    shown = readings(raw, field, known)[0]
    return shown if isinstance(shown, str) and shown.isdigit() else None


# --- references ---------------------------------------------------------------------------------------------------

_LAST_HASH = re.compile(r"(?s)(.+) #([^\s,]+)")
_HASH = re.compile(r" #([^\s,]+)(?:\s*,\s*|$)")
_MOST_PARTS = 10
"""Up to so many parts between commas are put together in all ways, since names may hold commas."""


def _id_in(text: str, known: Known) -> Id | None:
    """The asset id that a text spells as the server does; "007" is a name."""
    found = known.parse_id(text)
    return found if found is not None and str(found) == text.strip() and found != 0 else None


def _parse_reference(value: Any, known: Known) -> Ref:
    if isinstance(value, dict):
        return _parse_reference_mapping(value, known)
    text = _scalar(value, "an asset's id or name")
    found = _id_in(text, known)
    return Ref(name=text) if found is None else Ref(id=found)


def _parse_reference_mapping(value: Mapping[str, Any], known: Known) -> Ref:
    number, name, asset_type = value.get("id"), value.get("name"), value.get("asset_type")
    if set(value) - {"id", "asset_type", "name"} or is_clear(number) == is_clear(name):
        raise Invalid(
            "a reference is an id, a name, 'name #id', or a mapping with asset_type and name"
            " (or with id alone)"
        )
    of_type = None if is_clear(asset_type) else str(asset_type)
    if is_clear(number):
        return Ref(name=_scalar(name, "an asset's name"), asset_type=of_type)
    text = _scalar(number, "an asset's id").strip()
    found = _id_in(text, known)
    if found is None:
        raise Invalid(f"'{text}' is not the id of an asset")
    return Ref(id=found, asset_type=of_type)


def _parse_references(value: Any, field: Field, known: Known) -> Value:
    if isinstance(value, str):
        # As the vendor writes several in one text. A name that holds a comma is written in a list.
        value = [part.strip() for part in value.split(",") if part.strip()]
    items = value if isinstance(value, (list, tuple)) else [value]
    return frozenset(_parse_reference(item, known) for item in items if not is_clear(item)) or None


def split_name_and_id(text: str, known: Known) -> tuple[str, Id | None]:
    """ "rack-07 #41" as ("rack-07", 41); the id is None where the text has no such end."""
    match = _LAST_HASH.fullmatch(text)
    found = known.parse_id(match.group(2)) if match else None
    return (match.group(1), found) if match and found is not None else (text, None)


def _read_reference(raw: Any, known: Known) -> Ref:
    """One reference of an answer."""
    if isinstance(raw, Mapping):
        told = _first(raw, ("id", "assetId", "inventoryId"))
        name = _first(raw, _OBJECT_TEXT_KEYS["reference"])
        found = None if told is None else known.parse_id(_text_of(told))
        return Ref(found, None if name is None else str(name))
    text = _text_of(raw).strip()
    found = _id_in(text, known)
    if found is not None:
        return Ref(id=found)
    name, at_end = split_name_and_id(text, known)
    return Ref(at_end, name, guessed=at_end is not None)


def _as_set(refs: Sequence[Ref]) -> frozenset[Ref]:
    """The references as a set in which one that an answer repeats stays as often as it was there.

    Two assets may have one name. The same id twice is one asset.
    """
    counted: dict[Ref, int] = {}
    for ref in refs:
        counted[ref] = counted.get(ref, 0) + 1 if ref.id is None else 1
    return frozenset(
        dataclasses.replace(ref, nth=nth) for ref, times in counted.items() for nth in range(times)
    )


def _read_references(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, (list, tuple)):
        return (_as_set([_read_reference(item, known) for item in raw]),)
    if not isinstance(raw, str):
        return (frozenset({_read_reference(raw, known)}),)
    divider = known.separator if _holds(raw, known.separator) else ","
    parts = [part.strip() for part in raw.split(divider) if part.strip()]
    ids = [_id_in(part, known) for part in parts]
    if None not in ids:
        return (_as_set([Ref(id=one) for one in ids]),)
    # A name may hold the separator itself.
    spellings = dict.fromkeys((",".join(_split(raw, known.separator)), raw))
    with_ids = [refs for refs in (_all_end_with_id(one, known) for one in spellings) if refs]
    if with_ids:
        return tuple(map(_as_set, with_ids))
    ways: Iterable[Sequence[str]] = [parts, [raw]]
    if divider == "," and len(parts) <= _MOST_PARTS:
        ways = _groupings(raw.split(","))
    if raw != raw.strip():
        ways = [*ways, [raw]]  # one name that begins or ends with a blank
    return tuple(_as_set([Ref(name=name) for name in way]) for way in ways)


def _all_end_with_id(text: str, known: Known) -> list[Ref]:
    """The references of a text in which each ends with its id ("rack, left #41,rack-08 #42"), else none."""
    found: list[Ref] = []
    begin = 0
    for match in _HASH.finditer(text):
        number = known.parse_id(match.group(1))
        if number is None or match.start() == begin:
            continue
        found.append(Ref(number, text[begin : match.start()], guessed=True))
        begin = match.end()
    return found if begin == len(text) else []


def _groupings(parts: Sequence[str]) -> Iterator[list[str]]:
    """The ways to read parts between commas as names, of which some hold commas themselves."""
    if not parts:
        yield []
    for length in range(1, len(parts) + 1):
        name = ",".join(parts[:length]).strip()
        for others in _groupings(parts[length:]) if name else ():
            yield [name, *others]


def _is_ref(declared: Ref, current: Ref) -> bool:
    if declared.new is not None:
        return False  # whatever bears its name now is not the asset that will be created
    if declared.id is not None and declared.id == current.id:
        # "Box #3" may be the whole name of another asset than number 3, which then is not called "Box".
        return not current.guessed or declared.name in (None, current.name)
    if current.guessed and declared.name == f"{current.name} #{current.id}":
        return True
    resolved = declared.id is not None and current.id is not None
    return not resolved and declared.name is not None and declared.name == current.name


def _same_references(declared: frozenset[Ref], current: frozenset[Ref], known: Known) -> bool:
    # One asset may be declared twice, by its id and by its name.
    ordered = sorted(declared, key=lambda ref: ref.name or "")
    wanted = list({ref.id: ref for ref in ordered if ref.id is not None}.values())
    wanted += [ref for ref in ordered if ref.id is None]
    return len(wanted) == len(current) and _pair(wanted, list(current))


def _pair(wanted: Sequence[Ref], current: Sequence[Ref]) -> bool:
    """Whether each wanted reference finds a current one of its own."""
    taken: dict[int, int] = {}

    def finds(number: int, tried: set[int]) -> bool:
        for place, other in enumerate(current):
            if place not in tried and _is_ref(wanted[number], other):
                tried.add(place)
                if place not in taken or finds(taken[place], tried):
                    taken[place] = number
                    return True
        return False

    return all(finds(number, set()) for number in range(len(wanted)))


def _show_references(value: frozenset[Ref], field: Field, known: Known) -> list[Any]:
    ordered = sorted(value, key=lambda ref: (ref.name or "", id_order(ref.id), ref.nth))
    return [_show_reference(ref, known) for ref in ordered]


def _show_reference(ref: Ref, known: Known) -> Any:
    if ref.name is None:
        return ref.id
    # A name that looks like an id would be taken for one.
    looks_like_id = ref.id is None and _id_in(ref.name, known) is not None
    return {"name": ref.name} if looks_like_id else str(ref)


# --- encrypted ----------------------------------------------------------------------------------------------------


def _parse_encrypted(value: Any, field: Field, known: Known) -> Secret:
    return Secret(_scalar(value, "one text"))


def _read_encrypted(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    # Whatever comes back (nothing, stars, cipher or clear text), it says only that there is something.
    return (Secret(""),)


def _never_same(declared: Any, current: Any, known: Known) -> bool:
    return False


def _hide(value: Any, field: Field, known: Known) -> str:
    return HIDDEN


KINDS: Mapping[str, Kind] = {
    "text": Kind(_parse_text, _read_text, _as_is, _equal),
    "text_area": Kind(_parse_text_area, _read_text_area, _as_is, _equal),
    "currency": Kind(_parse_currency, _read_currency, _as_is, _equal),
    "ip": Kind(_parse_ip(4), _read_ip(4), _as_is, _equal),
    "ipv6": Kind(_parse_ip(6), _read_ip(6), _as_is, _equal),
    "long": Kind(
        _parse_long,
        _read_number(_whole),
        _show_number,
        _equal,
        ordered=True,
    ),
    "double": Kind(
        _parse_double,
        _read_number(float),
        _show_number,
        _equal,
        ordered=True,
    ),
    "date": Kind(_parse_date, _read_date, _as_is, _equal, ordered=True),
    "datetime": Kind(_parse_datetime, _read_datetime, _as_is, _equal, ordered=True),
    "option": Kind(_parse_option, _read_option, _as_is, _equal),
    "options": Kind(_parse_options, _read_options, _sorted_list, _equal, many=True),
    "cascading": Kind(_parse_cascading, _read_cascading, _show_cascading, _equal),
    "ids": Kind(_parse_ids(r"[0-9]+", "10000"), _read_ids, _sorted_list, _equal, many=True),
    "id_pairs": Kind(
        _parse_ids(r"[0-9]+-[0-9]+", "10000-1"), _read_ids, _sorted_list, _equal, many=True
    ),
    "user": Kind(_parse_user, _read_user, _as_is, _same_user),
    "user_text": Kind(_parse_user_text, _read_user, _as_is, _same_user_text),
    "groups": Kind(_parse_groups, _read_groups, _sorted_list, _equal, many=True),
    "location": Kind(_parse_location, _read_location, _show_location, _equal),
    "status": Kind(_parse_status, _read_status, _as_is, _equal),
    "substatus": Kind(_parse_status, _read_status, _as_is, _equal),
    "references": Kind(
        _parse_references,
        _read_references,
        _show_references,
        _same_references,
        many=True,
    ),
    "encrypted": Kind(_parse_encrypted, _read_encrypted, _hide, _never_same),
}
