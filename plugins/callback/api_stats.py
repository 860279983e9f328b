# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback plugin assetops.aip.api_stats."""

from __future__ import annotations

DOCUMENTATION = r"""
name: api_stats
type: aggregate
short_description: Show the requests to AIP of each play
version_added: 0.1.0
author: assetops contributors (@assetops)
description:
  - Prints at the end of a run how many requests the tasks of each play sent, how many of them were repetitions, how
    long tasks were held back, and how much was transferred. These are the sums of C(api) in the results.
  - Failed tasks and the attempts of a task with C(retries) count as well.
  - Results of tasks with C(no_log) are hidden from callbacks. Such tasks are not counted, and a line says how many
    there were.
  - Inventories and lookups have no result, so they are not counted.
requirements:
  - enable it with C(callbacks_enabled = assetops.aip.api_stats) in C(ansible.cfg), or with
    E(ANSIBLE_CALLBACKS_ENABLED)
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible.plugins.callback import CallbackBase

COLLECTION = "assetops.aip."
KEYS = ("requests", "retries", "seconds_waited", "bytes_sent", "bytes_received")


@dataclass(frozen=True)
class Sums:
    """What the tasks of a play cost: `numbers` by key of `api`, `methods` by HTTP method, and the tasks not shown."""

    name: str
    methods: Counter[str] = field(default_factory=Counter)
    numbers: Counter[str] = field(default_factory=Counter)

    def add(self, api: Mapping[str, Any]) -> None:
        """Add the `api` of a result."""
        self.methods.update({str(name): int(one) for name, one in api["requests"].items()})
        self.numbers.update({key: api[key] for key in KEYS[1:]})

    def merge(self, other: Sums) -> None:
        """Add the sums of another play."""
        self.methods.update(other.methods)
        self.numbers.update(other.numbers)

    def line(self, width: int) -> str:
        """The sums in one line, the name padded to a width."""
        methods = ", ".join(f"{name} {count}" for name, count in sorted(self.methods.items()))
        requests = f"requests={sum(self.methods.values())}" + (f" ({methods})" if methods else "")
        facts = (
            requests,
            f"retries={self.numbers['retries']}",
            f"waited={self.numbers['seconds_waited']:.1f}s",
            f"sent={_size(self.numbers['bytes_sent'])}",
            f"received={_size(self.numbers['bytes_received'])}",
        )
        return f"{self.name:<{width}} : {'  '.join(facts)}"


class CallbackModule(CallbackBase):
    """Adds up what the tasks of each play cost."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "assetops.aip.api_stats"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plays: list[Sums] = []
        self._hidden = 0

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Begin the sums of another play."""
        self._plays.append(Sums(" ".join(play.get_name().split()) or "all"))

    def v2_runner_on_ok(self, result: Any) -> None:
        """Count a result."""
        self._count(result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Count a failed result: what it cost, it has cost."""
        self._count(result)

    def v2_runner_retry(self, result: Any) -> None:
        """Count a result that is not the last one of its task."""
        self._count(result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Print the sums."""
        plays = [one for one in self._plays if one.methods]
        if not plays and not self._hidden:
            return
        self._display.banner("AIP REQUESTS")
        total = Sums("total")
        for one in plays:
            total.merge(one)
        lines = [*plays, total] if len(plays) > 1 else plays
        width = min(60, max((len(one.name) for one in lines), default=0))
        for one in lines:
            self._display.display(one.line(width))
        if self._hidden:
            tasks = "1 result" if self._hidden == 1 else f"{self._hidden} results"
            self._display.display(f"not counted: {tasks} of tasks with no_log")

    def _count(self, result: Any) -> None:
        found = dict(result._result)
        if "censored" in found and _is_ours(result):
            self._hidden += 1
        if not self._plays:
            self._plays.append(Sums("all"))
        for api in _costs_in(found):
            self._plays[-1].add(api)


def _costs_in(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each `api` of ours in a result, or in the results of a loop."""
    items = result.get("results")
    loop = [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []
    for one in loop or [result]:
        api = one.get("api")
        if isinstance(api, Mapping) and set(KEYS) <= set(api) and _is_sound(api):
            yield api


def _is_sound(api: Mapping[str, Any]) -> bool:
    numbers = [api[key] for key in KEYS[1:]]
    return isinstance(api["requests"], Mapping) and all(
        isinstance(one, (int, float)) for one in (*numbers, *api["requests"].values())
    )


def _is_ours(result: Any) -> bool:
    task = result._task
    name = getattr(task, "resolved_action", None) or getattr(task, "action", "")
    return str(name).startswith(COLLECTION)


def _size(count: float) -> str:
    """A number of bytes as people read it."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"
