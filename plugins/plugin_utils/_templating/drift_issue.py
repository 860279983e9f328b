# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter drift_issue: what an audit means for the one Jira issue about its scope.

The issue itself is the memory: its description ends in a line with a number, a digest of all findings, and the id of
each. The number makes a marker for the comment of each change, so that a state that comes back gets a comment again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.verdict import count_of, in_a_line
from .._audit.audit import Audit, AuditedAsset
from .._audit.findings import verdict_of
from .._audit.from_result import AuditOptions, read_audit
from .._audit.texts import show
from .._plain import plain

SPEC: dict[str, Any] = {
    "issues": {"type": "list", "elements": "dict", "default": []},
    "scope_name": {"type": "str", "required": True},
    "plan": {"type": "dict", "default": {}},
    "status_done": {"type": "str", "required": True},
    "status_reopened": {"type": "str", "required": True},
    "max_findings": {"type": "int", "default": 100},
    "max_links": {"type": "int", "default": 20},
    "asset_url": {"type": "str", "default": "auto"},
}

LONGEST_TEXT = 32_000
"""Jira takes 32,767 characters by default."""
LONGEST_CELL = 200
MOST_IDS = 1_500
"""So many ids fit beside a table. Beyond them, a change is still seen, but not all of it is listed."""

_STATE = re.compile(r"^Drift state (\d{1,9}) \(([0-9a-f]{16})\):((?: [0-9a-f]{8})*)$", re.MULTILINE)
_MARKUP = re.compile(r"([{}\[\]|!*_+^~?#()\-])")
_HEAD = "||Asset||Field||Declared||In AIP||"
_WHOLE: Mapping[str, tuple[str, str]] = {
    "create": ("present", "missing"),
    "delete": ("absent", "present"),
    "retire": ("retired", "in use"),
}
"""What is declared and what is in AIP, where a whole asset differs."""


@dataclass(frozen=True)
class State:
    """The findings that an issue holds: how often they changed, a digest of all, and their ids."""

    number: int
    digest: str
    ids: tuple[str, ...]

    @property
    def line(self) -> str:
        """The line of the description that holds it."""
        return f"Drift state {self.number} ({self.digest}):" + "".join(
            f" {one}" for one in self.ids
        )


NOTHING = hashlib.sha256(b"").hexdigest()[:16]
"""The digest of no finding."""


def drift_issue(value: Any, **options: Any) -> dict[str, Any]:
    """What is to be written to the issue: description, comment, status, remote links. Raises InputError."""
    if not isinstance(value, Mapping):
        raise InputError(["takes the registered result of aip_assets"])
    if len(options["issues"]) > 1:
        keys = ", ".join(str(one.get("key")) for one in options["issues"])
        raise InputError([f"issues: {keys} have the same identity; delete all but one"])
    audit = read_audit(plain(dict(value)), AuditOptions(asset_url=options["asset_url"]))
    issue = options["issues"][0] if options["issues"] else None
    rows = tuple(_rows(audit))
    before = _state_of(issue)
    after = _next(before, rows)
    if not rows and issue is None:
        return _nothing(audit)
    changed = issue is not None and before.digest != after.digest
    if rows:
        description = _description(audit, rows, after, options)
    else:
        description = _closed(options["scope_name"], after)
    return {
        "action": _action(issue, rows, options),
        "drift": bool(rows),
        "summary": f"AIP differs from the declaration: {options['scope_name']}",
        "sentence": verdict_of(audit),
        "description": description,
        "comment": _comment(issue, before, after, rows, options) if changed else None,
        "status": _status(issue, rows, options),
        "remote_links": list(_links(audit))[: max(options["max_links"], 0)] if rows else [],
    }


def _nothing(audit: Audit) -> dict[str, Any]:
    return {
        "action": "none",
        "drift": False,
        "summary": "",
        "sentence": verdict_of(audit),
        "description": "",
        "comment": None,
        "status": None,
        "remote_links": [],
    }


def _is_done(issue: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    return str(issue.get("status", "")).casefold() == options["status_done"].casefold()


def _action(
    issue: Mapping[str, Any] | None, rows: Sequence[str], options: Mapping[str, Any]
) -> str:
    if issue is None:
        return "open"
    if rows:
        return "reopen" if _is_done(issue, options) else "update"
    return "close"


def _status(
    issue: Mapping[str, Any] | None, rows: Sequence[str], options: Mapping[str, Any]
) -> str | None:
    """The status to move to; None leaves it where people have moved it."""
    if issue is None:
        return None
    if not rows:
        return str(options["status_done"])
    return str(options["status_reopened"]) if _is_done(issue, options) else None


# -- findings --


def escaped(text: Any) -> str:
    """A text as Jira's wiki markup shows it unchanged, in one line."""
    line = in_a_line(show(text))
    if len(line) > LONGEST_CELL:
        line = line[: LONGEST_CELL - 1] + "…"
    # A backslash before a character that needs none is shown, or is a line break.
    return _MARKUP.sub(r"\\\1", line.replace("&", "&amp;").replace("\\", "&#92;")) or " "


def _rows(audit: Audit) -> Iterator[str]:
    """A row of the table for each finding."""
    for asset in audit.drifted:
        yield from _rows_of(asset)
    for one in audit.unmanaged:
        yield _row(one.asset_type, one.name, "", "not declared", "present")


def _rows_of(asset: AuditedAsset) -> Iterator[str]:
    if asset.action == "update":
        for one in asset.changes:
            yield _row(asset.asset_type, asset.name, one.field, one.after, one.before)
    else:
        declared, there = _WHOLE[asset.action]
        yield _row(asset.asset_type, asset.name, "", declared, there)


def _row(asset_type: str, name: str, *cells: Any) -> str:
    return "|" + "|".join(map(escaped, (f"{asset_type} '{name}'", *cells))) + "|"


def _id(row: str) -> str:
    return hashlib.sha256(row.encode("utf-8", "replace")).hexdigest()[:8]


def _next(before: State, rows: Sequence[str]) -> State:
    text = "\n".join(sorted(rows))
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    number = before.number + (digest != before.digest)
    return State(number, digest, tuple(_id(row) for row in rows[:MOST_IDS]))


def _state_of(issue: Mapping[str, Any] | None) -> State:
    """What the issue holds; an issue whose line somebody removed holds nothing."""
    found = _STATE.search(_description_of(issue))
    if not found:
        return State(0, NOTHING, ())
    return State(int(found[1]), found[2], tuple(found[3].split()))


def _description_of(issue: Mapping[str, Any] | None) -> str:
    text = str((issue or {}).get("description") or "")
    return "\n".join(line.rstrip() for line in text.splitlines())


# -- texts --


def _table(rows: Sequence[str], most: int, room: int) -> list[str]:
    """The head and as many rows as may be shown, and a line about the others."""
    shown: list[str] = []
    for row in rows[: max(most, 0)]:
        room -= len(row) + 1
        if room < 0:
            break
        shown.append(row)
    left = len(rows) - len(shown)
    table = [_HEAD, *shown] if shown else []
    return [*table, "", f"{count_of(left, 'more finding')}: see drift.html."] if left else table


def _description(
    audit: Audit, rows: Sequence[str], state: State, options: Mapping[str, Any]
) -> str:
    plan = options["plan"]
    if plan.get("plan_digest") and not plan.get("failed"):
        agreed = f"Plan digest: {plan['plan_digest']}"
    else:
        agreed = f"No plan can be applied: {escaped(plan.get('msg') or 'none was made')}"
    head = [escaped(verdict_of(audit)), "", *_by_type(audit), ""]
    tail = ["", f"Scope: {escaped(options['scope_name'])}", agreed, state.line]
    room = LONGEST_TEXT - len("\n".join([*head, *tail])) - 200
    return "\n".join([*head, *_table(rows, options["max_findings"], room), *tail])


def _by_type(audit: Audit) -> Iterator[str]:
    yield "||Asset type||Assets||As declared||Missing||Changed||Surplus||"
    for name in sorted({one.asset_type for one in audit.assets})[:50]:
        kinds = [one.kind for one in audit.assets if one.asset_type == name]
        right = kinds.count("")
        percent = 1000 * right // len(kinds) / 10
        numbers = [kinds.count(kind) for kind in ("missing", "changed", "surplus")]
        counts = "|".join(map(str, numbers))
        yield f"|{escaped(name)}|{len(kinds)}|{right} ({percent:g} %)|{counts}|"


def _closed(scope: str, state: State) -> str:
    return f"AIP is as declared.\n\nScope: {escaped(scope)}\n{state.line}"


def _comment(
    issue: Mapping[str, Any] | None,
    before: State,
    after: State,
    rows: Sequence[str],
    options: Mapping[str, Any],
) -> dict[str, str]:
    """The comment about a change, with the marker by which it is written once."""
    known = {_id(row): row for row in _description_of(issue).splitlines() if row.startswith("|")}
    old, now = set(before.ids), {_id(row) for row in rows}
    new = [row for row in rows if _id(row) not in old]
    gone = [one for one in before.ids if one not in now]
    listed = [known[one] for one in gone if one in known]
    if not rows:
        first = "The drift is gone: AIP is as declared."
    else:
        first = f"The drift has changed: {len(new):,} new, {len(gone):,} resolved."
    parts = [first]
    for title, some, number in (("New", new, len(new)), ("Resolved", listed, len(gone))):
        if number:
            table = _table(some, options["max_findings"], LONGEST_TEXT // 2 - 500)
            parts += ["", f"{title}:", *table]
            if number > len(some):
                parts.append(
                    f"{count_of(number - len(some), 'more finding')} of an earlier report."
                )
    marker = f"drift-{after.number}-{before.digest}-{after.digest}"
    return {"marker": marker, "text": "\n".join(parts)}


def _links(audit: Audit) -> Iterator[dict[str, str]]:
    """Links to the pages of the assets that differ."""
    found = [(one.id, one.name, one.asset_type) for one in (*audit.drifted, *audit.unmanaged)]
    for number, name, asset_type in found:
        url = audit.links.to_asset(number, name, asset_type) if number is not None else ""
        if url:
            yield {"url": url, "title": in_a_line(f"{asset_type} '{name}'")[:LONGEST_CELL]}
