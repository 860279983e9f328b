# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of JQL: as written, as a period before or after now, and startOfDay() and its like."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_PERIOD = re.compile(r"\s*([+-]?)\s*((?:\d+[wdhm]\s*)+|\d+)\s*\Z")
_PART = re.compile(r"(\d+)([wdhm])")
_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
}
_LAYOUTS = (
    ("%Y/%m/%d %H:%M", timedelta(minutes=1)),
    ("%Y-%m-%d %H:%M", timedelta(minutes=1)),
    ("%Y/%m/%d", timedelta(days=1)),
    ("%Y-%m-%d", timedelta(days=1)),
)
_OFFSET = re.compile(r"([+-]?)(\d+)([yMwdhm]?)\Z")
_NATURAL = {"Day": "d", "Week": "w", "Month": "M", "Year": "y"}


def moment(text: str, now: datetime) -> tuple[datetime, timedelta] | None:
    """Return the time that a text means, and how long it lasts; None if it means none."""
    for layout, length in _LAYOUTS:
        try:
            return datetime.strptime(text.strip(), layout).replace(tzinfo=now.tzinfo), length
        except ValueError:
            continue
    found = _PERIOD.match(text)
    if not found:
        return None
    parts = _PART.findall(found[2]) or [(found[2].strip(), "m")]
    try:
        length = sum((int(count) * _UNITS[unit] for count, unit in parts), timedelta())
        return (now - length if found[1] == "-" else now + length), timedelta()
    except OverflowError:
        return None


def boundary(name: str, offset: str | None, now: datetime) -> datetime | None:
    """Return what startOfDay(), endOfMonth("-1M") and their like mean; None for a wrong offset."""
    edge, unit = name[: -len(_unit(name))], _unit(name)
    shifted = now
    if offset is not None:
        found = _OFFSET.match(offset.strip())
        if not found:
            return None
        count = int(found[2]) * (-1 if found[1] == "-" else 1)
        try:
            shifted = _shift(now, count, found[3] or _NATURAL[unit])
        except (OverflowError, ValueError):
            return None
    start = _start(shifted, unit)
    if edge == "startOf":
        return start
    return _start(_shift(start, 1, _NATURAL[unit]), unit) - timedelta(milliseconds=1)


def _unit(name: str) -> str:
    return next(unit for unit in _NATURAL if name.endswith(unit))


def _start(time: datetime, unit: str) -> datetime:
    day = time.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "Week":  # weeks start on Sunday, as in Jira's default locale
        return day - timedelta(days=(day.weekday() + 1) % 7)
    return day.replace(day=1, month=1 if unit == "Year" else day.month) if unit != "Day" else day


def _shift(time: datetime, count: int, unit: str) -> datetime:
    if unit in _UNITS:
        return time + count * _UNITS[unit]
    months = time.year * 12 + time.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    first = time.replace(year=year, month=month + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=min(time.day, (following - timedelta(days=1)).day))


def read(shown: str, now: datetime) -> datetime | None:
    """Return a date or a date and time as REST shows it; dates are of the user's time zone."""
    layouts = ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d")
    for layout in layouts:
        try:
            time = datetime.strptime(shown.replace("Z", "+0000"), layout)
        except ValueError:
            continue
        return time if time.tzinfo else time.replace(tzinfo=now.tzinfo)
    return None
