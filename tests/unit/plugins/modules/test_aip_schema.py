# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The schema of a server: read from its catalogs alone, the same bytes each time, written only if they differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.assetops.aip.tests.sandbox import sandbox as sandbox_module
from ansible_collections.assetops.aip.tests.unit.plugins.modules import returned


@pytest.fixture
def dest(tmp_path):
    return tmp_path / "schemas" / "aip.schema.json"


def test_file_is_written_once(run, sandbox, dest):
    planned = run(sandbox, "aip_schema", check=True, dest=str(dest))
    assert not dest.parent.exists()
    result = run(sandbox, "aip_schema", dest=str(dest))
    assert result["changed"]
    assert planned["changed"]
    assert planned["diff"] == result["diff"]
    text = dest.read_text(encoding="utf-8")
    assert result["diff"]["after"] == text
    assert json.loads(text) == result["schema"]
    before = dest.stat()
    for check in (False, True):
        again = run(sandbox, "aip_schema", check=check, dest=str(dest))
        assert not again["changed"]
        assert again["diff"] == {"before": "", "after": ""}
    assert (dest.stat().st_ino, dest.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    returned.seen_in("aip_schema", again)


def test_only_catalogs_are_read(run, every_field):
    result = run(every_field, "aip_schema")
    assert not result["changed"]
    assert result["dest"] is None
    assert not every_field.journal.writes()
    paths = [record.path for record in every_field.journal.records()]
    assert [path for path in paths if not path.endswith(("form/list.json", "location.json"))] == []
    assert len(paths) == 2


def test_change_of_the_server_is_a_change_of_the_file(run, sandbox, dest):
    dest.parent.mkdir()
    dest.write_text("{}\n", encoding="utf-8")
    result = run(sandbox, "aip_schema", dest=str(dest), asset_types=["Laptop", "1", "Laptop"])
    assert result["changed"]
    assert result["diff"]["before"] == "{}\n"
    types = result["schema"]["definitions"]["fields"]["properties"]["asset_type"]["anyOf"]
    assert types[0]["enum"] == ["Laptop", "Rack"]


PROBLEMS = {
    "unknown type": (
        {"asset_types": ["Lptop", "Rack", "x"]},
        ["asset_types: there is no asset type 'Lptop'; did you", "asset_types: there is no asset type 'x'"],
    ),
    "no types": ({"asset_types": []}, ["asset_types: is empty; leave it out for all types"]),
    "a folder": ({"dest": "{}"}, ["dest: cannot read '"]),
}  # fmt: skip


@pytest.mark.parametrize(("options", "sentences"), PROBLEMS.values(), ids=PROBLEMS)
@pytest.mark.parametrize("check", [False, True], ids=["real", "check"])
def test_wrong_options(options, sentences, check, run, sandbox, tmp_path):
    dest = options.get("dest", "{}/x.json").format(tmp_path)
    result = run(sandbox, "aip_schema", check=check, **{**options, "dest": dest})
    assert result["failed"]
    assert len(result["problems"]) == len(sentences)
    assert all(map(str.startswith, result["problems"], sentences))
    assert list(tmp_path.iterdir()) == []
    returned.seen_in("aip_schema", result)


@pytest.mark.parametrize("path", ["form/list", "location", "."])
def test_login_that_does_not_count(path, run, sandbox, dest):
    """An anonymous answer must not become a schema that knows nothing."""
    sandbox.faults.add("anonymous", path=path)
    result = run(sandbox, "aip_schema", dest=str(dest))
    assert result["failed"]
    assert "treated the request as anonymous" in result["msg"]
    assert not dest.exists()
    returned.seen_in("aip_schema", result)


def test_server_without_types(run, open_sandbox, dest, tmp_path):
    seed = tmp_path / "seed.yml"
    people = Path(sandbox_module.__file__).with_name("seed") / "people.yml"
    seed.write_text(f"include: ['{people}']\n", encoding="utf-8")
    result = run(open_sandbox(str(seed)), "aip_schema", dest=str(dest))
    assert result["problems"] == [
        "asset_types: this user sees no asset type in AIP, so there is nothing to describe"
    ]
    assert not dest.exists()
