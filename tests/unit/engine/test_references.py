# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a reference means: an asset of the server, or one that the same task creates; one and never a guess."""

from __future__ import annotations

import pytest

from .engine import apply, changes_of, counted, is_silent, refused

SERVER = {"asset_type": "Server", "name": "srv-1"}


def server_in(*racks, **fields):
    """A declared server with its racks."""
    return {**SERVER, "attributes": {"Rack": list(racks)}, **fields}


def depends(name, *others):
    """A declared server that depends on assets of any type."""
    return {"asset_type": "Server", "name": name, "attributes": {"Depends on": list(others)}}


def refs_of(fake, name, key="Depends on"):
    """The ids that an asset refers to."""
    return {ref.id for ref in fake.one(name).values[key] or ()}


# --- how they are written -------------------------------------------------------------------------------------------

WAYS = {
    "name": lambda asset_id: "rack-01",
    "id": lambda asset_id: asset_id,
    "id as text": str,
    "name and id": lambda asset_id: f"rack-01 #{asset_id}",
    "type and name": lambda asset_id: {"asset_type": "Rack", "name": "rack-01"},
    "name in a mapping": lambda asset_id: {"name": "rack-01"},
    "id in a mapping": lambda asset_id: {"id": asset_id},
    "type and id": lambda asset_id: {"asset_type": "Rack", "id": asset_id},
}


WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def means(server, way, others):
    """Whether a reference that is written in this way means the one rack, and the next run is silent."""
    rack = server.add("Rack", "rack-01")
    server.add("Rack", "rack-02")
    many = [{"asset_type": "Server", "name": f"other {number}"} for number in range(others)]
    declared = [*many, server_in(way(rack))]
    assert counted(apply(server, declared), created=others + 1)
    assert is_silent(server, declared)
    return refs_of(server, "srv-1", "Rack") == {rack}


@WAY
def test_each_way_to_write_a_reference_means_that_asset(any_server, way):
    assert means(any_server, way, others=0)


@WAY
def test_rows_that_show_references_by_name_are_understood(server, way):
    server.names_in_rows = True
    assert means(server, way, others=0)


@WAY
def test_so_are_those_of_many_assets(server, way):
    server.names_in_rows = True
    assert means(server, way, others=11)


def test_all_ways_may_be_mixed(any_server):
    ids = [any_server.add("Rack", f"rack-{number}") for number in range(3)]
    declared = [server_in(ids[0], "rack-1", {"asset_type": "Rack", "name": "rack-2"})]
    apply(any_server, declared)
    assert refs_of(any_server, "srv-1", "Rack") == {*ids}
    assert is_silent(any_server, declared)
    assert is_silent(any_server, [server_in("rack-2", ids[1], "rack-0")]), (
        "the order does not count"
    )


def test_one_asset_written_twice_is_one(any_server):
    rack = any_server.add("Rack", "rack-01")
    declared = [server_in(rack, "rack-01")]
    apply(any_server, declared)
    assert refs_of(any_server, "srv-1", "Rack") == {rack}
    assert is_silent(any_server, declared)


def test_a_change_shows_the_names_of_both(any_server):
    old, new = any_server.add("Rack", "rack-01"), any_server.add("Rack", "rack-02")
    any_server.add("Server", "srv-1", attributes={"Rack": [old]})
    result = apply(any_server, [server_in(new)])
    assert changes_of(result) == {"Rack": ([f"rack-01 #{old}"], [f"rack-02 #{new}"])}
    assert counted(apply(any_server, [server_in()]), updated=1)
    assert refs_of(any_server, "srv-1", "Rack") == set()


def test_a_reference_that_is_there_already_costs_nothing(server):
    rack = server.add("Rack", "rack-01")
    server.add("Server", "srv-1", attributes={"Rack": [rack]})
    assert is_silent(server, [server_in(rack)])
    assert server.asked("read") == []


# --- several of a name ----------------------------------------------------------------------------------------------


def test_an_ambiguous_name_is_refused_with_the_ids(any_server):
    twins = [any_server.add("Rack", "twin") for _number in range(2)]
    sentence = refused(any_server, [server_in("twin")])
    assert f"several assets are named 'twin' (ids {twins[0]}, {twins[1]})" in sentence
    for asset_id in twins:
        assert apply(any_server, [server_in(f"twin #{asset_id}")])["changed"]
        assert refs_of(any_server, "srv-1", "Rack") == {asset_id}
        assert is_silent(any_server, [server_in(f"twin #{asset_id}")])


def test_a_type_tells_assets_of_one_name_apart(any_server):
    rack, laptop = any_server.add("Rack", "same"), any_server.add("Laptop", "same")
    assert "several assets are named 'same'" in refused(any_server, [depends("s", "same")])
    for asset_type, asset_id in (("Rack", rack), ("Laptop", laptop)):
        declared = [depends("s", {"asset_type": asset_type, "name": "same"})]
        apply(any_server, declared)
        assert refs_of(any_server, "s") == {asset_id}
        assert is_silent(any_server, declared)


@pytest.mark.parametrize("names_in_rows", [False, True], ids=["rows with ids", "rows with names"])
def test_what_the_attribute_takes_tells_them_apart(any_server, names_in_rows):
    any_server.names_in_rows = names_in_rows
    any_server.add("Laptop", "same")
    rack = any_server.add("Rack", "same")
    apply(any_server, [server_in("same")])
    assert refs_of(any_server, "srv-1", "Rack") == {rack}
    assert is_silent(any_server, [server_in("same")])


def test_rows_that_show_a_name_which_two_assets_have_are_not_believed(server):
    server.names_in_rows = True
    one, two = server.add("Laptop", "same"), server.add("Laptop", "same")
    server.add("Server", "s", attributes={"Depends on": [one]})
    assert is_silent(server, [depends("s", one)])
    result = apply(server, [depends("s", two)])
    assert refs_of(server, "s") == {two}
    assert counted(result, updated=1)


def test_a_new_asset_counts_where_a_name_is_ambiguous(server):
    server.add("Rack", "same")
    declared = [depends("s", "same"), {"asset_type": "Laptop", "name": "same"}]
    assert "several assets are named 'same' (ids" in refused(server, declared)


# --- assets of the same task ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [False, True])
def test_a_reference_to_a_new_asset_is_followed(any_server, turned):
    declared = [server_in("new rack"), {"asset_type": "Rack", "name": "new rack"}]
    declared = declared[::-1] if turned else declared
    assert counted(apply(any_server, declared), created=2)
    assert refs_of(any_server, "srv-1", "Rack") == {any_server.id_of("new rack")}
    assert is_silent(any_server, declared)


def test_an_asset_may_refer_to_itself(any_server):
    declared = [depends("s", "s")]
    assert counted(apply(any_server, declared), created=1)
    assert refs_of(any_server, "s") == {any_server.id_of("s")}
    assert is_silent(any_server, declared)


def test_a_reference_follows_a_rename_of_the_same_task(any_server):
    rack = any_server.add("Rack", "old")
    declared = [server_in("new"), {"id": rack, "name": "new"}]
    assert counted(apply(any_server, declared), created=1, updated=1, renamed=1)
    assert refs_of(any_server, "srv-1", "Rack") == {rack}
    assert is_silent(any_server, declared)


@pytest.mark.parametrize("names_in_rows", [False, True], ids=["rows with ids", "rows with names"])
def test_assets_that_are_renamed_are_still_those_referred_to(any_server, names_in_rows):
    any_server.names_in_rows = names_in_rows
    racks = [any_server.add("Rack", f"rack-{number}") for number in range(12)]
    for number, rack in enumerate(racks):
        any_server.add("Server", f"s-{number}", attributes={"Rack": [rack]})
    declared = [{"id": rack, "name": f"new {number}"} for number, rack in enumerate(racks)]
    declared += [
        {"asset_type": "Server", "name": f"s-{number}", "attributes": {"Rack": [f"new {number}"]}}
        for number in range(12)
    ]
    result = apply(any_server, declared)
    assert counted(result, updated=12, renamed=12)
    assert is_silent(any_server, declared)


# --- what cannot be followed ----------------------------------------------------------------------------------------

BROKEN = {
    "no such name": ("nothing", "there is no asset named 'nothing' to refer to"),
    "no such name in the type": (
        {"asset_type": "Laptop", "name": "rack-01"},
        "there is no asset of type 'Laptop' named 'rack-01'",
    ),
    "no such type": ({"asset_type": "Gadget", "name": "x"}, "there is no asset type 'Gadget'"),
    "no such id": (424242, "there is no asset 424242, or this user may not see it"),
    "another name with the id": ("rack-02 #1", "there is no asset named 'rack-02 #1'"),
    "declared as absent": ("gone", "refers to 'gone', which is declared as absent"),
    "renamed away": ("renamed", "there is no asset named 'renamed' to refer to"),
    "other case": ("RACK-01", "there is no asset named 'RACK-01' to refer to"),
    "wrong type, by id": (4, "'lt-1' has the wrong type; allowed: Rack"),
    "wrong type, new": ("lt-new", "'lt-new' has the wrong type; allowed: Rack"),
}


@pytest.mark.parametrize(("ref", "words"), BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("others", [0, 11])
def test_a_reference_that_leads_nowhere_blocks_everything(server, ref, words, others):
    server.add("Rack", "rack-01")
    server.add("Rack", "gone")
    renamed = server.add("Rack", "renamed")
    assert server.add("Laptop", "lt-1") == 4
    declared = [
        {"asset_type": "Rack", "name": "gone", "state": "absent"},
        {"id": renamed, "name": "other"},
        {"asset_type": "Laptop", "name": "lt-new"},
        *({"asset_type": "Rack", "name": f"r {number}"} for number in range(others)),
        server_in(ref),
    ]
    assert words in refused(server, declared)


@pytest.mark.parametrize("ref", ["lt-1", {"asset_type": "Laptop", "name": "lt-1"}])
def test_an_asset_of_the_wrong_type_is_refused(server, ref):
    server.add("Laptop", "lt-1")
    sentence = refused(server, [server_in(ref)])
    assert sentence.endswith("Rack: 'lt-1' has the wrong type; allowed: Rack")
    # Where all racks are listed, other assets are not looked for.
    many = [{"asset_type": "Rack", "name": f"r {number}"} for number in range(11)]
    assert "named 'lt-1' to refer to" in refused(server, [server_in(ref), *many])


def test_every_reference_that_leads_nowhere_is_reported_with_its_place(server):
    declared = [server_in("no-1", "no-2"), depends("s", "no-3")]
    sentence = refused(server, declared, origins=["a.yml:1", "b.yml:2"])
    assert sentence.count("a.yml:1: Server 'srv-1': Rack: there is no asset named") == 2
    assert "b.yml:2: Server 's': Depends on: there is no asset named 'no-3'" in sentence


def test_the_references_of_an_absent_asset_do_not_count(server):
    assert is_silent(server, [server_in("nothing", state="absent")])


def test_a_name_that_only_a_sure_search_brings_is_followed(server):
    server.found_if_sure = frozenset({"rack-01"})
    rack = server.add("Rack", "rack-01")
    apply(server, [server_in("rack-01")])
    assert refs_of(server, "srv-1", "Rack") == {rack}


ODD = ("x #7", "# 12", "a, b", " a", "12", "#1", "rack-01 #", "rack @@@@@@ 2")


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("names_in_rows", [False, True], ids=["rows with ids", "rows with names"])
def test_odd_names_are_names(any_server, name, names_in_rows):
    any_server.names_in_rows = names_in_rows
    rack = any_server.add("Rack", name)
    declared = [server_in({"asset_type": "Rack", "name": name})]
    apply(any_server, declared)
    assert refs_of(any_server, "srv-1", "Rack") == {rack}
    assert is_silent(any_server, declared)
