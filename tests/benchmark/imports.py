# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measuring imports on the controller: what a plugin adds to what Ansible's command has imported anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .checkouts import THIS, Checkout
from .contenders import HERE, Place
from .processes import BenchmarkFailed, run
from .server import Server
from .turns import Numbers

ACTION, INVENTORY = "action", "inventory"
PLUGINS = "ansible_collections.assetops.aip.plugins"
IMPORTED = {
    ACTION: (
        "ansible.cli.playbook",
        "ansible.executor.task_executor",
        "ansible.plugins.action.normal",
        "ansible.plugins.strategy.linear",
        "ansible.plugins.callback.default",
        f"{PLUGINS}.action.aip_assets",
    ),
    INVENTORY: (
        "ansible.cli.inventory",
        "ansible.inventory.manager",
        "ansible.plugins.inventory.auto",
        f"{PLUGINS}.inventory.aip",
    ),
}
"""What a command of Ansible has imported, and the plugin after it."""
NOWHERE = Server("http://localhost:9", "http://localhost:9")
"""No import sends a request."""


@dataclass(frozen=True)
class _Import:
    plugin: str
    checkout: Checkout


def measure_imports(
    folder: Path, repeats: int, checkouts: Sequence[Checkout] = (THIS,)
) -> dict[str, Numbers]:
    """Measure in turn, for each checkout: the import of the action of aip_assets, and of the inventory plugin.

    Each is a process of its own; the first ones write the bytecode of Ansible and libraries, and do not count.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = Place(folder, NOWHERE)
    every = [_Import(plugin, checkout) for plugin in IMPORTED for checkout in checkouts]
    seconds: dict[_Import, list[float]] = {one: [] for one in every}
    for turn in range(repeats + 1):
        for one in every:
            took = _seconds(place, one)
            seconds[one] += [took] if turn or not repeats else []
    return {
        checkout.label: {
            plugin: {
                "cpu_seconds": (some := seconds[_Import(plugin, checkout)]),
                "median_cpu_seconds": round(median(some), 4),
            }
            for plugin in IMPORTED
        }
        for checkout in checkouts
    }


def _seconds(place: Place, one: _Import) -> float:
    command = [one.checkout.python, str(HERE / "import_time.py"), *IMPORTED[one.plugin]]
    env = {**place.environment(one.checkout), "PYTHONPATH": str(one.checkout.collections)}
    output = run(command, env, place.folder).output
    try:
        return round(float(output), 4)
    except ValueError:
        raise BenchmarkFailed(f"the import of the {one.plugin} printed: {output}") from None
