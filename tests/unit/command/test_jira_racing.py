# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Playbooks that create one issue: several at once, and one after another that was killed. There is one issue then."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ..plugins.modules.jiras import login

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.jira_issue: "{{ options }}"
      register: done
      ignore_errors: true
    - ansible.builtin.copy: {content: "{{ done | to_json }}", dest: "{{ result }}", mode: "600"}
"""
NEW = {
    "project": "OPS",
    "unique_id": "disk/web-01",
    "issue_type": "Task",
    "summary": "Disk full",
    "comments": [{"text": "state 1", "marker": "state"}, {"text": "once"}],
}


class Controller:
    """A machine with Ansible and a home of its own, unless it is given another one's."""

    def __init__(self, sandbox, folder, home=None):
        self.sandbox, self.folder, self.home = sandbox, folder, home or folder / "home"
        folder.mkdir(exist_ok=True)
        (folder / "play.yml").write_text(PLAYBOOK)

    def start(self, **more):
        """A run that has begun."""
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        options = {**login(self.sandbox), **NEW, **more}
        (self.folder / "vars.json").write_text(
            json.dumps({"options": options, "result": str(result)})
        )
        with (self.folder / "log.txt").open("wb") as log:
            return subprocess.Popen(
                [str(Path(sys.executable).with_name("ansible-playbook")), "play.yml", "-e", "@vars.json"],
                cwd=self.folder,
                env={
                    "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(self.folder),
                    "ANSIBLE_HOME": str(self.home), "ANSIBLE_COLLECTIONS_PATH": TREE,
                    "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def end(self, process):
        """What a run ends in."""
        process.wait(timeout=300)
        result = self.folder / "result.json"
        assert result.exists(), (self.folder / "log.txt").read_text()
        return {"failed": False, **json.loads(result.read_text())}

    def succeeds(self, **more):
        """The result of a run that is left alone."""
        result = self.end(self.start(**more))
        assert not result["failed"], result["msg"]
        return result

    def is_silent(self):
        """Make sure that a run has nothing to do."""
        self.sandbox.journal.clear()
        assert not self.succeeds()["changed"]
        assert self.sandbox.journal.writes() == []

    def age_notes(self, seconds):
        """Let time pass for what earlier runs noted."""
        for note in self.home.rglob("issues/*"):
            then = note.stat().st_mtime - seconds
            os.utime(note, (then, then))


def there(sandbox):
    """The keys of the issues with the identity, and the comments of all of them."""
    rows = sandbox.site.jira.rows
    found = [
        one
        for one in rows.all("issue")
        if rows.properties("issue", str(one["id"])).get("assetops.aip", {}).get("unique_id")
        == NEW["unique_id"]
    ]
    comments = [row["body"] for one in found for row in rows.of("comment", one["id"])]
    return [one["key"] for one in found], sorted(comments)


def arrival(sandbox):
    """Set once a creation has arrived."""
    arrived = threading.Event()

    def middleware(inner):
        def application(environ, start):
            if environ["REQUEST_METHOD"] == "POST" and re.search(r"/issue$", environ["PATH_INFO"]):
                arrived.set()
            return inner(environ, start)

        return application

    sandbox.surround(middleware)
    return arrived


# --- killed --------------------------------------------------------------------------------------

POINTS = {
    "before the creation is carried out": "silence",
    "before its answer": "silence_after",
    "while it waits for the search": None,
}


@pytest.mark.parametrize("profile", ["dc-10", "cloud"])
@pytest.mark.parametrize("home", ["the same home", "another home"])
@pytest.mark.parametrize("point", POINTS)
def test_killed(open_sandbox, tmp_path, point, home, profile):
    sandbox = open_sandbox(switches={"profile": profile, "index_lag": 3})
    arrived = arrival(sandbox)
    if POINTS[point]:
        sandbox.faults.add(POINTS[point], method="POST", path=r"/issue$")
    one = Controller(sandbox, tmp_path / "one")
    process = one.start()
    assert arrived.wait(60)
    time.sleep(0.5)  # it is under way
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    sandbox.faults.clear()
    is_there = len(there(sandbox)[0])
    assert is_there == (POINTS[point] != "silence")
    next_one = one if home == "the same home" else Controller(sandbox, tmp_path / "two")
    one.age_notes(50)
    result = next_one.succeeds()
    assert result["changed"]
    assert there(sandbox) == ([result["issue"]["key"]], ["once", "state 1"])
    time.sleep(4)
    one.is_silent()
    next_one.is_silent()


# --- at once -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lag", [0, 2, 30])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("homes", ["one home", "own homes"])
def test_at_once(open_sandbox, tmp_path, homes, count, lag):
    """Runs with one home wait for each other; of those with their own, the younger issues go again."""
    if lag == 30 and count == 2 and homes == "one home":
        pytest.skip("three runs with one home and this lag are tried, which takes a minute")
    sandbox = open_sandbox(switches={"index_lag": lag})
    home = tmp_path / "shared" if homes == "one home" else None
    controllers = [Controller(sandbox, tmp_path / f"c{n}", home) for n in range(count)]
    started = [one.start() for one in controllers]
    results = [one.end(process) for one, process in zip(controllers, started)]
    for result in results:
        assert not result["failed"], result["msg"]
    keys, comments = there(sandbox)
    assert len(keys) == 1
    assert {result["issue"]["key"] for result in results} == set(keys)
    assert comments == ["once", "state 1"]
    time.sleep(min(lag + 1, 5))
    controllers[0].is_silent()
    controllers[-1].is_silent()


@pytest.mark.parametrize("wait", [0, 2])
def test_at_once_without_waiting_for_the_search(open_sandbox, tmp_path, wait):
    """The index lags for longer than the runs wait: the issues created before are read by their keys."""
    sandbox = open_sandbox(switches={"index_lag": 30})
    controllers = [Controller(sandbox, tmp_path / f"c{n}") for n in range(3)]
    started = [one.start(wait_for_index=wait) for one in controllers]
    results = [one.end(process) for one, process in zip(controllers, started)]
    for result in results:
        assert not result["failed"], result["msg"]
    assert len(there(sandbox)[0]) == 1
    sandbox.advance(40)
    for one in controllers:
        one.is_silent()
