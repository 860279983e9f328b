# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server has been seen to do to names, kept on this machine for later runs, if there is a place for it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress

from .home import aip_home


def _path(server: str) -> str:
    digest = hashlib.sha256(server.encode("utf-8", "replace")).hexdigest()[:16]
    return os.path.join(aip_home(os.environ), f"names-{digest}.json")


def noted_changes(server: str) -> frozenset[str]:
    """The changes that were noted."""
    try:
        with open(_path(server), encoding="utf-8") as opened:
            data = json.load(opened)
    except (OSError, ValueError, RecursionError):
        return frozenset()
    return (
        frozenset(one for one in data if isinstance(one, str))
        if isinstance(data, list)
        else frozenset()
    )


def note_changes(server: str, changes: Iterable[str]) -> None:
    """Add changes to the note."""
    before = noted_changes(server)
    after = before.union(changes)
    if after == before:
        return
    path = _path(server)
    hidden = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}-{os.urandom(6).hex()}")
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(sorted(after), opened)
        os.replace(hidden, path)
