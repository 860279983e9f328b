# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, as fields of issues have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    """A user: `id` as the server takes it (account id on Cloud, username on Data Center), empty until looked up.

    `written` is what the user wrote, or the best spelling of what the server shows.
    """

    id: str
    written: str
    spellings: frozenset[str] = frozenset()

    def __eq__(self, other: object) -> bool:
        """Two people are one if their ids are; until they have any, if they are written alike."""
        if not isinstance(other, Person) or self.id != other.id:
            return False
        return bool(self.id) or self.written == other.written

    def __hash__(self) -> int:
        """By the id alone, as equality is."""
        return hash(self.id)


def read_person(value: Any) -> Any:
    """The user that an answer shows."""
    if not isinstance(value, Mapping):
        return Person(str(value), str(value), frozenset([str(value)]))
    keys = ("accountId", "name", "key", "emailAddress")
    found = [str(value[key]) for key in keys if value.get(key)]
    if not found:
        return Person("", str(value.get("displayName", "")))
    return Person(found[0], found[0], frozenset(found))
