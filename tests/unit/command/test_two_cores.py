# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory is the same on the oldest ansible-core and on ours: hosts, groups, variables, with and without a cache.

Needs both in environments of this checkout: .venv, and .nox/oldest, which the step "oldest" makes.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
PROGRAMS = {name: ROOT / name / "bin" / "ansible-inventory" for name in (".venv", ".nox/oldest")}
pytestmark = pytest.mark.skipif(
    not all(program.exists() for program in PROGRAMS.values()),
    reason="needs .venv and .nox/oldest: run `make step NAME=oldest`",
)

SOURCE = {
    "plugin": "assetops.aip.aip",
    "asset_types": ["Server", "Laptop"],
    "hostnames": ["Hostname", "name"],
    "on_duplicate": "append_id",
    "compose": {"ansible_host": "aip_attributes['Management IP']", "bought_in": "aip_install_date[:4] ~ '!'"},
    "groups": {"big": "(aip_attributes['RAM GB'] or 0) | int > 64"},
    "keyed_groups": [{"key": "aip_status", "prefix": "status"}, {"key": "aip_asset_type", "prefix": "type"}],
    "group_by": [
        {"field": "Rack", "prefix": "rack", "parents": ["location"]},
        {"field": "Installed on", "asset_type": "License", "prefix": "license"},
    ],
}  # fmt: skip
POISON = "{{ lookup('ansible.builtin.pipe', 'touch executed') }}"


def plain(value):
    """The data without the mark that the oldest one shows at texts that are never templates."""
    if isinstance(value, dict):
        if set(value) == {"__ansible_unsafe"}:
            return value["__ansible_unsafe"]
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def different(one, other):
    """The parts in which two answers differ, by their path."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return {} if one == other else {"": (one, other)}
    return {
        f"/{key}{path}": pair
        for key in {*one, *other}
        for path, pair in different(one.get(key), other.get(key)).items()
    }


def test_both_say_the_same(ansible, sandbox, tmp_path):
    sandbox.add_asset(
        "Server",
        "poisoned",
        attributes={"Hostname": "poisoned.example", "Management IP": "10.0.0.1", "Notes": POISON},
    )
    login = {"url": sandbox.url, "token": sandbox.token("ansible")}
    (tmp_path / "x.aip.yml").write_text(yaml.safe_dump({**SOURCE, **login}), encoding="utf-8")
    said = {}
    for name, program in PROGRAMS.items():
        cache = {
            "ANSIBLE_INVENTORY_CACHE": "true",
            "ANSIBLE_INVENTORY_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_INVENTORY_CACHE_CONNECTION": str(tmp_path / f"cache{name}"),
        }
        for way, environment in (("asked", {}), ("kept", cache), ("from the cache", cache)):
            sandbox.journal.clear()
            for question in (["--list"], ["--graph"], ["--host", "poisoned.example"]):
                done = ansible(program, "-i", "x.aip.yml", *question, environment=environment)
                assert done.returncode == 0, done.stderr
                said[name, way, question[0]] = done.stdout
            if way == "from the cache":
                assert len(sandbox.journal) == 0
    assert not (tmp_path / "executed").exists()
    for question in ("--list", "--graph", "--host"):
        answers = [text for (_name, _way, asked), text in said.items() if asked == question]
        if question != "--graph":
            answers = [plain(json.loads(text)) for text in answers]
            for answer in answers:
                answer.get("_meta", {}).pop("profile", None)
        for answer in answers:
            assert different(answer, answers[0]) == {}
    assert POISON in str(answers[0])
    hosts = plain(json.loads(said[".venv", "asked", "--list"]))["_meta"]["hostvars"]
    assert len(hosts) == len(sandbox.assets("Server")) + len(sandbox.assets("Laptop"))
