# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The deeds that can be done on a stage: modules, the inventory plugin and the lookup, as Ansible would call them."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader, lookup_loader
from ansible_collections.assetops.aip.plugins.module_utils._module import entry, jira
from ansible_collections.assetops.aip.plugins.module_utils._module.options import CONNECTION_SPEC
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Sessions
from ansible_collections.assetops.aip.plugins.plugin_utils import _lookup_cache

from .stage import USER, Deed, Stage

MODULES = "ansible_collections.assetops.aip.plugins.modules."


def module(module_name: str, /, check: bool = False, **own: Any) -> Deed:
    """A module with these options. Texts may name {dest} and {files}."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        written = {**_login(stage), **options, **_placed(own, stage)}
        code = importlib.import_module(MODULES + module_name)
        known = {**CONNECTION_SPEC, **code.SPEC}
        written = {key: value for key, value in written.items() if key in known}
        ended = entry.run_validated(
            code.run,
            entry.validate(written, code.SPEC, getattr(code, "CHECKS", {})),
            frozenset(written),
            check,
            os.environ,
            sessions=Sessions(clock=stage.clock),
        )
        return not ended.failed, ended.as_result()

    return deed


def of_jira(module_name: str, /, check: bool = False, user: str = USER, **own: Any) -> Deed:
    """A module for Jira itself with these options, logged in as the profile of the sandbox wants it."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        written = {**_login_to_jira(stage, user), **options, **_placed(own, stage)}
        code = importlib.import_module(MODULES + module_name)
        ended = entry.run_validated(
            code.run,
            entry.validate(written, code.SPEC, getattr(code, "CHECKS", {}), code.SERVICE),
            frozenset(written),
            check,
            os.environ,
            sessions=Sessions(clock=stage.clock, service=jira.JIRA),
        )
        return not ended.failed, ended.as_result()

    return deed


def inventory(**own: Any) -> Deed:
    """The inventory plugin, with a source of these options."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        plugin = _plugin(inventory_loader, "assetops.aip.aip", stage)
        source = stage.files / "source.aip.yml"
        written = {"plugin": "assetops.aip.aip", **_login(stage), **options, **own}
        source.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
        found = InventoryData()
        warnings: list[str] = []
        plugin.display = _Display(warnings)
        try:
            plugin.parse(found, DataLoader(), str(source), cache=False)
        except AnsibleError as error:
            return False, {"msg": error.message, "warnings": warnings}
        groups = {
            name: sorted(one.name for one in group.hosts) for name, group in found.groups.items()
        }
        hosts = {name: host.vars for name, host in found.hosts.items()}
        return True, {"hosts": hosts, "groups": groups, "warnings": warnings}

    return deed


def lookup(*terms: str, **own: Any) -> Deed:
    """The lookup plugin."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        plugin = _plugin(lookup_loader, "assetops.aip.aip_asset", stage)
        try:
            found = plugin.run(list(terms), {}, **_login(stage), **options, fresh=True, **own)
        except AnsibleError as error:
            return False, {"msg": error.message}
        return True, {"found": found}

    return deed


class _Display:
    """Keeps the warnings of a plugin."""

    def __init__(self, warnings: list[str]) -> None:
        self.warning = lambda text, *more, **facts: warnings.append(str(text))

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: None


def _plugin(loader: Any, name: str, stage: Stage) -> Any:
    """A plugin as Ansible loads it, whose sessions have the clock of the stage."""

    def sessions(*given: Any, **named: Any) -> Sessions:
        return Sessions(*given, **{"clock": stage.clock, **named})

    vars(entry)["Sessions"] = sessions
    vars(_lookup_cache)["SESSIONS"] = sessions()
    return loader.get(name)


def _login(stage: Stage) -> dict[str, Any]:
    return {"url": stage.sandbox.url, "token": stage.sandbox.token(USER)}


def _login_to_jira(stage: Stage, name: str) -> dict[str, Any]:
    user = stage.sandbox.users[name]
    login = {"token": user.token}
    if stage.sandbox.switches()["profile"] != "cloud":
        return {"url": stage.sandbox.url, **login}
    login["username"] = user.email
    return {"url": stage.sandbox.url, "deployment": "cloud", **login}


def _placed(value: Any, stage: Stage) -> Any:
    """Options with {dest} and {files} replaced in texts."""
    if isinstance(value, str):
        return value.replace("{dest}", str(stage.dest)).replace("{files}", str(stage.files))
    if isinstance(value, dict):
        return {key: _placed(one, stage) for key, one in value.items()}
    return [_placed(one, stage) for one in value] if isinstance(value, list) else value
