# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters `{field, operator, value}`: parsed once, then compared exactly with assets, whatever a search returned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from .fields import NAME, SYSTEM_FIELD, did_you_mean
from .kinds.quotes import check_quotes
from .kinds.table import KINDS, is_comparable, parse, readings, same, show, singles
from .kinds.written import Invalid, is_clear
from .known import Known
from .model import AssetType, Current, Field, Ref, Value


@dataclass(frozen=True)
class Filter:
    """One condition. `values` holds one canonical value, several for `in` and `between`; for `matches` a pattern."""

    field: Field
    operator: str
    values: tuple[Value, ...]


def _texts(value: Value, field: Field, known: Known) -> list[str]:
    """The texts that `contains` and `matches` look at: the value as users see it, each one of a set."""
    if value is None:
        return []
    if field.kind == "references":
        refs = value if isinstance(value, frozenset) else ()
        return [str(ref.name if isinstance(ref, Ref) and ref.name else ref) for ref in refs]
    shown = show(value, field, known)
    return [str(item) for item in shown] if isinstance(shown, list) else [str(shown)]


def _equals(filter_: Filter, value: Value, known: Known) -> bool:
    return same(filter_.values[0], value, filter_.field, known)


def _contains(filter_: Filter, value: Value, known: Known) -> bool:
    operand = filter_.values[0]
    if isinstance(operand, frozenset):
        have = singles(value)
        return all(
            any(same(one, item, filter_.field, known) for item in have) for one in singles(operand)
        )
    return any(str(operand) in text for text in _texts(value, filter_.field, known))


def _matches(filter_: Filter, value: Value, known: Known) -> bool:
    pattern = re.compile(str(filter_.values[0]), re.DOTALL)
    return any(pattern.fullmatch(text) for text in _texts(value, filter_.field, known))


def _in(filter_: Filter, value: Value, known: Known) -> bool:
    return any(
        same(operand, item, filter_.field, known)
        for operand in filter_.values
        for item in singles(value)
    )


def _compare(
    decide: Callable[[Any, Sequence[Any]], bool],
) -> Callable[[Filter, Value, Known], bool]:
    def compare(filter_: Filter, value: Value, known: Known) -> bool:
        return is_comparable(value, filter_.field) and decide(value, filter_.values)

    return compare


def _is_empty(filter_: Filter, value: Value, known: Known) -> bool:
    return (value is None) == bool(filter_.values[0])


_DECIDE: Mapping[str, Callable[[Filter, Value, Known], bool]] = {
    "equals": _equals,
    "not_equals": lambda filter_, value, known: not _equals(filter_, value, known),
    "contains": _contains,
    "matches": _matches,
    "in": _in,
    "greater": _compare(lambda value, limits: bool(value > limits[0])),
    "less": _compare(lambda value, limits: bool(value < limits[0])),
    "between": _compare(lambda value, limits: bool(limits[0] <= value <= limits[1])),
    "is_empty": _is_empty,
}
OPERATORS = tuple(_DECIDE)

# Operators that must hold for every way of reading the answer, not just for one.
_DENYING = frozenset({"not_equals"})


def wildcard_pattern(text: str) -> str:
    r"""The regular expression for `*` (any characters) and `?` (exactly one); `\` before them makes them ordinary.

    What stands between two `*` is taken where it first fits, for good (a group that is looked ahead for, and then
    referred to): trying its other places would take a power of the length of a text, and find nothing more.
    """
    between = [""]
    for part in re.findall(r"\\[*?\\]|.", text, re.DOTALL):
        if part == "*":
            between.append("")
        else:
            between[-1] += "." if part == "?" else re.escape(part[-1])
    first, *middle = between[:-1] or [""]
    inner = [f"(?=(.*?{one}))\\{number}" for number, one in enumerate(filter(None, middle), 1)]
    return "".join([first, *inner, ".*" if len(between) > 1 else "", between[-1]])


def parse_filters(
    written: Sequence[Any],
    types: Sequence[AssetType],
    known: Known,
    problems: list[str],
) -> tuple[Filter, ...]:
    """The filters, resolved against the fields of `types`. Problems are added to the list."""
    filters: list[Filter] = []
    for number, item in enumerate(written, 1):
        try:
            filters.append(_parse_filter(item, types, known))
        except Invalid as invalid:
            problems.append(f"filters: number {number}: {invalid}")
    return tuple(filters)


def find_field(key: str, types: Sequence[AssetType]) -> Field:
    """The field called `key`; attributes may be those of any of the types. Raises Invalid."""
    if key == NAME.key:
        return NAME
    for asset_type in types:
        field = asset_type.fields.get(key) or asset_type.attributes.get(key)
        if field is not None:
            return field
    if key in SYSTEM_FIELD:
        return SYSTEM_FIELD[key]
    known = [NAME.key, *SYSTEM_FIELD, *(name for asset_type in types for name in asset_type.fields)]
    raise Invalid(f"there is no field '{key}'{did_you_mean(key, set(known))}")


_PARTS = ("field", "operator", "value")


def _parse_filter(item: Any, types: Sequence[AssetType], known: Known) -> Filter:
    if not isinstance(item, Mapping) or not (item.get("field") or set(item) - set(_PARTS)):
        raise Invalid("a filter is a mapping with field, operator (default equals) and value")
    unknown = set(item) - set(_PARTS)
    if unknown:
        first = min(map(str, unknown))
        hint = did_you_mean(first, _PARTS)
        raise Invalid(
            f"'{first}' is not part of a filter: a filter has field, operator and value{hint}"
        )
    field = find_field(str(item["field"]), types)
    operator = item.get("operator") or "equals"
    if operator not in OPERATORS:
        raise Invalid(f"there is no operator '{operator}'{did_you_mean(str(operator), OPERATORS)}")
    kind = KINDS.get(field.kind, KINDS["text"])
    if field.kind == "encrypted":
        raise Invalid(f"'{field.key}' is encrypted and cannot be compared")
    if operator in ("greater", "less", "between") and not kind.ordered:
        raise Invalid(f"'{field.key}' has no order: {operator} is for numbers and dates")
    value = item.get("value")
    try:
        if operator != "is_empty":
            check_quotes(value, field)
        return Filter(field, str(operator), _parse_values(str(operator), value, field, known))
    except Invalid as invalid:
        raise Invalid(f"'{field.key}' {operator}: {invalid}") from None


def _parse_values(operator: str, value: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if operator == "is_empty":
        if value is not None and not isinstance(value, bool):
            raise Invalid("the value is true (the default) or false")
        return (value is not False,)
    if is_clear(value):
        raise Invalid(_no_value(operator))
    if operator == "matches":
        return (wildcard_pattern(_text(value, "the value is a text, with * and ? as wildcards")),)
    if operator == "contains" and not KINDS.get(field.kind, KINDS["text"]).many:
        return (_text(value, "the value is the text to look for"),)
    if operator == "between":
        return _parse_limits(value, field, known)
    if operator == "in" and not isinstance(value, (list, tuple)):
        raise Invalid("the value is a list")
    operands = value if operator == "in" else [value]
    parsed = tuple(parse(item, field, known) for item in operands)
    if None in parsed:
        raise Invalid(_no_value(operator))
    return parsed


_NO_VALUE = {
    "between": "the value is a list of two, lowest first",
    "in": "the value is a list, in which no value is empty",
    "matches": "the value is a text, with * and ? as wildcards",
}


def _no_value(operator: str) -> str:
    """The sentence for a value that is missing, or empty: such a filter would not mean what was intended."""
    told = _NO_VALUE.get(operator, "a value is needed, and must not be empty")
    denied = " with value: false" if operator == "not_equals" else ""
    return f"{told}; to ask whether the field is empty, use the operator is_empty{denied}"


def _text(value: Any, otherwise: str) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool) or value == "":
        raise Invalid(otherwise)
    return str(value)


def _parse_limits(value: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise Invalid("the value is a list of two, lowest first")
    low, high = (parse(item, field, known) for item in value)
    if low is None or high is None:
        raise Invalid("both limits are needed")
    if bool(low > high):  # type: ignore[operator]  # both are of one ordered kind
        raise Invalid("the value is a list of two, lowest first")
    return (low, high)


def holds(filter_: Filter, current: Current, known: Known) -> bool:
    """Whether the asset meets the filter."""
    if filter_.field is NAME:
        values: tuple[Value, ...] = (current.name or None,)
    else:
        values = readings(current.raw.get(filter_.field.key), filter_.field, known)
    decide = all if filter_.operator in _DENYING else any
    return decide(_DECIDE[filter_.operator](filter_, value, known) for value in values)
