# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References in answers: by id, by name, by both, and what only looks like one."""

from __future__ import annotations

from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Ref,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
)


def same_refs(declared, raw):
    return table.matches_raw(frozenset(declared), raw, OF_KIND["references"], KNOWN)


def test_reference_that_only_looks_like_name_and_id_is_not_that_asset():
    box_9, thing_3 = Ref(9, "Box #3"), Ref(3, "Thing")
    assert same_refs([box_9], "Box #3")
    assert not same_refs([thing_3], "Box #3")
    assert same_refs([Ref(3, "Box")], "Box #3")
    assert same_refs([thing_3], [{"id": 3, "name": "renamed since"}])


def test_asset_that_is_declared_twice_is_one_reference():
    twice = [Ref(1), Ref(1, "A")]
    assert same_refs(twice, "1")
    assert not same_refs(twice, "1,2")


def test_assets_of_one_name_are_counted():
    twins = [Ref(5, "twin"), Ref(6, "twin")]
    assert same_refs(twins, "twin,twin")
    assert same_refs(twins, [{"id": 6, "name": "twin"}, {"id": 5, "name": "twin"}])
    assert not same_refs(twins, "twin")
    assert not same_refs(twins[:1], "twin,twin")
    assert not same_refs(twins[:1], [{"id": 6, "name": "twin"}])


def test_reference_is_found_by_its_id_before_another_takes_it_by_name():
    by_id, by_name = Ref(5, "twin"), Ref(name="twin")
    assert same_refs([by_id, by_name], [{"id": 5, "name": "twin"}, {"id": 6, "name": "twin"}])
    assert same_refs([by_id, Ref(6, "twin")], ["twin", {"id": 5, "name": "twin"}])
    assert not same_refs([by_id, by_name], [{"id": 6, "name": "twin"}, {"id": 7, "name": "twin"}])


def test_asset_that_will_be_created_is_none_that_is_there():
    assert not same_refs([Ref(name="twin", new=3)], "twin")


def test_many_commas_in_an_answer_take_no_time():
    names = [f"asset {number}" for number in range(500)]
    declared = [Ref(number, name) for number, name in enumerate(names, 1)]
    assert same_refs(declared, ",".join(names))
    assert same_refs(declared, ",".join(f"{ref.name} #{ref.id}" for ref in declared))
    assert not same_refs(declared[1:], ",".join(names))
