# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return is what their RETURN says: every key is documented, with its type, and all are there."""

from __future__ import annotations

import importlib

import pytest
import yaml

MODULES = "ansible_collections.assetops.aip.plugins.modules."
ANSIBLES_OWN = {"changed", "failed", "msg", "warnings", "diff"}
TYPES = {"dict": dict, "list": list, "str": str, "int": int, "float": float, "raw": object}
LAPTOP = {"asset_type": "Laptop", "name": "documented"}
AT_LAPTOP = {"asset_type": "Laptop", "asset_name": "documented"}


def documented(module):
    return yaml.safe_load(importlib.import_module(MODULES + module).RETURN)


def check(returned, described, place):
    """Hold a result against its description, down to the last documented level."""
    for key, value in returned.items():
        assert key in described, f"{place}{key} is not documented"
        facts = described[key]
        if value is not None:
            assert isinstance(value, TYPES[facts["type"]]), f"{place}{key} is no {facts['type']}"
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if "contains" in facts and isinstance(item, dict):
                check(item, facts["contains"], f"{place}{key}.")


def check_result(module, result):
    described = documented(module)
    own = {key: value for key, value in result.items() if key not in ANSIBLES_OWN}
    check(own, described, f"{module}: ")
    always = [key for key, facts in described.items() if facts["returned"].startswith("success")]
    assert result["failed"] or not set(always) - set(result), "documented, but not returned"


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
def test_aip_asset(run, sandbox, check_mode):
    for state in ("present", "present", "absent", "absent"):
        result = run(sandbox, "aip_asset", check=check_mode, **LAPTOP, state=state, status="In use")
        assert not result["failed"]
        check_result("aip_asset", result)


def test_aip_asset_with_wrong_input(run, sandbox):
    result = run(sandbox, "aip_asset", **LAPTOP, status="Nowhere", attributes={"Colour": "red"})
    assert len(result["problems"]) == 2
    check_result("aip_asset", result)


def test_aip_asset_that_fails_half_way(run, sandbox, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    sandbox.faults.add("error", path="attachment", status=403)
    result = run(sandbox, "aip_asset", **LAPTOP, attachments=[{"path": str(path)}])
    assert result["failed"]
    assert result["changed"]
    assert result["request"]["status"] == 403
    check_result("aip_asset", result)


def test_aip_asset_info(run, sandbox):
    result = run(sandbox, "aip_asset_info", asset_type="Rack", include_attachments=True)
    assert result["assets"]
    check_result("aip_asset_info", result)
    check_result("aip_asset_info", run(sandbox, "aip_asset_info", asset_type="Nothing"))
    check_result("aip_asset_info", run(sandbox, "aip_asset_info", asset_type="Rack", token="no"))


@pytest.mark.parametrize("check_mode", [False, True], ids=["real", "check"])
def test_aip_attachment(run, sandbox, tmp_path, check_mode):
    run(sandbox, "aip_asset", **LAPTOP)
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    tasks = (
        {"path": str(path)},
        {"name": "a.txt", "state": "fetched", "dest": str(tmp_path / "b.txt")},
        {"name": "a.txt", "state": "absent"},
        {"path": str(tmp_path / "missing")},
    )
    for task in tasks:
        result = run(sandbox, "aip_attachment", check=check_mode, **AT_LAPTOP, **task)
        check_result("aip_attachment", result)
        if check_mode:
            run(sandbox, "aip_attachment", **AT_LAPTOP, **task)
