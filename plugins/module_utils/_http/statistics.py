# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a session costs its server."""

from __future__ import annotations

import threading
from typing import Any


class Statistics:
    """The cost so far: requests by method, those that write, retries, seconds waited, body bytes.

    The seconds are those of the time of day in which at least one request waited for its turn.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._mine = threading.local()
        self.restart()

    def restart(self) -> None:
        """Count from zero."""
        with self._lock:
            self.requests: dict[str, int] = {}
            self.writes = 0
            self.retries = 0
            self.waited = 0.0
            self._waited_until = float("-inf")
            self.sent = 0
            self.received = 0

    def count_request(self, method: str, size: int) -> None:
        """A request leaves, with a body of this size."""
        with self._lock:
            self.requests[method] = self.requests.get(method, 0) + 1
            self.sent += size
        self._mine.sent = self.of_thread()[0] + size

    def count_write(self) -> None:
        """A call that may change something is about to be sent."""
        with self._lock:
            self.writes += 1

    def count_received(self, size: int) -> None:
        """A block of a body has come."""
        with self._lock:
            self.received += size
        self._mine.received = self.of_thread()[1] + size

    def of_thread(self) -> tuple[int, int]:
        """The bytes of bodies that this thread has sent and received so far."""
        return getattr(self._mine, "sent", 0), getattr(self._mine, "received", 0)

    def count_retry(self) -> None:
        """A request will be sent again."""
        with self._lock:
            self.retries += 1

    def count_wait(self, start: float, end: float) -> None:
        """A request waits for its turn. Seconds in which several wait count once."""
        with self._lock:
            self.waited += max(0.0, end - max(start, self._waited_until))
            self._waited_until = max(self._waited_until, end)

    def as_result(self) -> dict[str, Any]:
        """The `api` part of a module's result."""
        with self._lock:
            return {
                "requests": dict(sorted(self.requests.items())),
                "retries": self.retries,
                "seconds_waited": round(self.waited, 1),
                "bytes_sent": self.sent,
                "bytes_received": self.received,
            }
