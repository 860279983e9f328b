# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The last good result of an inventory source: kept in a file of the user, for when the server returns none."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._local.files import PRIVATE, open_file, write_text
from .hosts import Member, member_of

FORM = 1
"""The version of the data's form; data of other versions is not read."""


@dataclass(frozen=True)
class Result:
    """The result of a source: its members, the number of hosts, and the time (seconds since the epoch)."""

    members: tuple[Member, ...]
    hosts: int
    time: float

    def as_data(self) -> dict[str, Any]:
        """The result as plain data."""
        members = [one.as_data() for one in self.members]
        return {"form": FORM, "time": self.time, "hosts": self.hosts, "members": members}


def result_of(data: Any) -> Result | None:
    """The result from the data of `as_data`; None for anything else."""
    try:
        if data["form"] != FORM:
            return None
        members: Sequence[Member] = [member_of(one) for one in data["members"]]
        return Result(tuple(members), int(data["hosts"]), float(data["time"]))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None


def read_result(path: str) -> Result | None:
    """The kept result; None if there is none, or if it cannot be read."""
    try:
        with open_file(path) as opened:
            return result_of(json.loads(opened.read()))
    except (OSError, ValueError, RecursionError):
        return None


def keep_result(path: str, result: Result) -> None:
    """Keep the result atomically, readable only by this user. Raises InputError if it cannot be written."""
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError([f"last_good_path: cannot write '{path}': {error.strerror}"]) from None
    write_text(path, json.dumps(result.as_data()), "last_good_path", PRIVATE)
