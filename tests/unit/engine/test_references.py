# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a reference means: an asset of the server, or one that the same task creates; one and never a guess."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError

from .engine import apply, changes_of, counted, export_to, info, is_silent, refused

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


# --- a text is one name ---------------------------------------------------------------------------------------------

ONE_NAME = (
    "rack, left",
    "Hanna (junior), Lund",
    "a, b, c",
    "a; b",
    "a\nb",
    "[a, b]",
    "{a}",
    'the "big" one',
    "it's",
    "x #7",
    "#1",
    "42",
    "007",
    " a ",
    "a,",
    ",",
    "null",
)


def as_text(name):
    return name


def in_a_list(name):
    return [name]


def with_type(name):
    return {"asset_type": "Rack", "name": name}


def in_a_mapping(name):
    return [{"name": name}]


HOW = pytest.mark.parametrize("how", [as_text, in_a_list, with_type, in_a_mapping])


def server_with(value, key="Rack", name="srv-1"):
    """A declared server with one attribute."""
    return {"asset_type": "Server", "name": name, "attributes": {key: value}}


@HOW
@pytest.mark.parametrize("name", ONE_NAME)
@pytest.mark.parametrize("names_in_rows", [False, True], ids=["rows with ids", "rows with names"])
def test_a_text_is_one_name(any_server, name, how, names_in_rows):
    any_server.names_in_rows = names_in_rows
    rack = any_server.add("Rack", name)
    declared = [server_with(how(name))]
    apply(any_server, declared)
    assert refs_of(any_server, "srv-1", "Rack") == {rack}
    assert is_silent(any_server, declared)


@pytest.mark.parametrize("many", [0, 11], ids=["searched for", "listed"])
def test_if_only_the_parts_exist_the_list_is_shown(server, many):
    ids = [server.add("Rack", name) for name in ("rack", "left", "right #1")]
    others = [{"asset_type": "Rack", "name": f"r-{number}"} for number in range(many)]
    sentence = refused(server, [server_with("rack, left"), *others])
    assert (
        "Rack: there is no asset named 'rack, left' to refer to, but there are 'rack' and 'left':"
        " for those, write the list Rack: [rack, left]"
    ) in sentence
    assert 'write the list Rack: [rack, "right #1"]' in refused(
        server, [server_with("rack,right #1"), *others]
    )
    joined = ",".join(str(one) for one in ids)
    if all(isinstance(one, int) for one in ids):
        assert f"write the list Rack: {ids}" in refused(server, [server_with(joined), *others])


@pytest.mark.parametrize("written", [["rack, left"], "rack; left", "rack\nleft", "[rack, left]"])
def test_the_list_is_also_shown_for_other_texts_that_look_like_several(server, written):
    for name in ("rack", "left"):
        server.add("Rack", name)
    assert "write the list Rack: [rack, left]" in refused(server, [server_with(written)])


@pytest.mark.parametrize("many", [0, 11], ids=["searched for", "listed"])
def test_if_the_whole_and_the_parts_exist_both_are_named(server, many):
    whole = server.add("Rack", "rack, left")
    parts = {server.add("Rack", name) for name in ("rack", "left")}
    others = [{"asset_type": "Rack", "name": f"r-{number}"} for number in range(many)]
    one = {"asset_type": "Rack", "name": "rack, left"}
    assert (
        "Rack: 'rack, left' may mean the asset of that name: write {asset_type: Rack, name: \"rack, left\"};"
        " or the assets 'rack' and 'left': write the list Rack: [rack, left]"
    ) in refused(server, [server_with("rack, left"), *others])
    for written, meant in ((one, {whole}), (["rack, left"], {whole}), (["rack", "left"], parts)):
        apply(server, [server_with(written), *others])
        assert refs_of(server, "srv-1", "Rack") == meant
        assert is_silent(server, [server_with(written), *others])


def test_parts_of_a_type_that_the_attribute_does_not_take_do_not_count(server):
    whole = server.add("Rack", "rack, left")
    for name in ("rack", "left"):
        server.add("Laptop", name)
    apply(server, [server_with("rack, left")])
    assert refs_of(server, "srv-1", "Rack") == {whole}
    assert "may mean the asset of that name" in refused(
        server, [server_with("rack, left", "Depends on")]
    )


def test_assets_of_the_same_task_count_as_whole_and_as_parts(server):
    new = [{"asset_type": "Rack", "name": name} for name in ("rack, left", "rack", "left")]
    assert "may mean the asset of that name" in refused(server, [server_with("rack, left"), *new])
    assert counted(apply(server, [server_with("rack, left"), new[0]]), created=2)
    assert "but there are 'rack' and 'left'" in refused(
        server, [server_with("rack, left", name="srv-2"), *new[1:], {**new[0], "state": "absent"}]
    ) or "declared as absent" in refused(
        server, [server_with("rack, left", name="srv-2"), {**new[0], "state": "absent"}]
    )


# --- an id or a name ------------------------------------------------------------------------------------------------


def test_digits_in_quotes_are_a_name_or_an_id_and_never_a_guess(server):
    first = server.add("Rack", "rack-01")
    named = server.add("Rack", str(first))
    sentence = refused(server, [server_with(str(first))])
    assert (
        f"Rack: '{first}' may mean several assets: the asset that is named '{first}' (id {named}): write"
        f" {{asset_type: Rack, name: \"{first}\"}} or the asset with the id {first} ('rack-01'): write {first}"
    ) in sentence
    written = {"asset_type": "Rack", "name": str(first)}
    for value, meant in ((written, named), (first, first), ({"id": str(first)}, first)):
        apply(server, [server_with(value)])
        assert refs_of(server, "srv-1", "Rack") == {meant}
        assert is_silent(server, [server_with(value)])


def test_digits_in_quotes_mean_what_exists(any_server):
    first = any_server.add("Rack", "rack-01")
    apply(any_server, [server_with(str(first))])
    assert refs_of(any_server, "srv-1", "Rack") == {first}
    assert is_silent(any_server, [server_with(str(first))])
    named = any_server.add("Rack", "990099")
    apply(any_server, [server_with("990099")])
    assert refs_of(any_server, "srv-1", "Rack") == {named}
    assert is_silent(any_server, [server_with("990099")])


def test_an_asset_that_is_named_as_its_own_id_is_one(server):
    first = server.add("Rack", "1")
    assert first == 1
    apply(server, [server_with("1")])
    assert refs_of(server, "srv-1", "Rack") == {first}


def test_of_both_readings_only_what_the_attribute_takes_counts(server):
    first = server.add("Laptop", "lt-1")
    named = server.add("Rack", str(first))
    apply(server, [server_with(str(first))])
    assert refs_of(server, "srv-1", "Rack") == {named}


def test_a_name_with_an_id_behind_it_may_be_a_whole_name(server):
    first = server.add("Rack", "rack-01")
    whole = server.add("Rack", f"rack-01 #{first}")
    sentence = refused(server, [server_with(f"rack-01 #{first}")])
    assert f"write {first}" in sentence
    assert f'write {{asset_type: Rack, name: "rack-01 #{first}"}}' in sentence
    apply(server, [server_with({"asset_type": "Rack", "name": f"rack-01 #{first}"})])
    assert refs_of(server, "srv-1", "Rack") == {whole}


def test_a_name_that_several_have_shows_the_quotes_that_yaml_needs(server):
    one, _two = (server.add("Rack", "twin") for _number in range(2))
    assert f'as "twin #{one}", in quotes (without them YAML takes #{one} for a comment)' in refused(
        server, [server_with("twin")]
    )


# --- what is meant by a name that is not there ----------------------------------------------------------------------


@pytest.mark.parametrize("many", [0, 11], ids=["searched for", "listed"])
def test_a_name_that_the_declaration_renames_away_is_explained(server, many):
    rack = server.add("Rack", "Old")
    others = [{"asset_type": "Rack", "name": f"r-{number}"} for number in range(many)]
    declared = [{"id": rack, "name": "New"}, *others]
    told = f"this declaration renames 'Old' (asset {rack}) to 'New': write New"
    for written in ("Old", {"asset_type": "Rack", "name": "Old"}, f"Old #{rack}"):
        assert told in refused(server, [*declared, server_with(written)])
    assert counted(
        apply(server, [*declared, server_with("New")]), created=many + 1, updated=1, renamed=1
    )
    taken = server.add("Rack", "Old")
    apply(server, [{"id": rack, "name": "Newer"}, server_with("Old")])
    assert refs_of(server, "srv-1", "Rack") == {taken}


@pytest.mark.parametrize("written", [1, "1", "gone", "gone #1", {"id": 1}])
def test_an_asset_that_is_declared_absent_is_not_referred_to(server, written):
    assert server.add("Rack", "gone") == 1
    gone = {"asset_type": "Rack", "name": "gone", "state": "absent"}
    assert "which is declared as absent: keep that asset, or refer to another one" in refused(
        server, [gone, server_with(written)]
    )


@pytest.mark.parametrize("written", ["RACK-01", "rack-01 ", " rack-01", "rack-01\n", "rack_01"])
def test_a_name_that_is_nearly_the_same_is_shown(server, written):
    server.add("Rack", "rack-01")
    others = [{"asset_type": "Rack", "name": f"r-{number}"} for number in range(11)]
    assert "; did you mean 'rack-01'?" in refused(server, [server_with(written), *others])


# --- everywhere -----------------------------------------------------------------------------------------------------


def test_a_filter_takes_a_text_as_one_name(server):
    whole = server.add("Rack", "rack, left")
    apply(server, [server_with(whole)])
    apply(server, [server_with(server.add("Rack", "other"), name="srv-2")])
    found = {"asset_type": "Server", "filters": [{"field": "Rack", "value": "rack, left"}]}
    assert [one["name"] for one in info(server, **found)] == ["srv-1"]
    for name in ("rack", "left"):
        server.add("Rack", name)
    with pytest.raises(InputError, match="filters: 'Rack': 'rack, left' may mean the asset of"):
        info(server, **found)


@pytest.mark.parametrize("written", ["rack, left", "17", ["rack, left", "17"]])
def test_what_is_retired_refers_by_name_too(server, written):
    racks = {name: server.add("Rack", name) for name in ("rack, left", "17")}
    server.add("Server", "keep")
    server.add("Server", "surplus")
    declared = [{"asset_type": "Server", "name": "keep"}]
    result = apply(
        server,
        declared,
        prune=True,
        scope={"asset_types": ["Server"]},
        retire={"attributes": {"Rack": written}},
        max_delete_percent=100.0,
    )
    assert result["changed"]
    names = [written] if isinstance(written, str) else written
    assert refs_of(server, "surplus", "Rack") == {racks[name] for name in names}


def test_an_export_writes_names_so_that_they_are_read_back(server, tmp_path):
    names = ["rack, left", "rack", "left", "1", "rack #2", "a; b", " a ", "twin", "twin"]
    ids = [server.add("Rack", name) for name in names]
    declared = [server_with([one], name=f"srv-{one}") for one in ids]
    declared.append(server_with(ids, name="srv-all"))
    apply(server, declared)
    export_to(tmp_path, server)
    exported = [
        one
        for path in sorted(tmp_path.glob("*.yml"))
        for one in yaml.safe_load(path.read_text())
        if one["name"] != "twin"
    ]
    assert len(exported) == len(names) - 2 + len(declared)
    assert is_silent(server, exported)
