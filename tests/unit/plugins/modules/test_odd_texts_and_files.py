# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that steer terminals or have no form in UTF-8, and paths at which there is no file, through the modules."""

from __future__ import annotations

import json
import os
import stat

import pytest

pytestmark = pytest.mark.long

ODD = "srv\x1b[2J\u202egnp\u2028\x9b"
SHOWN = "srv\\u001b[2J\\u202egnp\\u2028\\u009b"
RACK = {"asset_type": "Rack", "name": "rack-x"}


def steers(*texts):
    """Whether one of the texts has what must not reach a terminal."""
    return any(set(text) & set("\x1b\u202e\u2028\x9b\ud800") for text in texts)


# -- what people see, and what programs get --


def test_differences_are_visible_and_data_is_exact(every_field, run):
    every_field.add_asset("Specimen", ODD, attributes={"Text": "\x1b[31mold"})
    asset = {"asset_type": "Specimen", "name": ODD, "attributes": {"Text": ODD}}
    result = run(every_field, "aip_assets", check=True, assets=[asset])
    assert not result["failed"], result["msg"]
    (diff,) = result["diff"]
    assert diff["before_header"] == f"Specimen '{SHOWN}'"
    assert diff["after_header"] == f"Specimen '{SHOWN}' (change, assets[0])"
    assert not steers(*diff.values())
    assert "u202egnp" in diff["after"]
    (change,) = result["changes"]
    assert (change["before"], change["after"]) == ("\x1b[31mold", ODD)


@pytest.mark.parametrize(
    "asset",
    [
        {"asset_type": ODD, "name": "x"},
        {**RACK, "status": ODD},
        {**RACK, "attributes": {ODD: 1}},
        {**RACK, ODD: 1},
    ],
)
def test_errors_are_visible(sandbox, run, asset):
    result = run(sandbox, "aip_assets", check=True, assets=[asset])
    assert result["failed"]
    assert not steers(result["msg"], *result["problems"])
    assert "\\u202e" in result["msg"]


def test_words_of_the_server_are_visible(sandbox, run):
    body = json.dumps({"success": False, "message": ODD, "errorMessages": [ODD]})
    sandbox.faults.add("error", path="form/list", status=400, body=body)
    result = run(sandbox, "aip_asset_info", asset_types=["Rack"], retries=0)
    assert result["failed"]
    assert not steers(result["msg"], *map(str, result.get("request", {}).values()))


# -- files --


def test_only_the_owner_can_read_a_plan(sandbox, run, tmp_path):
    plan = tmp_path / "plan.json"
    run(sandbox, "aip_assets", check=True, assets=[RACK], plan_file=str(plan))
    assert stat.S_IMODE(plan.stat().st_mode) == 0o600
    plan.chmod(0o644)
    run(sandbox, "aip_assets", check=True, assets=[], plan_file=str(plan))
    assert stat.S_IMODE(plan.stat().st_mode) == 0o644


NO_FILES = {
    "expect_plan": lambda path: ("aip_assets", {"assets": [RACK], "expect_plan": path}),
    "plan_file": lambda path: ("aip_assets", {"assets": [RACK], "plan_file": path}),
    "attachments": lambda path: (
        "aip_assets",
        {"assets": [{**RACK, "attachments": [{"path": path}]}]},
    ),
    "attachments of one": lambda path: ("aip_asset", {**RACK, "attachments": [{"path": path}]}),
    "schema": lambda path: ("aip_schema", {"dest": path}),
    "export": lambda path: ("aip_export", {"dest": path}),
}


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
@pytest.mark.parametrize("case", NO_FILES)
def test_what_is_no_file_is_told_at_once(sandbox, run, tmp_path, case, make):
    make(tmp_path / "odd")
    module, options = NO_FILES[case](str(tmp_path / "odd"))
    result = run(sandbox, module, **options)
    assert result["failed"], result
    assert str(tmp_path / "odd") in result["msg"]
    assert "\n" not in result["msg"]
    assert sandbox.journal.writes() == []


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"9" * 100_000, b"\xff\xfe", b"\x00", b'"\\ud800"', b"NaN"]
)
def test_a_plan_that_is_none_is_one_sentence(sandbox, run, tmp_path, content):
    (tmp_path / "plan.json").write_bytes(content)
    result = run(sandbox, "aip_assets", assets=[RACK], expect_plan=str(tmp_path / "plan.json"))
    assert result["failed"]
    assert result["msg"].startswith("expect_plan: ")
    assert sandbox.journal.writes() == []


def test_variables_in_paths_of_state_files_are_text(sandbox, run, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_FILE", "/etc/hostname")
    (tmp_path / "$SECRET_FILE").write_text("mine")
    attachments = [{"path": str(tmp_path / "$SECRET_FILE"), "name": "x.txt"}]
    result = run(
        sandbox,
        "aip_assets",
        check=True,
        assets=[{**RACK, "attachments": attachments}],
        origins=["a.yml:1"],
    )
    assert not result["failed"], result["msg"]
    written = run(sandbox, "aip_assets", check=True, assets=[{**RACK, "attachments": attachments}])
    assert "/etc/hostname'" in written["msg"]
