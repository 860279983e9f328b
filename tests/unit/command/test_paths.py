# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where relative paths lead: to where the user stands, or beside the user's own playbook; never into the collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[3]
RACKS = """\
- asset_type: Rack
  name: rack-77
  attachments:
    - path: papers/warranty.txt
"""
WAYS = {"in process": {}, "sent": {"AIP_IN_PROCESS": "0"}}
both_ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@pytest.fixture
def here(ansible, sandbox, tmp_path):
    """Runs a playbook in a folder; gives all that was printed. Nothing is ever written into the collection."""

    def command(folder, playbook, *flags, way=None, code=0, **variables):
        place = tmp_path / folder
        place.mkdir(parents=True, exist_ok=True)
        done = ansible(
            "ansible-playbook", playbook, *flags, sandbox=sandbox, environment=way, cwd=place, **variables
        )  # fmt: skip
        assert done.returncode == code, done.output
        assert "Traceback" not in done.output
        return done.output

    before = shipped()
    yield command
    assert shipped() == before


def shipped():
    return {path for name in ("playbooks", "roles") for path in (COLLECTION / name).rglob("*")}


def put(folder, name="racks.yml", text=RACKS):
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    (folder / "papers" / "warranty.txt").write_text("for ever", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")


SPELLINGS = {
    "this folder": ("state", "."),
    "this folder with a slash": ("state", "./"),
    "its file": ("state", "racks.yml"),
    "from the parent": (".", "state/"),
    "from elsewhere": ("deep/er", "../../state"),
    "home": ("deep", "~/state"),
    "a variable": ("deep", "$HOME/state"),
}


@pytest.mark.parametrize(("folder", "src"), SPELLINGS.values(), ids=SPELLINGS)
def test_sources_of_a_playbook_of_the_collection(here, tmp_path, folder, src):
    put(tmp_path / "state")
    (tmp_path / "home").symlink_to(tmp_path)
    printed = here(folder, "assetops.aip.apply", "--check", aip_apply_src=src)
    assert "Plan: 1 to create, 0 to change, 0 to delete" in printed
    assert "rack-77" in printed
    place = {"state": "racks.yml", ".": "state/racks.yml"}.get(folder)
    assert f"({place or tmp_path / 'state/racks.yml'}:1)" in printed.replace("/home/", "/")


@pytest.mark.parametrize("name", ["apply", "audit", "validate"])
def test_files_of_the_collection_are_not_found(here, name, tmp_path):
    """An empty folder: whatever is found would be the collection's own."""
    variable = f"aip_{name}_src"
    paths = ["export.yml", "tasks", "meta/main.yml", "defaults/"]
    printed = here("empty", f"assetops.aip.{name}", code=2, **{variable: paths})
    for path in paths:
        place = f"'{path}'; it was looked for in {tmp_path}/empty"
        assert f"{variable}: there is no file or folder {place}" in printed
    printed = here("empty", f"assetops.aip.{name}", code=2, **{variable: ""})
    assert f"{variable}: is not set; write -e {variable}=assets/, for example" in printed


def test_an_empty_folder_is_not_the_folder_of_the_role(here):
    printed = here("empty", "assetops.aip.apply", aip_apply_src=".", code=2)
    assert "no file in this folder ends in .yml, .yaml, .json" in printed


@both_ways
def test_files_that_a_playbook_of_the_collection_writes(here, tmp_path, way):
    """All start from the current directory, also what the environment names."""
    log = {**way, "AIP_LOG_PATH": "aip.log"}
    here("work", "assetops.aip.export", way=log, aip_export_dest="../exported/")
    put(tmp_path / "exported" / "more")
    given = {"aip_apply_src": "../exported/", "aip_apply_plan_file": "../plan.json"}
    here("work", "assetops.aip.apply", "--check", way=way, aip_apply_reports="plan.md", **given)
    here("work", "assetops.aip.schema", way=way, aip_schema_dest="../aip.schema.json")
    checked = {
        "aip_validate_src": "../exported/rack.yml",
        "aip_validate_schema": "../aip.schema.json",
    }
    assert "are valid" in here("work", "assetops.aip.validate", way=way, **checked)
    here(
        "work",
        "assetops.aip.probe",
        way=way,
        aip_probe_dialect_file="d.yml",
        aip_probe_report_file="../p.md",
    )
    audit = {
        "aip_audit_src": "../exported",
        "aip_audit_base": "..",
        "aip_audit_reports": "../a.json",
    }
    here("work", "assetops.aip.audit", way=way, **audit)
    written = (
        "exported/rack.yml",
        "work/plan.md",
        "aip.schema.json",
        "work/d.yml",
        "p.md",
    )
    assert [
        name
        for name in (*written, "plan.json", "a.json", "work/aip.log")
        if not (tmp_path / name).is_file()
    ] == []
    audited = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert "exported/more/racks.yml" in {one["file"] for one in audited["assets"]}
    plan = {**given, "aip_apply_plan_file": None, "aip_apply_expect_plan": "../plan.json"}
    del plan["aip_apply_plan_file"]
    assert "Applied: 1 created" in here("work", "assetops.aip.apply", way=way, **plan)


OWN = """\
- name: The inventory
  hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: Apply it
      ansible.builtin.import_role:
        name: assetops.aip.aip_apply
    - name: The same with a file that lies beside this playbook
      assetops.aip.aip_asset:
        asset_type: Rack
        name: rack-77
        attachments: [{path: state/papers/warranty.txt}]
    - name: As a file of the asset
      assetops.aip.aip_attachment:
        asset_type: Rack
        asset_name: rack-77
        path: ./state/papers/warranty.txt
    - name: In a list
      assetops.aip.aip_assets:
        assets:
          - asset_type: Rack
            name: rack-77
            attachments: [{path: state/papers/warranty.txt}]
"""


@both_ways
def test_own_playbook_comes_before_the_current_directory(here, tmp_path, way):
    put(tmp_path / "books" / "state")
    put(tmp_path / "work" / "state", text="- {asset_type: Rack, name: wrong}\n")
    put(tmp_path / "work" / "here", text="- {asset_type: Rack, name: rack-78}\n")
    (tmp_path / "books" / "site.yml").write_text(OWN, encoding="utf-8")
    printed = here("work", "../books/site.yml", way=way, aip_apply_src=["state", "here"])
    assert "Applied: 2 created" in printed
    assert f"({tmp_path}/books/state/racks.yml:1)" in printed
    assert "(here/racks.yml:1)" in printed
    assert "changed=1 " in printed
    printed = here("work", "../books/site.yml", way=way, aip_apply_src="../state", code=2)
    assert f"it was looked for in {tmp_path}/books and in {tmp_path}/work" in printed


def test_playbook_of_the_collection_that_an_own_one_imports(here, tmp_path):
    put(tmp_path / "books" / "state")
    plays = [{"ansible.builtin.import_playbook": "assetops.aip.apply"}]
    (tmp_path / "books" / "site.yml").write_text(json.dumps(plays), encoding="utf-8")
    printed = here("work", "../books/site.yml", "--check", aip_apply_src="state")
    assert "rack-77" in printed
    assert "there is no file" in here(
        "work", "../books/site.yml", aip_apply_src="export.yml", code=2
    )


def test_role_of_the_user_that_imports_one_of_ours(here, tmp_path):
    role = tmp_path / "books" / "roles" / "racks"
    put(role / "files" / "state")
    (role / "tasks").mkdir()
    task = {
        "ansible.builtin.import_role": {"name": "assetops.aip.aip_apply"},
        "vars": {"aip_apply_src": "state"},
    }
    (role / "tasks" / "main.yml").write_text(json.dumps([task]), encoding="utf-8")
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "roles": ["racks"]}
    (tmp_path / "books" / "site.yml").write_text(json.dumps([play]), encoding="utf-8")
    assert "rack-77" in here("work", "../books/site.yml", "--check")
