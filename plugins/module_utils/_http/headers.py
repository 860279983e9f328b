# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the headers of an answer say: how long to wait, how much is left, which charset, which request it was."""

from __future__ import annotations

import codecs
import email.utils
import re
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

LONGEST_WAIT = 10**9  # seconds: Jira may ask for 2**63 - 1, which means "never"
_FIRST_EPOCH = 10**9  # a smaller number cannot be a time of today


LONGEST_DATE = 100  # characters
LARGEST = 10**18

_CHARSET = re.compile(r"(?i)charset=[\"']?([a-z0-9_.:-]{1,40})")
# Python knows more names, some of which are no charsets at all (rot13, zip, idna) or fail in their own ways.
_CHARSETS = re.compile(
    r"utf-?(8|16|32)([bl]e)?|(iso-?)?8859-?\d{1,2}|iso-ir-\d{1,3}|latin-?\d{1,2}|(cp|windows|ibm)-?\d{3,5}"
    r"|koi8-?[rtu]|gb2312|gbk|gb18030|big5(hkscs)?|euc-?(jp|kr|cn)|shift-?jis|s-?jis|ms932|iso-?2022-?(jp|kr)"
    r"|tis-?620|mac-?[a-z0-9]{4,10}"
)


def whole_number(text: Any) -> int | None:
    """A whole number of a header, clamped; None for anything else."""
    digits = "" if text is None else str(text).strip()
    if not digits.isascii() or not digits.isdigit():
        return None
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) < 19 else LARGEST


def refill(headers: Mapping[str, str]) -> tuple[int, int]:
    """Seconds of a refill period and tokens that it brings, 0 where not given (Data Center's headers)."""
    return (
        whole_number(headers.get("X-RateLimit-Interval-Seconds")) or 0,
        whole_number(headers.get("X-RateLimit-FillRate")) or 0,
    )


def least_wait(headers: Mapping[str, str]) -> float:
    """The least number of seconds that the server wants us to wait; 0 where it says nothing that can be read.

    That is Retry-After; where it is missing or 0, the time until X-RateLimit-Reset (Cloud's, a date in ISO's form or
    seconds since 1970); and else the time until Data Center's bucket has another token.
    """
    text = headers.get("Retry-After", "")
    seconds: float | None = whole_number(text)
    if seconds is None:
        seconds = _until(_moment(text), headers)
    if seconds <= 0:
        seconds = _until(_reset(headers.get("X-RateLimit-Reset", "")), headers)
    if seconds > 0:
        return float(min(seconds, LONGEST_WAIT))
    interval, fill = refill(headers)
    return interval / fill if fill else 0.0


def _until(then: float | None, headers: Mapping[str, str]) -> float:
    """The seconds until a moment by the server's own clock, as ours may differ; 0 where there is no moment."""
    if then is None:
        return 0.0
    return max(0.0, float(int(then - (_moment(headers.get("Date", "")) or time.time()))))


def _reset(text: str) -> float | None:
    """Seconds since 1970 of X-RateLimit-Reset, which may lack its seconds; None for anything else."""
    number = whole_number(text)
    if number is not None:
        return float(number) if number >= _FIRST_EPOCH else None
    parts = re.fullmatch(r"\s*(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?Z\s*", text)
    if parts is None:
        return None
    try:
        moment = datetime.strptime(f"{parts[1]} {parts[2]}{parts[3] or ':00'}", "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return None
    return moment.replace(tzinfo=timezone.utc).timestamp()


def _moment(text: str) -> float | None:
    """Seconds since 1970 of a date in a header."""
    if len(text) > LONGEST_DATE:
        return None
    try:
        parsed = email.utils.parsedate_tz(text)
        return email.utils.mktime_tz(parsed) if parsed else None
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def charset_of(content_type: str) -> str:
    """How to decode a body; UTF-8, with or without its mark, unless another charset is named."""
    named = _CHARSET.search(content_type)
    name = named[1].lower().replace("_", "-") if named else ""
    if not _CHARSETS.fullmatch(name.replace("utf-16-", "utf-16").replace("utf-32-", "utf-32")):
        return "utf-8-sig"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return "utf-8-sig"
    return "utf-8-sig" if found == "utf-8" else found


def request_id_of(headers: Mapping[str, str]) -> str:
    """The id under which the server's log has the request; empty if there is none. Cloud's goes first."""
    return headers.get("Atl-Traceid") or headers.get("X-AREQUESTID") or ""
