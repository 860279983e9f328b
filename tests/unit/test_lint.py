# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What we write, and what we show, passes the linters of those who keep it in git.

That is yamllint with its default rules, warnings included, and ansible-lint with the profile `production`: exports of
the seeds, dialect files, the examples of all pages and modules, `examples/state`, playbooks and roles.
"""

from __future__ import annotations

import ast
import itertools
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.yaml_text import yaml_text
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox
from ansible_collections.assetops.aip.tests.unit.test_examples import (
    FENCE,
    ROOT,
    Example,
    all_examples,
)

linter = pytest.importorskip("yamllint.linter")
config = pytest.importorskip("yamllint.config")

DEFAULT = config.YamlLintConfig("extends: default")
"""The rules for files."""
PIECE = config.YamlLintConfig("extends: default\nrules: {document-start: disable}")
"""The rules for what is shown: a piece of a file."""
HOUSE = config.YamlLintConfig(
    "extends: default\n"
    "rules: {line-length: {max: 125}, comments: {min-spaces-from-content: 1}, octal-values: enable}"
)
"""The rules for the collection's own playbooks and roles, which nobody copies: those of ansible-lint, and shorter."""
PLUGINS = ("modules", "lookup", "inventory", "filter", "test")


def findings(text: str, rules: object = DEFAULT) -> list[str]:
    """What yamllint has to say, warnings included."""
    lines = text.split("\n")
    return [f"{one}: {lines[one.line - 1][:100]!r}" for one in linter.run(text, rules)]


def examples() -> list[Example]:
    """Every piece of YAML on the pages, run or not, and the EXAMPLES of every plugin."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = []
    for path in [*pages, *sorted(ROOT.glob("roles/*/README.md"))]:
        text = "\n" + path.read_text(encoding="utf-8")
        for fence in FENCE.finditer(text):
            line = text.count("\n", 0, fence.start("text")) - 1
            found.append(Example(f"{path.relative_to(ROOT)}:{line}", fence["text"]))
    for path in (one for kind in PLUGINS for one in sorted((ROOT / "plugins" / kind).glob("*.py"))):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
                text = ast.literal_eval(node.value).lstrip("\n")
                found.append(Example(f"{path.parent.name}/{path.stem}", text))
    return found


def files(*patterns: str) -> list[Path]:
    """Files of the repository."""
    return [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]


# -- what is shown, and what is shipped --


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.place)
def test_examples(example):
    assert findings(example.text, PIECE) == []


@pytest.mark.parametrize("path", files("examples/*/*.yml"), ids=lambda path: path.name)
def test_state_files(path):
    assert findings(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    files("playbooks/*.yml", "roles/**/*.yml", "meta/*.yml"),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_playbooks_and_roles(path):
    assert findings(path.read_text(encoding="utf-8"), HOUSE) == []


# -- what is written --

KINDS = {"company": ("Rack", "Laptop"), "every_field": ("Widget", "Widget")}
"""The type that the probe may write, and one that has serial numbers."""
SPLITS = ("asset_type", "location", "status", "belongs_to_group")


@pytest.fixture(scope="module", params=sorted(KINDS))
def repository(request, tmp_path_factory):
    """A repository with exports of a seed, split in several ways, a schema, and a dialect file."""
    return request.param, tmp_path_factory.mktemp(request.param)


def fill(run, seed, folder):
    """Write to a folder all that we write."""
    schema = str(folder / "aip.schema.json")
    with Sandbox(seed) as sandbox:
        long = "A text that is longer than a line: https://example.com/" + "x/" * 60 + " and more."
        for number, name in enumerate((long, "{{ name }}", "yes", "0o14", "two\n\nlines ", "- ")):
            sandbox.add_asset(
                KINDS[seed][1], name, system={"serialNumber": f"{number} {long} " * 3}
            )
        for field in SPLITS:
            dest = str(folder / "assets" / field)
            done = run(sandbox, "aip_export", dest=dest, split_by=field, schema=schema)
            assert not done["failed"], done["msg"]
        assert not run(sandbox, "aip_schema", dest=schema)["failed"]
        paths = {"dialect_file": folder / "dialect.yml", "report_file": folder / "probe.md"}
        options = {name: str(path) for name, path in paths.items()}
        done = run(sandbox, "aip_probe", write=True, asset_type=KINDS[seed][0], **options)
        assert not done["failed"], done["msg"]


def test_written_files(run, repository):
    seed, folder = repository
    fill(run, seed, folder)
    paths = sorted(folder.rglob("*.yml"))
    assert len(paths) > len(SPLITS)
    assert [(path.name, one) for path in paths for one in findings(path.read_text("utf-8"))] == []


def ansible_lint(folder):
    """Let ansible-lint look at a folder as at a repository, with the profile `production`."""
    command = Path(sys.executable).with_name("ansible-lint")
    if not command.exists():
        pytest.skip("ansible-lint is not installed beside this Python")
    (folder / ".ansible-lint").write_text("---\nprofile: production\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    collections = next(path for path in sys.path if (Path(path) / "ansible_collections").is_dir())
    done = subprocess.run(
        [str(command), "--offline", "--nocolor", "--strict"],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
            "ANSIBLE_COLLECTIONS_PATH": collections,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stderr


def test_ansible_lint_accepts_what_is_written(run, repository):
    seed, folder = repository
    if not (folder / "assets").exists():
        fill(run, seed, folder)
    shutil.copytree(ROOT / "examples" / "state", folder / "state")
    ansible_lint(folder)


def test_ansible_lint_accepts_the_examples(tmp_path):
    (tmp_path / "playbooks").mkdir()
    for number, example in enumerate(all_examples()):
        text = example.text.lstrip("\n")
        if "hosts" not in yaml.safe_load(text)[0]:
            head = "- name: An example\n  hosts: localhost\n  gather_facts: false\n  tasks:\n"
            text = head + textwrap.indent(text, "    ")
        (tmp_path / "playbooks" / f"example{number}.yml").write_text(f"---\n{text}", "utf-8")
    ansible_lint(tmp_path)


# -- and the tests can fail --


@pytest.mark.parametrize(
    "text", ["---\n- a:\n  - b\n", "---\na: " + "b " * 50, "a: 1\n", "---\na: yes\n"]
)
def test_a_wrong_file_is_noticed(text):
    assert findings(text)


def test_deep_lists_pass_too():
    nested = list(
        itertools.accumulate(range(4), lambda inner, _n: [{"a key": inner, "b": [1, "2"]}])
    )
    assert findings(f"---\n{yaml_text(nested[-1])}") == []
