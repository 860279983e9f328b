# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that change names and other values when they store them, and servers where names must be unique."""

from __future__ import annotations

import pytest

LAPTOP = {"asset_type": "Laptop", "serial_number": "5CD-NEW", "attributes": {"Model": "T14"}}

STORING = {
    "trim": ("LT new ", "without the space at the end"),
    "single_spaces": ("LT  new", "with single spaces between words"),
    "plain_spaces": ("LT\u00a0new", "with a space instead of a no-break space"),
    "strip_unseen": ("LT\u200b new", "without a character that is not seen (U+200B)"),
    "nfc": ("Cafe\u0301 new", "with composed letters (NFC)"),
    "nfkc": ("LT \uff11", "with letters or digits in another form (NFKC)"),
    "nfd": ("Caf\u00e9 new", "with decomposed letters (NFD)"),
    "lower": ("LT-New", "in lower case"),
    "upper": ("lt-new", "in upper case"),
    "escape": ("R&D new", "as HTML, with '&amp;' for '&'"),
    "cut_100": ("LT " + "x" * 120, "cut to 100 characters"),
}


@pytest.fixture
def another_machine(monkeypatch, tmp_path):
    """Moves to a machine on which nothing was noted yet."""
    return lambda number: monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / str(number)))


@pytest.mark.parametrize("analyzer", ["whitespace", "standard"])
@pytest.mark.parametrize("fields", [LAPTOP, {"asset_type": "Laptop"}], ids=["fields", "name only"])
@pytest.mark.parametrize(("change", "name", "words"), [(one, *row) for one, row in STORING.items()])
def test_one_asset_whatever_the_server_makes_of_its_name(
    run, open_sandbox, another_machine, change, name, words, fields, analyzer
):
    """Each run on a machine of its own, as in CI. The seed has no name that the server would not have stored so."""
    sandbox = open_sandbox("empty", {"stored_names": [change], "analyzer": analyzer})
    told = run(sandbox, "aip_asset", **fields, name=name)
    assert told["failed"]
    assert words in told["msg"], told["msg"]
    (asset,) = sandbox.assets()
    for number in range(3):
        another_machine(number)
        again = run(sandbox, "aip_asset", **fields, name=name)
        assert again["failed"]
        assert [one["id"] for one in sandbox.assets()] == [asset["id"]]
        if fields is LAPTOP:
            assert "similar_names" in again["msg"], again["msg"]
            assert not again.get("changed")
    right = run(sandbox, "aip_asset", **fields, name=asset["name"])
    if change != "escape":
        assert not right.get("failed"), right["msg"]
        assert not right["changed"]


@pytest.mark.parametrize("change", STORING)
def test_many_assets_on_a_server_that_changes_names(run, open_sandbox, another_machine, change):
    sandbox = open_sandbox("empty", {"stored_names": [change]})
    name = STORING[change][0]
    assets = [
        {**LAPTOP, "name": f"{number} {name}", "serial_number": str(number)} for number in range(15)
    ]
    assert run(sandbox, "aip_assets", assets=assets, on_error="continue")["failed"]
    before = sandbox.assets()
    another_machine(1)
    again = run(sandbox, "aip_assets", assets=assets, on_error="continue")
    assert again["failed"]
    assert len(again["problems"]) == len(before)
    assert sandbox.assets() == before


@pytest.mark.parametrize(
    ("switches", "key", "sent", "words"),
    [
        ({"stored_texts": ["trim"]}, "serial_number", "S-1 ", "serial_number: it stored 'S-1' for 'S-1 ': without"),
        ({"stored_texts": ["upper"]}, "asset_tag", "t-1", "asset_tag: it stored 'T-1' for 't-1': in upper case"),
        ({"stored_texts": ["line_feeds"]}, "Model", "a\r\nb", "with LF as line breaks"),
        ({"stored_texts": ["escape"]}, "Model", "R&D", "as HTML, with '&amp;' for '&'"),
        ({"stored_texts": ["cut_100"]}, "Model", "x" * 130, "cut to 100 characters"),
        ({"stored_numbers": "two_decimals"}, "cost", 1.237, "cost: it stored 1.24 for 1.237: rounded to 2 decimals"),
        ({"stored_numbers": "whole"}, "cost", 1.75, "cost: it stored 1 for 1.75: cut to whole numbers"),
    ],
)  # fmt: skip
def test_a_changed_value_is_named_by_what_differs(run, open_sandbox, switches, key, sent, words):
    sandbox = open_sandbox("company", switches)
    is_attribute = key in ("Model", "Notes")
    fields = {"attributes": {key: sent}} if is_attribute else {key: sent}
    told = run(sandbox, "aip_asset", asset_type="Laptop", name="lt-0001", **fields)
    assert told["failed"]
    assert words in told["msg"], told["msg"]
    assert "Write what this server stores" in told["msg"]
    assert "Perhaps the field" not in told["msg"]


def test_a_secret_is_not_told_by_what_became_of_it(run, open_sandbox):
    sandbox = open_sandbox("company", {"stored_texts": ["lower"]})
    asset = {"asset_type": "Laptop", "name": "lt-0001", "serial_number": "Very-Secret-Text-42"}
    told = run(sandbox, "aip_assets", assets=[asset], secrets=["Very-Secret-Text-42"])
    assert told["failed"]
    assert "in lower case" in told["msg"]
    assert "very-secret" not in told["msg"].lower()


# --- renames where names must be unique -----------------------------------------------------------------------------


@pytest.mark.parametrize("name_uniqueness", ["allowed", "per_type", "never"])
@pytest.mark.parametrize("index_lag", [0, 2])
def test_a_circle_a_chain_and_new_assets(run, open_sandbox, name_uniqueness, index_lag):
    sandbox = open_sandbox("company", {"name_uniqueness": name_uniqueness, "index_lag": index_lag})
    ids = [sandbox.asset_id(f"lt-000{number}") for number in range(1, 7)]
    after = ["lt-0002", "lt-0003", "lt-0001", "lt-0005", "lt-0006", "LT-9999"]
    assets = [{"id": one, "name": name} for one, name in zip(ids, after)]
    assets.append({"asset_type": "Laptop", "name": "lt-0004", "serial_number": "new"})
    predicted = run(sandbox, "aip_assets", check=True, assets=assets)
    result = run(sandbox, "aip_assets", assets=assets)
    assert not result.get("failed"), result["msg"]
    assert result["summary"]["renamed"] == predicted["summary"]["renamed"] == 6
    assert result["summary"]["updated"] == 6
    assert result["summary"]["created"] == 1
    assert [sandbox.asset(one)["name"] for one in ids] == after
    assert result["api"]["requests"]["PUT"] == 7
    assert sandbox.asset(sandbox.asset_id("lt-0004"))["system"]["asset.serialNumber"] == "new"
    changes = [{**one, "id": 0} for one in result["changes"]]
    assert changes == [{**one, "id": 0} for one in predicted["changes"]]
    again = run(sandbox, "aip_assets", assets=assets)
    assert not again["changed"]
    assert "PUT" not in again["api"]["requests"]


def test_one_asset_that_gets_a_taken_name(run, sandbox):
    number = sandbox.asset_id("lt-0001")
    other = sandbox.asset_id("lt-0002")
    told = run(sandbox, "aip_asset", check=True, id=number, name="lt-0002")
    assert any(f"gets the name of asset {other}" in one for one in told["warnings"])
    dialect = {"name_uniqueness": "per_type"}
    told = run(sandbox, "aip_asset", check=True, id=number, name="lt-0002", dialect=dialect)
    assert "this server demands unique names" in told["msg"]
