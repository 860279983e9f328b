# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on this machine: read, compared and written so that no reader ever sees half of one. Memory stays constant.

Only regular files are read and replaced: opening a named pipe or a device could wait for ever, or do something.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

from .._core.errors import AipError, InputError

BLOCK = 2**20
PRIVATE = 0o600
"""The permissions of new files that hold assets: only their owner can read them."""

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFLNK: "a symbolic link",
}


def expand_path(path: str) -> str:
    """The path with ~ and variables replaced, as Ansible does with options that are paths."""
    return os.path.expanduser(os.path.expandvars(path))


def read_mode(written: str, option: str, problems: list[str]) -> int:
    """The permissions that octal digits stand for. What is wrong with them is added to `problems`."""
    if not re.fullmatch("0[67][0-7]{2}", written):
        problems.append(
            f"{option}: must be four octal digits in quotes, such as '0640', and let the owner read and write"
        )
        return PRIVATE
    return int(written, 8)


def open_file(path: str, folder: int | None = None, follow: bool = True) -> IO[bytes]:
    """A regular file, opened for reading. Raises OSError, whose `strerror` says so if it is anything else.

    `folder` is the open folder that the path starts from. Without `follow` a symbolic link is refused.
    """
    check_regular(path, folder, follow)
    # What the path leads to may have changed since: without O_NONBLOCK, opening a named pipe would wait for a writer.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    handle = os.open(path, flags | (0 if follow else os.O_NOFOLLOW), dir_fd=folder)
    try:
        _check_kind(os.fstat(handle).st_mode, path)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def check_regular(path: str, folder: int | None = None, follow: bool = True) -> int:
    """The permissions of a regular file. Raises OSError if there is none, FileNotFoundError if there is nothing."""
    try:
        mode = os.stat(path, dir_fd=folder, follow_symlinks=follow).st_mode
    except ValueError:  # a NUL or a lone surrogate in it
        raise OSError(errno.EINVAL, "no file can have this name", path) from None
    _check_kind(mode, path)
    return stat.S_IMODE(mode)


def _check_kind(mode: int, path: str) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise OSError(errno.EINVAL, f"it is {kind}, not a file", path)


def digest_in(opened: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of what an open file still has to give."""
    digest, size = hashlib.sha256(), 0
    for block in iter(lambda: opened.read(BLOCK), b""):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def local_digest(path: str, option: str = "path") -> tuple[str, int]:
    """SHA-256 and size of a local file. Raises InputError if it cannot be read."""
    try:
        with open_file(path) as opened:
            return digest_in(opened)
    except OSError as error:
        raise InputError([f"{option}: cannot read '{path}': {error.strerror}"]) from None


def read_text(path: str, option: str) -> str:
    """The text of a local file. Raises InputError if it cannot be read."""
    try:
        with open_file(path) as opened:
            return opened.read().decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise InputError([f"{option}: cannot read '{path}': {why}"]) from None


def unwritable(path: str) -> str:
    """Why no file can be written at this path, as far as that is seen before; empty if one can."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        return f"'{path}' is a folder; write the path of a file"
    if not os.path.isdir(folder):
        return f"the folder '{folder}' does not exist; create it first"
    if not os.access(folder, os.W_OK):
        return f"the folder '{folder}' cannot be written to; check its permissions"
    return ""


def write_text(path: str, text: str, option: str, mode: int | None = None) -> None:
    """Write the text to a local file atomically, so that no reader ever sees half of it. Raises InputError.

    A file that is replaced keeps its permissions; a new one gets `mode`, by default what the umask leaves.
    """
    try:
        with _replacing(path, mode) as opened:
            opened.write(encoded(text))
    except OSError as error:
        raise InputError([f"{option}: cannot write '{path}': {error.strerror}"]) from None


def encoded(text: str) -> bytes:
    """The text in UTF-8; lone surrogates, which have no form in it, become escapes such as `\\ud800`."""
    return text.encode("utf-8", errors="backslashreplace")


def write_if_different(
    path: str, text: str, option: str, check_mode: bool, mode: int | None = None
) -> bool:
    """Make a local file hold the text; True if it does not, or did not. In check mode nothing is written.

    Missing folders are created. Raises InputError.
    """
    try:
        with open_file(path) as opened:
            if opened.read() == encoded(text):
                return False
    except FileNotFoundError:
        pass
    except OSError as error:
        if error.errno == errno.EINVAL:
            raise InputError([f"{option}: cannot write '{path}': {error.strerror}"]) from None
        # not readable: it is replaced, or writing reports the problem
    if not check_mode:
        make_folder(os.path.dirname(os.path.abspath(path)), option)
        write_text(path, text, option, mode)
    return True


def write_blocks(
    dest: str, blocks: Iterable[bytes], size: int | None, name: str, check_mode: bool
) -> bool:
    """Make the file `dest` hold these bytes; True if it does not, or did not. `size` is the expected number of bytes.

    The bytes go to a temporary file beside it, which then takes its place. In check mode nothing is written.
    """
    folder = os.path.dirname(os.path.abspath(dest))
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise InputError([f"dest: cannot write to '{folder}': create the folder first"])
    try:
        before = _digest_before(dest)
        if check_mode:
            return before is None or digest_of(blocks) != before
        with _replacing(dest, None) as opened:
            digest = copy_blocks(blocks, opened, size, name)
            if digest == before:
                raise _Same
        return True
    except _Same:
        return False
    except OSError as error:
        raise InputError([f"dest: cannot write '{dest}': {error.strerror}"]) from None


class _Same(Exception):
    """The file has the content already."""


def _digest_before(dest: str) -> str | None:
    try:
        with open_file(dest) as opened:
            return digest_in(opened)[0]
    except FileNotFoundError:
        return None


def copy_blocks(blocks: Iterable[bytes], opened: IO[Any], size: int | None, name: str) -> str:
    """Write the bytes to an open file and return their SHA-256. Raises AipError if there are not `size` of them."""
    digest, written = hashlib.sha256(), 0
    for block in blocks:
        opened.write(block)
        digest.update(block)
        written += len(block)
    if size is not None and size != written:
        raise AipError(
            f"'{name}' arrived with {written} bytes instead of {size}; nothing was replaced"
        )
    return digest.hexdigest()


def digest_of(blocks: Iterable[bytes]) -> str:
    """SHA-256 of bytes that come block by block."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def make_folder(folder: str, option: str, mode: int = 0o777) -> None:
    """Create a folder and its missing parents. Raises InputError."""
    try:
        os.makedirs(folder, mode, exist_ok=True)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no folder can have this name"
        raise InputError([f"{option}: cannot create the folder '{folder}': {why}"]) from None


def create_file(path: str, mode: int | None, folder: int | None = None) -> IO[bytes]:
    """A new file, opened for writing. Raises OSError, also if there is one. `mode` None leaves it to the umask.

    The umask itself is left alone: it belongs to the whole process, with all its threads.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o666 if mode is None else mode & 0o700, dir_fd=folder)
    if mode is not None:
        os.fchmod(handle, mode)
    return os.fdopen(handle, "wb")


@contextmanager
def _replacing(path: str, mode: int | None) -> Iterator[IO[bytes]]:
    """A temporary file beside `path` that takes its place at the end, unless an exception comes. Raises OSError."""
    with suppress(FileNotFoundError):
        mode = check_regular(path)  # a file that is replaced keeps its permissions
    folder = os.path.dirname(os.path.abspath(path))
    temporary = os.path.join(folder, f".aip-{secrets.token_hex(8)}")
    try:
        with create_file(temporary, mode) as opened:
            yield opened
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            os.unlink(temporary)
