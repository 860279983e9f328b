# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which fact is proposed for which attribute, and that names from a server are never more than names."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import build_asset_type
from ansible_collections.assetops.aip.plugins.module_utils._core.host_mapping import (
    fact_for,
    mapping_text,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Field, Option


def attribute(name, kind="text", options=()):
    return Field(name, name, kind, 1, "Some type", tuple(options))


@pytest.mark.parametrize(
    ("name", "kind", "fact"),
    [
        ("RAM (GB)", "long", "memory_gb"),
        ("ram_gb", "text", "memory_gb"),
        ("Host-Name", "text", "hostname"),
        ("IP", "ip", "ip_address"),
        ("OS", "options", "operating_system"),
        ("Hostname", "encrypted", ""),
        ("Model", "references", ""),
        ("Model", "date", ""),
        ("Rack", "text", ""),
        ("", "text", ""),
    ],
)
def test_a_fact_is_proposed_if_the_attribute_can_hold_it(name, kind, fact):
    assert fact_for(attribute(name, kind)) == fact


def test_names_are_names_whatever_they_are():
    evil = "{{ 1 }}\n---\nx: y"
    options = [Option(str(number), f"{evil}{number}", (str(number),)) for number in range(9)]
    names = [attribute("R A M: #1"), attribute("Host: name"), attribute(evil, "option", options)]
    made = build_asset_type(3, evil, names)
    text = mapping_text(made, made.name, {"hostname": evil}, evil)
    assert [line for line in text.splitlines() if line == "---"] == ["---"]
    found = yaml.safe_load(text.replace("!unsafe ", ""))
    assert found["aip_host_assets_asset_type"] == evil
    assert found["aip_host_assets_attributes"] == {
        "Host: name": "{{ aip_host_assets_facts.hostname }}"
    }
    assert "aip_host_assets_asset_type: !unsafe" in text


def test_a_type_without_attributes_is_valid_too():
    found = yaml.safe_load(mapping_text(build_asset_type(3, "Empty", []), 3, {}))
    assert found["aip_host_assets_attributes"] == {}
    assert found["aip_host_assets_asset_type"] == 3


def test_a_fact_of_two_lines_stays_a_comment():
    text = mapping_text(build_asset_type(3, "S", [attribute("Disks")]), "S", {"disks": "a\nb: c"})
    assert "  # a b: c\n" in text
