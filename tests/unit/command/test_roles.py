# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks assetops.aip.export, apply and register_hosts, as people run them."""

from __future__ import annotations

import hashlib
import json
import re
import shlex

import pytest
import yaml

SEARCH = "index/query.json"


SENT = {"environment": {"AIP_IN_PROCESS": "0"}}
"""Modules are sent, and take relative paths for the same."""


def play(ansible, name, *arguments, sandbox, **variables):
    """Run a playbook of the collection that must succeed; its output."""
    done = ansible(
        "ansible-playbook", f"assetops.aip.{name}", *arguments, sandbox=sandbox, **variables
    )
    assert done.returncode == 0, done.output
    return done.output


def last_list(output):
    """The lines that the last task shows, which is the verdict."""
    shown = output[output.rindex('"msg": [') + len('"msg": ') :]
    return json.loads(shown[: shown.index("\n    ]") + len("\n    ]")])


def tree(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- export, apply --


def test_what_is_exported_is_applied_without_a_change_here_and_to_an_empty_server(
    ansible, sandbox, tmp_path
):
    output = play(ansible, "export", sandbox=sandbox, aip_export_dest="assets")
    assert "changed=1 " in output
    assert last_list(output)[0].startswith("Exported: 314 assets in 6 files and 3 attached files; ")
    output = play(ansible, "export", sandbox=sandbox, aip_export_dest="assets")
    assert "changed=0 " in output
    assert "; 0 files written, 9 unchanged, 0 removed" in last_list(output)[0]
    sandbox.journal.clear()
    output = play(ansible, "apply", "-e", "aip_apply_src=assets/", sandbox=sandbox)
    assert "changed=0 " in output
    assert last_list(output) == ["Applied: nothing to change; 314 assets are as declared"]
    assert sandbox.journal.writes() == []
    for asset in sandbox.assets():
        sandbox.remove_asset(asset["id"])
    assert "changed=1 " in play(ansible, "apply", "-e", "aip_apply_src=assets/", sandbox=sandbox)
    play(ansible, "export", sandbox=sandbox, aip_export_dest="again", **SENT)
    assert tree(tmp_path / "again") == tree(tmp_path / "assets")
    assert len(tree(tmp_path / "again")) > 6


def test_a_plan_is_saved_reviewed_and_applied(ansible, sandbox, tmp_path):
    (tmp_path / "racks.yml").write_text("- {asset_type: Rack, name: rack-77}\n", encoding="utf-8")
    saved = {"aip_apply_plan_file": "plan.json", "aip_apply_reports": "plan.md,plan.html"}
    source = {"aip_apply_src": ["racks.yml"]}
    play(ansible, "apply", "--check", sandbox=sandbox, **source, **saved, **SENT)
    assert sandbox.journal.writes() == []
    assert "rack-77" in (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert "rack-77" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    output = play(
        ansible, "apply", sandbox=sandbox, **source, aip_apply_expect_plan="plan.json", **SENT
    )
    assert last_list(output) == [
        "Applied: 1 created, 0 changed, 0 deleted",
        "Rack 'rack-77': created (racks.yml:1)",
    ]
    assert sandbox.asset_id("rack-77")
    late = ansible(
        "ansible-playbook", "assetops.aip.apply", sandbox=sandbox, **source,
        aip_apply_expect_plan="plan.json",
    )  # fmt: skip
    assert late.returncode == 2
    assert "rack-77" in late.output
    assert "Traceback" not in late.output


def test_a_plan_that_is_blocked_is_reported_and_fails(ansible, sandbox, tmp_path):
    (tmp_path / "racks.yml").write_text("- {asset_type: Rack, name: rack-01}\n", encoding="utf-8")
    reports = ["plan.md", "plan.html", "plan.json"]
    scope = {"aip_apply_prune": True, "aip_apply_scope": {"asset_types": ["Rack"]}}
    scope["aip_apply_protect"] = [{"field": "name", "operator": "contains", "value": "rack-03"}]
    done = ansible(
        "ansible-playbook", "assetops.aip.apply", "--check", sandbox=sandbox,
        aip_apply_src="racks.yml", aip_apply_reports=reports, **scope,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Plan: " in done.output
    assert "blocked" in done.output
    assert "max_delete_percent" in done.output
    assert '"steps"' not in done.output  # the whole plan is in the reports, not on the terminal
    failure = done.output.partition("Write the plan for people")[2].partition("TASK [")[0]
    assert "max_delete_percent" in failure
    assert "See plan.md, plan.html, plan.json" in failure
    assert re.search(r"failed=1 .*rescued=0 .*ignored=0", done.output)
    for name in reports:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "max_delete_percent" in text
        assert "rack-02" in text
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert data["protected"] == 1
    assert data["command"] is None
    assert sandbox.journal.writes() == []


def test_a_plans_report_shows_the_command_that_applies_it(ansible, sandbox, tmp_path):
    (tmp_path / "a b.yml").write_text("- {asset_type: Rack, name: rack-77}\n", encoding="utf-8")
    play(
        ansible, "apply", "--check", sandbox=sandbox, aip_apply_src=["a b.yml"],
        aip_apply_reports=["plan.json"], aip_apply_scope={"asset_types": ["Rack"]},
    )  # fmt: skip
    command = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["command"]
    done = ansible(*shlex.split(command), sandbox=sandbox)
    assert done.returncode == 0, done.output
    assert sandbox.asset_id("rack-77")
    assert ansible(*shlex.split(command), sandbox=sandbox).returncode == 2


def test_what_was_found_is_shown_although_a_write_failed(ansible, sandbox, tmp_path):
    text = "- {asset_type: Rack, name: rack-00}\n- {asset_type: Rack, name: rack-01, status: Retired}\n"
    (tmp_path / "racks.yml").write_text(text, encoding="utf-8")
    sandbox.faults.add("error", method="PUT", status=400, body="no such luck")
    done = ansible(
        "ansible-playbook",
        "assetops.aip.apply",
        sandbox=sandbox,
        aip_apply_src="racks.yml",
        aip_apply_workers=1,
    )
    assert done.returncode == 2
    verdict, failed, created = last_list(done.output)
    assert verdict == "Applied: 1 created, 0 changed, 0 deleted; 1 failed"
    assert failed.startswith("Rack 'rack-01': failed: ")
    assert "no such luck" in failed
    assert created == "Rack 'rack-00': created (racks.yml:1)"


# -- hosts --

DEBIAN = {
    "distribution": "Debian", "distribution_version": "12", "os_family": "Debian",
    "memtotal_mb": 257000, "product_name": "PowerEdge R650", "system_vendor": "Dell",
    "fqdn": "web.example.com", "default_ipv4": {"address": "10.1.2.3"},
    "devices": {"sda": {"size": "447.13 GB"}, "loop0": {"size": "1.00 MB"}, "nvme0n1": {"size": "1.75 TB"}},
}  # fmt: skip
WINDOWS = {
    "distribution": "Microsoft Windows Server 2022 Standard", "distribution_version": "10.0.20348.0",
    "os_family": "Windows", "memtotal_mb": 16383, "product_name": "VMware7,1", "system_vendor": "VMware, Inc.",
    "fqdn": "win.example.com", "ip_addresses": ["fe80::1", "10.1.2.4"], "product_serial": "VMware-42 1a",
}  # fmt: skip
NETWORK = {
    "net_system": "ios", "net_version": "17.3.4", "net_model": "C9300-24T", "net_hostname": "sw-1",
    "net_serialnum": "FOC1234X0AB", "net_all_ipv4_addresses": ["10.9.9.1"], "net_memtotal_mb": 1500.5,
}  # fmt: skip
MAPPED = {
    "Hostname": "{{ aip_host_assets_facts.hostname }}",
    "Management IP": "{{ aip_host_assets_facts.ip_address }}",
    "Model": "{{ aip_host_assets_facts.model }}",
    "RAM GB": "{{ aip_host_assets_facts.memory_gb }}",
    "Notes": "{{ aip_host_assets_facts.operating_system }}; {{ aip_host_assets_facts.disks }}",
}


REGISTER = {"ansible.builtin.import_playbook": "assetops.aip.register_hosts"}


def register(ansible, sandbox, facts, *flags, hosts=None, mapped=True, then=None, environment=None):
    """Run the playbook for hosts of which these facts are known, as if they had been gathered.

    `then` may be another play that registers them. Unless `mapped`, the role's own mapping is used.
    """
    kinds = {tuple(found): [] for found in facts.values()}
    for host, found in facts.items():
        kinds[tuple(found)].append(host)
    known = [
        {
            "ansible.builtin.set_fact": {
                "cacheable": True,
                **{f"ansible_{name}": f"{{{{ facts_of[inventory_hostname].{name} }}}}" for name in names},
            },
            "when": f"inventory_hostname in {of_kind}",
        }
        for names, of_kind in kinds.items()
    ]  # fmt: skip
    plays = [
        {"hosts": "all", "gather_facts": False, "tasks": known},
        then or REGISTER,
    ]
    ansible.write("play.yml", json.dumps(plays))
    variables = {"aip_host_assets_attributes": MAPPED} if mapped else {}
    return ansible(
        "ansible-playbook", "-i", hosts or ",".join(facts) + ",", "play.yml", *flags,
        sandbox=sandbox, environment=environment, facts_of=facts, **variables,
    )  # fmt: skip


def test_hosts_of_every_kind_register_themselves(ansible, sandbox):
    nameless = {**DEBIAN, "product_serial": "To Be Filled By O.E.M."}
    facts = {"lnx-1": nameless, "win-1": WINDOWS, "sw-1": NETWORK}
    done = register(ansible, sandbox, facts)
    assert done.returncode == 0, done.output
    found = {name: sandbox.asset(sandbox.asset_id(name)) for name in ("lnx-1", "win-1", "sw-1")}
    assert found["lnx-1"]["attributes"] == {
        "Hostname": "web.example.com", "Management IP": "10.1.2.3", "Model": "PowerEdge R650",
        "RAM GB": 251, "Notes": "Debian 12; nvme0n1 1.75 TB, sda 447.13 GB",
    }  # fmt: skip
    assert "asset.serialNumber" not in found["lnx-1"]["system"]
    assert found["win-1"]["system"]["asset.serialNumber"] == "VMware-42 1a"
    assert found["win-1"]["attributes"]["Management IP"] == "10.1.2.4"
    assert found["win-1"]["attributes"]["RAM GB"] == 16
    assert found["win-1"]["attributes"]["Notes"].startswith(
        "Microsoft Windows Server 2022 Standard;"
    )
    assert found["sw-1"]["system"]["asset.serialNumber"] == "FOC1234X0AB"
    assert found["sw-1"]["attributes"]["Model"] == "C9300-24T"
    assert found["sw-1"]["attributes"]["Notes"].startswith("ios 17.3.4;")
    again = register(ansible, sandbox, facts)
    assert "changed=0 " in again.output, again.output


def test_200_hosts_are_one_read_for_each_page_and_one_write_for_each_new_host(
    ansible, open_sandbox
):
    sandbox = open_sandbox("empty", switches={"total_key": "total"})
    hosts = [f"node-{number:03}" for number in range(200)]
    facts = {}
    for number, host in enumerate(hosts):
        facts[host] = {**DEBIAN, "product_serial": f"S{number:03}"}
        if number % 4:  # 150, which are two pages
            sandbox.add_asset(
                "Server", host, system={"serialNumber": f"S{number:03}"}, attributes={
                    "Hostname": "web.example.com", "Management IP": "10.1.2.3", "RAM GB": 251,
                    "Model": "PowerEdge R650", "Notes": "Debian 12; nvme0n1 1.75 TB, sda 447.13 GB",
                },
            )  # fmt: skip
    done = register(ansible, sandbox, facts)
    assert done.returncode == 0, done.output
    writes = sandbox.journal.writes()
    assert [one.method for one in writes] == ["POST"] * 50
    assert sorted(one.body["name"] for one in writes) == hosts[::4]
    until_writing = sandbox.journal.records()
    first = until_writing.index(writes[0])
    assert [one.path.rpartition("1.0/")[2] for one in until_writing[:first]].count(SEARCH) == 2
    assert not [one for one in until_writing[:first] if "/inventory/" in one.path]


def test_hosts_that_gave_no_facts_are_left_alone(ansible, sandbox, tmp_path):
    """One that cannot be reached, one whose facts cannot be gathered, and one that had failed before."""
    (tmp_path / "hosts.ini").write_text(
        "srv-0001\nfailing\n"
        "srv-0002 ansible_host=127.0.0.1 ansible_port=1 ansible_connection=ssh\n"
        "srv-0003 ansible_connection=local ansible_python_interpreter=/bin/false\n",
        encoding="utf-8",
    )
    facts = {host: {**DEBIAN, "product_serial": f"new {host}"} for host in ("srv-0001", "failing")}
    before = {name: sandbox.asset(sandbox.asset_id(name)) for name in ("srv-0002", "srv-0003")}
    count = sandbox.count()
    (tmp_path / "host_vars").mkdir()
    (tmp_path / "host_vars" / "failing.yml").write_text(
        "aip_host_assets_name: '{{ 1 / 0 }}'\n", encoding="utf-8"
    )
    done = register(ansible, sandbox, facts, hosts="hosts.ini")
    serial = sandbox.asset(sandbox.asset_id("srv-0001"))["system"]["asset.serialNumber"]
    assert serial == "new srv-0001", done.output
    assert before == {name: sandbox.asset(one["id"]) for name, one in before.items()}
    assert sandbox.count() == count
    assert [one.method for one in sandbox.journal.writes()] == ["PUT"]
    (told,) = [
        line for line in done.output.splitlines() if "neither registered nor changed" in line
    ]
    assert all(host in told for host in ("srv-0002", "srv-0003", "failing"))
    assert "srv-0001" not in told


def of_role(**keywords):
    """A play that has the role."""
    return {"hosts": "all", "gather_facts": False, "roles": ["assetops.aip.aip_host_assets"], **keywords}  # fmt: skip


def verdicts(done):
    """The verdict of each batch."""
    return re.findall(r'"((?:Registered|Plan): [^"]*)"', done.output)


def test_hosts_are_registered_as_it_comes(ansible, sandbox):
    """Also on a server that lacks attributes and options of the role's mapping: one notice, and the rest is true."""
    of_each = {**DEBIAN, "distribution_version": "12.11"}
    facts = {f"lnx-{number}": {**of_each, "product_serial": f"S{number}"} for number in range(3)}
    planned = register(ansible, sandbox, facts, "--check", mapped=False)
    assert planned.returncode == 0, planned.output
    assert verdicts(planned) == ["Plan: 3 hosts: 3 to create, 0 to change, 0 as declared"]
    assert sandbox.journal.writes() == []
    done = register(ansible, sandbox, facts, "--diff", mapped=False)
    assert done.returncode == 0, done.output
    shown = " ".join(done.output.split())
    assert shown.count("left out for 3 hosts") == 2
    assert "attribute 'Disks' is not an attribute of Server; left out for 3 hosts." in shown
    assert "'Debian 12.11' is not an option of 'Operating system' of Server; left out" in shown
    assert verdicts(done) == ["Registered: 3 hosts: 3 created, 0 changed, 0 as declared"]
    attributes = sandbox.asset(sandbox.asset_id("lnx-0"))["attributes"]
    assert "Operating system" not in attributes
    assert (attributes["RAM GB"], attributes["Manufacturer"]) == (251, ["Dell"])
    sandbox.journal.clear()
    again = register(ansible, sandbox, facts, "--diff", mapped=False)
    assert "changed=0 " in again.output
    assert verdicts(again) == ["Registered: 3 hosts: 0 created, 0 changed, 3 as declared"]
    assert sandbox.journal.writes() == []
    strict = register(ansible, sandbox, facts, "-e", "aip_host_assets_unknown=fail", mapped=False)
    assert strict.returncode == 2
    assert "has no attribute 'Disks'" in strict.output


def test_serial_speaks_of_its_batch_only(ansible, sandbox, tmp_path):
    """A host of a later batch is not silent, and one that failed is reported once, in its own batch."""
    (tmp_path / "hosts.ini").write_text(
        "lnx-0\nsrv-0003 ansible_connection=local ansible_python_interpreter=/bin/false\n"
        "lnx-1\nlnx-2\nlnx-3\n",
        encoding="utf-8",
    )
    facts = {f"lnx-{number}": {**DEBIAN, "product_serial": f"S{number}"} for number in range(4)}
    done = register(ansible, sandbox, facts, hosts="hosts.ini", then=of_role(serial=2))
    assert verdicts(done) == [
        "Registered: 1 host: 1 created, 0 changed, 0 as declared; 1 without facts, left alone",
        "Registered: 2 hosts: 2 created, 0 changed, 0 as declared",
        "Registered: 1 host: 1 created, 0 changed, 0 as declared",
    ], done.output
    (silent,) = re.findall(r"neither registered nor changed: ([^\"]*)", done.output)
    assert silent == "srv-0003"
    limited = register(
        ansible, sandbox, facts, "--limit", "lnx-1,lnx-2", hosts="hosts.ini", then=of_role(serial=1)
    )
    assert verdicts(limited) == ["Registered: 1 host: 0 created, 0 changed, 1 as declared"] * 2
    assert "neither registered" not in limited.output


@pytest.mark.parametrize("strategy", ["free", "ansible.builtin.host_pinned"])
def test_strategies_out_of_step_are_refused_in_a_sentence(ansible, sandbox, strategy):
    facts = {f"lnx-{number}": DEBIAN for number in range(2)}
    refused = register(ansible, sandbox, facts, then=of_role(strategy=strategy))
    assert refused.returncode == 2
    assert f"strategy: with '{strategy}', each host is at another task" in refused.output
    assert "write strategy: linear in this play" in refused.output
    assert "Traceback" not in refused.output
    assert sandbox.journal.writes() == []
    # The collection's own playbook says how it has to run, whatever ansible.cfg says.
    done = register(ansible, sandbox, facts, environment={"ANSIBLE_STRATEGY": strategy})
    assert verdicts(done) == ["Registered: 2 hosts: 2 created, 0 changed, 0 as declared"]


def test_a_mapping_to_start_from_is_printed_and_works_when_pasted(ansible, sandbox, tmp_path):
    printed = play(ansible, "host_mapping", sandbox=sandbox)
    assert "Mapping of Server: 6 of 14 attributes have a fact" in printed
    start = printed.index("# Which facts of a host")
    text = printed[start : printed.index("\nok: ", start)] + "\n"
    play(ansible, "host_mapping", sandbox=sandbox, aip_host_assets_mapping_dest="vars.yml")
    assert (tmp_path / "vars.yml").read_text(encoding="utf-8") == text
    assert yaml.safe_load(text)["aip_host_assets_attributes"]["RAM GB"] == (
        "{{ aip_host_assets_facts.memory_gb }}"
    )
    assert "# Without a fact: Rack (Asset List by Asset Types)" in text
    linted = ansible("yamllint", "-s", "vars.yml")
    assert linted.returncode == 0, linted.output
    assert "changed=0 " in play(
        ansible, "host_mapping", sandbox=sandbox, aip_host_assets_mapping_dest="vars.yml"
    )
    facts = {"lnx-1": {**DEBIAN, "product_serial": "S1"}}
    done = register(ansible, sandbox, facts, "-e", "@vars.yml", mapped=False)
    assert done.returncode == 0, done.output
    assert "is not an attribute" not in done.output
    found = sandbox.asset(sandbox.asset_id("lnx-1"))["attributes"]
    assert (found["Operating system"], found["Model"]) == (["Debian 12"], "PowerEdge R650")
    (tmp_path / "vars.yml").write_text("# mine\n", encoding="utf-8")
    edited = ansible(
        "ansible-playbook", "assetops.aip.host_mapping", sandbox=sandbox,
        aip_host_assets_mapping_dest="vars.yml",
    )  # fmt: skip
    assert edited.returncode == 2
    assert "is there and has another content" in edited.output
    assert (tmp_path / "vars.yml").read_text(encoding="utf-8") == "# mine\n"
