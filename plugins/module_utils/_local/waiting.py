# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for the search index, or for another run."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .._core.errors import AipError, InputError, LoginRefused, Orphaned, Paused, WriteRefused

FINAL = (LoginRefused, Paused, Orphaned, InputError, WriteRefused)
"""Errors that waiting does not mend. A product that seems to be missing may have been restarted."""


@dataclass(frozen=True)
class Waiting:
    """How long to wait for the search index, in seconds, and by which clock.

    `for_others` is how long to wait for another run on this machine that creates the same assets.
    """

    seconds: float = 30.0
    clock: Callable[[], float] = field(default=time.monotonic, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, compare=False)
    for_others: float = 300.0


def poll(waiting: Waiting, is_there: Callable[[], bool], spent: float = 0.0) -> bool:
    """Repeat the check until it is true or the time is up; often at first, then every two seconds.

    A check that fails is repeated like one that is not true, as one bad answer says nothing of what is there. If the
    last one fails too, its error is raised once the time is up, and an error that waiting does not mend at once.
    `spent` is the part of the time, in seconds, that has already passed.
    """
    end = waiting.clock() + waiting.seconds - spent
    pause = 0.1
    while True:
        trouble: AipError | None = None
        try:
            if is_there():
                return True
        except FINAL:
            raise
        except AipError as error:
            trouble = error
        left = end - waiting.clock()
        if left <= 0:
            if trouble is not None:
                raise trouble
            return False
        waiting.sleep(min(pause, left))
        pause = min(pause * 2, 2.0)
