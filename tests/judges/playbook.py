# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook of the collection, run as users run it."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .stage import Ended, run

PLAYBOOKS = Path(__file__).parent / "playbooks"
SECONDS = 300


def play(
    name: str, settings: Mapping[str, str], variables: Mapping[str, Any], folder: Path
) -> Ended:
    """Run a playbook of this folder; settings are of the environment, as AIP_URL is."""
    foreign = ("AIP_", "ANSIBLE_", "JIRA_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    env["ANSIBLE_COLLECTIONS_PATH"] = str(Path(sys.prefix) / "collections")
    env["ANSIBLE_NOCOLOR"] = "1"
    env["ANSIBLE_LOCALHOST_WARNING"] = "false"
    command: list[str | Path] = [Path(sys.prefix) / "bin" / "ansible-playbook"]
    command += ["-i", "localhost,", "-c", "local", "-e", json.dumps(variables), PLAYBOOKS / name]
    return run(command, folder, SECONDS, {**env, **settings})


def failure(ended: Ended) -> str:
    """Why a playbook failed: the error of the task that did, or the last lines."""
    lines = ended.output.strip().splitlines()
    begins = [n for n, line in enumerate(lines) if line.startswith(("fatal:", "[ERROR]", "ERROR!"))]
    if not begins:
        return " / ".join(lines[-3:])
    told = itertools.takewhile(lambda line: not line.startswith("Origin:"), lines[begins[0] :])
    return " / ".join(itertools.islice(told, 6))[:800]
