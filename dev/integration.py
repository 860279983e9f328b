#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test integration` in a copy of the collection, with a sandbox server that runs as long as it does.

    integration.py in_process | sent [TARGET ...]     in the copy; without names: all targets

ansible-test hands tests/integration/integration_config.yml to every target as variables. One that lies in the
checkout (git ignores it) is used as it is: so the targets also run against a real Jira. `in_process` has the modules
run inside Ansible's own process, `sent` has them sent; then a target is left out that does both by itself: it has
tasks/both_ways.yml.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTEGRATION = Path("tests") / "integration"
CONFIG = INTEGRATION / "integration_config.yml"
SETTINGS = INTEGRATION / "integration.cfg"  # what ansible-test takes as ansible.cfg
TOKEN = "ansible-token"  # of a user of the sandbox who manages assets
ADMIN_TOKEN = "admin-token"  # of one who administers Jira
SECONDS_TO_START = 60


def choose_targets(way: str) -> list[str]:
    """The names of the targets that are to be run that way."""
    folders = sorted(path.parents[1] for path in INTEGRATION.glob("targets/*/tasks/main.yml"))
    return [
        folder.name
        for folder in folders
        if "hidden" not in (folder / "aliases").read_text(encoding="utf-8").split()
        and (way == "in_process" or not (folder / "tasks" / "both_ways.yml").exists())
    ]


def await_start(process: subprocess.Popen[bytes], ready: Path) -> dict[str, str]:
    """Wait for the sandbox's ready file, and return what it says."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the sandbox server did not start")
        time.sleep(0.1)
    return dict(json.loads(ready.read_text(encoding="utf-8")))


@contextmanager
def serve() -> Iterator[None]:
    """Let the targets have a server, and stop it after them."""
    if (ROOT / CONFIG).exists():
        shutil.copyfile(ROOT / CONFIG, CONFIG)
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        server = [sys.executable, str(ROOT / "tests" / "sandbox" / "server.py")]
        process = subprocess.Popen(
            [*server, "--port", "0", "--ready-file", str(ready)], stdout=subprocess.DEVNULL
        )
        try:
            started = await_start(process, ready)
            variables = {
                "aip_url": started["url"],
                "aip_token": TOKEN,
                "aip_admin_token": ADMIN_TOKEN,
                "aip_control": started["control"],
            }
            CONFIG.write_text(json.dumps(variables), encoding="utf-8")  # JSON is YAML
            yield
        finally:
            process.terminate()
            process.wait(timeout=SECONDS_TO_START)


def main(way: str, *targets: str) -> int:
    """Run the targets; the status of ansible-test."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    command = ["ansible-test", "integration", "--venv", "--python", python, "--color", "no"]
    SETTINGS.write_text(f"[aip]\nin_process = {way == 'in_process'}\n".lower(), encoding="utf-8")
    with serve():
        chosen = targets or choose_targets(way)
        return subprocess.run([*command, *chosen], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
