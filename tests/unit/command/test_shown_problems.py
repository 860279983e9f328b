# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several problems are several lines on a terminal, whatever the release of Ansible and the way the module runs."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils import _failed

MANY = {"failed": True, "msg": "2 problems:\n- a\n- b", "problems": ["a", "b"]}
EXPANDED = "_ansible_verbose_always"


@pytest.mark.parametrize(
    ("result", "expanded"),
    [
        (MANY, True),
        ({**MANY, "problems": ["a"]}, False),
        ({"failed": True, "msg": "a"}, False),
        ({"changed": True, "problems": ["a", "b"]}, False),
    ],
)
def test_old_releases_expand_a_result_with_several_problems(monkeypatch, result, expanded):
    monkeypatch.setattr(_failed, "MUST_BE_MARKED", True)
    shown = _failed.with_problems_shown(result)
    assert (EXPANDED in shown) == expanded
    assert {key: one for key, one in shown.items() if key != EXPANDED} == result


def test_new_releases_print_the_message_as_it_is(monkeypatch):
    monkeypatch.setattr(_failed, "MUST_BE_MARKED", False)
    assert _failed.with_problems_shown(MANY) == MANY


PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.aip_assets:
        src: state/
      vars: {aip_in_process: %s}
"""
STATE = """
- {asset_type: Laptop, name: a, status: In us}
- {asset_type: Laptop, name: b, status: In us}
- {asset_type: Laptop, name: c, stat: In use}
"""
SHARED = "status: there is no status 'In us'; did you mean 'In use'?"
WHERE = "(2 assets: state/a.yml:2, state/a.yml:3)"
ALONE = "state/a.yml:4: Laptop 'c': stat: there is no such option; did you mean 'state'?"


@pytest.mark.parametrize("in_process", ["true", "false"])
def test_a_terminal_has_each_problem_in_a_line(ansible, sandbox, tmp_path, in_process):
    ansible.write("x.yml", PLAY % in_process)
    (tmp_path / "state").mkdir()
    ansible.write("state/a.yml", STATE)
    done = ansible("ansible-playbook", "x.yml", sandbox=sandbox)
    assert done.returncode != 0, done.output
    lines = [line.strip(' -",') for line in done.output.splitlines()]
    assert ALONE in lines, done.output
    assert any(line.startswith(SHARED) and line.endswith(WHERE) for line in lines), done.output
