# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users do: a row for each task that sends requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .commands import playbook
from .deeds import inventory, lookup, module
from .issue_scenarios import ISSUE_SCENARIOS
from .scenario import CHECKS, READS, SLOW, VERY_SLOW, WRITES, Scenario, nothing
from .stage import Deed, Stage

NEW: dict[str, Any] = {
    "asset_type": "Server", "name": "srv-new", "status": "In use", "serial_number": "S-NEW",
    "attributes": {"Rack": "rack-02", "RAM GB": 128, "Console password": "brand-new-console"},
}  # fmt: skip
SERVERS = ("srv-01", "srv-02", "srv-03")


def _write_files(stage: Stage) -> None:
    (stage.files / "plan.txt").write_text("The new plan\n", encoding="utf-8")
    (stage.files / "note.txt").write_text("A note\n", encoding="utf-8")


def _demand_unique_names(stage: Stage) -> None:
    stage.sandbox.switch(name_uniqueness="never")


def _server(name: str, **fields: Any) -> dict[str, Any]:
    return {"asset_type": "Server", "name": name, **fields}


def _mixed(**options: Any) -> dict[str, Any]:
    """An inventory of 14 assets: created, in circles and with files, changed, left alone, and two that go."""
    refer: dict[str, Any] = {"attributes": {"Depends on": []}}
    circle = [
        _server("ring-a", attributes={"Depends on": ["ring-b"]}),
        _server("ring-b", attributes={"Depends on": ["ring-c"]}),
        _server("ring-c", attributes={"Depends on": ["ring-a"]}),
    ]
    return {
        "assets": [
            {"asset_type": "Rack", "name": "rack-01", "attributes": {"Notes": "The first one"}},
            {"asset_type": "Rack", "name": "rack-02", "location": "Laboratory"},
            {"asset_type": "Rack", "name": "rack-03", "status": "In use"},
            *circle,
            _server("srv-01", status="In use", **refer),
            _server("srv-02", attributes={"Rack": "rack-03", "Notes": "Moved"}),
            _server(
                "srv-03", attachments=[{"path": "{files}/plan.txt"}, {"path": "{files}/note.txt"}]
            ),
            {**NEW, "attachments": [{"path": "{files}/note.txt"}]},
            *(_server(f"new-{n}", attributes={"Rack": "rack-03"}) for n in range(2)),
        ],
        "prune": True,
        "scope": {"asset_types": ["Server"]},
        "max_delete_percent": 100,
        "workers": 1,
        **options,
    }


def _exported_before(stage: Stage) -> None:
    """An export of yesterday, and what has changed since."""
    stage.play(EXPORT, lambda result: None, {})
    numbers = {one["name"]: one["id"] for one in stage.sandbox.assets("Server")}
    stage.sandbox.edit_asset(numbers["srv-02"], attributes={"Notes": "Other"})
    stage.sandbox.remove_asset(numbers["srv-05"])
    stage.sandbox.add_asset("Rack", "rack-09")


def _hosts_before(stage: Stage) -> None:
    """A last good result, of the same assets as now."""
    stage.play(STALE, lambda result: None, {})


EXPORT = module("aip_export", dest="{dest}", workers=1)
STALE = inventory(asset_types=["Server"], on_error="stale", max_stale=3600)
GROUPED = inventory(
    asset_types=["Server"],
    group_by=[
        {"field": "Environment", "prefix": "env"},
        {"field": "Rack", "prefix": "rack", "parents": ["location"]},
    ],
    filters=[{"field": "status", "operator": "not_equals", "value": "Retired"}],
)


def _assets(result: Mapping[str, Any]) -> Any:
    return result["assets"]


def _hosts(result: Mapping[str, Any]) -> Any:
    return sorted(result["hosts"].items(), key=str), sorted(result["groups"].items())


def _changes(result: Mapping[str, Any]) -> Any:
    return result["changed"], result.get("changes"), result.get("summary")


def _asset(check: bool = False, **options: Any) -> Deed:
    return module("aip_asset", check, **options)


FILE = {"asset_type": "Server", "name": "plan.txt"}

DECLARED = """
- {asset_type: Server, name: srv-01, status: In use}
- {asset_type: Server, name: srv-new, status: In use, attributes: {Rack: rack-02}}
"""
COMMANDS = 10
"""So many combinations of each playbook, as each takes seconds."""


def _declare(stage: Stage) -> None:
    (stage.files / "assets.yml").write_text(DECLARED, encoding="utf-8")
    (stage.files / "hosts.ini").write_text("srv-04\nsrv-new\n", encoding="utf-8")


ROLES: Mapping[str, tuple[str, Callable[[Stage], None], Deed]] = {
    "aip_apply": (WRITES, _declare, playbook("apply", aip_apply_src=["{files}/assets.yml"])),
    "aip_audit": (READS, _declare, playbook(
        "audit", aip_audit_src=["{files}/assets.yml"]
    )),
    "aip_export": (READS, nothing, playbook("export", aip_export_dest="{dest}/exported")),
    "aip_host_assets": (WRITES, _declare, playbook(
        "register_hosts", "-i", "hosts.ini", aip_host_assets_gather=False,
        aip_host_assets_fields={"status": "In use"}, ansible_connection="local",
        ansible_facts={"hostname": "x"},
    )),
}  # fmt: skip

SCENARIOS: Mapping[str, Scenario] = {
    "asset: create": Scenario(WRITES, _asset(**NEW)),
    "asset: create, by serial number": Scenario(WRITES, _asset(**NEW, match_by=["serial_number"])),
    "asset: create, with a file": Scenario(
        WRITES, _asset(**NEW, attachments=[{"path": "{files}/note.txt"}]), prepare=_write_files
    ),
    "asset: update": Scenario(
        WRITES, _asset(**_server("srv-01", status="In use", attributes={"Notes": "x", "RAM GB": 1}))
    ),
    "asset: rename": Scenario(WRITES, _asset(id=6, name="srv-renamed", quantity=2)),
    "asset: absent": Scenario(WRITES, _asset(**_server("srv-04", state="absent"))),
    "asset: absent, by id": Scenario(WRITES, _asset(id=6, state="absent")),
    "asset: unchanged": Scenario(WRITES, _asset(**_server("srv-02", quantity=1))),
    "asset: replace a file": Scenario(
        WRITES, _asset(**_server("srv-03", attachments=[{"path": "{files}/plan.txt"}])),
        prepare=_write_files,
    ),
    "assets: two that refer": Scenario(
        WRITES,
        module("aip_assets", workers=1, assets=[
            {"asset_type": "Rack", "name": "rack-new"},
            _server("srv-new", attributes={"Rack": "rack-new"}),
        ]),
    ),
    "assets: change places": Scenario(
        WRITES,
        module("aip_assets", workers=1, assets=[
            {"id": 3, "name": "srv-02"},
            {"id": 4, "name": "srv-03", "status": "In use"},
            {"id": 5, "name": "srv-01"},
            {"id": 6, "name": "srv-09"},
            _server("srv-04", serial_number="S-NEW"),
        ]),
        prepare=_demand_unique_names,
        sample=SLOW,
    ),
    "assets: mixed": Scenario(
        WRITES, module("aip_assets", **_mixed()), prepare=_write_files, sample=SLOW
    ),
    "assets: mixed, in parallel": Scenario(
        WRITES, module("aip_assets", **_mixed(workers=4)), prepare=_write_files, sample=SLOW
    ),
    "assets: retire": Scenario(
        WRITES,
        module("aip_assets", **_mixed(
            assets=[_server(name) for name in SERVERS], retire={"status": "Retired"},
        )),
    ),
    "assets: many": Scenario(
        WRITES,
        module("aip_assets", workers=1, assets=[
            *(_server(f"srv-{n:03d}", quantity=1 + (n % 150 == 0)) for n in range(1, 301)),
            _server("srv-new"),
        ]),
        seed="many",
        sample=VERY_SLOW,
    ),
    "check: asset": Scenario(CHECKS, _asset(check=True, **NEW), told=_changes),
    "check: absent": Scenario(
        CHECKS, _asset(check=True, **_server("srv-04", state="absent")), told=_changes
    ),
    "check: assets": Scenario(
        CHECKS, module("aip_assets", check=True, **_mixed()), prepare=_write_files, told=_changes
    ),
    "info: by name": Scenario(
        READS, module("aip_asset_info", asset_type="Server", name="srv-01"), told=_assets
    ),
    "info: by filters": Scenario(
        READS,
        module("aip_asset_info", filters=[{"field": "Environment", "value": "staging"}],
               include_attachments=True),
        told=_assets,
    ),
    "info: all": Scenario(
        READS, module("aip_asset_info", asset_type="Server"), seed="many", told=_assets
    ),
    "attachment: present": Scenario(
        WRITES,
        module("aip_attachment", asset_id=4, path="{files}/note.txt"),
        prepare=_write_files,
    ),
    "attachment: replace": Scenario(
        WRITES,
        module("aip_attachment", asset_type="Server", asset_name="srv-03", path="{files}/plan.txt"),
        prepare=_write_files,
    ),
    "attachment: absent": Scenario(
        WRITES, module("aip_attachment", asset_id=5, name="plan.txt", state="absent")
    ),
    "attachment: fetched": Scenario(
        READS, module("aip_attachment", asset_id=5, name="photo.bin", state="fetched", dest="{dest}/x")
    ),
    "export: fresh": Scenario(READS, EXPORT),
    "export: again": Scenario(READS, EXPORT, prepare=_exported_before),
    "schema": Scenario(READS, module("aip_schema", dest="{dest}/schema.json")),
    "host mapping": Scenario(READS, module("aip_host_mapping", dest="{dest}/mapping.yml")),
    "probe": Scenario(READS, module("aip_probe", wrong_login=False)),
    "inventory": Scenario(READS, inventory(asset_types=["Server"]), told=_hosts),
    "inventory: groups": Scenario(READS, GROUPED, told=_hosts),
    "inventory: stale": Scenario(READS, STALE, prepare=_hosts_before, told=_hosts),
    "inventory: many": Scenario(
        READS, inventory(asset_types=["Server"], fields=["status"]), seed="many", told=_hosts, sample=SLOW
    ),
    **{
        f"role: {name}": Scenario(does, deed, prepare=prepare, sample=COMMANDS, is_command=True)
        for name, (does, prepare, deed) in ROLES.items()
    },
    "lookup": Scenario(
        READS, lookup("srv-01", "srv-03", asset_type="Server"), told=lambda result: result["found"]
    ),
    **ISSUE_SCENARIOS,
}  # fmt: skip
