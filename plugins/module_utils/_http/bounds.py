# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much time and memory the answer to a request may take: nothing that a server sends decides that.

urllib3 and http.client know a time-out for each piece that arrives, and read lines of any length and number. Here
every piece of an answer (its headers, those of a proxy, chunk sizes and trailers too, also under TLS) is received
through a file that knows when the whole has to be there.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
from typing import Any, Callable

from . import libraries

TIMES = 10  # an answer may take this many times `timeout`
RENEWED_BY = 2**20  # bytes of a file that entitle it to that time again
LONGEST_LINE = 2**16  # bytes
MOST_LINES = 2**20  # bytes of lines (headers, chunk sizes, trailers) beyond those of the body


class TooSlow(Exception):
    """The time for an answer is over."""


class Endless(Exception):
    """An answer has lines without end."""


class Bounds(threading.local):
    """What the next answer in this thread may take: `timeout` seconds for a piece of it, TIMES as many for all.

    `is_file`: for the headers, and for every RENEWED_BY bytes after them. `clock` counts seconds.
    """

    is_file = False

    def __init__(self, timeout: float, clock: Callable[[], float]) -> None:
        super().__init__()
        self.timeout, self.clock = timeout, clock


class Allowance:
    """What is left for one answer, from now on."""

    def __init__(self, bounds: Bounds) -> None:
        self._clock, self.timeout = bounds.clock, bounds.timeout
        self._renewed_by = RENEWED_BY if bounds.is_file else None
        self._until = self._clock() + TIMES * self.timeout
        self._received = self._renewed_at = self._in_lines = 0

    def seconds_left(self) -> float:
        """The time in which more has to arrive. Raises TooSlow."""
        left = self._until - self._clock()
        if left <= 0:
            raise TooSlow
        return left

    def count(self, size: int) -> None:
        """Bytes have arrived."""
        self._received += size
        if self._renewed_by and self._received - self._renewed_at >= self._renewed_by:
            self._renewed_at = self._received
            self._until = self._clock() + TIMES * self.timeout

    def count_line(self, size: int) -> None:
        """Some of the bytes are a line. Raises Endless if lines outweigh all else."""
        self._in_lines += size
        if 2 * self._in_lines > MOST_LINES + self._received:
            raise Endless


class _Arriving(io.RawIOBase):
    """What arrives at a socket, in time."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket, allowance: Allowance) -> None:
        self._raw, self._connection, self._allowance = raw, connection, allowance

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def close(self) -> None:
        self._raw.close()
        super().close()

    def readinto(self, buffer: Any) -> int | None:
        left = self._allowance.seconds_left()
        is_short = left < self._allowance.timeout
        size = self._read_shortly(buffer, left) if is_short else self._raw.readinto(buffer)
        self._allowance.count(size or 0)
        return size

    def _read_shortly(self, buffer: Any, left: float) -> int | None:
        """Read within less than the time-out, which holds again for whatever the socket does next."""
        self._connection.settimeout(left)
        try:
            return self._raw.readinto(buffer)
        except socket.timeout:
            raise TooSlow from None
        finally:
            self._connection.settimeout(self._allowance.timeout)


class _Received(io.BufferedReader):
    """An answer as http.client and urllib3 read it: by lines, and by amounts that they know."""

    def __init__(self, raw: _Arriving, allowance: Allowance) -> None:
        super().__init__(raw)
        self._allowance = allowance

    def readline(self, size: int | None = -1) -> bytes:
        is_free = size is None or size < 0
        line = super().readline(LONGEST_LINE + 1 if is_free or size is None else size)
        self._allowance.count_line(len(line))
        if is_free and len(line) > LONGEST_LINE:
            raise Endless
        return line

    def read(self, size: int | None = -1) -> bytes:
        # Such as a negative size of a chunk: all that ever arrives, in one piece.
        if size is None or size < 0:
            raise Endless
        return super().read(size)


class BoundedAnswer(http.client.HTTPResponse):
    """An answer that is over in time."""

    def __init__(
        self, bounds: Bounds, connection: socket.socket, *given: Any, **named: Any
    ) -> None:
        super().__init__(connection, *given, **named)
        allowance = Allowance(bounds)
        arriving = _Arriving(self.fp.detach(), connection, allowance)
        self.fp = _Received(arriving, allowance)


def open_adapter(bounds: Bounds) -> Any:
    """What sends requests, with connections whose answers are bounded: straight, and through any kind of proxy."""

    class Adapter(libraries.requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *given: Any, **named: Any) -> None:
            """The connections that lead straight to a server."""
            super().init_poolmanager(*given, **named)
            _bound(self.poolmanager, bounds)

        def proxy_manager_for(self, proxy: Any, **named: Any) -> Any:
            """The connections through a proxy."""
            is_new = proxy not in self.proxy_manager
            manager = super().proxy_manager_for(proxy, **named)
            if is_new:
                _bound(manager, bounds)
            return manager

        def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
            """Check the certificate of whoever is spoken to: by https a proxy too, where the server's url is http."""
            super().cert_verify(conn, f"{conn.scheme}:", verify, cert)

    return Adapter(pool_maxsize=16, max_retries=0)


def _bound(manager: Any, bounds: Bounds) -> None:
    """Let every connection of a pool manager read its answers (and those of a proxy to CONNECT) as bounded ones."""

    def bounded_connection(plain: Callable[..., Any]) -> Callable[..., Any]:
        def connect(*given: Any, **named: Any) -> Any:
            connection = plain(*given, **named)
            connection.response_class = lambda *made, **of: BoundedAnswer(bounds, *made, **of)
            return connection

        return connect

    def bounded_pool(plain: Callable[..., Any]) -> Callable[..., Any]:
        def pool(*given: Any, **named: Any) -> Any:
            made = plain(*given, **named)
            made.ConnectionCls = bounded_connection(made.ConnectionCls)
            return made

        return pool

    classes = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {name: bounded_pool(one) for name, one in classes.items()}
