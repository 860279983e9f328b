# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark: `make bench`, with options such as `make bench BENCH_OPTIONS="--only unchanged --sizes 100,1000"`.

It ends with status 1 if a contender did not do what it is measured for, whatever the seconds are.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .checkouts import BESIDE, HERE, ROOT, THIS, Checkout
from .cores import find_cores
from .inventory import table_of_inventory
from .page import page_of
from .parts import PARTS, Part, Plan, parts
from .picture import draw, draw_loop
from .processes import BenchmarkFailed
from .report import (
    describe_audit,
    describe_changed,
    describe_machine,
    describe_partly_declared,
    table_for_terminal,
    table_of_loop,
    table_of_unchanged,
)
from .summary import HEAD, summarize, table_of_summary
from .turns import Numbers

PUBLISHED = ROOT / "docs" / "benchmark"
UNPUBLISHED = ROOT / "build" / "benchmark"
SIZES = (100, 1_000, 10_000, 100_000)
FREE = {"output", "beside", "cores"}
"""Options that do not make a run smaller than a whole one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and show and keep the results."""
    parser = _parser()
    options = parser.parse_args(arguments)
    checkouts = [THIS, *([Checkout(BESIDE, options.beside.resolve())] if options.beside else [])]
    lacking = [path for checkout in checkouts for path in checkout.lacking]
    if lacking:
        parser.error(f"not found: {', '.join(lacking)}; run make venv in that checkout")
    cores, not_measured = find_cores(options.cores)
    for sentence in not_measured:
        print(sentence, file=sys.stderr)
    sizes = [int(size) for size in options.sizes.split(",") if size]
    problems: list[str] = []
    results: Numbers = {"machine": describe_machine(), "options": _as_data(options, sizes)}
    if options.beside:
        results[BESIDE] = {"machine": describe_machine(checkouts[-1])}
    with tempfile.TemporaryDirectory(prefix="aip-bench-") as name:
        for part in parts(Plan(options, sizes, Path(name), checkouts, cores)):
            _measure(part, results, problems)
    results["problems"] = problems
    whole = not problems and _is_whole(options, parser)
    _keep(results, options.output or (PUBLISHED if whole else UNPUBLISHED))
    for problem in problems:
        print(f"\nThe benchmark failed: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make bench", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--only", type=_names, default=tuple(PARTS), metavar="PART,PART", help="parts to measure")
    add("--beside", type=Path, help="another checkout with its .venv, to measure in turn with this")
    add("--sizes", default=",".join(map(str, SIZES)), help="numbers of unchanged assets")
    add(
        "--repeats",
        type=int,
        help="timed runs; if not given 5, and 1 beyond 10,000 assets; 0: the one that warms up is timed",
    )
    add("--page-size", type=int, default=100)
    add("--loop-items", type=int, default=10, help="assets that the loop of uri reads at most")
    add("--planned", type=int, default=10_000, help="assets of the plan; all of them differ")
    add("--differing", type=int, default=1_000, help="assets that differ where some are written")
    add("--of", type=int, default=10_000, help="assets of which these differ")
    add("--latency", type=float, default=0.02, help="seconds that the server waits where it does")
    add("--workers", type=int, default=8, help="how many may write at once")
    add("--partly", type=int, default=1_000, help="assets where a type is not declared")
    add("--loop-assets", type=int, default=500, help="items of the loop of aip_asset")
    add("--sent", type=int, default=20, help="items of the loops that start a process for each")
    add("--audited", type=int, default=10_000, help="assets of the audit with reports")
    add("--hosts", type=int, default=10_000, help="hosts of the inventory plugin")
    add(
        "--cores",
        type=_paths,
        default=[],
        metavar="PATH,PATH",
        help="Python environments with other releases of ansible-core, to measure the inventory with",
    )
    add("--output", type=Path, help="folder; if not given docs/benchmark, or build/benchmark")
    return parser


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not among {', '.join(PARTS)}")
    return names


def _paths(text: str) -> list[Path]:
    return [Path(one) for one in text.split(",") if one]


def _as_data(options: argparse.Namespace, sizes: Sequence[int]) -> Numbers:
    """The options for the results; paths of this machine are not kept."""
    own = {name: value for name, value in vars(options).items() if name not in FREE}
    return {**own, "sizes": list(sizes)}


def _is_whole(options: argparse.Namespace, parser: argparse.ArgumentParser) -> bool:
    """Whether everything was measured as it is by default."""
    return all(
        value == parser.get_default(name)
        for name, value in vars(options).items()
        if name not in FREE
    )


def _measure(part: Part, results: Numbers, problems: list[str]) -> None:
    """Measure a part; one that fails does not keep the others from being measured."""
    print(f"measuring: {part.headline}", flush=True)
    try:
        measured = part.measure()
    except BenchmarkFailed as failure:
        problems.append(f"{part.headline}: {failure}")
        return
    for label, numbers in measured.items():
        own = results if label == HERE else results[label]
        if part.name == "unchanged":
            own.setdefault(part.name, []).append(numbers)
        else:
            own[part.name] = numbers


def _keep(results: Numbers, folder: Path) -> None:
    """Print the tables; write the numbers, the pictures and the page."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    pictures = []
    if results.get("unchanged"):
        draw(results["unchanged"], results["machine"], folder / "results.png")
        pictures.append("results.png")
    if results.get("loop"):
        draw_loop(results["loop"], results["machine"], folder / "loop.png")
        pictures.append("loop.png")
    (folder / "README.md").write_text(page_of(results, pictures), encoding="utf-8")
    for name, show in TABLES.items():
        if results.get(name):
            print(f"\n{show(results[name])}")
    print(f"\n{table_for_terminal(HEAD, table_of_summary(summarize(results)))}")
    print(f"\nwritten to {folder}: {', '.join(['README.md', 'results.json', *pictures])}")


TABLES: Mapping[str, Callable[[Any], str]] = {
    "unchanged": table_of_unchanged,
    "changed": describe_changed,
    "partly_declared": describe_partly_declared,
    "loop": table_of_loop,
    "audit": describe_audit,
    "inventory": table_of_inventory,
}


if __name__ == "__main__":
    sys.exit(main())
