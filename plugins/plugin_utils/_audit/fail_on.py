# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option `fail_on`: whether an audit makes the task fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from .audit import Audit
from .findings import lines_of, lines_with
from .texts import count_of

WAY_OUT = "write none, any, or a mapping with fields (a list of names), count (1 or more), or both"


@dataclass(frozen=True)
class Rule:
    """When an audit fails: from this number of findings on (0: never), or if one of these fields differs."""

    count: int = 0
    fields: tuple[str, ...] = ()


def read_rule(written: Any) -> Rule:
    """The rule that a user wrote. Raises InputError."""
    if written is None or written == "none":
        return Rule()
    if written == "any":
        return Rule(count=1)
    if not isinstance(written, Mapping) or not written:
        raise InputError([f"fail_on: {written!r} is not valid; {WAY_OUT}"])
    unknown = sorted(str(key) for key in written if key not in ("count", "fields"))
    if unknown:
        raise InputError([f"fail_on: unknown: {', '.join(unknown)}; {WAY_OUT}"])
    return Rule(
        _count(written["count"]) if "count" in written else 0,
        _fields(written["fields"]) if "fields" in written else (),
    )


def _count(written: Any) -> int:
    text = str(written)
    if isinstance(written, bool) or not text.isdecimal() or int(text) < 1:
        raise InputError([f"fail_on: count: {written!r} is not valid; {WAY_OUT}"])
    return int(text)


def _fields(written: Any) -> tuple[str, ...]:
    names = [written] if isinstance(written, str) else written
    if not isinstance(names, (list, tuple)) or not names or not all(map(_is_name, names)):
        raise InputError([f"fail_on: fields: {written!r} is not valid; {WAY_OUT}"])
    return tuple(names)


def _is_name(written: Any) -> bool:
    return isinstance(written, str) and bool(written)


def reasons(audit: Audit, rule: Rule) -> list[str]:
    """Why the audit fails: a text for each part of the rule that applies; none if it does not fail."""
    found = []
    if _is_exceeded(audit, rule):
        found.append("fail_on: any" if rule.count == 1 else f"fail_on: count: {rule.count}")
    for field in rule.fields:
        number = sum(field in {change.field for change in one.changes} for one in audit.drifted)
        if number:
            found.append(f"fail_on: fields: {field} differs in {count_of(number, 'asset')}")
    return found


def failing(audit: Audit, rule: Rule) -> list[str]:
    """The findings that the audit fails for, each in a line."""
    return lines_of(audit) if _is_exceeded(audit, rule) else lines_with(audit, rule.fields)


def _is_exceeded(audit: Audit, rule: Rule) -> bool:
    return bool(rule.count) and audit.counts["total"] >= rule.count
