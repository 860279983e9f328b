# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Ansible's commands print about names that would steer a terminal, and what they do about pipes."""

from __future__ import annotations

import json
import os

ODD = "srv\x1b[2J\u202egnp\u2066\x9b"
SHOWN = "srv\\u001b[2J\\u202egnp\\u2066\\u009b"

PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: Declare
      assetops.aip.aip_assets:
        src: state
"""


def steers(text):
    """Whether the text has what must not reach a terminal."""
    return bool(set(text) & set("\x1b\u202e\u2066\x9b"))


def state(tmp_path, assets):
    (tmp_path / "state").mkdir(exist_ok=True)
    (tmp_path / "state" / "a.json").write_text(json.dumps(assets))


def test_differences_and_errors(ansible, sandbox, tmp_path):
    sandbox.add_asset("Laptop", ODD, system={"status": "In use"})
    ansible.write("x.yml", PLAY)
    state(tmp_path, [{"asset_type": "Laptop", "name": ODD, "status": "In stock"}])
    done = ansible("ansible-playbook", "x.yml", "--diff", sandbox=sandbox)
    assert done.returncode == 0, done.output
    assert f"--- before: Laptop '{SHOWN}'" in done.output
    assert not steers(done.output)
    state(
        tmp_path, [{"asset_type": ODD, "name": "x"}, {"asset_type": "Laptop", "name": "y", ODD: 1}]
    )
    done = ansible("ansible-playbook", "x.yml", sandbox=sandbox)
    assert done.returncode != 0
    assert "no asset type" in done.output
    assert not steers(done.output)
    assert "Traceback" not in done.output


def test_graph_of_an_inventory(ansible, sandbox):
    for one in sandbox.assets("Rack"):
        sandbox.remove_asset(one["id"])
    sandbox.add_asset("Rack", ODD)
    sandbox.add_asset("Rack", "name_twin")
    sandbox.add_asset("Rack", "twin")
    text = "{plugin: assetops.aip.aip, asset_types: [Rack], group_by: [{field: name}]}"
    ansible.write("x.aip.yml", text)
    done = ansible("ansible-inventory", "-i", "x.aip.yml", "--graph", sandbox=sandbox)
    assert done.returncode == 0, done.output
    assert f"|  |--{SHOWN}\n" in done.stdout
    assert "  |--@name_twin:\n  |  |--twin\n" in done.stdout
    assert "  |--@name_name_twin:\n  |  |--name_twin\n" in done.stdout
    assert not steers(done.output)


def test_a_pipe_among_state_files_does_not_hang(ansible, sandbox, tmp_path):
    ansible.write("x.yml", PLAY)
    state(tmp_path, [])
    os.mkfifo(tmp_path / "state" / "b.yml")
    done = ansible("ansible-playbook", "x.yml", sandbox=sandbox)
    assert done.returncode != 0
    assert "state/b.yml:1: cannot be read: it is a named pipe, not a file" in done.output
    assert "Traceback" not in done.output
