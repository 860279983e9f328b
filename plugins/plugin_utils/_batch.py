# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts that a play is working on, also those that have failed: all, or with `serial` those of one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

OUT_OF_STEP = ("free", "host_pinned")
"""The strategies in which each host is at another task. Others have such a name at the end, as mitogen_free has."""


def strategy_of(task: Any) -> str:
    """The strategy of the play that a task is in; empty if the task does not show its play."""
    node = task
    while node is not None:
        play = getattr(node, "_play", None)
        if play is not None:
            return str(getattr(play, "strategy", "") or "")
        node = getattr(node, "_parent", None)
    return ""


def out_of_step(strategy: str) -> str:
    """Why the hosts of a play with this strategy cannot be one batch; empty if they can."""
    if not strategy.rpartition(".")[2].endswith(OUT_OF_STEP):
        return ""
    return (
        f"strategy: with '{strategy}', each host is at another task, so that all hosts cannot be registered together;"
        " write strategy: linear in this play, or register the hosts in a play of their own"
    )


def hosts_of_batch(task_vars: Mapping[str, Any]) -> list[str]:
    """The hosts of the batch by name, in the order of the play; also those that have failed or were unreachable."""
    active = list(task_vars.get("ansible_play_batch") or ())
    every = list(task_vars.get("ansible_play_hosts_all") or active)
    # No variable has the hosts of a batch that have failed. While a batch runs, the inventory has only its hosts.
    inventory = getattr(task_vars.get("hostvars"), "_inventory", None)
    restricted = {host.name for host in inventory.get_hosts()} if inventory is not None else set()
    of_batch = {*active, *restricted}
    return [*(host for host in every if host in of_batch), *(set(active) - set(every))]


def values_of(variable: str, hosts: Sequence[str], task_vars: Mapping[str, Any]) -> dict[str, Any]:
    """The value of a variable by host, for hosts that are active and have one that is not empty."""
    active = set(task_vars.get("ansible_play_batch") or ())
    hostvars = task_vars["hostvars"]
    found = {}
    for host in hosts:
        if host in active and (value := hostvars[host].get(variable)):
            found[host] = value
    return found
