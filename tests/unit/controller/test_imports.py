# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many of our files each plugin loads, so that none loads more by accident.

Neither a module that is sent nor Ansible's loader of collections finds compiled files: each file that is loaded is
compiled anew in every run. So what few tasks need is imported where they need it, by functions. If a test fails, move
the new import into such a function; or raise the number, if every task of that plugin needs the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

OURS = "ansible_collections.assetops.aip.plugins."
TREE = next(path for path in sys.path if (Path(path) / OURS.replace(".", "/")).is_dir())

WRITES = ("module_utils._apply.waves", "module_utils._apply.run", "module_utils._core.names")
MATCHES = ("module_utils._match", "module_utils._reconcile", *WRITES)
CONNECTS = ("module_utils._datacenter", "module_utils._http.client", "requests", *MATCHES)
READS = (*MATCHES, "jsonschema")
SINGLE = (*WRITES, "module_utils._match.scope", "module_utils._read.filtering")
LOADED = {
    # the most files that it may load, and what it must not load
    "action.aip_asset": (145, SINGLE),
    "action.aip_assets": (163, WRITES),
    "action.aip_asset_info": (123, READS),
    "action.aip_attachment": (141, WRITES),
    "action.aip_batch": (7, CONNECTS),
    "action.aip_export": (132, READS),
    "action.aip_host_mapping": (112, READS),
    "action.aip_probe": (128, READS),
    "action.aip_report": (67, CONNECTS),
    "action.aip_schema": (115, READS),
    "action.aip_validate": (61, CONNECTS),
    "action.aip_variables": (47, (*CONNECTS, "plugin_utils._audit.renderers")),
    "action.jira_issue": (190, READS),
    "action.jira_issue_info": (150, READS),
    "action.jira_mapping": (30, CONNECTS),
    "action.jira_project": (150, READS),
    "action.jira_sprint": (150, READS),
    "action.jira_webhook": (150, READS),
    "callback.api_stats": (1, CONNECTS),
    "filter.by_field": (30, CONNECTS),
    "filter.drift_issue": (60, CONNECTS),
    "filter.drift_summary": (30, CONNECTS),
    "filter.from_csv": (35, CONNECTS),
    "filter.issue_summary": (32, CONNECTS),
    "filter.jql_and": (30, CONNECTS),
    "filter.to_state": (35, CONNECTS),
    "inventory.aip": (125, READS),
    "lookup.aip_asset": (121, READS),
    "modules.aip_asset": (140, (*SINGLE, "yaml")),
}
UNCHANGED = 140
"""The most files that a module may load that finds its asset as declared."""

LOADS_EACH = """
import importlib, json, os, sys
import ansible.plugins.action, ansible.plugins.callback, ansible.plugins.inventory, ansible.plugins.lookup
import ansible.module_utils.basic
for name in sys.argv[1:]:
    sys.stdout.flush()
    if os.fork() == 0:
        before = set(sys.modules)
        importlib.import_module(OURS + name)
        print(json.dumps([name, sorted(set(sys.modules) - before)]), flush=True)
        os._exit(0)
    os.wait()
"""
RUNS = """
import atexit, json, runpy, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
runpy.run_module(OURS + sys.argv.pop(), run_name="__main__", alter_sys=True)
"""


def python(code, *args, **more):
    """What a new Python does."""
    done = subprocess.run(
        [sys.executable, "-c", f"OURS = {OURS!r}{code}", *args],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": TREE, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )
    assert done.returncode == 0, done.stderr[:2000]
    return done


@pytest.fixture(scope="module")
def loaded():
    """The modules that each plugin loads beyond what Ansible has loaded."""
    return dict(map(json.loads, python(LOADS_EACH, *LOADED).stdout.splitlines()))


def files_in(modules):
    """Those of our files; packages have none."""
    return [
        name.removeprefix(OURS)
        for name in modules
        if name.startswith(OURS) and Path(TREE, name.replace(".", "/") + ".py").is_file()
    ]


def unwanted(modules, refused):
    """Those of the modules that are refused, or in a room that is."""
    names = [name.removeprefix(OURS) for name in modules]
    return [name for name in names for one in refused if name == one or name.startswith(one + ".")]


@pytest.mark.parametrize("name", LOADED)
def test_plugin_loads_only_what_it_needs(loaded, name):
    most, refused = LOADED[name]
    assert unwanted(loaded[name], refused) == []
    found = files_in(loaded[name])
    assert len(found) <= most, f"{name} loads {len(found)} files: {', '.join(found)}"


def test_each_plugin_is_looked_at():
    kinds = ("action", "callback", "filter", "inventory", "lookup")
    folder = Path(TREE, OURS.replace(".", "/"))
    assert {
        f"{kind}.{path.stem}" for kind in kinds for path in folder.glob(f"{kind}/[!_]*.py")
    } == {name for name in LOADED if not name.startswith("modules.")}


@pytest.mark.parametrize("check", [False, True])
def test_module_that_changes_nothing_loads_nothing_that_writes(sandbox, check):
    sandbox.add_asset("Rack", "rack-old", system={"status": "In use"})
    args = {
        "url": sandbox.url,
        "token": sandbox.token("ansible"),
        "asset_type": "Rack",
        "name": "rack-old",
        "status": "In use",
        "_ansible_check_mode": check,
    }
    done = python(RUNS, "modules.aip_asset", input=json.dumps({"ANSIBLE_MODULE_ARGS": args}))
    assert json.loads(done.stdout)["changed"] is False
    modules = json.loads(done.stderr.splitlines()[-1])
    assert unwanted(modules, (*SINGLE, "yaml", "module_utils._datacenter.paging")) == []
    assert len(files_in(modules)) <= UNCHANGED
