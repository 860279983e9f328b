# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""aip_asset_info against the sandbox: exactly what was asked for, all of it, and at what cost.

What a filter should find is computed from the truth behind the sandbox, which knows nothing of searches.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import (
    answers,
    reading,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import rows as search_rows
from ansible_collections.assetops.aip.tests.sandbox import seeding
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.long

SERVERS = {"asset_type": "Server"}
LAPTOPS = {"asset_type": "Laptop"}


def names(result):
    """The names of the assets of a result, in its order."""
    assert not result["failed"], result["msg"]
    return [asset["name"] for asset in result["assets"]]


def rows(sandbox, asset_type, holds):
    """The names of the assets of a type for which the truth holds; any field may be missing."""
    return sorted(
        one["name"]
        for one in sandbox.assets(asset_type)
        if holds({**one["system"], **one["attributes"], "name": one["name"]})
    )


def given(field, holds):
    """A predicate on a field that has a value."""
    return lambda one: one.get(field) not in (None, "", []) and holds(one[field])


# (type, field, operator, value, what the truth must hold)
FILTERS = {
    "status equals": (
        "Server", "status", "equals", "In use", given("asset.status", lambda v: v == "In use")),
    "status in other case": (
        "Server", "status", "equals", "in USE", given("asset.status", lambda v: v == "In use")),
    "status not equals": (
        "Server", "status", "not_equals", "In use", lambda one: one.get("asset.status") != "In use"),
    "status in": (
        "Server", "status", "in", ["In stock", "In maintenance"],
        given("asset.status", lambda v: v in ("In stock", "In maintenance"))),
    "status matches": (
        "Server", "status", "matches", "In ?s*", given("asset.status", lambda v: v == "In use")),
    "status contains": (
        "Server", "status", "contains", "main", given("asset.status", lambda v: "main" in v)),
    "user equals": (
        "Server", "assignee", "equals", "ingrid.solberg",
        given("asset.assignee", lambda v: v == "ingrid.solberg")),
    "user is empty": ("Server", "assignee", "is_empty", None, lambda one: not one.get("asset.assignee")),
    "user is not empty": ("Server", "assignee", "is_empty", False, lambda one: bool(one.get("asset.assignee"))),
    "user in": (
        "Server", "assignee", "in", ["tomas.novak", "ingrid.solberg"],
        given("asset.assignee", lambda v: v in ("tomas.novak", "ingrid.solberg"))),
    "location equals name": (
        "Employee", "location", "equals", "Lisbon office", given("asset.location", lambda v: v == "Lisbon office")),
    "location equals id": (
        "Employee", "location", "equals", 4, given("asset.location", lambda v: v == "Lisbon office")),
    "location contains": (
        "Employee", "location", "contains", "office", given("asset.location", lambda v: "office" in v)),
    "number greater": ("Server", "cost", "greater", 12000, given("asset.cost", lambda v: v > 12000)),
    "number less": ("Server", "cost", "less", 12000.5, given("asset.cost", lambda v: v < 12000.5)),
    "number between, itself": (
        "Server", "cost", "between", [18450.5, 18450.5], given("asset.cost", lambda v: v == 18450.5)),
    "number equals": ("Server", "cost", "equals", 18450.5, given("asset.cost", lambda v: v == 18450.5)),
    "number in": ("Server", "RAM GB", "in", [64, 512], given("RAM GB", lambda v: v in (64, 512))),
    "number not equals": ("Server", "RAM GB", "not_equals", 64, lambda one: one.get("RAM GB") != 64),
    "number is empty": ("Server", "cost", "is_empty", True, lambda one: one.get("asset.cost") is None),
    "number contains digits": ("Server", "RAM GB", "contains", "5", given("RAM GB", lambda v: "5" in str(v))),
    "date equals": (
        "Server", "install_date", "equals", "2024-07-01", given("asset.installDate", lambda v: v == "2024-07-01")),
    "date greater": (
        "Server", "install_date", "greater", "2023-01-01", given("asset.installDate", lambda v: v > "2023-01-01")),
    "date less": (
        "Server", "install_date", "less", "2023-01-01", given("asset.installDate", lambda v: v < "2023-01-01")),
    "date between": (
        "Server", "Warranty until", "between", ["2026-01-01", "2027-06-30"],
        given("Warranty until", lambda v: "2026-01-01" <= v <= "2027-06-30")),
    "date-time greater": (
        "Server", "Maintenance window", "greater", "2026-12-05T21:59",
        given("Maintenance window", lambda v: v > "2026-12-05T21:59")),
    "text equals": (
        "Server", "Hostname", "equals", "alpha", given("Hostname", lambda v: v == "alpha")),
    "text contains": (
        "Server", "Hostname", "contains", "001", given("Hostname", lambda v: "001" in v)),
    "text matches": (
        "Server", "Hostname", "matches", "srv-00?1.*", given("Hostname", lambda v: re.fullmatch(r"srv-00.1\..*", v))),
    "text in": (
        "Server", "serial_number", "in", ["CZJ0410ALPHA", "no such"],
        given("asset.serialNumber", lambda v: v == "CZJ0410ALPHA")),
    "text equals in other case": (
        "Server", "serial_number", "equals", "czj0410alpha", lambda one: False),
    "text is a part only": ("Server", "serial_number", "equals", "CZJ0410", lambda one: False),
    "name equals": ("Server", "name", "equals", "srv-0001", lambda one: one["name"] == "srv-0001"),
    "name matches": ("Server", "name", "matches", "*Data*", lambda one: "Data" in one["name"]),
    "name contains": ("Server", "name", "contains", "v-000", lambda one: "v-000" in one["name"]),
    "name in": (
        "Server", "name", "in", ["srv-0001", "srv-0002", "x"], lambda one: one["name"] in ("srv-0001", "srv-0002")),
    "name not equals": ("Rack", "name", "not_equals", "rack-01", lambda one: one["name"] != "rack-01"),
    "name with punctuation": (
        "Employee", "name", "equals", "Lund, Hanna (junior)", lambda one: one["name"] == "Lund, Hanna (junior)"),
    "name in another script": ("Employee", "name", "equals", "김민준", lambda one: one["name"] == "김민준"),
    "option equals": (
        "Server", "Environment", "equals", "production", given("Environment", lambda v: v == ["production"])),
    "option in": (
        "Server", "Environment", "in", ["staging", "development"],
        given("Environment", lambda v: v[0] in ("staging", "development"))),
    "option contains": (
        "Server", "Operating system", "contains", "Windows",
        given("Operating system", lambda v: "Windows" in v[0])),
    "options equals the set": (
        "Server", "Roles", "equals", ["mail", "web"], given("Roles", lambda v: set(v) == {"mail", "web"})),
    "options contains": ("Server", "Roles", "contains", "backup", given("Roles", lambda v: "backup" in v)),
    "options contains several": (
        "Server", "Roles", "contains", ["backup", "monitoring"],
        given("Roles", lambda v: {"backup", "monitoring"} <= set(v))),
    "options in": (
        "Server", "Roles", "in", ["web", "build"], given("Roles", lambda v: {"web", "build"} & set(v))),
    "options matches": (
        "Server", "Roles", "matches", "ba*", given("Roles", lambda v: "backup" in v)),
    "options is empty": ("Server", "Roles", "is_empty", None, lambda one: not one.get("Roles")),
    "options not equals": (
        "Server", "Roles", "not_equals", ["mail", "web"], lambda one: set(one.get("Roles", ())) != {"mail", "web"}),
    "groups contains": (
        "Server", "belongs_to_group", "contains", "network-team",
        given("asset.belongsToGroup", lambda v: "network-team" in v)),
    "groups equals": (
        "Server", "belongs_to_group", "equals", ["network-team", "it-operations"],
        given("asset.belongsToGroup", lambda v: set(v) == {"network-team", "it-operations"})),
    "reference equals name": ("Server", "Rack", "equals", ["rack-01"], given("Rack", lambda v: v == [1])),
    "reference equals id": ("Server", "Rack", "equals", [2], given("Rack", lambda v: v == [2])),
    "reference contains": (
        "Server", "Rack", "contains", {"asset_type": "Rack", "name": "rack-03"}, given("Rack", lambda v: 3 in v)),
    "reference in": ("Server", "Rack", "in", ["rack-01", "rack-02"], given("Rack", lambda v: v in ([1], [2]))),
    "reference matches": ("Server", "Rack", "matches", "rack-0[12]*", lambda one: False),
    "reference matches a name": ("Server", "Rack", "matches", "*-01", given("Rack", lambda v: v == [1])),
    "reference is not": ("Server", "Rack", "not_equals", [1], lambda one: one.get("Rack") != [1]),
    "references equal the set": (
        "License", "Installed on", "equals", ["lt-0002", "lt-0001"],
        given("Installed on", lambda v: len(v) == 2)),
    "references are not the set": (
        "License", "Installed on", "not_equals", ["lt-0001", "lt-0002"],
        lambda one: len(one.get("Installed on", ())) != 2),
    "reference is empty": ("Laptop", "User", "is_empty", None, lambda one: not one.get("User")),
    "address equals": (
        "Server", "Management IP", "equals", "10.10.13.24",
        given("Management IP", lambda v: v == "10.10.13.24")),
    "address matches": (
        "Server", "Management IP", "matches", "10.20.*", given("Management IP", lambda v: v.startswith("10.20."))),
    "is empty": ("Server", "assignee", "is_empty", None, lambda one: not one.get("asset.assignee")),
    "is not empty": ("Server", "assignee", "is_empty", False, lambda one: bool(one.get("asset.assignee"))),
}  # fmt: skip


@pytest.fixture(scope="module")
def company():
    """A sandbox for questions alone, with fewer servers, so that looking at all of them takes no time."""
    with Sandbox("company") as sandbox:
        for one in sandbox.assets("Server")[26:]:
            sandbox.remove_asset(one["id"])
        two = ",".join(str(sandbox.asset_id(name)) for name in ("lt-0001", "lt-0002"))
        sandbox.add_asset("License", "For two laptops", attributes={"Installed on": two})
        yield sandbox


@pytest.fixture
def settings(company):
    """Changes switches for one test."""
    before = company.switches()
    company.journal.clear()
    yield company.switch
    company.faults.clear()
    company.switch(**before)


OTHERWISE = {
    "analyzer": "standard",
    "search_reference_format": "ids",
    "reference_format": "names",
    "empty_value": "omitted",
    "search_empty_value": "text",
}
NOT_IN_ROWS = ("status equals", "user is empty", "number between, itself", "groups contains",
               "name matches", "options contains", "reference equals id")  # fmt: skip
SEARCHED = {
    **{name: ({}, row) for name, row in FILTERS.items()},
    **{f"{name}, otherwise": pytest.param(OTHERWISE, row, marks=pytest.mark.long)
       for name, row in FILTERS.items()},
    **{f"{name}, not in rows": ({"system_fields_in": "transformed"}, FILTERS[name])
       for name in NOT_IN_ROWS},
}  # fmt: skip


@pytest.mark.parametrize(("switches", "row"), SEARCHED.values(), ids=SEARCHED)
def test_filter_finds_exactly(run, company, settings, switches, row):
    asset_type, field, operator, value, holds = row
    settings(**switches)
    wanted = rows(company, asset_type, holds)
    condition = {"field": field, "operator": operator, "value": value}
    result = run(company, "aip_asset_info", asset_type=asset_type, filters=[condition])
    assert sorted(names(result)) == wanted
    assert len(wanted) < len(company.assets(asset_type))


def test_several_filters_must_all_hold(run, sandbox):
    filters = [
        {"field": "status", "value": "In use"},
        {"field": "cost", "operator": "greater", "value": 5000},
        {"field": "Environment", "value": "production"},
    ]
    wanted = rows(
        sandbox,
        "Server",
        lambda one: (
            one.get("asset.status") == "In use"
            and (one.get("asset.cost") or 0) > 5000
            and one.get("Environment") == ["production"]
        ),
    )
    assert wanted
    assert sorted(names(run(sandbox, "aip_asset_info", **SERVERS, filters=filters))) == wanted


def test_filter_over_all_types(run, sandbox):
    result = run(
        sandbox, "aip_asset_info", filters=[{"field": "status", "value": "In maintenance"}]
    )
    truth = [
        one["name"]
        for one in sandbox.assets()
        if one["system"].get("asset.status") == "In maintenance"
    ]
    assert sorted(names(result)) == sorted(truth)
    assert {asset["asset_type"] for asset in result["assets"]} == {"Server", "Switch"}


# What test_bad_input.py does not have.
WRONG = {
    "attribute of another type": (
        {**LAPTOPS, "filters": [{"field": "Seats", "value": 1}]},
        "no field 'Seats'",
    ),
    "no order": (
        {**SERVERS, "filters": [{"field": "status", "operator": "greater", "value": "In use"}]},
        "has no order",
    ),
    "encrypted": (
        {**SERVERS, "filters": [{"field": "Console password", "value": "x"}]},
        "encrypted",
    ),
    "no list": ({"filters": [{"field": "cost", "operator": "in", "value": 1}]}, "a list"),
    "no value": ({"filters": [{"field": "cost", "operator": "greater"}]}, "a value is needed"),
    "unknown status": ({"filters": [{"field": "status", "value": "Used"}]}, "no status 'Used'"),
    "unknown reference": (
        {**SERVERS, "filters": [{"field": "Rack", "value": ["rack-98"]}]},
        "'rack-98'",
    ),
}


@pytest.mark.parametrize(("options", "complaint"), WRONG.values(), ids=WRONG)
def test_bad_input_is_told(run, company, options, complaint):
    result = run(company, "aip_asset_info", **options)
    assert result["failed"]
    assert complaint in result["msg"]


# --- one asset ----------------------------------------------------------------------------------------------------


def test_asset_has_the_shape_in_which_assets_are_written(run, sandbox):
    [asset] = run(sandbox, "aip_asset_info", **SERVERS, name="Alpha Database Server")["assets"]
    assert asset["asset_type"] == "Server"
    assert asset["status"] == "In use"
    assert asset["location"] == "Data centre north"
    assert asset["belongs_to_group"] == ["it-operations", "network-team"]
    assert asset["install_date"] == "2024-07-01"
    assert asset["cost"] == 18450.5
    assert asset["reserved_for"] is None
    assert asset["attributes"]["Roles"] == ["backup", "database"]
    assert asset["attributes"]["RAM GB"] == 256
    assert "attachments" not in asset
    # Written back, nothing changes.
    again = run(sandbox, "aip_asset", check=True, **asset)
    assert (again["failed"], again["changed"]) == (False, False)


@pytest.mark.parametrize(
    "asset_type", ["Rack", "Switch", "Server", "Employee", "Laptop", "License"]
)
def test_what_is_found_can_be_written_back_without_a_change(run, sandbox, asset_type):
    assets = run(sandbox, "aip_asset_info", asset_type=asset_type, limit=6)["assets"]
    assert len(assets) == 6
    for asset in assets:
        result = run(sandbox, "aip_asset", check=True, **asset)
        assert (result["failed"], result["changed"]) == (False, False), (asset, result)


def test_what_is_found_in_every_kind_can_be_written_back_without_a_change(run, every_field):
    for asset in run(every_field, "aip_asset_info")["assets"]:
        result = run(every_field, "aip_asset", check=True, **asset)
        assert (result["failed"], result["changed"]) == (False, False), (asset, result)


def test_by_id_with_its_files(run, sandbox):
    number = sandbox.asset_id("Alpha Database Server")
    sandbox.journal.clear()
    [asset] = run(sandbox, "aip_asset_info", id=number, include_attachments=True)["assets"]
    assert [one["name"] for one in asset["attachments"]] == [
        "delivery note.txt",
        "invoice 2024-0711.pdf",
    ]
    assert len([record for record in sandbox.journal if "/inventory/" in record.path]) == 1


NOTHING = {
    "id": {"id": 99999},
    "id of another type": {"id": 1, "asset_type": "Laptop"},
    "id that the filters exclude": {"id": 1, "filters": [{"field": "status", "value": "Missing"}]},
    "name": {"asset_type": "Laptop", "name": "no such"},
    "name in other case": {"asset_type": "Laptop", "name": "LT-0001"},
    "name of another type": {"asset_type": "Laptop", "name": "rack-01"},
    "filter": {**LAPTOPS, "filters": [{"field": "quantity", "value": 77}]},
    "query": {"query": "asset.name:nosuchthing"},
}


@pytest.mark.parametrize("options", NOTHING.values(), ids=NOTHING)
def test_nothing_found_is_an_empty_list(run, company, options):
    result = run(company, "aip_asset_info", **options)
    assert (result["failed"], result["assets"], result["changed"]) == (False, [], False)


def test_name_finds_all_of_that_name(run, sandbox):
    for _number in range(3):
        sandbox.add_asset("Laptop", "twin")
    sandbox.add_asset("Rack", "twin")
    assert len(run(sandbox, "aip_asset_info", name="twin")["assets"]) == 4
    assert len(run(sandbox, "aip_asset_info", name="twin", asset_type="Laptop")["assets"]) == 3


@pytest.mark.parametrize("read", ["nothing", "masked", "clear"])
def test_encrypted_is_never_shown(run, sandbox, read):
    sandbox.switch(encrypted_read=read)
    for options in ({}, {"fields": ["Console password"]}, {"include_attachments": True}):
        result = run(sandbox, "aip_asset_info", asset_type="Switch", limit=3, **options)
        assert len(result["assets"]) == 3
        assert "-console" not in str(result)


# --- fields, limit, query -----------------------------------------------------------------------------------------


def test_fields_are_those_asked_for(run, sandbox):
    [asset] = run(
        sandbox, "aip_asset_info", **SERVERS, name="srv-0001", fields=["cost", "Environment"]
    )["assets"]
    assert set(asset) == {"id", "asset_type", "name", "cost", "attributes"}
    assert set(asset["attributes"]) == {"Environment"}


def test_limit_takes_the_first_by_name(run, sandbox):
    everything = names(run(sandbox, "aip_asset_info", **LAPTOPS))
    sandbox.journal.clear()
    assert names(run(sandbox, "aip_asset_info", **LAPTOPS, limit=3)) == everything[:3]
    assert len(sandbox.journal.searches()) == 1


def test_limit_counts_what_meets_the_filters(run, sandbox):
    condition = {"field": "status", "value": "Retired"}
    everything = names(run(sandbox, "aip_asset_info", **LAPTOPS, filters=[condition]))
    found = names(
        run(sandbox, "aip_asset_info", **LAPTOPS, filters=[condition], limit=4, page_size=5)
    )
    assert found == everything[:4]


def test_raw_query_with_other_options(run, sandbox):
    result = run(
        sandbox,
        "aip_asset_info",
        query='form.name:"Server" AND asset.name:srv*',
        asset_type="Server",
        filters=[{"field": "status", "value": "In stock"}],
    )
    wanted = rows(
        sandbox,
        "Server",
        lambda one: one["name"].startswith("srv") and one.get("asset.status") == "In stock",
    )
    assert sorted(names(result)) == wanted


# --- the whole list, or an error ----------------------------------------------------------------------------------

PAGING = {
    "page cap": {"page_cap": 7},
    "page cap of one": {"page_cap": 1},
    "last page repeated": {"beyond_last_page": "repeat_last"},
    "last page repeated, page cap": {"beyond_last_page": "repeat_last", "page_cap": 7},
    "last page repeated, page cap of one": {"beyond_last_page": "repeat_last", "page_cap": 1},
    "total": {"total_key": "total"},
    "totalCount": {"total_key": "totalCount"},
    "totalSize": {"total_key": "totalSize"},
    "count": {"total_key": "count"},
    "recordsTotal": {"total_key": "recordsTotal"},
    "total, page cap": {"total_key": "total", "page_cap": 7},
    "total, last page repeated": {"total_key": "total", "beyond_last_page": "repeat_last"},
    "count, page cap": {"total_key": "count", "page_cap": 10},
    "lists dropped": {"generic_with_lists": "ignore"},
}
SIZES = [7, 24, 100]


@pytest.mark.parametrize("page_size", SIZES)
@pytest.mark.parametrize("switches", PAGING.values(), ids=PAGING)
def test_list_is_whole_however_the_server_pages(run, company, settings, switches, page_size):
    settings(**switches)
    result = run(company, "aip_asset_info", asset_type="Switch", page_size=page_size)
    found = [asset["id"] for asset in result["assets"]]
    assert sorted(found) == [one["id"] for one in company.assets("Switch")]
    assert names(result) == sorted(names(result))


HALF_SEEN = """
include: [{people}]
schemes:
  - {{id: 1, name: Open, permissions: asset management}}
  - {{id: 2, name: Closed, permissions: admins only}}
permissions:
  asset management: [manage admins, "manage group:asset-managers"]
  admins only: [manage admins]
attributes: [{{id: 1, name: Note, type: Text}}]
types:
  - {{id: 1, name: Seen, scheme: Open, attributes: [Note]}}
  - {{id: 2, name: Hidden, scheme: Closed, attributes: [Note]}}
assets:
  - {{type: Seen, count: 10, values: {{name: "a{{n:03d}}"}}}}
  - {{type: Hidden, count: 40, values: {{name: "b{{n:03d}}"}}}}
  - {{type: Seen, count: 10, values: {{name: "c{{n:03d}}"}}}}
"""


@pytest.fixture
def half_seen(open_sandbox, tmp_path):
    """A sandbox in which most assets, in the middle of the list, are not for the user `ansible`."""
    seed = tmp_path / "seed.yml"
    seed.write_text(
        HALF_SEEN.format(people=seeding.__file__.replace("seeding.py", "seed/people.yml"))
    )
    return open_sandbox(str(seed))


@pytest.mark.parametrize("options", [{}, {"asset_type": "Seen"}], ids=["all types", "one type"])
@pytest.mark.parametrize("page_size", [5, 25, 100])
@pytest.mark.parametrize("drop", ["before_paging", "after_paging"])
@pytest.mark.parametrize("total_key", ["none", "total"])
def test_rows_that_the_user_may_not_see_hide_no_others(
    run, half_seen, drop, page_size, options, total_key
):
    half_seen.switch(drop_unbrowsable=drop, total_key=total_key)
    result = run(half_seen, "aip_asset_info", page_size=page_size, **options)
    if (drop, total_key, options) == ("after_paging", "total", {}):
        # The total counts the hidden rows too, and so may be that of a list with rows missing.
        assert "the server counts 60 assets but returned" in result["msg"]
    else:
        assert len(names(result)) == 20


def test_total_that_does_not_come_true_is_an_error(run, sandbox):
    sandbox.switch(total_key="total", page_cap=7)
    sandbox.faults.add(
        "error", path="index/query", status=200, after=1,
        body='{"success": true, "assets": [], "total": 24}', headers={"X-AUSERNAME": "ansible"},
    )  # fmt: skip
    result = run(sandbox, "aip_asset_info", asset_type="Switch", page_size=7)
    assert result["failed"]
    assert "could not read the whole list" in result["msg"]


def test_empty_first_page_with_a_total_is_an_error(run, sandbox):
    sandbox.faults.add(
        "error", path="index/query", status=200,
        body='{"success": true, "assets": [], "total": 24}', headers={"X-AUSERNAME": "ansible"},
    )  # fmt: skip
    for options in ({"asset_type": "Switch"}, {"asset_type": "Switch", "name": "sw-001"}):
        assert run(sandbox, "aip_asset_info", **options)["failed"]
    assert run(sandbox, "aip_asset", check=True, asset_type="Switch", name="sw-001")["failed"]


def test_list_that_shrinks_while_it_is_read_is_read_again(run, sandbox, monkeypatch):
    # Only a total tells: without one, what follows a removed row moves up unnoticed.
    sandbox.switch(total_key="total")
    removed = []
    search = type(sandbox.site.search).run

    def remove_one_after_the_first_page(self, body, browsable):
        page = search(self, body, browsable)
        if not removed:
            removed.append(page.documents[0].asset.id)
            sandbox.remove_asset(removed[0])
        return page

    monkeypatch.setattr(type(sandbox.site.search), "run", remove_one_after_the_first_page)
    result = run(sandbox, "aip_asset_info", asset_type="Switch", page_size=7)
    assert sorted(one["id"] for one in result["assets"]) == [
        one["id"] for one in sandbox.assets("Switch")
    ]


def test_list_that_grows_while_it_is_read_is_read_again(run, sandbox, monkeypatch):
    added = []
    search = type(sandbox.site.search).run

    def add_one_after_the_first_page(self, body, browsable):
        page = search(self, body, browsable)
        if not added:
            added.append(sandbox.add_asset("Switch", "sw-000"))
        return page

    monkeypatch.setattr(type(sandbox.site.search), "run", add_one_after_the_first_page)
    result = run(sandbox, "aip_asset_info", asset_type="Switch", page_size=7)
    assert sorted(one["id"] for one in result["assets"]) == [
        one["id"] for one in sandbox.assets("Switch")
    ]


FAILING = {
    "HTML": {"effect": "login_page"},
    "anonymous": {"effect": "anonymous"},
    "expired": {"effect": "token_expired"},
    "cut": {"effect": "cut_body"},
    "not JSON": {"effect": "malformed_json"},
    "half of it": {"effect": "truncated_json"},
    "empty body": {"effect": "empty_body"},
    "503": {"effect": "error", "status": 503},
}


@pytest.mark.parametrize("page", [1, 2, 4])
@pytest.mark.parametrize("fault", FAILING.values(), ids=FAILING)
def test_failed_page_is_a_failure_never_a_shorter_list(run, sandbox, fault, page):
    sandbox.faults.add(path="index/query", after=page - 1, **fault)
    result = run(sandbox, "aip_asset_info", asset_type="Switch", page_size=8, retries=1)
    assert result["failed"], len(result["assets"])
    assert "assets" not in result


# --- what it costs ------------------------------------------------------------------------------------------------


def test_rows_that_carry_all_fields_need_no_read_of_each_asset(run, sandbox):
    run(sandbox, "aip_asset_info", asset_type="Switch", page_size=10)
    paths = [record.path for record in sandbox.journal]
    assert not [path for path in paths if "/inventory/" in path]
    # 24 switches are three pages. They are read from both ends until these meet: that proves the end.
    assert len(sandbox.journal.searches()) == 3
    assert len(paths) <= 3 + 2


def test_rows_without_system_fields_cost_one_read_of_each_asset_that_is_shown(run, sandbox):
    sandbox.switch(system_fields_in="transformed")
    run(sandbox, "aip_asset_info", asset_type="Switch")
    reads = [record.path for record in sandbox.journal if "/inventory/" in record.path]
    assert len(reads) == len(set(reads)) == 24


def test_fields_spare_the_reads(run, sandbox):
    sandbox.switch(system_fields_in="transformed")
    result = run(sandbox, "aip_asset_info", asset_type="Switch", fields=["Ports", "name"])
    assert len(result["assets"]) == 24
    assert not [record for record in sandbox.journal if "/inventory/" in record.path]


def test_filters_spare_the_reads_of_what_they_exclude(run, sandbox):
    sandbox.switch(system_fields_in="transformed")
    condition = {"field": "Ports", "operator": "less", "value": 30}
    result = run(sandbox, "aip_asset_info", asset_type="Switch", filters=[condition])
    reads = [record.path for record in sandbox.journal if "/inventory/" in record.path]
    assert 0 < len(reads) == len(result["assets"]) < 24


def test_attachments_cost_one_read_of_each_asset(run, sandbox):
    result = run(sandbox, "aip_asset_info", asset_type="Switch", include_attachments=True)
    assert [asset["attachments"] for asset in result["assets"]] == [[]] * 24
    reads = [record.path for record in sandbox.journal if "/inventory/" in record.path]
    assert len(reads) == 24


def test_it_never_writes(run, sandbox):
    run(sandbox, "aip_asset_info", include_attachments=True, limit=5)
    assert sandbox.journal.writes() == []


@pytest.mark.parametrize("shown", ["soon", "34,12", ["?"]])
def test_date_that_cannot_be_read_stops_nothing_and_is_told(run, sandbox, monkeypatch, shown):
    raw_fields = answers.raw_fields

    def oddly(row, asset_type):
        return {**raw_fields(row, asset_type), "install_date": shown}

    monkeypatch.setattr(search_rows, "raw_fields", oddly)
    monkeypatch.setattr(reading, "raw_fields", oddly)
    day = {"field": "install_date", "operator": "greater", "value": "2020-01-01"}
    result = run(sandbox, "aip_asset_info", asset_type="Rack", filters=[day])
    assert not result["failed"], result
    [warning] = result["warnings"]
    assert warning == (
        "filters: Rack 'rack-01' (id 1): install_date: the value has no order, and was compared as text"
        " (7 more assets likewise)"
    )


@pytest.mark.parametrize("limit", [None, 1], ids=["all", "limited"])
@pytest.mark.parametrize("page_size", [1, 100])
def test_filter_does_not_depend_on_which_asset_is_read_first(run, every_field, limit, page_size):
    # The server leaves out empty fields, so the first asset shows no system field at all.
    every_field.switch(empty_value="omitted")
    every_field.add_asset("Widget", "a without any", system={})
    every_field.add_asset("Widget", "z in use", system={"asset.status": "In use"})
    condition = {"field": "status", "value": "In use"}
    options = {} if limit is None else {"limit": limit}
    result = run(
        every_field, "aip_asset_info", asset_type="Widget", filters=[condition],
        page_size=page_size, **options,
    )  # fmt: skip
    assert not result["failed"], result["msg"]
    assert "z in use" in names(result)
