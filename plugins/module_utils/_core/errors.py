# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can go wrong, as data.

Every error carries one sentence for the person who reads it (what is wrong, and the way out) and the facts
behind it. Nothing here knows Ansible or HTTP; the edges turn these into results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, TypeVar

from .remarks import grouped, in_lines

Found = TypeVar("Found")


class AipError(Exception):
    """The root of all errors of this collection; `sentence` is written for the user."""

    def __init__(self, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts: dict[str, Any] = {
            name: fact for name, fact in facts.items() if fact is not None
        }


class InputError(AipError):
    """Invalid input, with all problems that were found, not only the first. The sentence has each in a line."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(in_lines(grouped(self.problems)))


def attempt(problems: list[str], work: Callable[[], Found]) -> Found | None:
    """The result of a part of the work; None if its input is invalid, which is added to the problems."""
    try:
        return work()
    except InputError as error:
        problems += error.problems
        return None


class RequestError(AipError):
    """A request failed."""

    def __init__(
        self,
        sentence: str,
        method: str | None = None,
        path: str | None = None,
        status: int | None = None,
        server_said: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(
            sentence,
            method=method,
            path=path,
            status=status,
            server_said=server_said,
            request_id=request_id,
        )
        self.status = status


class Unreachable(RequestError):
    """No answer came: name, route, TLS, proxy, or a time-out. `sent` is True if the request may have arrived."""

    def __init__(self, sentence: str, sent: bool, **facts: Any) -> None:
        super().__init__(sentence, **facts)
        self.sent = sent


class LoginRefused(RequestError):
    """The login failed: refused, locked out by a CAPTCHA, or silently treated as anonymous."""


class PermissionMissing(RequestError):
    """The login is valid, but lacks the permission."""


class NotFound(RequestError):
    """The server reports that the requested thing does not exist."""


class PluginMissing(RequestError):
    """AIP does not answer at this URL."""


class BadAnswer(RequestError):
    """An answer that does not fit the API: HTML, broken JSON, or JSON of another shape."""


class ServerRefused(RequestError):
    """The application understood the request and declined it (`success: false`, or a 4xx with its reason)."""


class ServerFailed(RequestError):
    """The server failed (5xx). Whether a write was carried out is unknown."""


class Paused(RequestError):
    """The server asks to retry later than `max_wait` allows. Nothing was changed by the request."""


class IncompleteRead(AipError):
    """A list could not be proven complete, so nothing can be concluded from what is missing in it."""


class OutcomeUnknown(AipError):
    """A write was sent, and its outcome is unknown."""


class NotAsDeclared(AipError):
    """The server accepted a write, but does not show what was written."""


class Duplicated(AipError):
    """An asset that was created exists more than once, because another run created it at the same time."""


class HalfDone(AipError):
    """A task failed after its first write: `cause` is why, and `report` has what was done, for its result."""

    def __init__(self, cause: AipError, sentence: str, report: Mapping[str, Any]) -> None:
        super().__init__(sentence, **cause.facts)
        self.cause = cause
        self.report = report


class StillWriting(AipError):
    """Another run on this machine is creating the same. Nothing was written."""


class Orphaned(AipError):
    """The process that started this one is gone, and perhaps succeeded by another run: nothing more is written."""


class WriteRefused(AipError):
    """A write was about to be sent in check mode. This is the last line of defence, and always a bug in this code."""


FATAL = (LoginRefused, PluginMissing, Paused, Orphaned)
"""Failures that every further request, or write, would meet as well."""
