# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's commands as people run them: in a folder of theirs, with a home and an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = next(entry for entry in sys.path if (Path(entry) / "ansible_collections").is_dir())


@pytest.fixture
def ansible(tmp_path):
    """Runs a command of Ansible in `tmp_path`: `ansible("ansible-playbook", "x.yml", sandbox=sandbox, variable=1)`.

    The command is the one beside our Python, or that of a path. With a sandbox, its connection is in the environment.
    Gives the finished process; `output` is all it printed. `ansible.write("x.yml", text)` puts a file there.
    """

    def command(name, *arguments, sandbox=None, environment=None, cwd=tmp_path, **variables):
        program = name if isinstance(name, Path) else Path(sys.executable).with_name(name)
        if not program.exists():
            pytest.skip(f"{name} is not installed")
        login = {"AIP_URL": sandbox.url, "AIP_TOKEN": sandbox.token("ansible")} if sandbox else {}
        extra = ["-e", json.dumps(variables)] if variables else []
        done = subprocess.run(
            [str(program), *map(str, arguments), *extra],
            cwd=cwd,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path / "home"),
                "LC_ALL": "C.UTF-8",
                "ANSIBLE_COLLECTIONS_PATH": TREE,
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
                **login,
                **(environment or {}),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        done.output = done.stdout + done.stderr
        return done

    def write(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")

    command.write = write
    return command
