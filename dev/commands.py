#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the steps run a command: its environment, where it may write, how long it may take."""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from environments import COLLECTIONS, ROOT, VENV

SECONDS_PER_COMMAND = 900


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
    """Show and run a command; raise if it fails."""
    start(command, cwd, env, stdout=None)


def read(*command: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Show and run a command, and return what it prints; raise if it fails."""
    return str(start(command, cwd, env, stdout=subprocess.PIPE).stdout)


def start(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None, stdout: int | None
) -> subprocess.CompletedProcess[str]:
    """Do what `run` and `read` have in common; `env` is added to the environment."""
    print("$", *command, flush=True)
    return subprocess.run(
        command,
        check=True,
        cwd=cwd,
        env={**environment(), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        text=True,
        timeout=SECONDS_PER_COMMAND,
    )


@cache
def scratch() -> Path:
    """A folder outside the checkout that lasts as long as this process."""
    return Path(tempfile.mkdtemp(prefix="assetops-aip-"))


def new_folder() -> Path:
    """An empty folder in `scratch`."""
    return Path(tempfile.mkdtemp(dir=scratch()))
