# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example that users read is run, as a real play, against a sandbox of the seed `company`.

Examples are the EXAMPLES of modules, lookups, filters and tests, and the ```yaml blocks of README.md, of docs/ and of
the roles' pages that are plays or tasks of this collection. A block that cannot be run here has the comment
`<!-- not run: why -->` in the line before its fence. The connection is in the environment too, as those who write no
url expect it.

Each task of ours is followed by itself, and a play with roles of ours is run again: then nothing may change.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "assetops.aip."
BLOCK_PARTS = ("block", "rescue", "always")
TASK_LISTS = ("pre_tasks", "tasks", "post_tasks", *BLOCK_PARTS)
FENCE = re.compile(
    r"^(?P<before>[^\n]*)\n```ya?ml[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
NOT_RUN = re.compile(r"<!-- not run: \S.* -->")
FILE_OPTIONS = ("path", "src")
FOR_TEMPLATES = ("lookup", "filter", "test")


@dataclass(frozen=True)
class Example:
    """A piece of YAML that users may copy: where it stands, and what it says."""

    place: str
    text: str

    @property
    def plays(self):
        """The example as a playbook: as it is, or its tasks in a play of their own."""
        content = yaml.safe_load(self.text)
        return content if "hosts" in content[0] else [{"hosts": "localhost", "tasks": content}]


# -- finding examples --


def module_examples(path: Path) -> Iterator[Example]:
    """The EXAMPLES of a module, or of a plugin for templates."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            kind = "" if path.parent.name == "modules" else f"{path.parent.name} "
            yield Example(f"{kind}{path.stem}", ast.literal_eval(node.value))


def page_examples(path: Path) -> Iterator[Example]:
    """The plays and tasks among the YAML blocks of a page."""
    text = "\n" + path.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("text")) - 1
        example = Example(f"{path.relative_to(ROOT)}:{line}", found["text"])
        if not NOT_RUN.fullmatch(found["before"].strip()) and is_runnable(example.text):
            yield example


def state_files() -> dict[str, str]:
    """The state files that README shows, by the path in their first line."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = (re.match(r"# (\S+\.ya?ml)\n", block["text"]) for block in FENCE.finditer("\n" + text))
    return {match[1]: match.string for match in found if match}


def is_runnable(text: str) -> bool:
    """Whether a YAML block is a playbook, or a list of tasks of this collection."""
    content = yaml.safe_load(text)
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        return False
    return "hosts" in content[0] or (COLLECTION in text and "name" in content[0])


def all_examples() -> list[Example]:
    """Every example of the collection."""
    modules = sorted((ROOT / "plugins" / "modules").glob("*.py"))
    templating = [
        path for kind in FOR_TEMPLATES for path in sorted((ROOT / "plugins" / kind).glob("*.py"))
    ]
    pages = [path for path in [ROOT / "README.md"] if path.exists()]
    pages += sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("roles/*/README.md"))
    found = [example for path in [*modules, *templating] for example in module_examples(path)]
    return found + [example for path in pages for example in page_examples(path)]


# -- making them runnable --


def each_task_twice(node):
    """The play, block or task list with each task of ours followed by itself, which then must change nothing."""
    if isinstance(node, dict):
        return {
            key: each_task_twice(value) if key in TASK_LISTS else value
            for key, value in node.items()
        }
    tasks = []
    for task in node:
        if any(key.startswith(COLLECTION) for key in task):
            again = {
                **copy.deepcopy(task),
                "name": f"{task.get('name')} (again)",
                "register": "again",
            }
            tasks += [task, {**again, "failed_when": "again is failed or again is changed"}]
        else:
            tasks.append(each_task_twice(task))
    return tasks


def mentioned_files(node) -> Iterator[str]:
    """The relative paths of files that the tasks read."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in FILE_OPTIONS or key.endswith("_src"):
                for path in [value] if isinstance(value, str) else value:
                    if isinstance(path, str) and not path.startswith(("/", "{")):
                        yield path
            yield from mentioned_files(value)
    elif isinstance(node, list):
        for item in node:
            yield from mentioned_files(item)


def write_file(path: Path, text: str) -> None:
    """Write a file that an example reads; for a folder of state files, those of README, and what they attach."""
    if path.suffix:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    for name, content in state_files().items():
        write_file(path.parent / name, content)
        for attached in mentioned_files(yaml.safe_load(content)):
            write_file((path.parent / name).parent / attached, f"This is {attached}.\n")


def ansible_playbook(playbook: Path, sandbox: Sandbox, *options: str):
    """Run a playbook against the sandbox, in the playbook's folder, away from everything of this machine."""
    variables = {
        "aip_url": sandbox.url,
        "aip_token": sandbox.token("ansible"),
        "jira_url": sandbox.url,
        "jira_token": sandbox.token("ansible"),
        "jira_admin_token": sandbox.token("admin"),
        "jira_webhook_secret": "what Jira signs its events with",
        "jira_webhook_path_token": "K2pQ8vX4",
        "ansible_python_interpreter": sys.executable,
    }
    home = playbook.parent / "home"
    collections = next(path for path in sys.path if (Path(path) / "ansible_collections").is_dir())
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", "-i", "localhost,", "-c", "local",
         "-e", json.dumps(variables), *options, playbook.name],
        cwd=playbook.parent,
        env={
            **kept,
            "HOME": str(home),
            "AIP_URL": sandbox.url,
            "AIP_TOKEN": sandbox.token("ansible"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": collections,
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_PIPELINING": "1",
            "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


# -- the tests --


def run_example(example: Example, folder: Path) -> None:
    """Run an example, and tell what Ansible said if it does not end well."""
    plays = [{"gather_facts": False, **each_task_twice(play)} for play in example.plays]
    for name in mentioned_files(plays):
        write_file(folder / name, f"This is {name}.\n")
    playbook = folder / "playbook.yml"
    playbook.write_text(yaml.safe_dump(plays, sort_keys=False, width=200), encoding="utf-8")
    with Sandbox("company") as sandbox:
        done = ansible_playbook(playbook, sandbox)
        assert done.returncode == 0, f"{example.place}\n{done.stdout}\n{done.stderr}"
        assert "[WARNING]" not in done.stderr, done.stderr
        if any("roles" in play for play in plays):
            again = ansible_playbook(playbook, sandbox)
            assert "changed=0 " in again.stdout, f"{example.place}\n{again.stdout}\n{again.stderr}"


@pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.place)
def test_example_runs_and_a_second_time_changes_nothing(example, tmp_path):
    run_example(example, tmp_path)


def test_every_module_has_examples():
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert modules
    assert modules <= {example.place for example in all_examples()}


@pytest.mark.parametrize("kind", FOR_TEMPLATES)
def test_every_plugin_for_templates_has_examples(kind):
    plugins = {f"{kind} {path.stem}" for path in (ROOT / "plugins" / kind).glob("*.py")}
    assert plugins
    assert plugins <= {example.place for example in all_examples()}


# -- and the tests can fail --


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        pytest.param(
            {"asset_type": "Laptop", "name": "LT-1", "location": "Nowhere"},
            "there is no location 'Nowhere'",
            id="refused",
        ),
        pytest.param(
            {"asset_type": "Server", "name": "srv-0001", "update_encrypted": "always",
             "attributes": {"Console password": "s3cret"}},
            r"(?s)TASK \[Wrong \(again\)\].*fatal: .* changed: true",
            id="changed again",
        ),
    ],
)  # fmt: skip
def test_a_wrong_example_is_noticed(wrong, complaint, tmp_path):
    connection = {"url": "{{ aip_url }}", "token": "{{ aip_token }}"}
    task = {"name": "Wrong", "assetops.aip.aip_asset": {**connection, **wrong}}
    with pytest.raises(AssertionError, match=complaint):
        run_example(Example("wrong", yaml.safe_dump([task])), tmp_path)


@pytest.mark.parametrize(
    ("block", "runnable"),
    [
        ("- hosts: all\n  tasks: []\n", True),
        ("- name: x\n  assetops.aip.aip_asset: {}\n", True),
        ("- {asset_type: Laptop, name: x}\n", False),
        ("plugin: assetops.aip.aip\n", False),
    ],
    ids=["play", "tasks", "state file", "inventory"],
)
def test_what_is_run_of_a_page(block, runnable):
    assert is_runnable(block) is runnable


def test_blocks_of_a_page_are_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(
        "# Page\n\n```yaml\n- hosts: all\n```\n\n<!-- not run: needs Jira -->\n```yaml\n- hosts: none\n```\n\n"
        "```text\n- hosts: text\n```\n",
        encoding="utf-8",
    )
    assert [(one.place, one.text) for one in page_examples(page)] == [
        ("page.md:3", "- hosts: all\n")
    ]
