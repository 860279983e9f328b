# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session with one server, for any product on Jira: what callers use of this folder.

It knows Jira's manners, not a product's verbs. Each of them has its file: login, tls, proxies, patience (when to send
again), redirects, reading, checking (what an answer means, by the rows of product.py), faults, secrets, statistics.
Sources: Atlassian's pages on personal access tokens, XSRF, rate limiting, and public captures of real answers.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Callable, TypeVar

from .._core.errors import RequestError, Unreachable, WriteRefused
from .call import Answer, Call, Reply
from .checking import Checks
from .connection import Connection, check_url
from .errors import Errors
from .login import Login
from .patience import Patience
from .product import Product
from .reading import Reader, without_first
from .redirects import Redirects
from .secrets import Secrets
from .statistics import Statistics
from .transport import Transport

if TYPE_CHECKING:
    import requests

Read = TypeVar("Read")


def _always() -> None:
    """There is never a reason not to write."""


class Http:
    """A session with one server. With `read_only` every call that does not read is refused before it leaves."""

    def __init__(
        self,
        connection: Connection,
        read_only: bool,
        product: Product,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        # The system's random numbers: a fork inherits the state of all others, and would wait just as long.
        jitter: Callable[[], float] = lambda: random.SystemRandom().uniform(1.0, 1.3),
        beside: Http | None = None,
    ) -> None:
        self.connection, self.read_only = connection, read_only
        self.base = check_url(connection.url)
        self.secrets: Secrets = beside.secrets if beside else Secrets()
        self.statistics: Statistics = beside.statistics if beside else Statistics()
        self._product, self._time = product, (clock, sleep, jitter)
        errors = Errors(self.secrets)
        # Asked before each write: raises an AipError if there is a reason not to send it any more.
        self.may_write: Callable[[], None] = beside.may_write if beside else _always
        self._login = Login(connection, self.secrets, errors)
        self._transport = Transport(
            connection, self.base, self._login, self.secrets, self.statistics, errors
        )
        self._redirects = Redirects(self.base, self._transport.attempt, errors)
        self._reader = Reader(self.statistics, errors)
        self._checks = Checks(product, self._login, self._reader, errors)
        self._patience = Patience(connection, self.statistics, errors, *self._time)
        if beside is None:
            self.secrets.keep()

    def send(self, call: Call) -> Answer:
        """The checked answer, with its JSON. Raises a RequestError of the fitting kind."""
        with self._login.one_at_a_time():
            response, body = self._ask(call, self._reader.text)
            return self._checks.answer(call, response, body)

    def look(self, call: Call, only_beginning: bool = False) -> Reply:
        """The answer as it came, and what is wrong with it. Raises a RequestError where there is none to look at.

        With `only_beginning` no more than a block of the body is read. A list that is cut off so is not broken.
        """
        with self._login.one_at_a_time():
            read = self._left_open if only_beginning else self._reader.text
            response, body = self._ask(call, read)
            if only_beginning:
                body = self._reader.beginning(call, response)
            is_cut = only_beginning and body.lstrip()[:1] == "["
            trouble = None
            try:
                self._checks.answer(call, response, "" if is_cut else body)
            except RequestError as error:
                trouble = error
            return Reply(response.status_code, response.headers, body, trouble)

    def download(self, call: Call) -> Iterator[bytes]:
        """The bytes of an answer, block by block. A web page or a refusal is raised, never yielded.

        A file that is cut off is asked for again, and goes on where it stopped: for what never changes at its path.
        """
        started = self._patience.clock()
        received = 0
        for attempt in itertools.count(1):
            with self._login.one_at_a_time():
                response, _nothing = self._ask(call, self._left_open)
                try:
                    blocks = self._checks.file(call, response)
                except RequestError:
                    response.close()
                    raise
            try:
                for block in without_first(received, blocks):
                    received += len(block)
                    yield block
                return
            except Unreachable:
                if not self._patience.may_go_on(attempt, started):
                    raise
            finally:
                response.close()

    def begin(self) -> None:
        """Count from zero, and forget all secrets but those of the login: what comes is another task's."""
        self.statistics.restart()
        self.secrets.forget()

    def sibling(self, read_only: bool, connection: Connection | None = None) -> Http:
        """Another session, whose requests and secrets count as this one's; with a login of its own, if need be."""
        return Http(
            connection or self.connection, read_only, self._product, *self._time, beside=self
        )

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _ask(
        self, call: Call, read: Callable[[Call, requests.Response], Read]
    ) -> tuple[requests.Response, Read]:
        if not call.reads:
            if self.read_only:
                raise WriteRefused(f"check mode: {call.method} {call.path} was not sent")
            self.may_write()
            self.statistics.count_write()
        return self._patience.until_answered(call, self._redirects.follow, read)

    @staticmethod
    def _left_open(_call: Call, _response: requests.Response) -> str:
        return ""
