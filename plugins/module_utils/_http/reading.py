# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading bodies: block by block, proven to be whole, decoded by their charset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .._core.errors import BadAnswer, Unreachable
from .call import Call
from .errors import Errors
from .faults import NETWORK_FAULTS, reason_of
from .headers import charset_of, whole_number
from .statistics import Statistics

if TYPE_CHECKING:
    import requests

LARGEST_ANSWER = (
    256 * 2**20
)  # bytes of a JSON answer; beyond it something else than Jira is talking
BLOCK = 2**16


class Reader:
    """Reads the bodies of answers. Raises Unreachable for one that was cut off."""

    def __init__(self, statistics: Statistics, errors: Errors) -> None:
        self._statistics, self._errors = statistics, errors

    def blocks(self, call: Call, response: requests.Response) -> Iterator[bytes]:
        """The body, proven to be as long as the server said: old urllib3 versions take a short body for a whole one."""
        received = 0
        try:
            for block in response.iter_content(BLOCK):
                received += len(block)
                self._statistics.count_received(len(block))
                yield block
        except NETWORK_FAULTS as fault:
            raise self._cut_off(call, response, reason_of(fault)) from None
        expected = whole_number(response.headers.get("Content-Length"))
        encoded = "Content-Encoding" in response.headers
        if expected is not None and not encoded and received < expected:
            raise self._cut_off(call, response, f"{received} of {expected} bytes arrived")
        if received == 0 and _lacks_length(response):
            raise self._cut_off(call, response, "it ended within its headers")

    def text(self, call: Call, response: requests.Response) -> str:
        """The whole body as text. The response is closed."""
        pieces: list[bytes] = []
        size = 0
        try:
            for block in self.blocks(call, response):
                size += len(block)
                if size > LARGEST_ANSWER:
                    what = f"the answer is larger than {LARGEST_ANSWER // 2**20} MiB; check url"
                    raise self._errors.about(BadAnswer, call, what, response)
                pieces.append(block)
        finally:
            response.close()
        return self._decode(call, response, b"".join(pieces))

    def beginning(self, call: Call, response: requests.Response) -> str:
        """The first block of the body as text. The response is closed."""
        try:
            return next(self.blocks(call, response), b"").decode("utf-8", "replace")
        finally:
            response.close()

    def _decode(self, call: Call, response: requests.Response, body: bytes) -> str:
        """Data that is not in its charset is refused: a name half right would be a new name."""
        charset = charset_of(response.headers.get("Content-Type", ""))
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            if response.status_code < 300 and body.lstrip()[:1] in (b"[", b"{"):
                what = "the answer contains bytes that are not valid in its charset; a proxy may have damaged it"
                raise self._errors.about(BadAnswer, call, what, response) from None
        return body.decode(charset, errors="replace")

    def _cut_off(self, call: Call, response: requests.Response, reason: str) -> Unreachable:
        what = f"the answer was cut off ({reason}); try again"
        return self._errors.about(Unreachable, call, what, response, sent=True)


def _lacks_length(response: requests.Response) -> bool:
    """Whether an answer says nothing of its body, as one whose headers were cut off: HTTP/1.1 has to."""
    says = any(name in response.headers for name in ("Content-Length", "Transfer-Encoding"))
    return not says and response.status_code != 204 and response.raw.version != 10


def without_first(count: int, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks without their first bytes."""
    for block in blocks:
        if count < len(block):
            yield block[count:]
        count = max(0, count - len(block))
