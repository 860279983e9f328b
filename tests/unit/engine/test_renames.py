# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Renames in chains and circles, on servers where no two assets may have the same name, and on others."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    LoginRefused,
    OutcomeUnknown,
    ServerFailed,
    ServerRefused,
)

from .company import COMPANY, PLACES
from .engine import apply, counted, failed, is_silent
from .fake import Fake

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

TEMPORARY = "(assetops.aip is renaming asset "
EVERY_SERVER = pytest.mark.parametrize("unique_names", ["", "per_type", "never"])


def fake(unique_names="never", **ways):
    """A server with the company's types."""
    return Fake(COMPANY, PLACES, unique_names=unique_names, **ways)


def racks(server, names):
    """Racks of these names, each with its own name as serial number; their ids."""
    return [server.add("Rack", name, serial_number=name) for name in names]


def renamed(ids, names, **fields):
    """The declaration that gives each of these assets a name."""
    return [{"id": one, "name": name, **fields} for one, name in zip(ids, names)]


def names_of(server):
    """The names, by the ids that they have."""
    return {key: asset.name for key, asset in server.assets.items()}


def sent_names(server):
    """The names that updates have sent, in their order."""
    return [call.name for call in server.asked("update")]


@EVERY_SERVER
@pytest.mark.parametrize("workers", [1, 4])
def test_a_chain_begins_with_the_name_that_nobody_has(unique_names, workers):
    server = fake(unique_names)
    ids = racks(server, "abcde")
    declared = renamed(ids, "bcdef")
    predicted = apply(server, declared, check=True, workers=workers)
    result = apply(server, declared, workers=workers)
    assert names_of(server) == dict(zip(ids, "bcdef"))
    assert len(server.asked("update")) == 5
    assert counted(result, updated=5, renamed=5)
    assert result["changes"] == predicted["changes"]
    assert is_silent(server, declared)


@EVERY_SERVER
@pytest.mark.parametrize("of", [2, 3, 7])
@pytest.mark.parametrize("workers", [1, 4])
def test_a_circle_goes_through_a_temporary_name(unique_names, of, workers):
    server = fake(unique_names)
    before = "abcdefg"[:of]
    after = before[1:] + before[:1]
    ids = racks(server, before)
    declared = renamed(ids, after, status="In use")
    predicted = apply(server, declared, check=True, workers=workers)
    result = apply(server, declared, workers=workers)
    assert names_of(server) == dict(zip(ids, after))
    assert {one.values["status"] for one in server.assets.values()} == {"In use"}
    assert len(server.asked("update")) == of + 1
    assert counted(result, updated=of, renamed=of)
    assert result["changes"] == predicted["changes"]
    assert [one["after"] for one in result["changes"] if one["field"] == "name"] != []
    assert not any(TEMPORARY in str(one) for one in result["changes"])
    assert is_silent(server, declared)


def test_the_serial_number_identifies_what_changes_its_place():
    server = fake()
    ids = racks(server, "ab")
    declared = [
        {"asset_type": "Rack", "match_by": ["serial_number"], "serial_number": "a", "name": "b"},
        {"asset_type": "Rack", "match_by": ["serial_number"], "serial_number": "b", "name": "a"},
    ]
    assert counted(apply(server, declared), updated=2, renamed=2)
    assert names_of(server) == dict(zip(ids, "ba"))
    assert is_silent(server, declared)


def test_names_that_look_alike_are_freed_as_well():
    """Many servers compare names without case."""
    server = fake()
    (first, second) = racks(server, ["lt-1", "LT-2"])
    declared = renamed([first, second], ["lt-2", "other"])
    apply(server, declared)
    assert sent_names(server) == ["other", "lt-2"]
    third = renamed([first], ["LT-2"])
    assert counted(apply(server, third), updated=1, renamed=1)
    assert sent_names(server)[2:] == ["LT-2"], "an asset does not wait for its own name"


@EVERY_SERVER
def test_a_new_asset_takes_a_name_that_is_freed(unique_names):
    server = fake(unique_names)
    (old,) = racks(server, "a")
    declared = [{"asset_type": "Rack", "name": "a", "status": "In use"}, {"id": old, "name": "b"}]
    predicted = apply(server, declared, check=True)
    result = apply(server, declared)
    assert counted(result, created=1, updated=1, renamed=1)
    assert counted(predicted, created=1, updated=1, renamed=1)
    assert names_of(server)[old] == "b"
    assert [call.verb for call in server.asked()] == ["update", "create"]
    assert server.one("a").values["status"] == "In use"
    assert is_silent(server, declared)
    assert is_silent(server, declared[:1])


@EVERY_SERVER
def test_what_is_renamed_may_refer_to_what_takes_its_name(unique_names):
    """The rename needs the new asset, and the new asset needs the name: the reference is written last."""
    server = fake(unique_names)
    old = server.add("Server", "a")
    declared = [
        {"asset_type": "Server", "name": "a"},
        {"id": old, "name": "b", "status": "In use", "attributes": {"Depends on": ["a"]}},
    ]
    predicted = apply(server, declared, check=True)
    result = apply(server, declared)
    assert counted(result, created=1, updated=1, renamed=1)
    assert [call.verb for call in server.asked()] == ["update", "create", "update"]
    (target,) = server.assets[old].values["Depends on"]
    assert target.id != old
    assert server.assets[target.id].name == "a"
    fields = [sorted(one["field"] for one in some["changes"]) for some in (predicted, result)]
    assert fields[0] == fields[1]
    assert is_silent(server, declared)


def test_a_circle_whose_member_refers_to_something_new():
    server = fake()
    ids = [server.add("Server", name) for name in "ab"]
    declared = [
        {"id": ids[0], "name": "b", "attributes": {"Depends on": ["new"]}},
        {"id": ids[1], "name": "a", "attributes": {"Depends on": ["new"]}},
        {"asset_type": "Server", "name": "new"},
    ]
    assert counted(apply(server, declared, workers=4), created=1, updated=2, renamed=2)
    assert [server.assets[one].name for one in ids] == ["b", "a"]
    assert len(server.asked("update")) == 3
    assert is_silent(server, declared)


# --- failures -------------------------------------------------------------------------------------------------------


def test_what_waits_for_a_name_that_is_not_freed_is_not_tried():
    server = fake()
    ids = racks(server, "abcx")
    server.fail("update", ServerRefused("no"), after=2)  # after c -> d and x -> y
    declared = renamed(ids, "bcdy")
    result = failed(server, declared, on_error="continue")
    assert names_of(server) == dict(zip(ids, "abdy"))
    assert [one["id"] for one in result["failed_assets"]] == [ids[1]]
    assert [one["id"] for one in result["not_tried"]] == [ids[0]]
    assert [one["id"] for one in result["done"]] == [ids[2], ids[3]]
    apply(server, declared)
    assert names_of(server) == dict(zip(ids, "bcdy"))
    assert is_silent(server, declared)


@pytest.mark.parametrize("on_error", ["stop", "continue"])
@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_a_refused_write_in_a_circle_leaves_no_temporary_name(on_error, at):
    server = fake()
    ids = racks(server, "abc")
    server.fail("update", ServerRefused("no"), after=at)
    declared = renamed(ids, "bca")
    result = failed(server, declared, on_error=on_error)
    left = [name for name in names_of(server).values() if name.startswith(TEMPORARY)]
    assert bool(left) == (at > 1), "its old name is taken by then"
    assert any(TEMPORARY in str(one) for one in result["changes"]) == bool(left)
    assert result["changed"] == (names_of(server) != dict(zip(ids, "abc")))
    assert apply(server, declared)["changed"]
    assert names_of(server) == dict(zip(ids, "bca"))
    assert is_silent(server, declared)


def test_a_temporary_name_that_stays_is_told():
    server = fake()
    ids = racks(server, "abc")
    server.fail("update", LoginRefused("the login is not valid any more"), after=2, times=9)
    result = failed(server, renamed(ids, "bca"))
    told = [result["msg"], *(one["msg"] for one in result["failed_assets"])]
    assert any("has the temporary name '(assetops.aip is renaming asset" in one for one in told)
    assert any("the next run gives it the name that is declared" in one for one in told)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_run_after_a_killed_one_converges(at):
    class Killed(BaseException):
        """The process ends here."""

    server = fake()
    ids = racks(server, "abc")
    server.fail("update", Killed(), after=at)
    with pytest.raises(Killed):
        apply(server, renamed(ids, "bca"))
    assert any(name.startswith(TEMPORARY) for name in names_of(server).values()) or at == 3
    declared = renamed(ids, "bca")
    apply(server, declared)
    assert names_of(server) == dict(zip(ids, "bca"))
    assert is_silent(server, declared)


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_lost_answers_in_a_circle(at, done):
    server = fake()
    ids = racks(server, "ab")
    server.fail("update", OutcomeUnknown("no answer", status=500), after=at, done=done)
    declared = renamed(ids, "ba")
    if done:
        assert counted(apply(server, declared), updated=2, renamed=2)
    else:
        failed(server, declared)
        apply(server, declared)
    assert names_of(server) == dict(zip(ids, "ba"))
    assert is_silent(server, declared)


def test_a_lost_create_is_not_taken_for_the_asset_that_had_its_name():
    """The search still shows that under its old name."""
    server = fake(lag=3)
    (old,) = racks(server, "a")
    server.fail("create", OutcomeUnknown("no answer"), done=True)
    declared = [{"asset_type": "Rack", "name": "a"}, {"id": old, "name": "b"}]
    assert counted(apply(server, declared), created=1, updated=1, renamed=1)
    assert names_of(server)[old] == "b"
    assert sorted(names_of(server).values()) == ["a", "b"]


def test_the_old_name_that_a_lagging_search_shows_is_not_meant():
    """The rename was done by a run that failed after it; the search still shows the old name."""
    server = fake(lag=9)
    (old,) = racks(server, "a")
    declared = [{"asset_type": "Rack", "name": "a"}, {"id": old, "name": "b"}]
    server.fail("create", ServerRefused("no"))
    failed(server, declared, wait=0)
    assert names_of(server) == {old: "b"}
    assert counted(apply(server, declared), created=1)
    assert sorted(names_of(server).values()) == ["a", "b"]


@pytest.mark.parametrize("lag", [0, 1, 2, 3, 4])
def test_a_killed_create_of_a_freed_name_is_not_repeated(lag):
    """The search may show the asset that had the name before; it is not what the killed run has created."""
    server = fake("", lag=lag)
    (old,) = racks(server, "a")
    declared = [{"asset_type": "Rack", "name": "a"}, {"id": old, "name": "b"}]
    server.fail("create", KeyboardInterrupt(), done=True)
    with pytest.raises(KeyboardInterrupt):
        apply(server, declared)
    apply(server, declared)
    assert sorted(names_of(server).values()) == ["a", "b"]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_answers_that_are_lost_for_good_do_not_hide_a_change(at):
    """`changed` is true if a temporary name may be left; and the next run mends it."""
    server = fake()
    ids = racks(server, "abc")
    lost = OutcomeUnknown("no answer", status=500)
    server.fail("update", lost, after=at, times=9, done=True)
    server.fail("read", ServerFailed("it failed"), after=1 + at, times=99)
    before = names_of(server)
    result = failed(server, renamed(ids, "bca"))
    assert result["changed"] or names_of(server) == before
    server.faults.clear()
    apply(server, renamed(ids, "bca"))
    assert names_of(server) == dict(zip(ids, "bca"))


# --- plans ----------------------------------------------------------------------------------------------------------


def test_the_temporary_name_is_in_the_plan(tmp_path):
    server = fake()
    ids = racks(server, "ab")
    path = tmp_path / "plan.json"
    declared = renamed(ids, "ba")
    result = apply(server, declared, check=True, plan_file=str(path))
    steps = json.loads(path.read_text())["steps"]
    assert [one.get("via", "") for one in steps].count("") == 1
    assert any(one.get("via", "").startswith(TEMPORARY) for one in steps)
    apply(server, declared, expect_plan=result["plan_digest"])
    assert names_of(server) == dict(zip(ids, "ba"))


def test_the_plan_does_not_depend_on_the_order_of_the_declaration():
    server = fake()
    ids = racks(server, "abcdef")
    declared = renamed(ids, "bcadfe")
    digests = {
        apply(server, some, check=True)["plan_digest"]
        for some in (declared, declared[::-1], declared[2:] + declared[:2])
    }
    assert len(digests) == 1


# --- any of them ----------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_chains_and_circles_are_carried_out(data):
    """On the strictest server; every asset gets its name, in one write each and one more for each circle."""
    count = data.draw(st.integers(1, 8))
    names = [f"n{number}" for number in range(count)]
    after = data.draw(
        st.lists(
            st.sampled_from([*names, "free 1", "free 2", "free 3"]),
            min_size=count, max_size=count, unique=True,
        )
    )  # fmt: skip
    free = sorted(set(names) - set(after))
    new = data.draw(st.lists(st.sampled_from(free), unique=True)) if free else []
    of = data.draw(st.lists(st.sampled_from(["Rack", "Laptop"]), min_size=count, max_size=count))
    server = fake()
    ids = [server.add(kind, name) for kind, name in zip(of, names)]
    declared = [*renamed(ids, after), *({"asset_type": "Laptop", "name": one} for one in new)]
    declared = data.draw(st.permutations(declared))
    apply(server, declared, workers=data.draw(st.sampled_from([1, 3])))
    assert [server.assets[one].name for one in ids] == after
    assert sorted(names_of(server).values()) == sorted([*after, *new])
    renames = sum(one != other for one, other in zip(names, after))
    assert len(server.asked("update")) == renames + _circles(names, after)
    assert len(server.asked("create")) == len(new)
    assert is_silent(server, declared)


def _circles(before, after):
    """How many circles of renames there are."""
    to, seen, count = dict(zip(before, after)), set(), 0
    for start in before:
        path = []
        name = start
        while name in to and name not in seen and to[name] != name:
            seen.add(name)
            path.append(name)
            name = to[name]
        count += bool(path) and name in path
    return count
