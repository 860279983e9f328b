# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What aip_export writes: state files that are read as they were meant, and that the schema of their server accepts."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.plugin_utils._state_files.load import load
from ansible_collections.assetops.aip.plugins.plugin_utils._validation import find_problems
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

pytest.importorskip("hypothesis")
from ansible_collections.assetops.aip.tests.unit.plugins.modules.assets_of import stock, worlds
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_assets_random import (
    examples,
)
from ansible_collections.assetops.aip.tests.unit.plugins.modules.test_aip_export import Reader
from hypothesis import given

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def plain():
    with Sandbox("every_field") as sandbox:
        yield sandbox


def exported(run, sandbox, folder):
    """The assets of an export, as aip_assets reads them, with their places; and as any reader of YAML does."""
    result = run(sandbox, "aip_export", dest=str(folder))
    assert not result["failed"], result["msg"]
    loaded = load([str(folder)], str(folder), lambda text: text)
    others = [
        asset
        for path in sorted(folder.glob("*.yml"))
        for asset in yaml.load(path.read_text(encoding="utf-8"), Reader)
    ]
    return loaded, json.loads(json.dumps(others, default=str))


def anchored(assets, folder):
    """The assets with absolute paths of their files."""
    return [
        {
            key: [{**file, "path": str(folder / file["path"])} for file in value]
            if key == "attachments"
            else value
            for key, value in asset.items()
        }
        for asset in assets
    ]


def check(run, sandbox, folder):
    loaded, others = exported(run, sandbox, Path(folder))
    assert loaded.assets == anchored(others, folder)
    schema = run(sandbox, "aip_schema")["schema"]
    assert find_problems(loaded.assets, loaded.origins, schema) == []
    return loaded


HOSTILE = (
    "{{ lookup('pipe', 'id') }}", "{% if x %}", "{# x #}", "yes", "00123", "1e3", "0o14", "12:30", "null", "- x", "# x",
    "<<<<<<< HEAD", ">>>>>>> x", "=======", "a\\b\"c'd", "x" * 200, "word " * 60 + "end",
    "\ufeffname", "a\u202eb", "__ansible_vault",
)  # fmt: skip


def test_hostile_names_and_texts_are_read_back(run, plain, tmp_path):
    plain.reset()
    for number, text in enumerate(HOSTILE):
        for key in ({"serialNumber": text}, {}):
            attributes = {} if key else {"Text": f"{text}\n{text}\n"}
            name = text if key else f"{text} {number}"
            plain.add_asset("Widget", name[:250], system=key, attributes=attributes)
    loaded = check(run, plain, tmp_path)
    names = {one["name"] for one in plain.assets()}
    assert {asset["name"] for asset in loaded.assets} == names
    assert {text[:250] for text in HOSTILE} <= names
    assert "!unsafe" in (tmp_path / "widget.yml").read_text("utf-8")
    applied = run(plain, "aip_assets", assets=loaded.assets, check=True)
    assert not applied["failed"], applied["msg"]
    assert not applied["changed"]


@pytest.mark.parametrize("seed", ["company", "every_field"])
def test_the_files_of_a_seed_are_right(run, open_sandbox, tmp_path, seed):
    sandbox = open_sandbox(seed)
    assert len(check(run, sandbox, tmp_path).assets) == sandbox.count()


@examples(25)
@given(world=worlds(stocked=(1, 9), new=(0, 0), scoped=False))
def test_the_files_of_random_inventories_are_right(plain, run, tmp_path_factory, world):
    plain.reset()
    stock(plain, world)
    check(run, plain, tmp_path_factory.mktemp(f"export-{next(NUMBERS)}"))
