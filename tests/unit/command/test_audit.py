# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook assetops.aip.audit, as people run it: reports in every form, an exit code, and no write to AIP."""

from __future__ import annotations

import json
import subprocess

import pytest

HOSTILE = "rack {{ 7 * 7 }} | `x` <b>"
RACKS = """\
- asset_type: Rack
  name: rack-01
  status: In use

- asset_type: Rack
  name: !unsafe 'rack {{ 7 * 7 }} | `x` <b>'

- asset_type: Rack
  name: rack-02
  attributes:
    Height units: 11
"""
FORMS = ["drift.md", "drift.html", "drift.json", "drift.csv", "junit.xml", "drift.sarif"]
INVENTORY = "localhost,rack-01,RACK-02.example.com,web-1"
PLAY = """\
- hosts: localhost
  connection: local
  gather_facts: false
  module_defaults:
    group/assetops.aip.aip:
      url: "{{ the_url }}"
      token: wrong
      page_size: 7
  roles:
    - role: assetops.aip.aip_audit
      vars:
        aip_audit_connection:
          token: "{{ the_token }}"
        aip_audit_assets:
          - asset_type: Rack
            name: rack-01
          - asset_type: Rack
            name: rack-02
"""


@pytest.fixture
def play(ansible, tmp_path, sandbox):
    """Runs a playbook in a folder with state files; gives the exit code, and all that was printed."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "racks.yml").write_text(RACKS, encoding="utf-8")

    def command(playbook, *flags, environment=None, **variables):
        server = None if environment else sandbox
        done = ansible(
            "ansible-playbook", "-i", INVENTORY, *flags, playbook, sandbox=server, environment=environment,
            **variables,
        )  # fmt: skip
        assert "Traceback" not in done.output
        assert sandbox.journal.writes() == []
        return done.returncode, done.output

    return command


def test_audit_reports_in_every_form_fails_and_writes_nothing(play, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    code, printed = play(
        "assetops.aip.audit",
        "--check",
        "-vvv",
        aip_audit_src="assets/",
        aip_audit_scope={"asset_types": ["Rack"]},
        aip_audit_reports=",".join(FORMS),
        aip_audit_time="",
        aip_audit_host_asset_types=["Rack"],
        aip_audit_host_match="short_name",
        aip_audit_fail_on={"count": 99, "fields": ["Height units"]},
    )
    assert code == 2
    assert (
        "Audit: 2 of 3 assets differ (1 missing, 1 changed); 33.3 % as declared; 6 unmanaged, 1 host without an asset,"
        " 7 assets without a host\n"
        "fail_on: fields: Height units differs in 1 asset\n"
        "  Rack 'rack-02': Height units: 47 -> 11 (assets/racks.yml:8)\n"
        f"See {', '.join(FORMS)}\n"
    ) in printed.replace("\\n", "\n").replace('"', "\n")
    assert "ansible-token" not in printed
    made = {path.name for path in set(tmp_path.rglob("*")) - set(before) if path.is_file()}
    assert set(FORMS) <= made
    data = json.loads((tmp_path / "drift.json").read_text(encoding="utf-8"))
    assert [(one["action"], one["name"], one["line"]) for one in data["assets"]] == [
        ("none", "rack-01", 1),
        ("create", HOSTILE, 5),
        ("update", "rack-02", 8),
    ]
    assert {one["file"] for one in data["assets"]} == {"assets/racks.yml"}
    assert data["hosts_without_asset"] == ["web-1"]
    assert HOSTILE in (tmp_path / "drift.csv").read_text(encoding="utf-8")


def test_audit_ends_with_a_verdict_and_the_first_findings(play):
    code, printed = play("assetops.aip.audit", aip_audit_src="assets/")
    assert code == 0, printed
    assert printed.index("Show the verdict") > printed.index("Write the reports")
    assert (
        '"Audit: 2 of 3 assets differ (1 missing, 1 changed); 33.3 % as declared",\n'
        "        \"Rack 'rack {{ 7 * 7 }} | `x` <b>': missing (assets/racks.yml:5)\",\n"
        "        \"Rack 'rack-02': Height units: 47 -> 11 (assets/racks.yml:8)\"\n"
    ) in printed


def test_second_audit_leaves_the_report_alone(play):
    told = {
        "aip_audit_src": "assets/",
        "aip_audit_time": "",
        "aip_audit_reports": [{"path": "drift", "format": "markdown"}],
    }
    outcomes = [play("assetops.aip.audit", **told) for _time in range(2)]
    assert [code for code, _printed in outcomes] == [0, 0]
    assert ["changed=1" in printed for _code, printed in outcomes] == [True, False]


def test_connection_of_the_role_adds_to_that_of_the_play(play, tmp_path, sandbox):
    (tmp_path / "play.yml").write_text(PLAY, encoding="utf-8")
    variables = {"the_url": sandbox.url, "the_token": sandbox.token("ansible")}
    code, printed = play("play.yml", environment={"AIP_TIMEOUT": "20"}, **variables)
    assert code == 0, printed
    assert {record.user for record in sandbox.journal.searches()} == {"ansible"}
    assert {record.body["pageSize"] for record in sandbox.journal.searches()} == {7}


def test_audits_in_a_row_say_what_is_new_and_where_it_stands(play, tmp_path):
    for command in (("init", "-q"), ("add", "assets"), ("commit", "-q", "-m", "racks")):
        person = (
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        )
        subprocess.run(["git", *person, *command], cwd=tmp_path, check=True)
    told = {
        "aip_audit_src": "assets/",
        "aip_audit_scope": {"asset_types": ["Rack"]},
        "aip_audit_reports": "drift.json,drift.html",
        "aip_audit_compare_with": "drift.json",
        "aip_audit_source_url": "https://git.example.com/{commit}/{path}#L{line}",
    }
    code, printed = play(
        "assetops.aip.audit", **told, aip_audit_by="asset_type,location,attributes.Height units"
    )
    assert code == 0, printed
    assert "no earlier report to compare with yet" in printed
    code, printed = play("assetops.aip.audit", **told, aip_audit_fail_on="new")
    assert code == 0, printed
    assert "0 new, 8 still there, 0 resolved" in printed
    path = tmp_path / "assets" / "racks.yml"
    path.write_text(RACKS.replace("In use", "Missing"), encoding="utf-8")
    code, printed = play("assetops.aip.audit", **told, aip_audit_fail_on="new")
    assert code == 2
    assert "1 new, 8 still there, 0 resolved" in printed
    data = json.loads((tmp_path / "drift.json").read_text(encoding="utf-8"))
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=tmp_path, text=True).strip()
    about = data["about"]
    assert (about["commit"], about["dirty"], about["sources"]) == (commit, True, ["assets"])
    assert about["seconds"] > 0
    assert [one["by"] for one in data["by"]] == ["asset_type", "field", "location"]
    (new,) = [one for one in data["findings"] if one["status"] == "new"]
    assert new["source_url"] == f"https://git.example.com/{commit}/assets/racks.yml#L1"
    page = (tmp_path / "drift.html").read_text(encoding="utf-8")
    assert f'href="{new["asset_url"]}"' in page
    told["aip_audit_scope"] = {"asset_types": ["Rack", "Server"]}
    code, printed = play("assetops.aip.audit", **told)
    assert code == 2
    assert "compare_with: 'drift.json' is about something else" in printed
    path.write_text(RACKS, encoding="utf-8")
    (tmp_path / "drift.json").write_text("{", encoding="utf-8")
    code, printed = play("assetops.aip.audit", **told)
    assert "aip_audit_compare_with: 'drift.json' is not JSON" in printed
    assert "Compare AIP with the declaration" not in printed  # said before anything is read
