# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring the inventory plugin: all assets as hosts, with all their fields as variables.

`ansible-inventory --list` reads them from the server, and the same hosts with the same variables from a static
inventory. What the first takes longer is held against a bare script that fetches the same pages. Other releases of
ansible-core are measured one after the other, each against its own static inventory in the same turns.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from .checkouts import THIS, Checkout
from .contenders import FLOOR, HERE, Place, page_body
from .cores import Core
from .dataset import make_dataset
from .processes import BenchmarkFailed, Ran, run
from .server import SEARCH, Record, serve
from .turns import Numbers, Series

INVENTORY, STATIC = "inventory", "static_inventory"
LABELS: Mapping[str, str] = {
    FLOOR: "floor: bare script, same pages",
    STATIC: "ansible-inventory, static (JSON)",
    INVENTORY: "ansible-inventory, assetops.aip.aip",
}
AHEAD = 4
"""So many pages more a list may cost without a total, as several are read at once until both ends have met."""
MYSELF = "/rest/api/2/myself"
MARK = "__ansible_unsafe"
SOURCE = {"plugin": "assetops.aip.aip"}


def measure_inventories(
    folder: Path,
    assets: int,
    page_size: int,
    repeats: int,
    checkout: Checkout,
    cores: Sequence[Core],
) -> Numbers:
    """The measurement with the checkout's own ansible-core, and in `cores` those with others, by version."""
    rest = (assets, page_size, repeats, checkout)
    own = measure_inventory(folder / "own", *rest)
    others = {one.version: measure_inventory(folder / one.version, *rest, one) for one in cores}
    return {**own, "cores": others}


def measure_inventory(
    folder: Path,
    assets: int,
    page_size: int,
    repeats: int,
    checkout: Checkout = THIS,
    core: Core | None = None,
) -> Numbers:
    """Measure all contenders in turn: once to warm up, and to check what they did, then timed."""
    data = make_dataset(folder, assets)
    listed = folder / "listed.json"
    with serve(data.seed, folder) as server:
        place = Place(folder, server)
        body = page_body(data.types, page_size)
        pages = -(-assets // page_size)
        source = place.write("all.aip.yml", {**SOURCE, "page_size": page_size})
        static = folder / "static.json"
        script = str(HERE / "read_pages.py")
        commands = {
            FLOOR: [sys.executable, script, place.write("search.json", body), str(pages)],
            INVENTORY: ["ansible-inventory", "-i", source, "--list", "--output", str(listed)],
            STATIC: ["ansible-inventory", "-i", str(static), "--list", "--output", str(listed)],
        }
        env = place.environment(checkout)
        env = core.first_in(env) if core else env
        series = {name: Series() for name in commands}
        by_path: dict[str, int] = {}
        server.warm_up(body)
        for turn in range(repeats + 1):
            for name, command in commands.items():
                server.clear_journal()
                ran = run(command, env, folder, watched=turn == 0)
                records = server.journal()
                _check(name, ran, records, listed, assets, pages)
                if turn == 0 and name == INVENTORY:
                    static.write_text(json.dumps(_as_static(_hosts(listed))), encoding="utf-8")
                own = series[name]
                if turn == 0:
                    own.peak_mib.append(ran.peak_mib or 0.0)
                if turn or not repeats:
                    own.add(ran, records)
                if name == INVENTORY:
                    by_path = _by_path(records)
    contenders = {name: one.as_data() for name, one in series.items()}
    floor, ours, other = (contenders[name] for name in (FLOOR, INVENTORY, STATIC))
    beyond = [
        (one - two) / three
        for one, two, three in zip(ours["seconds"], other["seconds"], floor["seconds"])
    ]
    to_static = [one / two for one, two in zip(ours["seconds"], other["seconds"])]
    return {
        "assets": assets,
        "pages": pages,
        "contenders": contenders,
        "requests_by_path": by_path,
        "to_static": {
            "median": round(median(to_static), 2),
            "from": round(min(to_static), 2),
            "to": round(max(to_static), 2),
        },
        "beyond_static_to_floor": [round(one, 2) for one in beyond],
        "median_beyond_static_to_floor": round(median(beyond), 2),
    }


def table_of_inventory(measured: Numbers) -> str:
    """The measurement for people."""
    lines = [
        f"{LABELS[name]:<40} {one['median_seconds']:8.2f} s {one['requests'][0]:>6} requests"
        for name, one in measured["contenders"].items()
    ]
    lines.append(
        f"what it took beyond the static one is {measured['median_beyond_static_to_floor']} times the bare script"
    )
    for version, one in {"this ansible-core": measured, **measured.get("cores", {})}.items():
        of = one["to_static"]
        lines.append(f"{version}: {of['median']} times the static one ({of['from']} to {of['to']})")
    return "\n".join(lines)


def _check(
    name: str, ran: Ran, records: Sequence[Record], listed: Path, assets: int, pages: int
) -> None:
    if name == FLOOR:
        if ran.output.strip() != str(assets):
            raise BenchmarkFailed(f"the bare script found {ran.output.strip()} assets")
        return
    if len(_hosts(listed)) != assets:
        raise BenchmarkFailed(f"{LABELS[name]} has {len(_hosts(listed))} hosts")
    paths = _by_path(records)
    searches = paths.pop(SEARCH, 0)
    several = {path for path, count in paths.items() if count > 1 and path != MYSELF}
    if name == INVENTORY and (searches > pages + AHEAD or several):
        raise BenchmarkFailed(f"{LABELS[name]} sent {searches} searches, and {paths}")


def _by_path(records: Sequence[Record]) -> dict[str, int]:
    return dict(Counter(str(record["path"]) for record in records))


def _hosts(listed: Path) -> dict[str, Any]:
    hosts: dict[str, Any] = json.loads(listed.read_text(encoding="utf-8"))["_meta"]["hostvars"]
    return hosts


def _as_static(hosts: Mapping[str, Any]) -> dict[str, Any]:
    return {"all": {"hosts": _plain(hosts)}}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return value[MARK] if MARK in value else {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value
