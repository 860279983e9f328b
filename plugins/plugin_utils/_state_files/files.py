# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files the paths of `src` mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

ENDINGS = (".yml", ".yaml", ".json")


def list_files(paths: Iterable[str], base: str, problems: list[str]) -> Iterator[tuple[str, str]]:
    """The files that the paths mean, in their order, each with the folder that was given instead, or an empty text.

    What is wrong is added to `problems`.
    """
    for path in paths:
        name = shown_path(path, base)
        if os.path.isdir(path):
            found = sorted(_walk(path, base, problems))
            if not found:
                problems.append(f"{name}: no file in this folder ends in {', '.join(ENDINGS)}")
            yield from ((one, name) for one in found)
        elif os.path.isfile(path):
            yield path, ""
        elif os.path.lexists(path):
            problems.append(f"{name}: is neither a file nor a folder")
        else:
            problems.append(f"{name}: no such file or folder")


def _walk(folder: str, base: str, problems: list[str]) -> Iterator[str]:
    """The state files in a folder. Links are followed, but no folder is entered twice: they may form a ring."""

    def unreadable(error: OSError) -> None:
        problems.append(f"{shown_path(error.filename, base)}: cannot be read: {error.strerror}")

    seen: set[str] = set()
    for here, folders, files in os.walk(folder, onerror=unreadable, followlinks=True):
        seen.add(os.path.realpath(here))
        folders[:] = [
            name
            for name in sorted(folders)
            if name[0] != "." and os.path.realpath(os.path.join(here, name)) not in seen
        ]
        for name in files:
            if name[0] != "." and name.lower().endswith(ENDINGS):
                yield os.path.join(here, name)


def shown_path(path: str, base: str) -> str:
    """The path as messages show it: relative to the base where it is inside it."""
    inside = os.path.relpath(os.path.abspath(path), os.path.abspath(base))
    return path if inside == os.pardir or inside.startswith(os.pardir + os.sep) else inside
