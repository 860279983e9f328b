# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the whole matrix, a part of it, or one cell."""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from multiprocessing.util import Finalize
from pathlib import Path

from .cells import Cell, sample
from .judge import judge
from .others import run_others
from .play import Player, Tally
from .report import explain, table, write_failures
from .scenario import Scenario
from .scenarios import SCENARIOS

CHUNK = 25
"""How many cells a process plays before it is given others."""
MOST_MEMORY = 2**31
"""The address space of a process, in bytes: tasks use a small part of it."""
PER_SCENARIO = 36
"""How many cells of each scenario, with and without lag, are a part."""

_player: Player | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Play, and show what is wrong; the status is 1 if anything is."""
    options = _parser().parse_args(arguments)
    if options.cell:
        return _one(Cell.parse(options.cell))
    began = time.monotonic()
    scenarios = [name for name in SCENARIOS if options.scenario in name]
    tallies = _play(scenarios, options)
    failures = write_failures(tallies, options.output)
    print(table(tallies, time.monotonic() - began))
    if failures:
        print(f"\n{explain(tallies)}\n\nall of them: {failures}")
    is_all = not (options.part or options.scenario or options.fault)
    others = _tell_others(options.jobs) if is_all else 0
    print(f"\n{sum(one.combinations for one in tallies.values())} combinations", end="")
    print(f", took {time.monotonic() - began:.0f} s in all")
    return 1 if failures or others else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make reliability", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add(
        "--part",
        action="store_true",
        help=f"about {PER_SCENARIO} cells of each scenario, the same every time",
    )
    add(
        "--whole",
        action="store_true",
        help="every cell of every scenario: takes hours",
    )
    add("--cell", help="repeat this cell, and tell all about it")
    add("--scenario", default="", help="only scenarios with this in their names")
    add("--fault", default="", help="only faults with this in their names")
    add(
        "--jobs",
        type=int,
        default=1 + max(2, os.cpu_count() or 2),
        help="processes; some faults are waited for",
    )
    add(
        "--output",
        type=Path,
        default=Path("build/reliability"),
        help="folder of the list of failures",
    )
    return parser


def _one(cell: Cell) -> int:
    """Play one cell, and tell what happened."""
    with Player() as player:
        trial = player.play(cell)
    found = judge(trial)
    for when, outcome in (
        ("with the fault", trial.first),
        ("healthy", trial.again),
        ("silent", trial.silent),
    ):
        if outcome:
            word = "ok" if outcome.ok else "failed"
            print(
                f"{when}: {word}, changed: {outcome.changed}, {outcome.writes} writes, slept {outcome.slept:.1f} s"
            )
            for text in (outcome.message, *outcome.warnings, outcome.crash):
                print(f"    {text}" if text else "", end="\n" if text else "")
    for column, sentence in found.items():
        print(f"{column}: {sentence}")
    return 1 if found else 0


def _tell_others(jobs: int) -> int:
    """Run what is not of the matrix, and show it; how many tests failed."""
    failed = 0
    for row in run_others(jobs):
        failed += row.failed
        print(row, flush=True)
        if row.failed:
            print(row.output[-5000:])
    return failed


# -- in several processes --


def _play(scenarios: Sequence[str], options: argparse.Namespace) -> dict[str, Tally]:
    tallies = {name: Tally() for name in scenarios}
    wanted = [(name, lag) for name in scenarios for lag in SCENARIOS[name].lags]
    with ProcessPoolExecutor(options.jobs, get_context("fork"), _open_player) as pool:
        chunks: list[list[Cell]] = []
        for cells in pool.map(_cells, wanted):
            named = [cell for cell in cells if options.fault in cell.fault]
            most = _most(SCENARIOS[cells[0].scenario], options.part)
            chosen = sample(named, None if options.whole else most)
            chunks += [chosen[start : start + CHUNK] for start in range(0, len(chosen), CHUNK)]
        playing = [pool.submit(_judge, chunk) for chunk in chunks]
        for done, one in enumerate(as_completed(playing), 1):
            name, tally = one.result()
            tallies[name].add(tally)
            _tell_progress(done, len(chunks))
    return tallies


def _most(scenario: Scenario, is_part: bool) -> int:
    """How many of the cells of a scenario are played."""
    if not is_part:
        return scenario.sample
    return 1 if scenario.is_command else PER_SCENARIO


def _tell_progress(done: int, of: int) -> None:
    if done == of or done * 20 // of != (done - 1) * 20 // of:
        print(f"{100 * done // of} % played", file=sys.stderr, flush=True)


def _open_player() -> None:
    global _player  # noqa: PLW0603 - what a process keeps from one chunk to the next
    _player = Player()
    # A process waits for its threads before it ends: those of the sandboxes have to end first.
    Finalize(None, _player.close, exitpriority=100)
    # A server that decides how much memory is used must not take the machine's.
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _cells(wanted: tuple[str, float]) -> list[Cell]:
    assert _player
    return _player.cells(*wanted)


def _judge(cells: list[Cell]) -> tuple[str, Tally]:
    assert _player
    return cells[0].scenario, _player.judge(cells)
