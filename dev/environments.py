#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The virtual environments of this checkout. As a script: make .venv, if it is not up to date.

.venv has everything that the checks need, and shows the checkout as a collection. .venv-floor has
the oldest Python and the oldest libraries that modules promise to run on, and of Ansible only
what a target host gets. .venv-oldest has the oldest ansible-core. Runs on a bare Python: standard
library only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FLOOR_VENV = ROOT / ".venv-floor"
FLOOR = "3.9"
OLDEST_VENV = ROOT / ".venv-oldest"
NEWEST_FOR_OLDEST = (3, 12)
# Ansible, pytest and mypy find the collection in here, under its full name.
COLLECTIONS = VENV / "collections"


def answer(*command: str) -> str | None:
    """What the command prints, or None if it can't be run or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def find_floor_python() -> str | None:
    """A Python of the floor version that can make environments: on PATH, from pyenv, or beside ours."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    folders = (pyenv, Path(sys.base_prefix).parent)
    found = [path for folder in folders for path in sorted(folder.glob(f"{FLOOR}*/bin/python"))]
    program = "import sys, venv, ensurepip; print(sys.executable, '%d.%d' % sys.version_info[:2])"
    for name in [f"python{FLOOR}", *map(str, found)]:
        path, _space, version = (answer(name, "-c", program) or "").rpartition(" ")
        if version == FLOOR:
            return path
    return None


def install(venv: Path, requirements: Path) -> None:
    """Install the requirements with uv, or with pip where uv is not to be had or fails."""
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    uv = [str(venv / "bin" / "uv"), "pip", "install", "--quiet", "--python", python]
    for attempt in ([*pip, "uv"], [*uv, "-r", str(requirements)]):
        if subprocess.run(attempt, check=False).returncode != 0:
            print("uv can't do it; pip does", flush=True)
            subprocess.run([*pip, "-r", str(requirements)], check=True)
            return


def build(venv: Path, python: str, requirements: Path) -> None:
    """Make the environment, or bring it up to date; its stamp says what it was made from."""
    origin = f"{answer(python, '-c', 'import sys; print(sys.version)')}\n{venv}"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = venv / "stamp"
    found = stamp.read_text(encoding="utf-8") if stamp.is_file() else ""
    alive = found.startswith(origin) and answer(str(venv / "bin" / "python"), "-c", "") is not None
    if alive and found == f"{origin}\n{digest}":
        return
    print(f"making {venv.name} with {python}", flush=True)
    if not alive:
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([python, "-m", "venv", str(venv)], check=True)
    install(venv, requirements)
    stamp.write_text(f"{origin}\n{digest}", encoding="utf-8")


def link(place: Path, target: Path) -> None:
    """Let the place be a link to the target."""
    if place.resolve() != target:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(target)


def make_main() -> None:
    """Bring .venv up to date, and show the checkout in it as assetops.aip."""
    build(VENV, sys.executable, ROOT / "requirements-dev.txt")
    link(COLLECTIONS / "ansible_collections" / "assetops" / "aip", ROOT)


def make_floor(python: str) -> Path:
    """Bring .venv-floor up to date; the folder that is returned holds Ansible as a target has it."""
    build(FLOOR_VENV, python, ROOT / "dev" / "requirements-floor.txt")
    (ansible,) = VENV.glob("lib/python*/site-packages/ansible")
    target = FLOOR_VENV / "target"
    shutil.rmtree(target, ignore_errors=True)
    link(target / "ansible" / "module_utils", ansible / "module_utils")
    (target / "ansible" / "__init__.py").touch()
    return target


def make_oldest() -> Path:
    """Bring .venv-oldest up to date, with our own Python; its folder of programs."""
    build(OLDEST_VENV, sys.executable, ROOT / "dev" / "requirements-oldest.txt")
    return OLDEST_VENV / "bin"


if __name__ == "__main__":
    make_main()
