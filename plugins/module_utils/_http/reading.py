# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading bodies: block by block, proven to be whole, decoded by their charset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .._core.errors import BadAnswer
from .boundary import Boundary
from .call import Call
from .errors import Errors, quoted
from .headers import charset_of, whole_number
from .statistics import Statistics
from .unpacking import can_unpack, encodings_of, unpacked

if TYPE_CHECKING:
    import requests

LARGEST_ANSWER = 64 * 2**20  # bytes of a JSON answer; beyond it something else than Jira is talking
LARGEST_FILE = 2**31  # bytes; Jira's limit for attachments is a 32-bit number
BLOCK = 2**16


class Reader:
    """Reads the bodies of answers, up to a limit. Raises Unreachable for one that was cut off."""

    def __init__(self, statistics: Statistics, boundary: Boundary, errors: Errors) -> None:
        self._statistics, self._boundary, self._errors = statistics, boundary, errors

    def file(
        self, call: Call, response: requests.Response, size: int | None = None
    ) -> Iterator[bytes]:
        """The body, block by block. It is not read any further than the `size` that the file should have.

        Raises BadAnswer if there is more.
        """
        limit, what = LARGEST_FILE, f"the file is larger than {LARGEST_FILE // 2**20} MiB"
        if size is not None and size < limit:
            limit = max(0, size)
            what = f"the server sends more than the {limit} bytes that it lists for the file"
        return self._blocks(call, response, limit, what)

    def text(self, call: Call, response: requests.Response) -> str:
        """The whole body as text. The response is closed."""
        try:
            body = b"".join(self._data(call, response))
        finally:
            response.close()
        return self._decode(call, response, body)

    def beginning(self, call: Call, response: requests.Response) -> str:
        """The first block of the body as text. The response is closed."""
        try:
            return next(self._data(call, response), b"").decode("utf-8", "replace")
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

    def _data(self, call: Call, response: requests.Response) -> Iterator[bytes]:
        what = f"the answer is larger than {LARGEST_ANSWER // 2**20} MiB; check url"
        return self._blocks(call, response, LARGEST_ANSWER, what)

    def _blocks(
        self, call: Call, response: requests.Response, limit: int, too_large: str
    ) -> Iterator[bytes]:
        """The body, proven to be whole: old urllib3 versions take a short body for a whole one."""
        headers = response.headers
        encodings = encodings_of(headers.get("Content-Encoding", ""))
        if not can_unpack(encodings):
            if response.status_code < 400:
                names = quoted(", ".join(encodings))
                what = f"the answer is encoded as {names}, which the request did not offer"
                raise self._errors.about(BadAnswer, call, what, response)
            return  # a refusal without words
        expected = whole_number(headers.get("Content-Length"))
        if not encodings and expected is not None and expected > limit:
            raise self._errors.about(BadAnswer, call, too_large, response)
        received = 0
        arriving = _Counted(response.raw.stream(BLOCK, decode_content=False))
        with self._boundary.around(call, response):
            for block in unpacked(arriving, encodings, BLOCK):
                received += len(block)
                self._statistics.count_received(len(block))
                if received > limit:
                    raise self._errors.about(BadAnswer, call, too_large, response)
                yield block
        if expected is not None and arriving.size < expected:
            reason = f"{arriving.size} of {expected} bytes arrived"
            raise self._boundary.cut_off(call, response, reason)
        if not arriving.size and _lacks_length(response):
            raise self._boundary.cut_off(call, response, "it ended within its headers")


class _Counted:
    """Blocks, and how many bytes they had so far."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks, self.size = blocks, 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.size += len(block)
            yield block


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
