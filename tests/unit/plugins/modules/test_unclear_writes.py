# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes of all kinds that a server carries out, or does not, and answers with an error or with nonsense."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.long

BAD_ANSWERS = {
    "500": {"effect": "error_after", "status": 500},
    "502": {"effect": "error_after", "status": 502},
    "HTML": {"effect": "content_type", "content_type": "text/html"},
    "not JSON": {"effect": "malformed_json"},
    "half the JSON": {"effect": "truncated_json"},
    "cut": {"effect": "cut_after"},
    "cut in the body": {"effect": "cut_body"},
}
NOT_DONE = {"500": {"effect": "error", "status": 500}, "cut": {"effect": "cut"}}
WRITES = {
    "update": ({"method": "PUT"}, "aip_asset", {"status": "Retired"}, {}),
    "delete": ({"method": "DELETE", "path": r"inventory/\d+"}, "aip_asset", {"state": "absent"}, {}),
    "upload": ({"method": "POST", "path": "attachment"}, "aip_attachment", {}, {}),
    "detach": ({"method": "DELETE", "path": "detachFile"}, "aip_attachment", {}, {"note.txt": b"old"}),
    "remove": (
        {"method": "DELETE", "path": "detachFile"},
        "aip_attachment",
        {"state": "absent", "name": "note.txt"},
        {"note.txt": b"old"},
    ),
}  # fmt: skip


@pytest.fixture(params=WRITES)
def task(request, run, sandbox, tmp_path):
    """A task that sends such a write about a laptop, and which requests that are."""
    where, module, options, files = WRITES[request.param]
    asset_id = sandbox.add_asset(
        "Laptop", "LT-2001", system={"status": "In use"}, attachments=files
    )
    path = tmp_path / "note.txt"
    path.write_bytes(b"content")
    if module == "aip_asset":
        options = {"asset_type": "Laptop", "name": "LT-2001", **options}
    else:
        options = {
            "asset_id": asset_id,
            **({} if "state" in options else {"path": str(path)}),
            **options,
        }
    return where, lambda: run(sandbox, module, wait_for_index=3, **options)


@pytest.mark.parametrize("fault", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
@pytest.mark.parametrize("times", [1, None], ids=["once", "always"])
def test_what_was_carried_out_is_a_change(sandbox, task, fault, times):
    where, perform = task
    sandbox.faults.add(**where, times=times, **fault)
    result = perform()
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert result["changes"]
    sandbox.faults.clear()
    assert not perform()["changed"]


@pytest.mark.parametrize("fault", NOT_DONE.values(), ids=NOT_DONE)
def test_what_was_not_carried_out_is_none(sandbox, task, fault):
    where, perform = task
    sandbox.faults.add(**where, **fault)
    result = perform()
    assert result["failed"]
    uploaded = [one for one in sandbox.journal.writes() if one.method == "POST"]
    assert result["changed"] == bool(uploaded and where["method"] != "POST")
    assert "run again" in result["msg"]
    sandbox.faults.clear()
    assert perform()["changed"]
    assert not perform()["changed"]
