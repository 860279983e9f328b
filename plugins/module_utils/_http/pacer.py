# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One pacer for all threads: it says when each request may leave, and learns from every answer.

While the server has never refused anything, a request costs no more than a lock here, and the shared file is looked
for once a second at most.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Callable

from .call import Call
from .limits import NODE, Limits, lanes_of, read_limits
from .pace import FEW, Lane, accept, fill, refuse, take
from .shared_pace import MOST_LANES, Lanes, SharedPace

LOOK_EVERY = 1.0  # seconds between looks for the file of other processes
PLENTY = 50  # tokens of a bucket; with more than that left, nobody has to slow down
RECENT = 1.0  # seconds from which the first rate is guessed
Change = Callable[[Lanes], Lanes]


@dataclass(frozen=True)
class Slot:
    """When a request may leave, and until when it is held because something was refused; seconds of the clock."""

    made_at: float
    start: float
    held_until: float


@dataclass(frozen=True)
class Refused:
    """Until when requests are held (a time of the clock), the least wait that the server named, and if it is paced."""

    until: float
    floor: float
    is_paced: bool


class Pacer:
    """The lanes of one login on one server. Nothing here sleeps."""

    def __init__(
        self,
        clock: Callable[[], float],
        stretch: Callable[[], float],
        longest: float,
        shared: SharedPace | None = None,
    ) -> None:
        self._clock, self._stretch, self._longest, self._shared = clock, stretch, longest, shared
        self._lock = threading.Lock()
        self._lanes: Lanes = {}
        self._not_before = 0.0  # after faults, which say nothing about other processes
        self._looked_at = -LOOK_EVERY
        self._accepted: deque[float] = deque(maxlen=512)
        self._under_way = 0

    def begin(self) -> None:
        """Begin another task: a wait that is too long for one is not held against it before the server was asked."""
        with self._lock:
            latest = self._clock() + self._longest
            self._lanes = {
                name: lane for name, lane in self._lanes.items() if lane.not_before <= latest
            }
            self._looked_at = -LOOK_EVERY

    def reserve(self, call: Call) -> Slot:
        """The next slot for a request; it is taken."""
        with self._lock:
            now = self._clock()
            self._look_for_others(now)
            if not self._lanes:
                start = max(now, self._not_before)
                return Slot(now, start, start)
            found: list[Slot] = []

            def taken(lanes: Lanes) -> Lanes:
                ours = _lanes_for(call, lanes)
                held = max([now, self._not_before, *(one.not_before for one in ours.values())])
                start = max([held, *(lane.start(now) for lane in ours.values())])
                found.append(Slot(now, start, held))
                return {**lanes, **{name: take(lane, now, start) for name, lane in ours.items()}}

            self._change(taken)
            return found[-1]

    def is_void(self, call: Call, slot: Slot) -> bool:
        """Whether something was refused since the slot was taken, so that another one is needed."""
        with self._lock:
            if self._shared is not None and self._lanes:
                self._change(dict)  # it may have been refused to another process
            ours = _lanes_for(call, self._lanes).values()
            return self._not_before > slot.held_until or any(
                one.since > slot.made_at or one.not_before > slot.held_until for one in ours
            )

    @contextmanager
    def under_way(self) -> Iterator[float]:
        """While a request is under way; yields when it left."""
        with self._lock:
            self._under_way += 1
            sent_at = self._clock()
        try:
            yield sent_at
        finally:
            with self._lock:
                self._under_way -= 1

    def accepted(self, call: Call, sent_at: float, status: int, headers: Mapping[str, str]) -> None:
        """Learn from an answer that is not a refusal."""
        limits = read_limits(call, status, headers)
        with self._lock:
            now = self._clock()
            self._accepted.append(now)
            if not self._lanes and not _filled({}, limits, now, self._under_way - 1, self._longest):
                return

            def learned(lanes: Lanes) -> Lanes:
                ours = _lanes_for(call, lanes)
                lanes = {**lanes, **{name: accept(lane, sent_at) for name, lane in ours.items()}}
                return _filled(lanes, limits, now, self._under_way - 1, self._longest)

            self._change(learned)

    def refused(
        self, call: Call, sent_at: float, status: int, headers: Mapping[str, str]
    ) -> Refused:
        """Hold what a refusal is about.

        A failure (503) may be meant as a refusal: it counts as one where others have just been accepted.
        """
        limits = read_limits(call, status, headers)
        stretch = self._stretch()
        with self._lock:
            now = self._clock()
            recent = sum(1 for one in self._accepted if one > now - RECENT)
            if status != 429 and recent < FEW:
                return Refused(now, limits.floor, False)

            def held(lanes: Lanes) -> Lanes:
                lanes = (
                    _filled(lanes, limits, now, self._under_way - 1, self._longest)
                    if limits.lane.startswith(NODE)
                    else lanes
                )
                lane = lanes.get(limits.lane, Lane())
                new = refuse(lane, now, sent_at, limits.floor, recent, stretch)
                return {**lanes, limits.lane: new}

            self._change(held)
            lane = self._lanes[limits.lane]
            return Refused(max(now, lane.not_before), limits.floor, lane.rate > 0)

    def stretched(self, seconds: float) -> float:
        """A pause, lengthened a little so that not all clients come back at once."""
        return seconds * self._stretch()

    def hold(self, until: float) -> None:
        """Hold all requests of this session."""
        with self._lock:
            self._not_before = max(self._not_before, until)

    def _change(self, change: Change) -> None:
        """Change the lanes, for other processes too; forget those that are over."""
        now = self._clock()
        if self._shared is None:
            changed = change(self._lanes)
        else:
            changed = self._shared.change(self._lanes, change, latest=now + self._longest)
        left = [(name, lane) for name, lane in changed.items() if not lane.is_over(now)]
        self._lanes = dict(left[-MOST_LANES:])

    def _look_for_others(self, now: float) -> None:
        """Once in a while, see whether another process has met a limit."""
        if self._lanes or self._shared is None or now - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = now
        if self._shared.is_there():
            self._change(dict)


def _filled(lanes: Lanes, limits: Limits, now: float, others: int, longest: float) -> Lanes:
    """The lanes with what an answer says of a bucket. The `others` that are under way have no part in it yet."""
    if limits.left is None or limits.period <= 0:
        return lanes
    period, left = min(limits.period, longest), float(limits.left)
    others = max(0, others)
    if left - others > PLENTY or period <= 0:
        return {name: lane for name, lane in lanes.items() if name != limits.lane}
    nodes = len({limits.lane, *(name for name in lanes if name.startswith(NODE))})
    if left > 0:
        # A load balancer sends the next requests to all nodes alike.
        left, period = left * nodes, period / nodes
    lane = lanes.get(limits.lane, Lane())
    lane = fill(lane, now, left - others, period, float(limits.size))
    return {**lanes, limits.lane: lane}


def _lanes_for(call: Call, lanes: Lanes) -> Lanes:
    """The lanes that hold a request: any node may be the one that answers it."""
    names = (*lanes_of(call), *(name for name in lanes if name.startswith(NODE)))
    return {name: lanes[name] for name in names if name in lanes}
