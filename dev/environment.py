#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make .venv, or bring it up to date: nox and all that most checks need, and the checkout as a collection.

Runs on a bare Python: standard library only. The environments of single checks are made by nox.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
REQUIREMENTS = ROOT / "requirements-dev.txt"
# Ansible, pytest and mypy find the collection in here, under its full name.
COLLECTION = VENV / "collections" / "ansible_collections" / "assetops" / "aip"


def install() -> None:
    """Install the requirements with uv, or with pip where uv is not available or fails."""
    uv = re.findall(r"^uv==\S+", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    with_uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", PYTHON]
    requirements = ["-r", str(REQUIREMENTS)]
    # The machine's certificates, also where no variable names their place.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
    for command in ([*pip, *uv], [*with_uv, *requirements]):
        if subprocess.run(command, env=environment, check=False).returncode != 0:
            print("uv failed; pip installs", flush=True)
            subprocess.run([*pip, *requirements], check=True)
            return


def alive() -> bool:
    """Whether the environment's Python still runs."""
    try:
        return subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    except OSError:
        return False


def build() -> None:
    """Make the environment, or bring it up to date; its stamp says what it was made from."""
    stamp = VENV / "stamp"
    origin = f"{sys.version}\n{VENV}\n"
    made_from = origin + hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    found = stamp.read_text(encoding="utf-8") if stamp.is_file() and alive() else ""
    if found == made_from:
        return
    print(f"making {VENV.name} with {sys.executable}", flush=True)
    if not found.startswith(origin):
        shutil.rmtree(VENV, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    install()
    stamp.write_text(made_from, encoding="utf-8")


if __name__ == "__main__":
    build()
    if COLLECTION.resolve() != ROOT:
        COLLECTION.parent.mkdir(parents=True, exist_ok=True)
        COLLECTION.unlink(missing_ok=True)
        COLLECTION.symlink_to(ROOT)
