# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin as Ansible loads it: hosts, their variables and groups, and that none is ever lost.

One process imports Ansible, and a fork of it parses each source; what a source must give is computed from the truth
behind the sandbox.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.inventory import aip

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
PAGE = Path(__file__).resolve().parents[3] / "docs" / "inventory.md"

PARSER = """
import json, os, sys

from ansible.plugins.loader import init_plugin_loader, inventory_loader

init_plugin_loader([])
for name in ("assetops.aip.aip", "host_list", "script", "auto", "yaml", "ini", "toml"):
    inventory_loader.get(name)

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display

warnings = []
Display.warning = lambda self, msg, *more, **facts: warnings.append(str(msg))
Display.error_as_warning = lambda self, msg, exception, **facts: warnings.append(f"{msg} {exception}")
Display.deprecated = lambda self, msg, *more, **facts: warnings.append(f"deprecated: {msg}")


def parse(asked):
    os.environ.update(asked["environment"])
    manager = InventoryManager(loader=DataLoader(), sources=asked["sources"], cache=asked["cache"])
    groups = {
        name: {"hosts": [h.name for h in g.hosts], "children": [c.name for c in g.child_groups]}
        for name, g in manager.groups.items()
    }
    return {"hosts": {name: host.vars for name, host in manager.hosts.items()}, "groups": groups}


for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print("done", flush=True)
        continue
    try:
        found = parse(asked)
    except Exception as error:
        found = {"error": f"{type(error).__name__}: {error}", "hosts": {}}
    with open(asked["answer"], "w") as file:
        json.dump({**found, "warnings": warnings}, file)
    os._exit(0)
"""


@pytest.fixture(scope="module")
def parser(tmp_path_factory):
    """A process that parses inventory sources."""
    folder = tmp_path_factory.mktemp("parser")
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-c", PARSER],
        env={
            **kept, "HOME": str(folder), "LC_ALL": "C.UTF-8", "ANSIBLE_COLLECTIONS_PATH": TREE,
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:  # fmt: skip
        yield process
        process.stdin.close()


class Parsed:
    """What became of sources."""

    def __init__(self, answer):
        self.hosts = answer["hosts"]
        self.groups = answer.get("groups", {})
        self.error = answer.get("error", "")
        self.warnings = answer["warnings"]
        self.told = "\n".join([self.error, *self.warnings])

    def in_group(self, name):
        """The hosts of a group itself."""
        return set(self.groups[name]["hosts"])


@pytest.fixture
def parse(parser, tmp_path):
    """Parses a source with these options against a sandbox; `others` are more sources, written before it."""

    def run(sandbox, _cache=True, _name="x.aip.yml", _others=(), _text=None, _env=None, **options):
        source = tmp_path / _name
        login = {"url": sandbox.url, "token": sandbox.token("ansible")} if sandbox else {}
        config = {"plugin": "assetops.aip.aip", **login, **options}
        config = {name: value for name, value in config.items() if value != "NOT WRITTEN"}
        source.write_text(_text or yaml.safe_dump(config, sort_keys=False, width=1000))
        asked = {
            "sources": [*_others, str(source)],
            "cache": _cache,
            "environment": {"ANSIBLE_HOME": str(tmp_path / "home"), **(_env or {})},
            "answer": str(tmp_path / "answer.json"),
        }
        parser.stdin.write(json.dumps(asked) + "\n")
        parser.stdin.flush()
        assert parser.stdout.readline() == "done\n"
        return Parsed(json.loads((tmp_path / "answer.json").read_text()))

    return run


def paths(sandbox):
    """How often each call was made."""
    records = sandbox.journal.records()
    return Counter(record.path.removeprefix("/rest/jip-api/1.0/") for record in records)


def truth(sandbox, asset_type, field, *values):
    """The names of the assets of a type whose field has one of the values."""
    return {
        one["name"]
        for one in sandbox.assets(asset_type)
        if {**one["system"], **one["attributes"]}.get(field) in values
    }


# -- hosts and variables --


def test_hosts_are_the_assets_with_all_their_fields(sandbox, parse):
    found = parse(sandbox, asset_types=["Server"])
    assert not found.error
    assert set(found.hosts) == {one["name"] for one in sandbox.assets("Server")}
    host = found.hosts["Alpha Database Server"]
    assert host["aip_id"] == sandbox.asset_id("Alpha Database Server")
    assert host["aip_asset_type"] == "Server"
    assert (host["aip_status"], host["aip_serial_number"]) == ("In use", "CZJ0410ALPHA")
    assert (host["aip_cost"], host["aip_install_date"]) == (18450.5, "2024-07-01")
    assert host["aip_belongs_to_group"] == ["it-operations", "network-team"]
    assert host["aip_location"] == "Data centre north"
    attributes = host["aip_attributes"]
    assert attributes["Rack"] == ["rack-01"]
    assert attributes["Roles"] == ["backup", "database"]
    assert (attributes["RAM GB"], attributes["Environment"]) == (256, "production")
    assert "Console password" not in json.dumps(host)


@pytest.mark.parametrize("workers", [1, 4])
def test_requests_are_pages_and_catalogs(sandbox, parse, workers):
    parse(sandbox, asset_types=["Server"], page_size=10, workers=workers)
    made = paths(sandbox)
    pages = made.pop("index/query.json")
    # 61 servers, and a page more to prove the end; where several read, some are under way already.
    assert 7 <= pages <= 7 + workers
    assert made == {"form/list.json": 1, "location.json": 1}
    assert not sandbox.journal.writes()


def test_with_a_total_there_is_no_page_too_many(sandbox, parse):
    sandbox.switch(total_key="total")
    parse(sandbox, asset_types=["Server"], page_size=10)
    assert paths(sandbox)["index/query.json"] == 7


@pytest.mark.parametrize("workers", [1, 4])
def test_several_types_and_filters(sandbox, parse, workers):
    found = parse(
        sandbox,
        workers=workers,
        asset_types=["Server", "Laptop"],
        filters=[{"field": "status", "operator": "in", "value": ["In stock", "In maintenance"]}],
    )
    expected = {
        name
        for asset_type in ("Server", "Laptop")
        for name in truth(sandbox, asset_type, "asset.status", "In stock", "In maintenance")
    }
    assert set(found.hosts) == expected
    assert sum(paths(sandbox).values()) < 8 + workers


def test_fields_and_prefix(sandbox, parse):
    found = parse(
        sandbox, asset_types=["Laptop"], fields=["status", "Model"], variable_prefix="inv_"
    )
    host = found.hosts["lt-0001"]
    own = {name for name in host if name.startswith("inv_")}
    assert own == {"inv_id", "inv_name", "inv_asset_type", "inv_status", "inv_attributes"}
    assert not any(name.startswith("aip_") for name in host)
    assert set(host["inv_attributes"]) == {"Model"}


def test_fields_spare_reads_where_the_search_shows_little(sandbox, parse):
    sandbox.switch(system_fields_in=["transformed"])
    found = parse(sandbox, asset_types=["Rack"], fields=["Height units"])
    assert len(found.hosts) == 8
    assert sum(paths(sandbox).values()) < 5
    sandbox.journal.clear()
    everything = parse(sandbox, asset_types=["Rack"])
    assert everything.hosts["rack-01"]["aip_status"] == "In use"
    reads = [path for path in paths(sandbox).elements() if "transformed" in path]
    assert len(reads) == 8


@pytest.mark.parametrize("shown", ["names", "ids", "name_id", "written"])
def test_references_are_names_whatever_the_server_shows(sandbox, parse, shown):
    sandbox.switch(search_reference_format=shown)
    both = ["rack-01", "rack-02"]
    number = sandbox.add_asset("Rack", "rack, left")
    ids = [sandbox.asset_id(name) for name in both]
    one = sandbox.asset_id("srv-0001")
    sandbox.edit_asset(one, attributes={"Rack": ",".join(map(str, ids))})
    sandbox.edit_asset(sandbox.asset_id("srv-0002"), attributes={"Rack": str(number)})
    found = parse(sandbox, asset_types=["Server"])
    names = {one["id"]: one["name"] for one in sandbox.assets("Rack")}
    expected = {
        asset["name"]: sorted(names[target] for target in asset["attributes"]["Rack"])
        for asset in sandbox.assets("Server")
    }
    assert {name: host["aip_attributes"]["Rack"] for name, host in found.hosts.items()} == expected
    assert expected["srv-0001"] == both
    assert expected["srv-0002"] == ["rack, left"]
    assert sum(paths(sandbox).values()) < 20  # not one for each of 61 servers


# -- names --


def test_hostnames_in_order_of_preference(sandbox, parse):
    sandbox.add_asset("Server", "Lost One")
    found = parse(
        sandbox,
        asset_types=["Server"],
        fields=[],
        hostnames=["Hostname", "{{ aip_nothing }}.example", "{{ aip_name | lower }}-{{ aip_id }}"],
    )
    assert not found.error, found.told
    assert "srv-0001.halden-instruments.example" in found.hosts
    assert "alpha" in found.hosts
    assert f"lost one-{sandbox.asset_id('Lost One')}" in found.hosts


def test_host_without_a_name_is_an_error(sandbox, parse):
    number = sandbox.add_asset("Server", "bare")
    found = parse(sandbox, asset_types=["Server"], hostnames=["Hostname"])
    assert found.hosts == {}
    assert f"hostnames: asset {number} would have no name" in found.told


@pytest.mark.parametrize("choice", ["fail", "append_id", "first"])
def test_duplicates(sandbox, parse, choice):
    first, second = sandbox.asset_id("rack-01"), sandbox.add_asset("Rack", "rack-01")
    found = parse(sandbox, asset_types=["Rack"], on_duplicate=choice)
    named = {name for name in found.hosts if name.startswith("rack-01")}
    if choice == "fail":
        assert named == set()
        assert f"'rack-01' is the name of asset {first}, asset {second}" in found.told
    elif choice == "append_id":
        assert named == {f"rack-01_{first}", f"rack-01_{second}"}
    else:
        assert found.hosts["rack-01"]["aip_id"] == first
        assert f"'rack-01' is asset {first}, not asset {second}" in found.told


# -- groups --


def test_constructed_variables_and_groups(sandbox, parse):
    found = parse(
        sandbox,
        asset_types=["Server"],
        compose={"ansible_host": "aip_attributes['Management IP']"},
        groups={"big": "aip_attributes['RAM GB'] | default(0, true) >= 512"},
        keyed_groups=[{"key": "aip_status", "prefix": "st", "parent_group": "statuses"}],
    )
    assert found.hosts["Alpha Database Server"]["ansible_host"] == "10.10.13.24"
    assert found.in_group("big") == truth(sandbox, "Server", "RAM GB", 512)
    assert found.in_group("st_In_stock") == truth(sandbox, "Server", "asset.status", "In stock")
    assert "st_In_stock" in found.groups["statuses"]["children"]


def test_strict_refuses_what_cannot_be_computed(sandbox, parse):
    wrong = {"compose": {"x": "aip_nothing.at_all"}}
    assert len(parse(sandbox, asset_types=["Rack"], **wrong).hosts) == 8
    found = parse(sandbox, asset_types=["Rack"], strict=True, **wrong)
    assert "Could not set x" in found.told
    assert found.error


def test_groups_of_fields_types_and_references_with_their_parents(sandbox, parse):
    found = parse(
        sandbox,
        asset_types=["Server", "Switch"],
        group_by=[
            {"field": "asset_type", "prefix": "", "parent_group": "types"},
            {"field": "status"},
            {"field": "location"},
            {"field": "Rack", "prefix": "in", "parents": ["location"]},
        ],
    )
    assert found.in_group("Switch") == {one["name"] for one in sandbox.assets("Switch")}
    assert {"Server", "Switch"} == set(found.groups["types"]["children"])
    assert found.in_group("status_In_maintenance") == {
        *truth(sandbox, "Server", "asset.status", "In maintenance"),
        *truth(sandbox, "Switch", "asset.status", "In maintenance"),
    }
    racks = {one["id"]: one for one in sandbox.assets("Rack")}
    for number, rack in racks.items():
        group = f"in_{rack['name'].replace('-', '_')}"
        assert found.in_group(group) == {
            *truth(sandbox, "Server", "Rack", [number]),
            *truth(sandbox, "Switch", "Rack", [number]),
        }
        parent = f"location_{rack['system']['asset.location'].replace(' ', '_')}"
        assert group in found.groups[parent]["children"]


def test_groups_of_the_assets_that_refer_to_hosts(sandbox, parse):
    found = parse(
        sandbox,
        asset_types=["Laptop"],
        fields=[],
        group_by=[{"field": "Installed on", "asset_type": "License", "parents": ["status"]}],
    )
    names = {one["id"]: one["name"] for one in sandbox.assets("Laptop")}
    licences = [one for one in sandbox.assets("License") if one["attributes"].get("Installed on")]
    assert len(licences) == 40
    for licence in licences:
        group = f"License_{licence['name'].replace(' ', '_')}"
        expected = {names[number] for number in licence["attributes"]["Installed on"]}
        assert found.in_group(group) == expected
        parent = f"status_{licence['system']['asset.status'].replace(' ', '_')}"
        assert group in found.groups[parent]["children"]


def test_reference_that_may_mean_two_hosts_is_an_error(sandbox, parse):
    licence = next(
        one for one in sandbox.assets("License") if one["attributes"].get("Installed on")
    )
    (target,) = licence["attributes"]["Installed on"]
    sandbox.add_asset("Laptop", sandbox.asset(target)["name"])
    group_by = [{"field": "Installed on", "asset_type": "License"}]
    options = {"asset_types": ["Laptop"], "on_duplicate": "append_id", "group_by": group_by}
    found = parse(sandbox, **options)
    assert "which of them is meant cannot be determined" in found.told
    sandbox.switch(search_reference_format="ids")
    found = parse(sandbox, **options)
    assert f"{sandbox.asset(target)['name']}_{target}" in found.in_group(
        f"License_{licence['name'].replace(' ', '_')}"
    )


# -- nothing is lost --

FAULTS = {
    "401": {"effect": "token_expired"},
    "403": {"effect": "error", "status": 403, "body": "{}"},
    "login page": {"effect": "login_page"},
    "anonymous": {"effect": "anonymous"},
    "500": {"effect": "error", "status": 500},
    "half": {"effect": "truncated_json"},
    "no rows": {"effect": "error", "status": 200, "body": '{"assets": []}'},
    "no rows, counted": {"effect": "error", "status": 200, "body": '{"assets": [], "total": 0}'},
}
PAGES = {"first": 0, "second": 1, "last": 5}  # 120 laptops
TWENTY = {"asset_types": ["Laptop"], "fields": ["status"], "page_size": 20, "retries": 0}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("fault", FAULTS)
def test_failure_loses_no_host(sandbox, parse, fault, page):
    everyone = {one["name"] for one in sandbox.assets("Laptop")}
    rule = {"path": "index/query", "after": PAGES[page], **FAULTS[fault]}
    for times, workers in ((1, 1), (None, 4)):
        sandbox.faults.clear()
        sandbox.faults.add(**{**rule, "times": times})
        found = parse(sandbox, workers=workers, **TWENTY)
        failed = "Completely failed to parse" in found.error and not found.hosts
        # Once may be mended by reading the list again; a fault that stays never is.
        assert failed or set(found.hosts) == everyone, found.told
        if times is None and page != "last":
            assert failed, f"{found.told}: {len(found.hosts)} hosts"
        assert sandbox.token("ansible") not in found.told


@pytest.mark.parametrize("fault", ["401", "login page", "anonymous", "half"])
def test_failed_catalog_loses_no_host(sandbox, parse, fault):
    sandbox.faults.add(**FAULTS[fault], path="form/list")
    found = parse(sandbox, asset_types=["Rack"])
    assert "Completely failed to parse" in found.error
    assert found.hosts == {}


def test_failure_ends_the_run_though_another_source_is_well(sandbox, parse, tmp_path):
    other = tmp_path / "static.yml"
    other.write_text("all: {hosts: {one: {}}}")
    sandbox.faults.add("login_page", path="index/query")
    found = parse(sandbox, asset_types=["Rack"], _others=[str(other)])
    assert "Completely failed to parse" in found.error


def test_file_of_another_plugin_is_left_alone(sandbox, parse):
    found = parse(sandbox, _text="all: {hosts: {one: {}}}", _env=ENABLED)
    assert set(found.hosts) == {"one"}


ENABLED = {"ANSIBLE_INVENTORY_ENABLED": "assetops.aip.aip,auto,yaml"}


def test_user_who_may_not_browse_has_no_empty_inventory(sandbox, parse):
    found = parse(sandbox, token=sandbox.token("guest"), asset_types=["Rack"])
    assert found.error
    assert found.hosts == {}


# -- limits, and the last good result --


def test_min_hosts(sandbox, parse):
    nobody = {"asset_types": ["Rack"], "filters": [{"field": "name", "value": "no such"}]}
    assert "min_hosts: the server returned 0 hosts" in parse(sandbox, **nobody).told
    assert parse(sandbox, **nobody, min_hosts=0).error == ""
    assert "must be at least 9" in parse(sandbox, asset_types=["Rack"], min_hosts=9).told


def test_max_shrink_percent(sandbox, parse):
    options = {"asset_types": ["Rack"], "max_shrink_percent": 25}
    assert len(parse(sandbox, **options).hosts) == 8
    for name in ("rack-07", "rack-08"):
        sandbox.remove_asset(sandbox.asset_id(name))
    assert len(parse(sandbox, **options).hosts) == 6  # just 25 %
    for name in ("rack-05", "rack-06"):
        sandbox.remove_asset(sandbox.asset_id(name))
    for _time in range(2):  # what was refused does not count as the last good result
        found = parse(sandbox, **options)
        assert "returned 4 hosts, and there were 6: a 33 % drop (limit 25 %)" in found.told
        assert found.hosts == {}
    stale = parse(sandbox, **options, on_error="stale")
    assert len(stale.hosts) == 6
    assert "max_shrink_percent" in stale.told


def kept_files(folder):
    """The files of last good results."""
    return sorted((folder / "home" / "assetops.aip").iterdir())


def test_stale_result_is_used_and_its_age_is_told(sandbox, parse, tmp_path):
    options = {
        "asset_types": ["Server"],
        "on_error": "stale",
        "group_by": [{"field": "Rack", "parents": ["location"]}],
    }
    good = parse(sandbox, **options)
    (kept,) = kept_files(tmp_path)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert sandbox.token("ansible") not in kept.read_text()
    data = json.loads(kept.read_text())
    kept.write_text(json.dumps({**data, "time": data["time"] - 7200}))
    sandbox.faults.add("login_page", path="index/query", after=1)
    found = parse(sandbox, **options, page_size=20)
    assert not found.error
    assert (found.hosts, found.groups) == (good.hosts, good.groups)
    assert "using the hosts from 2 hours ago" in found.told
    assert "because of an error: could not search for assets" in found.told
    found = parse(sandbox, **options, max_stale=7000)
    assert found.hosts == {}
    assert "the last good result is 2 hours old, older than max_stale allows" in found.told


@pytest.mark.parametrize("content", ["", "[]", '{"form": 1}', '{"form": 2, "members": []}'])
def test_stale_without_a_last_good_result_fails(sandbox, parse, tmp_path, content):
    options = {"asset_types": ["Rack"], "on_error": "stale"}
    parse(sandbox, **options)
    (kept,) = kept_files(tmp_path)
    kept.write_text(content)
    sandbox.switch(plugin="missing")
    found = parse(sandbox, **options)
    assert found.hosts == {}
    assert "there is no last good result" in found.told


def test_stale_does_not_hide_what_the_user_wrote(sandbox, parse):
    parse(sandbox, asset_types=["Rack"], on_error="stale")
    found = parse(sandbox, asset_types=["Rak"], on_error="stale")
    assert "there is no asset type 'Rak'; did you mean 'Rack'?" in found.told
    assert found.hosts == {}


@pytest.mark.parametrize(
    "body", ["[]", '{"a": ' * 900 + "1" + "}" * 900, '{"total": 1e999}', '"\\ud800"']
)
@pytest.mark.parametrize("path", ["index/query", "form/list"])
def test_stale_holds_whatever_an_answer_does(sandbox, parse, path, body):
    options = {"asset_types": ["Rack"], "on_error": "stale", "min_hosts": 1}
    good = parse(sandbox, **options)
    headers = {"X-AUSERNAME": "ansible", "Content-Type": "application/json"}
    sandbox.faults.add("error", path=path, status=200, body=body, headers=headers)
    found = parse(sandbox, **options)
    assert not found.error
    assert found.hosts == good.hosts
    assert "because of an error: " in found.told


# -- names that mean something else, and names that deceive --


def only(sandbox, *names):
    """The racks are these alone, all in one place."""
    for one in sandbox.assets("Rack"):
        sandbox.remove_asset(one["id"])
    return [sandbox.add_asset("Rack", name, system={"status": "In use"}) for name in names]


def test_asset_called_like_its_group_is_a_host(sandbox, parse):
    names = ["status_In_use", "asset_type_Rack", "given", "keyed_Rack", "plain"]
    only(sandbox, *names)
    found = parse(
        sandbox,
        asset_types=["Rack"],
        group_by=[{"field": "status", "parent_group": "plain"}, {"field": "asset_type"}],
        groups={"given": True},
        keyed_groups=[{"key": "aip_asset_type", "prefix": "keyed", "parent_group": "above"}],
        compose={"composed": "aip_name"},
    )
    assert not found.error
    assert set(found.hosts) == set(names)
    for group in ("status_In_use", "asset_type_Rack", "given", "keyed_Rack"):
        assert found.in_group(group) == set(names), group
    assert found.groups["plain"] == {"hosts": [], "children": ["status_In_use"]}
    assert found.groups["above"] == {"hosts": [], "children": ["keyed_Rack"]}
    for name in names:
        assert found.hosts[name]["aip_name"] == found.hosts[name]["composed"] == name
        assert found.hosts[name]["inventory_file"].endswith("x.aip.yml")


def test_asset_called_like_a_group_of_another_source_is_a_host(sandbox, parse, tmp_path):
    only(sandbox, "web", "db")
    (tmp_path / "first.yml").write_text(
        "all: {children: {web: {hosts: {w1: {}}, vars: {port: 80}}}}"
    )
    found = parse(sandbox, asset_types=["Rack"], _others=[str(tmp_path / "first.yml")])
    assert not found.error
    assert set(found.hosts) == {"web", "db", "w1"}
    assert found.in_group("web") == {"w1"}
    assert found.in_group("ungrouped") == {"web", "db"}
    assert found.hosts["web"]["aip_name"] == "web"
    assert "port" not in found.hosts["web"]


@pytest.mark.parametrize("name", ["all", "ungrouped", "localhost", "127.0.0.1"])
def test_reserved_name_of_a_host_is_refused_with_the_asset(sandbox, parse, name):
    (asset,) = only(sandbox, name)
    found = parse(sandbox, asset_types=["Rack"])
    assert found.hosts == {}
    words = f"hostnames: asset {asset} ('{name}') would be the host '{name}', a name that has a meaning of its own"
    assert words in found.told
    named = parse(sandbox, asset_types=["Rack"], hostnames=["rack-{{ aip_id }}"])
    assert set(named.hosts) == {f"rack-{asset}"}


@pytest.mark.parametrize("name", ["all", "ungrouped", "_meta"])
def test_reserved_name_of_a_group_is_refused(sandbox, parse, name):
    only(sandbox, name)
    found = parse(
        sandbox, asset_types=["Rack"], hostnames=["id"], group_by=[{"field": "name", "prefix": ""}]
    )
    words = f"group_by: '{name}' would be the group '{name}', which Ansible reserves: set a prefix"
    assert words in found.told


def test_group_that_would_contain_itself_is_one_sentence(sandbox, parse):
    only(sandbox, "one")
    found = parse(
        sandbox,
        asset_types=["Rack"],
        group_by=[
            {"field": "status", "parent_group": "asset_type_Rack"},
            {"field": "asset_type", "parent_group": "status_In_use"},
        ],
    )
    words = "the group 'asset_type_Rack' cannot be a child of the group 'status_In_use'"
    assert words in found.told
    assert "set other prefixes or parents" in found.told
    assert "Traceback" not in found.told


def test_names_that_become_one_group_are_told(sandbox, parse):
    only(sandbox, "a b", "a-b", "c")
    found = parse(sandbox, asset_types=["Rack"], group_by=[{"field": "name", "prefix": "n"}])
    assert found.in_group("n_a_b") == {"a b", "a-b"}
    (told,) = [one for one in found.warnings if "are all the group" in one]
    assert "'n_a b', 'n_a-b' are all the group 'n_a_b'" in told


ODD = "srv\x1b[2J\u202egnp"
ESCAPED = "srv\\u001b[2J\\u202egnp"


def test_no_name_steers_the_terminal(sandbox, parse):
    (odd, _plain) = only(sandbox, ODD, "plain")
    found = parse(sandbox, asset_types=["Rack"], group_by=[{"field": "name"}])
    assert set(found.hosts) == {ESCAPED, "plain"}
    assert found.hosts[ESCAPED]["aip_name"] == ODD
    assert f"control or invisible characters in the names of asset {odd} are escaped" in found.told
    assert not any({"\x1b", "\u202e"} & set(name) for name in found.groups)
    sandbox.add_asset("Rack", ODD)
    refused = parse(sandbox, asset_types=["Rack"])
    assert f"hostnames: '{ESCAPED}' is the name of asset" in refused.told
    assert not {"\x1b", "\u202e"} & set(refused.told)


# -- cache --

JSON_FILES = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile"}


def test_cache_gives_the_same_without_a_request(sandbox, parse, tmp_path):
    options = {
        "asset_types": ["Server"],
        **JSON_FILES,
        "cache_connection": str(tmp_path / "cache"),
        "group_by": [{"field": "Rack", "parents": ["location"]}],
    }
    first = parse(sandbox, **options)
    sandbox.journal.clear()
    second = parse(sandbox, **options)
    assert (second.hosts, second.groups) == (first.hosts, first.groups)
    assert len(sandbox.journal) == 0
    parse(sandbox, **options, _cache=False)  # as --flush-cache does
    assert len(sandbox.journal) > 0
    # Another question, and the same question in another file, are not answered from it.
    for other in ({"filters": [{"field": "name", "value": "srv-0001"}]}, {"_name": "y.aip.yml"}):
        sandbox.journal.clear()
        found = parse(sandbox, **{**options, **other})
        assert not found.error
        assert len(sandbox.journal) > 0


# -- options --

UNKNOWN = {
    "option": ({"min_host": 3}, "there is no option 'min_host'; did you mean 'min_hosts'?"),
    "type": ({"asset_types": ["Servr"]}, "there is no asset type 'Servr'"),
    "field of a host name": ({"hostnames": ["Hostnam"]}, "hostnames: there is no field 'Hostnam'"),
    "field of a group": ({"group_by": [{"field": "x"}]}, "group_by: there is no field 'x'"),
    "part of group_by": ({"group_by": [{"feld": "x"}]}, "feld. Supported parameters include"),
    "parents of no asset": (
        {"group_by": [{"field": "status", "parents": ["location"]}]},
        "group_by: 'status' does not refer to assets",
    ),
    "field": ({"fields": ["stat"]}, "fields: there is no field 'stat'"),
    "filter": ({"filters": [{"field": "status", "value": "Lent"}]}, "there is no status 'Lent'"),
    "number": ({"workers": 0}, "workers: must be between 1 and"),
    "percent": ({"max_shrink_percent": 120}, "max_shrink_percent: must be between 0 and 100"),
    "prefix": ({"variable_prefix": "a-"}, "a variable name cannot begin with 'a-'"),
    "no names": ({"hostnames": []}, "hostnames: at least one is needed"),
    "cloud": ({"deployment": "cloud"}, "AIP Cloud is not supported"),
    "page size": ({"page_size": 0}, "page_size: must be at least 1"),
    "dialect": ({"dialect": {"numbers": "words"}}, "value of numbers must be one of"),
    "template": ({"token": "{{ canary.x }}"}, "token: its template cannot be resolved"),
    "no url": ({"url": "NOT WRITTEN"}, "url"),
}


@pytest.mark.parametrize(("options", "words"), UNKNOWN.values(), ids=UNKNOWN)
def test_wrong_option_is_one_clear_sentence(sandbox, parse, options, words):
    found = parse(sandbox, **{"asset_types": ["Server"], **options})
    assert words in found.told
    assert found.hosts == {}
    assert "Completely failed to parse" in found.error
    assert "Traceback" not in found.told
    assert sandbox.token("ansible") not in found.told


def test_connection_from_environment_and_templates(sandbox, parse):
    env = {
        "AIP_URL": sandbox.url,
        "AIP_TOKEN": sandbox.token("ansible"),
        "AIP_PAGE_SIZE": "5",
        "AIP_DIALECT": '{"search_types_by": "name"}',
    }
    found = parse(None, asset_types=["Rack"], _env=env)
    assert len(found.hosts) == 8, found.told
    searches = [one for one in sandbox.journal.records() if "query" in one.path]
    assert {one.body["pageSize"] for one in searches} == {5}
    env = {"MY_URL": sandbox.url, "MY_TOKEN": sandbox.token("ansible"), "MY_SIZE": "4"}
    found = parse(
        None,
        url="{{ lookup('ansible.builtin.env', 'MY_URL') }}",
        token="{{ lookup('ansible.builtin.env', 'MY_TOKEN') }}",
        page_size="{{ lookup('ansible.builtin.env', 'MY_SIZE') }}",
        asset_types=["{{ 'Ra' ~ 'ck' }}"],
        _env=env,
    )
    assert len(found.hosts) == 8, found.told


def test_refused_login_tells_no_secret(sandbox, parse):
    found = parse(sandbox, token="canary-token", asset_types=["Rack"])
    assert found.error
    assert "canary" not in found.told


def examples():
    """The sources that the documentation shows, in the plugin's EXAMPLES and in docs/inventory.md."""
    blocks = [
        block.split("```")[0] for block in PAGE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    ]
    # Only one document may stand there; the others are comments.
    first, *others = re.split(r"(?m)^# Another file, .*\n(?:# [^:\n]*\n)*#\n", aip.EXAMPLES)
    uncommented = (re.sub(r"(?m)^# ?", "", one) for one in others)
    shown = list(map(yaml.safe_load, (first, *uncommented, *blocks)))
    return [one for one in shown if isinstance(one, dict) and "plugin" in one]


@pytest.mark.parametrize("number", range(3))
def test_example_gives_hosts(sandbox, parse, tmp_path, number):
    shown = examples()
    assert len(shown) == 3
    given = {"url": sandbox.url, "token": sandbox.token("ansible")}
    if "cache_connection" in shown[number]:
        given["cache_connection"] = str(tmp_path / "cache")
    found = parse(sandbox, **{**shown[number], **given})
    assert not found.error, found.told
    assert len(found.hosts) > 40
    assert len(found.groups) > 4
