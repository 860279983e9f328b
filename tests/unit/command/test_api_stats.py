# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback that prints what plays cost, and the request log, as users meet them."""

from __future__ import annotations

import json
import re
from collections import Counter

PLAYS = """
- name: Read
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Two reads in a loop
      assetops.aip.aip_asset_info:
        asset_type: "{{ item }}"
        limit: 1
      loop: [Laptop, Server]
    - name: Nothing to do with the server
      ansible.builtin.debug:
        msg: hello

- name: Write
  hosts: localhost
  gather_facts: false
  tasks:
    - name: One write
      assetops.aip.aip_asset:
        asset_type: Laptop
        name: lt-9900
    - name: It fails, and has cost something
      assetops.aip.aip_asset_info:
        asset_type: No such type
      ignore_errors: true
    - name: It is hidden
      assetops.aip.aip_asset_info:
        asset_type: Laptop
        limit: 1
      no_log: true
"""
ENABLED = {"ANSIBLE_CALLBACKS_ENABLED": "assetops.aip.api_stats"}


def numbers(line):
    """The method counts of a line."""
    inside = re.search(r"\((.*?)\)", line)[1]
    return Counter({part.split()[0]: int(part.split()[1]) for part in inside.split(", ")})


def test_sums_are_those_of_the_server(ansible, sandbox):
    ansible.write("plays.yml", PLAYS)
    sandbox.faults.add("rate_limited", times=1, retry_after=0, method="PUT")
    environment = {**ENABLED, "AIP_IN_PROCESS": "1"}
    done = ansible("ansible-playbook", "plays.yml", sandbox=sandbox, environment=environment)
    assert done.returncode == 0, done.output
    tail = done.stdout.partition("AIP REQUESTS")[2].splitlines()[1:]
    read, write, total, hidden = [line for line in tail if line][:4]
    assert read.startswith("Read ")
    assert write.startswith("Write ")
    assert total.startswith("total ")
    assert hidden == "not counted: 1 result of tasks with no_log"
    assert numbers(read) + numbers(write) == numbers(total)
    seen = Counter(record.method for record in sandbox.journal)
    missing = seen - numbers(total)  # of the hidden task
    assert not numbers(total) - seen
    assert sum(missing.values()) > 0
    assert "retries=" in total


def test_nothing_is_printed_where_nothing_was_asked(ansible):
    ansible.write(
        "plays.yml",
        "- hosts: localhost\n  gather_facts: false\n  tasks: [{ansible.builtin.debug: {msg: x}}]\n",
    )
    done = ansible("ansible-playbook", "plays.yml", environment=ENABLED)
    assert done.returncode == 0, done.output
    assert "AIP REQUESTS" not in done.output


def test_log_has_each_request_of_a_playbook(ansible, sandbox, tmp_path):
    ansible.write("plays.yml", PLAYS)
    path = tmp_path / "requests.log"
    environment = {"AIP_LOG_PATH": str(path)}
    done = ansible("ansible-playbook", "plays.yml", sandbox=sandbox, environment=environment)
    assert done.returncode == 0, done.output
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert Counter(line["method"] for line in lines) == Counter(
        record.method for record in sandbox.journal
    )
    assert path.stat().st_mode & 0o777 == 0o600
