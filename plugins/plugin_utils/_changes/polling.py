# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Polling: read the assets, compare them with what is remembered, and put an event for each difference into a queue."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any, Callable, Protocol

from ...module_utils._core.errors import AipError, InputError
from ...module_utils._core.visible import visible
from .._controller import read
from .differences import CHANGED, CREATED, DELETED, Seen, differences, event_of, renames
from .options import check_options, question_of, state_path, watched_by
from .reading import Reading, read_watched
from .state import Pending, Remembered, State, Step, open_state

LONGEST_PAUSE = 900.0
"""The most seconds between two polls that fail, unless the interval is longer."""
_LOOKS = 0.02
_LOG = logging.getLogger("assetops.aip.aip_changes")


class Queue(Protocol):
    """What a rulebook gives to its sources."""

    async def put(self, event: Any, /) -> None:
        """Wait for room, and put an event into the queue."""


Sleep = Callable[[float], Awaitable[Any]]


async def watch(queue: Queue, options: Mapping[str, Any], sleep: Sleep = asyncio.sleep) -> None:
    """Poll for ever. Raises InputError for invalid options; failures of the server are logged and tried again."""
    params = check_options(options)
    state = open_state(state_path(params))
    try:
        if not state.begin(question_of(params)):
            _LOG.warning(
                "state_path: '%s' is about another url, or other asset_types, filters or fields: the assets are"
                " remembered anew, as on the first start",
                visible(state.path),
            )
        await _Polling(queue, params, state).run(sleep)
    finally:
        state.close()


class _Polling:
    """One source at work. `_secrets` has the digests of hidden values, which no file may have."""

    def __init__(self, queue: Queue, params: Mapping[str, Any], state: State) -> None:
        self._queue, self._params, self._state = queue, params, state
        self._secrets: dict[str, Mapping[str, str]] = {}
        self._said = ""
        self._failures = 0
        self._has_polled = False

    async def run(self, sleep: Sleep) -> None:
        while True:
            try:
                await self._deliver()
                await asyncio.to_thread(self.poll)
                await self._deliver()
            except AipError as error:
                if isinstance(error, InputError) and not self._has_polled:
                    raise
                self._note_failure(error)
            else:
                self._note_success()
            await sleep(self._pause())

    def _note_failure(self, error: AipError) -> None:
        self._failures += 1
        if error.sentence != self._said:
            self._said = error.sentence
            _LOG.warning("nothing was emitted, and polling continues: %s", visible(error.sentence))

    def _note_success(self) -> None:
        if self._failures:
            _LOG.warning("polling works again; failures before: %d", self._failures)
        self._failures, self._said, self._has_polled = 0, "", True

    def _pause(self) -> float:
        interval: float = self._params["interval"]
        longest = max(interval, LONGEST_PAUSE)
        return min(interval * 2.0 ** min(self._failures, 20), longest)

    def poll(self) -> None:
        """Read the assets, and note what to emit. Raises an AipError; then nothing is noted."""
        before = self._state.snapshot()
        inside = {key: one.seen for key, one in before.items() if not one.is_outside}
        watched = watched_by(self._params)
        reading = read(self._params, lambda catalog: read_watched(watched, inside, catalog))
        self._state.advance(list(self._steps(before, reading)))
        every = {**reading.found, **reading.outside}
        self._secrets = {key: one.secrets for key, one in every.items() if one.secrets}

    def _steps(self, before: Mapping[str, Remembered], reading: Reading) -> Iterator[Step]:
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        occasion = f"{self._state.fact('nonce')} {self._state.fact('polls')}"
        known_as = {key: one.seen for key, one in before.items()}
        renamed = renames(known_as, {**reading.found, **reading.outside})
        remembers = not self._state.fact("polled") and self._params["initial"] == "remember"

        def step(
            kind: str, about: Seen, old: Seen | None, new: Seen | None, is_outside: bool
        ) -> Step:
            changes = differences(old, new, renamed)
            event = event_of(kind, about, changes, occasion, now)
            is_silent = (
                not changes or remembers or (kind == DELETED and not self._params["emit_deleted"])
            )
            return Step(about.key, new, is_outside, None if is_silent else event)

        for is_outside, every in ((False, reading.found), (True, reading.outside)):
            for key, new in every.items():
                known = before.get(key)
                old = None if known is None else self._with_secrets(known.seen)
                one = step(CREATED if old is None else CHANGED, new, old, new, is_outside)
                is_same = known is not None and known.is_outside == is_outside
                if one.event or not is_same or old is None or old.as_text() != new.as_text():
                    yield one
        for key in reading.deleted:
            seen = before[key].seen
            yield step(DELETED, seen, seen, None, False)

    def _with_secrets(self, seen: Seen) -> Seen:
        known = self._secrets.get(seen.key, {})
        return Seen(seen.id, seen.name, seen.asset_type, seen.values, seen.refs, known)

    async def _deliver(self) -> None:
        """Put all pending events into the queue, one after the other."""
        for pending in await asyncio.to_thread(self._state.pending):
            await self._queue.put(pending.event)
            await self._until_taken(pending)
            await asyncio.to_thread(self._state.hand_over, pending)

    async def _until_taken(self, pending: Pending) -> None:
        """Wait until the rulebook has taken the event out of its queue: what is in there is gone after a kill."""
        pause = _LOOKS
        while _is_in(self._queue, pending.event["aip"]["id"]):
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1.0)


def _is_in(queue: Any, event_id: str) -> bool:
    """Whether an event is still in the queue, as far as it can be seen. A rulebook wraps it to apply its filters."""
    waiting = getattr(getattr(queue, "queue", queue), "_queue", ())
    return any(
        isinstance(one, dict)
        and isinstance(one.get("aip"), dict)
        and one["aip"].get("id") == event_id
        for one in tuple(waiting)
    )
