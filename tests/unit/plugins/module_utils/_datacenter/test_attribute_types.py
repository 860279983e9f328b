# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identifiers of attribute types: each means one, and the dialect adds those of a server."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import ATTRIBUTE_TYPES
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.attribute_types import (
    IDENTIFIERS,
    find_attribute_type,
    squeeze,
)


def test_every_type_has_a_row():
    assert list(IDENTIFIERS) == [row.name for row in ATTRIBUTE_TYPES]


def test_no_identifier_means_two_types():
    names = [
        (squeeze(name), row.name)
        for row in ATTRIBUTE_TYPES
        for name in {row.name, *IDENTIFIERS[row.name]}
    ]
    meant = dict(names)
    assert all(meant[squeezed] == name for squeezed, name in names)


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("InventoryList", "Asset List"),
        ("InventoryListByForm", "Asset List by Asset Types"),
        ("ListBoxMultiple", "List Box - Multiple"),
        ("DatetimePicker", "Date Time Picker"),
        ("radio_button_list", "Radio Button"),
        ("JIRA_USER", "Jira User Picker"),
        ("Number Float", "Number Float (with decimals)"),
        ("IPV6", "IPv6"),
        ("EncryptedTextField", "Encrypted"),
        ("SecretText", "Encrypted"),
        ("MaskedInput", "Encrypted"),
        ("PasswordField", "Encrypted"),
        *((row.name, row.name) for row in ATTRIBUTE_TYPES),
    ],
)
def test_attribute_type_is_found(identifier, name):
    assert find_attribute_type(identifier, {}).name == name


@pytest.mark.parametrize("identifier", ["", "ColourPicker", "Lists"])
def test_unknown_attribute_type_is_not_guessed(identifier):
    assert find_attribute_type(identifier, {}) is None


def test_dialect_names_attribute_types():
    found = find_attribute_type("Colour.Picker", {"Colour.Picker": "Text"})
    assert found.name == "Text"
    assert find_attribute_type("Text", {"Text": "Encrypted"}).kind == "encrypted"


def test_type_that_the_server_does_not_show_is_named_by_the_attribute():
    assert find_attribute_type("", {}, "Text") is None
    assert find_attribute_type("", {"Colour": "Text"}, "Colour").kind == "text"
    assert find_attribute_type("Text", {"Colour": "Encrypted"}, "Colour").kind == "text"
    assert find_attribute_type("", {}, "Root password").kind == "encrypted"
