# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Making errors about calls, with no secret in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from .._core.errors import BadAnswer, OutcomeUnknown, RequestError, ServerFailed, Unreachable
from .answers import LONGEST_QUOTE
from .call import Call
from .headers import request_id_of
from .secrets import Secrets

if TYPE_CHECKING:
    import requests

Error = TypeVar("Error", bound=RequestError)


@contextmanager
def of_a_write() -> Iterator[None]:
    """Around a write, repeatable or not: failures that leave its outcome open become OutcomeUnknown."""
    try:
        yield
        return
    except Unreachable as error:
        if not error.sent:
            raise
        fault: RequestError = error
    except (ServerFailed, BadAnswer) as error:
        fault = error
    raise OutcomeUnknown(fault.sentence, **fault.facts) from None


class Errors:
    """Where every error that speaks of a request or its answer is made."""

    def __init__(self, secrets: Secrets) -> None:
        self.hide = secrets.hide
        self._hide_in_sentence = secrets.hide_in_sentence

    def about(
        self,
        kind: Callable[..., Error],
        call: Call,
        what: str,
        response: requests.Response | None = None,
        said: str = "",
        **more: Any,
    ) -> Error:
        """An error of this kind: what could not be done, `what` is wrong, and what the server `said`."""
        quoted = f" The server says: {said}" if said else ""
        facts: dict[str, Any] = {
            "method": call.method,
            "path": self._hide_in_sentence(call.path),
            **more,
        }
        if response is not None:
            facts["status"] = response.status_code
            request_id = request_id_of(response.headers)[:LONGEST_QUOTE]
            facts["request_id"] = self.hide(request_id) if request_id else None
        sentence = self._hide_in_sentence(f"could not {call.doing}: {what}{quoted}")
        return kind(sentence, server_said=said or None, **facts)


def quoted(text: str) -> str:
    """As much of what a server sent as belongs into a sentence, in letters that can be shown."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return shown if len(shown) <= LONGEST_QUOTE else shown[:LONGEST_QUOTE] + "..."


def amount(seconds: float) -> str:
    """A time as errors name it."""
    for name, length in (("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 10 * length or (name == "h" and seconds >= 2 * length):
            return f"{seconds / length:.0f} {name}"
    return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:g} s"
