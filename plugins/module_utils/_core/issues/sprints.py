# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sprints, as the field of an issue shows them. Source: captures; Jira 9 and older show texts, newer ones objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MEMBER = re.compile(r"[\[,](\w+)=([^,\]]*)")


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
        shown = dict(_MEMBER.findall(shown))
    if not isinstance(shown, Mapping) or shown.get("id") is None:
        return None
    return ShownSprint(
        str(shown["id"]), str(shown.get("name") or ""), str(shown.get("state") or "")
    )


def open_sprint(shown: Any) -> ShownSprint | None:
    """The sprint that an issue is in."""
    return next((one for one in read_sprints(shown) if one.is_open), None)
