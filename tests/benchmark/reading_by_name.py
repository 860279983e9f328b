# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counting the requests of reading assets by name, item by item: exact, whatever else the machine does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .checkouts import THIS, Checkout
from .contenders import Place, playbook
from .dataset import LEAST_OF_ALL, make_dataset
from .processes import BenchmarkFailed, Ran
from .server import Record, serve
from .turns import Numbers, Turns, take_turns

LOOKUP, INFO, FILTER = "lookup", "asset_info", "filter"
PLAYBOOKS = {LOOKUP: "loop_of_lookups", INFO: "loop_of_infos", FILTER: "loop_of_filters"}
MORE = 20
"""So many items the longer of two loops has in addition to the first."""


def count_requests(folder: Path, checkouts: Sequence[Checkout] = (THIS,)) -> dict[str, Numbers]:
    """The requests of each item after the first, for each checkout: a loop over several less one over a single item."""
    data = make_dataset(folder, LEAST_OF_ALL)
    declared = json.loads(data.json.read_text(encoding="utf-8"))
    names = [one["name"] for one in declared if one["asset_type"] == "Server"][: MORE + 1]
    lists = {"one": names[:1], "several": names}
    commands = {
        f"{reader}_{length}": playbook(name, bench_names=some)
        for reader, name in PLAYBOOKS.items()
        for length, some in lists.items()
    }
    with serve(data.seed, folder) as server:
        turns = Turns(0, check=lambda name, ran, records: check_reading(name, ran, records, lists))
        series = take_turns(Place(folder, server), commands, turns, checkouts)
    more = len(names) - 1
    return {
        label: {
            "items": len(names),
            **{
                reader: {
                    "first": own[f"{reader}_one"].requests[0],
                    "each_after_first": round(
                        (own[f"{reader}_several"].requests[0] - own[f"{reader}_one"].requests[0])
                        / more,
                        3,
                    ),
                }
                for reader in PLAYBOOKS
            },
        }
        for label, own in series.items()
    }


def check_reading(name: str, ran: Ran, records: list[Record], lists: dict[str, list[str]]) -> None:
    """Raise BenchmarkFailed if an item was not read, or a request failed."""
    items = len(lists[name.rpartition("_")[2]])
    read = ran.output.count("ok: [localhost]")
    failed = [record for record in records if record["status"] >= 400]
    if read != items or failed:
        raise BenchmarkFailed(
            f"{name} has read {read} assets of {items}, {len(failed)} requests failed:\n{ran.output[-3000:]}"
        )
