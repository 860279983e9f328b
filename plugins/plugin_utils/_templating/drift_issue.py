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
LONGEST_SUMMARY = 255
MOST_IDS = 1_500
"""So many ids fit beside a table. Beyond them, a change is still seen, but not all of it is listed."""

_STATE = re.compile(r"^Drift state (\d{1,9}) \(([0-9a-f]{16})\):((?: [0-9a-f]{8})*)$", re.MULTILINE)
_MARKUP = re.compile(r"([{}\[\]|!*_+^~?#()\-])")
_HEAD_OF_TYPES = "||Asset type||Assets||As declared||Missing||Changed||Surplus||"
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
    if _same(options["status_done"], options["status_reopened"]):
        raise InputError(["status_done and status_reopened: must be two statuses"])
    audit = read_audit(plain(dict(value)), AuditOptions(asset_url=options["asset_url"]))
    issue = options["issues"][0] if options["issues"] else None
    rows = tuple(_rows(audit))
    before = _state_of(issue)
    if not rows and issue is None:
        return _nothing(audit)
    status = _status(issue, before.digest == _digest(rows), bool(rows), options)
    after = _next(before, rows, is_reopened=bool(rows) and status is not None)
    changed = issue is not None and before.number != after.number
    summary = in_a_line(f"AIP differs from the declaration: {options['scope_name']}")
    return {
        "action": _action(issue, status, bool(rows)),
        "drift": bool(rows),
        "summary": cut(summary, LONGEST_SUMMARY),
        "sentence": verdict_of(audit),
        "description": _description(audit, rows, after, options),
        "comment": _comment(issue, before, after, rows, options) if changed else None,
        "status": status,
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


def _action(issue: Mapping[str, Any] | None, status: str | None, drift: bool) -> str:
    if issue is None:
        return "open"
    if not drift:
        return "close"
    return "update" if status is None else "reopen"


def _same(one: Any, other: Any) -> bool:
    return str(one).strip().casefold() == str(other).strip().casefold()


def _status(
    issue: Mapping[str, Any] | None, is_known: bool, drift: bool, options: Mapping[str, Any]
) -> str | None:
    """The status to move to; None leaves the issue where people have moved it.

    One that they closed in a way of their own stays closed for as long as the drift is the same.
    """
    if issue is None:
        return None
    done, reopened = str(options["status_done"]), str(options["status_reopened"])
    status = issue.get("status", "")
    is_done = _same(status, done)
    is_resolved = bool(issue.get("resolution")) and not _same(status, reopened)
    if not drift:
        return None if is_done or is_resolved else done
    return reopened if is_done or (is_resolved and not is_known) else None


# -- findings --


def size(text: str) -> int:
    """The length of a text as Jira counts it, in UTF-16."""
    return len(text) + sum(one > "\uffff" for one in text)


def cut(text: str, most: int) -> str:
    """The text, or its beginning."""
    if size(text) <= most:
        return text
    kept = text[: most - 1]
    while size(kept) >= most:
        kept = kept[:-1]
    return kept + "…"


def escaped(text: Any) -> str:
    """A text as Jira's wiki markup shows it unchanged, in one line."""
    line = cut(in_a_line(show(text)), LONGEST_CELL)
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


def _digest(rows: Sequence[str]) -> str:
    text = "\n".join(sorted(rows))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _next(before: State, rows: Sequence[str], *, is_reopened: bool) -> State:
    """What the issue is to hold. Reopening counts as a change, as it is commented on, too."""
    digest = _digest(rows)
    number = before.number + (is_reopened or digest != before.digest)
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


def _fitting(rows: Sequence[str], most: int, room: int) -> list[str]:
    """As many of the first rows as may be shown."""
    shown: list[str] = []
    for row in rows[: max(most, 0)]:
        room -= size(row) + 1
        if room < 0:
            break
        shown.append(row)
    return shown


def _table(rows: Sequence[str], most: int, room: int) -> list[str]:
    """The head and as many rows as may be shown, and a line about the others."""
    shown = _fitting(rows, most, room)
    left = len(rows) - len(shown)
    table = [_HEAD, *shown] if shown else []
    return [*table, "", f"{count_of(left, 'more finding')}: see drift.html."] if left else table


def _description(
    audit: Audit, rows: Sequence[str], state: State, options: Mapping[str, Any]
) -> str:
    scope = f"Scope: {escaped(options['scope_name'])}"
    if not rows:
        return f"AIP is as declared.\n\n{scope}\n{state.line}"
    plan = options["plan"]
    # A play may count a plan that is blocked as no failure.
    is_blocked = plan.get("failed") or plan.get("problems") or "msg" in plan
    if plan.get("plan_digest") and not is_blocked:
        agreed = f"Plan digest: {plan['plan_digest']}"
    else:
        agreed = f"No plan can be applied: {escaped(plan.get('msg') or 'none was made')}"
    types = tuple(_by_type(audit))
    some = _fitting(types, 50, LONGEST_TEXT // 5)
    left = len(types) - len(some)
    others = (f"|{count_of(left, 'more type')}| | | | | |",) if left else ()
    head = [escaped(verdict_of(audit)), "", _HEAD_OF_TYPES, *some, *others, ""]
    tail = ["", scope, agreed, state.line]
    room = LONGEST_TEXT - size("\n".join([*head, *tail])) - 200
    return "\n".join([*head, *_table(rows, options["max_findings"], room), *tail])


def _by_type(audit: Audit) -> Iterator[str]:
    """A row for each type: how many of its assets differ."""
    for name in sorted({one.asset_type for one in audit.assets}):
        kinds = [one.kind for one in audit.assets if one.asset_type == name]
        right = kinds.count("")
        percent = 1000 * right // len(kinds) / 10
        numbers = [kinds.count(kind) for kind in ("missing", "changed", "surplus")]
        counts = "|".join(map(str, numbers))
        yield f"|{escaped(name)}|{len(kinds)}|{right} ({percent:g} %)|{counts}|"


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
    # Of what is beyond the ids that fit, it is not known whether it is new.
    new = [row for row in rows[:MOST_IDS] if _id(row) not in old]
    gone = [one for one in before.ids if one not in now]
    listed = [known[one] for one in gone if one in known]
    parts = [_first_line(before, after, len(new), len(gone))]
    for title, some, number in (("New", new, len(new)), ("Resolved", listed, len(gone))):
        if number:
            parts += [
                "",
                f"{title}:",
                *_table(some, options["max_findings"], LONGEST_TEXT // 2 - 500),
            ]
        if number > len(some):
            parts.append(f"{count_of(number - len(some), 'finding')} of an earlier report.")
    marker = f"drift-{after.number}-{before.digest}-{after.digest}"
    return {"marker": marker, "text": "\n".join(parts)}


def _first_line(before: State, after: State, new: int, gone: int) -> str:
    if after.digest == NOTHING:
        return "The drift is gone: AIP is as declared."
    if after.digest == before.digest:
        return "This issue was closed, but the drift is still there: it is reopened."
    if before.digest == NOTHING and before.number:
        return f"The drift is back: {count_of(new, 'finding')}."
    return f"The drift has changed: {new:,} new, {gone:,} resolved."


def _links(audit: Audit) -> Iterator[dict[str, str]]:
    """Links to the pages of the assets that differ."""
    drifted = [(one.id, one.name, one.asset_type) for one in audit.drifted]
    found = [*drifted, *((one.id, one.name, one.asset_type) for one in audit.unmanaged)]
    for number, name, asset_type in found:
        url = audit.links.to_asset(number, name, asset_type) if number is not None else ""
        if url:
            yield {"url": url, "title": cut(in_a_line(f"{asset_type} '{name}'"), LONGEST_CELL)}
