# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module inside Ansible's worker gives what the same module gives as a program of its own."""

from __future__ import annotations

import copy
import json
import os
import pwd
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import MOMENT
from ansible_collections.assetops.aip.plugins.modules import aip_asset
from ansible_collections.assetops.aip.plugins.plugin_utils import _in_worker, _plain, _scrub

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
RACK = {"asset_type": "Rack", "name": "rack-new"}
CANARY = "canary<token>"


class Action(ActionBase):
    """An action plugin, of which nothing but the surroundings matter."""

    def run(self, tmp=None, task_vars=None):
        """Not called."""


class Become(dict):
    """A become plugin, which is asked for its user."""

    def get_option(self, name, _hostvars=None, playcontext=None):
        """An option."""
        return self[name]


def make_action(*, transport="local", become=None, check=False, diff=False, **task):
    """An action plugin of a task on the controller."""
    shell = SimpleNamespace(env_prefix=lambda **_names: "", tmpdir=None)
    connection = SimpleNamespace(
        transport=transport, become=become, _shell=shell, has_native_async=False
    )
    facts = {"check_mode": check, "diff": diff, "async_val": 0, "environment": [], "args": {}}
    loader = DataLoader()
    return Action(
        task=SimpleNamespace(**{**facts, **task}),
        connection=connection,
        play_context=SimpleNamespace(),
        loader=loader,
        templar=Templar(loader=loader),
        shared_loader_obj=None,
    )


def in_worker(args, code=aip_asset, **task):
    """The result inside this process."""
    return _in_worker.run_module_in_worker(make_action(**task), code, args, {})


def as_program(args, check=False, diff=False, environment=(), **_task):
    """The result of the module, started as Ansible starts it."""
    private = {
        "_ansible_check_mode": check,
        "_ansible_diff": diff,
        "_ansible_module_name": "assetops.aip.aip_asset",
    }
    variables = {name: str(value) for one in environment for name, value in one.items()}
    done = subprocess.run(
        [sys.executable, "-m", aip_asset.__name__],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": {**args, **private}}),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": TREE, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def settled(result):
    """A result without what differs from one run to the next."""
    result = copy.deepcopy(result)
    for name in ("seconds_waited", "bytes_received", "bytes_sent"):
        result.get("api", {}).pop(name, None)
    result.get("request", {}).pop("request_id", None)
    for at, warning in enumerate(result.get("warnings", ())):
        if isinstance(warning, dict):  # from ansible-core 2.19 on; the controller makes it a text
            result["warnings"][at] = warning["event"]["msg"]
    return result


# -- the same as the module --

EXISTING = {"attributes": {"Height units": 42}, "system": {"status": "In use"}}
CASES = {
    "created": ({**RACK, "status": "In use", "attributes": {"Height units": 42}}, {}),
    "created in check mode": ({**RACK, "status": "In use"}, {"check": True, "diff": True}),
    "unchanged": ({"asset_type": "Rack", "name": "rack-old", "status": "In use"}, {}),
    "changed with a diff": (
        {"asset_type": "Rack", "name": "rack-old", "attributes": {"Height units": 43}},
        {"diff": True},
    ),
    "changed without a diff": (
        {"asset_type": "Rack", "name": "rack-old", "attributes": {"Height units": 43}},
        {},
    ),
    "changed in check mode": (
        {"asset_type": "Rack", "name": "rack-old", "status": "In stock"},
        {"check": True},
    ),
    "removed": ({"asset_type": "Rack", "name": "rack-old", "state": "absent"}, {}),
    "unknown option": ({**RACK, "colour": "red"}, {}),
    "unknown option of dialect": ({**RACK, "dialect": {"colour": "red"}}, {}),
    "no number": ({"id": "x"}, {}),
    "no choice": ({**RACK, "state": "gone"}, {}),
    "attributes of another type": ({**RACK, "attributes": [1]}, {}),
    "neither asset_type nor id": ({"name": "x"}, {}),
    "several faults": ({"name": "x", "colour": "red", "retries": "x"}, {}),
    "out of range": ({**RACK, "timeout": 0}, {}),
    "no such attribute": ({**RACK, "attributes": {"Colour": 1}}, {}),
    "no such asset type": ({"asset_type": "Racks", "name": "x"}, {}),
    "no url": ({**RACK, "url": None}, {}),
    "login in the url": ({**RACK, "url": "http://me:word@127.0.0.1:1/jira"}, {}),
    "wrong token": ({**RACK, "token": CANARY}, {}),
    "token of the environment": (
        {**RACK, "token": None},
        {"environment": [{"AIP_TOKEN": CANARY, "AIP_TIMEOUT": 7}]},
    ),
    "wrong option in the environment": (RACK, {"environment": [{"AIP_RETRIES": "x"}]}),
    "secret that is a word of the result": ({**RACK, "password": "Rack", "username": "x"}, {}),
    "secret that is one letter": ({**RACK, "password": "c", "username": "x"}, {}),
    "secret that is a key": ({**RACK, "password": "changed", "username": "x"}, {}),
    "secret that is a number": (
        {"asset_type": "Rack", "name": "rack-old", "password": "42", "username": "x"},
        {},
    ),
    "token of one letter": ({**RACK, "token": "a"}, {}),
    "unknown option with a short password": (
        {**RACK, "colour": "red", "password": "o", "username": "x"},
        {},
    ),
    "login in the url without a scheme": ({**RACK, "url": "me:canary@127.0.0.1:1/jira"}, {}),
    "login in the url, relative": ({**RACK, "url": "//me:can/a#r?y@127.0.0.1:1/jira"}, {}),
    "proxy with a login": (
        {**RACK, "proxy": "http://me:canary<token>@127.0.0.1:1", "retries": 0},
        {},
    ),
    "warning": ({**RACK, "wait_for_index": 0.3}, {"lag": 1000.0}),
    "several problems": ({**RACK, "status": "Nowhere", "cost": "much"}, {}),
    "several wrong options": ({**RACK, "colour": "red", "retries": "x", "timeout": "y"}, {}),
    "deletion": ({"asset_type": "Rack", "name": "rack-old", "state": "absent"}, {}),
    "values that are converted": ({"asset_type": "Rack", "name": 12, "quantity": "3"}, {}),
}


@pytest.mark.parametrize("name", CASES)
def test_result_is_that_of_the_module(sandbox, name):
    options, task = CASES[name]
    args = {"url": sandbox.url, "token": sandbox.token("ansible"), **options}
    # Left out, not null: that is what a task does.
    args = {option: value for option, value in args.items() if value is not None}
    results = []
    for perform in (in_worker, as_program):
        sandbox.reset()
        sandbox.switch(index_lag=task.get("lag", 0.0))
        sandbox.add_asset("Rack", "rack-old", **EXISTING)
        before = dict(os.environ)
        known = {key: value for key, value in task.items() if key != "lag"}
        results.append(perform(args, **known))
        assert dict(os.environ) == before
    inside, outside = map(settled, results)
    if "lag" in task:  # how often the index is asked in that time is chance
        inside["api"] = outside["api"]
    assert inside == outside
    assert CANARY not in json.dumps(inside)
    assert "canary" not in json.dumps(inside)
    assert inside.get("failed", True) is True
    assert isinstance(inside.get("changed", False), bool)
    if name == "warning":
        assert inside["warnings"]


def test_token_that_the_server_echoes_is_hidden(sandbox):
    token = sandbox.token("ansible")
    body = json.dumps({"success": False, "message": f"the token {token} is odd"})
    sandbox.faults.add("error", method="POST", path="inventory/asset", status=400, body=body)
    args = {"url": sandbox.url, "token": token, **RACK}
    inside, outside = settled(in_worker(args)), settled(as_program(args))
    assert inside == outside
    assert inside["failed"]
    assert "odd" in inside["msg"]
    assert token not in json.dumps(inside)


SHORT = ("c", "a", "1", "ok", "true", "failed", "changed", "msg", "api")


@pytest.mark.parametrize("secret", SHORT)
@pytest.mark.parametrize("perform", [in_worker, as_program])
def test_short_secret_changes_nothing_of_ours(sandbox, secret, perform):
    login = {"url": sandbox.url, "username": "nobody", "password": secret}
    refused = settled(perform({**login, **RACK}))
    other = settled(perform({**login, **RACK, "password": "a-longer-password"}))
    assert refused["failed"] is True
    assert refused == other


@pytest.mark.parametrize("secret", ["c", "4711", "changed"])
@pytest.mark.parametrize("perform", [in_worker, as_program])
def test_short_secret_that_the_server_says_is_hidden(sandbox, secret, perform):
    body = json.dumps({"success": False, "message": f"the PIN {secret} is odd"})
    sandbox.faults.add("error", method="POST", path="inventory/asset", status=400, body=body)
    args = {"url": sandbox.url, "token": sandbox.token("ansible"), **RACK}
    result = perform({**args, "username": "x", "password": secret})
    assert result["failed"] is True
    assert result["changed"] is False
    assert "The server says: the PIN ******** is odd" in result["msg"]
    assert result["request"]["server_said"] == "the PIN ******** is odd"


@pytest.mark.parametrize("perform", [in_worker, as_program])
def test_invocation_shows_no_login(sandbox, perform):
    for url in ("http://me:canary@h", "me:canary@h/jira", "//me:canary@h", "https:/me:ca/na@ry@h"):
        result = perform({"token": "t-o-k-e-n", **RACK, "url": url})
        assert result["failed"]
        assert "canary" not in json.dumps(result)
        assert "me:ca" not in json.dumps(result)
        assert result["invocation"]["module_args"]["url"].rpartition("/")[2] in ("h", "jira")


# -- what only the worker has --


def stand_in(work):
    """A module of ours whose work is a function."""
    code = ModuleType("somewhere.aip_stand_in")
    code.SPEC = {"words": {"type": "str", "no_log": True}}
    code.run = work
    return code


def test_unexpected_exception_is_a_failed_result_without_secrets(sandbox):
    def work(task):
        raise KeyError(task.params["words"])

    args = {"url": sandbox.url, "token": "t-o-k-e-n", "words": CANARY}
    result = in_worker(args, stand_in(work))
    assert result["failed"]
    assert result["msg"].startswith(
        "internal error in assetops.aip.aip_stand_in; please report it: KeyE"
    )
    assert "in work" in result["exception"]
    assert CANARY not in json.dumps(result)


def test_work_hears_of_mode_progress_and_environment(sandbox):
    def work(task):
        task.progress("read", 1, None, 0)
        mode = [task.check_mode, task.diff_mode, sorted(task.written)]
        return {"changed": False, "mode": mode, "seen": os.environ["SEEN"]}

    heard = []
    action = make_action(check=True, diff=True, environment=[{"SEEN": 1}, {"SEEN": 2}, None])
    args = {"url": sandbox.url, "token": "t-o-k-e-n"}
    result = _in_worker.run_module_in_worker(
        action, stand_in(work), args, {}, lambda *one: heard.append(one)
    )
    assert result["mode"] == [True, True, ["token", "url"]]
    assert result["seen"] == "2"
    assert heard == [("read", 1, None, 0)]
    assert "SEEN" not in os.environ


ME = pwd.getpwuid(os.geteuid()).pw_name


@pytest.mark.parametrize(
    ("task", "task_vars", "reason"),
    [
        ({}, {}, ""),
        ({"transport": "ssh"}, {}, "the connection is ssh"),
        ({"async_val": 30}, {}, "the task is asynchronous"),
        ({"become": Become(become_user="nobody-else")}, {}, "become switches to another user"),
        ({"become": Become(become_user=ME)}, {}, ""),
        ({"environment": [{"AIP_IN_PROCESS": "0"}]}, {}, "aip_in_process is off"),
        ({"environment": [{"AIP_IN_PROCESS": "1"}]}, {}, ""),
        ({}, {"aip_in_process": False}, "aip_in_process is off"),
        ({}, {"aip_in_process": "no"}, "aip_in_process is off"),
        ({}, {"aip_in_process": True}, ""),
        ({}, {"aip_in_process": ""}, ""),
        ({}, {"aip_in_process": None}, ""),
        ({"environment": [{"AIP_IN_PROCESS": ""}]}, {}, ""),
        ({"environment": [{"AIP_IN_PROCESS": "0"}]}, {"aip_in_process": True}, ""),
        (
            {"environment": [{"AIP_IN_PROCESS": "1"}]},
            {"aip_in_process": False},
            "aip_in_process is off",
        ),
        ({"environment": [{"AIP_IN_PROCESS": "0"}, {"AIP_IN_PROCESS": "1"}]}, {}, ""),
        ({"transport": "ssh", "async_val": 1}, {}, "the connection is ssh, the task is asynchron"),
    ],
)
def test_module_is_sent_for_a_reason(sandbox, task, task_vars, reason):
    action = make_action(**task)
    environment = {**os.environ, **_in_worker._environment_of(action)}
    why = _in_worker.why_sent(action, task_vars, environment)
    assert why.startswith(reason)
    assert bool(why) == bool(reason)
    args = {"url": sandbox.url, "token": sandbox.token("ansible"), **RACK}
    result = _in_worker.run_module_in_worker(action, aip_asset, args, task_vars)
    assert (result is None) == bool(reason)


@pytest.mark.parametrize(("machine", "reason"), [("0", "aip_in_process is off"), ("1", "")])
def test_environment_of_the_task_counts_more_than_that_of_the_machine(monkeypatch, machine, reason):
    monkeypatch.setenv("AIP_IN_PROCESS", machine)
    for environment, why in (([], reason), ([{"AIP_IN_PROCESS": "yes"}], "")):
        action = make_action(environment=environment)
        known = {**os.environ, **_in_worker._environment_of(action)}
        assert _in_worker.why_sent(action, {}, known) == why


def test_items_share_a_session_but_not_with_another_process(sandbox):
    args = {"url": sandbox.url, "token": sandbox.token("ansible"), **RACK}
    for _item in range(3):
        assert "failed" not in in_worker(args, check=True)
    assert len({record.connection for record in sandbox.journal}) == 1
    paths = [record.path.rpartition("/")[2] for record in sandbox.journal]
    assert paths.count("list.json") == 1
    as_program(args)
    assert len({record.connection for record in sandbox.journal}) == 2


def test_module_is_sent_if_a_library_is_missing(monkeypatch):
    monkeypatch.setattr(_in_worker, "REQUESTS_IMPORT_ERROR", "ImportError")
    assert "lacks requests" in _in_worker.why_sent(make_action(), {}, {})


def test_sent_module_gets_the_options_and_cleans_up(monkeypatch):
    action = make_action(async_val=0, transport="ssh")
    calls = []
    monkeypatch.setattr(action, "_execute_module", lambda **given: calls.append(given) or {"a": 1})
    monkeypatch.setattr(action, "_remove_tmp_path", calls.append)
    assert _in_worker.run_module(action, aip_asset, RACK, {}) == {"a": 1}
    assert calls == [
        {
            "module_name": "assetops.aip.aip_asset",
            "module_args": RACK,
            "task_vars": {},
            "wrap_async": False,
        },
        None,
    ]


def test_options_are_plain():
    text = type("Tagged", (str,), {})
    args = {
        "a": text("x"),
        "b": [date(2026, 3, 4), datetime(2026, 3, 4, 5, 6)],
        "c": (1, None),
        "d": {text("k"): 1.5},
    }
    plain = _plain.plain(dict(args))
    moment = {MOMENT: "2026-03-04T05:06:00"}
    assert plain == {"a": "x", "b": ["2026-03-04", moment], "c": [1, None], "d": {"k": 1.5}}
    assert not isinstance(plain["a"], text)


# -- secrets of state files --

LONG = (
    'my "secret" note that it\'s best not to tell to anybody at all, and it is long enough to be'
    " folded by YAML into several lines\nof text, C:\\surely\tso"
)


@pytest.mark.parametrize("secret", [LONG, "short", "it's", 'a "b" \\ c', "tä:  x", "l1\nline two"])
@pytest.mark.parametrize("style", [None, "'", '"', "|", ">"])
def test_secret_is_hidden_however_yaml_writes_it(secret, style):
    told = yaml.dump({"attributes": {"Notes": secret}}, default_style=style, allow_unicode=True)
    result = {"diff": [{"after": told, "x": (secret,)}], "msg": f"<{secret}>", "changed": True}
    cleared = json.dumps(_scrub.without_secrets(result, {secret, "another", " "}))
    for word in secret.replace("'", " ").replace('"', " ").replace("\\", " ").split():
        if len(word) > 3:
            assert word not in cleared.replace("attributes", "")


def test_secret_number_is_hidden():
    cleared = _scrub.without_secrets({"assets": [{"pin": 4711}], "changed": True}, {"4711"})
    assert cleared["changed"] is True
    assert cleared["assets"] != [{"pin": 4711}]
    assert "4711" not in json.dumps(cleared)


def test_result_without_secrets_is_left_alone():
    result = {"msg": "a", "assets": [{"name": "b"}], "failed": True}
    assert _scrub.without_secrets(result, ()) is result
    assert _scrub.without_secrets(result, {"zz", "true"}) == result


# -- a play --

PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.aip_assets: {src: state}
      diff: true
    - assetops.aip.aip_assets: {src: [state, nowhere, broken.yml]}
      ignore_errors: true
    - assetops.aip.aip_assets: {src: state, assets: []}
      ignore_errors: true
"""
STATE = """
defaults:
  "*": {asset_type: Rack}
assets:
  - {name: !unsafe "{{ 6 * 7 }}", attributes: {Notes: !vault "%s"}}
"""
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")


SHORT_PLAY = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.aip_assets: {src: "{{ src }}"}
      register: done
      diff: true
    - debug: {msg: "changed={{ done.changed }} created={{ done.summary.created }}"}
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.aip_validate: {src: "{{ src }}", schema: schema.json}
      when: validated | default(false)
"""


def environment_of_play(sandbox, tmp_path, in_process):
    """The environment of an ansible-playbook with a vault password in the folder."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": TREE,
        "ANSIBLE_VAULT_PASSWORD_FILE": "password",
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_NOCOLOR": "1",
        "AIP_IN_PROCESS": in_process,
        "AIP_URL": sandbox.url,
        "AIP_TOKEN": sandbox.token("ansible"),
    }


@pytest.mark.skipif(not PLAYBOOK.exists(), reason="ansible-playbook is not installed")
@pytest.mark.parametrize("in_process", ["1", "0"])
@pytest.mark.parametrize("secret", ["c", "failed"])
def test_play_with_a_short_vaulted_value(sandbox, tmp_path, run, in_process, secret):
    key = VaultSecret(b"the password")
    vaulted = VaultLib([("default", key)]).encrypt(secret, key).decode().strip()
    text = STATE % vaulted.replace("\n", "\\n")
    (tmp_path / "right.yml").write_text(text)
    (tmp_path / "wrong.yml").write_text(text.replace("Notes:", "Notess:"))
    (tmp_path / "play.yml").write_text(SHORT_PLAY)
    (tmp_path / "password").write_text("the password\n")
    run(sandbox, "aip_schema", dest=str(tmp_path / "schema.json"))
    environment = environment_of_play(sandbox, tmp_path, in_process)

    def play(src, *options):
        command = [PLAYBOOK, "-vvv", "play.yml", "-e", f"src={src}", *options]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    right = play("right.yml")
    assert right.returncode == 0, right.stdout
    assert "changed=True created=1" in right.stdout
    assert "Notes: ********" in right.stdout
    assert f"Notes: {secret}" not in right.stdout
    wrong = play("wrong.yml")
    assert wrong.returncode == 2, wrong.stdout
    assert "there is no attribute" in wrong.stdout or "Notess" in wrong.stdout
    (tmp_path / "play.yml").write_text(
        "- hosts: localhost" + SHORT_PLAY.rpartition("- hosts: localhost")[2]
    )
    assert play("wrong.yml", "-e", "validated=true").returncode == 2


@pytest.mark.skipif(not PLAYBOOK.exists(), reason="ansible-playbook is not installed")
@pytest.mark.parametrize("in_process", ["1", "0"])
def test_play_with_state_files(sandbox, tmp_path, in_process):
    secret = "canary words, of which nobody hears " * 5
    key = VaultSecret(b"the password")
    vaulted = VaultLib([("default", key)]).encrypt(secret.strip(), key).decode()
    (tmp_path / "files" / "state").mkdir(parents=True)
    text = STATE % vaulted.strip().replace("\n", "\\n")
    (tmp_path / "files" / "state" / "racks.yml").write_text(text)
    (tmp_path / "broken.yml").write_text("- name: [x\n")
    (tmp_path / "play.yml").write_text(PLAY)
    (tmp_path / "password").write_text("the password\n")
    done = subprocess.run(
        [PLAYBOOK, "-vvv", "play.yml"],
        cwd=tmp_path,
        env=environment_of_play(sandbox, tmp_path, in_process),
        capture_output=True,
        text=True,
        check=False,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output
    assert ("is sent as a module" in output) == (in_process == "0")
    assert "canary" not in output
    assert sandbox.token("ansible") not in output
    assert "+name: '{{ 6 * 7 }}'" in output
    [rack] = sandbox.assets(name="{{ 6 * 7 }}")
    assert rack["attributes"]["Notes"] == secret.strip()
    assert "src: there is no file or folder 'nowhere'; it was looked for in" in output
    assert "broken.yml:2:1: not valid YAML" in output
    assert "parameters are mutually exclusive: assets|src" in output
