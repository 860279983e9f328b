# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking up assets: filters that hold exactly, fields, limits, and an error where a filter cannot be decided."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    IncompleteRead,
    InputError,
)

from .engine import apply, info, is_silent

RACKS = ("rack-01", "rack-02", "rack-11")


@pytest.fixture
def stocked(server):
    """A server with some of everything."""
    return filled(server)


@pytest.fixture
def any_stocked(any_server):
    """The same, with ids that are numbers or texts."""
    return filled(any_server)


def filled(server):
    """The server, with some of everything."""
    racks = [server.add("Rack", name) for name in RACKS]
    server.add(
        "Server",
        "alpha",
        status="In use",
        assignee="JIRAUSER10102",
        cost=100.5,
        install_date="2024-07-01",
        location="Data centre north",
        belongs_to_group=["a", "b"],
        attributes={
            "Hostname": "alpha.example",
            "RAM GB": 64,
            "Roles": ["web", "mail"],
            "Environment": "production",
            "Rack": racks[:1],
            "Depends on": racks,
        },
    )
    server.add(
        "Server",
        "beta",
        status="In stock",
        cost=7,
        install_date="2023-01-31",
        assignee="tomas.novak",
        attributes={
            "Hostname": "beta.example",
            "RAM GB": 512,
            "Roles": ["web"],
            "Rack": racks[1:2],
        },
    )
    server.add("Server", "gamma")
    server.add("Laptop", "alpha", status="In use")
    server.journal.clear()
    return server  # fmt: skip


ALL = {"alpha", "beta", "gamma"}
FILTERS = {
    "text": ("Hostname", "equals", "alpha.example", {"alpha"}),
    "a part is not the whole": ("Hostname", "equals", "alpha", set()),
    "other case": ("Hostname", "equals", "ALPHA.example", set()),
    "contains": ("Hostname", "contains", "example", {"alpha", "beta"}),
    "matches": ("Hostname", "matches", "?lpha.*", {"alpha"}),
    "in": ("Hostname", "in", ["beta.example", "x"], {"beta"}),
    "not equals": ("Hostname", "not_equals", "alpha.example", {"beta", "gamma"}),
    "empty": ("Hostname", "is_empty", None, {"gamma"}),
    "not empty": ("Hostname", "is_empty", False, {"alpha", "beta"}),
    "name": ("name", "equals", "alpha", {"alpha"}),
    "name matches": ("name", "matches", "*a", ALL),
    "status in another case": ("status", "equals", "in USE", {"alpha"}),
    "user by name": ("assignee", "equals", "mei.lin", {"alpha"}),
    "user by key": ("assignee", "equals", "JIRAUSER10102", {"alpha"}),
    "user by the other key": ("assignee", "in", ["JIRAUSER10103"], {"beta"}),
    "location by name": ("location", "equals", "Data centre north", {"alpha"}),
    "location by id": ("location", "equals", 2, {"alpha"}),
    "location contains": ("location", "contains", "north", {"alpha"}),
    "greater": ("cost", "greater", 7, {"alpha"}),
    "less": ("cost", "less", "100.5", {"beta"}),
    "between": ("RAM GB", "between", [64, 64], {"alpha"}),
    "number in": ("RAM GB", "in", [512, 1], {"beta"}),
    "date greater": ("install_date", "greater", "2023-01-31", {"alpha"}),
    "date between": ("install_date", "between", ["2023-01-31", "2024-07-01"], {"alpha", "beta"}),
    "groups equal the set": ("belongs_to_group", "equals", ["b", "a"], {"alpha"}),
    "groups contain": ("belongs_to_group", "contains", "b", {"alpha"}),
    "option": ("Environment", "equals", "production", {"alpha"}),
    "options equal the set": ("Roles", "equals", ["mail", "web"], {"alpha"}),
    "options contain": ("Roles", "contains", ["web"], {"alpha", "beta"}),
    "options in": ("Roles", "in", ["mail", "backup"], {"alpha"}),
    "reference by name": ("Rack", "equals", ["rack-01"], {"alpha"}),
    "reference by type and name": ("Rack", "in", [{"asset_type": "Rack", "name": "rack-02"}], {"beta"}),
    "references contain": ("Depends on", "contains", ["rack-11", "rack-01"], {"alpha"}),
    "references are not the set": ("Depends on", "not_equals", ["rack-01"], ALL),
    "reference matches": ("Rack", "matches", "*-02", {"beta"}),
}  # fmt: skip
HOW_ROWS_SHOW = {
    "rows that show all": {},
    "rows without fields": {
        "not_in_rows": frozenset({"Hostname", "cost", "assignee", "Rack", "Roles", "status"})
    },
    "rows with names": {"names_in_rows": True},
}


@pytest.mark.parametrize("ways", HOW_ROWS_SHOW.values(), ids=HOW_ROWS_SHOW)
@pytest.mark.parametrize(("field", "operator", "value", "wanted"), FILTERS.values(), ids=FILTERS)
def test_a_filter_finds_exactly(stocked, ways, field, operator, value, wanted):
    for name, way in ways.items():
        setattr(stocked, name, way)
    condition = {"field": field, "operator": operator, "value": value}
    found = info(stocked, asset_type="Server", filters=[condition])
    assert {one["name"] for one in found} == wanted
    assert stocked.asked() == []


def test_several_filters_must_all_hold(stocked):
    filters = [
        {"field": "Roles", "operator": "contains", "value": "web"},
        {"field": "cost", "operator": "less", "value": 8},
    ]
    assert [one["name"] for one in info(stocked, filters=filters)] == ["beta"]


def test_a_filter_over_all_types(stocked):
    found = info(stocked, filters=[{"field": "status", "value": "In use"}])
    assert {(one["asset_type"], one["name"]) for one in found} == {
        ("Server", "alpha"),
        ("Laptop", "alpha"),
    }


def test_rows_that_suffice_cost_one_search(stocked):
    info(
        stocked, asset_type="Server", filters=[{"field": "cost", "operator": "greater", "value": 7}]
    )
    assert len(stocked.asked("search")) == 1
    assert stocked.asked("read") == []


def test_only_what_passes_is_read(stocked):
    stocked.not_in_rows = frozenset({"owner"})
    info(
        stocked, asset_type="Server", filters=[{"field": "cost", "operator": "greater", "value": 7}]
    )
    assert [len(call.what) for call in stocked.asked("read")] == [1]
    stocked.journal.clear()
    info(stocked, asset_type="Server", fields=["cost"])
    assert stocked.asked("read") == []


# --- which assets, and what of them ---------------------------------------------------------------------------------


def test_an_asset_has_the_shape_in_which_assets_are_written(any_stocked):
    [asset] = info(any_stocked, asset_type="Server", name="alpha")
    assert asset["id"] == next(
        key for key, one in any_stocked.assets.items() if one.type.name == "Server"
    )
    assert asset["location"] == "Data centre north"
    assert asset["belongs_to_group"] == ["a", "b"]
    assert asset["owner"] is None
    assert asset["attributes"]["Roles"] == ["mail", "web"]
    assert asset["attributes"]["Rack"] == [f"rack-01 #{any_stocked.id_of('rack-01')}"]
    assert "Console password" not in asset["attributes"]
    assert "attachments" not in asset


def test_what_is_found_can_be_declared_without_a_change(any_stocked):
    assert is_silent(any_stocked, info(any_stocked))


def test_an_encrypted_value_is_never_in_it(stocked):
    apply(
        stocked,
        [{"asset_type": "Server", "name": "s", "attributes": {"Console password": "s3cret"}}],
    )
    for options in ({}, {"fields": ["Console password"]}, {"include_attachments": True}):
        assert "s3cret" not in repr(info(stocked, asset_type="Server", **options))


def test_by_id_with_its_files(any_stocked):
    asset_id = any_stocked.id_of("beta")
    any_stocked.attach(asset_id, "a.txt", b"abc")
    for written in (asset_id, str(asset_id)):
        [asset] = info(any_stocked, id=written, include_attachments=True)
        assert (asset["name"], asset["attachments"][0]["name"]) == ("beta", "a.txt")
    assert len(any_stocked.asked("read", "search")) == 2


def test_a_name_finds_all_of_that_name(stocked):
    assert len(info(stocked, name="alpha")) == 2
    assert len(info(stocked, name="alpha", asset_type="Laptop")) == 1
    assert len(info(stocked, name="alpha", asset_types=["Laptop", "Rack"])) == 1


NOTHING = {
    "id": {"id": 999},
    "id of another type": {"id": 1, "asset_type": "Laptop"},
    "id that the filters exclude": {"id": 1, "filters": [{"field": "status", "value": "Missing"}]},
    "name": {"name": "no such"},
    "name in another case": {"name": "ALPHA"},
    "name of another type": {"name": "rack-01", "asset_type": "Laptop"},
    "filter": {"filters": [{"field": "quantity", "value": 77}]},
    "query": {"raw_query": "nosuchthing*"},
}


@pytest.mark.parametrize("question", NOTHING.values(), ids=NOTHING)
def test_nothing_found_is_an_empty_list(any_stocked, question):
    if "id" in question:
        question = {**question, "id": f"{any_stocked.prefix}{question['id']}"}
    assert info(any_stocked, **question) == []


def test_fields_are_those_asked_for(stocked):
    [asset] = info(stocked, asset_type="Server", name="alpha", fields=["cost", "Environment"])
    assert set(asset) == {"id", "asset_type", "name", "cost", "attributes"}
    assert set(asset["attributes"]) == {"Environment"}


def test_a_limit_takes_the_first_by_name(stocked):
    everything = [one["name"] for one in info(stocked)]
    for limit in (1, 3, 100):
        assert [one["name"] for one in info(stocked, limit=limit)] == everything[:limit]


def test_a_limit_counts_what_meets_the_filters(stocked):
    filters = [{"field": "Hostname", "operator": "is_empty", "value": False}]
    assert [one["name"] for one in info(stocked, filters=filters, limit=2)] == ["alpha", "beta"]
    assert [one["name"] for one in info(stocked, filters=filters, limit=1)] == ["alpha"]


def test_a_query_in_the_language_of_the_server(stocked):
    filters = [{"field": "cost", "operator": "less", "value": 1000}]
    assert [one["name"] for one in info(stocked, raw_query="*a", filters=filters)] == [
        "alpha",
        "beta",
    ]
    assert [one["name"] for one in info(stocked, raw_query="rack-*", asset_type="Rack")] == [*RACKS]


# --- what is wrong --------------------------------------------------------------------------------------------------

WRONG = {
    "type": ({"asset_type": "Servr"}, "there is no asset type 'Servr'; did you mean 'Server'?"),
    "field": ({"fields": ["Hostnam"]}, "fields: there is no field 'Hostnam'; did you mean 'Hostname'?"),
    "limit": ({"limit": 0}, "limit: must be at least 1"),
    "id": ({"id": "x"}, "id: 'x' is not an asset id"),
    "attribute of another type": (
        {"asset_type": "Laptop", "filters": [{"field": "Hostname", "value": 1}]}, "there is no field 'Hostname'",
    ),
    "no order": ({"filters": [{"field": "status", "operator": "greater", "value": "In use"}]}, "has no order"),
    "encrypted": (
        {"asset_type": "Server", "filters": [{"field": "Console password", "value": "x"}]}, "is encrypted",
    ),
    "unknown reference": (
        {"asset_type": "Server", "filters": [{"field": "Rack", "value": ["rack-98"]}]},
        "filters: 'Rack': there is no asset named 'rack-98'",
    ),
    "unknown id": (
        {"asset_type": "Server", "filters": [{"field": "Depends on", "value": [{"id": 98}]}]},
        "filters: there is no asset 98",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "words"), WRONG.values(), ids=WRONG)
def test_invalid_questions_are_refused(server, question, words):
    with pytest.raises(InputError) as error:
        info(server, **question)
    assert words in error.value.sentence


def test_an_ambiguous_reference_is_refused(any_stocked):
    any_stocked.add("Rack", "rack-01")
    with pytest.raises(InputError, match="several assets are named 'rack-01'"):
        info(any_stocked, asset_type="Server", filters=[{"field": "Rack", "value": ["rack-01"]}])


def test_all_that_is_wrong_is_reported_at_once(server):
    with pytest.raises(InputError) as error:
        info(server, asset_type="Nope", fields=["nope"], limit=0)
    assert len(error.value.problems) == 3


def test_a_field_that_the_server_never_shows_cannot_be_filtered_by(stocked):
    stocked.not_in_rows = stocked.not_in_reads = frozenset({"owner"})
    stocked.edit(stocked.id_of("beta"), owner="mei.lin")
    with pytest.raises(InputError, match="the server does not show 'owner'"):
        info(stocked, filters=[{"field": "owner", "value": "mei.lin"}])


def test_a_list_that_is_cut_short_is_an_error(stocked):
    stocked.fail("search", IncompleteRead("it is not all"))
    with pytest.raises(IncompleteRead):
        info(stocked)
