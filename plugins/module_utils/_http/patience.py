# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When to send again, and how long to wait before.

- What is repeatable (reads, PUT and DELETE): after 429, 502, 503, 504 and network faults.
- Anything else: only after an answer that means "not processed" (429), or if it never left.
- A password that was refused: never, not even with another request (login.py).

`retries` bounds how often one request is sent again after faults and failures. A refusal by a rate limit (429) says
nothing about the request: whoever is unlucky may meet many while others advance. `max_wait` bounds these: the time
that a whole task is held back, whatever the reason. Waiting for a slot of a rate that the server accepts is not that.

Source: Atlassian's page on rate limiting, and public captures of real answers.
"""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Callable, TypeVar

from .._core.errors import Paused, Unreachable
from .budget import Budget, too_long, when_to_come_back
from .call import Call
from .connection import Connection
from .errors import Errors
from .faults import Hopeless
from .headers import least_wait
from .log import RequestLog
from .pacer import Pacer
from .statistics import Statistics

if TYPE_CHECKING:
    import requests

FAILURES = frozenset({502, 503, 504})

Read = TypeVar("Read")


class Patience:
    """Sends calls until they are answered. A pause that a server asks for holds all requests that it is about."""

    def __init__(
        self,
        connection: Connection,
        statistics: Statistics,
        errors: Errors,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        pacer: Pacer,
        budget: Budget,
        log: RequestLog,
    ) -> None:
        self._retries = connection.retries
        self._statistics = statistics
        self._clock, self._sleep = clock, sleep
        self._pacer, self._budget, self._log = pacer, budget, log
        self._too_long = partial(too_long, errors, budget)

    def begin(self) -> None:
        """Begin another task, with its own budget."""
        self._budget.restart()
        self._pacer.begin()

    def until_answered(
        self,
        call: Call,
        ask: Callable[[Call], requests.Response],
        read: Callable[[Call, requests.Response], Read],
    ) -> tuple[requests.Response, Read]:
        """The first answer that is not a request to come back later, and what is read of it."""
        failures = 0
        for attempt in itertools.count(1):
            waited = self.wait_for_turn(call, unsure=bool(failures) and not call.reads)
            with (
                self._log.entry(call, attempt, waited) as entry,
                self._pacer.under_way() as sent_at,
            ):
                try:
                    response = ask(call)
                    entry.answered(response)
                    failures += response.status_code in FAILURES
                    if self._is_to_repeat(call, response, failures, sent_at):
                        response.close()
                        continue
                    found = read(call, response)
                    entry.read(found)
                    return response, found
                except Unreachable as fault:
                    failures += 1
                    entry.failed(fault.sentence)
                    possible = call.repeatable or not fault.sent
                    if isinstance(fault, Hopeless) or not possible:
                        raise
                    if not self.may_go_on(call, fault, failures):
                        raise
        raise AssertionError("counting has no end")

    def may_go_on(self, call: Call, fault: Unreachable, failures: int) -> bool:
        """Whether to try again after so many faults; if so, requests are held for a moment.

        Raises Paused if `max_wait` is used up, where it is sure that nothing was done.
        """
        if failures > self._retries:
            return False
        if self._holds(_backoff(failures)):
            return True
        if fault.sent and not call.reads:
            return False
        sentence = (
            f"{fault.sentence}; waiting longer would exceed {self._budget}; {when_to_come_back(0)}"
        )
        raise Paused(sentence, **fault.facts)

    def wait_for_turn(self, call: Call, unsure: bool = False) -> float:
        """Sleep until the request may leave: how many seconds. Raises Paused where `max_wait` is too short for that."""
        begun = self._clock()
        while True:
            slot = self._pacer.reserve(call)
            now = self._clock()
            if not self._budget.allows(now, slot.held_until):
                raise self._too_long(call, None, slot.held_until - now, unsure)
            if slot.start <= now:
                return now - begun
            self._statistics.count_wait(now, slot.start)
            self._sleep(slot.start - now)
            if not self._pacer.is_void(call, slot):
                return self._clock() - begun

    def _is_to_repeat(
        self, call: Call, response: requests.Response, failures: int, sent_at: float
    ) -> bool:
        """Whether to send it again, once its turn comes.

        Raises Paused if that is later than `max_wait` allows, where it is sure that nothing was done.
        """
        status, headers = response.status_code, response.headers
        if status == 429:
            return self._is_to_obey(call, response, bool(failures) and not call.reads, sent_at)
        if status not in FAILURES:
            self._pacer.accepted(call, sent_at, status, headers)
            return False
        first = _backoff(failures)
        if status == 503:  # some limiters say it so
            refused = self._pacer.refused(call, sent_at, status, headers)
            first = 0.0 if failures == 1 and refused.is_paced else first
        if not call.repeatable or failures > self._retries:
            return False
        floor = least_wait(headers)
        if self._holds(max(first, floor)):
            return True
        if not call.reads:
            return False
        response.close()
        raise self._too_long(call, response, floor)

    def _is_to_obey(
        self, call: Call, response: requests.Response, unsure: bool, sent_at: float
    ) -> bool:
        """Whether to send again what a rate limit has refused."""
        refused = self._pacer.refused(call, sent_at, response.status_code, response.headers)
        if not self._retries:
            return False
        if self._budget.allows(self._clock(), refused.until):
            self._statistics.count_retry()
            return True
        response.close()
        raise self._too_long(call, response, refused.floor, unsure)

    def _holds(self, seconds: float) -> bool:
        """Let all requests of this session wait; False if `max_wait` does not allow it."""
        until = self._clock() + self._pacer.stretched(seconds)
        if not self._budget.allows(self._clock(), until):
            return False
        self._statistics.count_retry()
        self._pacer.hold(until)
        return True


def _backoff(attempt: int) -> float:
    return float(min(30.0, 0.25 * 2**attempt))
