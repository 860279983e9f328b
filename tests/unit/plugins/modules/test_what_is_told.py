# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written is told even if a later part fails, and no secret is told by halves."""

from __future__ import annotations

import dataclasses

from ansible_collections.assetops.aip.plugins.module_utils._datacenter import answers, asset_calls

SERVER = {"asset_type": "Server", "name": "told"}


def test_warning_of_the_server_is_hidden_before_it_is_cut(run, sandbox, monkeypatch):
    secret = "correct-horse-battery"
    long = "x" * 290 + secret + "y" * 100
    monkeypatch.setattr(answers, "read_warning", lambda data: long)
    result = run(sandbox, "aip_asset", **SERVER, attributes={"Console password": secret})
    (warning,) = result["warnings"]
    words = warning.partition("the server says: ")[2]
    assert len(words) == 300
    assert "correct" not in warning


def test_first_of_two_removals_is_told_although_the_second_fails(run, sandbox, monkeypatch):
    number = sandbox.add_asset("Server", "told", attachments={"a.txt": b"1"})
    run(sandbox, "aip_asset", id=number, status="In use")
    (first,) = sandbox.attachments(number)
    twin = answers.Attachment("no_such_file.txt", "a.txt")

    def with_twin(data):
        return (answers.Attachment(first.server_file_name, "a.txt"), twin)

    sandbox.faults.add("error", method="DELETE", path="no_such_file", status=403)
    monkeypatch.setattr(answers, "read_attachments", with_twin)
    result = run(sandbox, "aip_attachment", asset_id=number, name="a.txt", state="absent")
    assert result["failed"]
    assert result["changed"]
    assert [change["before"] for change in result["changes"]] == [first.server_file_name]
    assert not sandbox.attachments(number)


def test_asset_whose_type_only_the_plain_read_tells(run, sandbox, monkeypatch):
    number = sandbox.add_asset("Server", "told", system={"asset.status": "In use"})
    read = asset_calls.AssetCalls.read_transformed

    def without_type(self, asset_id):
        shown = read(self, asset_id)
        return shown and dataclasses.replace(shown, type_id=None, type_name=None)

    monkeypatch.setattr(asset_calls.AssetCalls, "read_transformed", without_type)
    result = run(sandbox, "aip_asset", id=number, status="In use")
    assert not result["failed"]
    assert not result["changed"]
    (asset,) = run(sandbox, "aip_asset_info", id=number)["assets"]
    assert (asset["asset_type"], asset["status"]) == ("Server", "In use")
