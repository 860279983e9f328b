# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What automation platforms count, by jq itself: of the result of each module, and of nothing at all."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
QUERIES = yaml.safe_load((ROOT / "extensions/audit/event_query.yml").read_text(encoding="utf-8"))
PYTHON = Path(os.environ["ANSIBLE_RULEBOOK_BIN"]) / "python"
JQ = (
    "import json, jq, sys\nquery, given = json.load(sys.stdin)\n"
    "print(json.dumps(jq.compile(query).input_value(given).all()))"
)
ASSET = {"id": 41, "asset_type": "Laptop", "name": "LT-2001", "attributes": {}}
RESULTS: dict[str, dict[str, Any]] = {
    "aip_asset": {"asset": ASSET, "changed": False},
    "aip_assets": {"assets": [ASSET, {**ASSET, "id": None, "name": "new"}]},
    "jira_issue": {"issue": {"id": "7", "key": "OPS-7", "url": "https://x/browse/OPS-7"}},
    "jira_project": {"project": {"id": "10003", "key": "NORTH"}},
    "jira_sprint": {"sprint": {"id": 37, "name": "Sprint 1"}},
    "jira_webhook": {"webhook": {"id": 3, "name": "Approved", "is_signed": True}},
}


def counted(module, result):
    """What the query of a module gives for a result."""
    given = json.dumps([QUERIES[f"assetops.aip.{module}"]["query"], result])
    done = subprocess.run(
        [PYTHON, "-c", JQ], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_query_is_of_a_module_and_tested():
    assert set(QUERIES) == {f"assetops.aip.{name}" for name in RESULTS}
    for name in RESULTS:
        assert (ROOT / "plugins" / "modules" / f"{name}.py").is_file()


@pytest.mark.parametrize("module", sorted(RESULTS))
def test_one_thing_is_counted_once(module):
    (found,) = counted(module, RESULTS[module])
    assert set(found) == {"name", "canonical_facts", "facts"}
    assert found["name"] in ("LT-2001", "OPS-7", "NORTH", "Sprint 1", "Approved")
    assert all(isinstance(value, str) and value for value in found["canonical_facts"].values())


@pytest.mark.parametrize("module", sorted(RESULTS))
def test_what_is_absent_or_failed_is_not_counted(module):
    (member,) = (name for name in RESULTS[module] if name != "changed")
    for result in ({}, {member: None}, {"failed": True, "msg": "no"}):
        assert counted(module, result) == []
