# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring audits: what all six reports cost beside the audit itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .contenders import START_UP, Place, page_body, playbook
from .dataset import make_dataset
from .processes import BenchmarkFailed, Ran
from .server import Record, serve
from .turns import Numbers, Turns, take_turns

BARE, REPORTED = "bare", "with_reports"
REPORTS = (
    "drift.md", "drift.html", "drift.json", "drift.csv", "junit.xml", "drift.sarif",
    "drift.codequality.json", "drift.prom", "drift.svg",
)  # fmt: skip


def measure_audit(
    folder: Path, assets: int, differing: int, page_size: int, repeats: int
) -> Numbers:
    """Measure in turn: an audit without reports, one with a report of each form, and Ansible's start-up.

    Each runs once to warm up. So many of the assets differ in one field.
    """
    data = make_dataset(folder, assets, differing)
    paths = [folder / name for name in REPORTS]
    options = {"bench_state": str(data.json), "bench_page_size": page_size}
    commands = {
        START_UP: playbook("start_up"),
        BARE: playbook("audit", **options, bench_reports=[]),
        REPORTED: playbook("audit", **options, bench_reports=list(map(str, paths))),
    }
    reports = _Reports(paths)
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        server.warm_up(page_body(data.types, page_size))
        turns = Turns(repeats, check=reports.check, begin=reports.remove)
        (series,) = take_turns(place, commands, turns).values()
    seconds = {name: one.seconds for name, one in series.items()}
    medians = {name: median(some) for name, some in seconds.items()}
    return {
        "assets": assets,
        "differing": differing,
        "repeats": repeats,
        "seconds": seconds,
        "median_seconds": medians,
        "cpu_seconds": {name: one.cpu_seconds for name, one in series.items()},
        "bytes": {path.name: path.stat().st_size for path in paths},
        "ratios": {
            "with_reports_to_bare": round(medians[REPORTED] / medians[BARE], 3),
            "without_start_up": round(
                (medians[REPORTED] - medians[START_UP]) / (medians[BARE] - medians[START_UP]), 3
            ),
        },
    }


@dataclass(frozen=True)
class _Reports:
    paths: list[Path]

    def remove(self, name: str) -> None:
        """Begin without reports."""
        if name == REPORTED:
            for path in self.paths:
                path.unlink(missing_ok=True)

    def check(self, name: str, _ran: Ran, records: list[Record]) -> None:
        """Raise BenchmarkFailed if anything was written to the server, or a report was not."""
        writes = [record for record in records if record["writes"]]
        if writes:
            raise BenchmarkFailed(f"an audit wrote to the server: {len(writes)} requests")
        missing = [path.name for path in self.paths if not path.is_file()]
        if name == REPORTED and missing:
            raise BenchmarkFailed(f"there is no {', '.join(missing)}")
