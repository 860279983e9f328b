# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The paces of one user on one server, shared with the other processes of this machine.

A small file holds the lanes that are limited. It is only there once the server has refused something, is locked for as
long as it takes to read and write it, and never while somebody waits. Whatever is wrong with it (no home, no
permission, garbage, the times of another boot), then each process paces itself.
"""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from .connection import Connection
from .pace import Lane, is_sound

FORM = 1
LARGEST = 64 * 1024  # bytes
MOST_LANES = 64
_TRIES, _PAUSE = 40, 0.001  # to lock: whoever has it does not wait for anything
_DRIFT = (
    5.0  # seconds by which the two clocks may move apart before the file counts as another boot's
)
_TYPES: Mapping[str, Any] = {"int": int, "bool": bool, "float": (int, float)}

Lanes = dict[str, Lane]
Change = Callable[[Lanes], Lanes]


def pace_path(folder: str, connection: Connection, base: str) -> str:
    """The file of a login on a server. A password has no part in its name, as it could be guessed from it."""
    token = hashlib.sha256((connection.token or "").encode("utf-8", "replace")).hexdigest()
    who = [base, connection.username or "", token if connection.token else ""]
    digest = hashlib.sha256(json.dumps(who).encode("utf-8", "replace")).hexdigest()
    return os.path.join(folder, f"pace-{digest[:32]}.json")


class SharedPace:
    """The file. `now` is a clock that all processes of the machine share, `wall` the time of day."""

    def __init__(
        self, path: str, now: Callable[[], float], wall: Callable[[], float] = time.time
    ) -> None:
        self._path, self._now, self._wall = path, now, wall

    def is_there(self) -> bool:
        """Whether some process has met a limit."""
        try:
            return os.stat(self._path).st_size > 0
        except (OSError, ValueError):
            return False

    def change(self, lanes: Lanes, change: Change, latest: float) -> Lanes:
        """The lanes that `change` makes of what all processes know; of `lanes` where nothing can be shared.

        Who is asked by the file to wait beyond `latest` had better ask the server.
        """
        with suppress(OSError, ValueError), self._opened() as number:
            others = self._read(number)
            shared = {name: lane for name, lane in others.items() if lane.not_before <= latest}
            changed = change({**lanes, **shared})
            self._write(number, changed)
            return changed
        return change(lanes)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        number = os.open(self._path, flags, 0o600)
        try:
            _lock(number)
            yield number
        finally:
            os.close(number)  # which unlocks it

    def _read(self, number: int) -> Lanes:
        """What the file holds; nothing of what makes no sense now."""
        try:
            data = json.loads(os.pread(number, LARGEST, 0))
            apart = (self._wall() - data["wall"]) - (self._now() - data["now"])
            if data["form"] != FORM or not abs(apart) < _DRIFT:
                return {}
            return {
                str(name): lane
                for name, fields in list(data["lanes"].items())[:MOST_LANES]
                if (lane := _lane_of(fields)) is not None and not lane.is_over(self._now())
            }
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            return {}

    def _write(self, number: int, lanes: Lanes) -> None:
        kept = list(lanes.items())[-MOST_LANES:]
        data = {
            "form": FORM,
            "now": self._now(),
            "wall": self._wall(),
            "lanes": {name: dataclasses.asdict(lane) for name, lane in kept},
        }
        text = json.dumps(data).encode()
        os.pwrite(number, text, 0)
        os.ftruncate(number, len(text))


def _lock(number: int) -> None:
    """Lock the file, or raise OSError: a process that was stopped while it had the lock must not stop others."""
    for _try in range(_TRIES):
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return
    raise BlockingIOError


def _lane_of(fields: Any) -> Lane | None:
    """The lane that the file describes; None for anything else."""
    known = {one.name: _TYPES[str(one.type)] for one in dataclasses.fields(Lane)}
    if not isinstance(fields, Mapping) or set(fields) != set(known):
        return None
    right = all(
        isinstance(fields[name], kind) and isinstance(fields[name], bool) == (kind is bool)
        for name, kind in known.items()
    )
    lane = Lane(**fields) if right else None
    return lane if lane is not None and is_sound(lane) else None
