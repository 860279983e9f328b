# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A mapping of facts to attributes to start from: only what the type has, and a file of users is never replaced."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.assetops.aip.tests.unit.plugins.modules import returned


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "group_vars" / "servers.yml"


def test_file_is_written_once_and_never_replaced_by_itself(run, sandbox, dest):
    planned = run(sandbox, "aip_host_mapping", check=True, dest=str(dest))
    assert not dest.parent.exists()
    done = run(sandbox, "aip_host_mapping", dest=str(dest))
    assert planned["changed"]
    assert done["changed"]
    assert planned["diff"] == done["diff"]
    assert dest.read_text(encoding="utf-8") == done["mapping"]
    again = run(sandbox, "aip_host_mapping", dest=str(dest))
    assert not again["changed"]
    dest.write_text("# mine\n", encoding="utf-8")
    for check in (True, False):
        refused = run(sandbox, "aip_host_mapping", check=check, dest=str(dest))
        assert "is there and has another content" in refused["msg"]
    assert dest.read_text(encoding="utf-8") == "# mine\n"
    forced = run(sandbox, "aip_host_mapping", dest=str(dest), force=True)
    assert forced["changed"]
    assert forced["diff"]["before"] == "# mine\n"
    returned.seen_in("aip_host_mapping", forced)
    assert sandbox.journal.writes() == []


def test_attributes_that_the_type_has_are_proposed(run, sandbox):
    done = run(sandbox, "aip_host_mapping", facts={"model": "R650 \u202e"}, host="web-1")
    found = yaml.safe_load(done["mapping"])
    assert found["aip_host_assets_asset_type"] == "Server"
    assert found["aip_host_assets_attributes"]["Model"] == "{{ aip_host_assets_facts.model }}"
    assert "Disks" not in found["aip_host_assets_attributes"]
    assert "  # R650 \\u202e\n" in done["mapping"]
    assert "those of web-1" in done["mapping"]
    assert {"Rack", "Console password"} <= set(done["unmapped"])
    assert done["summary_text"] == "Mapping of Server: 6 of 14 attributes have a fact"


def test_a_type_without_known_attributes(run, sandbox):
    found = yaml.safe_load(run(sandbox, "aip_host_mapping", asset_type="License")["mapping"])
    assert found["aip_host_assets_attributes"] == {}


def test_an_unknown_type_is_one_sentence(run, sandbox):
    refused = run(sandbox, "aip_host_mapping", asset_type="Servr")
    assert refused["msg"].startswith(
        "asset_type: there is no asset type 'Servr'; did you mean 'Server'?"
    )
