# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return is what their RETURN says: every key is documented, down to the last, and all are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.tests.unit.plugins.modules.returned import (
    OPEN,
    SHARED,
    TYPES,
    all_modules,
    disagreements,
    documented,
    hold,
    paths,
)

LAPTOP = {"asset_type": "Laptop", "name": "documented"}
AT_LAPTOP = {"asset_type": "Laptop", "asset_name": "documented"}
BOTH = pytest.mark.parametrize("check", [False, True], ids=["real", "check"])
# At most one asset is written, so that there is no other before or after the one that fails.
OF_ONE = frozenset(
    f"{key}.{of}" for key in ("done", "not_tried") for of in ("asset", "id", "action")
)


# -- the pages --


@pytest.mark.parametrize("module", all_modules())
def test_copy_of_a_shared_entry_is_as_the_others(module):
    copies = documented(module)
    found = [
        line
        for key in SHARED
        if key in copies
        for line in disagreements(SHARED[key], copies[key], key)
    ]
    assert found == []


@pytest.mark.parametrize("module", all_modules())
def test_every_mapping_says_what_it_contains(module):
    silent = {
        f"{module}: {path}"
        for path, facts in paths(documented(module))
        if "dict" in (facts["type"], facts.get("elements"))
        and "contains" not in facts
        and path != "api.requests"
    }
    inside = tuple(f"{one}." for one in OPEN)
    assert {one for one in silent if not one.startswith(inside)} <= set(OPEN)


@pytest.mark.parametrize("module", all_modules())
def test_every_key_has_a_sample_of_its_type(module):
    for path, facts in paths(documented(module)):
        if "contains" not in facts:
            assert "sample" in facts, f"{module}: {path} has no sample"
        if facts.get("sample") is not None:
            assert isinstance(facts["sample"], TYPES[facts["type"]]), f"{module}: {path}"


def test_results_of_every_module_are_held():
    unit = Path(__file__).parents[2]
    texts = [path.read_text(encoding="utf-8") for path in unit.rglob("test_return_values.py")]
    held = {module for text in texts for module in re.findall(r'hold\(\s*"(\w+)"', text)}
    assert held == set(all_modules())


# -- the results --


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    return str(path)


@pytest.fixture
def failures(run, sandbox):
    """What every module returns for wrong input, here by options, and for a refused login."""
    return lambda module, wrong, **options: (
        run(sandbox, module, **{**options, **wrong}),
        run(sandbox, module, **options, token="no"),
    )


@BOTH
def test_aip_asset(run, sandbox, failures, file, check):
    states = [
        run(sandbox, "aip_asset", check=check, **LAPTOP, state=state, status="In use")
        for state in ("present", "present", "absent", "absent")
    ]
    assert not any(one["failed"] for one in states)
    wrong = {"status": "Nowhere", "attributes": {"Colour": "red"}}
    refused = failures("aip_asset", wrong, **LAPTOP)
    assert len(refused[0]["problems"]) == 2
    sandbox.faults.add("error", path="attachment", status=403)
    partly = run(sandbox, "aip_asset", **LAPTOP, attachments=[{"path": file}])
    assert (partly["failed"], partly["changed"]) == (True, True)
    assert partly["request"]["status"] == 403
    hold("aip_asset", *states, *refused, partly, but=OF_ONE)


def test_aip_asset_info(run, sandbox, failures):
    result = run(sandbox, "aip_asset_info", asset_type="Rack", include_attachments=True)
    assert result["assets"]
    hold("aip_asset_info", result, *failures("aip_asset_info", {"asset_type": "Nothing"}))


@BOTH
def test_aip_attachment(run, sandbox, tmp_path, failures, file, check):
    run(sandbox, "aip_asset", **LAPTOP)
    results = []
    for task in (
        {"path": file},
        {"name": "a.txt", "state": "fetched", "dest": str(tmp_path / "b.txt")},
        {"name": "a.txt", "state": "absent"},
    ):
        results.append(run(sandbox, "aip_attachment", check=check, **AT_LAPTOP, **task))
        if check:
            run(sandbox, "aip_attachment", **AT_LAPTOP, **task)
    assert not any(one["failed"] for one in results)
    refused = failures(
        "aip_attachment", {"path": str(tmp_path / "missing")}, **AT_LAPTOP, path=file
    )
    sandbox.faults.add("error", method="POST", path="attachment", status=403)
    partly = run(sandbox, "aip_attachment", **AT_LAPTOP, path=file)
    assert partly["failed"]
    hold("aip_attachment", *results, *refused, partly, but=OF_ONE)


@BOTH
def test_aip_assets(run, sandbox, failures, tmp_path, check):
    plan = str(tmp_path / "plan.json")
    racks = [{"asset_type": "Rack", "name": "rack-01", "status": "Retired"}]
    planned = run(sandbox, "aip_assets", check=True, assets=racks, plan_file=plan)
    assert not planned["failed"], planned["msg"]
    sandbox.edit_asset(sandbox.asset_id("rack-01"), system={"status": "In stock"})
    drifted = run(sandbox, "aip_assets", check=check, assets=racks, expect_plan=plan)
    assert drifted["failed"]
    declared = [{"asset_type": "Rack", "name": f"new-{number}"} for number in range(4)]
    scope = {"asset_types": ["Switch"], "filters": []}
    everything = {"assets": declared, "scope": scope, "prune": True, "all_steps": True}
    blocked = run(sandbox, "aip_assets", check=check, **everything, max_deletes=1)
    assert blocked["failed"]
    sandbox.faults.add("error", method="POST", path="inventory/asset", status=403, after=1, times=1)
    partly = run(sandbox, "aip_assets", assets=declared, workers=1)
    assert partly["failed"]
    assert partly["done"]
    assert partly["not_tried"]
    limits = {"max_deletes": 100, "max_delete_percent": 100}
    declared[0]["attributes"] = {"Spin": 1}
    done = run(sandbox, "aip_assets", check=check, **everything, **limits, unknown="skip")
    assert not done["failed"], done["msg"]
    refused = failures("aip_assets", {"assets": [{"asset_type": "Nothing"}]}, assets=declared)
    hold("aip_assets", done, blocked, drifted, partly, *refused)


@BOTH
def test_aip_export(run, every_field, sandbox, failures, tmp_path, check):
    dest = str(tmp_path / "out")
    results = [
        run(every_field, "aip_export", check=check, dest=dest),
        run(every_field, "aip_export", dest=dest),
        run(every_field, "aip_export", check=check, dest=dest, asset_types=["Widget"]),
    ]
    assert not any(one["failed"] for one in results)
    assert results[0]["left_out"]
    assert results[2]["removed"]
    hold("aip_export", *results, *failures("aip_export", {"asset_types": ["Nothing"]}, dest=dest))


@BOTH
def test_aip_schema(run, sandbox, failures, tmp_path, check):
    dest = str(tmp_path / "schema.json")
    results = [
        run(sandbox, "aip_schema", check=check),
        run(sandbox, "aip_schema", check=check, dest=dest),
    ]
    assert not any(one["failed"] for one in results)
    hold("aip_schema", *results, *failures("aip_schema", {"asset_types": ["Nothing"]}))


@BOTH
def test_aip_host_mapping(run, sandbox, failures, tmp_path, check):
    dest = str(tmp_path / "mapping.yml")
    results = [
        run(sandbox, "aip_host_mapping", check=check),
        run(sandbox, "aip_host_mapping", check=check, dest=dest),
    ]
    assert not any(one["failed"] for one in results)
    hold("aip_host_mapping", *results, *failures("aip_host_mapping", {"asset_type": "Nothing"}))


def test_aip_probe(run, every_field, failures):
    result = run(every_field, "aip_probe")
    assert not result["failed"], result["msg"]
    hold("aip_probe", result, *failures("aip_probe", {"asset_type": "Nothing", "write": True}))


def ways_to_end(run, sandbox, module, **options):
    """The results of a task that is planned, done, wrong, and refused."""
    planned = run(sandbox, module, check=True, user="admin", **options)
    real = run(sandbox, module, user="admin", **options)
    assert not real["failed"], real["msg"]
    wrong = run(sandbox, module, user="admin", **{**options, "name": " "})
    sandbox.faults.add("error", status=500)
    return planned, real, wrong, run(sandbox, module, user="admin", retries=0, **options)


def test_jira_sprint(run, sandbox):
    options = {"board": "DEV board", "name": "Documented", "goal": "x"}
    hold("jira_sprint", *ways_to_end(run, sandbox, "jira_sprint", **options))


def test_jira_webhook(run, sandbox):
    options = {"name": "Documented", "target_url": "https://example.com/x", "jql": "project = OPS"}
    options["events"] = ["jira:issue_created"]
    hold("jira_webhook", *ways_to_end(run, sandbox, "jira_webhook", **options))


def test_jira_project(run, sandbox):
    options = {"key": "DOCS", "name": "Documented", "lead": "ansible", "project_type": "software"}
    hold("jira_project", *ways_to_end(run, sandbox, "jira_project", **options))


def test_jira_issue(run, sandbox):
    options = {"unique_id": "x", "project": "OPS", "issue_type": "Task", "summary": "Documented"}
    planned = run(sandbox, "jira_issue", check=True, **options)
    real = run(sandbox, "jira_issue", **options)
    assert not real["failed"], real["msg"]
    wrong = run(sandbox, "jira_issue", **{**options, "due_date": "soon"})
    sandbox.faults.add("error", status=500)
    hold("jira_issue", planned, real, wrong, run(sandbox, "jira_issue", retries=0, **options))


def test_jira_issue_info(run, sandbox):
    found = run(sandbox, "jira_issue_info", jql="project = OPS")
    assert not found["failed"], found["msg"]
    wrong = run(sandbox, "jira_issue_info", jql="project = OPS", fields=["No such field"])
    sandbox.faults.add("error", status=500)
    hold("jira_issue_info", found, wrong, run(sandbox, "jira_issue_info", key="OPS-1", retries=0))
