# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that were killed while creating assets.

A run ends when the search shows what it wrote, so that the next one finds it. A killed run cannot wait, and the next
one would create again what the search does not show yet. So while assets are being created, a file keeps their
names; a run that finds such a file of a process that no longer exists waits until the search shows the last of them,
or as long as that run would have waited.
"""

from __future__ import annotations

import hashlib
import json
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
# The search had shown some of the others before the last ones were sent.
LAST = MOST_WORKERS

Note = Callable[[str], None]


@dataclass(frozen=True)
class Unfinished:
    """What a killed run was creating: the last names, and how many seconds ago that was."""

    path: str
    names: tuple[str, ...]
    age: float


def wait_for_killed_run(backend: Backend, waiting: Waiting) -> None:
    """Wait until the search shows what a killed run created."""
    for one in find_unfinished(backend.server):
        if one.age < waiting.seconds:
            poll(waiting, partial(_are_shown, backend, set(one.names)), spent=one.age)
        forget(one)


def _are_shown(backend: Backend, names: set[str]) -> bool:
    identities = tuple(Identity(name) for name in sorted(names))
    rows = backend.search(Query(identities=identities, sure=False))
    return names <= {row.name for row in rows}


def find_unfinished(server: str) -> list[Unfinished]:
    """The notes of killed runs of this user on this machine about their creations on a server."""
    folder = os.path.expanduser(FOLDER)
    prefix = _prefix(server)
    found = []
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(prefix) and not _is_running(name[len(prefix) :]):
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8") as opened:
                    names = tuple(map(_name_in, opened))[-LAST:]
                found.append(Unfinished(path, names, time.time() - os.stat(path).st_mtime))
    return found


def forget(unfinished: Unfinished) -> None:
    """Remove the note of a killed run."""
    _remove(unfinished.path)


@contextmanager
def creations_noted(server: str) -> Iterator[Note]:
    """Yields a function to call before each creation. If the block is interrupted, the note remains."""
    folder = os.path.expanduser(FOLDER)
    path = os.path.join(folder, f"{_prefix(server)}{os.getpid()}")

    def note(name: str) -> None:
        with suppress(OSError):  # without a home folder, this protection is off
            os.makedirs(folder, mode=0o700, exist_ok=True)
            # A line in a single write: lines of several threads do not mix.
            with open(path, "a", encoding="utf-8", errors="replace") as opened:
                opened.write(json.dumps(name) + "\n")

    yield note
    _remove(path)


def _name_in(line: str) -> str:
    """The name in a line; a line that was cut short when the run was killed is a name that no asset has."""
    try:
        return str(json.loads(line))
    except ValueError:
        return line.rstrip("\n")


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
