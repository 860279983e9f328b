# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notes that the processes of one run leave for each other: lines of JSON in a file in the run's own temporary folder.

The folder belongs to one user, and Ansible removes it when the run ends. A note that cannot be written or read is as
good as none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any


class RunNotes:
    """The notes in one file. Each line is read once by each of these."""

    def __init__(self, path: str) -> None:
        self._path, self._read_to = path, 0

    def read_new(self) -> list[Any]:
        """The notes since the last call."""
        try:
            number = os.open(self._path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError:
            return []
        with os.fdopen(number, "rb") as file:
            file.seek(self._read_to)
            whole = file.read().rpartition(b"\n")[0]
        self._read_to += len(whole) + 1 if whole else 0
        found = []
        for line in whole.splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
        return found

    def add(self, notes: Sequence[Any]) -> None:
        """Add notes, in a single write, so that lines of several processes do not mix."""
        lines = "".join(json.dumps(note, default=str) + "\n" for note in notes)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with suppress(OSError):
            number = os.open(self._path, flags, 0o600)
            with os.fdopen(number, "wb") as file:
                file.write(lines.encode())
