# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that a task has to write in quotes, because YAML reads them as numbers, which may look different from them.

Ansible's YAML reads 00123 as 83, 12:30 as 750 and 1.10 as 1.1. What was written is lost by then, so that no number from
a task is taken for a text. State files are read in another way: there, a number is as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..model import Field
from . import dates, numbers
from .raw import is_int
from .written import Invalid, no_boolean

_ANY_NUMBER = frozenset(numbers.ROWS)
_WHOLE_NUMBER = frozenset(
    {*dates.ROWS, "location", "references", "ids", "id_pairs", "cascading", "status", "substatus"}
)
"""The kinds whose whole numbers are ids or days, and no texts."""


def check_quotes(value: Any, field: Field) -> None:
    """Raise Invalid for a number from a task where the field takes a text."""
    if isinstance(value, str) or value is None or field.kind in _ANY_NUMBER:
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            check_quotes(item, field)
    elif isinstance(value, Mapping):
        check_text(value.get("name"))  # a reference
    elif not (is_int(value) and field.kind in _WHOLE_NUMBER):
        check_text(value, is_secret=field.kind == "encrypted")


def check_text(value: Any, is_secret: bool = False) -> None:
    """Raise Invalid for a number, or true or false, from a task in the place of a text."""
    if isinstance(value, bool):
        raise Invalid(no_boolean(value))
    if not isinstance(value, (int, float)):
        return
    if is_secret:
        raise Invalid(
            "takes a text, not a number (YAML reads 00123 as 83): write what is meant in quotes; in a template, add"
            " | string"
        )
    others = _read_alike(value)
    why = f" (YAML reads {' and '.join(others)} as {value}, too)" if others else ""
    samples = " or ".join(f'"{one}"' for one in (value, *others[:1]))
    raise Invalid(
        f"takes a text, not the number {value}{why}: write what is meant in quotes, such as {samples}; in a template,"
        " add | string"
    )


def _read_alike(number: float) -> list[str]:
    """Other texts without quotes that YAML reads as the number."""
    if not isinstance(number, int):
        return [f"{number}0"] if re.fullmatch(r"-?[0-9]+\.[0-9]+", repr(number)) else []
    sign, amount = ("-", -number) if number < 0 else ("", number)
    hours = [f"{sign}{amount // 60}:{amount % 60:02d}"] if 60 <= amount < 10**9 else []
    return [f"{sign}0{amount:o}", *hours]
