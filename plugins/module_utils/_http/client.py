# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session with one server, for any product on Jira: what callers use of this folder.

It knows Jira's manners, not a product's verbs. Each of them has its file: login, tls, proxies, patience (when to send
again), pacer (how fast), redirects, reading, checking (what an answer means, by the rows of product.py), faults,
secrets, statistics, log.
Sources: Atlassian's pages on personal access tokens, XSRF, rate limiting, and public captures of real answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Callable, TypeVar

from .._core.errors import RequestError, Unreachable, WriteRefused
from .._local.clock import CLOCK, Clock
from .boundary import Boundary
from .budget import Budget
from .call import Answer, Call, Reply
from .checking import Checks
from .connection import Connection, check_url
from .errors import Errors
from .log import RequestLog
from .login import Login
from .pacer import Pacer
from .patience import Patience
from .product import Product
from .reading import Reader, without_first
from .redirects import Redirects
from .secrets import Secrets
from .shared_pace import SharedPace, pace_path
from .statistics import Statistics
from .transport import Transport

if TYPE_CHECKING:
    import requests

Read = TypeVar("Read")


def _always() -> None:
    """There is never a reason not to write."""


class Http:
    """A session with one server. With `read_only` every call that does not read is refused before it leaves.

    `home` is the folder in which the processes of a machine share what they know of the server's rate limits.
    """

    def __init__(
        self,
        connection: Connection,
        read_only: bool,
        product: Product,
        clock: Clock = CLOCK,
        beside: Http | None = None,
        home: str | None = None,
    ) -> None:
        self.connection, self.read_only, self._home = connection, read_only, home
        self.base = check_url(connection.url)
        self.secrets: Secrets = beside.secrets if beside else Secrets()
        self.statistics: Statistics = beside.statistics if beside else Statistics()
        self._product, self._clock = product, clock
        errors = Errors(self.secrets)
        # Asked before each write: raises an AipError if there is a reason not to send it any more.
        self.may_write: Callable[[], None] = beside.may_write if beside else _always
        is_same = beside is not None and beside.connection == connection
        # A password that one of them had refused is not sent by the other.
        self._login: Login = (
            beside._login if beside and is_same else Login(connection, self.secrets, errors)
        )
        self._boundary = Boundary(connection, self.base, errors)
        self._transport = Transport(
            connection,
            self.base,
            self._login,
            self.secrets,
            self.statistics,
            self._boundary,
            clock.watch,
        )
        self._redirects = Redirects(self.base, self._transport.attempt, errors)
        self._reader = Reader(self.statistics, self._boundary, errors)
        self._checks = Checks(product, self._login, self._reader, errors)
        self._pacer = _pacer_of(self, beside)
        self._budget: Budget = beside._budget if beside else Budget(connection.max_wait)
        self.log: RequestLog = beside.log if beside else _new_log(self)
        self._patience = Patience(
            connection,
            self.statistics,
            errors,
            clock.now,
            clock.sleep,
            self._pacer,
            self._budget,
            self.log,
        )
        if beside is None:
            self.secrets.keep()

    def send(self, call: Call) -> Answer:
        """The checked answer, with its JSON. Raises a RequestError of the fitting kind."""
        with self._boundary.around(call), self._login.one_at_a_time(call):
            response, body = self._ask(call, self._reader.text)
            return self._checks.answer(call, response, body)

    def look(self, call: Call, only_beginning: bool = False) -> Reply:
        """The answer as it came, and what is wrong with it. Raises a RequestError where there is none to look at.

        With `only_beginning` no more than a block of the body is read. A list that is cut off so is not broken.
        """
        with self._boundary.around(call), self._login.one_at_a_time(call):
            read = _left_open if only_beginning else self._reader.text
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

    def download(self, call: Call, size: int | None = None) -> Iterator[bytes]:
        """The bytes of an answer, block by block. A web page or a refusal is raised, never yielded.

        A file that is cut off is asked for again, and goes on where it stopped: for what never changes at its path.
        Where the `size` is known that it should have, no more is read. Raises BadAnswer if there is more.
        """
        received = 0
        for attempt in itertools.count(1):
            with self._boundary.around(call), self._login.one_at_a_time(call):
                response, _nothing = self._ask(call, _left_open)
                try:
                    blocks = self._checks.file(call, response, size)
                except BaseException:
                    response.close()
                    raise
            try:
                for block in without_first(received, blocks):
                    received += len(block)
                    yield block
                return
            except Unreachable as fault:
                if not self._patience.may_go_on(call, fault, attempt):
                    raise
            finally:
                response.close()

    def begin(self) -> None:
        """Count from zero, and forget all secrets but those of the login: what comes is another task's."""
        self._login.begin()
        self.statistics.restart()
        self.secrets.forget()
        self._patience.begin()
        self.log.begin()

    def sibling(self, read_only: bool, connection: Connection | None = None) -> Http:
        """Another session, whose requests and secrets count as this one's; with a login of its own, if need be."""
        return Http(
            connection or self.connection,
            read_only,
            self._product,
            self._clock,
            beside=self,
            home=self._home,
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


def _left_open(_call: Call, _response: requests.Response) -> str:
    return ""


def _pacer_of(http: Http, beside: Http | None) -> Pacer:
    """One pacer for each login, as servers count by users."""
    if beside is not None and http._login.authorization == beside._login.authorization:
        return beside._pacer
    clock, shared = http._clock, None
    if http._home:
        shared = SharedPace(pace_path(http._home, http.connection, http.base), clock.now)
    return Pacer(clock.now, clock.stretch, http.connection.max_wait, shared)


def _new_log(http: Http) -> RequestLog:
    path, bodies = http.connection.log_path, http.connection.log_bodies
    return RequestLog(
        path, bodies, http.secrets.hide, http.statistics, http._product, http._clock.now
    )
