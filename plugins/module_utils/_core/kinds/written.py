# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what users wrote: YAML may have turned it into numbers, dates and lists."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any


class Invalid(ValueError):
    """The value does not fit the field. The text continues the sentence "<field>: ..."."""


class NotAnOption(Invalid):
    """The value has a form that the field takes, but is none of the options that an administrator has set up."""


def is_clear(value: Any) -> bool:
    """Whether a user's value asks for an empty field: null, "", [] or {}."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and not value)


def no_boolean(value: bool) -> str:
    """The sentence for true or false in the place of a text."""
    words, sample = ("yes and on", "yes") if value else ("no and off", "no")
    read = str(value).lower()
    return (
        f"takes a text, not {read} (YAML reads {words} as {read}, too): write what is meant in quotes, such as"
        f' "{sample}"'
    )


MOMENT = "!timestamp"
"""The only key of a mapping that stands for a date with time that YAML has read in a task, in ISO's form."""


def unmarked(value: Any) -> Any:
    """The text of a date with time that stands in such a mapping; anything else unchanged."""
    return value[MOMENT] if isinstance(value, dict) and value.keys() == {MOMENT} else value


def scalar(value: Any, what: str) -> str:
    """The text of a scalar that a user wrote; numbers and dates that YAML made from it are turned back."""
    if value is None:
        return ""
    if unmarked(value) is not value:
        raise Invalid(
            f"takes {what}, not a date with time, as which YAML has read it: write what is meant in quotes"
        )
    if isinstance(value, (list, tuple, dict, set)):
        raise Invalid(f"takes {what}, not a {'mapping' if isinstance(value, dict) else 'list'}")
    if isinstance(value, bool):
        raise Invalid(no_boolean(value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


_PLAIN = re.compile(r"[^\W\d_][\w./-]*( [\w./-]+)*")
_NO_TEXT = frozenset(["null", "yes", "no", "on", "off", "true", "false", "y", "n"])


def in_yaml(value: Any) -> str:
    """A text, number, list or mapping as a user can write it in a line of YAML: in quotes where YAML needs them."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_yaml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(in_yaml, value)) + "]"
    if not isinstance(value, str):
        return str(value)
    is_plain = _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXT
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def parts_in(text: str) -> list[str]:
    """The parts of a text that looks like several: divided by commas, semicolons or lines, perhaps in brackets."""
    parts = [part.strip(" \t\r\"'") for part in re.split(r"[,;\n]", text.strip().strip("[]"))]
    parts = [part for part in parts if part]
    return parts if len(parts) > 1 else []


def list_hint(text: str, fits: Callable[[str], bool]) -> str:
    """ "; for several, write a list: [Ada, Bal]" for a text that looks like several that all fit, otherwise nothing."""
    parts = parts_in(text)
    return (
        f"; for several, write a list: {in_yaml(parts)}" if parts and all(map(fits, parts)) else ""
    )


def items(value: Any, what: str, separator: str) -> list[str]:
    """The texts of a multi-value: a list, or one text divided by the server's separator."""
    if isinstance(value, dict):
        raise Invalid(f"takes a list of {what}, not a mapping")
    if isinstance(value, (list, tuple)):
        parts = [scalar(item, what) for item in value if not is_clear(item)]
    else:
        parts = [part for part in split(scalar(value, what), separator) if part]
    texts = sorted(set(parts))
    if texts and separator and separator.join(texts).split(separator) != texts:
        raise Invalid(
            f"these values are ambiguous once joined with the server's separator {separator}:"
            f" {', '.join(texts)}"
        )
    return parts


def split(text: str, separator: str) -> list[str]:
    """The parts of a text between separators; the whole text for a server that has none."""
    return text.split(separator) if separator else [text]


def unwrapped(value: Any) -> Any:
    """The item of a list of one; anything else unchanged."""
    return value[0] if isinstance(value, (list, tuple)) and len(value) == 1 else value
