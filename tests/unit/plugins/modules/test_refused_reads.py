# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A read by id that AIP Data Center refuses, in any language, against an asset that really is not there."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long

KNOWN = {"X-AUSERNAME": "ansible"}
"""What Jira adds to answers for a user whom it knows."""
GERMAN, JAPANESE, LOCKED = "Keine Berechtigung", "権限がありません", "database is locked"
REFUSALS = {
    "200 German": (200, {"success": False, "message": GERMAN}),
    "200 Japanese": (200, {"success": False, "message": JAPANESE}),
    "200 English": (200, {"success": False, "message": "You have no permission to do that"}),
    "400": (400, {"success": False, "message": LOCKED}),
    "404": (404, {"success": False, "message": GERMAN}),
    "404 of Jira": (404, {"errorMessages": [GERMAN], "errors": {}}),
    "200 without words": (200, {"success": False}),
    "200 empty": (200, []),
}
REFUSAL = pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
MISSING = pytest.mark.parametrize("missing", ["404_json", "200_json", "404_html", "empty_array"])
LAPTOP = {"asset_type": "Laptop", "name": "srv-1"}


@pytest.fixture
def server(sandbox):
    """A sandbox with a laptop, whose id is `laptop`."""
    sandbox.laptop = sandbox.add_asset("Laptop", "srv-1", system={"asset.status": "In use"})
    return sandbox


def refuse(sandbox, refusal, asset_id=r"\d+", **when):
    """Let reads of an asset (of all) by id say no."""
    status, body = refusal
    path = rf"inventory/(transformed/)?{asset_id}\.json"
    sandbox.faults.add(
        "error", method="GET", path=path, status=status, body=body, headers=KNOWN, **when
    )


@REFUSAL
@MISSING
@pytest.mark.parametrize("reach", ["the asset", "all assets"])
def test_absent_by_an_id_that_is_refused_is_an_error(run, server, refusal, missing, reach):
    server.switch(missing_asset=missing)
    if missing == "empty_array" and refusal[1] == [] and reach == "the asset":
        pytest.skip("it says that there is no such asset, in this server's own words")
    refuse(server, refusal, server.laptop if reach == "the asset" else r"\d+")
    result = run(server, "aip_asset", id=server.laptop, state="absent")
    assert result["failed"]
    words = refusal[1].get("message", "") if isinstance(refusal[1], dict) else ""
    assert words in result["msg"]
    assert server.asset(server.laptop)


@MISSING
@pytest.mark.parametrize("rights", ["403_json", "403_html", "success_false", "missing"])
def test_absent_by_an_id_that_does_not_exist_is_ok(run, server, missing, rights):
    server.switch(missing_asset=missing, rights_style=rights)
    for number in (987654, 2**31 + 5):
        result = run(server, "aip_asset", id=number, state="absent")
        assert (result["failed"], result["changed"]) == (False, False), result
        assert run(server, "aip_asset_info", id=number)["assets"] == []
        failed = run(server, "aip_asset", id=number, name="x", state="present")
        assert "there is no asset" in failed["msg"]


@MISSING
def test_what_is_missing_is_told_apart_with_few_requests(run, server, missing):
    """Reading it in two ways, who is logged in, an id that cannot exist, and an asset that does."""
    server.switch(missing_asset=missing)
    before = len(server.journal)
    run(server, "aip_asset", id=987654, state="absent")
    assert len(server.journal) - before <= 8


def test_a_server_without_assets_has_no_asset_either(run, open_sandbox):
    sandbox = open_sandbox("company")
    for one in sandbox.assets():
        sandbox.remove_asset(one["id"])
    assert not run(sandbox, "aip_asset", id=5, state="absent")["failed"]


@REFUSAL
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_attachment_of_an_asset_that_is_refused_is_an_error(
    run, server, tmp_path, refusal, state
):
    file = tmp_path / "a.txt"
    file.write_text("a")
    refuse(server, refusal, server.laptop)
    by_name = {"asset_type": "Laptop", "asset_name": "srv-1"}
    for of in ({"asset_id": server.laptop}, by_name):
        result = run(server, "aip_attachment", **of, path=str(file), name="a.txt", state=state)
        assert result["failed"]
    assert not server.attachments(server.laptop)


@REFUSAL
def test_info_and_export_leave_no_refused_asset_out(run, server, tmp_path, refusal):
    refuse(server, refusal, server.laptop)
    info = run(server, "aip_asset_info", asset_type="Laptop", include_attachments=True)
    export = run(server, "aip_export", dest=str(tmp_path / "out"), asset_types=["Laptop"])
    for result in (info, export):
        assert result["failed"]
        assert str(server.laptop) in result["msg"]
        assert "wait_for_index" in result["msg"]
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


@REFUSAL
def test_a_refusal_that_passes_does_no_harm(run, server, tmp_path, refusal):
    refuse(server, refusal, server.laptop, times=3)
    info = run(server, "aip_asset_info", asset_type="Laptop", include_attachments=True)
    assert "srv-1" in [one["name"] for one in info["assets"]]


@REFUSAL
def test_deleting_what_is_refused_then_refused_again_is_an_error(run, server, refusal):
    """Neither the refused deletion nor the refused look after it proves that the asset is gone."""
    server.faults.add(
        "error",
        method="DELETE",
        path="inventory/",
        status=200,
        body={"success": False, "message": GERMAN},
        headers=KNOWN,
    )
    refuse(server, refusal, server.laptop, after=2)
    result = run(server, "aip_asset", **LAPTOP, state="absent")
    assert result["failed"]
    assert server.asset(server.laptop)


# --- catalogs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [[], {}])
@pytest.mark.parametrize("catalog", ["form/list", "attribute/list", "location"])
def test_an_empty_catalog_is_asked_for_again(run, server, catalog, nothing):
    server.faults.add("error", path=catalog, status=200, body=nothing, times=1, headers=KNOWN)
    (asset,) = run(server, "aip_asset_info", name="srv-1")["assets"]
    assert asset["asset_type"] == "Laptop"
    result = run(server, "aip_asset", **LAPTOP, status="In use")
    assert (result["failed"], result["changed"]) == (False, False)


@pytest.mark.parametrize("words", [GERMAN, JAPANESE, LOCKED])
@pytest.mark.parametrize("catalog", ["form/list", "location.json", "rest/api/2/user"])
def test_a_refused_catalog_is_an_error(run, server, catalog, words):
    server.edit_asset(server.laptop, system={"asset.owner": "mei.lin"})
    body = {"success": False, "message": words}
    body = {"errorMessages": [words], "errors": {}} if "api/2" in catalog else body
    server.faults.add("error", path=catalog, status=200, body=body, headers=KNOWN)
    result = run(server, "aip_asset", **LAPTOP, owner="ansible", location="Laboratory", check=True)
    assert result["failed"]
    assert words in result["msg"]


# --- one odd value --------------------------------------------------------------------------------------------------


def test_one_odd_value_is_shown_with_a_warning(run, every_field):
    row = {
        "id": 5,
        "name": "odd",
        "formName": "Specimen",
        "inventoryItems": [{"attributeName": "IPv6", "textValues": "1::2::3"}],
    }
    body = {"assets": [row, {**row, "id": 6}]}
    every_field.faults.add("error", path="index/query", status=200, body=body, headers=KNOWN)
    result = run(
        every_field, "aip_asset_info", asset_type="Specimen", name="odd", fields=["IPv6"], limit=2
    )
    assert [one["attributes"]["IPv6"] for one in result["assets"]] == ["1::2::3"] * 2
    (warning,) = result["warnings"]
    assert "IPv6" in warning
    assert "1 more" in warning


@pytest.mark.parametrize("status", [200, 400, 404])
@pytest.mark.parametrize("call", ["transformed/", ""])
def test_call_that_refuses_once_what_the_other_shows_is_asked_again(sandbox, run, status, call):
    """Otherwise the files of an asset, or its fields, would seem to be missing."""
    asset_id = sandbox.asset_id("lt-0001")
    options = {"id": asset_id, "include_attachments": True}
    expected = run(sandbox, "aip_asset_info", **options)["assets"]
    body = {"success": False, "message": "Keine Berechtigung"}
    path = rf"inventory/{call}{asset_id}\.json"
    sandbox.faults.add("refused", path=path, times=1, status=status, body=body)
    assert run(sandbox, "aip_asset_info", **options)["assets"] == expected


@pytest.mark.parametrize("odd", [[[]], ["Plant"], [None], [{"locationName": "Plant"}]])
def test_location_that_cannot_be_read_is_not_left_out(sandbox, run, odd):
    sandbox.faults.add("error", path="location", status=200, body=odd)
    done = run(
        sandbox, "aip_asset", asset_type="Laptop", name="lt-0001", location="Istanbul office"
    )
    assert done["failed"]
    assert "could not read the locations" in done["msg"]


@pytest.mark.parametrize("body", [{"success": False, "message": GERMAN}, None])
def test_files_that_no_answer_lists_are_not_taken_for_removed(sandbox, run, tmp_path, body):
    """The call that lists files shows this user nothing; the one that shows fields does."""
    options = {"dest": str(tmp_path), "asset_types": ["Laptop"]}
    sandbox.add_attachment(sandbox.asset_id("lt-0001"), "a.txt", b"content")
    assert run(sandbox, "aip_export", **options)["written"]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    sandbox.faults.add("refused", path="transformed", status=200, body=body)
    done = run(sandbox, "aip_export", **options)
    assert (done["failed"], done["changed"]) == (True, False)
    assert "could not read the attachments of 'lt-" in done["msg"]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    shown = run(sandbox, "aip_asset_info", asset_type="Laptop", include_attachments=True)
    assert "set include_attachments to false" in shown["msg"]


def test_file_counts_as_removed_only_while_the_server_shows_anything(sandbox, run):
    """From the removal on everything is refused, in the words for what does not exist."""
    asset_id = sandbox.asset_id("lt-0001")
    sandbox.add_attachment(asset_id, "a.txt", b"content")
    body = {"success": False, "message": "Das Objekt wurde nicht gefunden."}
    sandbox.faults.add("refused", after=1, status=404, body=body)
    done = run(sandbox, "aip_attachment", asset_id=asset_id, name="a.txt", state="absent")
    assert (done["failed"], done["changed"]) == (True, False)
    assert len(sandbox.attachments(asset_id)) == 1
