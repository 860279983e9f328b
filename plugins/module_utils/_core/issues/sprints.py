# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sprints, as the field of an issue shows them. Source: captures; Jira 9 and older show texts, newer ones objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A name may have commas, brackets and equals signs in it: it ends where a member begins that follows it.
_AFTER_NAME = "startDate|endDate|completeDate|activatedDate|sequence|goal|autoStartStop|synced|id"
_MEMBERS = {
    "id": re.compile(r"[\[,]id=(\d+)"),
    "state": re.compile(r"[\[,]state=(\w+)"),
    "name": re.compile(rf"[\[,]name=(.*?)(?=,(?:{_AFTER_NAME})=|\]\Z)", re.DOTALL),
}


@dataclass(frozen=True)
class ShownSprint:
    """A sprint that an issue is, or was, in."""

    id: str
    name: str
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it is not over; an issue is in at most one of those."""
        return self.state.lower() != "closed"


def read_sprints(shown: Any) -> tuple[ShownSprint, ...]:
    """The sprints in the value of the field."""
    values = shown if isinstance(shown, list) else [shown]
    return tuple(found for found in map(_read, values) if found is not None)


def _read(shown: Any) -> ShownSprint | None:
    if isinstance(shown, str):
        found = {member: pattern.search(shown) for member, pattern in _MEMBERS.items()}
        shown = {member: match[1] for member, match in found.items() if match}
    if not isinstance(shown, Mapping) or shown.get("id") is None:
        return None
    return ShownSprint(
        str(shown["id"]), str(shown.get("name") or ""), str(shown.get("state") or "")
    )


def open_sprint(shown: Any) -> ShownSprint | None:
    """The sprint that an issue is in."""
    return next((one for one in read_sprints(shown) if one.is_open), None)
