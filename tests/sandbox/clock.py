# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time in the sandbox: the machine's, plus what a test has skipped."""

from __future__ import annotations

import time
from collections.abc import Callable


class Clock:
    """A clock that can be set forward."""

    def __init__(self) -> None:
        self._skipped = 0.0
        self._watchers: list[Callable[[], None]] = []

    def watch(self, watcher: Callable[[], None]) -> None:
        """Let someone know whenever time was skipped."""
        self._watchers.append(watcher)

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._skipped += seconds
        for watcher in self._watchers:
            watcher()

    def monotonic(self) -> float:
        """Return seconds for measuring."""
        return time.monotonic() + self._skipped

    def milliseconds(self) -> int:
        """Return the epoch time as Jira writes it."""
        return int((time.time() + self._skipped) * 1000)
