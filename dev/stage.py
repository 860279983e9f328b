#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy the collection to FOLDER/ansible_collections/assetops/aip, and print that path.

ansible-test and the build want a path of that shape, without links, and take all that they find
there. So they get what git knows of the checkout (tracked, or new and not ignored) as a git
repository of its own, outside the checkout.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from environments import ROOT


def list_known() -> list[Path]:
    """The files of the checkout that git knows and that are there, relative to its root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    paths = (Path(name) for name in sorted(set(names.split("\0"))) if name)
    return [path for path in paths if (ROOT / path).is_file()]


def stage(folder: Path) -> Path:
    """Copy the collection below the folder, and return where it is."""
    place = folder / "ansible_collections" / "assetops" / "aip"
    place.mkdir(parents=True)
    for path in list_known():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, place / path, follow_symlinks=False)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=place, check=True)
    return place


if __name__ == "__main__":
    print(stage(Path(sys.argv[1]).resolve()))
