# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A log file that several processes write: each line whole, for its owner alone, and never larger than a few files."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress

LARGEST = 10 * 2**20  # bytes of a log before another one is begun
OLD_ONES = 3  # that are kept, as PATH.1 (the newest) to PATH.3


def append_line(path: str, line: bytes) -> None:
    """Append a line in a single write, so that lines do not mix. Raises OSError, also for a link or a pipe."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    number = os.open(path, flags, 0o600)
    try:
        facts = os.fstat(number)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(0, "it is not a regular file")
        if stat.S_IMODE(facts.st_mode) != 0o600:
            os.fchmod(number, 0o600)
        os.write(number, line + b"\n")
        if facts.st_size + len(line) >= LARGEST:
            _begin_another(path, number)
    finally:
        os.close(number)


def _begin_another(path: str, number: int) -> None:
    """Rename the full log and the old ones, once: whoever comes second finds another file at the path."""
    with suppress(OSError):
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.stat(path).st_ino != os.fstat(number).st_ino:
            return
        for age in range(OLD_ONES, 1, -1):
            with suppress(FileNotFoundError):
                os.replace(f"{path}.{age - 1}", f"{path}.{age}")
        os.replace(path, f"{path}.1")
