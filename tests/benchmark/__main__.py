# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark: `make bench`, with options such as `make bench BENCH_OPTIONS="--sizes 100,1000"`.

It ends with status 1 if a contender did not do what it is measured for, whatever the seconds are.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from .audit import measure_audit
from .changed import Drift, measure_changed
from .inventory import measure_inventory, table_of_inventory
from .loop import Loop, measure_loop
from .picture import draw, draw_loop
from .processes import BenchmarkFailed
from .report import (
    describe_machine,
    table_of_changed,
    table_of_loop,
    table_of_unchanged,
    tell_audit,
    tell_partly_declared,
)
from .unchanged import Numbers, measure_partly_declared, measure_unchanged

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "docs" / "benchmark"
UNPUBLISHED = ROOT / "build" / "benchmark"
SIZES = (100, 1_000, 10_000, 100_000)
MANY = 10_000
"""From so many assets on, one timed run is taken for enough."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and show and keep the results."""
    options = _parser().parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",") if size]
    results: Numbers = {"machine": describe_machine(), "options": {**vars(options), "sizes": sizes}}
    results["options"].pop("output")
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="aip-bench-") as name:
        _measure(results, options, sizes, Path(name), problems)
        _measure_inventory(results, options, Path(name), problems)
    results["problems"] = problems
    every = tuple(sizes) == SIZES and options.differing > 0 and options.loop_assets > 0
    whole = every and not problems
    _keep(results, options.output or (PUBLISHED if whole else UNPUBLISHED))
    for problem in problems:
        print(f"\nThe benchmark failed: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add(
        "--sizes",
        default=",".join(map(str, SIZES)),
        help="numbers of unchanged assets; may be empty",
    )
    add(
        "--repeats",
        type=int,
        help=f"timed runs; if not given 3, and 1 from {MANY:,} assets on; 0: the one that warms up is timed",
    )
    add("--page-size", type=int, default=100)
    add("--loop-items", type=int, default=50, help="how many assets the loop of uri reads at most")
    add("--differing", type=int, default=1_000, help="how many assets differ; 0 leaves that out")
    add("--of", type=int, default=10_000, help="so many, where some differ")
    add("--latency", type=float, default=0.02, help="seconds that the server waits where it does")
    add("--workers", type=int, default=8, help="how many may write at once")
    add("--partly", type=int, default=1_000, help="so many, where a type is not declared; 0: none")
    add("--loop-assets", type=int, default=1_000, help="items of the loop of aip_asset; 0: none")
    add("--sent", type=int, default=50, help="items of the loops that start a process for each")
    add("--audited", type=int, default=10_000, help="assets of the audit with reports; 0: none")
    add("--hosts", type=int, default=10_000, help="hosts of the inventory plugin; 0: none")
    add("--output", type=Path, help="folder; if not given docs/benchmark, or build/benchmark")
    return parser


def _repeats(options: argparse.Namespace, otherwise: int = 3) -> int:
    return otherwise if options.repeats is None else int(options.repeats)


def _measure(
    results: Numbers,
    options: argparse.Namespace,
    sizes: Sequence[int],
    scratch: Path,
    problems: list[str],
) -> None:
    """All parts in turn; one that fails does not keep the others from being measured."""
    page_size, repeats = options.page_size, _repeats(options)
    results["unchanged"] = []
    for size in sizes:
        folder = scratch / f"unchanged-{size}"
        measure = partial(
            measure_unchanged,
            folder,
            size,
            page_size,
            _repeats(options, 3 if size < MANY else 1),
            options.loop_items,
        )
        part = _part(f"{size:,} unchanged assets", measure, problems)
        results["unchanged"] += [part] if part else []
    drift = Drift(options.of, options.differing, options.latency, options.workers)
    if options.differing:
        results["changed"] = _part(
            f"{drift.differing:,} of {drift.assets:,} assets differ",
            partial(measure_changed, scratch / "changed", drift, page_size, max(1, repeats)),
            problems,
        )
    if options.partly:
        results["partly_declared"] = _part(
            f"{options.partly:,} assets, one type of which is not declared",
            partial(measure_partly_declared, scratch / "partly", options.partly, page_size),
            problems,
        )
    if options.loop_assets:
        loop = Loop(options.loop_assets, options.sent, options.latency)
        results["loop"] = _part(
            f"loops over {loop.assets:,} assets",
            partial(measure_loop, scratch / "loop", loop, page_size, max(1, repeats)),
            problems,
        )
    if options.audited:
        differing = max(1, options.audited // 10)
        results["audit"] = _part(
            f"an audit of {options.audited:,} assets, with reports",
            partial(
                measure_audit,
                scratch / "audit",
                options.audited,
                differing,
                page_size,
                repeats,
            ),
            problems,
        )


def _measure_inventory(
    results: Numbers, options: argparse.Namespace, scratch: Path, problems: list[str]
) -> None:
    if options.hosts:
        results["inventory"] = _part(
            f"an inventory of {options.hosts:,} hosts",
            partial(
                measure_inventory,
                scratch / "inventory",
                options.hosts,
                options.page_size,
                _repeats(options),
            ),
            problems,
        )


def _part(headline: str, measure: Callable[[], Numbers], problems: list[str]) -> Numbers | None:
    print(f"measuring: {headline}", flush=True)
    try:
        return measure()
    except BenchmarkFailed as failure:
        problems.append(f"{headline}: {failure}")
        return None


def _keep(results: Numbers, folder: Path) -> None:
    """Print the tables; write the numbers and the picture."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    if results["unchanged"]:
        print(f"\n{table_of_unchanged(results['unchanged'])}")
        draw(results["unchanged"], results["machine"], folder / "results.png")
    if results.get("changed"):
        changed = results["changed"]
        print(
            f"\n{changed['differing']:,} of {changed['assets']:,} assets differ in one field each; the server waits"
            f" {changed['latency_seconds'] * 1000:.0f} ms before each PUT\n\n{table_of_changed(changed)}"
        )
    if results.get("partly_declared"):
        print(f"\n{tell_partly_declared(results['partly_declared'])}")
    if results.get("loop"):
        print(f"\n{table_of_loop(results['loop'])}")
        draw_loop(results["loop"], results["machine"], folder / "loop.png")
    if results.get("audit"):
        print(f"\n{tell_audit(results['audit'])}")
    if results.get("inventory"):
        print(f"\n{table_of_inventory(results['inventory'])}")
    print(f"\nwritten to {folder}: results.json, and pictures")


if __name__ == "__main__":
    sys.exit(main())
