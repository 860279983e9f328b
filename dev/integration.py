#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell the integration targets which server to use: a sandbox that runs as long as they do.

ansible-test hands tests/integration/integration_config.yml to every target as variables. One that
lies in the checkout (git ignores it) is used as it is: so the targets also run against a real Jira.

Every target runs twice: with the modules inside Ansible's own process, and with the modules sent. The second
time a target is left out that does both by itself: it has tasks/both_ways.yml.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands import environment, new_folder
from environments import ROOT, VENV

INTEGRATION = Path("tests") / "integration"
CONFIG = INTEGRATION / "integration_config.yml"
SETTINGS = INTEGRATION / "integration.cfg"  # what ansible-test takes as ansible.cfg
SANDBOX = (VENV / "bin" / "python", ROOT / "tests" / "sandbox" / "server.py")
TOKEN = "ansible-token"  # of a user of the sandbox who manages assets
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Way:
    """How modules run: `in_process` or sent."""

    headline: str
    in_process: bool


WAYS = (
    Way("modules run inside Ansible's own process", in_process=True),
    Way("modules are sent: [aip] in_process = false", in_process=False),
)


def prepare(staged: Path, way: Way) -> list[str]:
    """Have the modules of the staged copy run that way; the names of the targets that are to be run so."""
    settings = f"[aip]\nin_process = {str(way.in_process).lower()}\n"
    (staged / SETTINGS).write_text(settings, encoding="utf-8")
    folders = sorted(
        path.parents[1] for path in staged.glob(f"{INTEGRATION}/targets/*/tasks/main.yml")
    )
    return [
        folder.name
        for folder in folders
        if "hidden" not in (folder / "aliases").read_text(encoding="utf-8").split()
        and (way.in_process or not (folder / "tasks" / "both_ways.yml").exists())
    ]


@contextmanager
def serve(staged: Path) -> Iterator[None]:
    """Let the targets of the staged copy have a server, and stop it after them."""
    if (ROOT / CONFIG).exists():
        shutil.copyfile(ROOT / CONFIG, staged / CONFIG)
        yield
        return
    ready = new_folder() / "ready.json"
    process = subprocess.Popen(
        [*SANDBOX, "--port", "0", "--ready-file", ready],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        started = await_start(process, ready)
        variables = {
            "aip_url": started["url"],
            "aip_token": TOKEN,
            "aip_control": started["control"],
        }
        # JSON is YAML.
        (staged / CONFIG).write_text(json.dumps(variables), encoding="utf-8")
        yield
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_START)


def await_start(process: subprocess.Popen[bytes], ready: Path) -> dict[str, str]:
    """Wait for the sandbox's ready file, and return what it says."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the sandbox server did not start")
        time.sleep(0.1)
    return dict(json.loads(ready.read_text(encoding="utf-8")))
