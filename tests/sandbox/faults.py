# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fault injection: rules that make chosen requests go wrong in chosen ways."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# effect -> (when, what it does). "before": instead of the request, which is not carried out;
# "login": changes who asks; "admitted": instead of the request, once it is known who asks;
# "after": the request was carried out, its answer is spoilt.
EFFECTS: dict[str, tuple[str, str]] = {
    "latency": ("before", "waits `seconds`, then continues"),
    "rate_limited": ("before", "429; `retry_after` (absent: no header), `headers`"),
    "error": ("before", "`status` (default 503) with `body`, `headers`; nothing is done"),
    "cut": ("before", "closes the connection; nothing is done"),
    "silence": ("before", "keeps the connection open without an answer; nothing is done"),
    "login_page": ("before", "an HTML login page with status 200"),
    "redirect": ("before", "`status` (302) to `to`: same_host, other_host, login or a URL"),
    "token_expired": ("login", "the token is unknown from now on"),
    "anonymous": ("login", "served as anonymous, with status 200 where that is possible"),
    "refused": (
        "admitted",
        "`status` (200) with the JSON `body` (success: false); nothing is done",
    ),
    "error_after": ("after", "`status` (default 502) although all was done"),
    "cut_after": ("after", "closes the connection although all was done"),
    "cut_body": ("after", "closes the connection in the middle of the body"),
    "silence_after": (
        "after",
        "keeps the connection open without an answer, although all was done",
    ),
    "drip": ("after", "the right answer, its body byte by byte, `seconds` (0) apart"),
    "endless_headers": ("after", "a header without end, byte by byte, `seconds` (0) apart"),
    "endless_continue": ("after", "`100 Continue` without end, `seconds` (0) apart"),
    "endless_body": ("after", "the right body, then spaces without end, `seconds` (0) apart"),
    "bad_chunk": ("after", "half of the body, then a chunk of impossible length"),
    "no_http": ("after", "bytes that are not HTTP"),
    "wrong_gzip": ("after", "the right body, called gzip"),
    "stops_listening": (
        "after",
        "the right answer; then connections are refused for `seconds` (until a reset)",
    ),
    "malformed_json": ("after", "a body that is not JSON, called JSON"),
    "truncated_json": ("after", "the first half of the body, complete for HTTP"),
    "empty_body": ("after", "the right status with an empty body"),
    "content_type": ("after", "the right body as `content_type` (default text/html)"),
    "seraph": ("after", "X-Seraph-LoginReason: `reason` (default AUTHENTICATION_DENIED)"),
    "headers": ("after", "sets `headers`"),
    "replaced": ("after", "`body`, a text or any JSON, in place of the right one, called JSON"),
    "merged": ("after", "the right JSON object with `values` set in it"),
    "short_list": ("after", "the right list, or object with lists, without its last `rows` (1)"),
}

_SETTINGS = {
    "body", "content_type", "headers", "limit", "reason", "retry_after", "rows", "seconds",
    "status", "to", "values",
}  # fmt: skip


class UnknownFault(ValueError):
    """A rule that makes no sense."""


@dataclass(frozen=True)
class Rule:
    """Which requests, and what happens to them.

    The first `after` matching requests go unharmed, then `times` (None: all) are hit.
    """

    number: int
    effect: str
    method: str | None = None
    path: str | None = None
    user: str | None = None
    after: int = 0
    times: int | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> str:
        """When it takes effect."""
        return EFFECTS[self.effect][0]

    def fits(self, method: str, path: str, user: str | None) -> bool:
        """Whether a request is one of those meant."""
        return (
            self.method in (None, method)
            and (self.path is None or re.search(self.path, path) is not None)
            and self.user in (None, user)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the rule as it was given."""
        given = {
            "method": self.method,
            "path": self.path,
            "user": self.user,
            "after": self.after,
            "times": self.times,
            **self.settings,
        }
        return {"number": self.number, "effect": self.effect, **given}


class Faults:
    """The rules in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._rules: list[Rule] = []
        self._seen: dict[int, int] = {}

    def add(
        self,
        effect: str,
        *,
        method: str | None = None,
        path: str | None = None,
        user: str | None = None,
        after: int = 0,
        times: int | None = None,
        **settings: Any,
    ) -> int:
        """Add a rule; `path` is a regular expression searched for in the path without context."""
        wrong = set(settings) - _SETTINGS
        if effect not in EFFECTS or wrong:
            raise UnknownFault(f"no such effect: {effect}" if not wrong else f"unknown: {wrong}")
        with self._lock:
            rule = Rule(
                next(self._numbers),
                effect,
                method and method.upper(),
                path,
                user,
                after,
                times,
                settings,
            )
            self._rules.append(rule)
            return rule.number

    def clear(self, number: int | None = None) -> None:
        """Remove one rule, or all."""
        with self._lock:
            self._rules = [r for r in self._rules if number is not None and r.number != number]
            if number is None:
                self._seen.clear()

    def rules(self) -> list[Rule]:
        """Return the rules."""
        with self._lock:
            return list(self._rules)

    def strike(self, method: str, path: str, user: str | None) -> list[Rule]:
        """Return the rules that hit this request, and count it."""
        hits = []
        with self._lock:
            for rule in self._rules:
                if not rule.fits(method, path, user):
                    continue
                seen = self._seen[rule.number] = self._seen.get(rule.number, 0) + 1
                if seen > rule.after and (rule.times is None or seen <= rule.after + rule.times):
                    hits.append(rule)
        return hits
