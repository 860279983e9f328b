# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A note about one identity, for runs of this user on this machine that look whether it is there yet.

A run holds its lock from before it looks until it knows what it created, so that of two runs the second finds what the
first has made. What the note says outlasts a killed run and the lag of a search index. A note that cannot be written or
read is no error: then only this protection is off.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from .._core.errors import StillWriting
from .locks import lock
from .waiting import Waiting

_FOLDER = "issues"


@dataclass(frozen=True)
class Noted:
    """What a run noted: the id of what it created, None if it did not get to know it; `age` in seconds."""

    id: str | None
    age: float


class IdentityNote:
    """The note of one identity, locked by this run. Without a `handle` nothing is kept."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def read(self) -> Noted | None:
        """What an earlier run noted, or this one; None if there is nothing."""
        if self._handle is None:
            return None
        try:
            text = os.pread(self._handle, 4096, 0)
            data = json.loads(text) if text.strip() else None
            age = max(0.0, time.time() - os.fstat(self._handle).st_mtime)
        except (OSError, ValueError):
            return None
        if not isinstance(data, dict):
            return None
        found = data.get("id")
        return Noted(str(found) if found else None, age)

    def write(self, created: str | None) -> None:
        """Note that something is about to be created, or its id."""
        if self._handle is None:
            return
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, json.dumps({"id": created}).encode("ascii", "replace"), 0)
            os.fsync(self._handle)

    def clear(self) -> None:
        """Forget what was noted: the search shows it, or it is gone."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)


@contextmanager
def identity_note(
    home: str, server: str, identity: str, waiting: Waiting
) -> Iterator[IdentityNote]:
    """The note, once no other run on this machine holds it. Raises StillWriting if one does for too long."""
    digest = hashlib.sha256(f"{server}\n{identity}".encode("utf-8", "replace")).hexdigest()[:32]
    path = os.path.join(home, _FOLDER, digest)
    handle = _open_locked(path, identity, waiting)
    try:
        yield IdentityNote(handle)
    finally:
        if handle is not None:
            _close(path, handle)


def _open_locked(path: str, identity: str, waiting: Waiting) -> int | None:
    """The file, locked; None if there can be none."""
    end = waiting.clock() + waiting.for_others
    while True:
        handle = _open(path)
        if handle is None:
            return None
        if lock(handle) and _is_there(path, handle):
            return handle
        os.close(handle)
        if waiting.clock() >= end:
            raise StillWriting(
                f"another run on this machine has been working on {identity} for {waiting.for_others:g} s (max_wait):"
                " nothing was written; run again when it has ended"
            )
        waiting.sleep(0.1)


def _open(path: str) -> int | None:
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        return None


def _is_there(path: str, handle: int) -> bool:
    """Whether the locked file still has its name: the run before may have removed it meanwhile."""
    try:
        return os.stat(path).st_ino == os.fstat(handle).st_ino
    except OSError:
        return False


def _close(path: str, handle: int) -> None:
    """Unlock the note, and remove one that says nothing."""
    with suppress(OSError):
        if os.fstat(handle).st_size == 0:
            os.unlink(path)
    with suppress(OSError):
        os.close(handle)
