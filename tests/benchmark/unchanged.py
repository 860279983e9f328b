# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring reading: everything is as declared already, and nothing has to be written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from .checkouts import THIS, Checkout
from .contenders import FLOOR, LOOP, OURS, START_UP, Place, declare, page_body, readers
from .dataset import Dataset, make_dataset
from .processes import BenchmarkFailed, Ran, run
from .server import Record, serve
from .turns import Numbers, Series, Turns, take_turns

MORE_REQUESTS = 20
"""So many requests a run of ours may need beside the pages: for the catalogs, and to prove the list complete."""


def measure_unchanged(
    folder: Path,
    assets: int,
    page_size: int,
    repeats: int,
    items: int,
    checkouts: Sequence[Checkout] = (THIS,),
) -> dict[str, Numbers]:
    """Measure all readers at one number of assets, for each checkout."""
    data = make_dataset(folder, assets)
    items = min(assets, items)

    def check(name: str, ran: Ran, records: list[Record]) -> None:
        check_reader(name, ran, records, data, page_size)

    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        server.warm_up(page_body(data.types, page_size))
        commands = readers(place, data, page_size, items)
        series = take_turns(place, commands, Turns(repeats, check=check), checkouts)
    common = {
        "assets": assets,
        "pages": -(-assets // page_size),
        "fields_per_asset": round(data.fields, 2),
        "state_file_bytes": {path.suffix[1:]: path.stat().st_size for path in data.files},
        "repeats": repeats,
    }
    return {label: {**common, **_numbers(own, assets, items)} for label, own in series.items()}


def _numbers(series: dict[str, Series], assets: int, items: int) -> Numbers:
    contenders = {name: one.as_data() for name, one in series.items()}
    medians = {name: one["median_seconds"] for name, one in contenders.items()}
    return {"contenders": contenders, **_compared(medians, assets, items)}


def measure_partly_declared(folder: Path, assets: int, page_size: int) -> Numbers:
    """What it takes if the state file has nothing of one asset type that the server has too."""
    left_out = "License"
    data = make_dataset(folder, assets, left_out=left_out)
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        ran = run(declare(data.json, page_size), place.environment(), folder)
        records = server.journal()
    check_recap("aip_assets", ran.output, changed=False)
    return {
        "assets": assets,
        "left_out": left_out,
        "seconds": round(ran.seconds, 3),
        "requests": len(records),
        "requests_by_kind": _kinds(records),
    }


def _compared(seconds: dict[str, float], assets: int, items: int) -> Numbers:
    """The loop at so many assets, and how ours stands to the others."""
    start_up, floor = seconds[START_UP], seconds[FLOOR]
    per_item = (seconds[LOOP] - start_up) / items
    loop = start_up + per_item * assets
    return {
        "uri_loop": {
            "items_measured": items,
            "seconds_per_item": round(per_item, 4),
            "seconds_for_all": round(loop, 2),
            "extrapolated": items < assets,
        },
        "ratios": {
            name: {
                "without_start_up_to_floor": round((seconds[name] - start_up) / floor, 3),
                "to_floor_and_start_up": round(seconds[name] / (floor + start_up), 3),
                "uri_loop_to_this": round(loop / seconds[name], 1),
            }
            for name in OURS
        },
    }


def check_reader(name: str, ran: Ran, records: list[Record], data: Dataset, page_size: int) -> None:
    """Raise BenchmarkFailed if a reader did not do what it is measured for."""
    writes = [record for record in records if record["writes"]]
    if writes:
        raise BenchmarkFailed(f"{name} has written {len(writes)} times, though nothing differs")
    if name == FLOOR and ran.output.strip() != str(data.assets):
        raise BenchmarkFailed(f"{name} has read {ran.output.strip()} assets of {data.assets}")
    if name in OURS:
        check_recap(name, ran.output, changed=False)
        most = -(-data.assets // page_size) + MORE_REQUESTS
        if len(records) > most:
            raise BenchmarkFailed(
                f"{name} needed {len(records)} requests for {data.assets} unchanged assets, and not"
                f" {most} at most: {_kinds(records)}"
            )


def check_recap(name: str, output: str, changed: bool) -> None:
    """Raise BenchmarkFailed if a playbook did not end well, or not with that number of changed tasks."""
    found = re.search(r"ok=(\d+)\s+changed=(\d+)\s+unreachable=0\s+failed=0", output)
    if not found or found.groups() != ("1", str(int(changed))):
        wanted = "changed" if changed else "left everything as it was"
        raise BenchmarkFailed(f"{name} should have {wanted}:\n{output[-3000:]}")


def _kinds(records: list[Record]) -> dict[str, int]:
    """How many requests there were of each method and path, all ids taken for the same."""
    paths = [record["path"].removeprefix("/rest/jip-api/1.0/") for record in records]
    calls = [re.sub(r"\d+(?=\.json|/)", "{id}", path) for path in paths]
    return dict(Counter(f"{one['method']} {call}" for one, call in zip(records, calls)))
