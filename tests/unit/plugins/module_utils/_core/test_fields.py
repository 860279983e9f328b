# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of fields: complete, without doubles, and found under every name."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core import fields
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import KINDS
from ansible_collections.assetops.aip.plugins.module_utils._core.model import AssetType, Field

TYPE_NAMES = [
    "Asset List", "Asset List by Asset Types", "Cascading Dropdown", "Checkbox", "Date Picker",
    "Date Time Picker", "Dropdown List", "Encrypted", "IP", "IPv6", "Jira Organizations",
    "Jira Project", "Jira Project Components", "Jira Project Versions", "Jira User Picker",
    "List Box", "List Box - Multiple", "Number Float (with decimals)",
    "Number Long (without decimals)", "Radio Button", "Text", "Text Area", "URL",
]  # fmt: skip


def test_tables_are_complete():
    assert len(fields.SYSTEM_FIELDS) == len(fields.SYSTEM_FIELD) == 15
    assert [row.name for row in fields.ATTRIBUTE_TYPES] == TYPE_NAMES


@pytest.mark.parametrize("row", [*fields.SYSTEM_FIELDS, *fields.ATTRIBUTE_TYPES], ids=str)
def test_kind_of_row_exists(row):
    assert row.kind in KINDS


def test_every_kind_is_used():
    used = {row.kind for row in (*fields.SYSTEM_FIELDS, *fields.ATTRIBUTE_TYPES)}
    assert used == set(KINDS)


def test_keys_of_attributes_are_unique():
    rows = [
        Field(fields.attribute_key(name), name, "text", number)
        for number, name in enumerate(["status", "name", "Status", "Model", "Model"], 1)
    ]
    found = fields.build_asset_type(7, "Thing", rows)
    assert isinstance(found, AssetType)
    assert set(found.attributes) == {"status", "name", "Status", "Model"}
    assert set(found.fields) - set(fields.SYSTEM_FIELD) == {
        "attributes.status", "attributes.name", "Status", "Model",
    }  # fmt: skip
    assert found.fields["status"].is_system
    assert not found.fields["attributes.status"].is_system
    assert found.attributes["Model"].attribute_id == 4


def test_every_substatus_is_listed_once():
    words = fields.Vocabulary()
    assert len(words.substatuses) == len(set(words.substatuses)) == 10
    assert set(words.status_keys.values()) <= set(words.statuses)
    assert set(words.substatus_keys.values()) <= set(words.substatuses)


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("Laptpo", ["Laptop", "Server"], "; did you mean 'Laptop'?"),
        ("ip", ["IP"], "; did you mean 'IP'?"),
        ("zzz", ["b", "a"], "; available: 'a', 'b'"),
        ("zzz", [], ""),
        (
            "zzz",
            [str(n) for n in range(10, 30)],
            "; available: " + ", ".join(f"'{n}'" for n in range(10, 22)) + ", ...",
        ),
    ],
)
def test_hint_names_what_may_have_been_meant(word, known, hint):
    assert fields.did_you_mean(word, known) == hint
