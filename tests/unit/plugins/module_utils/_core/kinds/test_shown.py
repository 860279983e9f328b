# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users are shown can be written; secrets are not shown."""

from __future__ import annotations

import dataclasses
import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    Secret,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import SEPARATOR
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
)

NOVAK = {
    "key": "tnovak", "username": "Tomas.Novak", "name": "Tomas.Novak", "directoryId": 1,
    "emailAddress": "t@example.com", "displayName": "Tomas Novak", "avatarUrl": "", "active": True,
}  # fmt: skip
EPOCH_DAY = 1580688000000  # 2020-02-03T00:00Z
SEP = SEPARATOR


# kind, answer, shown
SHOWN = [
    ("text", "SN-1", "SN-1"),
    ("text_area", "a\r\nb", "a\nb"),
    ("long", "14", 14),
    ("double", "34.0", 34),
    ("double", "34.12", 34.12),
    ("double", "about 3", "about 3"),
    ("date", EPOCH_DAY, "2020-02-03"),
    ("datetime", "2020-02-03 11:49:30", "2020-02-03T11:49"),
    ("options", f"Can{SEP}Ada", ["Ada", "Can"]),
    ("cascading", "1-2-3", ["Europe", "Norway", "Halden"]),
    ("cascading", "9-9", "9-9"),
    ("ids", "10001,10000", ["10000", "10001"]),
    ("user", NOVAK, "Tomas.Novak"),
    ("groups", '["b","a"]', ["a", "b"]),
    ("location", 1, "Halden"),
    ("location", 2, "Store room, basement"),
    ("location", 4, "Oslo"),
    ("location", 3, 3),  # its name "4" may be the id of another one
    ("location", 5, "77"),
    ("location", 7, 7),  # another one has its name
    ("location", 99, 99),
    ("location", "elsewhere", "elsewhere"),
    ("status", "1", "In stock"),
    ("status", "2", "2"),
    ("references", "42,41", [41, 42]),
    ("references", "b,a", ["a", "b"]),
    ("references", [{"id": 41, "name": "a"}, {"id": 42}], [42, "a #41"]),
    ("references", ["42,", {"name": "42"}], ["42,", {"name": "42"}]),
    ("encrypted", "whatever came", HIDDEN),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "shown"), SHOWN)
def test_answer_is_shown_in_the_spelling_of_users(kind, raw, shown):
    field = OF_KIND[kind]
    found = table.show_raw(raw, field, KNOWN)
    if kind == "references":
        assert sorted(found, key=str) == sorted(shown, key=str)
    else:
        assert found == shown
    assert type(found) is type(shown)
    json.dumps(found)


def test_location_whose_name_has_spaces_around_it_is_shown_so_that_it_can_be_written():
    for place in KNOWN.locations:
        odd = dataclasses.replace(place, name=f" {place.name}")
        known = dataclasses.replace(
            KNOWN, locations=(*KNOWN.locations, dataclasses.replace(odd, id=70 + odd.id))
        )
        shown = table.show(str(70 + odd.id), OF_KIND["location"], known)
        assert table.parse(shown, OF_KIND["location"], known) == str(70 + odd.id)


# -- secrets --


def test_secret_never_shows_itself():
    value = table.parse("s3cret", OF_KIND["encrypted"], KNOWN)
    for text in (repr(value), str(value), f"{value}", repr({"a": (value,)})):
        assert "s3cret" not in text
    assert table.show(value, OF_KIND["encrypted"], KNOWN) == HIDDEN


@pytest.mark.parametrize("raw", ["s3cret", "********", None, ""], ids=repr)
def test_secret_is_never_compared(raw):
    assert not table.matches_raw(Secret("s3cret"), raw, OF_KIND["encrypted"], KNOWN)
