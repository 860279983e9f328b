# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option `fail_on`: whether an audit makes the task fail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...module_utils._core.errors import InputError
from .audit import Audit, AuditedAsset
from .findings import lines_of, lines_with
from .history import Finding
from .hosts import Comparison
from .texts import count_of

WAY_OUT = "write none, any, new, or a mapping with fields (a list of names), count (1 or more), or both, and new"


@dataclass(frozen=True)
class Rule:
    """When an audit fails: from this number of findings on (0: never), or if one of these fields differs.

    With `new`, what an earlier report has already does not count.
    """

    count: int = 0
    fields: tuple[str, ...] = ()
    new: bool = False


def read_rule(written: Any) -> Rule:
    """The rule that a user wrote. Raises InputError."""
    if written is None or written == "none":
        return Rule()
    if written == "any":
        return Rule(count=1)
    if written == "new":
        return Rule(count=1, new=True)
    if not isinstance(written, Mapping) or not written:
        raise InputError([f"fail_on: {written!r} is not valid; {WAY_OUT}"])
    unknown = sorted(str(key) for key in written if key not in ("count", "fields", "new"))
    if unknown:
        raise InputError([f"fail_on: unknown: {', '.join(unknown)}; {WAY_OUT}"])
    new = _new(written.get("new", False))
    otherwise = 1 if new and "fields" not in written else 0
    return Rule(
        _count(written["count"]) if "count" in written else otherwise,
        _fields(written["fields"]) if "fields" in written else (),
        new,
    )


def _new(written: Any) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    found = known.get(str(written).lower())
    if found is None:
        raise InputError([f"fail_on: new: {written!r} is not valid; write true or false"])
    return found


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
    kind = "new" if rule.new else "any"
    if _is_exceeded(audit, rule):
        and_new = ", new" if rule.new else ""
        found.append(
            f"fail_on: {kind}" if rule.count == 1 else f"fail_on: count: {rule.count}{and_new}"
        )
    for field in rule.fields:
        number = sum(field in _fields_of(one, audit, rule) for one in audit.drifted)
        if number:
            found.append(
                f"fail_on: fields: {field} {'newly ' if rule.new else ''}differs"
                f" in {count_of(number, 'asset')}"
            )
    return found


def failing(audit: Audit, rule: Rule) -> list[str]:
    """The findings that the audit fails for, each in a line."""
    is_exceeded = _is_exceeded(audit, rule)
    if rule.new:
        audit = replace(
            audit,
            assets=tuple(
                _with_new_fields(one, audit, rule)
                for one in audit.assets
                if _is_new(one.finding, audit)
            ),
            unmanaged=tuple(one for one in audit.unmanaged if _is_new(one.finding, audit)),
            hosts=_new_hosts(audit),
        )
    return lines_of(audit) if is_exceeded else lines_with(audit, rule.fields)


def _with_new_fields(asset: AuditedAsset, audit: Audit, rule: Rule) -> AuditedAsset:
    fields = _fields_of(asset, audit, rule)
    return replace(asset, changes=tuple(one for one in asset.changes if one.field in fields))


def _new_hosts(audit: Audit) -> Comparison:
    found = [one for one in audit.findings if _is_new(one, audit)]
    return Comparison(
        tuple(one.name for one in found if one.kind == "host_without_asset"),
        tuple((one.asset_type, one.name) for one in found if one.kind == "asset_without_host"),
    )


def _is_exceeded(audit: Audit, rule: Rule) -> bool:
    if not rule.count:
        return False
    if not rule.new:
        return audit.counts["total"] >= rule.count
    return sum(_is_new(one, audit) for one in audit.findings) >= rule.count


def _is_new(finding: Finding, audit: Audit) -> bool:
    """Whether an earlier report lacks it; where there is none yet, every finding is new."""
    seen = audit.seen(finding) if finding.kind else None
    return seen is not None and seen.is_new


def _fields_of(asset: AuditedAsset, audit: Audit, rule: Rule) -> Collection[str]:
    """The fields of an asset that differ, and count."""
    every = {one.field for one in asset.changes}
    seen = audit.seen(asset.finding) if rule.new else None
    if seen is None:
        return every
    return seen.new_fields if asset.kind == "changed" else every if seen.is_new else ()
