# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault that a request can meet: a row each, made of the sandbox's effects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

ONCE, TWICE, KIND, ALWAYS = "once", "twice", "kind", "always"
"""One request; two in a row; it and all later ones of its method and path; it and all later ones."""
SPANS = (ONCE, KIND, ALWAYS)
SEARCH = r"index/query|/api/2/search"
"""Searches whose answers have a total; and other lists that have one, or of things that were asked for by id."""
COUNTED = rf"{SEARCH}|/issue/[^/]+/comment$|/issue/bulkfetch"
FILE = r"/getFile/|/secure/attachment/|/attachment/content/"


@dataclass(frozen=True)
class Fault:
    """An effect of the sandbox. `path`: the requests that can meet it; `not_path`: those that cannot.

    `spans`: for how long. A lie that nobody could tell from the truth is only told once.
    `options` are options of the task.
    """

    effect: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""
    not_path: str = ""
    methods: tuple[str, ...] = ()
    spans: tuple[str, ...] = SPANS
    options: Mapping[str, Any] = field(default_factory=dict)

    def can_meet(self, method: str, path: str) -> bool:
        """Whether it makes sense for such a request."""
        return (
            (not self.methods or method in self.methods)
            and re.search(self.path, path) is not None
            and not (self.not_path and re.search(self.not_path, path))
        )


def _error(status: int, **headers: str) -> Fault:
    return Fault("error", {"status": status, "headers": headers})


def _paused(retry_after: Any = None, **headers: Any) -> Fault:
    return Fault("rate_limited", {"retry_after": retry_after, "headers": _dashed(headers)})


def _refused(status: int, message: str, **more: Any) -> Fault:
    return Fault(
        "refused", {"status": status, "body": {"success": False, "message": message, **more}}
    )


def _said(status: int, *messages: str) -> Fault:
    return Fault(
        "refused", {"status": status, "body": {"errorMessages": list(messages), "errors": {}}}
    )


# The content of a file can be anything: only what breaks HTTP can be told from it.
def _body(body: Any, **more: Any) -> Fault:
    return Fault("replaced", {"body": body}, not_path=FILE, **more)


def _called(charset: str) -> Fault:
    content_type = f"application/json;charset={charset}"
    return Fault("content_type", {"content_type": content_type}, not_path=FILE)


def _total(total: Any) -> Fault:
    return Fault("merged", {"values": {"total": total}}, path=SEARCH)


def _page(
    status: int, body: Any = "<!DOCTYPE html><html><body><h1>Web filter</h1></body></html>"
) -> Fault:
    return Fault("error_after", {"status": status, "body": body})


def _dashed(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name.replace("_", "-"): str(value) for name, value in headers.items()}


_BUCKET = {
    "X_RateLimit_Limit": 5, "X_RateLimit_Remaining": 0, "X_RateLimit_Interval_Seconds": 1,
    "X_RateLimit_FillRate": 5,
}  # fmt: skip
_QUIET: Any = {"options": {"timeout": 0.15, "retries": 1}, "spans": (ONCE, KIND, ALWAYS)}
# The whole of an answer may take ten times the time-out: a second, in which bytes arrive in time, one by one.
_SLOW: Any = {"options": {"timeout": 0.1, "retries": 0}, "spans": (ONCE,)}
_DRIP = {"seconds": 0.02, "limit": 6}

FAULTS: Mapping[str, Fault] = {
    # no answer
    "reset before": Fault("cut"),
    "reset after": Fault("cut_after"),
    "reset in the body": Fault("cut_body"),
    "time-out before": Fault("silence", **_QUIET),
    "time-out after": Fault("silence_after", **_QUIET),
    "connections refused, for a second": Fault("stops_listening", {"seconds": 1}, spans=(ONCE,)),
    "connections refused": Fault("stops_listening", spans=(ONCE,)),
    # not HTTP
    "a chunk of no size": Fault("bad_chunk"),
    # come back later
    "429": _paused(),
    "429, in 2 s": _paused(2),
    "429, in a day": _paused(86400),
    # errors of the server, and of what stands before it
    "500 before": _error(500),
    "503 before": _error(503),
    "500 after": Fault("error_after", {"status": 500}),
    "502 after": Fault("error_after", {"status": 502}),
    "a page of a proxy after": _page(200),
    # the login
    "login page": Fault("login_page"),
    "token expires": Fault("token_expired", spans=(ONCE,)),
    "anonymous": Fault("anonymous"),
    "to the login": Fault("redirect", {"to": "login"}),
    "to another host": Fault("redirect", {"to": "other_host"}),
    # refusals, in the user's language: what an application refuses it does not do
    "200, no right": _refused(200, "Keine Berechtigung"),
    "400, no right": _refused(400, "Keine Berechtigung für diese Aktion"),
    "403, no right": _refused(403, "この操作は許可されていません"),
    "404, not found": _refused(404, "Das Objekt wurde nicht gefunden."),
    # bodies
    "empty": Fault("empty_body", not_path=FILE),
    "half of it": Fault("truncated_json", not_path=FILE),
    "not JSON": Fault("malformed_json", not_path=FILE),
    "a text": _body('"text"'),
    "null": _body(None),
    "an object for a list": _body({"assets": {}, "data": {}}),
    "a list for an object": _body([[]]),
    "a deep list": _body("[" * 800 + "]" * 800),
    "called zlib_codec": _called("zlib_codec"),
    # lists
    "total 2147483647": _total(2147483647),
    "a page that is short": Fault("short_list", path=COUNTED, spans=(ONCE,)),
    "half of a page": Fault("short_list", {"rows": 50}, path=COUNTED, spans=(ONCE,)),
    "no rows": _body({"assets": [], "issues": []}, path=SEARCH, spans=(ONCE,)),
}
"""The kinds of faults: each request meets them."""

SPELLINGS: Mapping[str, Fault] = {
    # without end, and not HTTP
    "headers without end": Fault("endless_headers", _DRIP, **{**_SLOW, "spans": (ONCE, ALWAYS)}),
    "slow body": Fault("drip", _DRIP, **_SLOW),
    "100 Continue without end": Fault("endless_continue", _DRIP, **_SLOW),
    "body without end": Fault("endless_body", {"limit": 6}, **_SLOW),
    "not HTTP": Fault("no_http"),
    "not gzip": Fault("wrong_gzip"),
    # come back later
    "429, now": _paused(0),
    "429, at a time": _paused(formatdate(4_000_000_000, usegmt=True)),
    "429, in the past": _paused(formatdate(1, usegmt=True)),
    "429, soon": _paused("soon"),
    "429, negative": _paused(-5),
    "429, a number without end": _paused("9" * 400),
    "429, Data Center's headers": _paused(1, **_BUCKET),
    "429, Cloud's headers": _paused(
        None, X_RateLimit_Limit=100, X_RateLimit_Remaining=0, X_RateLimit_Reset="2031-01-01T00:00Z"
    ),
    "an empty bucket": Fault("headers", {"headers": _dashed(_BUCKET)}),
    "503, in 2 s": _error(503, **{"Retry-After": "2"}),
    "503, in a day": _error(503, **{"Retry-After": "86400"}),
    # errors of the server, and of what stands before it
    "408 before": _error(408),
    "413 before": _error(413),
    "502 before": _error(502),
    "504 before": _error(504),
    "503 after": Fault("error_after", {"status": 503}),
    "504 after": Fault("error_after", {"status": 504}),
    "a page of a proxy, 403": _error(403),
    "a page of a proxy, 407": _error(407),
    # the login, and redirects
    "401 by the application": _refused(401, "Sie müssen sich anmelden."),
    # Jira does not carry out writes of those whose login it denies.
    "login denied": Fault("seraph", methods=("GET",)),
    "to the same host": Fault("redirect", {"to": "same_host"}),
    "to the same host, 307": Fault("redirect", {"to": "same_host", "status": 307}),
    "to another host, 308": Fault("redirect", {"to": "other_host", "status": 308}),
    "to nowhere": Fault("redirect", {"to": "http://[::1"}),
    "to a file": Fault("redirect", {"to": "file:///etc/passwd"}),
    # refusals, in the user's language
    "200, no right, Japanese": _refused(200, "権限がありません"),
    "403, no right, German": _refused(403, "Sie haben keine Berechtigung, dieses Objekt zu sehen."),
    "404, not found, Japanese": _said(404, "オブジェクトが見つかりません"),
    "400, errors of Jira": _said(400, "Das Feld ist nicht verfügbar."),
    "409, Turkish": _refused(409, "Kayıt başka bir kullanıcı tarafından değiştirildi"),
    "200, a database lock": _refused(200, "Lock wait timeout exceeded; try restarting transaction"),
    "500, a database lock": _refused(500, "deadlock detected"),
    "200, refused without words": Fault("refused", {"body": {"success": False}}),
    # bodies
    "an empty object": _body({}, spans=(ONCE,)),
    # A list without a total, such as that of the links to pages, may be empty.
    "an empty list": Fault(
        "replaced", {"body": []}, not_path=rf"{FILE}|/remotelink$", spans=(ONCE,)
    ),
    "a number": _body(42),
    "a list of nulls": _body([None]),
    "rows of nulls": _body(
        {"assets": [None], "issues": [None], "comments": [None], "values": [None]}
    ),
    "rows that are numbers": _body({"assets": [7]}, path=SEARCH),
    "a very deep list": _body("[" * 100_000),
    "a deep object": _body('{"assets":' * 850 + "1" + "}" * 850),
    "a number of thousands of digits": _body('{"id": ' + "9" * 5000 + "}"),
    "half a character": _body('{"message": "\\ud800", "assets": "\\udfff"}'),
    "called HTML": Fault("content_type", not_path=FILE),
    **{f"called {one}": _called(one) for one in ("utf-16", "idna", "punycode", "rot13", "no-such")},
    # lists
    **{f"total {one}": _total(one) for one in (10**18, -1, 1, "many", 1.5, None, True)},
}
"""Other spellings of them: the first request of each kind meets them."""
ALL_FAULTS: Mapping[str, Fault] = {**FAULTS, **SPELLINGS}
