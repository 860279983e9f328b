# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that no web server would send: written to the connection itself, byte by byte if need be.

Whatever has no end by itself ends when the client hangs up, or after `limit` seconds.
"""

from __future__ import annotations

import itertools
import select
import socket
import struct
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, NoReturn

LIMIT = 30.0
"""For how many seconds an answer without end goes on, if the client does not hang up."""


class ConnectionCut(ConnectionResetError):
    """Raised after a connection was closed on purpose."""


@dataclass(frozen=True)
class Wire:
    """The connection of one request. `stop_listening` lets the server refuse connections for so many seconds."""

    socket: socket.socket
    stop_listening: Callable[[float | None], None]

    def send(self, data: bytes) -> None:
        """Send bytes as they are. Raises OSError once the client is gone."""
        self.socket.sendall(data)

    def is_open(self, seconds: float) -> bool:
        """Wait that long; False as soon as the client has hung up, as it says nothing more otherwise."""
        return not select.select([self.socket], [], [], seconds)[0]

    def cut(self) -> NoReturn:
        """Close with a reset instead of a goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionCut(104, "cut on purpose")

    def close(self) -> NoReturn:
        """Close in good order."""
        raise ConnectionCut(104, "closed on purpose")

    def send_slowly(self, pieces: Iterable[bytes], settings: Mapping[str, Any]) -> NoReturn:
        """Send pieces, `seconds` apart, until they end, the client hangs up, or `limit` is over."""
        pause, limit = float(settings.get("seconds", 0.0)), float(settings.get("limit", LIMIT))
        end = time.monotonic() + limit
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            self.send(piece)
            if time.monotonic() > end or not self.is_open(pause):
                break
        self.close()


@dataclass(frozen=True)
class Answer:
    """What would have been sent."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def head(self, *, without: str = "", **more: str) -> bytes:
        """The status line and the headers, with the end of the headers; `more` headers with _ for -."""
        headers = {name.lower(): value for name, value in self.headers}
        headers = {"content-length": str(len(self.body)), **headers}
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        headers.pop(without, None)
        lines = [f"HTTP/1.1 {self.status}", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


Trick = Callable[[Wire, Answer, Mapping[str, Any]], NoReturn]


def cut(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """No answer: the connection is reset."""
    wire.cut()


def cut_body(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """Half of the body, then a reset."""
    wire.send(answer.head() + answer.body[: len(answer.body) // 2])
    wire.cut()


def silence(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """No answer, and the connection stays open."""
    wire.is_open(float(settings.get("limit", LIMIT)))
    wire.cut()


def drip(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """The right answer, one byte of the body at a time."""
    wire.send(answer.head(connection="close"))
    wire.send_slowly((bytes([one]) for one in answer.body), settings)


def endless_headers(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """Headers that never end: one header of letters, so that no limit of their number helps."""
    wire.send(answer.head()[:-2] + b"X-Padding: ")
    wire.send_slowly(itertools.repeat(b"x"), settings)


def endless_continue(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """`100 Continue`, again and again."""
    wire.send_slowly(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), settings)


def endless_body(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """The right body, followed by spaces without end, in chunks of 64 KiB."""
    wire.send(answer.head(without="content-length", transfer_encoding="chunked"))
    wire.send_slowly(itertools.chain([_chunk(answer.body)], _spaces()), settings)


def bad_chunk(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """Half of the body as a chunk, then a chunk whose length is no number."""
    wire.send(answer.head(without="content-length", transfer_encoding="chunked"))
    wire.send(_chunk(answer.body[: len(answer.body) // 2]) + b"oops\r\n")
    wire.close()


def no_http(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """Bytes that are not HTTP."""
    wire.send(b"\x15\x03\x01\x00\x02\x02\x16 \xff\xfe\r\n\r\n")
    wire.close()


def wrong_gzip(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """The right body, called gzip."""
    wire.send(answer.head(content_encoding="gzip", connection="close") + answer.body)
    wire.close()


def stops_listening(wire: Wire, answer: Answer, settings: Mapping[str, Any]) -> NoReturn:
    """The right answer; from then on connections are refused."""
    wire.stop_listening(settings.get("seconds"))
    wire.send(answer.head(connection="close") + answer.body)
    wire.close()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _spaces() -> Iterator[bytes]:
    return itertools.repeat(_chunk(b" " * 65536))


TRICKS: Mapping[str, Trick] = {
    "cut": cut,
    "silence": silence,
    "cut_after": cut,
    "cut_body": cut_body,
    "silence_after": silence,
    "drip": drip,
    "endless_headers": endless_headers,
    "endless_continue": endless_continue,
    "endless_body": endless_body,
    "bad_chunk": bad_chunk,
    "no_http": no_http,
    "wrong_gzip": wrong_gzip,
    "stops_listening": stops_listening,
}
"""By effect: what happens on the wire instead of the answer."""

Planned = tuple[Trick, Mapping[str, Any]]


def with_tricks(app: Any) -> Any:
    """The WSGI application that answers by itself where a fault says so (environ["sandbox.trick"]).

    The server puts the connection into environ["sandbox.wire"].
    """

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            told[:] = [status, tuple(headers)]
            return start_response(status, headers, *error)

        chunks: Iterable[bytes] = app(environ, start)
        _drain(environ["wsgi.input"])
        planned: Planned | None = environ.get("sandbox.trick")
        if planned is None:
            return chunks
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        trick, settings = planned
        return trick(environ["sandbox.wire"], Answer(told[0], told[1], body), settings)

    return application


def _drain(stream: Any) -> None:
    """Read what an early answer left unread, in pieces; the server would do it in one go."""
    while stream.read(65536):
        pass
