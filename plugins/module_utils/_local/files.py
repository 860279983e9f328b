# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files on this machine: read, compared and written so that no reader ever sees half of one. Memory stays constant."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable

from .._core.errors import AipError, InputError

BLOCK = 2**20


def expand_path(path: str) -> str:
    """The path with ~ and variables replaced, as Ansible does with options that are paths."""
    return os.path.expanduser(os.path.expandvars(path))


def local_digest(path: str, option: str = "path") -> tuple[str, int]:
    """SHA-256 and size of a local file. Raises InputError if it cannot be read."""
    digest, size = hashlib.sha256(), 0
    try:
        with open(path, "rb") as opened:
            for block in iter(lambda: opened.read(BLOCK), b""):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise InputError([f"{option}: cannot read '{path}': {error.strerror}"]) from None
    return digest.hexdigest(), size


def read_text(path: str, option: str) -> str:
    """The text of a local file. Raises InputError if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise InputError([f"{option}: cannot read '{path}': {why}"]) from None


def write_text(path: str, text: str, option: str, private: bool = False) -> None:
    """Write the text to a local file atomically, so that no reader ever sees half of it. Raises InputError.

    Only this user can read a `private` file.
    """
    folder = os.path.dirname(os.path.abspath(path))
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".aip-", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
        if not private:  # as created, only its owner may read it
            os.chmod(temporary, _mode_for(path))
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise InputError([f"{option}: cannot write '{path}': {error.strerror}"]) from None


def write_if_different(path: str, text: str, option: str, check_mode: bool) -> bool:
    """Make a local file hold the text; True if it does not, or did not. In check mode nothing is written.

    Missing folders are created. Raises InputError.
    """
    try:
        with open(path, encoding="utf-8", newline="") as opened:
            if opened.read() == text:
                return False
    except (OSError, UnicodeDecodeError):
        pass  # missing, or not written by us: it is replaced, or writing reports the problem
    if not check_mode:
        make_folder(os.path.dirname(os.path.abspath(path)), option)
        write_text(path, text, option)
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
    if check_mode:
        return not os.path.exists(dest) or digest_of(blocks) != local_digest(dest, "dest")[0]
    try:
        handle, temporary = tempfile.mkstemp(prefix=".aip-", dir=folder)
    except OSError as error:
        raise InputError([f"dest: cannot write to '{folder}': {error.strerror}"]) from None
    try:
        digest = hashlib.sha256()
        written = 0
        with os.fdopen(handle, "wb") as opened:
            for block in blocks:
                opened.write(block)
                digest.update(block)
                written += len(block)
        if size is not None and size != written:
            raise AipError(
                f"'{name}' arrived with {written} bytes instead of {size}; nothing was replaced"
            )
        if os.path.exists(dest) and local_digest(dest, "dest")[0] == digest.hexdigest():
            return False
        os.chmod(temporary, _mode_for(dest))
        os.replace(temporary, dest)
        return True
    except OSError as error:
        raise InputError([f"dest: cannot write '{dest}': {error.strerror}"]) from None
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def digest_of(blocks: Iterable[bytes]) -> str:
    """SHA-256 of bytes that come block by block."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


def make_folder(folder: str, option: str) -> None:
    """Create a folder and its missing parents. Raises InputError."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise InputError(
            [f"{option}: cannot create the folder '{folder}': {error.strerror}"]
        ) from None


def _mode_for(dest: str) -> int:
    """The permissions of the file to replace, or those of a new file."""
    try:
        return os.stat(dest).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
