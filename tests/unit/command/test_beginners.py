# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes that everybody makes once: each is a sentence that names the way out, before anything is sent."""

from __future__ import annotations

import json
import shlex
import venv

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._local import files

RACK = {"asset_type": "Rack", "name": "rack-77"}
WAYS = {"in process": {}, "sent": {"AIP_IN_PROCESS": "0"}}
both_ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
NO_URL = (
    "url: the server is not named; set url, or the environment variable AIP_URL, to Jira's base URL, such as"
    " AIP_URL=https://jira.example.com"
)
LOOKUP = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "{{ lookup('assetops.aip.aip_asset', 'rack-01', wantlist=true) }}"
"""


def refused(done):
    """All that was printed, on one line."""
    assert done.returncode, done.output
    assert "Traceback" not in done.output
    return " ".join(done.output.split())


def play(ansible, name, *flags, **given):
    return refused(ansible("ansible-playbook", f"assetops.aip.{name}", *flags, **given))


# -- the server --

COMMANDS = {
    "export": ("ansible-playbook", "assetops.aip.export", "-e", "aip_export_dest=x"),
    "apply": ("ansible-playbook", "assetops.aip.apply", "-e", json.dumps({"aip_apply_assets": [RACK]})),
    "lookup": ("ansible-playbook", "lookup.yml"),
    "inventory": ("ansible-inventory", "-i", "x.aip.yml", "--list"),
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@both_ways
def test_server_that_is_not_named_and_login_that_is_not_given(ansible, sandbox, command, way):
    ansible.write("lookup.yml", LOOKUP)
    ansible.write("x.aip.yml", "plugin: assetops.aip.aip\n")
    assert NO_URL in refused(ansible(*command, environment=way))
    assert NO_URL in refused(
        ansible(*command, environment={**way, "AIP_URL": "", "AIP_TOKEN": "x"})
    )
    told = refused(ansible(*command, environment={**way, "AIP_URL": sandbox.url}))
    assert "set token, or the environment variable AIP_TOKEN, to a personal access token" in told
    told = refused(
        ansible(*command, environment={**way, "AIP_URL": sandbox.url, "AIP_USERNAME": "x"})
    )
    assert "AIP_PASSWORD" in told
    assert len(sandbox.journal) == 0


def test_server_and_other_options_are_missing(ansible):
    ansible.write(
        "x.yml", "[{hosts: localhost, gather_facts: false, tasks: [{assetops.aip.aip_export: {}}]}]"
    )
    told = refused(ansible("ansible-playbook", "x.yml"))
    assert NO_URL in told
    assert "missing required arguments: dest" in told


def test_libraries_that_are_missing(ansible, sandbox, tmp_path):
    """The Python that lacks them is named, and one command installs all."""
    venv.create(tmp_path / "bare")
    python = tmp_path / "bare" / "bin" / "python"
    given = {"AIP_IN_PROCESS": "0", "ANSIBLE_PYTHON_INTERPRETER": str(python)}
    name = shlex.quote(str(python))
    told = play(
        ansible, "export", sandbox=sandbox, environment=given, aip_export_dest="x",
        ansible_python_interpreter=name,
    )  # fmt: skip
    assert (
        f"the Python {name} lacks requests, requests-toolbelt, PyYAML; install all that assetops.aip needs:"
        f" {name} -m pip install 'requests>="
    ) in told
    assert "'jsonschema>=4.0,<5'" in told
    assert len(sandbox.journal) == 0


# -- the variables --

MIRROR = {
    "jira_mirror_source": {"url": "http://a"}, "jira_mirror_target": {"url": "http://b"}, "jira_mirror_jql": "x = 1",
    "jira_mirror_mapping": "mapping.yml",
}  # fmt: skip
DRIFT = {
    "aip_drift_issue_project": "OPS", "aip_drift_issue_scope_name": "racks", "aip_drift_issue_status_done": "Done",
}  # fmt: skip
MISTAKES = {
    "apply: nothing to apply": (
        "apply", {}, "aip_apply_src: is not set; write -e aip_apply_src=assets/, for example, or set aip_apply_assets",
    ),
    "audit: nothing to compare": ("audit", {}, "aip_audit_src: is not set; write -e aip_audit_src=assets/"),
    "audit: an empty list": ("audit", {"aip_audit_src": []}, "aip_audit_src: is not set; write -e"),
    "export: no folder": ("export", {}, "aip_export_dest: is not set; write -e aip_export_dest=assets/"),
    "validate: no files": ("validate", {}, "aip_validate_src: is not set; write -e aip_validate_src=assets/"),
    "apply: no such folder": (
        "apply", {"aip_apply_src": "assest"}, "aip_apply_src: there is no file or folder 'assest'; it was",
    ),
    "validate: no such schema": (
        "validate", {"aip_validate_src": "."}, "aip_validate_schema: there is no file or folder 'aip.schema.json'",
    ),
    "apply: misspelt": ("apply", {"aip_apply_max_delete": 1}, "did you mean 'aip_apply_max_deletes'?"),
    "apply: misspelt prefix": ("apply", {"aip_aply_src": "."}, "no such variable; did you mean 'aip_apply_src'?"),
    "apply: api for aip": ("apply", {"api_apply_src": "."}, "did you mean 'aip_apply_src'?"),
    "audit: misspelt": ("audit", {"aip_audit_fial_on": "any"}, "did you mean 'aip_audit_fail_on'?"),
    "audit: not like any": ("audit", {"aip_audit_xyzzy": 1}, "ansible-doc -t role assetops.aip.aip_audit lists them"),
    "export: misspelt": ("export", {"aip_export_dst": "x"}, "did you mean 'aip_export_dest'?"),
    "schema: misspelt": ("schema", {"aip_schema_destt": "x"}, "playbook assetops.aip.schema has no such variable"),
    "validate: misspelt": ("validate", {"aip_validate_scr": "x"}, "did you mean 'aip_validate_src'?"),
    "probe: misspelt": ("probe", {"aip_probe_writes": True}, "did you mean 'aip_probe_write'?"),
    "hosts: misspelt": ("register_hosts", {"aip_host_assets_nmae": "x"}, "did you mean 'aip_host_assets_name'?"),
    "hosts: which": ("register_hosts", {"aip_register_host": "web"}, "did you mean 'aip_register_hosts'?"),
    "audit: ending": ("audit", {"aip_audit_reports": "x.foo"}, "aip_audit_reports[0]: 'x.foo' has an unknown ending"),
    "audit: format": ("audit", {"aip_audit_reports": [{"path": "x", "format": "pfd"}]}, "unknown format 'pfd'"),
    "audit: folder": ("audit", {"aip_audit_reports": "no/x.md"}, "/no' does not exist; create it first"),
    "audit: mode": ("audit", {"aip_audit_mode": "9"}, "aip_audit_mode: must be four octal digits"),
    "audit: fail_on": ("audit", {"aip_audit_fail_on": "anny"}, "aip_audit_fail_on: 'anny' is not valid"),
    "audit: unknown condition": ("audit", {"aip_audit_fail_on": {"conut": 1}}, "aip_audit_fail_on: unknown: conut"),
    "audit: hosts": ("audit", {"aip_audit_hosts": 7}, "aip_audit_hosts: must be a list of hosts"),
    "audit: connection": ("audit", {"aip_audit_connection": {"ulr": "x"}}, "ulr"),
    "apply: ending": ("apply", {"aip_apply_reports": ["plan.foo"]}, "_reports[0]: 'plan.foo' has an unknown ending"),
    "apply: folder of the plan": ("apply", {"aip_apply_plan_file": "no/plan.json"}, "plan_file: the folder '"),
    "overdue: of what": (
        "overdue", {"jira_overdue_status": "Stuck"},
        "jira_overdue_project: is not set; write -e jira_overdue_project=TEAM, for example, or set jira_overdue_jql",
    ),
    "overdue: no status": (
        "overdue", {"jira_overdue_jql": "x"}, "jira_overdue_status: is not set; write -e jira_overdue_status=Stuck,",
    ),
    "overdue: misspelt": ("overdue", {"jira_overdue_limt": 1}, "did you mean 'jira_overdue_limit'?"),
    "overdue: misspelt prefix": ("overdue", {"jira_overdu_project": "x"}, "did you mean 'jira_overdue_project'?"),
    "drift: nothing to compare": (
        "drift_issue", DRIFT, "aip_drift_issue_src: is not set; write -e aip_drift_issue_src=assets/",
    ),
    "drift: no project": (
        "drift_issue", {"aip_drift_issue_assets": [RACK]},
        "aip_drift_issue_project: is not set; write -e aip_drift_issue_project=TEAM, for example",
    ),
    "drift: no status to reopen in": (
        "drift_issue", {"aip_drift_issue_assets": [RACK], **DRIFT},
        "aip_drift_issue_status_reopened: is not set; write -e aip_drift_issue_status_reopened='To Do', for example",
    ),
    "drift: misspelt": ("drift_issue", {"aip_drift_issue_scpe_name": "x"}, "'aip_drift_issue_scope_name'?"),
    "drift: no such settings": (
        "drift_issue", {"drift_issue_settings": "settngs.yml"},
        "drift_issue_settings: there is no file or folder 'settngs.yml'; it was looked for in",
    ),
    "approved: which issue": (
        "apply_approved", {}, "apply_approved_key: is not set; write -e apply_approved_key=OPS-42, for example",
    ),
    "approved: no key": (
        "apply_approved", {"apply_approved_key": "OPS-4/../2"}, "apply_approved_key: must be the key of an issue, such",
    ),
    "approved: misspelt": (
        "apply_approved", {"apply_approved_kye": "OPS-4"},
        "the playbook assetops.aip.apply_approved has no such variable; did you mean 'apply_approved_key'?",
    ),
    "approved: misspelt prefix": (
        "apply_approved", {"apply_aproved_key": "OPS-4"}, "did you mean 'apply_approved_key'?",
    ),
    "approved: no such settings": (
        "apply_approved", {"apply_approved_key": "OPS-4", "apply_approved_settings": "settngs.yml"},
        "apply_approved_settings: there is no file or folder 'settngs.yml'; it was looked for in",
    ),
    "approved: another plan": (
        "apply_approved", {"apply_approved_key": "OPS-4", "aip_apply_expect_plan": f"sha256:{64 * '0'}"},
        "aip_apply_expect_plan: remove it; the digest of the plan comes from the issue",
    ),
    "declare: which issue": (
        "declare_from_issue", {}, "declare_from_issue_key: is not set; write -e declare_from_issue_key=OPS-42,",
    ),
    "declare: no key": (
        "declare_from_issue", {"declare_from_issue_key": "ops-4\n"},
        "declare_from_issue_key: must be the key of an issue, such as OPS-42",
    ),
    "declare: no type": (
        "declare_from_issue", {"declare_from_issue_key": "OPS-4"},
        "declare_from_issue_type: is not set; write -e declare_from_issue_type=Task, for example",
    ),
    "declare: no asset": (
        "declare_from_issue", {"declare_from_issue_key": "OPS-4", "declare_from_issue_type": "Task"},
        "declare_from_issue_asset: requires asset_type, the type of the assets",
    ),
    "declare: misspelt": (
        "declare_from_issue", {"declare_from_issue_maping": {"name": "summary"}},
        "did you mean 'declare_from_issue_mapping'?",
    ),
    "mirror: of what": (
        "mirror_issues", {}, "jira_mirror_jql: is not set; write -e jira_mirror_jql='project = TEAM', for example",
    ),
    "mirror: misspelt": ("mirror_issues", {"jira_mirror_maping": "x"}, "did you mean 'jira_mirror_mapping'?"),
    "mirror: no such mapping": (
        "mirror_issues", MIRROR, "jira_mirror_mapping: there is no file or folder 'mapping.yml'; it was looked for in",
    ),
    "mirror: only one server": (
        "mirror_issues", {**MIRROR, "jira_mirror_mapping": {}, "jira_mirror_target": {"token": "x"}},
        "jira_mirror_source and jira_mirror_target: both require a url",
    ),
    "apply: no such plan": ("apply", {"aip_apply_expect_plan": "plan.json"}, "expect_plan: there is no file '"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "given", "told"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_reported_before_any_request(ansible, sandbox, name, given, told):
    if "src: is not set" not in told and name in ("apply", "audit"):
        given = {f"aip_{name}_assets": [RACK], **given}
    hosts = ["-i", "web-1,web-2,"] if name == "register_hosts" else []
    assert told in play(ansible, name, *hosts, sandbox=sandbox, **given)
    assert len(sandbox.journal) == 0


def test_misspelt_variable_of_one_host(ansible, sandbox, tmp_path):
    (tmp_path / "hosts.ini").write_text(
        "web-1\nweb-2 aip_host_assets_asset_typ=Switch\n", encoding="utf-8"
    )
    told = play(ansible, "register_hosts", "-i", "hosts.ini", sandbox=sandbox)
    assert "did you mean 'aip_host_assets_asset_type'?" in told
    assert "web-2 :" not in told
    assert len(sandbox.journal) == 0


OWN = """\
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    aip_url: not a variable of the role
    aip_asset_type: nor this
    aip_audit_fail_on: of another role
    aip_status: a host variable of the inventory plugin
  tasks:
    - ansible.builtin.import_role: {name: assetops.aip.aip_apply}
      check_mode: true
    - ansible.builtin.debug: {msg: hello}
      register: aip_apply_mine
    - ansible.builtin.import_role: {name: assetops.aip.aip_apply}
      check_mode: true
"""


def test_other_variables_are_left_alone(ansible, sandbox):
    ansible.write("x.yml", OWN)
    done = ansible(
        "ansible-playbook", "x.yml", sandbox=sandbox, aip_apply_assets=[RACK], aip_in_process=True
    )
    assert done.returncode == 0, done.output
    assert done.output.count("Plan: 1 to create, 0 to change, 0 to delete") == 2


def test_folder_that_cannot_be_written_to(monkeypatch, tmp_path):
    monkeypatch.setattr(files.os, "access", lambda _path, _how: False)
    told = files.unwritable(str(tmp_path / "x.md"))
    assert told == f"the folder '{tmp_path}' cannot be written to; check its permissions"
