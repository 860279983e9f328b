# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options are the same in the table of the modules, and as inventory and lookup document them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.doc_fragments import _connection
from ansible_collections.assetops.aip.plugins.inventory import aip
from ansible_collections.assetops.aip.plugins.lookup import aip_asset
from ansible_collections.assetops.aip.plugins.module_utils._module.options import CONNECTION_SPEC

PLUGINS = Path(aip.__file__).parents[1]
FACTS = ("type", "default", "choices", "required", "elements")


def fragment(name):
    """The options of one of our fragments."""
    tree = ast.parse((PLUGINS / "doc_fragments" / f"{name}.py").read_text(encoding="utf-8"))
    (found,) = [
        ast.literal_eval(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DOCUMENTATION"
    ]
    return yaml.safe_load(found)["options"]


def options_of(plugin):
    """The options that a plugin documents, with those of the fragments of ours that it takes in."""
    page = yaml.safe_load(plugin.DOCUMENTATION)
    merged = {}
    for name in page["extends_documentation_fragment"]:
        ours, _dot, rest = name.rpartition(".")
        for option, facts in fragment(rest).items() if ours == "assetops.aip" else ():
            merged.setdefault(option, {}).update(facts)
    return {**merged, **page["options"]}


def facts_of(described):
    """What can be compared of an option."""
    return {key: described[key] for key in FACTS if described.get(key) not in (None, False)}


@pytest.mark.parametrize("plugin", [aip, aip_asset], ids=["inventory", "lookup"])
def test_connection_is_documented_as_in_the_table(plugin):
    documented = options_of(plugin)
    for name, spec in CONNECTION_SPEC.items():
        assert facts_of(documented[name]) == facts_of(spec), name
        assert documented[name]["description"], name
        variable = f"AIP_{name.upper()}"
        assert spec["fallback"][1] == [variable]
        # Ansible's configuration takes no mapping from the environment: the table reads AIP_DIALECT.
        expected = None if spec["type"] == "dict" else [{"name": variable}]
        assert documented[name].get("env") == expected, name
    suboptions = {name: facts_of(one) for name, one in documented["dialect"]["suboptions"].items()}
    assert suboptions == {
        name: facts_of(one) for name, one in CONNECTION_SPEC["dialect"]["options"].items()
    }


@pytest.mark.parametrize(
    ("plugin", "other"),
    [(aip, {"plugin"}), (aip_asset, {"_terms", "default"})],
    ids=["inventory", "lookup"],
)
def test_own_options_are_documented_as_in_the_table(plugin, other):
    page = yaml.safe_load(plugin.DOCUMENTATION)
    documented = page["options"]
    if "assetops.aip._connection.workers" in page["extends_documentation_fragment"]:
        documented.update(yaml.safe_load(_connection.ModuleDocFragment.WORKERS)["options"])
    spec = {name: one for name, one in plugin.SPEC.items() if name != "names"}
    assert set(documented) == set(spec) | other
    for name, one in spec.items():
        assert facts_of(documented[name]) == facts_of(one), name
        inner = {key: facts_of(value) for key, value in one.get("options", {}).items()}
        if name != "filters":  # they are described at aip_asset_info
            outer = documented[name].get("suboptions", {})
            assert {key: facts_of(value) for key, value in outer.items()} == inner, name
