# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may mean two things, from the task to the server and back: names with commas, digits, omitted values."""

from __future__ import annotations

import pytest
import yaml

SERVER = {"asset_type": "Server", "name": "srv-new"}


@pytest.fixture(params=["rack, left", "Hanna (junior), Lund", "a; b", "2001", 'the "big", one'])
def rack(request, sandbox):
    """A rack of an odd name."""
    sandbox.add_asset("Rack", request.param)
    return request.param


def in_rack(name):
    return {**SERVER, "attributes": {"Rack": name}}


def test_a_text_is_one_name_everywhere(sandbox, run, rack, tmp_path):
    assert run(sandbox, "aip_asset", check=True, **in_rack(rack))["changed"]
    created = run(sandbox, "aip_asset", **in_rack(rack))
    assert not created["failed"], created
    truth = sandbox.asset(created["asset"]["id"])["attributes"]["Rack"]
    assert truth == [sandbox.asset_id(rack)]
    for written in (rack, [rack], {"name": rack}, {"asset_type": "Rack", "name": rack}):
        assert not run(sandbox, "aip_asset", **in_rack(written))["changed"]
        assert not run(sandbox, "aip_assets", assets=[in_rack(written)])["changed"]
        if rack.isdigit():
            continue  # in the rows of this server, a name of digits looks like an id
        filters = [{"field": "Rack", "value": written}]
        found = run(sandbox, "aip_asset_info", asset_type="Server", filters=filters)
        assert [one["name"] for one in found["assets"]] == ["srv-new"]
    done = run(sandbox, "aip_export", dest=str(tmp_path), asset_types=["Server"])
    assert not done["failed"], done
    exported = yaml.safe_load((tmp_path / "server.yml").read_text())
    assert not run(sandbox, "aip_assets", assets=exported, origins=["x"] * len(exported))["changed"]


def test_whole_and_parts(sandbox, run):
    for name in ("rack", "left"):
        sandbox.add_asset("Rack", name)
    told = run(sandbox, "aip_asset", **in_rack("rack, left"))["msg"]
    assert "for those, write the list Rack: [rack, left]" in told
    sandbox.add_asset("Rack", "rack, left")
    told = run(sandbox, "aip_asset", **in_rack("rack, left"))["msg"]
    assert 'write {asset_type: Rack, name: "rack, left"}; or the assets' in told
    assert run(sandbox, "aip_asset", **in_rack(["rack", "left"]))["changed"]
    assert not run(sandbox, "aip_asset", **in_rack(["left", "rack"]))["changed"]


def test_digits_that_are_an_id_and_a_name(sandbox, run):
    first = sandbox.asset_id("rack-01")
    sandbox.add_asset("Rack", str(first))
    told = run(sandbox, "aip_asset", **in_rack(str(first)))["msg"]
    assert f"('rack-01'): write {first}" in told
    assert f'write {{asset_type: Rack, name: "{first}"}}' in told
    assert run(sandbox, "aip_asset", **in_rack(first))["changed"]
    assert run(sandbox, "aip_asset", **in_rack({"name": str(first)}))["changed"]


EMPTY = {
    "null id": {"id": None},
    "null name": {"asset_type": "Rack", "name": None},
    "empty name": {"asset_type": "Rack", "name": ""},
    "blank name": {"asset_type": "Rack", "name": " "},
    "number for a name": {"asset_type": "Rack", "name": 83},
    "null type": {"asset_type": None, "name": "rack-01"},
    "null filters": {"asset_type": "Rack", "filters": None},
    "empty query": {"query": ""},
    "filter without a value": {"filters": [{"field": "status"}]},
    "null value": {"filters": [{"field": "status", "operator": "equals", "value": None}]},
    "empty list": {"filters": [{"field": "status", "operator": "in", "value": []}]},
    "one limit": {"filters": [{"field": "cost", "operator": "between", "value": [1]}]},
}


@pytest.mark.parametrize("options", EMPTY.values(), ids=EMPTY)
def test_a_question_with_an_omitted_value_is_refused(sandbox, run, options):
    result = run(sandbox, "aip_asset_info", **options)
    assert result["failed"]
    assert "assets" not in result
    assert len(result.get("problems", [1])) == 1, result["msg"]


@pytest.mark.parametrize("option", ["scope", "protect"])
@pytest.mark.parametrize("written", [{"field": "status"}, {"field": "status", "value": ""}])
def test_nothing_is_pruned_by_a_filter_without_a_value(sandbox, run, option, written):
    scope = {"asset_types": ["Rack"], **({"filters": [written]} if option == "scope" else {})}
    protect = [written] if option == "protect" else []
    before = sandbox.count()
    result = run(
        sandbox,
        "aip_assets",
        assets=[{"asset_type": "Rack", "name": "rack-01"}],
        prune=True,
        scope=scope,
        protect=protect,
        max_deletes=1000,
        max_delete_percent=100,
    )
    assert f"{option}: filters: number 1: 'status' equals: a value is needed" in result["msg"]
    assert sandbox.count() == before


def test_a_scope_of_no_types_is_not_one_of_all_types(sandbox, run):
    filters = [{"field": "status", "value": "In stock"}]
    result = run(
        sandbox,
        "aip_assets",
        assets=[{"asset_type": "Rack", "name": "rack-01"}],
        prune=True,
        scope={"asset_types": [], "filters": filters},
    )
    assert "scope: asset_types is empty; leave it out for all types" in result["msg"]


def test_an_export_with_a_filter_without_a_value_is_refused(sandbox, run, tmp_path):
    filters = [{"field": "status", "value": None}]
    result = run(sandbox, "aip_export", dest=str(tmp_path / "x"), filters=filters)
    assert "a value is needed" in result["msg"]
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "name", [{"asset_name": 83, "name": "a.txt"}, {"asset_name": "rack-01", "name": True}]
)
def test_names_of_attachments_are_texts(sandbox, run, name):
    result = run(sandbox, "aip_attachment", asset_type="Rack", state="absent", **name)
    assert "name: takes a text, not" in result["msg"]
