# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The boundary: whatever a connection or an answer does becomes an error with one sentence, in whichever thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._core.errors import AipError, BadAnswer, RequestError, Unreachable
from .bounds import RENEWED_BY, TIMES, Endless, TooSlow
from .call import Call
from .connection import Connection, netloc
from .errors import Errors, amount
from .faults import NETWORK_FAULTS, Hopeless, find_fault, reason_of
from .unpacking import Damaged

if TYPE_CHECKING:
    import requests


class Boundary:
    """Where everything that is not an AipError ends. `base` is the server's address."""

    def __init__(self, connection: Connection, base: str, errors: Errors) -> None:
        self._timeout, self._where, self._errors = connection.timeout, netloc(base), errors

    @contextmanager
    def around(self, call: Call, response: requests.Response | None = None) -> Iterator[None]:
        """Let nothing out but AipErrors. With `response`, its body is being read."""
        try:
            yield
        except AipError:
            raise
        except Exception as fault:  # noqa: BLE001 - servers and libraries find ever new ways to fail
            raise self._error(fault, call, response) from None

    def cut_off(self, call: Call, response: requests.Response, reason: str) -> Unreachable:
        """The error for a body that is not whole."""
        what = f"the answer was cut off ({reason}); try again"
        return self._errors.about(Unreachable, call, what, response, sent=True)

    def _error(
        self, fault: Exception, call: Call, response: requests.Response | None
    ) -> RequestError:
        about = self._errors.about
        if isinstance(fault, TooSlow):
            return about(Unreachable, call, self._too_slow(call), response, sent=True)
        if isinstance(fault, Endless):
            what = f"the server at {self._where} sends headers or chunks without end; check url"
            return about(BadAnswer, call, what, response)
        reason = reason_of(fault, self._errors.hide)
        if response is not None and isinstance(fault, (*NETWORK_FAULTS, Damaged)):
            return self.cut_off(call, response, reason)
        if isinstance(fault, NETWORK_FAULTS):
            return self._unreachable(fault, reason, call)
        what = (
            f"the answer of {self._where} cannot be read ({type(fault).__name__}: {reason});"
            " check url, and any proxy in between"
        )
        return about(BadAnswer, call, what, response)

    def _too_slow(self, call: Call) -> str:
        time = f"{amount(TIMES * self._timeout)}, which is {TIMES} times timeout; raise timeout"
        if call.is_file:
            return f"{self._where} sent less than {RENEWED_BY // 2**20} MiB within {time}"
        return f"{self._where} did not finish its answer within {time}"

    def _unreachable(self, fault: BaseException, reason: str, call: Call) -> Unreachable:
        """The fault as one sentence; `sent` is False only where it is sure that nothing arrived."""
        row = find_fault(fault)
        sentence = row.sentence.format(where=self._where, timeout=amount(self._timeout))
        what = sentence if "timed out" in reason.lower() else f"{sentence} ({reason})"
        kind = Hopeless if row.final else Unreachable
        return self._errors.about(kind, call, what, sent=row.sent)
