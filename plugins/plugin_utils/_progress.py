# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines that show the progress of a long task to whoever is watching."""

from __future__ import annotations

import threading
from typing import Callable

SILENT_FOR = 5.0  # seconds; a task that ends within them needs no lines
BETWEEN = 2.0  # seconds
SURE_AFTER = 2.0  # seconds of a stage, before its rate means anything


class ProgressLines:
    """Called with (stage, done, total or None, failed), shows a line such as "read 3,200/10,000".

    Only on a terminal, or from -v on. Any thread may call it.
    """

    def __init__(
        self,
        show: Callable[[str], None],
        clock: Callable[[], float],
        is_terminal: bool,
        verbosity: int,
        name: str,
    ) -> None:
        self._show = show
        self._clock = clock
        self._is_quiet = not is_terminal and verbosity < 1
        self._name = name
        self._lock = threading.Lock()
        self._not_before: float | None = None
        self._stage = ""
        self._stage_began = (0.0, 0)

    def __call__(self, stage: str, done: int, total: int | None, failed: int) -> None:
        """Take note, and show a line if it is time for one."""
        if self._is_quiet:
            return
        now = self._clock()
        with self._lock:
            if stage != self._stage:
                self._stage, self._stage_began = stage, (now, done)
            if self._not_before is None:
                self._not_before = now + SILENT_FOR
            if now < self._not_before:
                return
            self._not_before = now + BETWEEN
            began, done_before = self._stage_began
            left = seconds_left(now - began, done - done_before, total, done)
            self._show(f"{self._name}: {line(stage, done, total, failed)}{left}")


def line(stage: str, done: int, total: int | None, failed: int) -> str:
    """What has been done: "applied 410/1,000 (3 failed)"."""
    of = "" if total is None else f"/{total:,}"
    return f"{stage} {done:,}{of}" + (f" ({failed:,} failed)" if failed else "")


def seconds_left(seconds: float, progress: int, total: int | None, done: int) -> str:
    """ ", about 20 s left", from the progress that these seconds of the stage have brought; nothing if unknown."""
    if total is None or done >= total or progress <= 0 or seconds < SURE_AFTER:
        return ""
    left = (total - done) * seconds / progress
    if left < 90:
        return f", about {max(1, round(left))} s left"
    if left < 90 * 60:
        return f", about {round(left / 60)} min left"
    return f", about {round(left / 3600)} h left"
