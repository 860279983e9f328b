# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other releases of ansible-core, each in a Python environment of its own, to measure the same checkout with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ASK = (
    "import ansible.release, requests, requests_toolbelt, yaml; print(ansible.release.__version__)"
)


@dataclass(frozen=True)
class Core:
    """An environment with ansible-core and what the collection requires, and the version of the former."""

    environment: Path
    version: str

    def first_in(self, env: Mapping[str, str]) -> dict[str, str]:
        """The environment variables with which commands of this ansible-core are found first."""
        return {**env, "PATH": os.pathsep.join([str(self.environment / "bin"), env["PATH"]])}


def find_cores(paths: Sequence[Path]) -> tuple[list[Core], list[str]]:
    """Those of the environments that can be measured, and a sentence for each that cannot."""
    found: list[Core] = []
    problems: list[str] = []
    for path in paths:
        try:
            command = [str(path / "bin" / "python"), "-c", ASK]
            asked = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            problems.append(f"{path} is not measured: there is no Python environment")
            continue
        if asked.returncode:
            why = (asked.stderr.strip().splitlines() or ["it failed"])[-1]
            problems.append(f"{path} is not measured: {why}")
        else:
            found.append(Core(path.resolve(), asked.stdout.strip()))
    return found, problems
