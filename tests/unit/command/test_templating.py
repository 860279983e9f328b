# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters and the test in real plays: data is never a template, and errors are one sentence."""

from __future__ import annotations

import json

import pytest
import yaml

POISON = "{{ lookup('ansible.builtin.pipe', 'touch executed') }}"
CSV = f'\ufeffName;Tag;Notes\r\nrack-91;00123;"{POISON}"\r\nrack-92;;"two\r\nlines; #1"\r\n'
SPREADSHEET = "lookup('ansible.builtin.file', 'racks.csv', rstrip=false)"
READ = f"{{{{ {SPREADSHEET} | assetops.aip.from_csv(asset_type='Rack', columns=columns) }}}}"
COLUMNS = {"Name": "name", "Tag": "asset_tag", "Notes": "Notes"}


def play(ansible, *tasks, sandbox=None, **variables):
    """Run tasks on the controller; the finished process."""
    plays = [{"hosts": "localhost", "gather_facts": False, "tasks": list(tasks)}]
    ansible.write("play.yml", json.dumps(plays))
    return ansible("ansible-playbook", "play.yml", sandbox=sandbox, **variables)


def test_a_spreadsheet_becomes_a_state_file_and_then_assets(ansible, sandbox, tmp_path):
    (tmp_path / "racks.csv").write_bytes(CSV.encode())
    (tmp_path / "assets").mkdir()
    state = {
        "ansible.builtin.copy": {
            "content": "{{ racks | assetops.aip.to_state }}",
            "dest": "{{ playbook_dir }}/assets/racks.yml",
            "mode": "0644",
        }
    }
    tasks = [
        {"ansible.builtin.set_fact": {"racks": READ}},
        state,
        {**state, "register": "again", "failed_when": "again is changed"},
        {"ansible.builtin.debug": {"var": "racks"}},
        {"assetops.aip.aip_assets": {"src": ["assets/"]}},
        {
            "assetops.aip.aip_assets": {"assets": "{{ racks }}"},
            "register": "again",
            "failed_when": "again is failed or again is changed",
        },
        {"assetops.aip.aip_asset_info": {"asset_type": "Rack"}, "register": "found"},
        {
            "ansible.builtin.assert": {
                "that": [
                    "by_name['rack-91'].asset_tag == '00123'",
                    "by_name['rack-91'].attributes.Notes is match('[{][{] lookup')",
                    "by_name['rack-91'].install_date is not assetops.aip.expired",
                    "by_name['rack-01'].install_date is assetops.aip.expired(days=30)",
                    "(again | assetops.aip.drift_summary).sentence == 'Audit: 2 assets as declared'",
                ]
            },
            "vars": {"by_name": "{{ found.assets | assetops.aip.by_field('name') }}"},
        },
    ]
    done = play(ansible, *tasks, sandbox=sandbox, columns=COLUMNS)
    assert done.returncode == 0, done.output
    assert not (tmp_path / "executed").exists()
    text = (tmp_path / "assets" / "racks.yml").read_text(encoding="utf-8")
    assert yaml.safe_load(text.replace("!unsafe ", "")) == [
        {"asset_type": "Rack", "name": "rack-91", "asset_tag": "00123", "attributes": {"Notes": POISON}},
        {"asset_type": "Rack", "name": "rack-92", "attributes": {"Notes": "two\r\nlines; #1"}},
    ]  # fmt: skip
    found = sandbox.asset(sandbox.asset_id("rack-91"))
    assert found["system"]["asset.assetTag"] == "00123"
    assert found["attributes"]["Notes"] == POISON


def test_what_a_server_shows_is_no_template(ansible, sandbox, tmp_path):
    sandbox.add_asset("Rack", "poisoned", attributes={"Notes": POISON})
    read = {"assetops.aip.aip_asset_info": {"asset_type": "Rack"}, "register": "found"}
    by_field = "{{ found.assets | assetops.aip.by_field('Notes', on_several='all') }}"
    tasks = [
        read,
        {"ansible.builtin.set_fact": {"notes": by_field, "text": "{{ found.assets | assetops.aip.to_state }}"}},
        {"ansible.builtin.debug": {"msg": "{{ notes }} {{ text }}"}},
        {"ansible.builtin.debug": {"var": "text"}},
    ]  # fmt: skip
    done = play(ansible, *tasks, sandbox=sandbox)
    assert done.returncode == 0, done.output
    assert "touch executed" in done.output
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{ 'a,a' | assetops.aip.from_csv }}", "from_csv: "),
        ("{{ [{'name': 'a'}] | assetops.aip.by_field('nam') }}", "no asset has a field 'nam'; did you mean 'name'?"),
        ("{{ 'soon' is assetops.aip.expired }}", "expired: 'soon' is not a date"),
        ("{{ 1 | assetops.aip.to_state }}", "to_state: takes a list of assets"),
        ("{{ missing_one | assetops.aip.to_state }}", "missing_one' is undefined"),
        ("{{ missing_one is assetops.aip.expired }}", "missing_one' is undefined"),
        ("{{ {} | assetops.aip.drift_summary }}", "takes the registered result of aip_assets"),
    ],
)  # fmt: skip
def test_errors_are_one_sentence(ansible, template, sentence):
    done = play(ansible, {"ansible.builtin.debug": {"msg": template}})
    assert done.returncode == 2
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_a_vaulted_value_is_never_written_in_the_clear(ansible, tmp_path):
    (tmp_path / "password").write_text("vault-password", encoding="utf-8")
    vault = ("--vault-password-file", "password")
    encrypted = ansible(
        "ansible-vault", "encrypt_string", *vault, "s3cret-text", "--name", "Password"
    )
    inside = "".join(f"      {line}\n" for line in encrypted.stdout.strip().splitlines())
    head = "asset:\n  asset_type: Server\n  name: a\n  attributes:\n"
    (tmp_path / "vars.yml").write_text(head + inside, encoding="utf-8")
    show = {"ansible.builtin.debug": {"msg": "{{ asset | assetops.aip.to_state }}"}}
    plays = [
        {"hosts": "localhost", "gather_facts": False, "vars_files": ["vars.yml"], "tasks": [show]}
    ]
    ansible.write("play.yml", json.dumps(plays))
    done = ansible("ansible-playbook", "play.yml", *vault)
    assert done.returncode == 2, done.output
    assert "attributes.Password: is encrypted with ansible-vault" in done.output
    assert "s3cret-text" not in done.output
