# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Days, and moments of the server's clock."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ..known import Known
from ..model import Field, Value
from .kind import Kind, Rows
from .raw import is_int, text_of
from .written import Invalid, scalar

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
    """The moment that an ISO text names (with its zone if it has one); midnight if it names only a day."""
    match = _ISO.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    clock = (int(hour or 0), int(minute or 0), int(second or 0))
    micro = int(fraction.ljust(6, "0")[:6]) if fraction else 0
    try:
        moment = datetime.datetime(int(year), int(month), int(day), *clock, micro)
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
    if isinstance(raw, (list, tuple)) and len(raw) >= 3 and all(is_int(part) for part in raw):
        try:
            return datetime.datetime(*raw[:6])
        except (ValueError, OverflowError):
            return None
    return None


def _moment(raw: Any) -> datetime.datetime | None:
    if isinstance(raw, (int, float)):
        return _epoch(raw)
    text = text_of(raw)
    # Eight digits are taken as a day, 20260203, before an epoch.
    return _parts(raw) or _iso(text) or _jira_date(text) or _epoch(text)


_NEXT_DAY_FROM = datetime.time(10, 1)
"""The time in UTC from which a midnight is that of the next day: west of Greenwich the last inhabited one is Hawaii's,
at 10:00, and east of it New Zealand's is at 11:00 or 12:00."""


def _day(moment: datetime.datetime, zone: datetime.tzinfo) -> str:
    """The day that a moment stands for if a day was written.

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
    except (OverflowError, ValueError):  # at the ends of the calendar
        return moment.date().isoformat()


def _parse_date(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, "a date")
    moment = _iso(text)
    if moment is None:
        raise Invalid(f"'{text}' is not a date: write it as YYYY-MM-DD")
    if (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        raise Invalid(f"'{text}' has a time, but this field keeps only the day: write YYYY-MM-DD")
    return moment.date().isoformat()


def _read_date(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    moment = _moment(raw)
    return (text_of(raw) if moment is None else _day(moment, known.time_zone),)


def _parse_datetime(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, "a date with time")
    moment = _iso(text)
    if moment is None or not re.search(r"\d[T ]\d", text):
        raise Invalid(f"'{text}' is not a date with time: write it as YYYY-MM-DDTHH:MM")
    if moment.tzinfo is not None:
        raise Invalid(
            f"'{text}' has a time zone, but AIP keeps none: write YYYY-MM-DDTHH:MM in the server's time"
        )
    if moment.second or moment.microsecond:
        raise Invalid(f"'{text}' has seconds, but AIP keeps only minutes: write YYYY-MM-DDTHH:MM")
    return moment.isoformat(timespec="minutes")


def _read_datetime(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    moment = _moment(raw)
    if moment is None:
        return (text_of(raw),)
    return (_clock_time(moment, known.time_zone).isoformat(timespec="minutes"),)


def _clock_time(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """The naive time that a moment stands for if a date with time was written.

    In UTC (as an epoch always is), it is an instant: what was written is the clock time in the server's zone. With
    another offset it shows the clock time itself, unless a zone of the server is known to convert it to.
    """
    offset = moment.utcoffset()
    try:
        if offset is None or (offset and not moment.astimezone(zone).utcoffset()):
            return moment.replace(tzinfo=None)
        return moment.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):  # at the ends of the calendar
        return moment.replace(tzinfo=None)


def is_moment(value: Value) -> bool:
    """Whether it is a value of these kinds, and not an answer that could not be interpreted."""
    if not isinstance(value, str) or not _DAY.match(value):
        return False
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:  # it only looks like one: February 30
        return False
    return True


ROWS: Rows = {
    "date": Kind(_parse_date, _read_date, ordered=True),
    "datetime": Kind(_parse_datetime, _read_datetime, ordered=True),
}
