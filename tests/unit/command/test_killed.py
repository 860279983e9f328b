# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run that is killed, at any point, is finished by the next one: every asset is there, and none twice."""

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

    def __init__(self, sandbox, home):
        self.sandbox = sandbox
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
            [sys.executable, "-c", MODULE],
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
        out, err = self.start(**more).communicate(timeout=120)
        result = json.loads(out)
        assert not result.get("failed"), (result.get("msg"), err)
        return result

    def kill_after(self, writes, signal_number=signal.SIGKILL, **more):
        """A run that is killed once so many writes have arrived; whether it was still at work then."""
        process = self.start(**more)
        end = time.monotonic() + 60
        while len(self.sandbox.journal.writes()) < writes and process.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.002)
        was_running = process.poll() is None
        process.send_signal(signal_number)
        process.communicate()
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
