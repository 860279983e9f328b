# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer of Jira's, AIP's or a proxy's means: no to the login, no to the request, come back later."""

from __future__ import annotations

import email.utils
import html
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from .._core.errors import (
    NotFound,
    Paused,
    PermissionMissing,
    RequestError,
    ServerFailed,
    ServerRefused,
)

LONGEST_QUOTE = 300  # characters of the server's own words in an error
LONGEST_PAGE = 2**16  # characters of a page in which its message is looked for
LONGEST_WAIT = 10**9  # seconds: Jira may ask for 2**63 - 1, which means "never"


@dataclass(frozen=True)
class Refusal:
    """A way in which a server says no. Statuses of none: any."""

    statuses: tuple[int, ...]
    pattern: str
    error: type[RequestError]
    sentence: str

    def fits(self, status: int) -> bool:
        """Whether the row is about this status."""
        return status in self.statuses or not self.statuses


_SERVER_ERRORS = tuple(range(500, 600))
REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        (403, 404),
        r"(?i)xsrf",
        PermissionMissing,
        "Jira took the request for a forged one (XSRF). Behind a proxy this means that Jira's connector has another"
        " scheme, host or port than url.",
    ),
    Refusal(
        (403,),
        "",
        PermissionMissing,
        "this user may not do that: it needs the permission in AIP or Jira.",
    ),
    Refusal(
        (404, 413),
        r"(?i)exceeds its maximum permitted size",
        ServerRefused,
        "it is larger than the server accepts.",
    ),
    Refusal((404,), "", NotFound, "it is not there, or this user may not see or change it."),
    Refusal(
        (407,),
        "",
        PermissionMissing,
        "the proxy wants a login: write it into proxy as http://user:password@host:port.",
    ),
    Refusal(
        (413,), "", ServerRefused, "it is larger than the server or a proxy before it accepts."
    ),
    Refusal(
        (429,),
        "",
        Paused,
        "the server is busy and refused it (429) on every attempt; try again later.",
    ),
    Refusal(
        (502, 503, 504),
        "",
        ServerFailed,
        "the server, or a proxy before it, is not available just now ({status}); try again later.",
    ),
    Refusal(
        _SERVER_ERRORS,
        "",
        ServerFailed,
        "the server failed with status {status}; Jira's log tells why.",
    ),
    Refusal(
        (),
        r"(?i)permission|not allowed|not authori[sz]ed|forbidden|access denied",
        PermissionMissing,
        "this user may not do that.",
    ),
    Refusal((), "", ServerRefused, "the server declined."),
)

_BASIC_DISABLED = re.compile(r"(?i)basic auth\w* (?:has been disabled|with passwords)")


def whole_number(text: Any) -> int | None:
    """A whole number of a header, clamped; None for anything else."""
    digits = re.fullmatch(r"\s*0*(\d+)\s*", str(text)) if text is not None else None
    if digits is None:
        return None
    return int(digits[1]) if len(digits[1]) < 19 else 10**18


def refill(headers: Mapping[str, str]) -> tuple[int, int]:
    """Seconds of a refill period and tokens that it brings, 0 where not told."""
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


def parse_json(body: str) -> tuple[Any, bool]:
    """The data of a body, and whether it is JSON at all."""
    if not body.strip():
        return None, False
    try:
        return json.loads(body), True
    except (ValueError, RecursionError):
        return None, False


ENVELOPE = frozenset(
    {"success", "errorCode", "errorMessage", "errorMessages", "errors", "error"}
    | {"message", "data", "pagingInfo", "status", "status-code"}
)
"""The keys of answers that carry no data of AIP's."""


def is_refusal(data: Any) -> bool:
    """Whether the JSON of an answer says no, whatever its status is."""
    if not isinstance(data, dict):
        return False
    if data.get("success") in (False, "false"):
        return True
    told = data.get("errorMessages") or data.get("errors")
    return bool(told) and set(data) <= {"errorMessages", "errors", "status", "message"}


def looks_like_html(content_type: str, body: str) -> bool:
    """Whether a body that is not JSON is a web page."""
    return "html" in content_type.lower() or body.lstrip()[:1] == "<"


def login_trouble(
    status: int, headers: Mapping[str, str], said: str, username: str | None
) -> str | None:
    """Why the login did not count, and the way out; None if it did. Without `username` a token was sent."""
    reason = headers.get("X-Seraph-LoginReason", "")
    denied = "DENIED" in reason or (status == 403 and "AUTHENTICATION_DENIED" in said)
    captcha = "CAPTCHA" in headers.get("X-Authentication-Denied-Reason", "")
    if captcha or (denied and username):
        return (
            "Jira wants a CAPTCHA solved after too many wrong passwords. Log in once with a browser as"
            f" {username or 'this user'}, or set token, which is not subject to it."
        )
    if status in (401, 403) and _BASIC_DISABLED.search(said):
        return (
            "this Jira has Basic authentication switched off: set token (a personal access token)"
            " instead of username and password."
        )
    given = "username or password" if username else "token"
    if "AUTHENTICATED_FAILED" in reason or denied or status == 401:
        why = (
            "username or password is wrong" if username else "token is unknown, expired or revoked"
        )
        return f"Jira refused the login; the {why}."
    # Who is too busy or too broken to look at the login is not asked what became of it.
    looked = status < 500 and status not in (407, 429)
    if looked and headers.get("X-AUSERNAME", "").lower() == "anonymous":
        return (
            f"Jira answered as if nobody had logged in, so its answer says nothing; check {given}."
        )
    return None


_PAGE_MESSAGES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"<message>(.*?)</message>",
        r"class=\"aui-message[^>]*>(.*?)</div>",
        r"<title[^>]*>(.*?)</title>",
        r"<h1[^>]*>(.*?)</h1>",
    )
)


def words_of(data: Any, body: str, status: int, hide: Callable[[str], str]) -> str:
    """The server's own words about a failure: in one line, without secrets, and only then cut to a length."""
    if isinstance(data, dict):
        pieces: list[str] = []
        for key in ("message", "errorMessage", "errorMessages", "errors", "error"):
            pieces += _flatten(data.get(key))
        if not pieces and is_refusal(data):
            pieces += _flatten(data.get("errorCode"))
    elif data is not None:
        pieces = _flatten(data) if status >= 400 else []
    elif body.lstrip()[:1] == "<":
        pieces = [_page_message(hide(body[:LONGEST_PAGE]))]
    else:
        pieces = [body[:LONGEST_PAGE] if body.strip() != "null" else ""]
    told = "; ".join(hide(piece) for piece in dict.fromkeys(pieces))
    text = "".join(letter if letter.isprintable() else " " for letter in told)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."


def _page_message(page: str) -> str:
    """What a web page says: its message if it has one, else its title."""
    found = next((match for one in _PAGE_MESSAGES for match in one.finditer(page)), None)
    text = html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""
    reason = re.search(r"Reason : \w+|XSRF check failed", page)
    return f"{text} ({reason[0]})" if reason and reason[0] not in text else text


def _flatten(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, inner in value.items() for text in _flatten(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _flatten(inner)]
    return [] if value is None or value == "" or isinstance(value, bool) else [str(value)]
