#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the steps run a command: its environment, where it may write, how long it may take."""

from __future__ import annotations

import os
import pwd
import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from environments import COLLECTIONS, ROOT, VENV

SECONDS_PER_COMMAND = 900
CHATTER = re.compile(
    r"Collecting |Processing /|Looking in |Installing collected|Successfully installed|Requirement al"
    r"|Using cached|WARNING: (Location|Using locale)| +(Downloading|Using cached|━)"
)


@cache
def environment() -> dict[str, str]:
    """The environment of every command: this one, without what would change a result."""
    foreign = re.compile(
        r"(ANSIBLE|AIP|PYTEST|COVERAGE|MYPY)_\w+|MYPYPATH|PYTHON(PATH|HOME)|VIRTUAL_ENV"
    )
    env = {name: value for name, value in os.environ.items() if not foreign.fullmatch(name)}
    env["HOME"] = env.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir
    env["LANG"] = env["LC_ALL"] = "C.UTF-8"
    # ansible-test can't use the shims of pyenv.
    paths = [path for path in env.get("PATH", os.defpath).split(os.pathsep) if "shims" not in path]
    env["PATH"] = os.pathsep.join([str(VENV / "bin"), *paths])
    env["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    return env


def run(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> None:
    """Show and run a command, with all that it prints but pip's chatter; raise if it fails."""
    print("$", *command, flush=True)
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**environment(), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # so that it can be killed with everything it has started
    )
    watchdog = threading.Timer(SECONDS_PER_COMMAND, os.killpg, (process.pid, signal.SIGKILL))
    watchdog.start()
    try:
        for line in process.stdout or ():
            if not CHATTER.match(line):
                print(line, end="", flush=True)
        status = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        raise
    finally:
        watchdog.cancel()
    if status != 0:
        raise subprocess.CalledProcessError(status, command)


def read(*command: str | Path, env: Mapping[str, str]) -> str:
    """Show and run a command, and return what it prints; raise if it fails."""
    print("$", *command, flush=True)
    return subprocess.run(
        command,
        check=True,
        env={**environment(), **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS_PER_COMMAND,
    ).stdout


@cache
def scratch() -> Path:
    """A folder outside the checkout that lasts as long as this process."""
    return Path(tempfile.mkdtemp(prefix="assetops-aip-"))


def new_folder() -> Path:
    """An empty folder in `scratch`."""
    return Path(tempfile.mkdtemp(dir=scratch()))
