# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to send again, and how long to wait before.

- What is repeatable (reads, PUT and DELETE): after 429, 502, 503, 504 and network faults.
- Anything else: only after an answer that means "not processed" (429), or if it never left.
- A password that was refused: never, not even with another request (login.py).

Source: Atlassian's page on rate limiting, and public captures of real answers.
"""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Callable, TypeVar

from .._core.errors import Paused, Unreachable
from .call import Call
from .connection import Connection
from .errors import Errors, amount
from .faults import Hopeless
from .headers import least_wait, refill, whole_number
from .statistics import Statistics

if TYPE_CHECKING:
    import requests

REPEATED_STATUSES = frozenset({429, 502, 503, 504})

Read = TypeVar("Read")


class Patience:
    """The waiting of one session: a pause that a server asks for holds all of its requests."""

    def __init__(
        self,
        connection: Connection,
        statistics: Statistics,
        errors: Errors,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        jitter: Callable[[], float],
    ) -> None:
        self._retries, self._max_wait = connection.retries, connection.max_wait
        self._statistics, self._errors = statistics, errors
        self.clock, self._sleep, self._jitter = clock, sleep, jitter
        self._lock = threading.Lock()
        self._not_before = 0.0

    def until_answered(
        self,
        call: Call,
        ask: Callable[[Call], requests.Response],
        read: Callable[[Call, requests.Response], Read],
    ) -> tuple[requests.Response, Read]:
        """The first answer that is not a request to come back later, and what is read of it."""
        started = self.clock()
        for attempt in itertools.count(1):
            self.wait_for_turn()
            try:
                response = ask(call)
                self._obey_limits(response)
                if self._is_to_repeat(call, response, attempt, started):
                    response.close()
                    continue
                return response, read(call, response)
            except Unreachable as fault:
                possible = call.repeatable or not fault.sent
                if isinstance(fault, Hopeless) or not possible:
                    raise
                if not self.may_go_on(attempt, started):
                    raise
        raise AssertionError("counting has no end")

    def may_go_on(self, attempt: int, started: float) -> bool:
        """Whether to try again after a fault; if so, requests are held for a moment."""
        return attempt <= self._retries and self.hold(_backoff(attempt), started)

    def _is_to_repeat(
        self, call: Call, response: requests.Response, attempt: int, started: float
    ) -> bool:
        """Whether to send it again, after a pause that is never shorter than the server asks for.

        Raises Paused if that is longer than `max_wait` allows, where it is sure that nothing was done.
        """
        status = response.status_code
        repeatable = status == 429 or (status in REPEATED_STATUSES and call.repeatable)
        if not repeatable or attempt > self._retries:
            return False
        floor = least_wait(response.headers)
        base = 2.0 * 2 ** (attempt - 1) if status == 429 else _backoff(attempt)
        if self.hold(max(min(30.0, base), floor), started):
            return True
        if status != 429 and not (floor and call.reads):
            return False
        response.close()
        limit = f"max_wait ({amount(self._max_wait)})"
        why = (
            f"asks to come back in {amount(floor)}, which exceeds {limit}"
            if floor
            else f"is busy, and waiting longer would exceed {limit}"
        )
        what = (
            f"the server {why}; the request was not carried out. Run again later, or raise max_wait"
        )
        raise self._errors.about(Paused, call, what, response)

    def hold(self, seconds: float, started: float) -> bool:
        """Let all requests of this session wait; False if `max_wait`, counted from `started`, does not allow it."""
        seconds *= self._jitter()
        if self.clock() - started + seconds > self._max_wait:
            return False
        self._statistics.count_retry()
        with self._lock:
            self._not_before = max(self._not_before, self.clock() + seconds)
        return True

    def wait_for_turn(self) -> None:
        """Sleep as long as requests are held, and on if another worker had to wait longer in the meantime."""
        until = None
        while True:
            with self._lock:
                seconds = self._not_before - self.clock()
                if seconds <= 0 or self._not_before == until:
                    return
                until = self._not_before
            self._statistics.count_wait(seconds)
            self._sleep(seconds)

    def _obey_limits(self, response: requests.Response) -> None:
        """Slow down before the bucket is empty: with no token left, wait for the next one (Data Center's headers)."""
        remaining = whole_number(response.headers.get("X-RateLimit-Remaining"))
        interval, fill = refill(response.headers)
        if response.status_code == 429 or remaining != 0 or not fill:
            return
        with self._lock:
            pause = min(interval / fill, self._max_wait)
            self._not_before = max(self._not_before, self.clock() + pause)


def _backoff(attempt: int) -> float:
    return float(min(30.0, 0.25 * 2**attempt))
