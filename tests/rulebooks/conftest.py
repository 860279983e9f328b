# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real ansible-rulebook, of the folder ANSIBLE_RULEBOOK_BIN, against a sandbox of its own."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

BIN = Path(os.environ["ANSIBLE_RULEBOOK_BIN"])
TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())
SECRET = "a secret that nothing shows"
PATIENCE = 60
"""Seconds, on a machine that does much else."""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox with the seed "company": AIP, and the Jira around it."""
    with Sandbox("company") as one:
        yield one


@pytest.fixture
def cloud() -> Iterator[Sandbox]:
    """A Jira Cloud, which signs its webhooks."""
    with Sandbox("company", {"profile": "cloud"}) as one:
        yield one


def login_of(aip: Sandbox, jira: Sandbox | None = None, user: str = "ansible") -> dict[str, str]:
    """The environment variables with which a user logs in to AIP and, if it is another server, to Jira Cloud."""
    login = {"AIP_URL": aip.url, "AIP_TOKEN": aip.token(user)}
    if jira is None:
        return login
    (email,) = (one.email for one in jira.site.catalog.users if one.username == user)
    return {
        **login,
        "JIRA_URL": jira.url,
        "JIRA_USERNAME": email,
        "JIRA_TOKEN": jira.token(user),
        "JIRA_DEPLOYMENT": "cloud",
    }


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])


def signature(body: bytes, secret: str = SECRET) -> str:
    """The value of X-Hub-Signature."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Rulebook:
    """A process of ansible-rulebook. `output` is all that it has printed so far, over restarts.

    `name` is that of a rulebook of the collection, or a file of the folder.
    """

    def __init__(
        self, name: str, folder: Path, login: Mapping[str, str], variables: Mapping[str, Any]
    ) -> None:
        self.port = free_port()
        self._log = folder / "rulebook.log"
        self._folder = folder
        host = {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        }
        inventory = {"all": {"hosts": {"localhost": host}}}
        (folder / "inventory.yml").write_text(yaml.safe_dump(inventory), encoding="utf-8")
        state = {"aip_eda_port": self.port, "aip_eda_state_path": str(folder / "state.sqlite3")}
        (folder / "vars.yml").write_text(yaml.safe_dump({**state, **variables}), encoding="utf-8")
        source = name if name.endswith(".yml") else f"assetops.aip.{name}"
        words = ("-r", source, "-i", "inventory.yml", "--vars", "vars.yml")
        shared = ("-E", ",".join(login), "--verbose")
        self._command = [str(BIN / "ansible-rulebook"), *words, *shared]
        self._environment = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": TREE,
            "ANSIBLE_LOCALHOST_WARNING": "false",
            **login,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def most_memory(self) -> int:
        """The most memory that it has had so far, in bytes."""
        assert self._process, "not started"
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (line,) = (one for one in status.splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    @property
    def output(self) -> str:
        """All that was printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def until(self, what: Callable[[], Any]) -> Any:
        """Wait for what is true in the end; it is returned."""
        for _attempt in range(PATIENCE * 5):
            if found := what():
                return found
            assert self._process, "not started"
            assert self._process.poll() is None, self.output
            time.sleep(0.2)
        raise AssertionError(self.output)

    def listens(self) -> bool:
        """Whether the health path answers."""
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/health", timeout=5).ok
        except requests.ConnectionError:
            return False

    def post(self, event: Mapping[str, Any], identifier: str, secret: str = SECRET) -> int:
        """Send a webhook as Jira does; the status of the answer."""
        body = json.dumps(event).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature": signature(body, secret),
            "X-Atlassian-Webhook-Identifier": identifier,
        }
        url = f"http://127.0.0.1:{self.port}/jira"
        return requests.post(url, data=body, headers=headers, timeout=60).status_code

    def kill(self) -> None:
        """End it, and what it has started, at once."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.fixture
def rulebook(tmp_path: Path, sandbox: Sandbox) -> Iterator[Callable[..., Rulebook]]:
    """Starts a rulebook of the collection: `rulebook("approved_drift", aip_eda_project="OPS")`.

    Without another `login`, that is with the sandbox and the secret.
    """
    started: list[Rulebook] = []

    def start(name: str, login: Mapping[str, str] | None = None, **variables: Any) -> Rulebook:
        login = login or {**login_of(sandbox), "JIRA_WEBHOOK_SECRET": SECRET}
        started.append(Rulebook(name, tmp_path, login, variables))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.kill()
