# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In what a value differs from a schema, in words that are the same for the same kind of difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

MOST = 20
"""How many differences of one value are looked at."""
_KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


@dataclass(frozen=True)
class Difference:
    """Where in a value (numbers of items are `*`), and what is wrong there."""

    where: str
    text: str


def differences(validator: Any, value: Any) -> Iterator[Difference]:
    """The differences that a validator of jsonschema finds; of alternatives those of the closest one."""
    found = (_difference(_deepest(error)) for error in validator.iter_errors(value))
    # A null breaks two rules of OpenAPI at once.
    yield from dict.fromkeys(islice(found, MOST))


def _deepest(error: Any) -> Any:
    while error.context:
        error = max(error.context, key=lambda one: len(one.absolute_path))
    return error


def _difference(error: Any) -> Difference:
    where = "/".join("*" if isinstance(key, int) else str(key) for key in error.absolute_path)
    if error.validator == "type":
        wanted = error.validator_value
        return Difference(where, f"is {kind_of(error.instance)}, should be {wanted}")
    if error.validator == "enum":
        return Difference(where, f"{error.instance!r} is not one of {error.validator_value}"[:200])
    return Difference(where, f"{error.validator}: {error.message}"[:200])


def kind_of(value: Any) -> str:
    """What JSON calls the kind of a value."""
    return _KINDS.get(type(value), "number")
