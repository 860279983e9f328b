# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every kind defines for its values, and what kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Callable

from ..known import Known
from ..model import Field, Value

Parse = Callable[[Any, Field, Known], Value]
Read = Callable[[Any, Field, Known], tuple[Value, ...]]
Show = Callable[[Any, Field, Known], Any]
Same = Callable[[Any, Any, Known], bool]


def as_is(value: Any, field: Field, known: Known) -> Any:
    """The value unchanged."""
    return value


def sorted_list(value: frozenset[str], field: Field, known: Known) -> list[str]:
    """A set as users see it."""
    return sorted(value)


def equal(declared: Any, current: Any, known: Known) -> bool:
    """Values that are the same if, and only if, they are equal."""
    return bool(declared == current)


@dataclass(frozen=True)
class Kind:
    """How users may write a value, in which ways a server may show it, how users see it, and when two are the same."""

    parse: Parse
    read: Read
    show: Show = as_is
    same: Same = equal
    ordered: bool = False  # whether greater, less and between make sense
    many: bool = False  # whether a value is a set


Rows = Mapping[str, Kind]
"""Kinds by their names."""
