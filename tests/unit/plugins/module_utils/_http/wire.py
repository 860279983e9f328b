# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server that sends the very bytes it is told to, and the calls that the tests make."""

from __future__ import annotations

import base64
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Union

from ansible_collections.assetops.aip.plugins.module_utils._http.call import Call

READ = Call("GET", "rest/api/2/myself", "ask who this is")
TYPES = Call("GET", "rest/jip-api/1.0/form/list.json", "read the asset types")
SEARCH = Call(
    "POST", "rest/jip-api/1.0/index/query.json", "search", body={"pageNumber": 1}, reads=True
)
CREATE = Call("POST", "rest/jip-api/1.0/inventory/asset.json", "create 'x'", body={"name": "x"})
UPDATE = Call(
    "PUT", "rest/jip-api/1.0/inventory/asset/1.json", "update asset 1", body={"name": "x"}
)
DELETE = Call("DELETE", "rest/jip-api/1.0/inventory/1.json", "delete asset 1")
FILE = Call("GET", "rest/jip-api/1.0/inventory/getFile/0/1/2_3.bin.json", "download", accept="*/*")

JSON = "application/json;charset=UTF-8"
HTML = "text/html;charset=UTF-8"
LOGIN_PAGE = '<html><head><title>Log in - Jira</title></head><body><form id="login-form"></form></body></html>'


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


TLS = 0x16  # the first byte of a TLS connection

Act = Callable[[socket.socket], None]
Said = Union[bytes, Act]


def answer(status: int = 200, body: str | bytes = "{}", kind: str = JSON, **headers: str) -> bytes:
    """A response; underscores in the names of headers stand for hyphens."""
    data = body.encode() if isinstance(body, str) else body
    given = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
    given.update({name.replace("_", "-"): text for name, text in headers.items()})
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {text}" for name, text in given.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + data


def reset(connection: socket.socket) -> None:
    """Close without a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket) -> None:
    """Say nothing until the client goes away."""
    while connection.recv(65536):
        pass


class RawServer:
    """Gives the answers in their order, the last one for ever; `asked` has the requests."""

    def __init__(self, *answers: Said) -> None:
        self.answers: list[Any] = list(answers) or [answer()]
        self.asked: list[Asked] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/jira"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            block = connection.recv(65536)
            if not block:
                return
            received += block
            if received[0] == TLS:
                connection.sendall(self.answers[0])
                return
        head, _end, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _version = first.split(" ")
        headers = {name.lower(): text for name, text in (line.split(": ", 1) for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            block = connection.recv(65536)
            if not block:
                break
            body += block
        self.asked.append(Asked(method, target, headers, body))
        said = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if callable(said):
            said(connection)
        else:
            connection.sendall(said)


def basic(text: str) -> str:
    """What stands in a header for user:password."""
    return base64.b64encode(text.encode()).decode()


class StandingTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.also: list[Callable[[float], object]] = []

    def clock(self) -> float:
        """The seconds slept so far."""
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        """Let time pass, for others too that are in `also`."""
        self.slept.append(seconds)
        for advance in self.also:
            advance(seconds)
