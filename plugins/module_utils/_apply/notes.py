# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The notes of runs that create assets or upload files, for other runs of this user on this controller.

A note is a file in Ansible's home: first what the run may create, then, line by line, what it is about to create. Its
run holds a lock on it. A note that can be locked is left by a run that was killed, or did not see all that it created.
What is gone, or cannot be read or written, is no error: then only this protection is off.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from .._local.home import aip_home
from .._local.locks import alone, lock
from .._local.parallel import MOST_WORKERS

# The search had shown some of the others before the last ones were sent.
LAST = MOST_WORKERS
MOST_ENDED = 2000  # keys of runs that ended are kept


@dataclass(frozen=True)
class Note:
    """What a run noted, in the file `path`. `is_held`: it is still at work. `age`: seconds since its last line.

    `keys` has what it may create, each with its name for people; `created` the last that it was about to create, by
    type and name; `former` the ids, as texts, of the assets that had these names before.
    """

    path: str
    is_held: bool
    age: float
    process: int | None = None
    since: float = 0.0
    keys: Mapping[str, str] | None = None
    created: tuple[tuple[str, str], ...] = ()
    former: frozenset[str] = frozenset()


class Notes:
    """The notes about one server."""

    def __init__(self, server: str) -> None:
        self._folder = aip_home(os.environ)
        self._prefix = hashlib.sha256(server.encode("utf-8", "replace")).hexdigest()[:16] + "-"
        self._ended = self._path("ended.json")

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, self._prefix + name)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one run at a time reads notes to write one. Raises OSError if there is no such folder."""
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        with alone(self._path("lock")):
            yield

    def every(self) -> list[Note]:
        """All notes."""
        names: list[str] = []
        with suppress(OSError):
            names = sorted(os.listdir(self._folder))
        kept = (self._path("lock"), self._ended)
        paths = [
            os.path.join(self._folder, name) for name in names if name.startswith(self._prefix)
        ]
        return [note for path in paths if path not in kept and (note := _read(path))]

    def write(self, keys: Mapping[str, str]) -> OpenNote:
        """A new note, locked. Raises OSError."""
        name = f"{os.getpid()}-{os.urandom(6).hex()}"
        hidden = os.path.join(self._folder, f".{self._prefix}{name}")
        # Locked before it has the name under which it is looked for: nobody may take it for a killed run's.
        handle = os.open(
            hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600
        )
        try:
            lock(handle)
            facts = {"process": os.getpid(), "since": time.time(), "keys": keys}
            _append(handle, facts)
            os.rename(hidden, self._path(name))
        except OSError:
            os.close(handle)
            raise
        return OpenNote(self._path(name), handle)

    # --- runs that have ended ---------------------------------------------------------------------------------------

    def count_ended(self) -> int:
        """The number of runs that have ended so far, to be compared with later."""
        return int(self._read_ended()["count"])

    def ended_since(self, count: int) -> set[str] | None:
        """What runs created that have ended since then; None if that is no longer known."""
        ended = self._read_ended()
        numbers = {number for number, _keys in ended["runs"]}
        if any(number not in numbers for number in range(count + 1, ended["count"] + 1)):
            return None
        return {key for number, keys in ended["runs"] if number > count for key in keys}

    def note_end(self, keys: Mapping[str, str]) -> None:
        """Note that a run has ended that created these. Raises OSError."""
        ended = self._read_ended()
        number = ended["count"] + 1
        runs, kept = [], 0
        for one in [[number, sorted(keys)], *ended["runs"]]:
            kept += len(one[1])
            if kept > MOST_ENDED:
                break
            runs.append(one)
        hidden = os.path.join(self._folder, f".{self._prefix}ended-{os.urandom(6).hex()}")
        handle = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump({"count": number, "runs": runs}, opened)
        os.replace(hidden, self._ended)

    def _read_ended(self) -> dict[str, Any]:
        nothing: dict[str, Any] = {"count": 0, "runs": []}
        try:
            with open(self._ended, encoding="utf-8") as opened:
                data = json.load(opened)
        except (OSError, ValueError, RecursionError):
            return nothing
        return data if isinstance(data, dict) and {*nothing} <= {*data} else nothing


class OpenNote:
    """The note of this run, which other runs see locked until it is closed or this process ends."""

    def __init__(self, path: str, handle: int) -> None:
        self._path, self._handle = path, handle

    def add(self, type_id: Any, name: str, former: Iterable[Any] = ()) -> None:
        """Note that this asset is about to be created; `former` are the ids of those that had its name before."""
        with suppress(OSError):
            _append(self._handle, [str(type_id), name, *map(str, former)])

    def close(self, remove: bool) -> None:
        """Unlock the note. One that is not removed counts from now on as left by a run that has just been killed."""
        with suppress(OSError):
            if remove:
                os.unlink(self._path)
            else:
                os.utime(self._path)
        with suppress(OSError):
            os.close(self._handle)


def _append(handle: int, data: Any) -> None:
    """Add a line in a single write, so that lines of several threads do not mix."""
    os.write(handle, (json.dumps(data) + "\n").encode("ascii"))


def _read(path: str) -> Note | None:
    """The note in a file; None if it is gone."""
    try:
        with open(path, encoding="utf-8", errors="replace") as opened:
            # Shared, so that two that look at the same time do not take each other for the run that wrote it.
            is_held = not lock(opened.fileno(), shared=True)
            first, *others = opened.read().split("\n")
            age = max(0.0, time.time() - os.fstat(opened.fileno()).st_mtime)
    except OSError:
        return None
    facts = _parsed(first)
    facts = facts if isinstance(facts, dict) else {}
    keys = facts.get("keys")
    created = [one for one in map(_parsed, others) if isinstance(one, list) and len(one) > 1]
    return Note(
        path,
        is_held,
        age,
        facts.get("process"),
        facts.get("since") or 0.0,
        keys if isinstance(keys, dict) else {},
        tuple((str(one[0]), str(one[1])) for one in created[-LAST:]),
        frozenset(str(former) for one in created for former in one[2:]),
    )


def _parsed(line: str) -> Any:
    """A line; None for one that was cut short when its run was killed."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
