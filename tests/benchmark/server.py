# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox server as a process of its own, and what is asked of its control API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from .processes import BenchmarkFailed

SERVER = Path(__file__).resolve().parents[1] / "sandbox" / "server.py"
TOKEN = "ansible-token"  # of a user of the sandbox who manages assets
SEARCH = "/rest/jip-api/1.0/index/query.json"
SECONDS_TO_START = 600

Record = dict[str, Any]


@dataclass(frozen=True)
class Server:
    """A sandbox that runs."""

    url: str
    control: str

    def journal(self) -> list[Record]:
        """All requests since the journal was cleared."""
        return list(self._call("GET", "journal").json())

    def clear_journal(self) -> None:
        """Begin a new journal."""
        self._call("DELETE", "journal")

    def reset(self) -> None:
        """Go back to the seed."""
        self._call("POST", "reset")

    def delay(self, method: str | None, seconds: float) -> None:
        """Let each request of a method (None: of any) take so much longer, until the next reset."""
        self._call("POST", "faults", {"effect": "latency", "method": method, "seconds": seconds})

    def warm_up(self, body: Mapping[str, Any]) -> None:
        """Let the server sort the list in both directions, which it does once."""
        for direction in ("asc", "desc"):
            answer = self._send("POST", self.url + SEARCH, {**body, "sortDirection": direction})
            if not answer.json()["assets"]:
                raise BenchmarkFailed("the sandbox finds none of its assets")

    def _call(self, method: str, path: str, body: object = None) -> requests.Response:
        return self._send(method, f"{self.control}/{path}", body)

    def _send(self, method: str, url: str, body: object) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False  # no proxy
            login = {"Authorization": f"Bearer {TOKEN}"}
            answer = session.request(method, url, json=body, headers=login, timeout=300)
        answer.raise_for_status()
        return answer


@contextmanager
def serve(seed: Path, folder: Path) -> Iterator[Server]:
    """A sandbox with that seed; it is stopped however this ends."""
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, str(SERVER), "--port", "0", "--threads", "16"]
    command += ["--seed", str(seed), "--ready-file", str(ready)]
    with (folder / "sandbox.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        started = _await_start(process, ready)
        yield Server(started["url"], started["control"])
    finally:
        process.terminate()
        process.wait(timeout=60)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def _await_start(process: subprocess.Popen[bytes], ready: Path) -> dict[str, str]:
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            log = (ready.parent / "sandbox.log").read_text(encoding="utf-8")
            raise BenchmarkFailed(f"the sandbox did not start:\n{log[-3000:]}")
        time.sleep(0.1)
    return dict(json.loads(ready.read_text(encoding="utf-8")))
