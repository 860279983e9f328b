# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that is killed, at any point, is finished by the next one, and runs that race end well: every asset is there,
and none twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

COUNT = 200
WIDGETS = 60
WRITES = 220  # with the references that have to wait
POINTS = sorted(random.Random(7).sample(range(1, WRITES), 8))

# The module in a process of its own, with its arguments from standard input.
MODULE = """
import json, sys
from ansible.module_utils.testing import patch_module_args
from ansible_collections.assetops.aip.plugins.modules import aip_assets
with patch_module_args(json.load(sys.stdin)):
    aip_assets.main()
"""


def declaration():
    """Widgets, and specimens that refer to one; in every seven, two more refer to each other."""
    widgets = [
        {"asset_type": "Widget", "name": f"w-{number:03d}", "attributes": {"Colour": "red"}}
        for number in range(WIDGETS)
    ]
    specimens = []
    for number in range(COUNT - WIDGETS):
        refs = [f"w-{number % WIDGETS:03d}"]
        if number % 7 in (0, 1) and number + 1 < COUNT - WIDGETS:
            refs.append(f"s-{number + 1 if number % 7 == 0 else number - 1:03d}")
        attributes = {"Asset List": refs, "Text": f"text {number}"}
        specimens.append(
            {"asset_type": "Specimen", "name": f"s-{number:03d}", "attributes": attributes}
        )
    return specimens + widgets


class Command:
    """The module as a command, with a home of its own."""

    program = (sys.executable, "-c", MODULE)

    def __init__(self, sandbox, home):
        self.sandbox, self.home = sandbox, home
        self.options = {
            "url": sandbox.url,
            "token": sandbox.token("ansible"),
            "assets": declaration(),
            "wait_for_index": 5,
        }
        tree = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": tree, "LC_ALL": "C.UTF-8",
        }  # fmt: skip

    def start(self, **more):
        process = subprocess.Popen(
            self.program,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        process.stdin.write(json.dumps({**self.options, **more}).encode())
        process.stdin.close()
        process.stdin = None
        return process

    def finish(self, **more):
        """A run that is left alone, and succeeds."""
        result = self.result(self.start(**more))
        assert not result.get("failed"), result.get("msg")
        return result

    def result(self, process):
        """What a run ends in."""
        return self.parse(*self.end(process))

    def end(self, process):
        """Wait for the end of a run: its result as text, and whatever else it printed."""
        return process.communicate(timeout=180)

    def parse(self, result, printed):
        """The result of a run."""
        assert result, printed
        return json.loads(result)

    def kill_after(self, writes, signal_number=signal.SIGKILL, waits=True, **more):
        """A run that is killed once so many writes have arrived; whether it was still at work then.

        Unless this process `waits` for it, it is a zombie afterwards.
        """
        process = self.start(**more)
        end = time.monotonic() + 60
        while len(self.sandbox.journal.writes()) < writes and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.002)
        was_running = process.poll() is None
        process.send_signal(signal_number)
        if waits:
            process.communicate()
        self.killed = process
        return was_running

    def all_is_there(self):
        """All declared assets, each once, and as declared."""
        declared = {(one["asset_type"], one["name"]): one for one in self.options["assets"]}
        counts = Counter(
            (one["type"], one["name"])
            for one in self.sandbox.assets()
            if (one["type"], one["name"]) in declared
        )
        assert [key for key, count in counts.items() if count > 1] == []
        assert set(counts) == set(declared)
        names = {one["id"]: one["name"] for one in self.sandbox.assets()}
        for one in self.sandbox.assets("Specimen"):
            wanted = declared.get((one["type"], one["name"]))
            if wanted:
                refs = {names[number] for number in one["attributes"]["Asset List"]}
                assert refs == set(wanted["attributes"]["Asset List"])


@pytest.fixture
def slow(open_sandbox):
    """A sandbox where each write takes a while, so that there is time to be killed in."""

    def start(**switches):
        sandbox = open_sandbox("every_field", switches)
        sandbox.faults.add("latency", path=r"inventory/asset(/\d+)?\.json$", seconds=0.01)
        return sandbox

    return start


def finish_and_look(command):
    """Run again, and once more in vain."""
    result = command.finish()
    command.all_is_there()
    command.sandbox.journal.clear()
    again = command.finish()
    assert not again["changed"], again["changes"]
    assert command.sandbox.journal.writes() == []
    return result


@pytest.mark.parametrize("point", POINTS)
def test_killed(slow, tmp_path, point):
    command = Command(slow(), tmp_path)
    assert command.kill_after(point)
    there = command.sandbox.count()
    result = finish_and_look(command)
    assert result["summary"]["created"] <= COUNT - (there - 8)


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_the_search_lags(slow, tmp_path, point):
    """The next run starts at once, while the search does not show the last creations yet."""
    command = Command(slow(index_lag=1.0), tmp_path)
    assert command.kill_after(point)
    finish_and_look(command)


def test_killed_while_it_waits_for_the_search(slow, tmp_path):
    command = Command(slow(index_lag=3.0), tmp_path)
    assert command.kill_after(COUNT + 20)
    time.sleep(0.3)
    finish_and_look(command)


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_interrupted_while_the_search_lags(slow, tmp_path, stop):
    """Ctrl-C, or a service manager that asks kindly."""
    command = Command(slow(index_lag=1.0), tmp_path)
    assert command.kill_after(100, stop)
    finish_and_look(command)


def test_killed_again_and_again(slow, tmp_path):
    command = Command(slow(index_lag=0.5), tmp_path)
    for _time in range(4):
        command.sandbox.journal.clear()
        command.kill_after(40)
    finish_and_look(command)


# --- Ansible itself is killed ---------------------------------------------------------------------------------------

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - assetops.aip.aip_assets: "{{ options }}"
      register: done
    - ansible.builtin.copy: {content: "{{ done | to_json }}", dest: "{{ result }}", mode: "600"}
"""


class Playbook(Command):
    """The module in a playbook, where a worker of Ansible does its work."""

    def start(self, **more):
        self.home.mkdir(exist_ok=True)
        (self.home / "play.yml").write_text(PLAYBOOK)
        given = {"options": {**self.options, **more}, "result": str(self.home / "result.json")}
        (self.home / "vars.json").write_text(json.dumps(given))
        (self.home / "result.json").unlink(missing_ok=True)
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        # No pipe, which would be read until the last orphan ends.
        with (self.home / "log.txt").open("wb") as log:
            return subprocess.Popen(
                [program, "play.yml", "-e", "@vars.json"],
                cwd=self.home,
                env={
                    **self.environment,
                    "ANSIBLE_COLLECTIONS_PATH": self.environment["PYTHONPATH"],
                    "ANSIBLE_LOCALHOST_WARNING": "false",
                    "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def end(self, process):
        process.wait(timeout=180)
        path = self.home / "result.json"
        return path.read_text() if path.exists() else "", (self.home / "log.txt").read_text()

    def has_no_orphans(self):
        """The workers of a killed run end, too; one that does not is ended here."""
        end = time.monotonic() + 20
        while orphans := [one for one in Path("/proc").glob("[0-9]*") if self.is_mine(one)]:
            if time.monotonic() > end:
                for one in orphans:
                    os.kill(int(one.name), signal.SIGKILL)
                raise AssertionError(orphans)
            time.sleep(0.1)

    def is_mine(self, process):
        """Whether the process works in this playbook's folder."""
        try:
            return (process / "cwd").readlink() == self.home
        except OSError:
            return False


@pytest.mark.parametrize("point", POINTS[::4])
@pytest.mark.parametrize("lag", [0, 1.0])
def test_ansible_itself_is_killed(slow, tmp_path, lag, point):
    """Its worker stops too, although nobody has told it, and the next run waits until it has."""
    playbook = Playbook(slow(index_lag=lag), tmp_path)
    assert playbook.kill_after(point)
    finish_and_look(playbook)
    playbook.has_no_orphans()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL], ids=["TERM", "KILL"])
def test_a_zombie_is_not_at_work(slow, tmp_path, stop):
    """Whoever started the killed run does not wait for it, as the first process of a container may not."""
    command = Command(slow(index_lag=1.0), tmp_path)
    assert command.kill_after(60, stop, waits=False)
    finish_and_look(command)
    command.killed.communicate()


def test_a_process_id_that_is_used_again_says_nothing(slow, tmp_path):
    """In a container the next run often has the number of the killed one: here the note has that of a living one."""
    command = Command(slow(index_lag=1.0), tmp_path)
    assert command.kill_after(60)
    (note,) = (one for one in tmp_path.rglob("assetops.aip/*-*-*") if one.is_file())
    first, rest = note.read_text().split("\n", 1)
    note.write_text(json.dumps({**json.loads(first), "process": os.getpid()}) + "\n" + rest)
    note.rename(note.with_name(note.name.split("-")[0] + f"-{os.getpid()}-x"))
    finish_and_look(command)


# --- runs that race -------------------------------------------------------------------------------------------------


def race(*commands, **more):
    """What runs end in that were started at the same time."""
    started = [command.start(**more) for command in commands]
    ended = [command.end(process) for command, process in zip(commands, started)]
    return [command.parse(*texts) for command, texts in zip(commands, ended)]


def race_of_controllers(*commands, **more):
    """The same for runs that know nothing of each other, where a list may change whenever it is read."""
    results = race(*commands, **more)
    for number, one in enumerate(results):
        if "it changes while it is being read; try again" in one.get("msg", ""):
            assert not one["changed"]
            results[number] = commands[number].result(commands[number].start(**more))
    return results


@pytest.mark.parametrize("kind", [Command, Playbook])
@pytest.mark.parametrize("lag", [0, 1.0])
def test_runs_on_one_controller_wait_for_each_other(slow, tmp_path, lag, kind):
    sandbox = slow(index_lag=lag)
    commands = [kind(sandbox, tmp_path / name) for name in "abc"]
    for command in commands:
        command.environment["ANSIBLE_HOME"] = str(tmp_path / "controller")
    results = race(*commands)
    assert [one.get("msg") for one in results if one.get("failed")] == []
    assert sum(one["summary"]["created"] for one in results) == COUNT
    commands[0].all_is_there()
    sandbox.journal.clear()
    assert not commands[0].finish()["changed"]


def few(command, count=40):
    """Fewer assets, with references among them."""
    command.options["assets"] = [
        one for one in declaration() if one["asset_type"] == "Widget"
    ][:count] + [
        {"asset_type": "Specimen", "name": f"x-{number}",
         "attributes": {"Asset List": [f"w-{number:03d}", f"w-{number + 1:03d}"]}}
        for number in range(count // 2)
    ]  # fmt: skip
    return command


@pytest.mark.parametrize("lag", [0, 1.0])
def test_runs_on_two_controllers_notice_what_both_have_created(slow, tmp_path, lag):
    sandbox = slow(index_lag=lag)
    commands = [few(Command(sandbox, tmp_path / name)) for name in "ab"]
    results = race_of_controllers(*commands)
    declared = {(one["asset_type"], one["name"]) for one in commands[0].options["assets"]}
    there = ((one["type"], one["name"]) for one in sandbox.assets())
    counts = Counter(one for one in there if one in declared)
    assert set(counts) == declared
    doubled = {f"{of} '{name}'" for (of, name), count in counts.items() if count > 1}
    named = {
        entry["asset"]: entry["msg"] for one in results for entry in one.get("failed_assets", ())
    }
    assert doubled == set(named)
    for one in sandbox.assets():
        label = f"{one['type']} '{one['name']}'"
        assert label not in named or str(one["id"]) in named[label]


@pytest.mark.parametrize("lag", [0, 1.0])
def test_runs_on_two_controllers_keep_the_oldest_if_that_is_asked_for(slow, tmp_path, lag):
    sandbox = slow(index_lag=lag)
    commands = [few(Command(sandbox, tmp_path / name)) for name in "ab"]
    results = race_of_controllers(*commands, on_duplicate="adopt_oldest")
    assert [one.get("msg") for one in results if one.get("failed")] == []
    commands[0].all_is_there()
    sandbox.journal.clear()
    for command in commands:
        assert not command.finish()["changed"]
    assert sandbox.journal.writes() == []
