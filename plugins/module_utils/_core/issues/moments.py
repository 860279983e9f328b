# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Days and moments, as fields of issues have them."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from typing import Any

from ..kinds.written import Invalid, unmarked
from .texts import text_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_date(value: Any) -> str:
    """The day that a user wrote. Raises Invalid."""
    if isinstance(value, datetime) or unmarked(value) is not value:
        raise Invalid("must be a date without a time, such as 2026-03-31")
    if isinstance(value, date):
        return value.isoformat()
    text = text_of(value).strip()
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise Invalid("must be a date such as 2026-03-31")


def read_date(value: Any) -> str:
    """The day that an answer shows."""
    return str(value)[:10]


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(\.\d+)? ?(?:Z|([+-]\d\d):?(\d\d))?")


def moment(value: Any) -> datetime:
    """A moment, in UTC and whole seconds. Without an offset it is one in UTC. Raises Invalid."""
    return exact_moment(value).replace(microsecond=0)


def exact_moment(value: Any) -> datetime:
    """A moment, in UTC and milliseconds, which is what Jira keeps. Raises Invalid."""
    found = value if isinstance(value, datetime) else _parse_moment(unmarked(value))
    aware = found if found.tzinfo else found.replace(tzinfo=timezone.utc)
    try:
        utc = aware.astimezone(timezone.utc)
    except OverflowError:
        raise Invalid(_NO_MOMENT) from None
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


_NO_MOMENT = "must be a date with a time, such as 2026-03-31T14:00:00+02:00"


def _parse_moment(value: Any) -> datetime:
    parts = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if parts is None:
        raise Invalid(_NO_MOMENT)
    day, time, seconds, fraction, hours, minutes = parts.groups()
    offset = f"{hours}:{minutes}" if hours else "+00:00"
    try:
        # Python 3.9 reads fractions of three or six digits only.
        part = (fraction or ".")[:7].ljust(7, "0")
        return datetime.fromisoformat(f"{day}T{time}{seconds or ':00'}{part}{offset}")
    except ValueError:
        raise Invalid(_NO_MOMENT) from None


def read_moment(value: Any) -> Any:
    """The moment that an answer shows; its text, where that is none."""
    try:
        return moment(value)
    except Invalid:
        return str(value)


def send_moment(value: Any, _is_cloud: bool) -> Any:
    """A moment as requests have it."""
    if value is None or isinstance(value, str):
        return value
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03d}+0000"


def show_moment(value: Any) -> Any:
    """A moment as results show it."""
    return value.isoformat() if isinstance(value, datetime) else value
