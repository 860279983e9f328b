# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results against what is aimed at: a row for each goal, with its spread, and with another checkout beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .contenders import DEBUG, FLOOR, IN_PROCESS, JSON, LOOP, SENT, START_UP, YAML
from .imports import ACTION
from .imports import INVENTORY as INVENTORY_PLUGIN
from .planned import ALL_CHANGED, UNCHANGED
from .reading_by_name import FILTER, INFO, LOOKUP
from .turns import Numbers

OF_TIMES, OF_MEMORY = 10_000, 100_000
"""The numbers of assets that the goals are about."""
GIB = 1024
STATIC, INVENTORY = "static_inventory", "inventory"


@dataclass(frozen=True)
class Figure:
    """What was measured: the median of these values, each from one run."""

    work: str
    unit: str
    goal: float | None
    values: Sequence[float]

    @property
    def median(self) -> float:
        """The value that is compared with the goal."""
        return median(self.values)

    @property
    def spread(self) -> str:
        """The least and the greatest of the values."""
        least, most = f"{min(self.values):.2f}", f"{max(self.values):.2f}"
        return least if least == most else f"{least}-{most}"


@dataclass(frozen=True)
class Row:
    """A goal, what was measured here, and what the other checkout took for the same."""

    figure: Figure
    beside: Figure | None

    @property
    def ratio(self) -> float | None:
        """This checkout's median over the other's."""
        if self.beside is None or not self.beside.median:
            return None
        return self.figure.median / self.beside.median


def summarize(results: Numbers) -> list[Row]:
    """A row for each goal of which something was measured."""
    beside = {one.work: one for one in figures(results.get("beside") or {})}
    return [Row(one, beside.get(one.work)) for one in figures(results)]


def figures(results: Numbers) -> list[Figure]:
    """What of the results has a goal; for what was not measured there is nothing."""
    return [one for find in FIGURES for one in find(results)]


def table_of_summary(rows: Sequence[Row]) -> list[Sequence[str]]:
    """The rows as cells, without a head."""
    return [
        (
            f"{row.figure.work}{row.figure.unit and f', {row.figure.unit}'}",
            "-" if row.figure.goal is None else f"{row.figure.goal:g}",
            f"{row.figure.median:.2f}",
            row.figure.spread,
            *(
                (f"{row.beside.median:.2f}", row.beside.spread, f"{row.ratio:.2f}")
                if row.beside is not None and row.ratio is not None
                else ("", "", "")
            ),
        )
        for row in rows
    ]


HEAD = ("", "goal", "here", "from-to", "beside", "from-to", "here/beside")

# -- what each goal is about --


def _unchanged(results: Numbers) -> Iterator[Figure]:
    for one in results.get("unchanged") or ():
        if one["assets"] != OF_TIMES:
            continue
        of = {name: some["seconds"] for name, some in one["contenders"].items()}
        for name, text, goal in ((JSON, "JSON", 1.5), (YAML, "YAML", 1.7)):
            values = [
                ours / (floor + start_up)
                for ours, floor, start_up in zip(of[name], of[FLOOR], of[START_UP])
            ]
            yield Figure(f"10,000 unchanged, {text}, over script + start-up", "", goal, values)


def _planned(results: Numbers) -> Iterator[Figure]:
    one = results.get("planned")
    if one:
        pair = (one["contenders"][name]["seconds"] for name in (ALL_CHANGED, UNCHANGED))
        text = (
            f"{one['assets']:,} all changed, check mode with diff and plan, over the same unchanged"
        )
        yield Figure(text, "", 2, _ratios(*pair))


def _memory(results: Numbers) -> Iterator[Figure]:
    for one in results.get("unchanged") or ():
        for name, text in ((JSON, "JSON"), (YAML, "YAML")):
            peak = one["contenders"][name]["peak_memory_mib"]
            if one["assets"] == OF_MEMORY and peak:
                yield Figure(f"peak memory, 100,000, {text}", "GiB", 1, [peak / GIB])


def _loop(results: Numbers) -> Iterator[Figure]:
    """Without latency: the server's time is subtracted anyway."""
    for measured in (results.get("loop") or {}).get("measured", ())[:1]:
        of = measured["contenders"]
        beyond = of[IN_PROCESS]["each_ms_per_item_beyond_server"]
        empty = of[DEBUG]["each_ms_per_item"]
        values = [one - other for one, other in zip(beyond, empty)]
        yield Figure("loop item, beyond debug and the server", "ms", 5, values)
        yield Figure(
            "loop item, beyond debug and the server, over debug", "", None, _ratios(values, empty)
        )
        sent, uri = (of[name]["each_ms_per_item"] for name in (SENT, LOOP))
        yield Figure("loop item sent as a module, over uri", "", 1.4, _ratios(sent, uri))


READERS: Mapping[str, str] = {
    LOOKUP: "a lookup by name",
    INFO: "aip_asset_info by name",
    FILTER: "aip_asset_info, filter on the name",
}


def _requests(results: Numbers) -> Iterator[Figure]:
    one = results.get("reading_by_name")
    if one:
        for name, text in READERS.items():
            each = one[name]["each_after_first"]
            yield Figure(f"requests of {text} in a loop", "each after the first", 1, [each])


GOALS_OF_INVENTORY: Mapping[str, float] = {"2.16": 1.3, "2.19": 0.7, "2.21": 0.9}


def _inventory(results: Numbers) -> Iterator[Figure]:
    for core, values in figures_of_inventory(results):
        text = f"inventory, over a static one, ansible-core {core}"
        yield Figure(text, "", GOALS_OF_INVENTORY.get(core), values)


def figures_of_inventory(results: Numbers) -> Iterator[tuple[str, list[float]]]:
    """The inventory over a static one by ansible-core: of the running one, and of each other core."""
    one = results.get("inventory") or {}
    own = {_core(results): one} if "contenders" in one else {}
    cores = {**own, **one.get("cores", {})}
    for core, measured in cores.items():
        ours, static = (measured["contenders"][name]["seconds"] for name in (INVENTORY, STATIC))
        yield ".".join(str(core).split(".")[:2]), _ratios(ours, static)


def _core(results: Numbers) -> str:
    return str(results["machine"]["ansible_core"])


def _imports(results: Numbers) -> Iterator[Figure]:
    one = results.get("imports")
    if one:
        for name, goal in ((ACTION, 0.15), (INVENTORY_PLUGIN, 0.25)):
            yield Figure(
                f"import on the controller, {name}", "CPU s", goal, one[name]["cpu_seconds"]
            )


def _ratios(ones: Sequence[float], others: Sequence[float]) -> list[float]:
    """Run by run: what ran in the same turn met the same noise."""
    return [one / other for one, other in zip(ones, others) if other]


FIGURES: Sequence[Callable[[Numbers], Iterator[Figure]]] = (
    _unchanged,
    _planned,
    _memory,
    _loop,
    _requests,
    _inventory,
    _imports,
)
