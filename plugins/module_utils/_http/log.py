# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The request log: a line of JSON for each attempt to send a request.

No line holds a secret: paths are templates, headers are left out, and of bodies (only if they are asked for) known
secrets are blotted out, and all values below the keys that the product names. A log that cannot be written never
holds up or fails what is logged; `trouble` says why.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable

from .._local.log_file import append_line
from .answers import parse_json
from .call import Call
from .headers import request_id_of
from .product import Product
from .secrets import HIDDEN_TEXT
from .statistics import Statistics

if TYPE_CHECKING:
    import requests

LONGEST_BODY = 4000  # characters of a body in the log
LONGEST_READ = 2**20  # characters of a body from which these are taken


class Entry:
    """What becomes known of an attempt."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.request_id = ""
        self.announced = 0
        self.error: str | None = None
        self.body: str | None = None

    def answered(self, response: requests.Response) -> None:
        """An answer has come; its body is not read yet."""
        self.status = response.status_code
        self.request_id = request_id_of(response.headers)[:100]
        length = response.headers.get("Content-Length", "")
        self.announced = int(length) if re.fullmatch(r"[0-9]{1,18}", length) else 0

    def read(self, body: object) -> None:
        """The body has been read, or is left to others (and empty here)."""
        self.body = body if isinstance(body, str) else None

    def failed(self, sentence: str) -> None:
        """No answer has come, or none that can be used."""
        self.error = sentence


class RequestLog:
    """The log of a session; without a path nothing is written."""

    def __init__(
        self,
        path: str | None,
        with_bodies: bool,
        hide: Callable[[str], str],
        statistics: Statistics,
        product: Product,
        clock: Callable[[], float],
    ) -> None:
        self._path, self._with_bodies, self._hide = path, with_bodies, hide
        self._statistics, self._clock = statistics, clock
        self._product = product
        self.begin()

    def begin(self) -> None:
        """Begin another task: it has an id of its own, by which its lines belong together."""
        self._task = secrets.token_hex(8)
        self.trouble: str | None = None

    @contextmanager
    def entry(self, call: Call, attempt: int, waited: float) -> Iterator[Entry]:
        """Logs an attempt once the block is left, however that is."""
        entry = Entry()
        if not self._path:
            yield entry
            return
        begun, moment, before = self._clock(), time.time(), self._statistics.of_thread()
        try:
            yield entry
        finally:
            sent, received = self._statistics.of_thread()
            received -= before[1]
            line = {
                "time": _written(moment),
                "task": self._task,
                "method": call.method,
                "template": _template_of(call),
                "status": entry.status,
                "attempt": attempt,
                "waited": round(waited, 3),
                "seconds": round(self._clock() - begun, 3),
                "sent": sent - before[0],
                "received": received or entry.announced,
                "request_id": self._hide(entry.request_id) or None,
                "error": self._hide(entry.error) if entry.error else None,
                **(self._bodies(call, entry) if self._with_bodies else {}),
            }
            self._append(json.dumps(line, ensure_ascii=True))

    def _append(self, line: str) -> None:
        try:
            append_line(str(self._path), line.encode("ascii"))
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            self.trouble = f"log_path: cannot write '{self._path}': {why}"

    def _bodies(self, call: Call, entry: Entry) -> dict[str, Any]:
        """The bodies, redacted. Files are only counted, in `sent` and `received`."""
        request = None if call.body is None else self._redacted(dict(call.body))
        answer = None
        if entry.body and call.accept != "*/*":
            data, is_json = parse_json(entry.body)
            answer = self._redacted(data) if is_json else self._shown(entry.body)
        return {"request_body": request, "response_body": answer}

    def _redacted(self, data: Any) -> str:
        return self._shown(json.dumps(self._without_values(data, False), ensure_ascii=False))

    def _without_values(self, data: Any, below: bool) -> Any:
        """The data without what may be encrypted."""
        if isinstance(data, dict):
            has_value = any(self._is_blotted(str(name)) for name in data)
            return {
                name: one
                if isinstance(one, str) and self._is_label(str(name), has_value)
                else self._without_values(one, below or self._is_blotted(str(name)))
                for name, one in data.items()
            }
        if isinstance(data, list):
            return [self._without_values(one, below) for one in data]
        return HIDDEN_TEXT if below and data is not None else data

    def _is_label(self, key: str, has_value: bool) -> bool:
        """Whether a key holds what a value is called, and not a value."""
        return key in self._product.labels or (key == "name" and has_value)

    def _is_blotted(self, key: str) -> bool:
        return bool(self._product.blotted) and re.search(self._product.blotted, key) is not None

    def _shown(self, text: str) -> str:
        """Text without secrets, and only then cut: half a secret would not be known any more."""
        shown = self._hide(text[:LONGEST_READ])
        return shown if len(shown) <= LONGEST_BODY else shown[:LONGEST_BODY] + "..."


def _template_of(call: Call) -> str:
    """The path without ids, even where the caller has no template; versions, as in "rest/api/2", are no ids."""
    return re.sub(r"(?<!/api)/\d+(?=\.json|/|$)", "/{id}", call.template)


def _written(moment: float) -> str:
    milliseconds = int(moment * 1000) % 1000
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{milliseconds:03d}Z"
