# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filling Ansible's inventory so that a host stays a host and a group a group, even if both have one name.

Ansible's own `add_child`, `set_variable` and `add_host` look a name up among the groups first, so an asset called like
a group would make this group a child of others, and give it the asset's variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...module_utils._core.errors import InputError
from .hosts import Groups, check_group

EVERY, REST = "all", "ungrouped"
"""The groups that Ansible itself fills."""


class Filling:
    """Ansible's inventory with calls that know what a name stands for. Everything else is Ansible's own.

    While `for_host` is true, the children that Ansible's code adds to groups are hosts, otherwise groups.
    `safe_names` has the group that each name of `put_into` has become.
    """

    def __init__(self, inventory: Any, sanitize: Callable[[str], str]) -> None:
        self._inventory, self._sanitize = inventory, sanitize
        self.for_host = False
        self.safe_names: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inventory, name)

    def add_host(self, host: str, group: str | None = None, port: Any = None) -> str:
        """Add a host, and put it into the group if there is one. Returns its name as Ansible has it."""
        groups, hosts = self._inventory.groups, self._inventory.hosts
        namesake = groups.get(host) if host not in hosts else None
        kept = dict(namesake.vars) if namesake else {}
        added: str = self._inventory.add_host(host, group, port)
        if namesake:  # it got what Ansible sets for every host
            for name in ("inventory_file", "inventory_dir"):
                hosts[added].set_variable(name, namesake.vars.get(name))
            namesake.vars = kept
        return added

    def set_variable(self, host: str, name: str, value: Any) -> None:
        """Set a variable of a host."""
        self._inventory.hosts[host].set_variable(name, value)

    def set_variables(self, host: str, variables: Mapping[str, Any]) -> None:
        """Set variables of a host."""
        set_one = self._inventory.hosts[host].set_variable
        for name, value in variables.items():
            set_one(name, value)

    def add_child(self, group: str, child: str) -> Any:
        """Put a host or a group into a group. Raises InputError if a group would then contain itself."""
        if self.for_host:
            return self._inventory.add_host(child, group)
        groups = self._inventory.groups
        above, below = groups[group], groups[child]
        if below in above.child_groups:
            return False
        if below is above or below in above.get_ancestors() or child in (EVERY, REST):
            why = f"the group '{child}' cannot be a child of the group '{group}', as it would then contain itself"
            raise InputError([f"group_by, keyed_groups: {why}: set other prefixes or parents"])
        return self._inventory.add_child(group, child)

    def put_into(self, wanted: Sequence[Groups], host: str) -> None:
        """Put a host into its groups, and these into theirs. Raises InputError if that is not possible."""
        for group in wanted:
            own, *above = map(self._safe, (group.name, *group.parents))
            self.add_host(host, own)
            for parent in above:
                if parent != own:
                    self.add_child(parent, own)
        # A host without a group goes where Ansible would put it, as it does that by name too.
        groups = self._inventory.groups
        if set(self._inventory.hosts[host].get_groups()) <= {groups[EVERY]}:
            groups[REST].add_host(self._inventory.hosts[host])

    def _safe(self, name: str) -> str:
        if name not in self.safe_names:
            safe = self._sanitize(name)
            check_group(name, safe)
            self.safe_names[name] = self._inventory.add_group(safe)
        return self.safe_names[name]
