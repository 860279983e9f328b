# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the benchmark, and what each is measured with."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .audit import measure_audit
from .changed import Drift, measure_changed
from .checkouts import HERE, Checkout
from .cores import Core
from .imports import measure_imports
from .inventory import measure_inventories
from .loop import Loop, measure_loop
from .planned import measure_planned
from .reading_by_name import count_requests
from .turns import Numbers
from .unchanged import measure_partly_declared, measure_unchanged

MOST_REPEATED = 10_000
"""With more assets, one timed run is taken for enough."""

Measure = Callable[[], Mapping[str, Numbers]]
"""The numbers by the checkout's label."""


@dataclass(frozen=True)
class Part:
    """One measurement: under which name its results are kept, and what it is about."""

    name: str
    headline: str
    measure: Measure


@dataclass(frozen=True)
class Plan:
    """What is to be measured, where its files are, and for which checkouts."""

    options: argparse.Namespace
    sizes: Sequence[int]
    scratch: Path
    checkouts: Sequence[Checkout]
    cores: Sequence[Core] = ()

    def repeats(self, assets: int, otherwise: int = 5) -> int:
        """How often a measurement of so many assets is timed."""
        if self.options.repeats is not None:
            return int(self.options.repeats)
        return otherwise if assets <= MOST_REPEATED else 1


def parts(plan: Plan) -> Iterator[Part]:
    """All measurements that were asked for."""
    for name, make in PARTS.items():
        if name in plan.options.only:
            for headline, measure in make(plan):
                yield Part(name, headline, measure)


_Made = Iterator[tuple[str, Measure]]


def _unchanged(plan: Plan) -> _Made:
    for size in plan.sizes:
        folder = plan.scratch / f"unchanged-{size}"
        own = plan.options
        rest = (size, own.page_size, plan.repeats(size), own.loop_items, plan.checkouts)
        yield f"{size:,} unchanged assets", partial(measure_unchanged, folder, *rest)


def _planned(plan: Plan) -> _Made:
    size = plan.options.planned
    rest = (size, plan.options.page_size, plan.repeats(size), plan.checkouts)
    text = f"a plan for {size:,} assets, all of which differ"
    yield text, partial(measure_planned, plan.scratch / "planned", *rest)


def _changed(plan: Plan) -> _Made:
    own = plan.options
    drift = Drift(own.of, own.differing, own.latency, own.workers)
    folder, repeats = plan.scratch / "changed", max(1, plan.repeats(own.of, 3))
    yield (
        f"{drift.differing:,} of {drift.assets:,} assets differ",
        lambda: {HERE: measure_changed(folder, drift, own.page_size, repeats)},
    )


def _partly(plan: Plan) -> _Made:
    assets, page_size = plan.options.partly, plan.options.page_size
    folder = plan.scratch / "partly"
    yield (
        f"{assets:,} assets, one type of which is not declared",
        lambda: {HERE: measure_partly_declared(folder, assets, page_size)},
    )


def _loop(plan: Plan) -> _Made:
    own = plan.options
    loop = Loop(own.loop_assets, own.sent, own.latency)
    rest = (loop, own.page_size, max(1, plan.repeats(loop.assets, 3)), plan.checkouts)
    yield (
        f"loops over {loop.assets:,} assets",
        partial(measure_loop, plan.scratch / "loop", *rest),
    )


def _reading_by_name(plan: Plan) -> _Made:
    yield (
        "requests of reading by name",
        partial(count_requests, plan.scratch / "reading", plan.checkouts),
    )


def _audit(plan: Plan) -> _Made:
    own, folder = plan.options, plan.scratch / "audit"
    differing = max(1, own.audited // 10)
    rest = (own.audited, differing, own.page_size, plan.repeats(own.audited, 3))
    yield (
        f"an audit of {own.audited:,} assets, with reports",
        lambda: {HERE: measure_audit(folder, *rest)},
    )


def _inventory(plan: Plan) -> _Made:
    """Each checkout by itself: it is held against a static inventory in its own turns."""
    own = plan.options
    rest = (own.hosts, own.page_size, plan.repeats(own.hosts))
    yield (
        f"an inventory of {own.hosts:,} hosts",
        lambda: {
            one.label: measure_inventories(
                plan.scratch / f"inventory-{one.label}", *rest, one, plan.cores
            )
            for one in plan.checkouts
        },
    )


def _imports(plan: Plan) -> _Made:
    repeats = 9 if plan.options.repeats is None else plan.options.repeats
    yield (
        "imports on the controller",
        partial(measure_imports, plan.scratch / "imports", repeats, plan.checkouts),
    )


PARTS: Mapping[str, Callable[[Plan], _Made]] = {
    "unchanged": _unchanged,
    "planned": _planned,
    "changed": _changed,
    "partly_declared": _partly,
    "loop": _loop,
    "reading_by_name": _reading_by_name,
    "audit": _audit,
    "inventory": _inventory,
    "imports": _imports,
}
