# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook in check mode: its tasks, each in a process of its own, know what earlier ones would have done."""

from __future__ import annotations

import re

PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - name: A rack
      assetops.aip.aip_asset: {asset_type: Rack, name: "rack, left", attributes: {Height units: 42}}
      register: rack
    - name: A server in it
      assetops.aip.aip_asset: {asset_type: Server, name: srv-new, attributes: {Rack: "rack, left"}}
    - name: A loop
      assetops.aip.aip_asset: {asset_type: Rack, name: "{{ item }}"}
      loop: [rack-a, rack-b, rack-a]
    - name: A change
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-a, attributes: {Height units: 7}}
    - name: The same
      assetops.aip.aip_assets:
        assets: [{asset_type: Rack, name: rack-a, attributes: {Height units: 7}}]
    - name: A file
      assetops.aip.aip_attachment: {asset_type: Rack, asset_name: rack-a, path: x.yml}
    - name: Always a trial
      check_mode: true
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-c}
    - name: Once more
      check_mode: true
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-c}
    - name: A question
      assetops.aip.aip_asset_info:
        asset_type: Server
        filters: [{field: Rack, value: "rack, left"}]
      register: found
      failed_when: found.assets | map(attribute='name') | list != ['srv-new']
    - name: A removal
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-b, state: absent}
    - name: It is gone
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-b, state: absent}
"""

BROKEN = """
- hosts: localhost
  gather_facts: false
  vars: {aip_in_process: false}
  tasks:
    - name: A rack
      assetops.aip.aip_asset: {asset_type: Rack, name: rack-9}
      register: rack
    - name: A server
      assetops.aip.aip_asset: {asset_type: Server, name: srv-new, attributes: {Rack: rack-9}}
      ignore_errors: true
    - name: A file
      assetops.aip.aip_attachment: {asset_type: Rack, asset_name: rack-9, path: x.yml}
      ignore_errors: true
    - name: A file by id
      assetops.aip.aip_attachment: {asset_id: "{{ rack.asset.id }}", path: x.yml}
"""


def verdicts(output):
    """What became of each task and item."""
    return re.findall(r"^(TASK \[.*?\]|ok|changed|fatal|failed)\b", output, re.MULTILINE)


def test_every_task_predicts_what_it_does(ansible, sandbox, tmp_path):
    ansible.write("x.yml", PLAY)
    predicted = ansible("ansible-playbook", "x.yml", "--check", sandbox=sandbox)
    assert predicted.returncode == 0, predicted.output
    assert not [one for one in sandbox.journal.records() if one.method in {"POST", "PUT", "DELETE"}
                and "index/query" not in one.path]  # fmt: skip
    assert not list((tmp_path / "home" / ".ansible" / "tmp").iterdir())
    real = ansible("ansible-playbook", "x.yml", sandbox=sandbox)
    assert real.returncode == 0, real.output
    assert verdicts(predicted.output) == verdicts(real.output)
    assert verdicts(real.output).count("changed") == 9


def test_a_real_run_after_a_trial_knows_only_the_server(ansible, sandbox):
    ansible.write("x.yml", PLAY)
    for _time in range(2):
        done = ansible("ansible-playbook", "x.yml", "--check", sandbox=sandbox)
        assert verdicts(done.output).count("changed") == 9, done.output


def test_modules_that_are_sent_say_why_something_is_missing(ansible, sandbox):
    ansible.write("x.yml", BROKEN)
    done = ansible("ansible-playbook", "x.yml", "--check", sandbox=sandbox)
    hint = "in check mode, what an earlier task would create does not exist yet"
    assert f"named 'rack-9' to refer to, or this user may not see it; {hint}" in done.output
    assert f"there is no Rack 'rack-9', or this user may not see it; {hint}" in done.output
    assert (
        "asset_id: is written, but empty: write the id, or asset_type and asset_name" in done.output
    )
    assert "Traceback" not in done.output
