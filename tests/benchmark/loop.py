# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring loops over assets of which none differs, on a server that answers at once, and on one that takes its time.

Nobody prints what is as it was (QUIET): else it would be the printing of so many results that is measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .contenders import (
    BY_OPTION,
    IN_PROCESS,
    LABELS_OF_LOOPS,
    LOOP,
    QUIET,
    SENT,
    START_UP,
    Place,
    loops,
    page_body,
)
from .dataset import LEAST_OF_ALL, Dataset, Fields, evenly_spread, make_dataset
from .processes import BenchmarkFailed, Ran, run
from .server import SEARCH, Record, serve
from .unchanged import MORE_REQUESTS, Numbers, check_recap

GOALS = {"most_ms_beyond_server": 8, "least_sent_to_in_process": 30}
"""What is aimed at. That is told beside what was measured; nothing fails because of it."""


SLOW = (SENT, LOOP)
"""These start a process for each item."""
IN_WORKER = (IN_PROCESS, BY_OPTION)


@dataclass(frozen=True)
class Loop:
    """So many assets for those who are quick, so many for the others; how long the slow server waits each time."""

    assets: int
    sent: int = 50
    latency: float = 0.02


@dataclass(frozen=True)
class _Run:
    """One run of a contender, and what the server's journal has of it."""

    ran: Ran
    requests: int
    connections: int
    server_seconds: float


def measure_loop(folder: Path, loop: Loop, page_size: int, repeats: int) -> Numbers:
    """Measure all loops, first without and then with latency; in each case all take turns."""
    data = make_dataset(folder, max(LEAST_OF_ALL, loop.assets))
    measured = []
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        for latency in (0.0, loop.latency):
            server.reset()
            server.warm_up(page_body(data.types, page_size))
            if latency:
                server.delay(None, latency)
            measured.append({"latency_seconds": latency, **_measure(place, data, loop, repeats)})
    return {
        "assets": loop.assets,
        "on_the_server": data.assets,
        "repeats": repeats,
        "goals": GOALS,
        "measured": measured,
    }


def _measure(place: Place, data: Dataset, loop: Loop, repeats: int) -> Numbers:
    """All loops at one latency."""
    declared: list[Fields] = json.loads(data.json.read_text(encoding="utf-8"))
    every = evenly_spread(declared, loop.assets)
    some = evenly_spread(declared, min(loop.sent, loop.assets))
    items = {name: len(some if name in SLOW else every) for name in LABELS_OF_LOOPS}
    commands = loops(place, every, some)
    env = {**place.environment(), **QUIET}
    runs: dict[str, list[_Run]] = {name: [] for name in commands}
    for _turn in range(repeats):
        for name, command in commands.items():
            place.server.clear_journal()
            ran = run(command, env, place.folder)
            records = place.server.journal()
            _check(name, ran, records, items.get(name, 0))
            runs[name].append(_run(ran, records))
    start_up = runs.pop(START_UP)
    contenders = {name: _as_data(some, items[name], start_up) for name, some in runs.items()}
    ours = contenders[IN_PROCESS]["ms_per_item"]
    return {
        "start_up_seconds": _seconds(start_up),
        "contenders": contenders,
        "ratios": {
            f"{name}_to_in_process": round(contenders[name]["ms_per_item"] / ours, 1)
            if ours
            else None
            for name in SLOW
        },
    }


def _run(ran: Ran, records: list[Record]) -> _Run:
    """What is to be known of a run. Requests come one after the other here, so that their durations add up."""
    connections = {one["connection"] for one in records}
    duration = sum(one["duration"] for one in records)
    return _Run(ran, len(records), len(connections), duration)


def _seconds(runs: list[_Run]) -> float:
    return round(median(one.ran.seconds for one in runs), 3)


def _cpu_seconds(runs: list[_Run]) -> float:
    return round(median(one.ran.cpu_seconds for one in runs), 3)


def _as_data(runs: list[_Run], items: int, start_up: list[_Run]) -> Numbers:
    """Every raw number, and what comes of them for one item."""
    per_item = (_seconds(runs) - _seconds(start_up)) / items * 1000
    cpu_per_item = (_cpu_seconds(runs) - _cpu_seconds(start_up)) / items * 1000
    of_server = median(one.server_seconds for one in runs) / items * 1000
    return {
        "items": items,
        "seconds": [round(one.ran.seconds, 3) for one in runs],
        "cpu_seconds": [round(one.ran.cpu_seconds, 3) for one in runs],
        "requests": [one.requests for one in runs],
        "connections": [one.connections for one in runs],
        "server_seconds": [round(one.server_seconds, 3) for one in runs],
        "median_seconds": _seconds(runs),
        "requests_per_item": round(median(one.requests for one in runs) / items, 3),
        "ms_per_item": round(per_item, 2),
        "cpu_ms_per_item": round(cpu_per_item, 2),
        "server_ms_per_item": round(of_server, 2),
        "ms_per_item_beyond_server": round(per_item - of_server, 2),
    }


def _check(name: str, ran: Ran, records: list[Record], items: int) -> None:
    """Raise BenchmarkFailed if a loop did not do what it is measured for."""
    check_recap(name, ran.output, changed=False)
    writes = [one for one in records if one["writes"]]
    failed = [one for one in records if one["status"] >= 400]
    if writes or failed:
        raise BenchmarkFailed(f"{name}: {len(writes)} writes, {len(failed)} failed requests")
    connections = len({one["connection"] for one in records})
    if name in IN_WORKER:
        _check_in_worker(name, records, items, connections)
    elif name == SENT and connections < items:
        raise BenchmarkFailed(f"{name}: {connections} connections for {items} items")
    elif name == LOOP and len(records) != items:
        raise BenchmarkFailed(f"{name}: {len(records)} requests for {items} items")


def _check_in_worker(name: str, records: list[Record], items: int, connections: int) -> None:
    """One search for each asset, another one each time; whatever else was read, was read once; on one connection."""
    searches = [json.dumps(one["body"]) for one in records if one["path"] == SEARCH]
    others = [f"{one['path']}?{one['query']}" for one in records if one["path"] != SEARCH]
    repeated = len(records) - len({*searches, *others})
    if len(searches) != items or repeated or len(others) > MORE_REQUESTS or connections != 1:
        raise BenchmarkFailed(
            f"{name}: {items} assets should take a search each and at most {MORE_REQUESTS} other requests, none of them"
            f" twice, on 1 connection; there were {len(searches)} searches and {len(others)} others, {repeated} of them"
            f" repeated, on {connections}"
        )
