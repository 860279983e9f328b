# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory and lookup as people meet them: real commands, with cache and vault, and servers that give templates."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import yaml

MARK = "__ansible_unsafe"


@pytest.fixture
def command(ansible):
    """Runs a command of Ansible in a folder of its own."""

    def run(name, *arguments, **environment):
        return ansible(name, *arguments, environment=environment)

    return run


def write_source(folder, sandbox, **options):
    """Write an inventory source, and return its path."""
    login = {"url": sandbox.url, "token": sandbox.token("ansible")}
    config = {"plugin": "assetops.aip.aip", **login, **options}
    (folder / "x.aip.yml").write_text(yaml.safe_dump(config, width=1000))
    return str(folder / "x.aip.yml")


def plain(value):
    """What `--list` shows, without the mark that it puts on texts which are no templates."""
    if isinstance(value, dict):
        return value[MARK] if MARK in value else {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_list_graph_and_host_are_the_same_with_a_cache(command, sandbox, tmp_path):
    options = {
        "asset_types": ["Rack", "Server"],
        "group_by": [{"field": "Rack", "parents": ["location"]}],
        "keyed_groups": [{"key": "aip_status", "prefix": "status"}],
    }
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    shown = []
    # Without a cache, into the cache, and out of it.
    for kind in ("--list", "--list", "--list", "--graph", "--graph"):
        with_cache = cache if len(shown) in (1, 2, 4) else {}
        sandbox.journal.clear()
        done = command(
            "ansible-inventory",
            "-i",
            write_source(tmp_path, sandbox, **options, **with_cache),
            kind,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        shown.append((done.stdout, len(sandbox.journal)))
    assert shown[0][0] == shown[1][0] == shown[2][0]
    assert shown[3][0] == shown[4][0]
    assert "  |--@location_Data_centre_north:\n  |  |--@Rack_rack_01:\n" in shown[3][0]
    assert [number > 0 for _text, number in shown] == [True, True, False, True, False]
    listed = plain(json.loads(shown[0][0]))
    hosts = listed["_meta"]["hostvars"]
    assert set(hosts) == {
        one["name"] for kind in ("Rack", "Server") for one in sandbox.assets(kind)
    }
    assert all(isinstance(name, str) for name in json.loads(shown[0][0])["Rack_rack_01"]["hosts"])
    one = command("ansible-inventory", "-i", str(tmp_path / "x.aip.yml"), "--host", "srv-0001")
    assert plain(json.loads(one.stdout)) == hosts["srv-0001"]


def test_vaulted_token(command, sandbox, tmp_path):
    (tmp_path / "password").write_text("open sesame\n")
    given = {"ANSIBLE_VAULT_PASSWORD_FILE": str(tmp_path / "password")}
    vaulted = command("ansible-vault", "encrypt_string", sandbox.token("ansible"), **given).stdout
    source = tmp_path / "x.aip.yml"
    source.write_text(
        f"plugin: assetops.aip.aip\nurl: {sandbox.url}\nasset_types: [Rack]\ntoken: {vaulted}\n"
    )
    done = command("ansible-inventory", "-i", str(source), "--list", **given)
    assert len(plain(json.loads(done.stdout))["_meta"]["hostvars"]) == 8, done.stderr
    assert sandbox.token("ansible") not in done.stdout + done.stderr


def test_failed_source_ends_the_run_before_the_first_task(command, sandbox, tmp_path):
    (tmp_path / "static.yml").write_text("all: {hosts: {one: {ansible_connection: local}}}")
    play = [
        {
            "hosts": "all",
            "gather_facts": False,
            "tasks": [{"ansible.builtin.debug": {"msg": "RAN"}}],
        }
    ]
    (tmp_path / "play.yml").write_text(yaml.safe_dump(play))
    sandbox.faults.add("login_page", path="index/query")
    source = write_source(tmp_path, sandbox, asset_types=["Rack"])
    done = command("ansible-playbook", "-vvv", "-i", "static.yml", "-i", source, "play.yml")
    told = " ".join((done.stdout + done.stderr).split())  # older releases break lines
    assert done.returncode != 0
    assert "RAN" not in told
    assert "could not search for assets" in told
    assert sandbox.token("ansible") not in told


# -- what the server gives is never a template --

POISON = "{{ lookup('ansible.builtin.pipe', 'touch executed') }}"
BARE = "lookup('ansible.builtin.pipe', 'touch executed')"
USES = [
    {"ansible.builtin.debug": {"msg": "{{ hostvars | to_json }} {{ inventory_hostname }}"}},
    {
        "ansible.builtin.debug": {
            "msg": "{{ aip_attributes.Hostname }} {{ aip_attributes.Notes }} {{ composed }}"
        }
    },
    {
        "ansible.builtin.debug": {
            "msg": "{{ aip_serial_number }} {{ aip_name }} {{ group_names }} {{ groups }}"
        }
    },
    {"ansible.builtin.debug": {"msg": "{{ looked_up.name }} {{ looked_up.attributes.Notes }}"}},
    {
        "ansible.builtin.debug": {"msg": "{{ looked_up.attributes }}"},
        "loop": "{{ [looked_up.name] }}",
    },
    {"ansible.builtin.set_fact": {"again": "{{ aip_attributes.Notes }}"}},
    {"ansible.builtin.debug": {"msg": "{{ again }}"}},
    {
        "ansible.builtin.debug": {"msg": "x"},
        "when": "{{ aip_invoice_number }}",
        "ignore_errors": True,
    },
    {"ansible.builtin.debug": {"var": "aip_invoice_number"}},
]


def test_template_in_an_asset_never_executes(command, sandbox, tmp_path):
    number = sandbox.add_asset(
        "Server",
        f"a {POISON}",
        system={"serialNumber": POISON, "invoiceNumber": BARE, "assetTag": POISON},
        attributes={"Hostname": POISON, "Notes": POISON, "Model": f"x {POISON}"},
    )
    source = write_source(
        tmp_path,
        sandbox,
        asset_types=["Server"],
        filters=[{"field": "name", "operator": "contains", "value": "lookup"}],
        hostnames=["{{ aip_name }}"],
        compose={"composed": "aip_attributes.Model ~ aip_serial_number"},
        groups={"never": "aip_invoice_number == 'x'"},
        keyed_groups=[{"key": "aip_asset_tag", "prefix": "tag", "parent_group": "{{ aip_name }}"}],
        group_by=[{"field": "Hostname"}],
        strict=True,
    )
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "vars": {
            "looked_up": "{{ lookup('assetops.aip.aip_asset', id=number, url=url, token=token) }}",
            "number": number,
            "url": sandbox.url,
            "token": sandbox.token("ansible"),
        },
        "tasks": USES,
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], width=1000))
    done = command("ansible-playbook", "-i", source, "play.yml")
    assert "ok=" in done.stdout, done.stdout + done.stderr
    assert "unreachable=0    failed=0" in done.stdout, done.stdout + done.stderr
    assert done.stdout.count("touch executed") > len(USES)
    assert not (tmp_path / "executed").exists()


HEADER = (
    "#jinja2: variable_start_string:'[[', variable_end_string:']]'\n"
    "[[ lookup('ansible.builtin.pipe', 'touch executed') ]]"
)
BLOCK = "{% set x = lookup('ansible.builtin.pipe', 'touch executed') %} in use"
COMMENT = "{# one #}{{ lookup('ansible.builtin.pipe', 'touch executed') }}"
NAMES_IT = "hidden_one"
"""The name of a variable, where a playbook uses the text like an expression."""


def test_no_other_form_of_a_template_executes(command, sandbox, tmp_path):
    sandbox.add_asset(
        "Server",
        "#jinja2: lookup",
        system={
            "serialNumber": NAMES_IT,
            "invoiceNumber": f"1 if {NAMES_IT} else 2",
            "assetTag": COMMENT,
        },
        attributes={"Notes": HEADER, "Model": BLOCK, "Hostname": f"in use 5if {NAMES_IT}"},
    )
    source = write_source(
        tmp_path,
        sandbox,
        asset_types=["Server"],
        filters=[{"field": "name", "operator": "contains", "value": "lookup"}],
        compose={"composed": "aip_attributes.Notes ~ aip_attributes.Model"},
    )
    uses = [
        {"ansible.builtin.debug": {"msg": "{{ hostvars | to_json }} {{ aip_name }}"}},
        {
            "ansible.builtin.debug": {
                "msg": "{{ aip_attributes }} {{ aip_asset_tag }} {{ composed }}"
            }
        },
        {"ansible.builtin.set_fact": {"again": "{{ aip_attributes }}"}},
        {"ansible.builtin.debug": {"msg": "{{ again }} {{ again.Notes }}{{ again.Model }}"}},
        *(
            {
                "ansible.builtin.debug": {"msg": "x"},
                "when": f"{{{{ {one} }}}}",
                "ignore_errors": True,
            }
            for one in ("aip_serial_number", "aip_invoice_number", "aip_attributes.Notes")
        ),
        *(
            {"ansible.builtin.debug": {"var": f"{{{{ {one} }}}}"}, "ignore_errors": True}
            for one in ("aip_serial_number", "aip_invoice_number")
        ),
    ]
    play = {
        "hosts": "all",
        "connection": "local",
        "gather_facts": False,
        "vars": {NAMES_IT: "canary-value"},
        "tasks": uses,
    }
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], width=1000))
    done = command("ansible-playbook", "-i", source, "play.yml")
    assert "unreachable=0    failed=0" in done.stdout, done.stdout + done.stderr
    assert done.stdout.count("touch executed") > 5
    assert not (tmp_path / "executed").exists()
    assert "canary-value" not in done.stdout


def test_the_canary_of_the_test_before_can_die(command, tmp_path):
    command(
        "ansible", "localhost", "-m", "ansible.builtin.debug", "-a", json.dumps({"msg": POISON})
    )
    assert (tmp_path / "executed").exists()


# -- a play with the lookup --


def test_tasks_of_a_run_ask_once(command, sandbox, tmp_path):
    asked = "{{ lookup('assetops.aip.aip_asset', item, asset_type='Rack', field='status') }}"
    loop = {"ansible.builtin.debug": {"msg": asked}, "loop": ["rack-01", "rack-02"]}
    listed = "{{ query('assetops.aip.aip_asset', 'rack-01', asset_type='Rack', field='status') | length }}"
    task = {"ansible.builtin.debug": {"msg": listed}}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [loop, loop, task]}
    (tmp_path / "play.yml").write_text(yaml.safe_dump([play], width=1000))
    login = {"AIP_URL": sandbox.url, "AIP_TOKEN": sandbox.token("ansible")}
    done = command("ansible-playbook", "-i", "localhost,", "play.yml", **login)
    assert done.stdout.count('"msg": "In use"') == 4, done.stdout + done.stderr
    searches = Counter(
        json.dumps(one.body["queryIndexSearchParams"])
        for one in sandbox.journal.searches()
        if one.body["sortDirection"] == "asc"
    )
    # To find a name takes one or two searches; and three tasks want to know about rack-01.
    assert len(searches) == 2
    assert max(searches.values()) <= 2
