# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for the search index."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Waiting:
    """How long to wait for the search index, in seconds, and by which clock."""

    seconds: float = 30.0
    clock: Callable[[], float] = field(default=time.monotonic, compare=False)
    sleep: Callable[[float], None] = field(default=time.sleep, compare=False)


def poll(waiting: Waiting, is_there: Callable[[], bool], spent: float = 0.0) -> bool:
    """Repeat the check until it is true or the time is up; often at first, then every two seconds.

    `spent` is the part of the time, in seconds, that has already passed.
    """
    end = waiting.clock() + waiting.seconds - spent
    pause = 0.1
    while not is_there():
        left = end - waiting.clock()
        if left <= 0:
            return False
        waiting.sleep(min(pause, left))
        pause = min(pause * 2, 2.0)
    return True
