# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pace of one lane of requests: when the next one may leave, as a value that answers change.

A lane is free until the server says no. Then it has a rate, and each request takes the next slot.

- Where the server says how fast its bucket fills, that is the rate (`exact`).
- Where it does not, the rate is learned. It begins with what was accepted in the last second, and doubles twice a
  second until the next refusal. Between two refusals a limiter accepts what it allows, less what it could not save up;
  so its rate is between that and the one that was refused. From the former to the latter it grows again, the slower
  the closer they are, once there was quiet for long enough.

All times are seconds of one clock, rates are requests a second. Everything here only computes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LONGEST_BACK_OFF = 30.0
FIRST_BACK_OFF = 2.0  # Atlassian's advice
LEARNED_SHARE = 0.985  # of what was accepted: the limiter's bucket fills again
FIRST_PAUSE = 0.25  # where a rate is known, so that it will not be long
LONGEST_STRETCH = 1.0  # seconds by which a pause is lengthened at most
LEAST_SHARE = 0.91  # of a rate that was refused, once it is nearly known
CROSSED = 4.0  # seconds in which a rate grows from the learned one to the one that was refused
FIRST_SPEED, LAST_SPEED, LEAST_SPEED = (
    2.0,
    0.08,
    0.02,
)  # doublings a second: at first, nearly known, always
FIRST_SPAN = 3.0  # seconds that a few requests must have taken to say anything
SLOTS_LEFT_OUT = 2  # after a refusal, so that the next jitter is not one too
WALL = 10  # slots: a limiter that refuses for longer counts in windows
QUIET_SHARE = 20  # times a wait that a refusal costs is how long none must be risked
FIRST_RATE = 2.0  # requests a second to begin with, at least
FEW = 3  # requests that were accepted in a second: then a refusal is for the rate, and not for one request
FEWEST = 10  # accepted requests from which a rate can be told
SHORTEST_QUIET, LONGEST_QUIET = 2.0, 300.0
SPURRED = 4.0  # seconds after which it grows twice as fast
LONGEST_LEARNED = 30.0  # seconds: a longer wait is for a quota, from which no rate follows


@dataclass(frozen=True)
class Lane:
    """When the next request may leave.

    `not_before`: the server asked to wait until then. `free_at`: the next slot, where there is a `rate`; `burst` slots
    that were missed may be used later. `since`: the last refusal; `passed`: whether what was sent after it was
    accepted; `streak`: how many refusals came without that; `walled`: whether that has happened.
    Since `counted_from`, `accepted` requests were, for `idle` seconds there was nothing to send, and for `held` seconds
    nothing was allowed to be. A rate grows by `speed` doublings a second after `quiet` seconds without refusal; it did
    last `grown_at`. `used_at`: when a request last had to wait.
    """

    not_before: float = 0.0
    free_at: float = 0.0
    rate: float = 0.0
    exact: bool = False
    burst: float = 1.0
    since: float = -1.0
    accepted: int = 0
    idle: float = 0.0
    streak: int = 0
    quiet: float = SHORTEST_QUIET
    speed: float = 2.0
    walled: bool = False
    passed: bool = False
    counted_from: float = 0.0
    held: float = 0.0
    grown_at: float = 0.0
    used_at: float = 0.0

    def start(self, now: float) -> float:
        """When a request may leave."""
        return max(now, self.not_before, self.free_at if self.rate else 0.0)

    def is_over(self, now: float) -> bool:
        """Whether nothing is left to remember: no request had to wait for long."""
        last = max(self.not_before, self.free_at, self.since, self.used_at)
        return now - last > max(LONGEST_QUIET, self.quiet)


def take(lane: Lane, now: float, start: float) -> Lane:
    """The lane after a request has taken the slot at `start`."""
    if not lane.rate:
        return lane
    waits = start > now
    grown = _grow(lane, start) if waits and not lane.exact else lane
    gap = 1 / grown.rate
    unused = start - max(grown.free_at, grown.not_before) - gap
    return replace(
        grown,
        # Slots that were missed are made up for, as far as the limiter does.
        free_at=max(grown.free_at, start - grown.burst * gap) + gap,
        idle=grown.idle + max(0.0, unused),
        grown_at=start,
        used_at=start if waits else grown.used_at,
    )


def _grow(lane: Lane, start: float) -> Lane:
    """The lane with the rate that is tried at `start`."""
    passed = min(max(0.0, start - max(lane.grown_at, lane.since)), 1.0)
    calm = start - max(lane.since, lane.not_before) - lane.quiet
    if lane.streak or (lane.speed < FIRST_SPEED and calm < 0):
        return lane
    doublings = passed * lane.speed * (1 + max(0.0, calm) / SPURRED)
    return replace(lane, rate=lane.rate * 2 ** min(doublings, FIRST_SPEED * passed))


def accept(lane: Lane, sent_at: float) -> Lane:
    """The lane after an answer to a request that was sent at that time."""
    if lane.since < 0:
        return lane
    passed = lane.passed or sent_at >= lane.since
    return replace(
        lane, accepted=lane.accepted + 1, passed=passed, streak=0 if passed else lane.streak
    )


def fill(lane: Lane, now: float, left: float, period: float, size: float) -> Lane:
    """The lane of a bucket for `size` tokens that has `left`, and another one after each `period` seconds."""
    known = lane if lane.exact else replace(lane, exact=True, free_at=0.0)
    return replace(
        known,
        rate=1 / period,
        burst=max(0.0, size - 1),
        free_at=max(known.free_at, now + (1 - left) * period),
        used_at=now,
    )


def refuse(
    lane: Lane, now: float, sent_at: float, floor: float, recent: int, stretch: float
) -> Lane:
    """The lane after a refusal of a request that was sent at that time.

    `floor`: the seconds that the server asks to wait; `recent`: how many requests were accepted in the last second;
    `stretch`: by what factor pauses are lengthened, so that not all clients come back at once.
    """
    if (
        sent_at < lane.since or now < lane.not_before
    ):  # the wall that the previous refusal was about
        return replace(lane, not_before=max(lane.not_before, now + floor))
    knows_rate = lane.rate > 0 and lane.since >= 0
    # Of a burst, the refusals may be answered first.
    others_pass = lane.passed or (not knows_rate and max(recent, lane.accepted) >= FEW)
    learned = lane
    if others_pass and not lane.exact and floor <= LONGEST_LEARNED:
        learned = _learn(lane, now, recent, floor)
    if others_pass:
        pause = floor
    else:
        first = max(FIRST_PAUSE, SLOTS_LEFT_OUT / lane.rate) if lane.rate else FIRST_BACK_OFF
        pause = max(floor, min(LONGEST_BACK_OFF, first * 2 ** min(lane.streak, 10)))
    until = now + min(pause * stretch, pause + LONGEST_STRETCH)
    held = replace(
        learned,
        not_before=max(lane.not_before, until),
        since=now,
        held=learned.held + until - now,
        passed=False,
        used_at=now,
    )
    if not others_pass:
        counted_from = lane.counted_from if lane.since >= 0 else now
        return replace(held, streak=lane.streak + 1, walled=True, counted_from=counted_from)
    if lane.exact:
        return held
    again = max(until, now + SLOTS_LEFT_OUT / learned.rate) if learned.rate else until
    return replace(held, streak=0, free_at=again, grown_at=again)


def _learn(lane: Lane, now: float, recent: int, floor: float) -> Lane:
    """The lane with the rate that a refusal teaches. It counts anew from here, unless there was too little to learn."""
    anew = replace(lane, counted_from=now, accepted=0, idle=0.0, held=0.0, walled=False)
    if not lane.rate:
        # A part of it was a burst that the limiter had saved up; the rest is found by doubling.
        span = max(now - lane.counted_from, 1.0)
        rate = 0.7 * recent if recent >= FEW else max(1, lane.accepted) / span
        return replace(anew, rate=max(FIRST_RATE, rate), speed=FIRST_SPEED)
    whole = max(now - lane.counted_from - lane.idle, 1e-3)
    # While requests were held, a bucket has filled again, but what a window allowed was lost.
    span = math.sqrt(whole * max(whole - lane.held, 1e-3))
    if lane.accepted < FEWEST and span < FIRST_SPAN:
        return lane
    told = LEARNED_SHARE * (lane.accepted + (lane.accepted < FEWEST)) / span
    # What was accepted is too little where the limiter was full in the meantime, and could not save up more: not where
    # it refuses for long, as one that counts in windows does.
    is_window = lane.walled or floor * lane.rate > WALL
    between = min(LEAST_SHARE * lane.rate, math.sqrt(told * lane.rate))
    most = 1.25 * told if is_window else math.inf
    rate = min(max(told, between), most, 0.97 * lane.rate)
    # The limit is between the two rates: the closer they are, the slower is the way from one to the other.
    speed = math.log2(lane.rate / rate) / CROSSED
    quiet = lane.quiet
    if now - lane.since > lane.quiet and speed < 2 * LAST_SPEED:
        quiet = 2 * quiet
    if speed < LAST_SPEED:
        quiet = max(quiet, QUIET_SHARE * floor)
    return replace(
        anew,
        rate=rate,
        speed=min(FIRST_SPEED, max(LEAST_SPEED, speed)),
        quiet=min(LONGEST_QUIET, quiet),
    )


def is_sound(lane: Lane) -> bool:
    """Whether a lane that was read from somewhere has numbers that can be computed with."""
    numbers = [value for value in vars(lane).values() if not isinstance(value, bool)]
    return (
        all(map(math.isfinite, numbers))
        and 0 <= lane.rate <= 1e6
        and (not lane.rate or lane.rate > 1e-7)
        and 0 <= lane.accepted <= 10**9
        and 0 <= lane.streak <= 10**6
        and LEAST_SPEED <= lane.speed <= FIRST_SPEED
        and min(lane.idle, lane.held, lane.burst) >= 0
        and 0 <= lane.quiet <= LONGEST_QUIET
    )
