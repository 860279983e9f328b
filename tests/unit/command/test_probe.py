# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The playbook probe as people run it, and a play that uses the dialect it has written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

PROBE = Path(__file__).resolve().parents[3] / "playbooks" / "probe.yml"
OTHERWISE = {
    "payload_type": "formName",
    "payload_system_fields": "in_attributes",
    "payload_attributes": "map",
    "number_input": "text",
    "clear_by": "null",
    "put_form_id": "required",
}
PLAY = """
- name: An asset, in the dialect that was found
  hosts: localhost
  gather_facts: false
  vars_files: [aip-dialect.yml]
  module_defaults:
    group/assetops.aip.aip:
      dialect: "{{ aip_dialect }}"
  tasks:
    - name: A laptop
      assetops.aip.aip_asset:
        {asset_type: Laptop, name: found, status: In use, cost: 12.5, attributes: {RAM GB: 32, Notes: null}}
      loop: [1, 2]
      register: laptop
    - name: The second time it is as declared
      ansible.builtin.assert:
        that: laptop.results | map(attribute='changed') == [true, false]
"""


@pytest.fixture
def play(ansible, tmp_path):
    """Runs a playbook against a sandbox; gives what was printed."""

    def command(sandbox, playbook, *options):
        done = ansible("ansible-playbook", playbook, *options, sandbox=sandbox)
        assert done.returncode == 0, done.output
        assert sandbox.token("ansible") not in done.output
        return done.output

    command.folder = tmp_path
    return command


def test_what_is_found_by_reading(play):
    with Sandbox("company") as sandbox:
        printed = play(sandbox, PROBE)
        assert not sandbox.journal.writes()
    assert "Which version of Jira is it? 10.3.24" in printed
    assert "Nothing was written." in printed
    assert re.search(r'"Probed: \d+ questions answered, \d+ still open"', printed)
    written = {path.name for path in play.folder.iterdir() if path.is_file()}
    assert written == {"aip-dialect.yml", "aip-probe.md"}


def test_dialect_that_was_found_fits(play):
    with Sandbox("company", OTHERWISE) as sandbox:
        before = sandbox.count()
        options = ("-e", "aip_probe_write=true", "-e", "aip_probe_asset_type=Laptop")
        printed = play(sandbox, PROBE, *options)
        assert sandbox.count() == before
        assert "The test asset was removed." in printed
        playbook = play.folder / "play.yml"
        playbook.write_text(PLAY, encoding="utf-8")
        play(sandbox, playbook)
        (laptop,) = sandbox.assets(name="found")
    found = yaml.safe_load((play.folder / "aip-dialect.yml").read_text(encoding="utf-8"))
    assert found["aip_dialect"]["asset_type_key"] == "formName"
    assert (laptop["system"]["asset.status"], laptop["attributes"]["RAM GB"]) == ("In use", 32)
