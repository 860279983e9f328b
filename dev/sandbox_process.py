# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox server as a process of its own, and what a newcomer's terminal has set to talk to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "ansible-token"  # of a user of the sandbox who manages assets
SECONDS_TO_START = 60


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[dict[str, str]]:
    """Start the sandbox on a free port and stop it at the end; gives what its ready file says, like `url`.

    Its files are written to `folder`. Raises RuntimeError, with what it printed, if it does not start.
    """
    ready, log = folder / "ready.json", folder / "sandbox.log"
    server = [sys.executable, str(ROOT / "tests" / "sandbox" / "server.py")]
    command = [*server, "--port", "0", "--ready-file", str(ready), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not (ready.exists() and ready.read_text(encoding="utf-8").endswith("}")):
            if process.poll() is not None or time.monotonic() > deadline:
                printed = log.read_text(encoding="utf-8")
                raise RuntimeError(f"the sandbox did not start: {printed}")
            time.sleep(0.1)
        yield dict(json.loads(ready.read_text(encoding="utf-8")))
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_START)


def environment_for(server: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment of commands that talk to the sandbox; nothing is kept outside of `home`."""
    return {
        **os.environ,
        "AIP_URL": server["url"],
        "AIP_TOKEN": TOKEN,
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv" / "collections"),
        "ANSIBLE_HOME": str(home / "ansible"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    }
