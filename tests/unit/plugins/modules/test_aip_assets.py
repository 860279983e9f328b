# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""aip_assets against the sandbox: what an inventory costs, the order of writes, pruning, plans, and failures."""

from __future__ import annotations

import json
import re
import time

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._local.parallel import in_parallel

API = "/rest/jip-api/1.0/"
SEARCH = "index/query.json"
NAMED = {"X-AUSERNAME": "ansible", "Content-Type": "application/json"}
REFUSAL = '{"success": false, "message": "Not this one."}'


def writes(sandbox):
    """What was written: method, path below the API, body."""
    return [
        (record.method, record.path.partition(API)[2], record.body)
        for record in sandbox.journal.writes()
    ]


def reads(sandbox):
    """The paths that were read, catalogs aside."""
    paths = [record.path.partition(API)[2] for record in sandbox.journal.reads()]
    return [path for path in paths if path.startswith(("index/", "inventory/"))]


def methods(sandbox):
    """The methods of the writes, in their order."""
    return [method for method, _path, _body in writes(sandbox)]


def racks(count, **fields):
    """Declared racks."""
    return [{"asset_type": "Rack", "name": f"new-{one:03}", **fields} for one in range(count)]


def counted(result, **expected):
    """Whether the summary has these numbers, and zeros beside them; `unchanged` and `unmanaged` only if asked for."""
    summary = dict(result["summary"])
    for free in ("unchanged", "unmanaged"):
        if free not in expected:
            summary.pop(free)
    return summary == {**dict.fromkeys(summary, 0), **expected}


# --- what it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("total_key", "reads_needed"), [("total", 10), ("none", 11)])
def test_unchanged_assets_cost_their_pages(run, open_sandbox, total_key, reads_needed):
    sandbox = open_sandbox("empty", switches={"total_key": total_key}, assets=1000)
    declared = [{"asset_type": one["type"], "name": one["name"]} for one in sandbox.assets("Rack")]
    assert len(declared) == 1000
    result = run(sandbox, "aip_assets", assets=declared, workers=4)
    assert not result["failed"], result
    assert (result["changed"], result["changes"], result["assets"]) == (False, [], [])
    assert counted(result, unchanged=1000)
    assert reads(sandbox) == [SEARCH] * reads_needed
    assert sum(result["api"]["requests"].values()) == reads_needed + 1  # the asset types


def test_few_assets_cost_one_search(run, sandbox):
    declared = [
        {"asset_type": "Rack", "name": "rack-01"},
        {"asset_type": "Laptop", "name": "lt-0001"},
        {"asset_type": "Server", "name": "srv-0001"},
    ]
    result = run(sandbox, "aip_assets", assets=declared)
    assert counted(result, unchanged=3), result
    assert reads(sandbox) == [SEARCH]


def test_a_changed_asset_costs_one_put_with_its_name_and_the_field(run, sandbox):
    run(sandbox, "aip_assets", assets=racks(60, status="In use"))
    sandbox.journal.clear()
    declared = [{**one, "status": "Retired"} if number % 2 else one for number, one in
                enumerate(racks(60, status="In use"))]  # fmt: skip
    result = run(sandbox, "aip_assets", assets=declared, workers=4)
    assert counted(result, updated=30, unchanged=30), result
    puts = writes(sandbox)
    assert {method for method, _path, _body in puts} == {"PUT"}
    assert sorted(body["name"] for _method, _path, body in puts) == [
        one["name"] for one in declared if one["status"] == "Retired"
    ]
    assert all(set(body) == {"name", "asset.status"} for _method, _path, body in puts)
    # Some assets are read by id to see whether the rows are to be believed; never each of them.
    assert sum(path.startswith("inventory/") for path in reads(sandbox)) < 10


def test_rows_without_a_field_make_only_the_assets_in_question_be_read(run, open_sandbox):
    sandbox = open_sandbox("company", switches={"system_fields_in": "transformed"})
    run(sandbox, "aip_assets", assets=racks(12, status="In use"))
    sandbox.journal.clear()
    result = run(sandbox, "aip_assets", assets=racks(12, status="In use"))
    assert counted(result, unchanged=12)
    by_id = [path for path in reads(sandbox) if path != SEARCH]
    assert len(by_id) == len(set(by_id)) == 12


def test_rows_that_show_a_value_in_another_form_are_not_believed(run, open_sandbox):
    """The search shows dates as an administrator likes them, here as nobody can read them: no write follows."""
    sandbox = open_sandbox("company", switches={"search_reference_format": "names"})
    declared = racks(40, attributes={"Room": ["Halden", "Main building", "1.02"]})
    first = run(sandbox, "aip_assets", assets=declared)
    assert counted(first, created=40), first
    sandbox.switch(search_empty_value="text")
    assert not run(sandbox, "aip_assets", assets=declared)["changed"]


def test_no_assets_are_no_request_for_assets(run, sandbox):
    result = run(sandbox, "aip_assets", assets=[])
    assert counted(result, unchanged=0), result
    assert reads(sandbox) == []


# --- input ----------------------------------------------------------------------------------------------------------


def test_all_problems_are_told_at_once_each_with_its_place(run, sandbox):
    declared = [
        {"asset_type": "Rack", "name": "a", "status": "Broken"},
        {"asset_type": "Rak", "name": "b"},
        {"asset_type": "Laptop", "name": "c", "attributes": {"Colour": "red"}},
        {"name": "d"},
        {"asset_type": "Rack", "name": "e", "state": "gone", "match_by": 7, "colour": 1},
        {"asset_type": "Rack", "name": "f", "id": "forty"},
        {"asset_type": "Rack", "name": "g", "id": 999999},
    ]
    origins = [f"racks.yml:{line}" for line in range(1, 8)]
    result = run(sandbox, "aip_assets", assets=declared, origins=origins)
    assert result["failed"]
    assert writes(sandbox) == []
    told = result["problems"]
    assert [problem.split(": ")[0] for problem in told] == [
        "racks.yml:1", "racks.yml:2", "racks.yml:3", "racks.yml:4",
        "racks.yml:5", "racks.yml:5", "racks.yml:5", "racks.yml:6", "racks.yml:7",
    ]  # fmt: skip
    assert told[0].startswith("racks.yml:1: Rack 'a': status: ")
    assert "did you mean 'Rack'?" in told[1]


@pytest.mark.parametrize(
    "again",
    [
        {"asset_type": "Rack", "name": "rack-01"},
        {"asset_type": "1", "name": "rack-01"},
        {"asset_type": "Rack", "id": 1},
        {"id": "1"},
    ],
    ids=["same name", "type by id", "by id", "by id as text"],
)
def test_an_asset_declared_twice_is_refused_naming_both_places(run, sandbox, again):
    assert sandbox.asset_id("rack-01") == 1
    again = {**again, **({"asset_type": sandbox.type_id("Rack")} if "1" in again.values() and
             "name" in again else {})}  # fmt: skip
    declared = [{"asset_type": "Rack", "name": "rack-01", "status": "In use"}, again]
    result = run(sandbox, "aip_assets", assets=declared, origins=["a.yml:1", "b.yml:9"])
    assert result["failed"]
    assert "b.yml:9" in result["msg"]
    assert "a.yml:1" in result["msg"]
    assert "already declared" in result["msg"]
    assert writes(sandbox) == []


def test_a_rename_to_the_name_of_another_declared_asset_is_refused(run, sandbox):
    declared = [{"id": 1, "name": "rack-02"}, {"asset_type": "Rack", "name": "rack-02"}]
    assert "already declared" in run(sandbox, "aip_assets", assets=declared)["msg"]


def test_assets_that_several_of_the_server_match_are_refused(run, sandbox):
    for _once in range(2):
        sandbox.add_asset("Rack", "twin")
    for count in (0, 20):  # looked for by name, and in the whole list of the type
        declared = [*racks(count), {"asset_type": "Rack", "name": "twin"}]
        result = run(sandbox, "aip_assets", assets=declared)
        assert "2 assets have this name" in result["msg"]
    assert writes(sandbox) == []


def test_defaults_are_inherited_and_what_is_written_counts(run, sandbox):
    result = run(
        sandbox,
        "aip_assets",
        defaults={
            "*": {"status": "In use", "managed_by": "itdesk"},
            "Rack": {"managed_by": "mei.lin", "attributes": {"Height units": 42, "Notes": "n"}},
        },
        assets=[
            {"asset_type": "Rack", "name": "r", "status": None, "attributes": {"Notes": "mine"}},
            {"asset_type": "Laptop", "name": "l"},
        ],
    )
    assert counted(result, created=2), result
    rack, laptop = (sandbox.asset(sandbox.asset_id(name)) for name in "rl")
    assert rack["system"] == {"asset.managedBy": "mei.lin"}
    assert rack["attributes"] == {"Height units": 42, "Notes": "mine"}
    assert laptop["system"] == {"asset.status": "In use", "asset.managedBy": "itdesk"}


def test_defaults_of_a_type_that_does_not_exist_are_refused(run, sandbox):
    result = run(sandbox, "aip_assets", defaults={"Rak": {}}, assets=racks(1))
    assert "defaults: there is no asset type 'Rak'; did you mean 'Rack'?" in result["msg"]


def test_undeclared_fields_are_cleared_if_that_is_wanted(run, sandbox):
    number = sandbox.add_asset("Rack", "r", {"status": "In use", "managedBy": "itdesk"})
    declared = [{"asset_type": "Rack", "name": "r", "managed_by": "itdesk"}]
    assert not run(sandbox, "aip_assets", assets=declared)["changed"]
    result = run(sandbox, "aip_assets", assets=declared, undeclared_fields="clear")
    assert [one["field"] for one in result["changes"]] == ["status"]
    assert sandbox.asset(number)["system"] == {"asset.managedBy": "itdesk"}
    assert not run(sandbox, "aip_assets", assets=declared, undeclared_fields="clear")["changed"]


# --- references -----------------------------------------------------------------------------------------------------


def server(name, *refs, **fields):
    """A declared specimen that refers to others."""
    return {
        "asset_type": "Specimen",
        "name": name,
        "attributes": {"Asset List": list(refs)},
        **fields,
    }


def test_what_is_referred_to_is_created_first(run, every_field):
    declared = [server("c", "b"), server("b", {"asset_type": "Specimen", "name": "a"}), server("a")]
    result = run(every_field, "aip_assets", assets=declared)
    assert counted(result, created=3), result
    assert methods(every_field) == ["POST"] * 3
    assert [body["name"] for _method, _path, body in writes(every_field)] == ["a", "b", "c"]
    assert every_field.asset(every_field.asset_id("c"))["attributes"]["Asset List"] == [
        every_field.asset_id("b")
    ]


def test_assets_in_a_circle_are_created_first_and_refer_second(run, every_field):
    declared = [
        server("a", "b"),
        server("b", "c"),
        server("c", "a"),
        server("d", "a"),
        server("e", "e"),
    ]
    expected = run(every_field, "aip_assets", check=True, assets=declared)
    result = run(every_field, "aip_assets", assets=declared)
    assert counted(result, created=5), result
    assert sorted(methods(every_field)) == ["POST"] * 5 + ["PUT"] * 2
    for name, other in zip("abcde", "bcaae"):
        asset = every_field.asset(every_field.asset_id(name))
        assert asset["attributes"]["Asset List"] == [every_field.asset_id(other)]
    assert [{**one, "id": 0} for one in expected["changes"]] == [
        {**one, "id": 0} for one in result["changes"]
    ]
    assert not run(every_field, "aip_assets", assets=declared)["changed"]


@pytest.mark.parametrize(
    ("refs", "words"),
    [
        (["nobody"], "there is no asset named 'nobody'"),
        (["twin"], "several assets are named 'twin'"),
        ([{"asset_type": "Gadget", "name": "twin"}], "there is no asset type 'Gadget'"),
        (["gone"], "which is declared as absent"),
        ([424242], "there is no asset 424242"),
        (["renamed"], "there is no asset named 'renamed'"),
    ],
)
def test_references_that_nobody_can_follow_are_refused(run, every_field, refs, words):
    every_field.add_asset("Specimen", "twin")
    every_field.add_asset("Widget", "gone")
    number = every_field.add_asset("Widget", "renamed")
    declared = [
        {"asset_type": "Widget", "name": "twin"},
        {"asset_type": "Widget", "name": "gone", "state": "absent"},
        {"asset_type": "Widget", "id": number, "name": "other"},
        server("a", *refs),
    ]
    result = run(every_field, "aip_assets", assets=declared)
    assert words in result["msg"]
    assert writes(every_field) == []


def test_a_reference_follows_a_rename_of_the_same_run(run, every_field):
    number = every_field.add_asset("Widget", "old")
    declared = [server("a", "new"), {"asset_type": "Widget", "id": number, "name": "new"}]
    result = run(every_field, "aip_assets", assets=declared)
    assert counted(result, created=1, updated=1, renamed=1), result
    assert every_field.asset(every_field.asset_id("a"))["attributes"]["Asset List"] == [number]
    assert not run(every_field, "aip_assets", assets=declared)["changed"]


# --- prune ----------------------------------------------------------------------------------------------------------


HALL, OFFICE = "Data centre north", "Istanbul office"


@pytest.fixture
def stocked(open_sandbox):
    """A sandbox with 20 racks of ours in one hall, 2 strangers there, and one elsewhere."""
    sandbox = open_sandbox("empty")
    for one in racks(20):
        sandbox.add_asset("Rack", one["name"], {"location": HALL})
    for name in ("stranger-1", "stranger-2"):
        sandbox.add_asset("Rack", name, {"location": HALL})
    sandbox.add_asset("Rack", "elsewhere", {"location": OFFICE})
    return sandbox


HERE = {"asset_types": ["Rack"], "filters": [{"field": "location", "value": HALL}]}


def names(sandbox):
    """The names of all assets."""
    return {one["name"] for one in sandbox.assets()}


def test_what_is_not_declared_in_the_scope_is_told(run, stocked):
    result = run(stocked, "aip_assets", assets=racks(20), scope=HERE)
    assert counted(result, unchanged=20, unmanaged=2), result
    assert [(one["name"], one["fate"]) for one in result["unmanaged"]] == [
        ("stranger-1", "kept"),
        ("stranger-2", "kept"),
    ]
    assert writes(stocked) == []


def test_what_is_not_declared_in_the_scope_is_deleted_last(run, stocked):
    expected = run(stocked, "aip_assets", check=True, assets=racks(21), scope=HERE, prune=True)
    assert writes(stocked) == []
    result = run(stocked, "aip_assets", assets=racks(21), scope=HERE, prune=True)
    assert counted(result, created=1, deleted=2, unmanaged=2), result
    assert expected["summary"] == result["summary"]
    assert methods(stocked) == ["POST", "DELETE", "DELETE"]
    assert names(stocked) == {*(one["name"] for one in racks(21)), "elsewhere"}
    assert not run(stocked, "aip_assets", assets=racks(21), scope=HERE, prune=True)["changed"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_deletes": 1}, "max_deletes allows 1"),
        ({"max_delete_percent": 9}, "is 9.1 percent, and max_delete_percent allows 9"),
        ({"max_deletes": 0, "retire": {"status": "Retired"}}, "would be retired"),
    ],
)
def test_a_limit_that_does_not_hold_blocks_everything(run, stocked, options, words):
    for check in (True, False):
        result = run(
            stocked, "aip_assets", check=check, assets=racks(21), scope=HERE, prune=True, **options
        )
        assert result["failed"]
        assert words in result["msg"]
        assert "stranger-1" in result["msg"]
        assert [one["asset"] for one in result["would_remove"]] == [
            "Rack 'stranger-1'",
            "Rack 'stranger-2'",
        ]
    assert writes(stocked) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"assets": racks(1)}, "scope: is needed for prune"),
        ({"assets": [], "scope": HERE}, "prune: nothing is declared"),
        (
            {"assets": [{**racks(1)[0], "state": "absent"}], "scope": HERE},
            "prune: nothing is declared",
        ),
        ({"assets": racks(1), "scope": {"asset_types": ["Rak"]}}, "scope: there is no asset type"),
        (
            {"assets": racks(1), "scope": {"filters": [{"field": "colour", "value": 1}]}},
            "scope: filters: number 1: there is no field 'colour'",
        ),
        (
            {"assets": racks(1), "scope": HERE, "protect": [{"field": "cost", "operator": "less"}]},
            "protect: ",
        ),
        (
            {"assets": racks(1), "scope": HERE, "retire": {"status": "Gone"}},
            "retire: Rack: status: ",
        ),
    ],
)
def test_pruning_that_cannot_be_meant_is_refused(run, stocked, options, words):
    result = run(stocked, "aip_assets", prune=True, **options)
    assert result["failed"]
    assert words in result["msg"]
    assert writes(stocked) == []


def test_protected_assets_are_spared(run, stocked):
    protect = [{"field": "name", "operator": "matches", "value": "*-2"}]
    result = run(stocked, "aip_assets", assets=racks(20), scope=HERE, prune=True, protect=protect)
    assert counted(result, deleted=1, unmanaged=2), result
    assert {one["name"]: one["fate"] for one in result["unmanaged"]} == {
        "stranger-1": "delete",
        "stranger-2": "protected",
    }
    assert "stranger-2" in names(stocked)


def test_assets_are_retired_instead_of_deleted(run, stocked):
    options = {"scope": HERE, "prune": True, "retire": {"status": "Retired", "managed_by": None}}
    result = run(stocked, "aip_assets", assets=racks(20), **options)
    assert counted(result, retired=2, unmanaged=2), result
    assert methods(stocked) == ["PUT", "PUT"]
    assert stocked.asset(stocked.asset_id("stranger-1"))["system"]["asset.status"] == "Retired"
    again = run(stocked, "aip_assets", assets=racks(20), **options)
    assert counted(again), again


def test_an_asset_that_is_still_referred_to_is_not_deleted(run, stocked):
    declared = [
        *racks(20),
        {
            "asset_type": "Server",
            "name": "s",
            "attributes": {"Hostname": "s", "Rack": "stranger-1"},
        },
    ]
    result = run(stocked, "aip_assets", assets=declared, scope=HERE, prune=True)
    assert "refers to Rack 'stranger-1', which would be deleted" in result["msg"]
    assert writes(stocked) == []


def test_nothing_is_deleted_after_a_failure(run, stocked):
    stocked.faults.add(
        "error", method="POST", path="inventory/asset", status=400, body=REFUSAL, headers=NAMED
    )
    result = run(stocked, "aip_assets", assets=racks(21), scope=HERE, prune=True)
    assert result["failed"]
    assert "stranger-1" in names(stocked)
    assert "DELETE" not in methods(stocked)
    assert {one["action"] for one in result["not_tried"]} == {"delete"}


def test_nothing_is_deleted_if_an_identity_cannot_be_read(run, open_sandbox):
    sandbox = open_sandbox("empty", switches={"system_fields_in": "search"})
    sandbox.add_asset("Rack", "known")
    sandbox.edit_asset(sandbox.add_asset("Rack", "other"), name="")
    declared = [{"asset_type": "Rack", "name": "known"}]
    options = {"assets": declared, "scope": {"asset_types": ["Rack"]}, "prune": True}
    result = run(sandbox, "aip_assets", max_delete_percent=100, **options)
    assert result["failed"]
    assert "has no name" in result["msg"]
    assert writes(sandbox) == []


@pytest.mark.parametrize("after", [0, 1, 2, 3])
@pytest.mark.parametrize("effect", ["anonymous", "login_page", "malformed_json", "truncated_json"])
def test_a_failed_read_deletes_nothing(run, stocked, effect, after):
    stocked.faults.add(effect, method="POST", path="index/query", after=after, times=1)
    result = run(
        stocked, "aip_assets", assets=racks(20), scope=HERE, prune=True, page_size=7, workers=1
    )
    assert result["failed"]
    assert writes(stocked) == []


# --- plans ----------------------------------------------------------------------------------------------------------


def test_a_plan_is_written_agreed_to_and_carried_out(run, stocked, tmp_path):
    path = tmp_path / "plan.json"
    declared = [*racks(19), {"asset_type": "Rack", "name": "new-999", "status": "In use"}]
    options = {"assets": declared, "scope": HERE, "prune": True, "max_delete_percent": 20}
    made = run(stocked, "aip_assets", check=True, plan_file=str(path), **options)
    plan = json.loads(path.read_text("utf-8"))
    assert plan["digest"] == made["plan_digest"]
    assert plan["counts"]["created"] == 1
    assert [step["action"] for step in plan["steps"]] == ["create", "delete", "delete", "delete"]
    assert plan["declared_at"] == {"Rack 'new-999'": "assets[19]"}
    for expected in (str(path), plan["digest"]):
        result = run(stocked, "aip_assets", check=True, expect_plan=expected, **options)
        assert not result["failed"], result
    result = run(stocked, "aip_assets", expect_plan=str(path), **options)
    assert counted(result, created=1, deleted=3, unmanaged=3), result


def test_a_plan_that_the_server_has_drifted_from_is_not_carried_out(run, stocked, tmp_path):
    path = tmp_path / "plan.json"
    declared = racks(20, status="In use")
    run(stocked, "aip_assets", check=True, assets=declared, plan_file=str(path))
    stocked.edit_asset(stocked.asset_id("new-003"), system={"status": "Retired"})
    stocked.edit_asset(stocked.asset_id("new-004"), system={"status": "In use"})
    result = run(stocked, "aip_assets", assets=declared, expect_plan=str(path))
    assert result["failed"]
    assert writes(stocked) == []
    assert result["drifted"] == [
        "Rack 'new-003': status was None and is 'Retired'",
        "Rack 'new-004': the plan says update of status, but there is nothing left to do",
    ]
    digest = json.loads(path.read_text("utf-8"))["digest"]
    result = run(stocked, "aip_assets", assets=declared, expect_plan=digest)
    assert result["failed"]
    assert writes(stocked) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "expect_plan: there is no file"),
        ("nonsense", "is not a plan"),
        ("[]", "is not a plan"),
        (
            '{"format": "assetops.aip plan 2", "steps": [], "digest": "sha256:1"}',
            "was changed after",
        ),
    ],
)
def test_a_plan_that_is_none_is_refused(run, stocked, tmp_path, text, words):
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_text(text)
    result = run(stocked, "aip_assets", assets=racks(21), expect_plan=str(path))
    assert words in result["msg"]
    assert writes(stocked) == []


def test_a_plan_file_that_cannot_be_written_stops_before_the_first_request(run, stocked, tmp_path):
    result = run(stocked, "aip_assets", assets=racks(21), plan_file=str(tmp_path / "no" / "p.json"))
    assert f"plan_file: the folder '{tmp_path}/no' does not exist" in result["msg"]
    assert len(stocked.journal) == 0


def test_a_plan_holds_no_secret(run, every_field, tmp_path):
    path = tmp_path / "plan.json"
    declared = [
        {
            "asset_type": "Specimen",
            "name": "s",
            "attributes": {"Encrypted": "hunter-two", "Text": "from-the-vault"},
        }
    ]
    result = run(
        every_field, "aip_assets", assets=declared, plan_file=str(path), secrets=["from-the-vault"]
    )
    assert not result["failed"], result
    assert "hunter-two" not in path.read_text("utf-8")
    assert "from-the-vault" not in path.read_text("utf-8")
    assert "hunter-two" not in json.dumps(result)
    assert not run(every_field, "aip_assets", assets=declared)["changed"]


def test_the_plan_does_not_depend_on_the_order_of_the_declaration(run, stocked):
    declared = [*racks(25, status="In use"), server_of("a", "new-001"), server_of("b", "a")]
    digests = {
        run(stocked, "aip_assets", check=True, assets=some)["plan_digest"]
        for some in (declared, declared[::-1], declared[5:] + declared[:5])
    }
    assert len(digests) == 1


def server_of(name, rack):
    """A declared server; "a" is no rack, but only its name counts for the order."""
    attributes = {"Hostname": name, **({"Rack": rack} if rack.startswith("new") else {})}
    return {"asset_type": "Server", "name": name, "attributes": attributes}


# --- failures -------------------------------------------------------------------------------------------------------


def test_a_failure_stops_what_has_not_begun_and_tells_what_was_done(run, sandbox):
    sandbox.faults.add(
        "error", method="POST", path="inventory/asset", status=400, after=5, body="{}"
    )
    result = run(sandbox, "aip_assets", assets=racks(30), workers=1)
    assert (result["failed"], result["changed"]) == (True, True)
    assert len(result["done"]) == 5
    assert [one["asset"] for one in result["failed_assets"]] == ["Rack 'new-005'"]
    assert len(result["not_tried"]) == 24
    assert counted(result, created=5, failed=1, not_tried=24)
    assert sum(one["field"] == "name" for one in result["changes"]) == 5
    assert "Rack 'new-005'" in result["msg"]
    again = run(sandbox, "aip_assets", assets=racks(5))
    assert not again["changed"]


def test_a_failure_does_not_stop_the_others_if_that_is_wanted(run, sandbox):
    sandbox.faults.add("error", method="POST", path="inventory/asset", status=400, after=5, times=2,
                       body=REFUSAL, headers=NAMED)  # fmt: skip
    result = run(sandbox, "aip_assets", assets=racks(30), workers=1, on_error="continue")
    assert result["failed"]
    assert counted(result, created=28, failed=2)
    assert result["not_tried"] == []
    assert len(result["failed_assets"]) == 2
    assert all(one["msg"] for one in result["failed_assets"])


def test_what_refers_to_an_asset_that_failed_is_not_tried(run, every_field):
    every_field.faults.add(
        "error",
        method="POST",
        path="inventory/asset",
        status=400,
        times=1,
        body=REFUSAL,
        headers=NAMED,
    )
    declared = [server("a"), server("b", "a"), server("c")]
    result = run(every_field, "aip_assets", assets=declared, on_error="continue", workers=1)
    assert counted(result, created=1, failed=1, not_tried=1)
    assert [one["asset"] for one in result["not_tried"]] == ["Specimen 'b'"]


def test_an_asset_that_failed_is_not_told_as_done_although_it_was_given_ids(run, every_field):
    """Its declaration names an asset that this run created, so it is another one than was planned."""
    declared = [server("a"), server("b", "a", attachments=[{"path": __file__}])]
    every_field.faults.add("error", method="POST", path="inventory/attachment", status=400,
                           body=REFUSAL, headers=NAMED)  # fmt: skip
    result = run(every_field, "aip_assets", assets=declared)
    assert [one["asset"] for one in result["done"]] == ["Specimen 'a'"]
    assert [one["asset"] for one in result["failed_assets"]] == ["Specimen 'b'"]
    assert counted(result, created=1, failed=1)


def test_a_lost_login_stops_everything(run, sandbox):
    sandbox.faults.add("token_expired", method="POST", path="inventory/asset", after=3)
    result = run(sandbox, "aip_assets", assets=racks(30), workers=4, on_error="continue")
    assert result["failed"]
    assert len(result["not_tried"]) >= 20


def test_a_field_that_the_server_does_not_keep_is_found_after_one_write(run, open_sandbox):
    sandbox = open_sandbox("company", switches={"disabled_system_field": "ignore"})
    declared = [{"asset_type": "Employee", "name": f"e-{one}", "cost": 5} for one in range(50)]
    result = run(sandbox, "aip_assets", assets=declared)
    if result["failed"]:
        assert len(writes(sandbox)) <= 2, result["msg"]


@pytest.mark.parametrize("answer", ["object", "success", "empty", "no_content", "location"])
def test_creations_whose_id_is_not_told_are_found(run, open_sandbox, answer):
    sandbox = open_sandbox("every_field", switches={"create_answer": answer})
    declared = [server(f"s-{one:02}", f"s-{one // 2:02}" if one else "s-39") for one in range(40)]
    result = run(sandbox, "aip_assets", assets=declared, workers=4)
    assert counted(result, created=40), result
    assert sorted(set(methods(sandbox))) == ["POST", "PUT"]
    assert not run(sandbox, "aip_assets", assets=declared)["changed"]
    assert sandbox.count() - 40 == open_sandbox("every_field").count()


def test_a_creation_whose_answer_is_lost_is_not_sent_again(run, sandbox):
    sandbox.faults.add("error_after", method="POST", path="inventory/asset", after=10, times=3)
    result = run(sandbox, "aip_assets", assets=racks(30), workers=4)
    assert counted(result, created=30), result
    assert methods(sandbox) == ["POST"] * 30
    assert len(result["warnings"]) == 3


def test_a_server_default_is_corrected_with_a_second_write(run, open_sandbox):
    sandbox = open_sandbox("company", switches={"status_default": "In stock"})
    declared = racks(30, status=None)
    result = run(sandbox, "aip_assets", assets=declared)
    assert counted(result, created=30), result
    assert sorted(methods(sandbox)) == ["POST"] * 30 + ["PUT"] * 30
    assert not run(sandbox, "aip_assets", assets=declared)["changed"]


def test_a_creation_whose_answer_is_lost_is_told_although_another_one_failed(run, sandbox):
    """Both are under way at once: the second is refused, which stops the run, and the first is not left unknown."""
    sandbox.faults.add("error_after", method="POST", path="inventory/asset", after=1, times=1)
    sandbox.faults.add(
        "error", method="POST", path="inventory/asset", after=2, status=400, times=1,
        body=REFUSAL, headers=NAMED,
    )  # fmt: skip
    result = run(sandbox, "aip_assets", assets=racks(30), workers=1)
    assert result["failed"]
    assert counted(result, created=2, failed=1, not_tried=27), result["summary"]
    assert [one["asset"] for one in result["done"]] == ["Rack 'new-000'", "Rack 'new-001'"]
    assert all(one["id"] for one in result["done"])
    assert not run(sandbox, "aip_assets", assets=racks(2))["changed"]


def test_work_in_threads_ends_when_it_is_interrupted():
    begun = []

    def work(number):
        begun.append(number)
        if number == 3:
            raise KeyboardInterrupt
        time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        in_parallel(work, range(1000), 4)
    assert len(begun) < 100


@pytest.mark.parametrize("calls", [["inventory"], ["transformed"]])
def test_an_asset_without_any_system_field_may_be_the_first_that_is_read(open_sandbox, run, calls):
    """Which answers carry such fields is known once one of them does, and that may come later."""
    sandbox = open_sandbox("empty", switches={"system_fields_in": calls, "empty_value": "omitted"})
    for number in range(6):
        tagged = sandbox.add_asset("Rack", f"r-{number}", system={"assetTag": f"T{number}"})
        sandbox.faults.add("latency", path=rf"inventory/(transformed/)?{tagged}\.json", seconds=0.2)
    sandbox.add_asset("Rack", "bare")
    declared = [
        {"asset_type": "Rack", "name": "renamed", "asset_tag": "T5", "match_by": ["asset_tag"]}
    ]
    options = {"workers": 8, "wait_for_index": 0, "scope": {"asset_types": ["Rack"]}}
    result = run(sandbox, "aip_assets", assets=declared, check=True, **options)
    assert not result["failed"], result["msg"]
    assert counted(result, updated=1, renamed=1, unmanaged=6)


# --- every step -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check_mode", [True, False])
def test_every_step_is_told_in_the_order_of_the_declaration(run, sandbox, check_mode):
    declared = [
        {"asset_type": "Rack", "name": "rack-02"},
        {"asset_type": "Rack", "name": "new-1", "status": "In use"},
        {"asset_type": "Rack", "name": "rack-01", "asset_tag": "other"},
        {"asset_type": "Rack", "name": "never-there", "state": "absent"},
    ]
    scope = {"asset_types": ["Rack"], "filters": [{"field": "name", "operator": "in",
                                                   "value": ["rack-03", "rack-01"]}]}  # fmt: skip
    result = run(
        sandbox, "aip_assets", check=check_mode, assets=declared, all_steps=True, scope=scope,
        prune=True, max_delete_percent=100, origins=[f"racks.yml:{line}" for line in range(1, 5)],
    )  # fmt: skip
    assert not result["failed"], result
    steps = result["steps"]
    told = [(one["action"], one["name"], one["origin"], one["pruned"]) for one in steps]
    assert told == [
        ("none", "rack-02", "racks.yml:1", False),
        ("create", "new-1", "racks.yml:2", False),
        ("update", "rack-01", "racks.yml:3", False),
        ("none", "never-there", "racks.yml:4", False),
        ("delete", "rack-03", "", True),
    ]
    assert {one["asset_type"] for one in steps} == {"Rack"}
    assert [change["field"] for change in steps[1]["changes"]] == ["name", "status"]
    assert (steps[1]["id"] is None) == check_mode
    assert steps[2]["changes"][0]["after"] == "other"
    assert [one["changes"] for one in (steps[0], steps[3])] == [[], []]


def test_steps_show_chosen_fields_of_every_asset(run, sandbox):
    declared = [
        {"asset_type": "Rack", "name": "rack-01"},
        {"asset_type": "Rack", "name": "rack-02", "location": "Istanbul office"},
        {"asset_type": "Rack", "name": "new-1", "attributes": {"Height units": 11}},
        {"asset_type": "Rack", "name": "never-there", "state": "absent"},
    ]
    plain = run(sandbox, "aip_assets", check=True, assets=declared, all_steps=True)
    assert [one["field_values"] for one in plain["steps"]] == [{}, {}, {}, {}]
    result = run(
        sandbox, "aip_assets", check=True, assets=declared, all_steps=True,
        step_fields=["location", "Height units", "status"],
        scope={"asset_types": ["Rack"], "filters": [{"field": "name", "operator": "contains", "value": "rack"}]},
    )  # fmt: skip
    assert not result["failed"], result
    current = run(sandbox, "aip_asset_info", asset_type="Rack", name="rack-01")["assets"][0]
    values = [one["field_values"] for one in result["steps"]]
    assert values[0]["location"] == current["location"]
    assert values[0]["status"] == current["status"]
    assert values[1]["location"] == "Istanbul office"
    assert values[2:] == [{"Height units": 11}, {}]
    assert result["about"] == {
        "server": sandbox.url,
        "deployment": "datacenter",
        "asset_types": ["Rack"],
        "filters": [{"field": "name", "operator": "contains", "value": "rack"}],
        "in_scope": result["about"]["in_scope"],
        "prune": False,
        "max_deletes": 10,
        "max_delete_percent": 10.0,
        "protect": [],
        "undeclared_fields": "keep",
        "step_fields": ["location", "Height units", "status"],
        "sources": [],
        "seconds": None,
    }
    assert result["about"]["in_scope"] > 2
    fields = ["location", "Height units", "status"]
    costs = run(
        sandbox, "aip_assets", check=True, assets=declared, all_steps=True, step_fields=fields
    )
    assert costs["api"]["requests"] == plain["api"]["requests"]


def test_step_field_that_no_type_has_is_named(run, sandbox):
    result = run(
        sandbox, "aip_assets", assets=racks(1), all_steps=True, step_fields=["locaton"], check=True
    )
    assert result["failed"]
    assert result["msg"] == "step_fields: no asset type has 'locaton'; did you mean 'location'?"


def test_encrypted_step_field_is_never_shown(run, every_field):
    declared = [{"asset_type": "Specimen", "name": "new-1", "attributes": {"Encrypted": "geheim"}}]
    result = run(
        every_field,
        "aip_assets",
        assets=declared,
        all_steps=True,
        step_fields=["Encrypted"],
        check=True,
    )
    assert not result["failed"], result
    assert result["steps"][0]["field_values"] == {}
    assert "geheim" not in str(result)


@pytest.mark.parametrize("secret", ["Istanbul office", "11"])
def test_secret_step_field_is_never_shown(run, sandbox, secret):
    attributes = {"Height units": 11}
    declared = [
        {"asset_type": "Rack", "name": "rack-02", "location": "Istanbul office", "attributes": attributes}
    ]  # fmt: skip
    result = run(
        sandbox, "aip_assets", assets=declared, all_steps=True, check=True, secrets=[secret],
        step_fields=["location", "Height units"],
    )  # fmt: skip
    (step,) = result["steps"]
    assert list(step["field_values"]) == ["location", "Height units"]
    assert secret not in [str(one) for one in step["field_values"].values()]
    assert "********" in step["field_values"].values()


def test_steps_are_told_only_if_they_are_asked_for(run, sandbox):
    assert "steps" not in run(sandbox, "aip_assets", assets=racks(1))


# --- what a deletion shows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["c", "4711", "from-the-vault"])
def test_what_goes_is_shown_without_secrets(run, sandbox, secret):
    rack = {"asset_type": "Rack", "name": "rack-secret"}
    values = {
        "asset_tag": secret,
        "attributes": {"Notes": f"the code is '{secret}'", "Power kW": 3},
    }
    server = {"asset_type": "Server", "name": "srv-refers", "attributes": {"Rack": ["rack-secret"]}}
    run(sandbox, "aip_assets", assets=[{**rack, **values}, server])
    gone = [{**rack, "state": "absent"}, {**server, "attributes": {"Rack": []}}]
    results = [
        run(sandbox, "aip_assets", assets=gone, secrets=[secret], all_steps=True, check=check)
        for check in (True, False)
    ]
    for result in results:
        assert not result["failed"], result["msg"]
        diff = result["diff"][-1]
        assert re.search(r"(?m)^asset_tag: ('?)\*{8}\1$", diff["before"])
        assert f"'{secret}'" not in str(result)
        assert "Power kW: 3\n" in diff["before"]
        assert "# referred to by: Server 'srv-refers' (Rack, changed too)\n" in diff["before"]
        (step,) = (one for one in result["steps"] if one["action"] == "delete")
        assert step["deleted"]["asset_tag"] == "********"
        assert step["referrers"] == ["Server 'srv-refers' (Rack, changed too)"]
    assert results[0]["diff"] == results[1]["diff"]


# --- what the end of the terminal's output says --------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["c", "4711", "from-the-vault"])
def test_first_findings_show_no_secret(run, sandbox, secret):
    asset = {"asset_type": "Server", "name": "srv-secret", "attributes": {"Hostname": secret}}
    run(sandbox, "aip_assets", assets=[{**asset, "attributes": {"Hostname": "before"}}])
    for check in (True, False):
        result = run(sandbox, "aip_assets", assets=[asset], secrets=[secret], check=check)
        assert result["first_findings"] == [
            "Server 'srv-secret': Hostname: before -> ******** (assets[0])"
        ]
        assert result["summary"]["updated"] == 1
        assert "1 to change" in result["summary_text"] or "1 changed" in result["summary_text"]
