# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Several tasks of a run in check mode: each predicts what it does in a real run, after those before it."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.foreseen import (
    FIRST_ID,
    without_new_ids,
)
from ansible_collections.assetops.aip.plugins.module_utils._local.run_notes import RunNotes
from ansible_collections.assetops.aip.plugins.module_utils._read.foreseeing import Foreseeing

from .engine import apply, info


def rack(name, **fields):
    return {"asset_type": "Rack", "name": name, **fields}


def server_in(value, name="srv-1", **fields):
    return {"asset_type": "Server", "name": name, "attributes": {"Rack": value}, **fields}


NEW = {"name": "rack-9"}
RUNS = {
    "a reference to a new asset": [[rack("rack-9")], [server_in("rack-9")]],
    "one with a comma": [[rack("rack, left")], [server_in("rack, left")]],
    "one by type and name": [[rack("rack-9")], [server_in({"asset_type": "Rack", **NEW})]],
    "the same asset twice": [[rack("rack-9", quantity=1)], [rack("rack-9", quantity=1)]],
    "created, then changed": [
        [rack("rack-9", quantity=1)],
        [rack("rack-9", quantity=2, status="In use")],
        [rack("rack-9", quantity=2)],
    ],
    "created, then removed, then created": [
        [rack("rack-9")],
        [rack("rack-9", state="absent")],
        [rack("rack-9", state="absent")],
        [rack("rack-9")],
    ],
    "changed, then changed back": [
        [rack("old", quantity=5)],
        [rack("old", quantity=6)],
        [rack("old", quantity=6)],
        [rack("old", quantity=5)],
    ],
    "removed, then again": [[rack("old", state="absent")], [rack("old", state="absent")]],
    "removed, then created": [[rack("old", state="absent")], [rack("old", quantity=3)]],
    "renamed": [
        [{"id": 1, "name": "new"}],
        [server_in("new")],
        [rack("new", quantity=4)],
        [{"id": 1, "name": "new"}],
    ],
    "found by another field": [
        [rack("rack-9", serial_number="S1")],
        [{"asset_type": "Rack", "serial_number": "S1", "match_by": ["serial_number"], "name": "b"}],
        [rack("b")],
    ],
    "assets that refer to each other": [
        [server_in("rack-9", attributes={"Depends on": ["srv-2"], "Rack": "rack-9"}), rack("rack-9"),
         {"asset_type": "Server", "name": "srv-2"}],
        [server_in("rack-9", attributes={"Depends on": ["srv-2"], "Rack": "rack-9"})],
        [server_in(["rack-9", "old"], name="srv-2")],
    ],
    "every kind of value": [
        [{"asset_type": "Server", "name": "s", "status": "In stock", "substatus": "Available",
          "assignee": "mei.lin", "location": "Lisbon office", "belongs_to_group": ["b", "a"],
          "install_date": "2026-02-03", "cost": 9.5, "currency": "EUR", "quantity": 3,
          "attributes": {"Roles": ["web", "mail"], "Environment": "staging", "RAM GB": 64,
                         "Console password": "hush", "Depends on": ["old"]}}],
    ] * 2,
}  # fmt: skip


def settled(result):
    """What must be the same in check mode and without: everything but ids."""
    text = json.dumps([without_new_ids(result["changes"]), result["summary"], result["changed"]])
    return re.sub(r' #[0-9]+|"id": (null|[0-9]+)(, )?', "", text)


@pytest.mark.parametrize("tasks", RUNS.values(), ids=RUNS)
def test_later_tasks_predict_what_they_do(server, tmp_path, tasks):
    assert server.add("Rack", "old", quantity=4) == 1
    predicted = []
    for assets in tasks:  # each in a process of its own
        seen = Foreseeing(server, str(tmp_path)).as_backend()
        seen.begin()
        predicted.append(settled(apply(seen, assets, check=True)))
    assert server.asked() == []
    assert predicted == [settled(apply(server, assets)) for assets in tasks]


def test_items_of_a_loop_share_what_they_foresee(server, tmp_path):
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    changed = [apply(seen, [rack(name)], check=True)["changed"] for name in ("a", "b", "a")]
    assert changed == [True, True, False]


def test_a_question_shows_what_would_be_there(server, tmp_path):
    server.add("Rack", "old")
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    apply(seen, [rack("rack-9", quantity=3), rack("old", state="absent")], check=True)
    apply(seen, [server_in("rack-9")], check=True)
    (found,) = without_new_ids(info(seen, asset_type="Rack"))
    assert (found["name"], found["quantity"], found["id"]) == ("rack-9", 3, None)
    named = {"asset_type": "Server", "filters": [{"field": "Rack", "value": "rack-9"}]}
    assert [one["attributes"]["Rack"] for one in without_new_ids(info(seen, **named))] == [
        ["rack-9"]
    ]
    assert info(seen, asset_type="Rack", filters=[{"field": "quantity", "value": 4}]) == []


def test_pruning_counts_what_would_be_there(server, tmp_path):
    for name in ("old", "older"):
        server.add("Rack", name)
    scope = {"prune": True, "scope": {"asset_types": ["Rack"]}, "max_delete_percent": 100.0}
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    apply(seen, [rack("rack-9")], check=True)
    predicted = apply(seen, [rack("old")], check=True, **scope)
    assert predicted["summary"]["deleted"] == 2
    assert server.asked() == []


def test_what_is_only_checked_is_not_remembered(server, tmp_path):
    seen = Foreseeing(server, str(tmp_path), remembers=False).as_backend()
    assert apply(seen, [rack("a")], check=True)["changed"]
    assert apply(seen, [rack("a")], check=True)["changed"]
    with pytest.raises(InputError, match="there is no asset named 'a' to refer to"):
        apply(seen, [server_in("a")], check=True)
    assert list(tmp_path.iterdir()) == []


def test_what_was_created_since_counts(server, tmp_path):
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    apply(seen, [rack("a", quantity=1)], check=True)
    there = server.add("Rack", "a", quantity=2)
    result = apply(seen, [rack("a", quantity=1)], check=True)
    assert [(one["id"], one["before"]) for one in result["changes"]] == [(there, 2)]


def test_no_secret_is_noted(server, tmp_path):
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    seen.keep_secret("vaulted")
    declared = {"asset_type": "Server", "name": "s", "asset_tag": "a vaulted tag", "quantity": 2}
    apply(seen, [{**declared, "attributes": {"Console password": "hush-hush"}}], check=True)
    (path,) = tmp_path.iterdir()
    text = path.read_text()
    assert '"quantity": 2' in text
    assert "hush" not in text
    assert "vaulted" not in text
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "[1]\nnull\n{}\n", '{"id": 1'])
def test_notes_that_are_damaged_are_none(server, tmp_path, text):
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    apply(seen, [rack("a")], check=True)
    (path,) = tmp_path.iterdir()
    path.write_text(text)
    seen = Foreseeing(server, str(tmp_path)).as_backend()
    seen.begin()
    assert apply(seen, [rack("a")], check=True)["changed"]


def test_each_note_is_read_once(tmp_path):
    one, other = (RunNotes(str(tmp_path / "notes")) for _number in range(2))
    assert one.read_new() == []
    one.add([1, 2])
    assert other.read_new() == [1, 2]
    one.add([3])
    assert other.read_new() == [3]
    assert other.read_new() == []
    assert one.read_new() == [1, 2, 3]
    RunNotes(str(tmp_path / "missing" / "notes")).add([4])  # a note that cannot be written is none


def test_no_result_shows_an_id_of_what_is_not_there():
    shown = {
        "id": FIRST_ID - 5,
        "Rack": [f"rack-9 #{FIRST_ID - 5}"],
        "msg": f"(ids {FIRST_ID - 5}, 3)",
    }
    assert without_new_ids(shown) == {"id": None, "Rack": ["rack-9"], "msg": "(ids (new), 3)"}
    for one in (True, 0, -1, FIRST_ID + 1, 1.5, None, "a -90"):
        assert without_new_ids([one]) == [one]
