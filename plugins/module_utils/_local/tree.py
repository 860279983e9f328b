# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files below a folder, reached folder by folder, so that no symbolic link can lead out of it.

The folder itself may be a link: the user named it. Below it, whatever is a link is refused, not followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, TypeVar

from .._core.errors import InputError
from .files import check_regular, digest_in, open_file

Found = TypeVar("Found")

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_CANNOT_FOLLOW = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)  # the last one is FreeBSD's


class Tree:
    """The files below the folder `root`, by their paths in it with forward slashes. `option` has named the folder.

    Every method raises InputError for what cannot be done, and for symbolic links and other things that are no files.
    """

    def __init__(self, root: str, option: str) -> None:
        self.root, self._option = root, option

    def problem(self, path: str) -> str:
        """Why no file can be read or written at this path; empty if one can, or if nothing is there."""
        try:
            self.has(path)
        except InputError as error:
            return error.problems[0]
        return ""

    def has(self, path: str) -> bool:
        """Whether the file is there."""
        return self.mode(path) is not None

    def mode(self, path: str) -> int | None:
        """The permissions of a file; None if it is not there."""
        return self._reading(path, lambda opened: stat.S_IMODE(os.fstat(opened.fileno()).st_mode))

    def digest(self, path: str) -> str | None:
        """SHA-256 of a file; None if it is not there."""
        return self._reading(path, lambda opened: digest_in(opened)[0])

    def content(self, path: str) -> bytes | None:
        """What is in a file; None if it is not there."""
        return self._reading(path, lambda opened: opened.read())

    def names(self) -> list[str]:
        """The names directly in the folder, sorted; none if there is no folder."""
        try:
            return sorted(os.listdir(self.root))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._error("read", "", error) from None

    def _reading(self, path: str, read: Callable[[IO[bytes]], Found]) -> Found | None:
        try:
            with self._folder_of(path) as (folder, name):
                file = open_file(name, folder, False)
                with file:
                    return read(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error("read", path, error) from None

    def put(self, source: str, source_folder: int, path: str, folders: int) -> None:
        """Move a file of the same file system to this path. Missing folders get the permissions `folders`."""
        try:
            with self._folder_of(path, folders) as (folder, name):
                with suppress(FileNotFoundError):
                    check_regular(name, folder, follow=False)
                os.replace(source, name, src_dir_fd=source_folder, dst_dir_fd=folder)
        except OSError as error:
            raise self._error("write", path, error) from None

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that are then empty."""
        try:
            with self._folder_of(path) as (folder, name):
                os.unlink(name, dir_fd=folder)
        except OSError as error:
            raise self._error("remove", path, error) from None
        parts = path.split("/")[:-1]
        with suppress(OSError):  # one is not empty
            while parts:
                with self._folder_of("/".join(parts)) as (folder, name):
                    os.rmdir(name, dir_fd=folder)
                parts.pop()

    @contextmanager
    def _folder_of(self, path: str, create: int | None = None) -> Iterator[tuple[int, str]]:
        """The open folder of a file, and the file's name in it. Raises OSError."""
        *parts, name = path.split("/")
        with ExitStack() as stack:
            folder = os.open(self.root, _FOLDER)
            stack.callback(os.close, folder)
            for number, part in enumerate(parts, 1):
                is_new = create is not None and _make(part, create, folder)
                try:
                    folder = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
                except OSError as error:
                    if error.errno not in _CANNOT_FOLLOW:
                        raise
                    here = os.path.join(self.root, *parts[:number])
                    raise OSError(
                        error.errno, f"'{here}' is a symbolic link or a file, not a folder"
                    ) from None
                stack.callback(os.close, folder)
                if is_new and create is not None:
                    os.fchmod(folder, create)  # exactly, whatever the umask
            yield folder, name

    def _error(self, what: str, path: str, error: OSError) -> InputError:
        whole = os.path.join(self.root, *path.split("/"))
        return InputError([f"{self._option}: cannot {what} '{whole}': {error.strerror}"])


def _make(name: str, mode: int, folder: int) -> bool:
    """Create a folder; False if there is something of this name."""
    try:
        os.mkdir(name, mode & 0o700, dir_fd=folder)
    except FileExistsError:
        return False
    return True
