# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole numbers and decimal numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from ..known import Known
from ..model import Field, Value
from .kind import Kind, Read, Rows
from .raw import text_of
from .written import Invalid, scalar

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1
WHOLE = r"[+-]?[0-9]{1,400}"  # longer ones are beyond any field, and beyond int()
NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_WHOLE, _NUMBER = re.compile(WHOLE), re.compile(NUMBER)


def _number(value: Any) -> float | None:
    """The number, or None. Text may spell it too; whole numbers stay exact ints."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        text = value.strip()
        if _WHOLE.fullmatch(text):
            return int(text)
        if not _NUMBER.fullmatch(text):
            return None
        value = float(text)
    if isinstance(value, float) and math.isfinite(value):
        return value
    return None


def _parse_long(value: Any, field: Field, known: Known) -> int:
    text = scalar(value, "a whole number")
    number = _number(value)
    if number is None or number != int(number):
        raise Invalid(f"'{text}' is not a whole number")
    if not LONG_MIN <= int(number) <= LONG_MAX:
        raise Invalid(f"{text} is beyond the 64 bits of a whole number")
    return int(number)


def _parse_double(value: Any, field: Field, known: Known) -> float:
    text = scalar(value, "a number")
    number = _number(value)
    try:
        # The server keeps a double: numbers that differ beyond its precision are the same value.
        return float(number)  # type: ignore[arg-type]
    except (TypeError, OverflowError):
        raise Invalid(f"'{text}' is not a number, such as 34.12") from None


def _read_number(convert: Callable[[float], Value]) -> Read:
    def read_number(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
        number = _number(raw if isinstance(raw, (int, float)) else text_of(raw))
        try:
            return (text_of(raw),) if number is None else (convert(number),)
        except OverflowError:
            return (text_of(raw),)

    return read_number


def _whole(number: float) -> Value:
    return int(number) if number == int(number) else number


def _show_number(value: Any, field: Field, known: Known) -> Any:
    return (
        int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else value
    )


def is_number(value: Value) -> bool:
    """Whether it is a value of these kinds, and not an answer that could not be interpreted."""
    return isinstance(value, (int, float))


ROWS: Rows = {
    "long": Kind(_parse_long, _read_number(_whole), _show_number, ordered=True),
    "double": Kind(_parse_double, _read_number(float), _show_number, ordered=True),
}
