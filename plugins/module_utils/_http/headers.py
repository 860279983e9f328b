# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the headers of an answer say: how long to wait, how much is left, which charset, which request it was."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping
from typing import Any

LONGEST_WAIT = 10**9  # seconds: Jira may ask for 2**63 - 1, which means "never"


def whole_number(text: Any) -> int | None:
    """A whole number of a header, clamped; None for anything else."""
    digits = re.fullmatch(r"\s*0*(\d+)\s*", str(text)) if text is not None else None
    if digits is None:
        return None
    return int(digits[1]) if len(digits[1]) < 19 else 10**18


def refill(headers: Mapping[str, str]) -> tuple[int, int]:
    """Seconds of a refill period and tokens that it brings, 0 where not given (Data Center's headers)."""
    return (
        whole_number(headers.get("X-RateLimit-Interval-Seconds")) or 0,
        whole_number(headers.get("X-RateLimit-FillRate")) or 0,
    )


def least_wait(headers: Mapping[str, str]) -> float:
    """The least number of seconds that the server wants us to wait; 0 where it says nothing that can be read."""
    text = headers.get("Retry-After", "")
    seconds = whole_number(text)
    if seconds is None:
        then = _moment(text)
        # By the server's own clock, as ours may differ.
        seconds = int(then - (_moment(headers.get("Date", "")) or time.time())) if then else 0
    if seconds > 0:
        return float(min(seconds, LONGEST_WAIT))
    interval, fill = refill(headers)
    return interval / fill if fill else 0.0


def _moment(text: str) -> float | None:
    """Seconds since 1970 of a date in a header."""
    try:
        parsed = email.utils.parsedate_tz(text)
        return email.utils.mktime_tz(parsed) if parsed else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def charset_of(content_type: str) -> str:
    """How to decode a body; UTF-8, with or without its mark, unless another charset is named."""
    named = re.search(r"(?i)charset=[\"']?([\w.:-]+)", content_type)
    name = named[1].lower() if named else "utf-8"
    try:
        b"a".decode(name)
    except LookupError:
        name = "utf-8"
    return "utf-8-sig" if name in ("utf-8", "utf8", "us-ascii", "ascii") else name


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id under which the server's log has the request; empty if there is none. Cloud's goes first."""
    return headers.get("Atl-Traceid") or headers.get("X-AREQUESTID") or ""
