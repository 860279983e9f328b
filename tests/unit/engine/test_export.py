# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Export: what is written can be declared without a change, here and at an empty server."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import (
    IncompleteRead,
    InputError,
    ServerRefused,
)

from .company import COMPANY, EVERY_KIND, PEOPLE, PLACES, VALUES
from .engine import apply, export_to, is_silent
from .fake import Fake


def tree(folder):
    """The files of a folder, by path, with what is in them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def declared(folder):
    """The assets in a folder's state files, as a task's options have them."""
    assets = []
    for path in sorted(folder.glob("*.yml")):
        for asset in yaml.safe_load(path.read_text(encoding="utf-8")):
            for file in asset.get("attachments", ()):
                file["path"] = str(folder / file["path"])
            assets.append(asset)
    return json.loads(json.dumps(assets, default=str))


def one(folder, name):
    """The exported asset of that name."""
    (found,) = [asset for asset in declared(folder) if asset.get("name") == name]
    return found


def left_out(exported):
    """What could not be written: asset and field."""
    return {(one.asset, one.field) for one in exported.left_out}


@pytest.fixture
def stocked(any_server):
    """A server with some of everything."""
    racks = [any_server.add("Rack", name) for name in ("rack-01", "rack, two")]
    any_server.add(
        "Server",
        "alpha",
        status="In stock",
        substatus="Available",
        assignee="JIRAUSER10102",
        cost=100.5,
        install_date="2024-07-01",
        location="Store room, basement",
        belongs_to_group=["b", "a"],
        attributes={
            "Roles": ["web", "mail"],
            "Rack": racks[:1],
            "Depends on": racks,
            "Hostname": "a",
        },
    )
    any_server.add("Server", "12", attributes={"Depends on": [any_server.id_of("alpha")]})
    laptop = any_server.add("Laptop", "lt-1", status="In use")
    any_server.attach(laptop, "invoice.pdf", b"%PDF")
    any_server.attach(laptop, "state.yml", b"- no state file")
    return any_server  # fmt: skip


def empty(prefix=""):
    """Another server, without assets, on which ids begin elsewhere."""
    server = Fake(COMPANY, PLACES, PEOPLE, prefix)
    server.remove(server.add("Rack", "gone"))
    return server


# --- what it is for -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names_in_rows", [False, True])
@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"status", "Rack", "Roles"})])
def test_export_then_apply_is_no_change(stocked, tmp_path, names_in_rows, hidden):
    stocked.names_in_rows, stocked.not_in_rows = names_in_rows, hidden
    exported = export_to(tmp_path, stocked)
    assert dict(exported.files) == {"laptop.yml": 1, "rack.yml": 2, "server.yml": 2}
    assert sorted(exported.written) == sorted(tree(tmp_path))
    assert exported.left_out == ()
    assert is_silent(stocked, declared(tmp_path))
    assert stocked.asked() == []


def test_every_kind_of_field_survives(tmp_path):
    server = Fake(EVERY_KIND, PLACES, PEOPLE)
    for number in (0, 1):
        values = {key: pair[number] for key, pair in VALUES.items()}
        server.add("Specimen", f"specimen {number}", **values)
    exported = export_to(tmp_path, server)
    assert exported.left_out == ()
    assert is_silent(server, declared(tmp_path))


def test_the_bytes_do_not_depend_on_how_rows_show_things(stocked, tmp_path):
    export_to(tmp_path / "first", stocked)
    stocked.names_in_rows, stocked.not_in_rows = (
        True,
        frozenset({"status", "Rack", "Roles", "cost"}),
    )
    stocked.status_keys = {"In use": "7", "In stock": "8"}
    export_to(tmp_path / "second", stocked)
    assert tree(tmp_path / "second") == tree(tmp_path / "first")


def test_export_empty_server_apply_export_gives_the_same_bytes(stocked, tmp_path):
    export_to(tmp_path / "first", stocked)
    other = empty(stocked.prefix and "B-")
    apply(other, declared(tmp_path / "first"))
    export_to(tmp_path / "second", other)
    assert tree(tmp_path / "second") == tree(tmp_path / "first")


def test_a_second_export_changes_nothing(stocked, tmp_path):
    export_to(tmp_path, stocked)
    before = tree(tmp_path)
    again = export_to(tmp_path, stocked)
    assert (again.written, again.removed) == ((), ())
    assert tree(tmp_path) == before


def test_check_mode_writes_nothing_and_says_what_would_be_written(stocked, tmp_path):
    planned = export_to(tmp_path / "out", stocked, check=True)
    assert not (tmp_path / "out").exists()
    assert planned == export_to(tmp_path / "out", stocked)
    assert export_to(tmp_path / "out", stocked, check=True).written == ()


# --- how things are spelled -----------------------------------------------------------------------------------------


def test_names_stand_instead_of_ids(stocked, tmp_path):
    export_to(tmp_path, stocked)
    alpha = one(tmp_path, "alpha")
    assert alpha["assignee"] == "mei.lin"
    assert alpha["location"] == "Store room, basement"
    assert alpha["belongs_to_group"] == ["a", "b"]
    assert alpha["attributes"]["Rack"] == ["rack-01"]
    assert alpha["attributes"]["Depends on"] == ["rack, two", "rack-01"]
    assert "id" not in alpha
    text = (tmp_path / "server.yml").read_text("utf-8")
    assert "install_date: 2024-07-01\n" in text
    assert "# Encrypted, and therefore left out: Console password\n" in text


def test_a_reference_names_the_type_where_the_name_is_not_enough(stocked, tmp_path):
    laptop = stocked.add("Laptop", "rack-01")
    twins = [stocked.add("Laptop", "twin") for _number in range(2)]
    stocked.edit(
        stocked.id_of("12"), attributes={"Depends on": [laptop, twins[0], stocked.id_of("alpha")]}
    )
    export_to(tmp_path, stocked)
    refs = one(tmp_path, "12")["attributes"]["Depends on"]
    assert sorted(map(str, refs)) == sorted(
        map(str, [{"asset_type": "Laptop", "name": "rack-01"}, twins[0], "alpha"])
    )
    assert one(tmp_path, "alpha")["attributes"]["Rack"] == ["rack-01"], "it takes racks only"
    assert is_silent(stocked, declared(tmp_path))


def test_references_out_of_the_export_are_names_too(stocked, tmp_path):
    export_to(tmp_path, stocked, asset_types=("Server",))
    assert sorted(tree(tmp_path)) == ["SHA256SUMS", "server.yml"]
    assert one(tmp_path, "alpha")["attributes"]["Rack"] == ["rack-01"]
    assert is_silent(stocked, declared(tmp_path))


def test_assets_of_one_name_are_told_apart(any_server, tmp_path):
    for serial in ("one", "two"):
        any_server.add("Rack", "Same", serial_number=serial)
    for tag in ("x", "y"):
        any_server.add("Rack", "Tagged", serial_number="s", asset_tag=tag)
    twins = [any_server.add("Rack", "Twin") for _number in range(2)]
    exported = export_to(tmp_path, any_server)
    found = {
        (one["name"], tuple(one.get("match_by", ())), one.get("id")) for one in declared(tmp_path)
    }
    assert found == {
        ("Same", ("name", "serial_number"), None),
        ("Tagged", ("name", "asset_tag"), None),
        *(("Twin", (), twin) for twin in twins),
    }
    assert left_out(exported) == {("Rack 'Twin'", "id")}
    assert is_silent(any_server, declared(tmp_path))


def test_what_cannot_be_declared_is_left_out_and_reported(any_server, tmp_path):
    any_server.add("Rack", "")
    filed = any_server.add("Rack", "Filed")
    for content in (b"one", b"two"):
        any_server.attach(filed, "a.txt", content)
    any_server.not_in_rows = any_server.not_in_reads = frozenset({"owner"})
    exported = export_to(tmp_path, any_server, asset_types=("Rack",))
    assert left_out(exported) == {
        ("Rack ''", "id"), ("Rack 'Filed'", "attachments.a.txt"), ("Rack", "owner"),
    }  # fmt: skip
    assert is_silent(any_server, declared(tmp_path))


def test_what_no_file_can_hold_is_left_out(any_server, tmp_path):
    nameless = any_server.add("Rack", "half \ud800")
    filed = any_server.add("Server", "whole", attributes={"Hostname": "also \udfff"})
    any_server.attach(filed, "a\ud800.txt", b"x")
    exported = export_to(tmp_path, any_server)
    assert left_out(exported) == {
        ("Rack ''", "id"), ("Server 'whole'", "Hostname"), ("Server 'whole'", "attachments.a\ud800.txt"),
    }  # fmt: skip
    (rack,) = yaml.safe_load((tmp_path / "rack.yml").read_text(encoding="utf-8"))
    assert rack == {"asset_type": "Rack", "id": nameless}
    assert is_silent(any_server, declared(tmp_path))


@pytest.mark.parametrize("field", ["location", "Environment", "status"])
def test_one_file_for_each_value_of_a_field(stocked, tmp_path, field):
    exported = export_to(tmp_path, stocked, split_by=field, attachments=False)
    values = [
        asset.get(field, asset.get("attributes", {}).get(field)) for asset in declared(tmp_path)
    ]
    assert len(exported.files) == len(set(values))
    assert is_silent(stocked, declared(tmp_path))


def test_filters_choose_the_assets(stocked, tmp_path):
    stocked.not_in_rows = frozenset({"cost"})
    export_to(tmp_path, stocked, filters=({"field": "cost", "operator": "greater", "value": 1},))
    assert [asset["name"] for asset in declared(tmp_path)] == ["alpha"]


def test_without_attachments_rows_are_enough(stocked, tmp_path):
    export_to(tmp_path, stocked, attachments=False)
    assert len(stocked.asked("search")) <= 2
    assert stocked.asked("read", "download") == []


# --- attached files, and what is left from before -------------------------------------------------------------------


def test_attached_files_are_never_taken_for_state_files(stocked, tmp_path):
    export_to(tmp_path, stocked)
    files = {path: text for path, text in tree(tmp_path).items() if path.startswith("attachments")}
    assert files == {
        "attachments/laptop/lt-1/invoice.pdf": b"%PDF",
        "attachments/laptop/lt-1/state.yml.attachment": b"- no state file",
    }
    assert {file.get("name") for file in one(tmp_path, "lt-1")["attachments"]} == {
        None,
        "state.yml",
    }


def test_what_is_no_longer_exported_is_removed_unless_it_was_changed(stocked, tmp_path):
    export_to(tmp_path, stocked)
    (tmp_path / "mine.yml").write_text("[]\n", encoding="utf-8")
    with (tmp_path / "rack.yml").open("a", encoding="utf-8") as file:
        file.write("# a note\n")
    planned = export_to(tmp_path, stocked, check=True, asset_types=("Server",))
    exported = export_to(tmp_path, stocked, asset_types=("Server",))
    assert planned.removed == exported.removed
    assert exported.kept == ("rack.yml",)
    assert sorted(tree(tmp_path)) == ["SHA256SUMS", "mine.yml", "rack.yml", "server.yml"]


# --- when it goes wrong ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["search", "read", "download", "asset_types"])
@pytest.mark.parametrize("error", [IncompleteRead, ServerRefused])
def test_what_cannot_be_read_whole_leaves_the_folder_alone(stocked, tmp_path, verb, error):
    export_to(tmp_path, stocked)
    stocked.add("Rack", "rack-new")
    before = tree(tmp_path)
    stocked.fail(verb, error("no"))
    with pytest.raises(error):
        export_to(tmp_path, stocked)
    assert tree(tmp_path) == before


WRONG = {
    "type": (
        {"asset_types": ("Servr",)},
        "asset_types: there is no asset type 'Servr'; did you mean 'Server'?",
    ),
    "split by nothing": (
        {"split_by": "Modell"},
        "split_by: there is no field 'Modell'; did you mean 'Model'?",
    ),
    "split by a secret": (
        {"split_by": "Console password"},
        "split_by: 'Console password' is encrypted",
    ),
    "split by name": ({"split_by": "name"}, "split_by: 'name' would make a file for each asset"),
    "filter": (
        {"filters": ({"field": "Foo", "value": "x"},)},
        "filters: number 1: there is no field 'Foo'",
    ),
}


@pytest.mark.parametrize(("options", "sentence"), WRONG.values(), ids=WRONG)
def test_invalid_options_are_refused(stocked, tmp_path, options, sentence):
    with pytest.raises(InputError) as error:
        export_to(tmp_path, stocked, **options)
    assert error.value.sentence.startswith(sentence)
    assert tree(tmp_path) == {}
