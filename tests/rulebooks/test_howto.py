# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/eda_howto.md: its commands run in their order, and systemd accepts its unit."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

from .conftest import BIN, PATIENCE, TREE, free_port

PAGE = Path(__file__).resolve().parents[2] / "docs" / "eda_howto.md"
BLOCK = re.compile(r"^([^\n]*)\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind):
    """The blocks of a kind, each with the line before it; not those that can't be run."""
    found = BLOCK.findall("\n" + PAGE.read_text(encoding="utf-8"))
    return [(mark, text) for mark, one, text in found if one == kind and "not run:" not in mark]


class Reader:
    """Somebody who types the commands of the page, with other ports."""

    def __init__(self, folder, sandbox, port):
        self.folder, self._log = folder, folder / "rulebook.log"
        self._ports = {sandbox.url: "http://127.0.0.1:2990/jira", str(port): "5000"}
        self.environment = {
            "PATH": os.pathsep.join(
                [str(BIN), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": TREE,
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        }
        self.background = None

    def script(self, text):
        """Commands of the page, with our addresses."""
        for ours, theirs in self._ports.items():
            text = text.replace(theirs, ours)
        return text

    def type(self, text):
        """Run commands to their end; what they print."""
        done = subprocess.run(
            ["bash", "-euc", self.script(text)], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, text + done.stdout + done.stderr
        return done.stdout

    def leave_running(self, text):
        """Start a command in the background."""
        with self._log.open("wb") as log:
            self.background = subprocess.Popen(
                ["bash", "-euc", self.script(text)], cwd=self.folder, env=self.environment,
                start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def until(self, shown):
        """Wait until the rulebook has shown this."""
        for _attempt in range(PATIENCE * 5):
            if shown in self._log.read_text(encoding="utf-8"):
                return
            time.sleep(0.2)
        raise AssertionError(self._log.read_text(encoding="utf-8"))

    def stop(self):
        """End what was left running."""
        if self.background:
            os.killpg(self.background.pid, signal.SIGKILL)
            self.background.wait()


def test_its_commands_run_from_an_empty_folder_to_the_closed_issue(tmp_path):
    with Sandbox("company", {"webhook_dc_signature": True}) as sandbox:
        reader = Reader(tmp_path, sandbox, free_port())
        (_mark, prepare), *others = blocks("sh")
        variables = next(one for one in prepare.splitlines() if one.startswith("export "))
        reader.type(prepare)
        shown = []
        # The page has one port for the rulebook; its variable is not on the page.
        port = reader.script("5000")
        with (tmp_path / "rulebook" / "vars.yml").open("a", encoding="utf-8") as file:
            file.write(f"aip_eda_port: {port}\n")
        try:
            for mark, commands in others:
                text = f"{variables}\ncd rulebook\n{commands}"
                if "in the background" in mark:
                    reader.leave_running(text)
                    reader.until("jira_events listens on")
                    continue
                if "once the plan is applied" in mark:
                    reader.until("PLAY RECAP")
                shown.append(reader.type(text))
        finally:
            reader.stop()
        first, health, webhook, approved, last = shown
        assert "OPS-13: created" in first
        assert health == '{"waiting": 0}'
        assert "changed=1 " in webhook
        assert "changed=1 " in approved
        assert "Closed" in last
        assert [one["name"] for one in sandbox.assets() if one["name"] == "LT-9001"] == ["LT-9001"]
        fields = requests.get(
            f"{sandbox.url}/rest/api/2/issue/OPS-13",
            headers={"Authorization": f"Bearer {sandbox.token('ansible')}"},
            timeout=30,
        ).json()["fields"]
        assert fields["status"]["name"] == "Closed"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_accepts_the_unit(tmp_path):
    ((_mark, unit),) = blocks("ini")
    assert "/opt/eda/bin/ansible-rulebook" in unit
    file = tmp_path / "rulebook.service"
    known = {"/opt/eda/bin/ansible-rulebook": "/bin/true", "User=rulebook": "User=root"}
    for theirs, ours in known.items():
        unit = unit.replace(theirs, ours)
    file.write_text(unit, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--man=no", str(file)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    about = [one for one in done.stderr.splitlines() if "rulebook.service" in one]
    assert (done.returncode, about) == (0, []), done.stderr
