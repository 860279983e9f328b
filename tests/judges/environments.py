# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments of other people's packages, outside of the checkout: one for each, made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path


class NotInstalled(Exception):
    """A package can't be had; says which."""


def environment_of(package: str, folder: Path) -> Path:
    """The environment of a package of PyPI, made if it is not there; raises NotInstalled."""
    place = folder / package
    if not (place / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin" / "pip"), "install", "--quiet", package]
        if subprocess.run(pip, check=False).returncode != 0:
            shutil.rmtree(place, ignore_errors=True)
            raise NotInstalled(f"PyPI's {package} can't be installed")
    return place
