# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long a task may be held back in all, and the words for when that is used up."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from .._core.errors import Paused, RequestError, ServerFailed
from .call import Call
from .errors import Errors, amount

if TYPE_CHECKING:
    import requests

LONGEST_DATED = 366 * 86400.0  # seconds; what is longer means "never"


class Budget:
    """The seconds that a task may be held back because the server refused or failed.

    What is counted is the time of day that passes, however many threads wait in it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self.restart()

    def restart(self) -> None:
        """Begin another task."""
        with self._lock:
            self._spent, self._covered = 0.0, float("-inf")

    def allows(self, now: float, until: float) -> bool:
        """Whether the task may be held from now until then (times of one clock). If so, that is spent."""
        with self._lock:
            more = max(0.0, until - max(now, self._covered))
            if more <= 0 and until <= self._covered:
                return True
            if self._spent + more > self._seconds:
                return False
            self._spent += more
            self._covered = max(self._covered, until)
            return True

    def __str__(self) -> str:
        """The limit, as errors name it."""
        with self._lock:
            spent = self._spent
        if spent < 1:
            return f"max_wait ({amount(self._seconds)})"
        left = max(0.0, self._seconds - spent)
        return f"what is left of max_wait ({left:.0f} of {self._seconds:.0f} s)"


def too_long(
    errors: Errors,
    budget: Budget,
    call: Call,
    response: requests.Response | None,
    seconds: float,
    unsure: bool = False,
) -> RequestError:
    """The error for a wait that is too long; with `unsure` an earlier attempt may have done what was asked."""
    status = f" ({response.status_code})" if response is not None else ""
    why = (
        f"asks to come back in {amount(seconds)}, which exceeds {budget}"
        if seconds
        else f"is busy{status}, and waiting longer would exceed {budget}"
    )
    outcome = (
        "whether the request was carried out is not known"
        if unsure
        else "the request was not carried out"
    )
    what = f"the server {why}; {outcome}; {when_to_come_back(seconds)}"
    return errors.about(ServerFailed if unsure else Paused, call, what, response)


def when_to_come_back(seconds: float) -> str:
    """What to do where the server wants to be left alone for that long (0: it did not say for how long)."""
    if not seconds:
        return "try again later, send fewer requests at once (workers), or raise max_wait"
    if seconds > LONGEST_DATED:
        return "ask the administrator of Jira whether this user's requests are blocked"
    then = time.localtime(time.time() + seconds)
    today = time.strftime("%Y-%m-%d", then) == time.strftime("%Y-%m-%d")
    text = time.strftime("%H:%M:%S %Z" if today else "%Y-%m-%d %H:%M:%S %Z", then)
    return f"run again after {text}, or raise max_wait"
