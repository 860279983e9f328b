# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jira_issue against jira820, a simulator of Jira 8.20 by others (PyPI)."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from .environments import NotInstalled, environment_of
from .playbook import failure, play

PACKAGE, PLAYBOOK = "jira820", "jira820.yml"
_STARTS_WITHIN = 20


class DidNotStart(Exception):
    """The simulator does not listen; says what it printed."""


def play_on_simulator(environments: Path, work: Path) -> str:
    """Run the playbook; why it failed, or nothing. Raises NotInstalled, DidNotStart."""
    command = environment_of(PACKAGE, environments) / "bin" / PACKAGE
    with _running(command, work) as url:
        key = _new_issue(url)
        settings = {"JIRA_URL": url, "JIRA_TOKEN": "any"}
        ended = play(PLAYBOOK, settings, {"key": key}, work)
    return failure(ended) if ended.code else ""


@contextmanager
def _running(command: Path, work: Path) -> Iterator[str]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "JIRA820_PORT": str(port), "JIRA820_HOST": "127.0.0.1"}
    log = work / "jira820.log"
    with log.open("wb") as output:
        server = subprocess.Popen([str(command)], env=env, stdout=output, stderr=output)
        try:
            _wait_for(url, log)
            yield url
        finally:
            server.terminate()
            server.wait()


def _wait_for(url: str, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        try:
            requests.get(url + "/rest/api/2/serverInfo", timeout=2)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    raise DidNotStart(log.read_text(encoding="utf-8", errors="replace")[-500:])


def _new_issue(url: str) -> str:
    """It keeps no properties, and so no identity of ours can be proven there: the issue comes by its key."""
    fields = {"project": {"key": "JIRA820"}, "issuetype": {"name": "Task"}, "summary": "Judged"}
    answer = requests.post(url + "/rest/api/2/issue", json={"fields": fields}, timeout=10)
    return str(answer.json()["key"])


__all__ = ["DidNotStart", "NotInstalled", "play_on_simulator"]
