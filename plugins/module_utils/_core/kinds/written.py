# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading what users wrote: YAML may have turned it into numbers, dates and lists."""

from __future__ import annotations

import datetime
from typing import Any


class Invalid(ValueError):
    """The value does not fit the field. The text continues the sentence "<field>: ..."."""


class NotAnOption(Invalid):
    """The value has a form that the field takes, but is none of the options that an administrator has set up."""


def is_clear(value: Any) -> bool:
    """Whether a user's value asks for an empty field: null, "", [] or {}."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and not value)


def scalar(value: Any, what: str) -> str:
    """The text of a scalar that a user wrote; numbers and dates that YAML made from it are turned back."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple, dict, set)):
        raise Invalid(f"takes {what}, not a {'mapping' if isinstance(value, dict) else 'list'}")
    if isinstance(value, bool):
        raise Invalid(f"{str(value).lower()} cannot be {what}: put it in quotes")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


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
