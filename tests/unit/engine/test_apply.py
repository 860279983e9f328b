# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written: only what differs, each once, and verified."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    OutcomeUnknown,
    ServerRefused,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import HIDDEN

from .engine import Time, apply, changes_of, counted, failed, is_silent

SERVER = {"asset_type": "Server", "name": "srv-1"}


def laptops(count, **fields):
    """Declared laptops."""
    return [{"asset_type": "Laptop", "name": f"lt-{one:02}", **fields} for one in range(count)]


def stock(server, count, **fields):
    """The same laptops at the server."""
    for one in laptops(count):
        server.add("Laptop", one["name"], **fields)


def verbs(server):
    """The writes, in their order."""
    return [call.verb for call in server.asked()]


# --- updates --------------------------------------------------------------------------------------------------------

ONE_FIELD = {
    "status": ({"status": "In maintenance"}, "In maintenance"),
    "user": ({"assignee": "mei.lin"}, "mei.lin"),
    "number": ({"quantity": "3"}, 3),
    "decimals": ({"cost": 2000.25}, 2000.25),
    "location by name": ({"location": "Lisbon office"}, "4"),
    "location by id": ({"location": 4}, "4"),
    "groups": ({"belongs_to_group": ["b", "a"]}, frozenset({"a", "b"})),
    "date": ({"install_date": "2026-02-03"}, "2026-02-03"),
    "cleared": ({"owner": None}, None),
    "text attribute": ({"attributes": {"Hostname": "moved"}}, "moved"),
    "number attribute": ({"attributes": {"RAM GB": 128}}, 128),
    "options attribute": (
        {"attributes": {"Roles": ["web", "backup"]}},
        frozenset({"backup", "web"}),
    ),
    "cleared attribute": ({"attributes": {"Environment": ""}}, None),
}


@pytest.mark.parametrize(("options", "sent"), ONE_FIELD.values(), ids=ONE_FIELD)
def test_one_changed_field_is_one_update_with_that_field(any_server, options, sent):
    asset_id = any_server.add(
        "Server", "srv-1", status="In use", owner="mei.lin", cost=1, attributes={"Environment": "staging", "RAM GB": 1}
    )  # fmt: skip
    kept = dict(any_server.assets[asset_id].values)
    declared = {**SERVER, "cost": 1, "attributes": {"RAM GB": 1}, **options}
    result = apply(any_server, [declared])
    assert counted(result, updated=1)
    [update] = any_server.asked()
    assert (update.verb, update.what) == ("update", asset_id)
    assert [*update.values.values()] == [sent]
    assert any_server.assets[asset_id].values == {**kept, **update.values}
    assert len(result["changes"]) == 1
    assert is_silent(any_server, [declared])


def test_only_the_assets_that_differ_are_updated(server):
    stock(server, 60, status="In use")
    declared = [
        {**one, "status": "Retired" if number % 2 else "In use"}
        for number, one in enumerate(laptops(60))
    ]
    assert counted(apply(server, declared, workers=4), updated=30, unchanged=30)
    assert verbs(server) == ["update"] * 30
    assert len({call.what for call in server.asked()}) == 30
    assert {tuple(call.values.items()) for call in server.asked()} == {(("status", "Retired"),)}
    # Some assets are read by id to see whether rows are to be believed, and the first update is verified.
    assert sum(len(call.what) for call in server.asked("read")) < 10
    assert is_silent(server, declared)


def test_unchanged_assets_cost_one_search(server):
    stock(server, 200, status="In use", owner="mei.lin")
    assert is_silent(server, laptops(200, status="In use", owner="JIRAUSER10102"))
    assert len(server.asked("search")) == 1
    assert server.asked("read") == []


def test_few_assets_cost_one_search(server):
    stock(server, 200)
    server.add("Rack", "rack-01")
    assert is_silent(server, [*laptops(3), {"asset_type": "Rack", "name": "rack-01"}])
    [search] = server.asked("search")
    assert len(search.what.identities) == 4


def test_no_assets_cost_nothing(server):
    assert is_silent(server, [])
    assert server.asked("search", "read") == []


def test_only_catalogs_that_are_needed_are_read(server):
    apply(server, laptops(2, status="In use"))
    assert server.asked("locations", "user_spellings", "learn_status") == []
    apply(server, laptops(2, location="Laboratory"))
    assert len(server.asked("locations")) == 1


def test_progress_is_reported(server):
    stock(server, 5)
    heard = []
    server.fail("update", ServerRefused("no"), after=2)
    failed(
        server,
        laptops(5, status="In use"),
        on_error="continue",
        progress=lambda *one: heard.append(one),
    )
    assert heard == [("applied", done, 5, int(done > 2)) for done in range(1, 6)]


@pytest.mark.parametrize("count", [1, 30])
def test_fields_that_rows_leave_out_are_read_by_id(server, count):
    server.not_in_rows = frozenset({"status"})
    stock(server, 40, status="In use")
    declared = laptops(count, status="In use")
    assert is_silent(server, declared)
    assert sum(len(call.what) for call in server.asked("read")) == count
    assert counted(apply(server, laptops(count, status="Retired")), updated=count)


def test_rows_that_show_the_past_are_not_believed(server):
    """The search still shows another status: no write follows."""
    server.lag = 50
    stock(server, 20, status="In stock")
    for one in laptops(20):
        server.edit(server.id_of(one["name"]), status="In use", lagging=True)
    assert is_silent(server, laptops(20, status="In use"), wait=0)


# --- null, defaults, undeclared fields ------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [None, "", []])
def test_null_clears_and_what_is_not_written_is_left_alone(any_server, nothing):
    asset_id = any_server.add(
        "Laptop", "lt-00", owner="mei.lin", status="In use", attributes={"Model": "T14"}
    )
    declared = [{**laptops(1)[0], "owner": nothing, "attributes": {"Model": nothing}}]
    result = apply(any_server, declared)
    assert changes_of(result) == {"owner": ("mei.lin", None), "Model": ("T14", None)}
    assert any_server.assets[asset_id].values == {"owner": None, "status": "In use", "Model": None}
    assert is_silent(any_server, declared)


def test_a_new_asset_is_sent_without_its_empty_fields(server):
    apply(server, [{**laptops(1)[0], "owner": None, "status": "In use"}])
    assert [call.values for call in server.asked()] == [{"status": "In use"}]


def test_defaults_are_inherited_and_what_is_written_counts(server):
    declared = [
        {"asset_type": "Rack", "name": "r", "status": None, "attributes": {"Notes": "mine"}},
        {"asset_type": "Laptop", "name": "l"},
    ]
    defaults = {
        "*": {"status": "In use", "managed_by": "itdesk"},
        "Rack": {"managed_by": "mei.lin", "attributes": {"Height units": 42, "Notes": "n"}},
    }
    assert counted(apply(server, declared, defaults=defaults), created=2)
    assert server.one("r").values == {"managed_by": "mei.lin", "Height units": 42, "Notes": "mine"}
    assert server.one("l").values == {"status": "In use", "managed_by": "itdesk"}
    assert is_silent(server, declared, defaults=defaults)


def test_undeclared_fields_are_cleared_if_that_is_asked_for(server):
    server.unreadable = ("asset_tag",)
    asset_id = server.add("Server", "srv-1", status="In use", managed_by="itdesk", asset_tag="T",
                          attributes={"Console password": "s3cret"})  # fmt: skip
    declared = [{**SERVER, "managed_by": "itdesk"}]
    assert is_silent(server, declared)
    result = apply(server, declared, undeclared_fields="clear")
    assert changes_of(result) == {"status": ("In use", None)}
    assert server.assets[asset_id].values["asset_tag"] == "T"
    assert server.assets[asset_id].values["Console password"].text == "s3cret"
    assert is_silent(server, declared, undeclared_fields="clear")


# --- encrypted ------------------------------------------------------------------------------------------------------

SECRET = {**SERVER, "attributes": {"Console password": "s3cret"}}


def test_an_encrypted_value_is_sent_at_creation_and_then_left_alone(server):
    result = apply(server, [SECRET])
    assert changes_of(result)["Console password"] == (None, HIDDEN)
    assert "s3cret" not in json.dumps(result)
    assert server.one("srv-1").values["Console password"].text == "s3cret"
    assert is_silent(server, [{**SECRET, "attributes": {"Console password": "other"}}])


def test_an_encrypted_value_is_a_change_each_time_if_that_is_asked_for(server):
    apply(server, [SECRET])
    for secret in ("s3cret", "other"):
        declared = [{**SECRET, "attributes": {"Console password": secret}}]
        result = apply(server, declared, update_encrypted="always")
        assert changes_of(result) == {"Console password": (HIDDEN, HIDDEN)}
        assert server.one("srv-1").values["Console password"].text == secret


def test_a_remark_of_the_server_is_a_warning_without_secrets(server):
    server.remark = "not unique by: s3cret"
    result = apply(server, [SECRET])
    assert list(result["warnings"]) == [
        f"assets[0]: Server 'srv-1': the server says: not unique by: {HIDDEN}"
    ]


def test_the_same_remark_about_many_assets_is_one_warning(server):
    server.remark = "a rule of yours"
    declared = [{"asset_type": "Server", "name": f"srv-{number}"} for number in range(30)]
    origins = [f"servers.yml:{number}" for number in range(1, 31)]
    result = apply(server, declared, origins=origins)
    assert list(result["warnings"]) == [
        "the server says: a rule of yours (30 assets, first: servers.yml:1, servers.yml:2, servers.yml:3)"
    ]


# --- creations ------------------------------------------------------------------------------------------------------

LOST = OutcomeUnknown("could not create it: the connection was cut")


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("lag", [0, 3])
def test_a_creation_whose_answer_is_lost_is_found_and_never_repeated(any_server, count, lag):
    any_server.lag = lag
    any_server.fail("create", LOST, done=True, times=3, after=count // 3)
    result = apply(any_server, laptops(count, status="In use"), workers=4)
    assert counted(result, created=count)
    assert verbs(any_server) == ["create"] * count
    lost = min(3, count - count // 3)
    found = [
        one
        for one in result["warnings"]
        if "the answer to its creation was lost; it was found as asset" in one
    ]
    assert len(found) == lost
    assert sorted(one["id"] for one in result["assets"]) == sorted(any_server.assets)
    assert is_silent(any_server, laptops(count, status="In use"))


@pytest.mark.parametrize("match_by", ["name", "serial_number"])
def test_it_is_found_by_the_declared_identity(any_server, match_by):
    any_server.fail("create", LOST, done=True)
    declared = [{**laptops(1)[0], "serial_number": "S", "match_by": [match_by]}]
    any_server.add("Laptop", "lt-00" if match_by == "serial_number" else "other")
    result = apply(any_server, declared)
    assert counted(result, created=1)
    assert result["assets"][0]["id"] == [*any_server.assets][-1]


def test_a_creation_that_was_lost_on_the_way_is_an_error_and_never_repeated(any_server):
    time = Time()
    any_server.fail("create", LOST)
    result = failed(any_server, laptops(1), time=time, wait=7)
    assert verbs(any_server) == ["create"]
    assert any_server.assets == {}
    assert result["changed"] is False
    assert "the connection was cut. It did not appear within 7 s (wait_for_index)" in result["msg"]
    assert "It was not sent again" in result["msg"]
    assert time.clock() == pytest.approx(7)
    assert counted(apply(any_server, laptops(1)), created=1)


def test_a_lost_creation_that_cannot_be_looked_for_is_an_error(any_server):
    any_server.fail("create", LOST, done=True)
    any_server.fail("search", LOST, after=1, times=100)
    result = failed(any_server, laptops(1))
    assert "Searching for it failed: could not create it" in result["msg"]
    assert verbs(any_server) == ["create"]


def test_a_lost_creation_that_appears_twice_is_an_error(any_server):
    create = any_server.create

    def create_beside_another(*given):
        any_server.add("Laptop", "lt-00")
        return create(*given)

    any_server.create = create_beside_another
    any_server.fail("create", LOST, done=True)
    assert "More than one asset matched" in failed(any_server, laptops(1))["msg"]
    assert verbs(any_server) == ["create"]


@pytest.mark.parametrize("count", [1, 30])
def test_ids_that_are_not_answered_are_looked_up(any_server, count):
    any_server.answers_ids = False
    any_server.lag = 2
    declared = [
        {
            "asset_type": "Server",
            "name": f"s-{one}",
            "attributes": {"Depends on": [f"s-{(one + 1) % count}"]},
        }
        for one in range(count)
    ]
    result = apply(any_server, declared, workers=4)
    assert counted(result, created=count)
    assert sorted(verbs(any_server)) == ["create"] * count + ["update"]
    assert all(one["id"] in any_server.assets for one in result["assets"])
    assert result["warnings"] == ()
    assert is_silent(any_server, declared)


# --- what the server makes of it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_a_default_of_the_server_gives_way_to_what_is_declared(server, count):
    server.defaults = {"status": "In stock"}
    assert counted(apply(server, laptops(count, status=None)), created=count)
    assert sorted(verbs(server)) == ["create"] * count + ["update"] * count
    assert is_silent(server, laptops(count, status=None))


def test_a_default_of_the_server_stays_where_nothing_is_declared(server):
    server.defaults = {"status": "In stock"}
    result = apply(server, laptops(1))
    assert result["assets"][0]["status"] == "In stock"
    assert verbs(server) == ["create"]


@pytest.mark.parametrize("existing", [False, True], ids=["create", "update"])
@pytest.mark.parametrize("count", [1, 50])
def test_a_field_that_the_server_does_not_keep_is_found_after_one_write(server, existing, count):
    server.not_kept = frozenset({"cost"})
    if existing:
        stock(server, count)
    result = failed(server, laptops(count, cost=5))
    assert "cost is None instead of 5" in result["msg"]
    assert result["changed"]
    assert len(server.asked()) <= 2
    assert len(result["not_tried"]) == count - 1


def test_a_deletion_that_the_server_does_not_do_is_an_error(server):
    stock(server, 1)
    server.delete = lambda asset_id: None
    result = failed(server, [{**laptops(1)[0], "state": "absent"}])
    assert "still shows asset 1" in result["msg"]


def test_an_asset_that_is_gone_before_the_update_is_an_error(server):
    stock(server, 1)
    server.update = lambda asset_id, *given: server.remove(asset_id)
    assert "does not show asset 1" in failed(server, laptops(1, status="In use"))["msg"]


@pytest.mark.parametrize("count", [1, 30])
def test_unknown_keys_of_statuses_are_learned(server, count):
    server.status_keys = {"In use": "7", "Missing": "9", "Lost": "3"}
    stock(server, count, status="Missing", substatus="Lost")
    assert is_silent(server, laptops(count, status="Missing", substatus="Lost"))
    result = apply(server, laptops(count, status="In use", substatus=None))
    assert {(one["field"], one["before"], one["after"]) for one in result["changes"]} == {
        ("status", "Missing", "In use"), ("substatus", "Lost", None),
    }  # fmt: skip
    assert is_silent(server, laptops(count, status="In use"))


def test_a_key_that_stays_unknown_is_a_warning(server):
    server.learn_status = lambda *given: False
    server.status_keys = {"In use": "7"}
    result = apply(server, laptops(1, status="In use"))
    assert "the server shows status as the key '7'" in result["warnings"][0]


def test_a_field_that_is_never_shown_is_written_each_time_with_a_warning(server):
    server.not_in_rows = server.not_in_reads = frozenset({"asset_tag"})
    for _run in range(2):
        result = apply(server, laptops(1, asset_tag="T"))
        assert result["changed"]
        assert "the server never shows asset_tag" in result["warnings"][0]
    server.unreadable = ("asset_tag",)
    assert is_silent(server, laptops(1, asset_tag="T"))


def test_a_field_that_only_rows_show_is_compared(server):
    server.not_in_reads = frozenset({"asset_tag"})
    apply(server, laptops(1, asset_tag="T"))
    assert is_silent(server, laptops(1, asset_tag="T"))
    assert counted(apply(server, laptops(1, asset_tag="U")), updated=1)
    assert is_silent(server, laptops(1, asset_tag="U"))
    assert is_silent(server, [{"id": 1, "asset_tag": "U"}])
