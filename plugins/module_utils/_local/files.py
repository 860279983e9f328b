# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Attached files: comparing them with local ones by content, and bringing them to disk. Memory stays constant."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Sequence

from .._core.errors import AipError, InputError
from .._core.model import Attachment, LocalFile
from .._core.plan import Replacement
from .._datacenter.api import DataCenter

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


def remote_digest(api: DataCenter, asset_id: int, attachment: Attachment) -> str:
    """SHA-256 of an attached file, downloaded for it."""
    digest = hashlib.sha256()
    for block in api.download_attachment(asset_id, attachment):
        digest.update(block)
    return digest.hexdigest()


def plan_files(
    api: DataCenter,
    asset_id: int | None,
    attached: Sequence[Attachment],
    files: Iterable[LocalFile],
    option: str,
) -> tuple[Replacement, ...]:
    """What has to happen for the asset to have these files: nothing for those that it has, name and content."""
    found = (_plan_file(api, asset_id, attached, file, option) for file in files)
    return tuple(one for one in found if one is not None)


def _plan_file(
    api: DataCenter,
    asset_id: int | None,
    attached: Sequence[Attachment],
    file: LocalFile,
    option: str,
) -> Replacement | None:
    digest, size = local_digest(file.path, option)
    if asset_id is None:
        return Replacement(file.name, upload=file, size=size, sha256=digest)
    same, stale = False, []
    for one in attached:
        if one.name not in (file.name, None):
            continue
        if (one.size is None or one.size == size) and remote_digest(api, asset_id, one) == digest:
            same = True
        elif one.name is not None:
            stale.append(one)
    if same and not stale:
        return None
    return Replacement(file.name, None if same else file, tuple(stale), size, digest)


def read_text(path: str, option: str) -> str:
    """The text of a local file. Raises InputError if it cannot be read."""
    try:
        with open(path, encoding="utf-8") as opened:
            return opened.read()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise InputError([f"{option}: cannot read '{path}': {why}"]) from None


def write_text(path: str, text: str, option: str, private: bool = False) -> None:
    """Put the text into a local file at once, so that no reader ever sees half of it. Raises InputError.

    A `private` one can be read by this user alone.
    """
    folder = os.path.dirname(os.path.abspath(path))
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(prefix=".aip-", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
        if not private:  # as it is made, nobody else may read it
            os.chmod(temporary, _mode_for(path))
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise InputError([f"{option}: cannot write '{path}': {error.strerror}"]) from None


def make_equal(path: str, text: str, option: str, dry: bool) -> bool:
    """Make a local file hold the text; tells whether it did not, or had not. With `dry` nothing is written.

    Folders that are missing are made. Raises InputError.
    """
    try:
        with open(path, encoding="utf-8", newline="") as opened:
            if opened.read() == text:
                return False
    except (OSError, UnicodeDecodeError):
        pass  # not there, or nothing of ours: it is replaced, or writing tells what is wrong
    if not dry:
        make_folder(os.path.dirname(os.path.abspath(path)), option)
        write_text(path, text, option)
    return True


def make_folder(folder: str, option: str) -> None:
    """Make a folder and those that it is in, where they are missing. Raises InputError."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise InputError(
            [f"{option}: cannot make the folder '{folder}': {error.strerror}"]
        ) from None


def named(attached: Sequence[Attachment], name: str) -> tuple[Attachment, ...]:
    """The attached files of that name."""
    return tuple(one for one in attached if one.name == name)


def pick_by_content(
    api: DataCenter, asset_id: int, candidates: Sequence[Attachment]
) -> dict[str, list[Attachment]]:
    """The candidates by their content."""
    found: dict[str, list[Attachment]] = {}
    for one in candidates:
        found.setdefault(remote_digest(api, asset_id, one), []).append(one)
    return found


def fetch(api: DataCenter, asset_id: int, attachment: Attachment, dest: str, dry: bool) -> bool:
    """Make the file `dest` equal to the attached one; tells whether it differs, or differed.

    The bytes go to a temporary file beside it, which then takes its place: no reader ever sees half a file. With
    `dry` nothing is written to disk at all.
    """
    folder = os.path.dirname(os.path.abspath(dest))
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise InputError([f"dest: cannot write into '{folder}': make the folder first"])
    if dry:
        if not os.path.exists(dest):
            return True
        return remote_digest(api, asset_id, attachment) != local_digest(dest, "dest")[0]
    try:
        handle, temporary = tempfile.mkstemp(prefix=".aip-", dir=folder)
    except OSError as error:
        raise InputError([f"dest: cannot write into '{folder}': {error.strerror}"]) from None
    try:
        digest = hashlib.sha256()
        size = 0
        with os.fdopen(handle, "wb") as opened:
            for block in api.download_attachment(asset_id, attachment):
                opened.write(block)
                digest.update(block)
                size += len(block)
        if attachment.size is not None and attachment.size != size:
            raise AipError(
                f"'{attachment.name}' came with {size} bytes instead of {attachment.size}; nothing was replaced"
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


def _mode_for(dest: str) -> int:
    """The permissions of the file that is replaced, or what a new file gets."""
    try:
        return os.stat(dest).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
