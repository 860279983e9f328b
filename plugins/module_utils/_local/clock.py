# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clock of this machine, and its random numbers: passed in, so that tests can control the time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


def _uneven() -> float:
    # The system's random numbers: with any others, a fork would inherit their state and wait just as long.
    return random.SystemRandom().uniform(1.0, 1.3)


@dataclass(frozen=True)
class Clock:
    """A clock in seconds, how to sleep by it, and by what factor pauses are stretched so that not all end at once.

    `watch` limits how long answers may take: it runs on where `now` is one that only sleeping moves.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stretch: Callable[[], float] = _uneven
    watch: Callable[[], float] = time.monotonic


CLOCK = Clock()
