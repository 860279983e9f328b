# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variables are taken for misspelt ones; and the libraries that are named once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._local.requirements import REQUIREMENTS
from ansible_collections.assetops.aip.plugins.plugin_utils._misspelt import PREFIXES, find_misspelt

ROOT = Path(__file__).resolve().parents[3]


def variables_of(role):
    specs = yaml.safe_load(
        (ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8")
    )
    return set(specs["argument_specs"]["main"]["options"])


ROLES = {path.name: variables_of(path.name) for path in (ROOT / "roles").iterdir()}


@pytest.mark.parametrize("role", ROLES)
def test_no_variable_of_ours_is_taken_for_a_misspelt_one(role):
    theirs = set().union(
        *ROLES.values(), {"aip_register_hosts", "aip_schema_dest", "aip_validate_src"}
    )
    of_inventory = {
        f"aip_{name}"
        for name in ("id", "name", "asset_type", "attributes", "status", "location", "owner")
    }
    own = {
        "aip_url",
        "aip_token",
        "aip_dialect",
        "aip_in_process",
        "aip_report",
        "aip_assets",
        "aip_apply",
        "aip_audit",
    }
    given = dict.fromkeys(theirs | of_inventory | own)
    known = ROLES[role] | ({"aip_register_hosts"} if role == "aip_host_assets" else set())
    assert find_misspelt(given, known, f"{role}_") == {}
    assert f"{role}_" in PREFIXES


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_is_recognised_with_a_letter_too_few_or_with_two_swapped(role):
    known = ROLES[role]
    for name in known:
        at = len(role) + 2
        wrong = {
            name[:at] + name[at + 1 :],
            name[:-2] + name[-1] + name[-2],
            name[:5] + name[6:],
            name[:-1],
        } - known
        found = find_misspelt(dict.fromkeys(wrong), known, f"{role}_")
        assert set(found) == wrong
        assert all(found.values()), found


def test_registered_results_may_have_any_name():
    results = {
        "aip_apply_result": {"changed": False},
        "aip_apply_x": {"failed": True, "results": []},
    }
    assert find_misspelt(results, ROLES["aip_apply"], "aip_apply_") == {}
    assert find_misspelt({"aip_apply_x": {"a": 1}}, ROLES["aip_apply"], "aip_apply_") == {
        "aip_apply_x": ""
    }


def test_libraries_are_those_of_requirements_txt():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    written = {line.partition(" ")[0] for line in lines if line and line[0] != "#"}
    assert {one for one, _module in REQUIREMENTS.values()} == written
    for name in REQUIREMENTS:
        command = re.search(
            r"(?m)^pip install .*$", (ROOT / "README.md").read_text(encoding="utf-8")
        )
        assert f"'{name}>=" in command[0]
