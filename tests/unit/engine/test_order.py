# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of writes: what is referred to comes first, circles are closed afterwards, deletions come last."""

from __future__ import annotations

import itertools

import pytest

from .engine import apply, counted, is_silent

ALL_ORDERS = pytest.mark.parametrize("order", [*itertools.permutations(range(3))])


def depends(name, *others, **fields):
    """A declared server that depends on others."""
    return {
        "asset_type": "Server",
        "name": name,
        "attributes": {"Depends on": list(others)},
        **fields,
    }


def written(server):
    """The writes in their order: the verb, and the name of the asset."""
    names = {key: asset.name for key, asset in server.assets.items()}
    return [(call.verb, names.get(call.what, call.what)) for call in server.asked()]


def refers_to(server):
    """What each server depends on, by names."""
    return {
        asset.name: {server.assets[ref.id].name for ref in asset.values.get("Depends on") or ()}
        for asset in server.assets.values()
    }


@ALL_ORDERS
def test_what_is_referred_to_is_created_first(any_server, order):
    declared = [
        depends("c", "b"),
        depends("b", {"asset_type": "Server", "name": "a"}),
        depends("a"),
    ]
    assert counted(apply(any_server, [declared[place] for place in order]), created=3)
    assert written(any_server) == [("create", "a"), ("create", "b"), ("create", "c")]
    assert refers_to(any_server) == {"a": set(), "b": {"a"}, "c": {"b"}}


@ALL_ORDERS
def test_a_circle_is_created_first_and_closed_second(any_server, order):
    declared = [depends("a", "b"), depends("b", "c"), depends("c", "a")]
    declared = [declared[place] for place in order]
    predicted = apply(any_server, declared, check=True)
    result = apply(any_server, declared)
    assert counted(result, created=3)
    assert written(any_server) == [
        ("create", "a"),
        ("create", "c"),
        ("create", "b"),
        ("update", "a"),
    ]
    assert refers_to(any_server) == {"a": {"b"}, "b": {"c"}, "c": {"a"}}
    without_ids = [[{**one, "id": 0} for one in some["changes"]] for some in (predicted, result)]
    assert without_ids[0] == without_ids[1]
    assert is_silent(any_server, declared)


def test_circles_beside_others_cost_one_update_each(any_server):
    declared = [
        depends("a", "b"),
        depends("b", "c"),
        depends("c", "a"),
        depends("d", "a"),
        depends("e", "e"),
    ]
    assert counted(apply(any_server, declared, workers=4), created=5)
    verbs = [verb for verb, _name in written(any_server)]
    assert sorted(verbs) == ["create"] * 5 + ["update"] * 2
    assert refers_to(any_server) == {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e"}}
    assert is_silent(any_server, declared)


def test_a_changed_asset_waits_for_the_new_one_it_refers_to(any_server):
    any_server.add("Server", "old")
    declared = [depends("old", "new", status="In use"), depends("new")]
    assert counted(apply(any_server, declared), created=1, updated=1)
    assert written(any_server) == [("create", "new"), ("update", "old")]


def test_deletions_come_last(any_server):
    any_server.add("Rack", "going")
    any_server.add("Server", "old")
    declared = [
        {"asset_type": "Rack", "name": "going", "state": "absent"},
        depends("old", "new"),
        depends("new"),
    ]
    apply(any_server, declared)
    assert [verb for verb, _name in written(any_server)] == ["create", "update", "delete"]


def test_renames_come_first(any_server):
    asset_id = any_server.add("Server", "z")
    any_server.add("Server", "b")
    declared = [depends("a"), depends("b", status="In use"), {"id": asset_id, "name": "z, renamed"}]
    apply(any_server, declared)
    assert written(any_server)[0] == ("update", "z, renamed")


def test_many_waves_in_several_threads(any_server):
    """A chain of ten, ten times: each waits for the one before it, whatever the threads do."""
    declared = [
        depends(f"{chain}-{link}", *([f"{chain}-{link - 1}"] if link else []))
        for link in reversed(range(10))
        for chain in range(10)
    ]
    assert counted(apply(any_server, declared, workers=8), created=100)
    created = [name for _verb, name in written(any_server)]
    assert len(created) == 100
    for chain in range(10):
        mine = [name for name in created if name.startswith(f"{chain}-")]
        assert mine == [f"{chain}-{link}" for link in range(10)]
    assert is_silent(any_server, declared)


def test_every_step_is_returned_in_the_order_of_the_declaration(server):
    for name in ("rack-1", "rack-2", "rack-3"):
        server.add("Rack", name)
    declared = [
        {"asset_type": "Rack", "name": "rack-2"},
        {"asset_type": "Rack", "name": "new", "status": "In use"},
        {"asset_type": "Rack", "name": "rack-1", "asset_tag": "other"},
        {"asset_type": "Rack", "name": "never there", "state": "absent"},
    ]
    prune = {"scope": {"asset_types": ["Rack"]}, "prune": True, "max_delete_percent": 100}
    steps = apply(server, declared, origins=[f"racks.yml:{line}" for line in range(1, 5)], **prune)[
        "steps"
    ]
    assert [(one["action"], one["name"], one["origin"], one["pruned"]) for one in steps] == [
        ("none", "rack-2", "racks.yml:1", False),
        ("create", "new", "racks.yml:2", False),
        ("update", "rack-1", "racks.yml:3", False),
        ("none", "never there", "racks.yml:4", False),
        ("delete", "rack-3", "", True),
    ]
    assert [[change["field"] for change in one["changes"]] for one in steps] == [
        [], ["name", "status"], ["asset_tag"], [], ["state"],
    ]  # fmt: skip
