# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locks on open files, which end with the process that holds them, however it ends.

Unlike a process id they neither outlive a process nor mean another one, in whatever container that runs. A file
system without locks grants every lock: what they protect from is then possible, and nothing else changes.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
_PAUSE, _PAUSES = 0.005, 2000  # a lock that serializes some reading and writing of small files


def lock(handle: int, shared: bool = False) -> bool:
    """Lock an open file; False if another process, or another handle of this one, holds it."""
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _HELD
    return True


@contextmanager
def alone(path: str, sleep: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Only one process at a time is in such a block, for moments. Raises OSError if the file cannot be opened.

    A process that was stopped in there does not stop all others for ever: after ten seconds they go on.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        for _time in range(_PAUSES):
            if lock(handle):
                break
            sleep(_PAUSE)
        yield
    finally:
        with suppress(OSError):
            os.close(handle)
