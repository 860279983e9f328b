# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring plans: every asset differs in one field, and check mode shows all of it and writes a plan."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .checkouts import THIS, Checkout
from .contenders import JSON, Place, page_body, playbook
from .dataset import make_dataset
from .processes import BenchmarkFailed, Ran
from .server import Record, serve
from .turns import Numbers, Turns, take_turns
from .unchanged import check_recap

UNCHANGED, ALL_CHANGED = "unchanged", "all_changed"
FLAGS = ("--check", "--diff")


def measure_planned(
    folder: Path,
    assets: int,
    page_size: int,
    repeats: int,
    checkouts: Sequence[Checkout] = (THIS,),
) -> dict[str, Numbers]:
    """Measure in turn, for each checkout: a plan for assets that all differ, and one for the same assets unchanged."""
    same = make_dataset(folder / "same", assets)
    other = make_dataset(folder / "other", assets, assets)
    plan = folder / "plan.json"
    options = {"bench_page_size": page_size, "bench_plan": str(plan)}
    commands = {
        UNCHANGED: playbook("plan", *FLAGS, bench_state=str(same.json), **options),
        ALL_CHANGED: playbook("plan", *FLAGS, bench_state=str(other.json), **options),
    }

    def check(name: str, ran: Ran, records: list[Record]) -> None:
        check_plan(name, ran, records, plan, assets if name == ALL_CHANGED else 0)

    def begin(_name: str) -> None:
        plan.unlink(missing_ok=True)

    with serve(same.seed, folder) as server:
        server.warm_up(page_body(same.types, page_size))
        turns = Turns(repeats, check=check, begin=begin)
        series = take_turns(Place(folder, server), commands, turns, checkouts)
    return {
        label: {
            "assets": assets,
            "repeats": repeats,
            "state_file": JSON,
            "contenders": {name: one.as_data() for name, one in own.items()},
        }
        for label, own in series.items()
    }


def check_plan(name: str, ran: Ran, records: list[Record], plan: Path, differing: int) -> None:
    """Raise BenchmarkFailed if something was written to the server, or the plan has not as many updates."""
    check_recap(name, ran.output, changed=differing > 0)
    writes = [record for record in records if record["writes"]]
    if writes:
        raise BenchmarkFailed(f"{name} has written {len(writes)} times in check mode")
    if not plan.is_file():
        raise BenchmarkFailed(f"{name} has not written a plan")
    steps = json.loads(plan.read_text(encoding="utf-8"))["steps"]
    if len(steps) != differing:
        raise BenchmarkFailed(f"{name} has planned {len(steps)} changes, not {differing}")
