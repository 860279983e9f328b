# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading by id: which call is made, and what its answers add up to, whatever their order."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.backend import silent
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import NotFound
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    SYSTEM_FIELDS,
    build_asset_type,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Field, Row
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import answers
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.absence import No
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.api import SEARCH
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.carried import Carried
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.reading import (
    PLAIN,
    TRANSFORMED,
    Reader,
)

TYPE = build_asset_type(5, "Switch", [Field("Model", "Model", "text", 1)])
COST = TYPE.fields["cost"]
MODEL = TYPE.fields["Model"]


class Calls:
    """The two calls by id, answered from data; `made` has those that were made."""

    def __init__(self, transformed=None, plain=None):
        self._given = {TRANSFORMED: transformed or {}, PLAIN: plain or {}}
        self.made = []

    def _answer(self, call, asset_id):
        self.made.append((call, asset_id))
        data = self._given[call].get(asset_id)
        if data is None:
            return No(call, asset_id, NotFound("there is none"))
        return answers.read_asset({"id": asset_id, "name": "a", **data})

    def is_missing(self, no):
        return True

    def read_transformed(self, asset_id):
        return self._answer(TRANSFORMED, asset_id)

    def read_inventory(self, asset_id):
        return self._answer(PLAIN, asset_id)


def read(calls, ids=(41,), fields=(COST, MODEL), known=None, carried=None):
    reader = Reader(
        calls, carried or Carried(), lambda shown: TYPE if shown.type_id == TYPE.id else None
    )
    return reader.read(
        ids, None if fields is None else lambda _type: fields, known or {}, 1, silent
    )


def test_one_call_will_do_if_it_carries_what_is_wanted():
    calls = Calls({41: {"formId": 5, "asset.cost": 3, "attributes": {"Model": "X1"}}})
    current = read(calls)[41]
    assert calls.made == [(TRANSFORMED, 41)]
    assert (current.asset_type, current.raw["cost"], current.raw["Model"]) == (TYPE, 3, "X1")


def test_first_answer_counts_and_the_others_add():
    calls = Calls(
        {41: {"formId": 5, "asset.cost": 3, "attachments": []}},
        {41: {"name": "old", "asset.cost": 4, "attributes": {"Model": "X1"}}},
    )
    current = read(calls)[41]
    assert calls.made == [(TRANSFORMED, 41), (PLAIN, 41)]
    assert (current.name, current.raw["cost"], current.raw["Model"]) == ("a", 3, "X1")
    assert current.attachments == ()


def test_name_and_attachments_alone_cost_one_call():
    calls = Calls({41: {"attachments": []}})
    assert read(calls, fields=None)[41].attachments == ()
    assert calls.made == [(TRANSFORMED, 41)]


def test_type_that_only_the_plain_read_shows():
    calls = Calls({41: {"asset.cost": 3}}, {41: {"formId": 5}})
    assert read(calls, fields=())[41].asset_type == TYPE


def test_type_that_is_known_is_not_asked_for():
    calls = Calls({41: {"asset.cost": 3}})
    current = read(calls, fields=(COST,), known={41: Row(41, "a", TYPE)})[41]
    assert current.asset_type == TYPE
    assert calls.made == [(TRANSFORMED, 41)]


def test_row_adds_what_no_call_by_id_carries():
    row = Row(41, "a", TYPE, raw={"cost": 9, "Model": "stale"})
    calls = Calls({41: {"formId": 5, "attributes": {"Model": "X1"}}}, {41: {"attributes": []}})
    current = read(calls, known={41: row})[41]
    assert (current.raw["cost"], current.raw["Model"]) == (9, "X1")


def test_row_does_not_count_where_a_call_by_id_carries_the_field():
    row = Row(41, "a", TYPE, raw={"cost": 9})
    calls = Calls({41: {"formId": 5, "asset.cost": None, "attributes": []}})
    assert read(calls, known={41: row})[41].raw["cost"] is None


def test_field_that_an_answer_of_its_kind_leaves_out_is_empty():
    calls = Calls({41: {"formId": 5, "asset.status": "In use", "attributes": []}})
    current = read(calls)[41]
    assert set(current.raw) == {*(row.key for row in SYSTEM_FIELDS), "Model"}
    assert current.raw["cost"] is None


def test_field_that_no_answer_of_its_kind_shows_is_unreadable():
    calls = Calls({41: {"formId": 5}}, {41: {}})
    current = read(calls)[41]
    assert current.raw == {}
    assert current.attachments is None


def test_asset_that_is_not_there_is_left_out():
    calls = Calls({42: {"formId": 5, "attributes": []}}, {})
    assert list(read(calls, ids=(41, 42), fields=())) == [42]


@pytest.mark.parametrize("order", list(itertools.permutations((41, 42, 43))), ids=str)
def test_order_of_answers_does_not_count(order):
    # Only 42 has a system field, and only 43 an attribute; the server leaves out what is empty.
    calls = Calls(
        {
            41: {"formId": 5},
            42: {"formId": 5, "asset.status": "In use"},
            43: {"formId": 5, "attributes": {"Model": "X1"}},
        }
    )
    found = read(calls, ids=order)
    assert found[41].raw["cost"] is None
    assert found[43].raw["cost"] is None
    assert found[43].raw["Model"] == "X1"
    assert sorted(calls.made) == [(TRANSFORMED, 41), (TRANSFORMED, 42), (TRANSFORMED, 43)]


def test_what_a_call_carries_is_known_to_the_next_read():
    carried = Carried()
    read(
        Calls({42: {"formId": 5, "asset.status": "In use"}}),
        ids=(42,),
        fields=(COST,),
        carried=carried,
    )
    calls = Calls({41: {"formId": 5}})
    assert read(calls, fields=(COST,), carried=carried)[41].raw["cost"] is None
    assert calls.made == [(TRANSFORMED, 41)]


def test_search_and_reads_by_id_are_known_apart():
    carried = Carried()
    carried.note(SEARCH, [answers.read_asset({"id": 1, "asset.status": "In use"})])
    assert carried.system(SEARCH)
    assert not carried.system(TRANSFORMED)
    assert not carried.attributes(SEARCH)
