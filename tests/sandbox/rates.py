# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jira Data Center's rate limit: a token bucket per user and per node."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

from .switches import Switches


@dataclass(frozen=True)
class Toll:
    """The outcome for one request: whether it may pass, and the headers that are sent either way."""

    passes: bool
    headers: dict[str, str]


class Rates:
    """All buckets."""

    def __init__(self, switches: Switches, now: Callable[[], float]) -> None:
        self._switches = switches
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def clear(self) -> None:
        """Fill all buckets."""
        with self._lock:
            self._buckets.clear()

    def pay(self, user: str, node: str) -> Toll | None:
        """Take a token from the user's bucket on that node; None if there is no rate limit."""
        capacity, fill = self._switches["rate_capacity"], self._switches["rate_fill"]
        interval = self._switches["rate_interval"] or 1.0
        if not capacity:
            return None
        with self._lock:
            now = self._now()
            tokens, since = self._buckets.get((user, node), (float(capacity), now))
            tokens = min(float(capacity), tokens + (now - since) * fill / interval)
            passes = tokens >= 1
            tokens -= 1 if passes else 0
            self._buckets[(user, node)] = (tokens, now)
        headers = {
            "X-RateLimit-Limit": str(capacity),
            "X-RateLimit-Remaining": str(int(tokens)),
            "X-RateLimit-Interval-Seconds": str(math.ceil(interval)),
            "X-RateLimit-FillRate": str(fill),
        }
        wait = 0 if tokens >= 1 else _seconds_to_token(tokens, fill, interval)
        shown = {"computed": str(wait), "zero": "0"}.get(self._switches["rate_retry_after"])
        if shown is not None:
            headers["Retry-After"] = shown
        return Toll(passes, headers)


def _seconds_to_token(tokens: float, fill: int, interval: float) -> int:
    """Return the wait; an administrator who blocks all makes it as long as a number can be."""
    return math.ceil((1 - tokens) * interval / fill) if fill else 2**63 - 1
