# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring loops over assets of which none differs, on a server that answers at once, and on one that takes its time.

What is as it was is not printed (QUIET): otherwise the printing of so many results would be measured.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .checkouts import THIS, Checkout
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
from .processes import BenchmarkFailed, Ran
from .server import SEARCH, Record, serve
from .turns import Numbers, Series, Turns, take_turns
from .unchanged import MORE_REQUESTS, check_recap

SLOW = (SENT, LOOP)
"""These start a process for each item."""
IN_WORKER = (IN_PROCESS, BY_OPTION)


@dataclass(frozen=True)
class Loop:
    """So many assets for those who are quick, so many for the others; how long the slow server waits each time."""

    assets: int
    sent: int = 50
    latency: float = 0.02


def measure_loop(
    folder: Path,
    loop: Loop,
    page_size: int,
    repeats: int,
    checkouts: Sequence[Checkout] = (THIS,),
) -> dict[str, Numbers]:
    """Measure all loops, first without and then with latency; in each case all take turns.

    Goals are about a server that answers at once: only there is a second checkout measured too.
    """
    data = make_dataset(folder, max(LEAST_OF_ALL, loop.assets))
    measured = []
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        for latency in (0.0, loop.latency):
            server.reset()
            server.warm_up(page_body(data.types, page_size))
            if latency:
                server.delay(None, latency)
            some = checkouts[:1] if latency else checkouts
            measured.append((latency, _measure(place, data, loop, repeats, some)))
    return {
        checkout.label: {
            "assets": loop.assets,
            "on_the_server": data.assets,
            "repeats": repeats,
            "measured": [
                {"latency_seconds": latency, **numbers[checkout.label]}
                for latency, numbers in measured
                if checkout.label in numbers
            ],
        }
        for checkout in checkouts
    }


def _measure(
    place: Place, data: Dataset, loop: Loop, repeats: int, checkouts: Sequence[Checkout]
) -> dict[str, Numbers]:
    """All loops at one latency."""
    declared: list[Fields] = json.loads(data.json.read_text(encoding="utf-8"))
    every = evenly_spread(declared, loop.assets)
    some = evenly_spread(declared, min(loop.sent, loop.assets))
    items = {name: len(some if name in SLOW else every) for name in LABELS_OF_LOOPS}

    def check(name: str, ran: Ran, records: list[Record]) -> None:
        _check(name, ran, records, items.get(name, 0))

    turns = Turns(repeats, warm_up=False, env=QUIET, check=check)
    series = take_turns(place, loops(place, every, some), turns, checkouts)
    return {label: _compared(own, items) for label, own in series.items()}


def _compared(series: dict[str, Series], items: Mapping[str, int]) -> Numbers:
    start_up = series[START_UP]
    contenders = {name: _as_data(series[name], items[name], start_up) for name in items}
    ours = contenders[IN_PROCESS]["ms_per_item"]
    return {
        "start_up_seconds": median(start_up.seconds),
        "contenders": contenders,
        "ratios": {
            f"{name}_to_in_process": round(contenders[name]["ms_per_item"] / ours, 1)
            if ours
            else None
            for name in SLOW
        },
    }


def _as_data(own: Series, items: int, start_up: Series) -> Numbers:
    """Every raw number, and what comes of them for one item: for each run by itself, and as medians."""
    beyond = [
        (seconds - empty - server) / items * 1000
        for seconds, empty, server in zip(own.seconds, start_up.seconds, own.server_seconds)
    ]
    each = [
        (seconds - empty) / items * 1000 for seconds, empty in zip(own.seconds, start_up.seconds)
    ]
    cpu = median(own.cpu_seconds) - median(start_up.cpu_seconds)
    return {
        "items": items,
        "seconds": own.seconds,
        "cpu_seconds": own.cpu_seconds,
        "requests": own.requests,
        "connections": own.connections,
        "server_seconds": own.server_seconds,
        "median_seconds": median(own.seconds),
        "requests_per_item": round(median(own.requests) / items, 3),
        "each_ms_per_item": [round(one, 2) for one in each],
        "each_ms_per_item_beyond_server": [round(one, 2) for one in beyond],
        "ms_per_item": round(median(each), 2),
        "cpu_ms_per_item": round(cpu / items * 1000, 2),
        "server_ms_per_item": round(median(own.server_seconds) / items * 1000, 2),
        "ms_per_item_beyond_server": round(median(beyond), 2),
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
