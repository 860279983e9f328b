# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deeds that are commands: the playbooks of the collection, and so its roles and action plugins, in real time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .stage import USER, Deed, Stage

SECONDS = 50.0
"""A command is ended after so many seconds."""
OPTIONS: Mapping[str, Any] = {"retries": 1, "max_wait": 4, "wait_for_index": 6, "timeout": 3}
"""Options of every command: its waiting is real."""
COLLECTIONS = next(
    path for path in Path(__file__).absolute().parents if path.name == "ansible_collections"
).parent
FAILED = re.compile(r"FAILED! => ")
CHANGED = re.compile(r"\bchanged=(\d+)")


def playbook(name: str, /, *flags: str, **variables: Any) -> Deed:
    """A playbook of the collection with these variables. Texts may name {dest} and {files}."""

    def deed(stage: Stage, options: Mapping[str, Any]) -> tuple[bool, Mapping[str, Any]]:
        placed = json.dumps(variables).replace("{dest}", str(stage.dest))
        placed = placed.replace("{files}", str(stage.files))
        chosen = {
            **options,
            **OPTIONS,
            **{name: options[name] for name in ("timeout",) if name in options},
        }
        done = subprocess.run(
            [str(Path(sys.executable).with_name("ansible-playbook")), f"assetops.aip.{name}", *flags, "-e", placed],
            cwd=stage.files,
            env=_environment(stage, chosen),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )  # fmt: skip
        return done.returncode == 0, _result(done.stdout, done.stderr)

    return deed


def _environment(stage: Stage, options: Mapping[str, Any]) -> dict[str, str]:
    login = {"AIP_URL": stage.sandbox.url, "AIP_TOKEN": stage.sandbox.token(USER)}
    kept = ("PATH", "HOME", "ANSIBLE_HOME")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **login,
        **{f"AIP_{name.upper()}": str(value) for name, value in options.items()},
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
    }


def _result(output: str, errors: str) -> dict[str, Any]:
    """What the command tells: whether anything changed, and the message of the task that failed."""
    changed = [int(number) for number in CHANGED.findall(output)]
    failure: dict[str, Any] = {}
    for found in FAILED.finditer(output):
        failure, _end = json.JSONDecoder().raw_decode(output[found.end() :])
    # A failed task that wrote something is not counted as changed.
    is_changed = bool(sum(changed)) or bool(failure.get("changed"))
    return {"changed": is_changed, "msg": str(failure.get("msg", "")), "output": output + errors}
