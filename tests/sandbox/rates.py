# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jira's rate limits: Data Center's bucket per user and node, and Cloud's three limiters."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from .switches import Switches

HOUR = 3600


@dataclass(frozen=True)
class Toll:
    """The outcome for one request: whether it may pass, and the headers that are sent either way."""

    passes: bool
    headers: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """The request that is to pay."""

    user: str
    node: str
    method: str
    path: str

    @property
    def written_issue(self) -> str | None:
        """The issue that it writes, if it is such a request."""
        found = re.search(r"/issue/([^/]+)", self.path)
        return found[1] if found and self.method != "GET" else None


class Rates:
    """All buckets."""

    def __init__(self, switches: Switches, now: Callable[[], float]) -> None:
        self._switches = switches
        self._now = now
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, ...], tuple[float, float]] = {}

    def clear(self) -> None:
        """Fill all buckets."""
        with self._lock:
            self._buckets.clear()

    def pay(self, asked: Asked) -> Toll | None:
        """Take what the request costs; None if there is no rate limit."""
        with self._lock:
            cloud = self._switches["rate_limiter"] == "cloud"
            return self._pay_cloud(asked) if cloud else self._pay_node(asked)

    def _take(self, key: tuple[str, ...], capacity: float, per_second: float) -> tuple[bool, float]:
        """Whether there was a token, and how many are left."""
        now = self._now()
        tokens, since = self._buckets.get(key, (capacity, now))
        tokens = min(capacity, tokens + (now - since) * per_second)
        passes = tokens >= 1
        tokens -= 1 if passes else 0
        self._buckets[key] = (tokens, now)
        return passes, tokens

    # -- Data Center --

    def _pay_node(self, asked: Asked) -> Toll | None:
        capacity, fill = self._switches["rate_capacity"], self._switches["rate_fill"]
        interval = self._switches["rate_interval"] or 1.0
        if not capacity:
            return None
        passes, tokens = self._take((asked.user, asked.node), float(capacity), fill / interval)
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

    # -- Cloud --

    def _pay_cloud(self, asked: Asked) -> Toll | None:
        """The quota of everything, bursts of an endpoint, writes of an issue: the first that is empty refuses."""
        limit = self._switches["rate_capacity"]
        if not limit:
            return None
        quota = self._switches["rate_quota"]
        used = self._used_this_hour(asked.user) if quota else 0
        if quota and used > quota:
            return self._refused("jira-quota-tenant-based", self._seconds_to_hour(), quota)
        passes, tokens = self._take(("burst", asked.method, asked.path), float(limit), float(limit))
        if not passes:
            return self._refused("jira-burst-based", 1, limit)
        issue = asked.written_issue
        if issue and not all(
            self._take((name, issue), float(most), most / seconds)[0]
            for name, most, seconds in (("short", 20, 2), ("long", 100, 30))
        ):
            return self._refused("jira-per-issue-on-write", 2, 20)
        headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(int(tokens))}
        if quota:
            left = quota - used
            headers["X-RateLimit-NearLimit"] = str(left < quota / 5).lower()
            headers["RateLimit-Policy"] = f'"tenant-app-quota";q={quota};w={HOUR}'
            headers["RateLimit"] = f'"tenant-app-quota";r={left};t={self._seconds_to_hour()}'
        return Toll(True, headers)

    def _refused(self, reason: str, seconds: int, limit: int) -> Toll:
        then = datetime.now(timezone.utc) + timedelta(seconds=seconds)
        form = {"seconds": "%Y-%m-%dT%H:%M:%SZ", "minutes": "%Y-%m-%dT%H:%MZ"}
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": then.strftime(form[self._switches["rate_reset"]]),
            "RateLimit-Reason": reason,
            "Beta-RateLimit": '"global-app-quota";r=11000;t=600',
            "X-Beta-RateLimit-Remaining": "11000",
        }
        shown = {"computed": str(seconds), "zero": "0"}.get(self._switches["rate_retry_after"])
        if shown is not None:
            headers["Retry-After"] = shown
        return Toll(False, headers)

    def _used_this_hour(self, user: str) -> int:
        hour = str(int(self._now() // HOUR))
        used, _since = self._buckets.get(("quota", user, hour), (0.0, 0.0))
        self._buckets[("quota", user, hour)] = (used + 1, 0.0)
        return int(used) + 1

    def _seconds_to_hour(self) -> int:
        return HOUR - int(self._now() % HOUR)


def _seconds_to_token(tokens: float, fill: int, interval: float) -> int:
    """Return the wait; an administrator who blocks all makes it as long as a number can be."""
    return math.ceil((1 - tokens) * interval / fill) if fill else 2**63 - 1
