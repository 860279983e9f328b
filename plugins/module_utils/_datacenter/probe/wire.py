# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What came over the wire, as it came: status, headers and body, with the verdict of the HTTP layer beside it.

The verbs of _datacenter turn answers into assets; the probe is about the answers themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._core.errors import (
    BadAnswer,
    PermissionMissing,
    RequestError,
    ServerFailed,
    Unreachable,
)
from ..._http.answers import parse_json
from ..._http.call import Call
from ..._http.client import Http
from .. import answers
from ..refusals import is_refusal


@dataclass(frozen=True)
class Seen:
    """One answer. `trouble` is the HTTP layer's error about it, None if it is a good one."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    data: Any = field(repr=False)
    is_json: bool
    trouble: RequestError | None = None

    @property
    def is_good(self) -> bool:
        """Whether the server did what it was asked for."""
        return self.trouble is None

    @property
    def is_refused(self) -> bool:
        """Whether it is sure that the server declined, and did nothing."""
        return self.trouble is not None and (
            400 <= self.status < 500 or is_refusal(self.data) or self.status in (301, 302, 303)
        )

    @property
    def said(self) -> str:
        """The server's own words about a failure, without secrets."""
        return str(self.trouble.facts.get("server_said") or "") if self.trouble else ""

    @property
    def told(self) -> str:
        """The answer in one line, for a report: how it ended, and the server's words about that."""
        return f"status {self.status}{', ' + repr(self.said) if self.said else ''}"


def ask(http: Http, call: Call, briefly: bool = False) -> Seen:
    """The answer to a call, whatever it is: also that of a refused login. Raises Unreachable where none came at all.

    Of one that may be huge only the beginning is read (`briefly`), so that `data` is empty if it is long.
    """
    try:
        reply = http.look(call, only_beginning=briefly)
    except Unreachable:
        raise
    except RequestError as error:  # such as a redirect to a login page
        return Seen(error.status or 0, {}, "", None, False, error)
    return Seen(reply.status, reply.headers, reply.text, *parse_json(reply.text), reply.trouble)


def is_web_page(seen: Seen) -> bool:
    """Whether the body is HTML."""
    return not seen.is_json and seen.text.lstrip()[:1] == "<"


def wrapping(seen: Seen) -> str:
    """How an answer about one thing is wrapped: object, array, whole_list, envelope; else `other`."""
    data = seen.data
    if isinstance(data, list):
        return "whole_list" if len(data) > 1 else "array"
    if isinstance(data, dict):
        return "envelope" if answers.unwrap(data) is not data else "object"
    return "other"


def written_shape(seen: Seen) -> str:
    """The shape of the answer to a write, in one word."""
    data = seen.data
    if not seen.text.strip():
        if seen.headers.get("Location"):
            return "location"
        return "no_content" if seen.status == 204 else "empty"
    if not seen.is_json:
        return "web_page" if is_web_page(seen) else "plain_text"
    if isinstance(data, list):
        return "array"
    if not isinstance(data, dict):
        return "bare_integer" if answers.whole_number(data) is not None else "plain_text"
    inner = answers.unwrap(data)
    if inner is not data and inner is not None:
        return "envelope_object" if isinstance(inner, (dict, list)) else "envelope_integer"
    return "object" if answers.read_created_id(data, "") is not None else "success"


def missing_shape(seen: Seen) -> str:
    """How a server says that a thing is not there: 404_json, 404_html, 200_json, empty_array; else the status."""
    if seen.status == 404:
        return "404_html" if is_web_page(seen) else "404_json"
    if seen.is_good and answers.says_nothing_there(seen.data, seen.text):
        return "empty_array"
    return f"{seen.status}_{'json' if seen.is_json else 'text'}"


def refusal_shape(seen: Seen) -> str:
    """How a server declines: http_400, success_false, error_collection; else the status."""
    data = seen.data if isinstance(seen.data, dict) else {}
    if "errorMessages" in data:
        return "error_collection"
    return "success_false" if seen.status == 200 else f"http_{seen.status}"


def lost_in_between(seen: Seen) -> bool:
    """Whether an answer leaves open if a write was carried out: the server, or a proxy, broke on it."""
    return isinstance(seen.trouble, (ServerFailed, BadAnswer)) and not seen.is_refused


def lacks_right(seen: Seen) -> bool:
    """Whether the server says that this login may not do that."""
    return isinstance(seen.trouble, PermissionMissing)
