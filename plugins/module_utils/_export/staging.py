# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the files of an export wait until all of them are there: a hidden folder in the export's own folder.

It has a lock, so that two exports to one folder do not mix. The lock goes with its process, however that ends; what
a killed export has left is removed by the next one.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from .._core.errors import InputError
from .._local import locks
from .._local.files import make_folder

STAGING = ".aip-export"
_LOCK = "lock"
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def open_staging(root: str, mode: int) -> Iterator[int]:
    """The open folder for staged files, empty; it is removed at the end. Raises InputError.

    A missing `root` is created with these permissions.
    """
    if not os.path.isdir(root):
        make_folder(root, "dest", mode)
        with suppress(OSError):
            os.chmod(root, mode)  # whatever the umask
    with ExitStack() as stack:
        try:
            above = _opened(stack, root, _FOLDER)
            folder = _locked(stack, above, root)
            _clear(folder)
        except OSError as error:
            why = (
                "it is a symbolic link or a file, not a folder"
                if _is_odd(error)
                else error.strerror
            )
            where = os.path.join(root, STAGING) if _is_odd(error) else root
            raise InputError([f"dest: cannot write to '{where}': {why}"]) from None
        try:
            yield folder
        finally:
            _clear(folder)
            with suppress(OSError):
                os.unlink(_LOCK, dir_fd=folder)
                os.rmdir(STAGING, dir_fd=above)


def _is_odd(error: OSError) -> bool:
    return error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)


def _opened(stack: ExitStack, path: str, flags: int, folder: int | None = None) -> int:
    handle = os.open(path, flags, 0o600, dir_fd=folder)
    stack.callback(os.close, handle)
    return handle


def _locked(stack: ExitStack, above: int, root: str) -> int:
    """The open folder, which no other process has."""
    while True:
        with ExitStack() as attempt:
            with suppress(FileExistsError):
                os.mkdir(STAGING, 0o700, dir_fd=above)
            try:
                folder = _opened(attempt, STAGING, _FOLDER | os.O_NOFOLLOW, above)
                lock = _opened(attempt, _LOCK, _FILE, folder)
                if not locks.lock(lock):
                    what = f"another export is writing to '{root}': wait until it has ended"
                    raise InputError([f"dest: {what}"])
                found = os.stat(_LOCK, dir_fd=folder, follow_symlinks=False)
                is_there = os.path.samestat(found, os.fstat(lock))
            except FileNotFoundError:  # the export that had it has just ended
                continue
            if is_there:
                stack.push(attempt.pop_all())
                return folder


def _clear(folder: int) -> None:
    """Remove what is staged."""
    for name in os.listdir(folder):
        if name != _LOCK:
            with suppress(OSError):
                os.unlink(name, dir_fd=folder)
