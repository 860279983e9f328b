# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test expired: whether a day has passed, or will have soon."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ...module_utils._core.errors import InputError
from ...module_utils._core.kinds.dates import is_moment
from ...module_utils._core.kinds.table import readings
from ...module_utils._core.known import Known
from ...module_utils._core.model import Field

SPEC: dict[str, Any] = {
    "days": {"type": "int"},
    "today": {"type": "str"},
    "time_zone": {"type": "str"},
}
_DAY = Field("date", "Date", "date")


def expired(value: Any, days: int | None, today: str | None, time_zone: str | None) -> bool:
    """Whether the day has passed; with `days`, whether that day is at most so many days ahead. Raises InputError."""
    zone = _zone(time_zone)
    if value is None or value == "":
        return False
    now = _day(today, zone) if today else datetime.datetime.now(zone).date()
    day = _day(value, zone)
    if days is None:
        return day < now
    try:
        return day <= now + datetime.timedelta(days=days)
    except OverflowError:
        return days > 0


def _zone(name: str | None) -> datetime.tzinfo | None:
    """The time zone of that name; None is that of this machine. Raises InputError."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise InputError(
            [f"time_zone: '{name}' is not known here; write one such as Europe/Oslo"]
        ) from None


def _day(value: Any, zone: datetime.tzinfo | None) -> datetime.date:
    """The day of a date in any spelling that AIP shows. Raises InputError."""
    raw = value.isoformat() if isinstance(value, datetime.date) else value
    known = Known(
        time_zone=zone or datetime.datetime.now().astimezone().tzinfo or datetime.timezone.utc
    )
    is_single = isinstance(raw, (str, int, float)) and not isinstance(raw, bool)
    found = readings(raw, _DAY, known)[0] if is_single else None
    if not is_moment(found):
        raise InputError([f"'{value}' is not a date: write it as YYYY-MM-DD"])
    return datetime.date.fromisoformat(str(found)[:10])
