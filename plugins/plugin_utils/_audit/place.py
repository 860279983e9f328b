# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A line of a file, and how paths are shown."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

ORIGIN = re.compile(r"(?s)(.+):(\d+)")


@dataclass(frozen=True)
class Place:
    """A line of a file. The path has forward slashes, and is relative where the file is below the base."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def relative(path: str, folder: str, base: str) -> str:
    """The path with forward slashes, relative to the base if it is below it. `folder` is where it starts from."""
    path = os.path.normpath(os.path.join(folder, path))
    if path == base:
        return "."
    return path.removeprefix(os.path.join(base, "")).replace(os.sep, "/")


def read_origin(text: str, folder: str, base: str) -> tuple[str, Place | None]:
    """Where an asset was declared, as reports show it, and as a place if it is a line of a file."""
    found = ORIGIN.fullmatch(text)
    if not found:
        return text, None
    place = Place(relative(found[1], folder, base), max(1, int(found[2])))
    return str(place), place
