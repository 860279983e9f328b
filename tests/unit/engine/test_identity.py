# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which asset a declaration means: by name, by fields, by id; one and never a guess."""

from __future__ import annotations

import pytest

from .company import COMPANY
from .engine import apply, changes_of, counted, is_silent, refused
from .fake import Fake

LAPTOP = {"asset_type": "Laptop", "name": "LT-1"}
MANY = [{"asset_type": "Laptop", "name": f"other {number:02}"} for number in range(11)]
"""With so many others the type is listed as a whole; alone, an asset is searched for."""

AMONG = pytest.mark.parametrize("others", [[], MANY], ids=["alone", "among many"])


# --- by name --------------------------------------------------------------------------------------------------------


@AMONG
def test_an_asset_is_created_once(any_server, others):
    result = apply(any_server, [*others, LAPTOP])
    assert counted(result, created=len(others) + 1)
    assert any_server.one("LT-1").type.name == "Laptop"
    assert is_silent(any_server, [*others, LAPTOP])


@AMONG
def test_names_are_compared_exactly(server, others):
    names = [
        "case",
        "Case",
        " case",
        "case ",
        "case  case",
        "case case",
        "case\tcase",
        "12",
        "# 12",
    ]
    declared = [{"asset_type": "Laptop", "name": name} for name in names]
    assert counted(apply(server, [*others, *declared]), created=len(names) + len(others))
    assert is_silent(server, declared)
    assert is_silent(server, [*others, *declared])


@AMONG
def test_the_same_name_in_another_type_is_another_asset(any_server, others):
    any_server.add("Rack", "LT-1")
    assert counted(apply(any_server, [*others, LAPTOP]), created=1 + len(others))
    both = [{"asset_type": "Rack", "name": "LT-1"}, LAPTOP]
    assert is_silent(any_server, [*others, *both])


def test_a_type_may_be_written_as_its_id(server):
    server.add("Laptop", "LT-1")
    for asset_type in (2, "2"):
        assert is_silent(server, [{"asset_type": asset_type, "name": "LT-1"}])


def test_a_type_that_is_not_there_is_refused_with_a_hint(server):
    sentence = refused(server, [{"asset_type": "Laptp", "name": "x"}])
    assert "there is no asset type 'Laptp'; did you mean 'Laptop'?" in sentence


def test_two_types_of_one_name_are_told_apart_by_their_ids():
    server = Fake([*COMPANY, COMPANY[0].__class__(9, "Rack", {}, COMPANY[0].fields)])
    sentence = refused(server, [{"asset_type": "Rack", "name": "r"}])
    assert "several asset types are named 'Rack' (1 in scheme 'Scheme of 1', 9 in" in sentence
    apply(server, [{"asset_type": 9, "name": "r"}])
    assert server.one("r").type.id == 9
    assert is_silent(server, [{"asset_type": 9, "name": "r"}])
    assert counted(apply(server, [{"asset_type": 1, "name": "r"}]), created=1)


def test_what_only_a_sure_search_brings_is_not_created_again(server):
    server.found_if_sure = frozenset({"LT-1"})
    server.add("Laptop", "LT-1")
    assert is_silent(server, [LAPTOP])


def test_nothing_is_written_to_what_only_a_lagging_search_calls_so(server):
    server.lag = 50
    old = server.add("Laptop", "LT-1")
    server.edit(old, name="LT-renamed", lagging=True)
    result = apply(server, [{**LAPTOP, "status": "Retired"}], wait=0)
    assert counted(result, created=1)
    assert server.assets[old].name == "LT-renamed"
    assert "status" not in server.assets[old].values


def test_an_asset_that_only_a_lagging_search_shows_is_created(server):
    server.lag = 4
    server.remove(server.add("Laptop", "LT-1"), lagging=True)
    assert counted(apply(server, [{**LAPTOP, "status": "In use"}]), created=1)


def test_an_asset_that_only_a_lagging_search_shows_is_absent(server):
    server.lag = 4
    server.remove(server.add("Laptop", "LT-1"), lagging=True)
    assert is_silent(server, [{**LAPTOP, "state": "absent"}])


# --- by fields ------------------------------------------------------------------------------------------------------

BY_SERIAL = {"asset_type": "Laptop", "match_by": ["serial_number"], "serial_number": "PF-1"}


@AMONG
def test_a_serial_number_says_which_asset_is_renamed(any_server, others):
    asset_id = any_server.add("Laptop", "LT-1", serial_number="PF-1")
    declared = [*others, {**BY_SERIAL, "name": "LT-spare"}]
    result = apply(any_server, declared)
    assert counted(result, created=len(others), updated=1, renamed=1)
    assert any_server.assets[asset_id].name == "LT-spare"
    assert is_silent(any_server, declared)
    assert is_silent(any_server, [BY_SERIAL]), "without a name nothing is renamed"


@pytest.mark.parametrize(
    ("key", "value"),
    [("cost", 12.5), ("install_date", "2026-02-03"), ("location", "Laboratory"), ("status", "In use"),
     ("belongs_to_group", ["a", "b"]), ("Model", "T14"), ("owner", "mei.lin")],
)  # fmt: skip
@AMONG
def test_any_field_may_say_which_asset_it_is(server, others, key, value):
    fields = {"attributes": {key: value}} if key == "Model" else {key: value}
    asset_id = server.add("Laptop", "old", **fields)
    server.add("Laptop", "another")
    result = apply(server, [*others, {**LAPTOP, "match_by": [key], **fields}])
    assert counted(result, created=len(others), updated=1, renamed=1)
    assert server.assets[asset_id].name == "LT-1"


@AMONG
def test_a_name_and_a_field_may_be_needed_together(server, others):
    wanted = server.add("Laptop", "LT-1", serial_number="one")
    server.add("Laptop", "LT-1", serial_number="two")
    declared = {
        **LAPTOP, "match_by": ["name", "serial_number"], "serial_number": "one", "status": "In use",
    }  # fmt: skip
    assert counted(apply(server, [*others, declared]), created=len(others), updated=1)
    assert server.assets[wanted].values["status"] == "In use"
    assert is_silent(server, [declared])


@AMONG
def test_a_user_is_found_under_each_spelling(server, others):
    server.add("Laptop", "LT-1", owner="JIRAUSER10102")
    declared = {**LAPTOP, "match_by": ["owner"], "owner": "mei.lin"}
    assert counted(apply(server, [*others, declared]), created=len(others))


@AMONG
def test_a_field_that_rows_leave_out_is_read_by_id(server, others):
    server.not_in_rows = frozenset({"serial_number"})
    server.add("Laptop", "LT-1", serial_number="PF-1")
    server.add("Laptop", "LT-2", serial_number="PF-2")
    assert counted(apply(server, [*others, BY_SERIAL]), created=len(others))


@AMONG
def test_a_field_that_the_server_never_shows_finds_nothing(server, others):
    server.not_in_rows = server.not_in_reads = frozenset({"serial_number"})
    server.add("Laptop", "LT-1", serial_number="PF-1")
    sentence = refused(server, [*others, BY_SERIAL])
    assert "match_by: the server does not show 'serial_number'" in sentence


def test_a_new_asset_needs_a_name(server):
    assert "creating it requires a name" in refused(server, [BY_SERIAL])


# --- by id ----------------------------------------------------------------------------------------------------------


def test_with_an_id_the_name_renames(any_server):
    asset_id = any_server.add("Laptop", "LT-1", status="In use")
    result = apply(any_server, [{"id": asset_id, "name": "LT-2", "status": "In use"}])
    assert changes_of(result) == {"name": ("LT-1", "LT-2")}
    assert [(one.verb, one.what, one.values) for one in any_server.asked()] == [
        ("update", asset_id, {})
    ]
    for spelled in (asset_id, str(asset_id), f" {asset_id} "):
        assert is_silent(any_server, [{"id": spelled, "name": "LT-2"}])


def test_an_id_alone_costs_one_read_and_no_search(any_server):
    asset_id = any_server.add("Laptop", "LT-1", status="In use")
    assert is_silent(any_server, [{"id": asset_id, "status": "In use"}])
    assert [one.what for one in any_server.asked("read", "search")] == [(asset_id,)]


def test_an_id_that_is_not_there_is_never_created(any_server):
    missing = f"{any_server.prefix}99"
    assert f"there is no asset {missing}" in refused(any_server, [{"id": missing, **LAPTOP}])
    assert is_silent(any_server, [{"id": missing, "state": "absent"}])


@pytest.mark.parametrize("wrong", ["forty", "1.5", True, [1], "#1"])
def test_what_is_not_an_id_is_refused(server, wrong):
    assert "is not an asset id" in refused(server, [{"id": wrong, **LAPTOP}])


def test_an_id_of_another_type_is_refused(any_server):
    asset_id = any_server.add("Rack", "rack-01")
    sentence = refused(any_server, [{"id": asset_id, "asset_type": "Laptop"}])
    assert f"asset {asset_id} is of type 'Rack'" in sentence


# --- absent ---------------------------------------------------------------------------------------------------------

ABSENT = {
    "by name": LAPTOP,
    "by serial number": BY_SERIAL,
    "by id": {"id": 1},
    "by name, with fields that do not matter": {**LAPTOP, "attributes": {"User": ["is gone"]}},
}


@pytest.mark.parametrize("declared", ABSENT.values(), ids=ABSENT)
def test_what_is_absent_is_deleted_once(server, declared):
    assert server.add("Laptop", "LT-1", serial_number="PF-1") == 1
    kept = server.add("Laptop", "LT-2")
    result = apply(server, [{**declared, "state": "absent"}])
    assert changes_of(result) == {"state": ("present", "absent")}
    assert [(one.verb, one.what) for one in server.asked()] == [("delete", 1)]
    assert list(server.assets) == [kept]
    assert is_silent(server, [{**declared, "state": "absent"}])


# --- more than one --------------------------------------------------------------------------------------------------

TWINS = {
    "by name": LAPTOP,
    "by name, absent": {**LAPTOP, "state": "absent"},
    "by serial number": {**BY_SERIAL, "name": "new"},
    "by name and serial number": {**BY_SERIAL, **LAPTOP, "match_by": ["name", "serial_number"]},
}


@pytest.mark.parametrize("declared", TWINS.values(), ids=TWINS)
@AMONG
def test_ambiguity_is_an_error_that_names_the_ids(any_server, others, declared):
    twins = [any_server.add("Laptop", "LT-1", serial_number="PF-1") for _number in range(2)]
    sentence = refused(any_server, [*others, declared])
    assert "2 assets have this" in sentence
    assert f"(ids {twins[0]}, {twins[1]})" in sentence


def test_ambiguity_that_rows_do_not_show_is_an_error(server):
    server.not_in_rows = frozenset({"serial_number"})
    for name in ("one", "two"):
        server.add("Laptop", name, serial_number="PF-1")
    assert "(ids 1, 2)" in refused(server, [BY_SERIAL])


TWICE = {
    "same name": LAPTOP,
    "type by its id": {"asset_type": 2, "name": "LT-1"},
    "id": {"id": 1},
    "id as text": {"id": "1", "asset_type": "Laptop"},
    "another field": BY_SERIAL,
    "absent": {**LAPTOP, "state": "absent"},
}


@pytest.mark.parametrize("again", TWICE.values(), ids=TWICE)
@AMONG
def test_an_asset_that_is_declared_twice_is_refused_naming_both_places(server, others, again):
    assert server.add("Laptop", "LT-1", serial_number="PF-1") == 1
    first = {**LAPTOP, "status": "In use"}
    sentence = refused(server, [first, again, *others], origins=["a.yml:1", "b.yml:9"])
    assert "b.yml:9: " in sentence
    assert "is already declared at a.yml:1: " in sentence


def test_a_rename_to_the_name_of_another_declared_asset_is_refused(server):
    number = server.add("Laptop", "LT-1")
    server.add("Laptop", "LT-2")
    declared = [{"id": number, "name": "LT-2"}, {"asset_type": "Laptop", "name": "LT-2"}]
    assert "already declared" in refused(server, declared)


def test_names_may_change_hands(server):
    one, two = server.add("Laptop", "LT-1"), server.add("Laptop", "LT-2")
    declared = [{"id": one, "name": "LT-2"}, {"id": two, "name": "LT-1"}]
    assert counted(apply(server, declared), updated=2, renamed=2)
    assert [server.assets[key].name for key in (one, two)] == ["LT-2", "LT-1"]
    assert is_silent(server, declared)


# --- what is wrong --------------------------------------------------------------------------------------------------


def test_every_problem_is_reported_at_once_with_its_place(server):
    declared = [
        {"asset_type": "Rack", "name": "a", "status": "Broken"},
        {"asset_type": "Rak", "name": "b"},
        {"asset_type": "Laptop", "name": "c", "attributes": {"Colour": "red"}},
        {"name": "d"},
        {"asset_type": "Rack", "name": "e", "state": "gone", "match_by": 7, "colour": 1},
        {"asset_type": "Rack", "name": "f", "id": "forty"},
        {"asset_type": "Rack", "name": "g", "id": 999},
    ]
    sentence = refused(server, declared, origins=[f"racks.yml:{line}" for line in range(1, 8)])
    assert [sentence.count(f"racks.yml:{line}: ") for line in range(1, 8)] == [1, 1, 1, 1, 3, 1, 1]
    assert "racks.yml:1: Rack 'a': status: " in sentence
