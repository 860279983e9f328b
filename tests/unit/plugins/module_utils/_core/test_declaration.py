# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What assets inherit, what is cleared because it was not written, and assets declared twice."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declaration import (
    Defaults,
    Written,
    find_duplicates,
    find_shared,
    with_every_field,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import parse_asset
from ansible_collections.assetops.aip.plugins.module_utils._core.model import AssetType, Declared
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    SPECIMEN,
)

OTHER = AssetType(2, "Widget", {}, SPECIMEN.fields)


@pytest.mark.parametrize(
    ("of_all", "of_type", "asset", "expected"),
    [
        ({}, {}, {"name": "a"}, {"name": "a"}),
        ({"status": "1"}, {}, {"name": "a"}, {"name": "a", "status": "1"}),
        ({"status": "1"}, {"status": "2"}, {}, {"status": "2"}),
        ({"status": "1"}, {"status": "2"}, {"status": None}, {"status": None}),
        (
            {"attributes": {"A": 1, "B": 1}},
            {"attributes": {"B": 2, "C": 2}},
            {"attributes": {"C": None, "D": 3}},
            {"attributes": {"A": 1, "B": 2, "C": None, "D": 3}},
        ),
        ({"attributes": {"A": 1}}, {}, {"attributes": None}, {"attributes": None}),
        ({"attributes": {"A": 1}}, {}, {"attributes": "wrong"}, {"attributes": "wrong"}),
        ({"attachments": ["x"]}, {}, {"attachments": ["y"]}, {"attachments": ["y"]}),
    ],
)
def test_what_is_written_counts_before_what_is_inherited(of_all, of_type, asset, expected):
    defaults = Defaults(of_all, {SPECIMEN.id: of_type})
    assert defaults.complete(asset, SPECIMEN) == expected


def test_defaults_of_another_type_do_not_count():
    assert Defaults({}, {2: {"status": "1"}}).complete({"name": "a"}, SPECIMEN) == {"name": "a"}
    assert Defaults({}, {2: {"status": "1"}}).complete({"name": "a"}, None) == {"name": "a"}


@pytest.mark.parametrize(
    ("asset", "origin", "place"),
    [
        ({"name": "a"}, "", ""),
        ({"name": "a", "asset_type": "Rack"}, "x.yml:3", "x.yml:3: Rack 'a'"),
        ({"asset_type": 7}, "x.yml:3", "x.yml:3: 7"),
        ({"name": ["a"]}, "x.yml:3", "x.yml:3"),
    ],
)
def test_a_written_asset_has_a_place(asset, origin, place):
    assert Written(asset, origin).place == place


def declared(origin, asset_type=SPECIMEN, **written):
    return parse_asset(written, asset_type, KNOWN, origin)


@pytest.mark.parametrize(
    ("first", "second", "is_twice"),
    [
        ({"name": "a"}, {"name": "a"}, True),
        ({"name": "a"}, {"name": "A"}, False),
        ({"name": "a"}, {"name": "a", "asset_type": OTHER}, False),
        ({"id": 1}, {"id": 1, "name": "b"}, True),
        ({"id": 1, "name": "a"}, {"id": 2, "name": "a"}, False),
        ({"id": 1, "name": "a"}, {"name": "a"}, True),
        ({"id": 1, "name": "a"}, {"name": "a", "state": "absent"}, True),
        ({"id": 1, "name": "b"}, {"name": "a", "state": "absent"}, False),
        ({"name": "a"}, {"name": "a", "match_by": ["asset_tag"], "asset_tag": "1"}, True),
        (
            {"name": "n", "asset_tag": "1"},
            {"name": "m", "match_by": ["asset_tag"], "asset_tag": "1"},
            True,
        ),
        ({"name": "n"}, {"name": "m", "match_by": ["asset_tag"], "asset_tag": "1"}, False),
        ({"name": "a", "state": "absent"}, {"name": "a"}, True),
        (
            {"name": "a", "match_by": ["asset_tag"], "asset_tag": "1"},
            {"name": "b", "match_by": ["asset_tag"], "asset_tag": 1},
            True,
        ),
        (
            {"name": "a", "match_by": ["asset_tag"], "asset_tag": "1"},
            {"name": "a", "match_by": ["asset_tag"], "asset_tag": "2"},
            False,
        ),
    ],
)
def test_an_asset_declared_twice_is_noticed(first, second, is_twice):
    problems = find_duplicates([declared("x:1", **first), declared("y:2", **second)])
    assert len(problems) == is_twice
    assert all(word in problem for problem in problems for word in ("x:1", "y:2"))


def test_declarations_that_mean_one_asset_are_noticed():
    one, other = declared("x:1", name="a"), declared("y:2", id=7)
    (problem,) = find_shared([(one, 7), (other, 7), (declared("z:3", name="c"), 8)])
    assert problem.startswith("y:2: asset 7: is already declared at x:1: Specimen 'a'")


def test_fields_that_were_not_written_are_cleared_but_for_those_that_cannot_be_read():
    full = with_every_field(declared("", name="a", status="In use", owner=None), ["cost"])
    assert full.values["status"] == "In use"
    assert set(SPECIMEN.fields) - set(full.values) == {"Encrypted", "cost"}
    assert {value for key, value in full.values.items() if key != "status"} == {None}
    gone = Declared(SPECIMEN, "a", present=False)
    assert with_every_field(gone, ()) == gone
