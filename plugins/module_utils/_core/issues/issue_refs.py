# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Other issues, as an issue refers to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..kinds.written import Invalid

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*|[1-9][0-9]*")


def parse_issue(value: Any) -> str:
    """The key or id of an issue, as it was written. Raises Invalid."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise Invalid("must be the key or id of an issue, such as OPS-42")
    text = str(value).strip()
    if not _KEY.fullmatch(text):
        raise Invalid(f"'{text}' is not the key or id of an issue, such as OPS-42")
    return text if text.isdigit() else text.upper()


@dataclass(frozen=True)
class IssueRef:
    """Another issue, by key, id, or both: two are equal if they share one."""

    key: str | None
    id: str | None

    def __eq__(self, other: object) -> bool:
        """Whether they share a key or an id."""
        if not isinstance(other, IssueRef):
            return False
        return bool((self.key and self.key == other.key) or (self.id and self.id == other.id))

    def __hash__(self) -> int:
        """All alike, as there is nothing that equal ones always share."""
        return 0


def issue_ref(text: str) -> IssueRef:
    """The issue with this key or id."""
    return IssueRef(None, text) if text.isdigit() else IssueRef(text, None)


def read_issue_ref(value: Any) -> IssueRef:
    """The issue that an answer shows."""
    if not isinstance(value, Mapping):
        return issue_ref(str(value))
    key, number = value.get("key"), value.get("id")
    return IssueRef(str(key) if key else None, str(number) if number else None)


def show_ref(value: Any) -> Any:
    """The key of an issue, or else its id."""
    return (value.key or value.id) if isinstance(value, IssueRef) else value
