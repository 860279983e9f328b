# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring writing: some assets differ in one field each, on a server that takes its time for every PUT."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from .contenders import START_UP, Place, bare_writer, declare, page_body, playbook
from .dataset import Dataset, make_dataset
from .processes import BenchmarkFailed, Ran, run
from .server import Record, serve
from .turns import Numbers
from .unchanged import check_recap

OURS, AGAIN, BARE, URI = "ours", "ours_again", "bare", "uri_puts"
URI_ITEMS = 20
"""So many of the PUTs the loop of uri sends at most."""


@dataclass(frozen=True)
class Drift:
    """So many assets, of which some differ; how long the server waits before a PUT, and how many may write at once."""

    assets: int
    differing: int
    latency: float = 0.02
    workers: int = 8


@dataclass(frozen=True)
class _Runs:
    """What was measured, run by run."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    writing: dict[str, list[float]] = field(default_factory=dict)
    requests: dict[str, Numbers] = field(default_factory=dict)

    def add(self, name: str, ran: Ran, records: list[Record]) -> None:
        self.seconds.setdefault(name, []).append(round(ran.seconds, 3))
        puts = _puts(records)
        if puts:
            self.writing.setdefault(name, []).append(_seconds_from_first_to_last(puts))
        self.requests[name] = {
            "all": len(records),
            "put": len(puts),
            "get": Counter(one["method"] for one in records)["GET"],
            "connections_for_puts": len({one["connection"] for one in puts}),
        }


def measure_changed(folder: Path, drift: Drift, page_size: int, repeats: int) -> Numbers:
    """Measure in turn: ours with all that differs, ours once more, start-up, and a bare script with the same PUTs."""
    data = make_dataset(folder, drift.assets, drift.differing)
    runs = _Runs()
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        for _turn in range(repeats):
            _begin_anew(place, data, drift, page_size)
            puts = _puts(_run_ours(place, data, drift, page_size, runs))
            runs.add(START_UP, run(playbook("start_up"), place.environment(), folder), [])
            _begin_anew(place, data, drift, page_size)
            _run_bare(place, puts, drift, runs)
            _begin_anew(place, data, drift, page_size)
            _run_uri(place, puts[:URI_ITEMS], runs)
    return {
        "assets": drift.assets,
        "differing": drift.differing,
        "latency_seconds": drift.latency,
        "workers": drift.workers,
        "repeats": repeats,
        "seconds": runs.seconds,
        "seconds_from_first_to_last_put": runs.writing,
        "requests": runs.requests,
        **_compared(runs, drift.differing),
    }


def _begin_anew(place: Place, data: Dataset, drift: Drift, page_size: int) -> None:
    """Undo all writes; the wait is lost with a reset, and so is what the server has sorted."""
    place.server.reset()
    place.server.delay("PUT", drift.latency)
    place.server.warm_up(page_body(data.types, page_size))
    place.server.clear_journal()


def _run_ours(
    place: Place, data: Dataset, drift: Drift, page_size: int, runs: _Runs
) -> list[Record]:
    """The records of a run of ours. A second one, which finds nothing to do, shows what the reading takes."""
    command = declare(data.json, page_size, drift.workers)
    written: list[Record] = []
    for name, differing in ((OURS, drift.differing), (AGAIN, 0)):
        place.server.clear_journal()
        ran = run(command, place.environment(), place.folder)
        records = place.server.journal()
        _check_writes(name, records, differing)
        check_recap(name, ran.output, changed=differing > 0)
        runs.add(name, ran, records)
        written = written or records
    return written


def _run_bare(place: Place, puts: list[Record], drift: Drift, runs: _Runs) -> None:
    bodies = [(put["path"], put["body"]) for put in puts]
    command = bare_writer(place, bodies, drift.workers)
    ran = run(command, place.environment(), place.folder)
    records = place.server.journal()
    _check_writes(BARE, records, drift.differing)
    runs.add(BARE, ran, records)


def _run_uri(place: Place, puts: list[Record], runs: _Runs) -> None:
    """What a user would write without the collection: a loop of PUTs, one after the other."""
    bodies = [{"path": put["path"], "body": put["body"]} for put in puts]
    listed = place.write("some_puts.json", {"puts": bodies})
    ran = run(playbook("loop_of_puts", bench_puts=listed), place.environment(), place.folder)
    records = place.server.journal()
    _check_writes(URI, records, len(puts))
    runs.add(URI, ran, records)


def _check_writes(name: str, records: list[Record], expected: int) -> None:
    """Raise BenchmarkFailed if there was not one PUT for each asset that differs, and no other write."""
    writes = Counter(record["method"] for record in records if record["writes"])
    if writes != Counter({"PUT": expected} if expected else {}):
        raise BenchmarkFailed(f"{name} should have sent {expected} PUTs and nothing else: {writes}")
    paths = {record["path"] for record in _puts(records)}
    failed = [record for record in records if record["status"] >= 400]
    if len(paths) != expected or failed:
        raise BenchmarkFailed(f"{name}: {len(paths)} assets were written, {len(failed)} failed")


def _puts(records: list[Record]) -> list[Record]:
    return [record for record in records if record["method"] == "PUT"]


def _seconds_from_first_to_last(puts: list[Record]) -> float:
    """From the arrival of the first to the answer of the last."""
    end: float = max(put["time"] + put["duration"] for put in puts)
    begin: float = min(put["time"] for put in puts)
    return round(end - begin, 3)


def _compared(runs: _Runs, differing: int) -> dict[str, Any]:
    seconds = {name: median(some) for name, some in runs.seconds.items()}
    writing = {name: median(some) for name, some in runs.writing.items()}
    task = seconds[OURS] - seconds[AGAIN]
    items = int(runs.requests[URI]["put"])
    loop = seconds[START_UP] + (seconds[URI] - seconds[START_UP]) / items * differing
    return {
        "uri_puts": {
            "items_measured": items,
            "seconds_for_all": round(loop, 2),
            "to_ours": round(loop / seconds[OURS], 1),
        },
        "median_seconds": {name: round(one, 3) for name, one in seconds.items()},
        "median_seconds_from_first_to_last_put": writing,
        "ratios": {
            "task_without_start_up_and_reading_to_bare": round(task / seconds[BARE], 3),
            "from_first_to_last_put_to_bare": round(writing[OURS] / writing[BARE], 3),
        },
    }
