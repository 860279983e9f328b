# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pages say of options, their names, types, choices and defaults, is what the argument specs hold."""

from __future__ import annotations

import importlib

import pytest
import yaml
from ansible_collections.assetops.aip.plugins import doc_fragments, modules
from ansible_collections.assetops.aip.plugins.module_utils._module.options import AIP
from ansible_collections.assetops.aip.tests.unit.plugins.modules.returned import all_modules

PLAIN = {"type": "str", "choices": None, "default": None, "required": False, "elements": None}
# Their specs are those of their actions.
OF_CONTROLLER = {"aip_batch", "aip_report", "aip_validate", "aip_variables", "jira_mapping"}


def options_of(page):
    """The options of a page, with those of its fragments."""
    options = {}
    names = page.get("extends_documentation_fragment", [])
    for name in [names] if isinstance(names, str) else names:
        file, _dot, part = name.removeprefix("assetops.aip.").partition(".")
        if not name.startswith("assetops.aip."):
            continue
        fragment = importlib.import_module(f"{doc_fragments.__name__}.{file}").ModuleDocFragment
        options |= options_of(yaml.safe_load(getattr(fragment, (part or "documentation").upper())))
    for key, facts in (page.get("options") or {}).items():
        options[key] = {**options.get(key, {}), **facts}
    return options


def differences(documented, spec, place=""):
    """Where page and argument spec do not agree."""
    for name in sorted(documented.keys() ^ spec.keys()):
        yield f"{place}{name}: is only {'documented' if name in documented else 'in the spec'}"
    for name in documented.keys() & spec.keys():
        for fact, usual in PLAIN.items():
            said, held = (one[name].get(fact, usual) for one in (documented, spec))
            if said != held and not (fact == "default" and said in ([], {}) and held is None):
                yield f"{place}{name}: {fact} is documented as {said!r} and held as {held!r}"
        inner = documented[name].get("suboptions", {}), spec[name].get("options", {})
        yield from differences(*inner, f"{place}{name}.")


def test_differences_are_found():
    documented = {"a": {"type": "int"}, "b": {"suboptions": {"c": {"choices": ["x"]}}}, "d": {}}
    spec = {"a": {"type": "int", "default": 1}, "b": {"options": {"c": {}}}, "e": {}}
    assert {one.partition(" ")[0] for one in differences(documented, spec)} == {
        "a:",
        "b.c:",
        "d:",
        "e:",
    }


@pytest.mark.parametrize("name", [one for one in all_modules() if one not in OF_CONTROLLER])
def test_pages_and_specs_agree(name):
    module = importlib.import_module(f"{modules.__name__}.{name}")
    documented = options_of(yaml.safe_load(module.DOCUMENTATION))
    service = getattr(module, "SERVICE", AIP)
    assert list(differences(documented, {**service.spec, **module.SPEC})) == []
