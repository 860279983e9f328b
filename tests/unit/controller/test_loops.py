# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real plays: what the items of a loop share, what they must not, and where a module runs."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._module.options import NO_LOGIN

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")
pytestmark = pytest.mark.skipif(not PLAYBOOK.exists(), reason="ansible-playbook is not installed")

KEEP_RESULTS = """
import json
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_NAME, CALLBACK_TYPE = 2.0, "keep_results", "aggregate"

    def _keep(self, result, *_more, **_flags):
        line = [result._host.get_name(), result._task.get_name(), result._result]
        with open("results.jsonl", "a") as file:
            file.write(json.dumps(line, default=str) + "\\n")

    v2_runner_on_ok = v2_runner_on_failed = v2_runner_on_unreachable = _keep
"""
"""A callback plugin that writes down each task's result; those of a loop are in its `results`."""

FORMS = "GET /rest/jip-api/1.0/form/list.json"
LOCATIONS = "GET /rest/jip-api/1.0/location.json"
MYSELF = "GET /rest/api/2/myself"
READ = "GET /rest/jip-api/1.0/inventory/transformed/"
DOWNLOAD = "GET /rest/jip-api/1.0/inventory/getFile/"
SEARCH = "POST /rest/jip-api/1.0/index/query.json"


# -- plays --


class Played:
    """What came of a play: its output, and the results of its tasks."""

    def __init__(self, done, folder):
        self.output = done.stdout + done.stderr
        self.status = done.returncode
        kept = folder / "results.jsonl"
        lines = kept.read_text().splitlines() if kept.exists() else ()
        self.results = [json.loads(line) for line in lines]

    def of(self, task):
        """The one result of the task of that name."""
        [found] = [result for _host, name, result in self.results if name == task]
        return found

    def items(self, task):
        """The results of the items of its loop."""
        return self.of(task)["results"]


def write_play(folder, plays, settings=""):
    """Write a playbook, and what Ansible needs beside it."""
    (folder / "callback_plugins").mkdir(parents=True, exist_ok=True)
    (folder / "callback_plugins" / "keep_results.py").write_text(KEEP_RESULTS)
    (folder / "ansible.cfg").write_text(f"[defaults]\n{settings}")
    (folder / "play.yml").write_text(yaml.safe_dump(plays, sort_keys=False, width=200))


def play(sandbox, folder, tasks, *options, settings="", environment=None, **keywords):
    """Play tasks on localhost, with the sandbox's connection unless they bring their own."""
    plays = tasks
    if "hosts" not in tasks[0]:
        defaults = {"url": "{{ aip_url }}", "token": "{{ aip_token }}"}
        plays = [
            {
                "hosts": "localhost",
                "gather_facts": False,
                "module_defaults": {"group/assetops.aip.aip": defaults},
                **keywords,
                "tasks": tasks,
            }
        ]
    write_play(folder, plays, settings)
    # Not in the playbook: Ansible shows the lines of it that fail.
    variables = json.dumps({"aip_url": sandbox.url, "aip_token": sandbox.token("ansible")})
    done = subprocess.run(
        [PLAYBOOK, "-e", variables, *options, "play.yml"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": TREE,
            "ANSIBLE_CALLBACKS_ENABLED": "keep_results",
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            **(environment or {}),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return Played(done, folder)


def task(name, module, options, loop=None, **keywords):
    """A task of ours, named."""
    looped = {} if loop is None else {"loop": list(loop)}
    return {"name": name, f"assetops.aip.{module}": options, **looped, **keywords}


def requests_of(records):
    """How often what was asked, whatever the asset."""
    paths = (re.sub("(transformed|getFile)/.*", r"\1/", one.path) for one in records)
    return Counter(f"{one.method} {path}" for one, path in zip(records, paths))


def by_connection(sandbox):
    """The records of the journal by the connection they came on, in the order of these."""
    groups = {}
    for record in sandbox.journal:
        groups.setdefault(record.connection, []).append(record)
    return list(groups.values())


def searches_among(records):
    """The searches among records."""
    return [one for one in records if one.path.endswith("query.json")]


def keyword_of(record):
    """What a search looks for first."""
    return record.body["queryIndexSearchParams"][0]["keyword"].strip('"')


# -- items share a session --

MANY = 40
NAMES = [f"lt-{number:04d}" for number in range(1, MANY + 1)]
OF_LAPTOP = {"asset_type": "Laptop", "asset_name": "{{ item }}"}
DECLARED = {"asset_type": "Laptop", "name": "{{ item }}", "location": "Laboratory"}
BY_NAME = {"asset_type": "Laptop", "filters": [{"field": "name", "value": "{{ item }}"}]}
LOOPS = (
    ("aip_asset", DECLARED, {FORMS: 1, LOCATIONS: 1}, {SEARCH: 1}),
    ("aip_asset_info", BY_NAME, {FORMS: 1, LOCATIONS: 1}, {SEARCH: 1}),
    (
        "aip_attachment",
        {**OF_LAPTOP, "path": "note.txt"},
        {FORMS: 1},
        {SEARCH: 1, READ: 1, DOWNLOAD: 1},
    ),
    (
        "aip_attachment",
        {**OF_LAPTOP, "name": "another.txt", "state": "absent"},
        {FORMS: 1},
        {SEARCH: 1, READ: 1},
    ),
    ("aip_assets", {"assets": [DECLARED]}, {FORMS: 1, LOCATIONS: 1}, {SEARCH: 1}),
)
"""Loops over unchanged laptops: module, options, what the loop asks once, what each item asks."""


def test_unchanged_items_ask_only_for_themselves_on_one_connection(sandbox, tmp_path):
    (tmp_path / "note.txt").write_text("a note")
    for name in NAMES:
        number = sandbox.asset_id(name)
        sandbox.edit_asset(number, system={"location": "Laboratory"})
        sandbox.add_attachment(number, "note.txt", b"a note")
    tasks = [
        task(f"loop {at}", module, options, NAMES)
        for at, (module, options, _once, _each) in enumerate(LOOPS)
    ]
    done = play(sandbox, tmp_path, tasks)
    assert done.status == 0, done.output
    connections = by_connection(sandbox)
    assert len(connections) == len(LOOPS)
    for at, ((_module, _options, once, each), records) in enumerate(zip(LOOPS, connections)):
        items = done.items(f"loop {at}")
        assert [item["changed"] for item in items] == [False] * MANY
        assert requests_of(records) == {**once, **{one: MANY * n for one, n in each.items()}}
        # Each item tells what it has cost itself: those after the first all the same.
        told = [Counter(item["api"]["requests"]) for item in items]
        assert sum(told, Counter()) == Counter(record.method for record in records)
        later = [item["api"] for item in items[1:]]
        assert {sum(one["requests"].values()) for one in later} == {sum(each.values())}
        assert max(one["bytes_received"] for one in later) < items[0]["api"]["bytes_received"]


def test_tasks_share_nothing(sandbox, tmp_path):
    done = play(
        sandbox, tmp_path, [task("one", "aip_asset", DECLARED, vars={"item": NAMES[0]})] * 2
    )
    assert done.status == 0, done.output
    assert len(by_connection(sandbox)) == 2
    assert [requests_of(records)[FORMS] for records in by_connection(sandbox)] == [1, 1]


# -- but only where all options of the connection are the same --


def test_each_item_asks_with_its_own_login(sandbox, open_sandbox, tmp_path):
    other = open_sandbox("company")
    bearers = [
        {"url": place.url, "token": place.token(user)}
        for place in (sandbox, other)
        for user in ("ansible", "auditor", "admin")
    ]
    logins = [
        *bearers,
        {"url": sandbox.url, "username": "auditor", "password": sandbox.password("auditor")},
    ]
    # More than are kept open, and each again after each.
    order = [0, 1, 0, 3, 1, 6, 2, 4, 5, 0, 6, 3, 3, 0, 1, 1]
    names = [f"lt-{at:04d}" for at in range(1, len(order) + 1)]
    items = [{**logins[which], "name": name} for which, name in zip(order, names)]
    options = {
        "url": "{{ item.url }}",
        "token": "{{ item.token | default(omit) }}",
        "username": "{{ item.username | default(omit) }}",
        "password": "{{ item.password | default(omit) }}",
        "asset_type": "Laptop",
        "name": "{{ item.name }}",
    }
    done = play(sandbox, tmp_path, [task("all", "aip_asset", options, items)], module_defaults={})
    assert done.status == 0, done.output
    users = ["ansible", "auditor", "admin"] * 2 + ["auditor"]
    expected = {}
    for which, name in zip(order, names):
        expected[name] = users[which], "Basic" if which == 6 else "Bearer", which in (3, 4, 5)
    asked = {
        keyword_of(record): (record.user, record.headers["Authorization"], place is other)
        for place in (sandbox, other)
        for record in place.journal.searches()
    }
    assert asked == expected
    for place in (sandbox, other):
        for records in by_connection(place):
            assert len({(one.user, one.headers["Authorization"]) for one in records}) == 1


def test_environment_of_an_item_is_that_items_alone(sandbox, tmp_path):
    users = ["ansible", None, "auditor", "ansible", None, "admin"]
    items = [
        {"name": name, "environment": {"AIP_TOKEN": sandbox.token(user)} if user else {}}
        for name, user in zip(NAMES, users)
    ]
    options = {"url": "{{ aip_url }}", "asset_type": "Laptop", "name": "{{ item.name }}"}
    named = {"environment": "{{ item.environment }}", "ignore_errors": True}
    tasks = [task("all", "aip_asset", options, items, **named)]
    done = play(sandbox, tmp_path, tasks, module_defaults={})
    assert done.status == 0, done.output
    assert [record.user for record in sandbox.journal.searches()] == [one for one in users if one]
    told = [item.get("msg") for item in done.items("all")]
    assert told == [None if user else NO_LOGIN for user in users]


def test_each_item_is_written_in_its_own_dialect(sandbox, open_sandbox, tmp_path):
    odd = open_sandbox("company", {"payload_attributes": "map", "payload_type": "form"})
    dialects = [{}, {"attributes": "map", "asset_type_key": "form"}]
    items = [
        {"url": place.url, "dialect": dialect, "name": f"rack-{at}"}
        for at, (place, dialect) in enumerate(zip([sandbox, odd] * 3, dialects * 3))
    ]
    options = {
        "url": "{{ item.url }}",
        "dialect": "{{ item.dialect }}",
        "asset_type": "Rack",
        "name": "{{ item.name }}",
        "attributes": {"Height units": 42},
    }
    done = play(sandbox, tmp_path, [task("all", "aip_asset", options, items)])
    assert done.status == 0, done.output
    for place, names in (
        (sandbox, {"rack-0", "rack-2", "rack-4"}),
        (odd, {"rack-1", "rack-3", "rack-5"}),
    ):
        assert {one.body["name"] for one in place.journal.writes()} == names
        assert len(by_connection(place)) == 1
        assert requests_of(place.journal)[FORMS] == 1


def test_page_size_is_that_of_the_item_and_time_out_that_of_the_session(sandbox, tmp_path):
    sizes = {"asset_type": "Laptop", "name": "{{ item.name }}", "page_size": "{{ item.size }}"}
    times = {"asset_type": "Laptop", "name": "{{ item.name }}", "timeout": "{{ item.size }}"}
    items = [{"name": name, "size": size} for name, size in zip(NAMES[:6], [50, 60] * 3)]
    tasks = [task("sizes", "aip_asset", sizes, items), task("times", "aip_asset", times, items)]
    done = play(sandbox, tmp_path, tasks)
    assert done.status == 0, done.output
    for_sizes, *for_times = by_connection(sandbox)
    assert [one.body["pageSize"] for one in searches_among(for_sizes)] == [50, 60] * 3
    assert len(for_times) == 2
    assert [[keyword_of(one) for one in searches_among(records)] for records in for_times] == [
        NAMES[0:6:2],
        NAMES[1:6:2],
    ]


def test_item_in_check_mode_writes_nothing_among_items_that_do(sandbox, tmp_path):
    items = [{"name": f"rack-{at}", "check": at % 2 == 0} for at in range(6)]
    options = {"asset_type": "Rack", "name": "{{ item.name }}"}
    many = {"assets": [{"asset_type": "Rack", "name": "{{ item.name }}-many"}]}
    checked = {"check_mode": "{{ item.check }}"}
    tasks = [
        task("one", "aip_asset", options, items, **checked),
        task("many", "aip_assets", many, items, **checked),
    ]
    done = play(sandbox, tmp_path, tasks)
    assert done.status == 0, done.output
    for name in ("one", "many"):
        assert [item["changed"] for item in done.items(name)] == [True] * 6
    written = [one.body["name"] for one in sandbox.journal.writes()]
    assert written == ["rack-1", "rack-3", "rack-5", "rack-1-many", "rack-3-many", "rack-5-many"]
    connections = by_connection(sandbox)
    assert len(connections) == 4
    assert [any(one.writes for one in records) for records in connections] == [False, True] * 2


# -- what is new on the server, and what is wrong --


@pytest.fixture
def after_search(sandbox, monkeypatch):
    """Has the sandbox do something as soon as it was searched for a name: `after_search[name] = function`."""
    events = {}
    add = sandbox.journal.add

    def add_and_act(record):
        add(record)
        for search in searches_among([record]):
            events.pop(keyword_of(search), lambda: None)()

    monkeypatch.setattr(sandbox.journal, "add", add_and_act)
    return events


@pytest.fixture
def change_catalog(sandbox, monkeypatch):
    """Gives the sandbox a type, a location or an attribute that is a copy of another, with another name."""

    def change(kind, like, **facts):
        entries = getattr(sandbox.site.catalog, kind)
        [model] = [one for one in entries.values() if one.name == like]
        made = dataclasses.replace(model, **facts)
        monkeypatch.setitem(entries, made.id, made)

    return change


WRONG = (
    ({"type": "Crate 2", "name": "x"}, "there is no asset type 'Crate 2'"),
    ({"type": "Laptop", "name": "lt-0002", "location": "Nowhere"}, "no location 'Nowhere'"),
    ({"type": "Laptop", "name": "lt-0003", "attributes": {"Colour": 1}}, "Colour"),
    ({"type": "Laptop", "name": "lt-0003", "attributes": {"RAM GB": "x"}}, "RAM GB"),
)
ANY = {
    "asset_type": "{{ item.type }}",
    "name": "{{ item.name }}",
    "location": "{{ item.location | default(omit) }}",
    "attributes": "{{ item.attributes | default(omit) }}",
}


@pytest.mark.parametrize("module", ["aip_asset", "aip_assets"])
def test_item_finds_what_was_made_on_the_server_meanwhile(
    sandbox, tmp_path, module, after_search, change_catalog
):
    after_search["lt-0001"] = lambda: change_catalog("types", "Rack", id=99, name="Crate")
    after_search["lt-0002"] = lambda: change_catalog("locations", "Laboratory", id=98, name="Loft")
    items = [
        {"type": "Laptop", "name": "lt-0001", "location": "Laboratory"},
        {
            "type": "Crate",
            "name": "crate-1",
            "location": "Laboratory",
            "attributes": {"Height units": 3},
        },
        {"type": "Laptop", "name": "lt-0002", "location": "Laboratory"},
        {"type": "Laptop", "name": "lt-0001", "location": "Loft"},
        {"type": "Crate", "name": "crate-1", "location": "Loft"},
    ]
    options = ANY if module == "aip_asset" else {"assets": [ANY]}
    done = play(sandbox, tmp_path, [task("all", module, options, items)])
    assert done.status == 0, done.output
    assert [item["changed"] for item in done.items("all")] == [True] * 5
    [crate], [laptop] = sandbox.assets("Crate"), sandbox.assets("Laptop", "lt-0001")
    assert crate["attributes"] == {"Height units": 3}
    assert {crate["system"]["asset.location"], laptop["system"]["asset.location"]} == {"Loft"}
    asked = requests_of(sandbox.journal)
    assert (asked[FORMS], asked[LOCATIONS]) == (3, 3)  # at first, and for either of what is new
    assert len(by_connection(sandbox)) == 1


@pytest.mark.parametrize("module", ["aip_asset", "aip_assets"])
def test_wrong_item_fails_as_without_a_loop_and_others_go_on(sandbox, tmp_path, module):
    good = [
        {"type": "Laptop", "name": f"lt-{at:04d}", "attributes": {"RAM GB": 7}} for at in (11, 12)
    ]
    items = [good[0], *(item for item, _words in WRONG), good[1]]
    options = ANY if module == "aip_asset" else {"assets": [ANY]}
    alone = [
        task(f"alone {at}", module, options, vars={"item": item}, ignore_errors=True)
        for at, (item, _words) in enumerate(WRONG)
    ]
    done = play(
        sandbox, tmp_path, [task("all", module, options, items, ignore_errors=True), *alone]
    )
    assert done.status == 0, done.output
    first, *wrong, last = done.items("all")
    assert (first["changed"], last["changed"]) == (True, True)
    assert {one.body["name"] for one in sandbox.journal.writes()} == {"lt-0011", "lt-0012"}
    for at, ((_item, words), result) in enumerate(zip(WRONG, wrong)):
        single = done.of(f"alone {at}")
        assert words in result["msg"]
        assert (result["msg"], result["problems"]) == (single["msg"], single["problems"])


def test_refused_password_is_not_tried_again_by_the_next_item(sandbox, tmp_path):
    options = {**DECLARED, "token": "", "username": "ansible", "password": "wrong"}
    tasks = [task("all", "aip_asset", options, NAMES[:6], ignore_errors=True)]
    done = play(sandbox, tmp_path, tasks)
    assert done.status == 0, done.output
    [told] = {item["msg"] for item in done.items("all")}
    assert "password" in told
    assert len(done.items("all")) == 6
    assert [record.status for record in sandbox.journal] == [401]


def test_item_after_one_that_timed_out_gets_its_own_answer(sandbox, tmp_path):
    sandbox.faults.add("latency", path="index/query", seconds=4, after=1, times=1)
    options = {"asset_type": "Laptop", "name": "{{ item }}", "attributes": {"RAM GB": 16}}
    for name in NAMES[:3]:
        sandbox.edit_asset(sandbox.asset_id(name), attributes={"RAM GB": 16})
    tasks = [task("all", "aip_asset", options, NAMES[:3], timeout=2, ignore_errors=True)]
    done = play(sandbox, tmp_path, tasks)
    assert done.status == 0, done.output
    first, second, third = done.items("all")
    assert "asset" not in second
    assert "(2)" in second["msg"] or "2 second" in second["msg"], second["msg"]
    for name, item in ((NAMES[0], first), (NAMES[2], third)):
        assert (item["changed"], item["asset"]["id"]) == (False, sandbox.asset_id(name))


# -- what is told --


def test_secrets_of_an_item_are_hidden_in_its_texts_and_those_of_the_login_in_all(
    sandbox, tmp_path
):
    token, password = sandbox.token("ansible"), "canary-of-one-item"
    echo = json.dumps({"success": False, "message": f"neither {token} nor {password} is right"})
    sandbox.faults.add("error", method="POST", path="inventory/asset", status=400, body=echo)
    items = [{"Console password": password}, {"Notes": "a"}, {"Console password": "another"}]
    options = {"asset_type": "Server", "name": "srv-new", "attributes": "{{ item }}"}
    tasks = [task("all", "aip_asset", options, items, ignore_errors=True)]
    done = play(sandbox, tmp_path, tasks)
    told = [item["msg"] for item in done.items("all")]
    hidden = "********"
    assert f"neither {hidden} nor {hidden} is right" in told[0]
    assert f"neither {hidden} nor {password} is right" in told[1]
    assert f"neither {hidden} nor {password} is right" in told[2]
    results = json.dumps([item | {"item": None} for item in done.items("all")])
    assert token not in results
    assert token not in done.output


# -- the switch --

WAYS = {
    "plain": {},
    "environment off": {"environment": {"AIP_IN_PROCESS": "no"}},
    "environment on": {"environment": {"AIP_IN_PROCESS": "yes"}},
    "variable off": {"vars": {"aip_in_process": False}},
    "template off": {"vars": {"aip_in_process": "{{ 'x' == 'y' }}"}},
    "template on": {"vars": {"aip_in_process": "{{ 'x' == 'x' }}"}},
    "variable on, environment off": {
        "vars": {"aip_in_process": "yes"},
        "environment": {"AIP_IN_PROCESS": "0"},
    },
    "variable off, environment on": {
        "vars": {"aip_in_process": "no"},
        "environment": {"AIP_IN_PROCESS": "1"},
    },
}
CFG_OFF = "[aip]\nin_process = false\n"
CFG_ON = "[aip]\nin_process = true\n"
OFF_BY_TASK = {"environment off", "variable off", "template off", "variable off, environment on"}
FEW = ("plain", "environment on", "template on")


@pytest.mark.parametrize(
    ("settings", "environment", "ways", "sent"),
    [
        ("", {}, tuple(WAYS), OFF_BY_TASK),
        ("", {"AIP_IN_PROCESS": "0"}, FEW, {"plain"}),
        (CFG_OFF, {}, FEW, {"plain"}),
        (CFG_OFF, {"AIP_IN_PROCESS": "1"}, ("plain", "variable off"), {"variable off"}),
        (CFG_ON, {"AIP_IN_PROCESS": "0"}, ("plain",), {"plain"}),
    ],
    ids=["default", "environment off", "cfg off", "environment before cfg", "off before cfg"],
)
def test_switch(sandbox, tmp_path, settings, environment, ways, sent):
    """A variable counts before the task's environment, that before Ansible's own, that before ansible.cfg."""
    tasks = [
        task(
            name,
            "aip_asset",
            {"asset_type": "Laptop", "name": "{{ item }}"},
            NAMES[:2],
            **WAYS[name],
        )
        for name in ways
    ]
    done = play(sandbox, tmp_path, tasks, "-vvv", settings=settings, environment=environment)
    assert done.status == 0, done.output
    said = "is sent as a module: aip_in_process is off"
    _before, *pieces = done.output.split("\nTASK [")
    assert [piece.count(said) for piece in pieces] == [2 * (name in sent) for name in ways]
    # Modules that are sent ask their first item's questions again for the second, on a connection of their own.
    expected = [
        names
        for name in ways
        for names in ([[NAMES[0]], [NAMES[1]]] if name in sent else [NAMES[:2]])
    ]
    assert [
        [keyword_of(one) for one in searches_among(records)] for records in by_connection(sandbox)
    ] == expected


# -- many hosts --


def many_hosts(names, strategy):
    """Two plays in which each host declares itself, on the controller."""
    options = {
        "url": "{{ aip_url }}",
        "token": "{{ aip_token }}",
        "asset_type": "Laptop",
        "name": "{{ inventory_hostname }}",
        "status": "In use",
        "serial_number": "SN-{{ inventory_hostname }}",
    }
    return [
        {
            "hosts": "all",
            "gather_facts": False,
            "strategy": strategy,
            "tasks": [task(name, "aip_asset", options, delegate_to="localhost")],
        }
        for name in ("first", "second")
    ]


@pytest.mark.parametrize(
    ("strategy", "forks", "count"),
    [("linear", 50, 200), ("free", 50, 30), ("linear", 1, 10), ("free", 1, 10)],
)
def test_each_host_registers_itself(sandbox, tmp_path, strategy, forks, count):
    names = [f"host-{at:03d}" for at in range(count)]
    (tmp_path / "hosts").write_text("\n".join(names))
    done = play(
        sandbox,
        tmp_path,
        many_hosts(names, strategy),
        *("-i", "hosts", "-f", str(forks)),
    )
    assert done.status == 0, done.output
    changed = {
        name: {host for host, at, result in done.results if at == name and result["changed"]}
        for name in ("first", "second")
    }
    assert changed == {"first": set(names), "second": set()}
    assert len(done.results) == 2 * count
    made = [one["name"] for one in sandbox.assets("Laptop") if one["name"].startswith("host-")]
    assert sorted(made) == names
    assert len(sandbox.journal.writes()) == count
