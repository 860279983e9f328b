# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The differences that `--diff` shows: what happens to an asset, where it was declared, and the values as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._apply.outcome import Done
from .._core.show import Showing, show_asset
from .._core.step import Referrers, Step
from .._core.verdict import in_a_line
from .._core.visible import visible
from .._local.yaml import to_yaml

NOT_THERE = "(not in AIP)"
MOST_REFERRERS = 10

_DOING: Mapping[str, str] = {
    "create": "create",
    "update": "change",
    "retire": "retire",
    "delete": "delete",
}


def diff_of(done: Done, showing: Showing) -> dict[str, str]:
    """Before and after as YAML: of a deletion all values that go, otherwise the fields that change."""
    step = done.step
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in done.changes:
        if step.action != "create":
            before[change.field] = change.before
        after[change.field] = change.after
    notes = ""
    if step.action == "delete":
        after = {}
        before = deleted_asset(step, showing) if done.changes else {}
        notes = _notes(step.referrers) if done.changes else ""
    before_header, after_header = _headers(step)
    return {
        "before": visible(to_yaml(before)) + notes,
        "after": visible(to_yaml(after)),
        "before_header": before_header,
        "after_header": after_header,
    }


def deleted_asset(step: Step, showing: Showing) -> dict[str, Any]:
    """The asset that is deleted, as it would be declared, with every value that was read; encrypted ones are not."""
    if step.current is None:
        return {}
    asset = show_asset(step.current, step.current.asset_type, showing.known, showing)
    return {key: one for key, one in _filled(asset).items() if one != {}}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without empty ones, which say nothing about what is lost."""
    return {
        key: _filled(one) if isinstance(one, Mapping) else one
        for key, one in values.items()
        if one is not None and one not in ("", [])
    }


def _notes(referrers: Referrers | None) -> str:
    """Comments for the YAML of a deleted asset: who refers to it."""
    if referrers is None:
        return ""
    known = list(referrers.known[:MOST_REFERRERS])
    more = len(referrers.known) - len(known)
    if more > 0:
        known.append(f"and {more:,} more")
    lines = [f"# referred to by: {', '.join(known)}"] if known else []
    if referrers.unread:
        may = "may also be" if known else "may be"
        types = ", ".join(referrers.unread)
        lines.append(f"# {may} referred to by assets that were not read, of these types: {types}")
    if not lines:
        lines = ["# no asset refers to it"]
    return "".join(f"{in_a_line(line)}\n" for line in lines)


def _headers(step: Step) -> tuple[str, str]:
    doing = _DOING.get(step.action, "")
    where = "not declared" if step.pruned else step.declared.origin
    facts = ", ".join(filter(None, (doing, where)))
    after = f"{step.label} ({facts})" if facts else step.label
    return in_a_line(_label_before(step)), in_a_line(after)


def _label_before(step: Step) -> str:
    current = step.current
    if step.action == "create" or current is None:
        return NOT_THERE
    kind = current.asset_type.name if current.asset_type else current.type_name or "asset"
    return f"{kind} '{current.name}'"
