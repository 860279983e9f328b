# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that were killed while they created assets.

A run ends when the search shows what it wrote, so that the next one finds it. A run that is killed cannot wait, and the
next one would create again what the search does not show yet. So as long as assets are being created, a file holds
their names; a run that finds one left behind by a process that is gone waits until the search shows the last of them,
or as long as its own run would have waited.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from .._core.backend import Backend, Identity, Query
from .._local.parallel import MOST_WORKERS
from .._local.waiting import Waiting, poll

FOLDER = "~/.ansible/assetops.aip"
# Of all others the search had shown some before the last ones were sent.
LAST = MOST_WORKERS

Note = Callable[[str], None]


@dataclass(frozen=True)
class Unfinished:
    """What a killed run was creating: the last names, and how many seconds ago."""

    path: str
    names: tuple[str, ...]
    age: float


def wait_for_killed_run(backend: Backend, waiting: Waiting) -> None:
    """Let the search show what a run that was killed has created."""
    for one in find_unfinished(backend.server):
        if one.age < waiting.seconds:
            poll(waiting, partial(_are_shown, backend, set(one.names)), spent=one.age)
        forget(one)


def _are_shown(backend: Backend, names: set[str]) -> bool:
    identities = tuple(Identity(name) for name in sorted(names))
    rows = backend.search(Query(identities=identities, sure=False))
    return names <= {" ".join(row.name.split()) for row in rows}


def find_unfinished(server: str) -> list[Unfinished]:
    """What killed runs of this user on this machine left behind of their creations at a server."""
    folder = os.path.expanduser(FOLDER)
    prefix = _prefix(server)
    found = []
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(prefix) and not _is_running(name[len(prefix) :]):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as opened:
                    names = tuple(line.rstrip("\n") for line in opened)[-LAST:]
                found.append(Unfinished(path, names, time.time() - os.stat(path).st_mtime))
    return found


def forget(unfinished: Unfinished) -> None:
    """Remove what a killed run left behind."""
    _remove(unfinished.path)


@contextmanager
def creations_noted(server: str) -> Iterator[Note]:
    """Gives what to call before each creation. Who does not come to the end of the block leaves the note behind."""
    folder = os.path.expanduser(FOLDER)
    path = os.path.join(folder, f"{_prefix(server)}{os.getpid()}")

    def note(name: str) -> None:
        with suppress(OSError):  # without a home there is no such protection
            os.makedirs(folder, mode=0o700, exist_ok=True)
            # One write of one line: several threads do not mix theirs.
            with open(path, "a", encoding="utf-8", errors="replace") as opened:
                opened.write(" ".join(name.split()) + "\n")

    yield note
    _remove(path)


def _prefix(server: str) -> str:
    return hashlib.sha256(server.encode("utf-8")).hexdigest()[:16] + "-"


def _is_running(text: str) -> bool:
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True
    return True


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)
