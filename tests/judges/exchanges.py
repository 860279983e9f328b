# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked, and what was answered: recorded around the sandbox's application."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

WRONG = "X-Wrong-On-Purpose"
"""The header of a request that breaks the description in order to see the answer: only that is judged."""


@dataclass(frozen=True)
class Message:
    """Headers, by names in small letters, and a body."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The content type without its parameters; empty if there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json(self) -> Any:
        """The body as JSON; raises ValueError if it is none."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; the target is what follows the context path."""

    profile: str
    by: str
    method: str
    target: str
    status: int
    request: Message = field(repr=False)
    answer: Message = field(repr=False)

    @property
    def path(self) -> str:
        """The path, still encoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> list[tuple[str, str]]:
        """Names and values of the query, in their order."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)


class Recorder:
    """Keeps the exchanges of one sandbox; `by` says who asks at the moment."""

    def __init__(self, profile: str, context: str = "") -> None:
        self.exchanges: list[Exchange] = []
        self.by = ""
        self._profile, self._context = profile, context
        self._lock = threading.Lock()

    @contextmanager
    def asked_by(self, name: str) -> Iterator[None]:
        """Note this name beside the exchanges of the block."""
        before, self.by = self.by, name
        try:
            yield
        finally:
            self.by = before

    def around(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., list[bytes]]:
        """The same WSGI application, recorded."""

        def recorded(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
            sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(sent)
            begun: list[tuple[str, list[tuple[str, str]]]] = []

            def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                begun.append((status, headers))
                return start_response(status, headers, *more)

            answered = application(environ, begin)
            try:
                body = b"".join(answered)
            finally:
                getattr(answered, "close", lambda: None)()
            if begun:
                self._keep(environ, sent, *begun[-1], body)
            return [body]

        return recorded

    def _keep(
        self,
        environ: Mapping[str, Any],
        sent: bytes,
        status: str,
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> None:
        target = str(environ.get("REQUEST_URI") or environ["PATH_INFO"])
        if not target.startswith("/"):
            parts = urlsplit(target)
            target = parts.path + (f"?{parts.query}" if parts.query else "")
        elif "?" not in target and environ.get("QUERY_STRING"):
            target += "?" + environ["QUERY_STRING"]
        exchange = Exchange(
            self._profile,
            self.by,
            environ["REQUEST_METHOD"],
            target.removeprefix(self._context),
            int(status.split(maxsplit=1)[0]),
            Message(_request_headers(environ), sent),
            Message({name.lower(): value for name, value in headers}, body),
        )
        with self._lock:
            self.exchanges.append(exchange)


def _request_headers(environ: Mapping[str, Any]) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    if environ.get("CONTENT_TYPE"):
        found["content-type"] = str(environ["CONTENT_TYPE"])
    return found
