# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All contenders of a measurement in turn, again and again: so a noisy moment meets all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from .checkouts import THIS, Checkout
from .contenders import SHARED, Place
from .processes import Ran, run
from .server import Record

Numbers = dict[str, Any]
Commands = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Series:
    """All runs of one contender, and what the server's journal has of them."""

    timed: list[Ran] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    connections: list[int] = field(default_factory=list)
    server_seconds: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)

    def add(self, ran: Ran, records: Sequence[Record]) -> None:
        """Keep a timed run. Durations add up where requests come one after the other."""
        self.timed.append(ran)
        self.requests.append(len(records))
        self.connections.append(len({one["connection"] for one in records}))
        self.server_seconds.append(round(sum(one["duration"] for one in records), 3))

    @property
    def seconds(self) -> list[float]:
        """How long each run took."""
        return [round(one.seconds, 3) for one in self.timed]

    @property
    def cpu_seconds(self) -> list[float]:
        """The CPU that each run and its children took."""
        return [round(one.cpu_seconds, 3) for one in self.timed]

    def as_data(self) -> Numbers:
        """Every raw number, and the medians."""
        return {
            "seconds": self.seconds,
            "median_seconds": median(self.seconds),
            "cpu_seconds": self.cpu_seconds,
            "requests": self.requests,
            "peak_memory_mib": max(self.peak_mib) if self.peak_mib else None,
        }


@dataclass(frozen=True)
class Turns:
    """How contenders take turns: how often they are timed, what else is in their environment, and what is checked."""

    repeats: int
    warm_up: bool = True
    env: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[str, Ran, list[Record]], None] = lambda _name, _ran, _records: None
    begin: Callable[[str], None] = lambda _name: None
    """What is done before each run."""


def take_turns(
    place: Place, commands: Commands, turns: Turns, checkouts: Sequence[Checkout] = (THIS,)
) -> dict[str, dict[str, Series]]:
    """The runs of each checkout by contender. Raises BenchmarkFailed if one fails, or does not do its work.

    The turn that warms up is watched, for the memory; with 0 repeats it is timed as well. What does not use the
    collection runs once for all checkouts.
    """
    series = {checkout.label: {name: Series() for name in commands} for checkout in checkouts}
    for turn in range(0 if turns.warm_up else 1, turns.repeats + 1):
        for name, command in commands.items():
            for checkout in checkouts[:1] if name in SHARED else checkouts:
                turns.begin(name)
                place.server.clear_journal()
                env = {**place.environment(checkout), **turns.env}
                ran = run(command, env, place.folder, watched=turn == 0)
                records = place.server.journal()
                turns.check(name, ran, records)
                own = series[checkout.label][name]
                if turn == 0:
                    own.peak_mib.append(ran.peak_mib or 0.0)
                if turn or not turns.repeats:
                    own.add(ran, records)
    first = next(iter(series.values()))
    common = {name: one for name, one in first.items() if name in SHARED}
    return {label: {**own, **common} for label, own in series.items()}
