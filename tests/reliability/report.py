# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people see at the end: a table, and how to repeat what failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from .judge import COLUMNS, CONVERGED
from .play import Tally

SHOWN = 40
"""How many kinds of failures are shown."""


def table(tallies: Mapping[str, Tally], seconds: float) -> str:
    """A row for each scenario, and their sum."""
    total = Tally()
    for tally in tallies.values():
        total.add(tally)
    width = max(map(len, [*tallies, "all"]))
    head = ["combinations", "converged", *COLUMNS[1:], "seconds"]
    lines = [" ".join([" " * width, *head])]
    for name, tally in (*tallies.items(), ("all", total)):
        numbers = [
            tally.combinations,
            tally.combinations - tally.wrong[CONVERGED],
            *(tally.wrong[column] for column in COLUMNS[1:]),
            f"{tally.seconds:.1f}",
        ]
        cells = [f"{number:>{len(title)}}" for number, title in zip(numbers, head)]
        lines.append(" ".join([f"{name:{width}}", *cells]))
    return "\n".join([*lines, f"took {seconds:.0f} s"])


def command(cell: str) -> str:
    """What repeats a cell."""
    return f'make reliability CELL="{cell}"'


def explain(tallies: Mapping[str, Tally]) -> str:
    """What is wrong; of cells that look alike one, with the command that repeats it."""
    groups: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, tally in tallies.items():
        for cell, found in tally.failures:
            fault = cell.split("|")[1].strip()
            groups[", ".join(found), name, fault].append((cell, "\n  ".join(found.values())))
    ranked = sorted(groups.items(), key=lambda one: -len(one[1]))
    blocks = [
        f"{columns}: {len(cells)} of '{name}' with '{fault}', such as\n"
        f"  {command(cells[0][0])}\n  {cells[0][1]}"
        for (columns, name, fault), cells in ranked[:SHOWN]
    ]
    more = len(ranked) - SHOWN
    return "\n".join(blocks + ([f"and {more} more kinds"] if more > 0 else []))


def write_failures(tallies: Mapping[str, Tally], folder: Path) -> Path | None:
    """Write all failures to a file, one a line; its path, or None if there are none."""
    path = folder / "failures.txt"
    path.unlink(missing_ok=True)
    lines = [
        f"{command(cell)}  # {column}: {' '.join(sentence.split())}"
        for tally in tallies.values()
        for cell, found in tally.failures
        for column, sentence in found.items()
    ]
    if not lines:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="replace")
    return path
