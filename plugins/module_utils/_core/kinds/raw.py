# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading servers' answers: a value may be a text, a number, an object around one, or a list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from .written import is_clear

TEXT_KEYS = ("attributeValue", "textValues", "value", "name", "displayName", "text", "label")
"""An answer may wrap a value in an object, which has its text under one of these keys."""

DIGITS = re.compile(r"[0-9]{1,18}")
"""An id. A text with digits of other scripts, or with more digits than any id has, is a name."""


def without_nothing(raw: Any) -> Any:
    """An answer without the empty items of its lists; None for an object in which every value is empty."""
    if isinstance(raw, (list, tuple)):
        return [item for item in map(without_nothing, raw) if not is_clear(item)]
    if isinstance(raw, Mapping):
        return raw if any(not is_clear(value) for value in raw.values()) else None
    return raw


DEEPEST = 20
"""How many levels of lists and objects a value may have: more than any answer needs."""
TOO_DEEP = "(nested too deeply to be shown)"


def is_too_deep(raw: Any) -> bool:
    """Whether an answer is nested deeper than any value can be; what reads it calls itself for each level."""
    level = [raw] if isinstance(raw, (list, tuple, Mapping)) else []
    for _depth in range(DEEPEST):
        if not level:
            return False
        inner = (one.values() if isinstance(one, Mapping) else one for one in level)
        level = [
            item for items in inner for item in items if isinstance(item, (list, tuple, Mapping))
        ]
    return bool(level)


def json_in(text: str) -> Any:
    """The list that a text spells as JSON, without empty items; None if it spells none that can be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if is_too_deep(found) else without_nothing(found)


def first(mapping: Mapping[str, Any], keys: Iterable[str]) -> Any:
    """The value of the first of these keys that has one."""
    for key in keys:
        if mapping.get(key) not in (None, ""):
            return mapping[key]
    return None


def text_of(raw: Any) -> str:
    """The text of a scalar answer, also when it is wrapped in an object or in a list of one."""
    if isinstance(raw, Mapping):
        inner = first(raw, (*TEXT_KEYS, "id", "key"))
        return text_of(inner) if inner is not None else json.dumps(raw, sort_keys=True, default=str)
    if isinstance(raw, (list, tuple)):
        return ", ".join(text_of(item) for item in raw)
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return str(raw)


def is_int(value: Any) -> bool:
    """Whether it is an integer; to Python, true and false are integers too."""
    return isinstance(value, int) and not isinstance(value, bool)


def listed(raw: Any) -> Any:
    """The list that an answer spells as JSON text, or the answer itself."""
    if isinstance(raw, str) and raw.startswith("["):
        found = json_in(raw)
        return raw if found is None else found
    return raw


def holds(text: str, separator: str) -> bool:
    """Whether the text joins several values by the server's separator."""
    return bool(separator) and separator in text


def ways_to_split(text: str, separator: str) -> list[list[str]]:
    """The ways in which a text may join several: by the server's separator, else not at all, or by commas."""
    if holds(text, separator):
        return [[part for part in text.split(separator) if part.strip()]]
    ways = [[text]]
    if "," in text:
        ways.append([part.strip() for part in text.split(",") if part.strip()])
    return ways
