# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending webhooks: a queue, a thread that empties it, and a record of what was tried and answered."""

from __future__ import annotations

import heapq
import http.client
import random
import socket
import ssl
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from ..clock import Clock
from ..switches import Switches

_AGAIN = frozenset({408, 409, 425, 429})
# which of those that are due is next
_TURNS: Mapping[str, Callable[[int], int]] = {
    "in_order": lambda size: 0,
    "reversed": lambda size: size - 1,
    "shuffled": random.Random(16).randrange,
}


@dataclass(eq=False)
class Delivery:
    """One message to one webhook. retries: how many may follow the first attempt; answers: a status or a failure each.

    state: `waiting`, then `delivered` or `failed`; `dropped` at a reset.
    """

    webhook: int
    event: str
    url: str
    body: bytes
    headers: Mapping[str, str]
    issue: int | None = None
    retries: int = 0
    verify: bool = True
    answers: list[int | str] = field(default_factory=list)
    state: str = "waiting"

    @property
    def identifier(self) -> str | None:
        """What Cloud tells repeats by."""
        return self.headers.get("X-Atlassian-Webhook-Identifier")

    def as_dict(self) -> dict[str, object]:
        """Return what became of it, without the body."""
        return {
            "webhook": self.webhook,
            "event": self.event,
            "url": self.url,
            "issue": self.issue,
            "identifier": self.identifier,
            "state": self.state,
            "answers": list(self.answers),
        }


@dataclass(frozen=True)
class _Attempt:
    """One way of a delivery. retry: how many failed before it."""

    delivery: Delivery
    retry: int = 0

    def is_to_be_repeated(self, answer: int | str) -> bool:
        """Whether that is an answer after which Cloud sends again, and may."""
        passing = isinstance(answer, str) or answer in _AGAIN or answer >= 500
        return passing and self.retry < self.delivery.retries


class Deliveries:
    """All deliveries since the start or a reset, oldest first. Time is that of the sandbox's clock."""

    def __init__(self, switches: Switches, clock: Clock) -> None:
        self._switches, self._clock = switches, clock
        self._changed = threading.Condition()
        self._all: list[Delivery] = []
        self._later: list[tuple[float, int, _Attempt]] = []
        self._ready: deque[_Attempt] = deque()
        self._number = 0
        self._tried: Counter[str] = Counter()  # by event; of all, under no name
        self._thread: threading.Thread | None = None
        self._busy = False
        self._sending: http.client.HTTPConnection | None = None
        clock.watch(self._wake)

    # -- what tests read --------------------------------------------------------------------------

    def all(self, event: str = "") -> list[Delivery]:
        """Return the deliveries, of an event."""
        with self._changed:
            return [one for one in self._all if event in ("", one.event)]

    def wait(self, count: int = 1, event: str = "", timeout: float = 10.0) -> list[Delivery]:
        """Return the deliveries of an event once so many were tried at least once; TimeoutError if they were not."""
        return self._await(lambda: self._tried[event] >= count, event, timeout)

    def settled(self, timeout: float = 10.0) -> list[Delivery]:
        """Return all deliveries once nothing is due: what is left waits for the clock. TimeoutError if it is not so."""
        return self._await(lambda: not self._due() and not self._busy, "", timeout)

    def _await(self, reached: Callable[[], bool], event: str, timeout: float) -> list[Delivery]:
        with self._changed:
            if not self._changed.wait_for(reached, timeout):
                tried = [(one.event, one.state, one.answers) for one in self._all]
                raise TimeoutError(f"webhooks after {timeout} s: {tried}")
            return self.all(event)

    # -- what is sent -----------------------------------------------------------------------------

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Send so many messages, in this order, as often as the switches say."""
        if not self._switches["webhook_sending"]:
            return
        with self._changed:
            due = self._clock.monotonic() + self._switches["webhook_delay"]
            for delivery in deliveries:
                self._all.append(delivery)
                for _copy in range(1 + self._switches["webhook_duplicates"]):
                    self._queue(_Attempt(delivery), due)
            if self._later and self._thread is None:
                self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget all, also what is yet to be sent."""
        with self._changed:
            for delivery in self._all:
                delivery.state = "dropped" if delivery.state == "waiting" else delivery.state
            self._all, self._later = [], []
            self._tried.clear()
            self._ready.clear()
            self._changed.notify_all()

    def stop(self) -> None:
        """Send nothing more; the message on its way is given up."""
        with self._changed:
            thread, self._thread = self._thread, None
            self.clear()
        while thread and thread.is_alive():
            self._hang_up()
            thread.join(0.05)

    def _hang_up(self) -> None:
        with self._changed, suppress(OSError):
            if self._sending and self._sending.sock:
                self._sending.sock.shutdown(socket.SHUT_RDWR)

    # -- the thread -------------------------------------------------------------------------------

    def _queue(self, attempt: _Attempt, due: float) -> None:
        self._number += 1
        heapq.heappush(self._later, (due, self._number, attempt))

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _due(self) -> bool:
        """Whether something is to be sent now."""
        while self._later and self._later[0][0] <= self._clock.monotonic():
            self._ready.append(heapq.heappop(self._later)[2])
        return bool(self._ready)

    def _work(self) -> None:
        me = threading.current_thread()
        while True:
            with self._changed:
                while self._thread is me and not self._due():
                    left = self._later[0][0] - self._clock.monotonic() if self._later else None
                    self._changed.wait(left)
                if self._thread is not me:
                    return
                turn = _TURNS[self._switches["webhook_order"]](len(self._ready))
                self._ready.rotate(-turn)
                attempt = self._ready.popleft()
                self._ready.rotate(turn)
                self._busy = True
            answer = self._send(attempt)
            with self._changed:
                self._busy, self._sending = False, None
                self._note(attempt, answer)
                self._changed.notify_all()

    def _send(self, attempt: _Attempt) -> int | str:
        try:
            connection = _connection(attempt.delivery, self._switches["webhook_timeout"])
        except ValueError as error:  # no such address can be
            return type(error).__name__
        self._sending = connection
        return _post(attempt, connection)

    def _note(self, attempt: _Attempt, answer: int | str) -> None:
        delivery = attempt.delivery
        if not delivery.answers and delivery.state != "dropped":
            self._tried.update(("", delivery.event))
        delivery.answers.append(answer)
        if delivery.state in ("delivered", "dropped"):
            return
        if isinstance(answer, int) and 200 <= answer < 300:
            delivery.state = "delivered"
        elif attempt.is_to_be_repeated(answer):
            again = replace(attempt, retry=attempt.retry + 1)
            self._queue(again, self._clock.monotonic() + self._switches["webhook_retry_after"])
        else:
            delivery.state = "failed"


def _connection(delivery: Delivery, timeout: float) -> http.client.HTTPConnection:
    parts = urlsplit(delivery.url)
    host = parts.hostname or ""
    if not host:
        raise ValueError(delivery.url)
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=timeout)
    context = ssl.create_default_context()
    if not delivery.verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)


def _post(attempt: _Attempt, connection: http.client.HTTPConnection) -> int | str:
    """Send to that address alone; return the status, which may be a redirection, or how it failed."""
    delivery = attempt.delivery
    parts = urlsplit(delivery.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    again = {"X-Atlassian-Webhook-Retry": str(attempt.retry)} if attempt.retry else {}
    try:
        connection.request("POST", path, delivery.body, {**delivery.headers, **again})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__
    finally:
        connection.close()
