# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a server says no: what every Jira does, and the value in which a back end says what its product does beside.

The rows are for answers that came; what goes wrong on the way there is in faults.py.
"""

from __future__ import annotations

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


FORGED = Refusal(
    (403, 404),
    r"(?i)xsrf",
    PermissionMissing,
    "Jira treated the request as forged (XSRF). Behind a proxy this means that Jira's connector is configured with a"
    " scheme, host or port that differs from url.",
)
# nginx's own words, in English whatever the language of Jira is, at 400 for a cause of its own.
_NGINX_REFUSALS = (
    Refusal(
        (400,),
        r"SSL certificate",
        ServerRefused,
        "the proxy in front of Jira accepts no connection without a valid client certificate: set client_cert and"
        " client_key.",
    ),
    Refusal(
        (400,),
        r"plain HTTP request was sent to HTTPS port",
        ServerRefused,
        "this port speaks https: write url with https.",
    ),
)
JIRA_REFUSALS: tuple[Refusal, ...] = (
    FORGED,
    Refusal(
        (403,),
        "",
        PermissionMissing,
        "this user is not allowed to do that: it requires a permission in Jira.",
    ),
    Refusal(
        (404, 413),
        r"(?i)exceeds its maximum permitted size",
        ServerRefused,
        "it is larger than the server accepts.",
    ),
    Refusal(
        (404,),
        "",
        NotFound,
        "it does not exist, or this user is not allowed to see or change it.",
    ),
    Refusal(
        (407,),
        "",
        PermissionMissing,
        "the proxy requires a login: set proxy to http://user:password@host:port, check both, and percent-encode"
        " special characters.",
    ),
    Refusal(
        (413,),
        "",
        ServerRefused,
        "it is larger than the server, or a proxy in front of it, accepts.",
    ),
    *_NGINX_REFUSALS,
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
        "the server, or a proxy in front of it, is temporarily unavailable ({status}); try again later.",
    ),
    Refusal(
        tuple(range(500, 600)),
        "",
        ServerFailed,
        "the server, or a proxy in front of it, failed with status {status}; its log has the cause.",
    ),
    Refusal(
        (),
        r"(?i)permission|not allowed|not authori[sz]ed|forbidden|access denied",
        PermissionMissing,
        "this user is not allowed to do that.",
    ),
    Refusal((), "", ServerRefused, "the server declined."),
)
"""Jira's own manners. The first row that fits counts: a product puts its rows before these, and FORGED before those."""

ERROR_KEYS = frozenset(
    {"errorMessages", "errors", "errorMessage", "error", "message", "status", "status-code"}
)
"""The keys of answers that hold nothing but an error."""


def is_error_collection(data: Any) -> bool:
    """Whether the JSON of an answer is Jira's collection of errors, whatever its status is."""
    if not isinstance(data, dict):
        return False
    errors = data.get("errorMessages") or data.get("errors")
    return bool(errors) and set(data) <= {"errorMessages", "errors", "status", "message"}


@dataclass(frozen=True)
class Product:
    """What a server's answers mean: plain Jira's, unless a back end says otherwise.

    `is_refusal` knows an answer that says no at any status; `envelope` are the keys that such an answer may have where
    a file is expected; `codes` the keys that are quoted where it has no words. `html_paths` match the paths of files
    that may be web pages.
    """

    refusals: tuple[Refusal, ...] = JIRA_REFUSALS
    is_refusal: Callable[[Any], bool] = is_error_collection
    envelope: frozenset[str] = ERROR_KEYS
    codes: tuple[str, ...] = ()
    html_paths: str = r"(?i)\.x?html?$"


JIRA = Product()
