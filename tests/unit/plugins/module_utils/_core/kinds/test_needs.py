# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must be fetched before a comparison, and what need not be."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.needs import (
    needs_locations,
    users_to_look_up,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import OF_KIND

MEI = {"key": "JIRAUSER10101", "username": "mei.lin", "active": True}


@pytest.mark.parametrize(
    ("kind", "declared", "raw", "is_needed"),
    [
        ("user", "mei.lin", "mei.lin", False),
        ("user", "mei.lin", "MEI.LIN", False),  # usernames have no case
        ("user", "mei.lin", "JIRAUSER10101", True),
        ("user", "mei.lin", "tomas.novak", True),
        ("user", "mei.lin", MEI, False),
        ("user", "jirauser10101", [MEI], False),
        ("user", "tomas.novak", MEI, True),
        ("user", "mei.lin", None, False),
        ("user", "mei.lin", "", False),
        ("user", "mei.lin", {"username": ""}, False),
        ("user", None, "mei.lin", False),
        ("user_text", "mei.lin", "mei.lin", False),
        ("user_text", "Mei.Lin", "mei.lin", True),  # may be a text of another meaning
        ("user_text", "mei.lin", "JIRAUSER10101", True),
        ("text", "mei.lin", "JIRAUSER10101", False),
    ],
)
def test_users_are_looked_up_only_where_their_spelling_decides(kind, declared, raw, is_needed):
    found = users_to_look_up([(OF_KIND[kind], declared, raw)])
    assert found == ({declared} if is_needed else set())


def test_every_user_is_named_once():
    field = OF_KIND["user"]
    rows = [(field, "a", "x"), (field, "a", "y"), (field, "b", "x"), (field, "c", "c")]
    assert users_to_look_up(rows) == {"a", "b"}
    assert users_to_look_up([]) == set()


@pytest.mark.parametrize(
    ("kind", "value", "is_needed"),
    [
        ("location", "1", True),
        ("location", 1, True),
        ("location", {"locationName": "Halden"}, True),
        ("location", None, False),
        ("location", "", False),
        ("location", [], False),
        ("text", "Halden", False),
    ],
)
def test_locations_are_needed_where_one_is_written_or_shown(kind, value, is_needed):
    assert needs_locations(OF_KIND[kind], value) == is_needed
