# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether an audit is to fail: the rule `fail_on`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from .audit import Audit
from .texts import count_of

WAY_OUT = "write none, any, or a mapping with fields (a list of names), count (a number from 1 on), or both"


@dataclass(frozen=True)
class Rule:
    """When an audit fails: with so many findings (0 for never), or if one of these fields is not as declared."""

    count: int = 0
    fields: tuple[str, ...] = ()


def read_rule(written: Any) -> Rule:
    """The rule that a user wrote. Raises InputError."""
    if written is None or written == "none":
        return Rule()
    if written == "any":
        return Rule(count=1)
    if not isinstance(written, Mapping) or not written:
        raise InputError([f"fail_on: cannot be {written!r}; {WAY_OUT}"])
    unknown = sorted(str(key) for key in written if key not in ("count", "fields"))
    if unknown:
        raise InputError([f"fail_on: there is no {', '.join(unknown)}; {WAY_OUT}"])
    return Rule(
        _count(written["count"]) if "count" in written else 0,
        _fields(written["fields"]) if "fields" in written else (),
    )


def _count(written: Any) -> int:
    text = str(written)
    if isinstance(written, bool) or not text.isdecimal() or int(text) < 1:
        raise InputError([f"fail_on: count cannot be {written!r}; {WAY_OUT}"])
    return int(text)


def _fields(written: Any) -> tuple[str, ...]:
    names = [written] if isinstance(written, str) else written
    if not isinstance(names, (list, tuple)) or not names or not all(map(_is_name, names)):
        raise InputError([f"fail_on: fields cannot be {written!r}; {WAY_OUT}"])
    return tuple(names)


def _is_name(written: Any) -> bool:
    return isinstance(written, str) and bool(written)


def reasons(audit: Audit, rule: Rule) -> list[str]:
    """Why the audit fails by the rule, one text for each part of the rule that holds; none if it does not fail."""
    found = []
    if rule.count and audit.counts["total"] >= rule.count:
        found.append("fail_on: any" if rule.count == 1 else f"fail_on: count: {rule.count}")
    for field in rule.fields:
        number = sum(field in {change.field for change in one.changes} for one in audit.drifted)
        if number:
            found.append(
                f"fail_on: fields: {field} is not as declared at {count_of(number, 'asset')}"
            )
    return found
