# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs on one controller that create the same assets, or upload the same files: one does it, the others wait.

A run says in a note what it may create before it creates anything, unless the note of another one that is at work says
the same. Then it waits, and looks anew. It also looks anew if such a run has ended since it looked. Runs that write
other assets are not held up, and none is asked for more requests than it would send alone.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .._core.backend import Backend
from .._core.errors import StillWriting
from .._core.fields import NAME
from .._core.model import Declared, Id, Value
from .._core.plan import Plan
from .._core.renames import is_rename
from .._core.step import Step
from .._local.waiting import Waiting, poll
from .notes import Note, Notes, OpenNote
from .unfinished import wait_for_killed_run


class AtWork:
    """What this run says to others."""

    def __init__(self, backend: Backend, waiting: Waiting, check_mode: bool) -> None:
        self._backend, self._waiting, self._check_mode = backend, waiting, check_mode
        self._notes = Notes(backend.server)
        self._until = waiting.clock() + waiting.for_others
        self._keys: dict[str, str] = {}
        self._note: OpenNote | None = None
        self._count = 0
        self._former: dict[str, list[Id]] = {}
        self._killed: set[str] = set()
        self.is_confirmed = False

    def end(self) -> None:
        """Remove the note if the search shows everything, and leave it for the next run if not."""
        if self._note is None:
            return
        if not self.is_confirmed:
            self._note.close(remove=False)
            return
        try:
            with self._notes.alone():
                self._notes.note_end(self._keys)
                self._note.close(remove=True)
        except OSError:
            self._note.close(remove=True)

    def look(self) -> None:
        """Before reading what is there: wait for what killed runs have created."""
        self._killed = wait_for_killed_run(self._backend, self._waiting)
        self._count = self._notes.count_ended()

    def has_waited_for_others(self) -> bool:
        """Whether reading may succeed now that did not, as a list changed all the time: another run was writing.

        Waits until those are done that are at work now. If there is none, nothing more can be expected.
        """
        at_work = {note.path for note in self._notes.every() if note.is_held}
        if not at_work:
            return self._notes.count_ended() != self._count
        return self._waits_until(
            lambda: not any(note.is_held and note.path in at_work for note in self._notes.every())
        )

    def _waits_until(self, is_over: Callable[[], bool]) -> bool:
        """Wait for other runs, as long as this one may in all; whether they are over."""
        waiting = self._waiting
        left = max(0.0, self._until - waiting.clock())
        return poll(dataclasses.replace(waiting, seconds=left), is_over)

    def claims(self, plan: Plan) -> bool:
        """Whether this run may carry out the plan. If not, another run was faster: look, and plan anew.

        Raises StillWriting if that run does not end in time.
        """
        self._keys = {} if self._check_mode else dict(_keys_of(plan))
        self._former = _former_holders(plan) if self._keys else {}
        if not self._keys:
            return True
        try:
            with self._notes.alone():
                rivals = self._rivals()
                if not rivals and not self._was_late():
                    self._note = self._notes.write(self._keys)
                    return True
        except OSError:
            return True  # nowhere to write a note: this protection is off
        if rivals:
            self._wait_for(rivals[0])
        return False

    def note(self, declared: Declared) -> None:
        """Note that an asset is about to be created."""
        if self._note and declared.asset_type and declared.name is not None:
            former = self._former.get(declared.name, ())
            self._note.add(declared.asset_type.id, declared.name, former)

    def _rivals(self) -> list[Note]:
        """The notes of runs that are at work on the same."""
        mine = self._keys.keys()
        return [note for note in self._notes.every() if note.is_held and mine & (note.keys or ())]

    def _was_late(self) -> bool:
        """Whether another run has created some of the same since this one looked."""
        ended = self._notes.ended_since(self._count)
        if ended is None or ended & self._keys.keys():
            return True
        return any(
            self._keys.keys() & (note.keys or ())
            for note in self._notes.every()
            if not note.is_held and note.path not in self._killed
        )

    def _wait_for(self, rival: Note) -> None:
        if self._waits_until(lambda: not self._rivals()):
            return
        same = sorted((rival.keys or {})[key] for key in self._keys.keys() & (rival.keys or ()))
        others = f" and {len(same) - 1} more" if len(same) > 1 else ""
        since = time.strftime("%H:%M:%S", time.localtime(rival.since))
        raise StillWriting(
            f"another run on this controller (process {rival.process}, since {since}) is creating"
            f" {same[0] if same else 'the same assets'}{others}, and did not end within"
            f" {self._waiting.for_others:.0f} s (max_wait): nothing was written; run again when it has ended"
        )


@contextmanager
def at_work_on(backend: Backend, waiting: Waiting, check_mode: bool) -> Iterator[AtWork]:
    """What this run says to others, until the block ends."""
    at_work = AtWork(backend, waiting, check_mode)
    try:
        yield at_work
    finally:
        at_work.end()


def _keys_of(plan: Plan) -> Iterator[tuple[str, str]]:
    """What identifies everything that the plan creates or uploads, each with its name for people."""
    for step in plan.to_do:
        if step.action == "create":
            of = step.declared.asset_type.id if step.declared.asset_type else None
            label = step.label
            yield _key("name", of, step.declared.name), label
            if step.declared.match_by != (NAME.key,):
                values = [(key, _plain(_identifying(step, key))) for key in step.declared.match_by]
                yield _key("fields", of, values), label
        if step.via and step.current:
            yield _key("detour", step.current.id), step.label
        asset = step.current.name if step.current else step.declared.name
        for file in step.files:
            if file.upload:
                yield _key("file", asset, file.name), f"{step.label} with its file '{file.name}'"


def _former_holders(plan: Plan) -> dict[str, list[Id]]:
    """The assets that give up their names, by these names."""
    found: dict[str, list[Id]] = {}
    for step in plan.to_do:
        if step.current is not None and is_rename(step):
            found.setdefault(step.current.name, []).append(step.current.id)
    return found


def _identifying(step: Step, key: str) -> Value:
    return step.declared.name if key == NAME.key else step.declared.values.get(key)


def _plain(value: Value) -> Any:
    """A value as text, the same in every process."""
    return sorted(map(repr, value)) if isinstance(value, frozenset) else repr(value)


def _key(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, default=str).encode("ascii")).hexdigest()[:16]
