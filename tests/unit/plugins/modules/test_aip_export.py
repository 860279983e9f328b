# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""aip_export against the sandbox: what it writes can be declared without a change, here and on an empty server."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import yaml
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_asset_field_kinds import (
    UPDATING,
)

SEARCH = "index/query.json"


class Reader(yaml.SafeLoader):
    """Any reader of YAML that knows Ansible's tag for texts that are no templates."""


Reader.add_constructor("!unsafe", lambda _reader, node: node.value)


def tree(folder):
    """The files of a folder, by path, with what is in them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def declared(folder):
    """The assets in a folder's state files, as the task's options have them."""
    assets = []
    for path in sorted(folder.glob("*.yml")):
        for asset in yaml.load(path.read_text(encoding="utf-8"), Reader):
            for file in asset.get("attachments", ()):
                file["path"] = str(folder / file["path"])
            assets.append(asset)
    return json.loads(json.dumps(assets, default=str))


def one(folder, name):
    """The exported asset of that name."""
    (found,) = [asset for asset in declared(folder) if asset.get("name") == name]
    return found


def is_true(run, sandbox, folder, **options):
    """Whether what was exported is as the server has it."""
    result = run(sandbox, "aip_assets", assets=declared(folder), check=True, **options)
    assert not result["failed"], result["msg"]
    assert result["changes"] == []
    return not result["changed"]


def empty(sandbox):
    for asset in sandbox.assets():
        sandbox.remove_asset(asset["id"])


@pytest.fixture(params=["every_field", pytest.param("company", marks=pytest.mark.long)])
def some_sandbox(request, open_sandbox):
    """A small server, and one of some hundred assets."""
    return open_sandbox(request.param)


# --- what it is for -------------------------------------------------------------------------------------------------


def test_export_then_apply_is_no_change(some_sandbox, run, tmp_path):
    result = run(some_sandbox, "aip_export", dest=str(tmp_path / "out"))
    assert not result["failed"], result["msg"]
    assert result["changed"]
    assert sum(result["files"].values()) == some_sandbox.count()
    assert sorted(result["written"]) == sorted(tree(tmp_path / "out"))
    assert is_true(run, some_sandbox, tmp_path / "out")
    assert some_sandbox.journal.writes() == []


def test_a_second_export_changes_nothing(some_sandbox, run, tmp_path):
    first = run(some_sandbox, "aip_export", dest=str(tmp_path))
    before = tree(tmp_path)
    again = run(some_sandbox, "aip_export", dest=str(tmp_path))
    assert (first["changed"], again["changed"]) == (True, False)
    assert again["written"] == []
    assert again["files"] == first["files"]
    assert tree(tmp_path) == before


def test_check_mode_tells_and_writes_nothing(some_sandbox, run, tmp_path):
    planned = run(some_sandbox, "aip_export", check=True, dest=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    done = run(some_sandbox, "aip_export", dest=str(tmp_path / "out"))
    for key in ("changed", "files", "attachments", "written", "removed", "left_out"):
        assert planned[key] == done[key], key
    assert not run(some_sandbox, "aip_export", check=True, dest=str(tmp_path / "out"))["changed"]


def test_export_empty_server_apply_export_gives_the_same_bytes(some_sandbox, run, tmp_path):
    for twin in some_sandbox.assets(name="Widget twin"):  # they differ by their ids alone
        some_sandbox.remove_asset(twin["id"])
    run(some_sandbox, "aip_export", dest=str(tmp_path / "first"))
    empty(some_sandbox)
    filled = run(some_sandbox, "aip_assets", assets=declared(tmp_path / "first"))
    assert not filled["failed"], filled["msg"]
    run(some_sandbox, "aip_export", dest=str(tmp_path / "second"))
    assert tree(tmp_path / "second") == tree(tmp_path / "first")


def test_the_manifest_is_what_sha256sum_checks(some_sandbox, run, tmp_path):
    run(some_sandbox, "aip_export", dest=str(tmp_path))
    if not shutil.which("sha256sum"):
        pytest.skip("there is no sha256sum on this machine")
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(": OK") == len(tree(tmp_path)) - 1


READABLE = [one for one in UPDATING if not one.skip]


@pytest.fixture(scope="module")
def by_default(tmp_path_factory):
    """What is exported under the default settings; filled by the first that needs it."""
    return tmp_path_factory.mktemp("default")


@pytest.mark.long
@pytest.mark.combinations
@pytest.mark.parametrize("setting", READABLE, ids=str)
def test_the_bytes_do_not_depend_on_how_a_server_shows_things(
    open_sandbox, run, tmp_path, by_default, setting
):
    if not tree(by_default):
        run(open_sandbox("every_field"), "aip_export", dest=str(by_default))
    sandbox = open_sandbox("every_field", setting.switches)
    result = run(sandbox, "aip_export", dest=str(tmp_path), dialect=dict(setting.dialect))
    assert not result["failed"], result["msg"]
    assert tree(tmp_path) == tree(by_default)
    assert {told["field"] for told in result["left_out"]} == {"id"}


# --- how things are spelled -----------------------------------------------------------------------------------------


def test_names_stand_instead_of_ids(every_field, run, tmp_path):
    run(every_field, "aip_export", dest=str(tmp_path))
    full = one(tmp_path, "Full specimen")
    assert full["assignee"] == "ansible"
    assert full["location"] == "Istanbul office"
    assert full["attributes"]["Cascading Dropdown"] == ["Europe", "Norway", "Halden"]
    assert full["attributes"]["Asset List"] == ["Widget one", "Widget two"]
    assert "Encrypted" not in full["attributes"]
    assert "id" not in full
    text = (tmp_path / "specimen.yml").read_text(encoding="utf-8")
    assert "install_date: 2020-05-22\n" in text
    assert "    Text Area: |-\n      First line\n      Second line\n" in text.replace(
        "second line", "Second line"
    )
    assert "# Encrypted, and therefore left out: Encrypted\n" in text


def test_a_user_key_becomes_a_username(open_sandbox, run, tmp_path):
    sandbox = open_sandbox("company", switches={"user_format": "key"})
    run(sandbox, "aip_export", dest=str(tmp_path), asset_types=["Server"])
    people = {asset.get("assignee") for asset in declared(tmp_path)}
    assert "ingrid.solberg" in people
    assert not any(str(person).startswith("JIRAUSER") for person in people)


def test_a_reference_names_the_type_where_the_name_is_not_enough(open_sandbox, run, tmp_path):
    every_field = open_sandbox("every_field", switches={"reference_format": "ids"})
    every_field.add_asset("Specimen", "Widget one")
    twin = every_field.add_asset("Widget", "Widget two")
    run(every_field, "aip_export", dest=str(tmp_path))
    attributes = one(tmp_path, "Full specimen")["attributes"]
    old = next(
        asset["id"] for asset in every_field.assets("Widget", name="Widget two")
        if asset["id"] != twin
    )  # fmt: skip
    assert attributes["Asset List"] == [old, {"asset_type": "Widget", "name": "Widget one"}]
    assert attributes["Asset List by Asset Types"] == ["Widget three"]
    assert is_true(run, every_field, tmp_path)


def test_references_out_of_the_export_are_names_too(sandbox, run, tmp_path):
    result = run(sandbox, "aip_export", dest=str(tmp_path), asset_types=["Server"])
    racks = {rack for asset in declared(tmp_path) for rack in asset["attributes"].get("Rack", ())}
    assert racks
    assert racks <= {asset["name"] for asset in sandbox.assets("Rack")}
    assert result["left_out"] == []
    assert is_true(run, sandbox, tmp_path)


def test_assets_of_one_name_are_told_apart(every_field, run, tmp_path):
    for serial in ("one", "two"):
        every_field.add_asset("Widget", "Same", system={"serialNumber": serial})
    for tag in ("x", "y"):
        every_field.add_asset("Widget", "Tagged", system={"serialNumber": "s", "assetTag": tag})
    result = run(every_field, "aip_export", dest=str(tmp_path))
    found = {
        (asset["name"], str(asset.get("match_by")), "id" in asset)
        for asset in declared(tmp_path)
        if asset["name"] in ("Same", "Tagged", "Widget twin")
    }
    assert found == {
        ("Same", "['name', 'serial_number']", False),
        ("Tagged", "['name', 'asset_tag']", False),
        ("Widget twin", "None", True),
    }
    assert {told["asset"] for told in result["left_out"]} == {"Widget 'Widget twin'"}
    assert "Widget 'Widget twin': id: several assets" in result["warnings"][0]
    assert is_true(run, every_field, tmp_path)


def test_what_cannot_be_declared_is_left_out_and_told(every_field, run, tmp_path):
    gone = every_field.add_asset("Widget", "Gone")
    number = every_field.asset_id("Full specimen")
    every_field.edit_asset(number, attributes={"Asset List": str(gone)})
    every_field.remove_asset(gone)
    every_field.edit_asset(every_field.add_asset("Widget", "to be cleared"), name="")
    for content in (b"one", b"two"):
        every_field.add_asset("Widget", "Filed", attachments={"a.txt": content})
    result = run(every_field, "aip_export", dest=str(tmp_path))
    told = {(one["asset"], one["field"]) for one in result["left_out"]}
    assert ("Widget ''", "id") in told
    assert "Asset List" not in one(tmp_path, "Full specimen")["attributes"]
    assert is_true(run, every_field, tmp_path)


@pytest.mark.long
def test_fields_that_the_server_never_shows_are_told_once(open_sandbox, run, tmp_path):
    sandbox = open_sandbox("company", switches={"system_fields_in": []})
    result = run(sandbox, "aip_export", dest=str(tmp_path), asset_types=["Rack", "Laptop"])
    told = [(one["asset"], one["field"]) for one in result["left_out"]]
    assert ("Rack", "status") in told
    assert ("Laptop", "serial_number") in told
    assert len(told) == len(set(told)) == 30
    assert "status" not in one(tmp_path, "rack-01")
    assert (
        "not exported as it is: Laptop: status: the server does not show" in result["warnings"][0]
    )


# --- files ----------------------------------------------------------------------------------------------------------


def test_attached_files_are_never_taken_for_state_files(every_field, run, tmp_path):
    files = {"state.yml": b"- wrong", "a.JSON": b"{", "Rechnung ü.pdf": b"%PDF", "plain.txt": b"x"}
    every_field.add_asset("Widget", "../../etc", attachments=files)
    result = run(every_field, "aip_export", dest=str(tmp_path / "out"), asset_types=["Widget"])
    assert not result["failed"], result["msg"]
    folder = next((tmp_path / "out" / "attachments" / "widget").iterdir())
    assert folder.name.startswith("etc-")
    assert len(list(folder.iterdir())) == 4
    assert not any(path.suffix in (".yml", ".json") for path in folder.iterdir())
    attachments = one(tmp_path / "out", "../../etc")["attachments"]
    names = {file.get("name") or file["path"].rpartition("/")[2] for file in attachments}
    assert names == set(files)
    assert is_true(run, every_field, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_files_of_one_name(every_field, run, tmp_path):
    """Two files of one name and content are one; with different contents nobody can declare them."""
    number = every_field.add_asset("Widget", "Filed", attachments={"a.txt": b"one", "b.txt": b"x"})
    for name, content in (("a.txt", b"two"), ("b.txt", b"x")):
        attach(every_field, number, name, content)
    result = run(every_field, "aip_export", dest=str(tmp_path), asset_types=["Widget"])
    assert [file["path"] for file in one(tmp_path, "Filed")["attachments"]] == [
        str(tmp_path / "attachments/widget/filed/b.txt")
    ]
    assert ("Widget 'Filed'", "attachments.a.txt") in {
        (told["asset"], told["field"]) for told in result["left_out"]
    }
    assert is_true(run, every_field, tmp_path)


def attach(sandbox, number, name, content):
    """Attach another file, as a user does in the browser."""
    requests = pytest.importorskip("requests")
    answer = requests.post(
        f"{sandbox.url}/rest/jip-api/1.0/inventory/attachment/0/{number}.json",
        files={"file": (name, content)},
        headers={
            "Authorization": f"Bearer {sandbox.token('ansible')}",
            "X-Atlassian-Token": "no-check",
        },
        timeout=10,
    )
    assert answer.ok, answer.text


@pytest.mark.long
def test_what_is_no_longer_exported_is_removed_unless_it_was_changed(sandbox, run, tmp_path):
    run(sandbox, "aip_export", dest=str(tmp_path))
    (tmp_path / "mine.yml").write_text("[]\n", encoding="utf-8")
    with (tmp_path / "rack.yml").open("a", encoding="utf-8") as file:
        file.write("# a note\n")
    less = {"dest": str(tmp_path), "asset_types": ["Laptop"], "max_shrink_percent": 100}
    planned = run(sandbox, "aip_export", check=True, **less)
    assert (tmp_path / "server.yml").exists()
    result = run(sandbox, "aip_export", **less)
    assert planned["removed"] == result["removed"]
    assert sorted(tree(tmp_path)) == ["SHA256SUMS", "laptop.yml", "mine.yml", "rack.yml"]
    assert "server.yml" in result["removed"]
    assert "attachments/server/alpha-database-server/delivery-note.txt" in result["removed"]
    assert not (tmp_path / "attachments").exists()
    assert result["warnings"] == [
        "rack.yml is no longer exported, but was kept because it was edited since the last export"
    ]


@pytest.mark.parametrize("path", ["../victim.txt", "/tmp/x", "attachments/../../victim.txt", "a/b"])
def test_a_manifest_leads_nowhere_else(sandbox, run, tmp_path, path):
    victim = tmp_path / "victim.txt"
    victim.write_text("x", encoding="utf-8")
    (tmp_path / "out").mkdir()
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (tmp_path / "out" / "SHA256SUMS").write_text(f"{digest}  {path}\n", encoding="utf-8")
    result = run(sandbox, "aip_export", dest=str(tmp_path / "out"), asset_types=["Rack"])
    assert result["removed"] == []
    assert victim.exists()


@pytest.mark.long
@pytest.mark.parametrize("field", ["location", "Environment", "status"])
def test_one_file_for_each_value_of_a_field(sandbox, run, tmp_path, field):
    result = run(sandbox, "aip_export", dest=str(tmp_path), split_by=field, attachments=False)
    values = [
        asset.get(field, asset.get("attributes", {}).get(field)) for asset in declared(tmp_path)
    ]
    assert len(result["files"]) == len(set(values))
    assert is_true(run, sandbox, tmp_path)
    for path in tmp_path.glob("*.yml"):
        assets = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert len({a.get(field, a.get("attributes", {}).get(field)) for a in assets}) == 1


def test_filters_choose_the_assets(sandbox, run, tmp_path):
    filters = [{"field": "Environment", "value": "production"}]
    run(sandbox, "aip_export", dest=str(tmp_path), asset_types=["Server"], filters=filters)
    environments = [asset["attributes"]["Environment"] for asset in declared(tmp_path)]
    assert set(environments) == {"production"}
    wanted = [one for one in sandbox.assets("Server")
              if one["attributes"].get("Environment") == ["production"]]  # fmt: skip
    assert len(environments) == len(wanted)


def test_without_attachments_pages_are_enough(open_sandbox, run, tmp_path):
    shown = {"search_reference_format": "name_id", "total_key": "total"}
    sandbox = open_sandbox("empty", assets=1000, switches=shown)
    run(sandbox, "aip_export", dest=str(tmp_path), attachments=False)
    searches = [one for one in sandbox.journal.reads() if one.path.endswith(SEARCH)]
    by_id = [one for one in sandbox.journal.reads() if "/inventory/" in one.path]
    assert len(searches) == 10
    assert len(by_id) == 0
    assert len(declared(tmp_path)) == 1000


# --- when it goes wrong ---------------------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(
    ("effect", "path"),
    [
        ("error", "index/query"),
        ("truncated_json", "index/query"),
        ("login_page", "index/query"),
        ("anonymous", "index/query"),
        ("error", "inventory/transformed/2"),
        ("login_page", "inventory/transformed/2"),
        ("error", "getFile"),
    ],
)
@pytest.mark.parametrize("after", [0, 1])
def test_what_cannot_be_read_whole_leaves_the_folder_alone(
    sandbox, run, tmp_path, effect, path, after
):
    run(sandbox, "aip_export", dest=str(tmp_path))
    sandbox.add_asset("Rack", "rack-new")
    before = {key: text for key, text in tree(tmp_path).items() if "attachments" not in key}
    sandbox.faults.add(effect, path=path, after=after)
    result = run(sandbox, "aip_export", dest=str(tmp_path), retries=0)
    assert result["failed"], result
    assert {key: text for key, text in tree(tmp_path).items() if "attachments" not in key} == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"asset_types": ["Servr"]}, "asset_types: there is no asset type 'Servr'; did you mean 'Server'?"),
        ({"split_by": "Modell"}, "split_by: there is no field 'Modell'; did you mean 'Model'?"),
        ({"split_by": "Console password"}, "split_by: 'Console password' is encrypted; name another field"),
        ({"split_by": "name"}, "split_by: 'name' would make a file for each asset"),
        ({"filters": [{"field": "Foo", "value": "x"}]}, "filters: number 1: there is no field 'Foo'"),
        ({"workers": 0}, "workers: must be between 1 and 64"),
        ({"dest": "/proc/nowhere/x"}, "dest: cannot create the folder '/proc/nowhere/"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(sandbox, run, tmp_path, options, sentence):
    result = run(sandbox, "aip_export", **{"dest": str(tmp_path), **options})
    assert result["failed"]
    assert result["msg"].startswith(sentence), result["msg"]
    assert tree(tmp_path) == {}
