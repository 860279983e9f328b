# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter issue_summary: what the results of a loop over jira_issue amount to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.verdict import first_of, in_a_line
from .._plain import plain

SPEC: dict[str, Any] = {"label": {"type": "str", "default": "key"}}

LONGEST_VALUE = 60
_NEW = "(not in"
"""How the header of a diff begins before a creation."""
Result = Mapping[str, Any]


def issue_summary(value: Any, label: str) -> dict[str, Any]:
    """Counts, a line for each issue that changed, and one for each failure. Raises InputError."""
    results = value.get("results", [value]) if isinstance(value, Mapping) else value
    if not isinstance(results, (list, tuple)) or not all(
        isinstance(one, Mapping) for one in results
    ):
        raise InputError(["takes the registered result of a loop over jira_issue, or its results"])
    tried = [dict(plain(one)) for one in results if not one.get("skipped")]
    failed = [one for one in tried if _failed(one)]
    sound = [one for one in tried if not _failed(one)]
    # A play may count what is only planned as no change.
    changed = [one for one in sound if one.get("changed") or one.get("changes")]
    created = [one for one in changed if _is_new(one)]
    lines = [f"{_name(one, label)}: {_done(one)}" for one in changed]
    failures = [
        f"{_name(one, label)}: {in_a_line(str(one.get('msg', 'failed')))}" for one in failed
    ]
    return {
        "total": len(tried),
        "created": len(created),
        "changed": len(changed) - len(created),
        "unchanged": len(sound) - len(changed),
        "failed": len(failed),
        "skipped": len(results) - len(tried),
        "lines": first_of(lines, len(lines)),
        "failures": failures,
    }


def _failed(result: Result) -> bool:
    """Whether the task failed, even if the play let it pass with failed_when."""
    return bool(result.get("failed")) or "msg" in result


def _is_new(result: Result) -> bool:
    diff = result.get("diff")
    return isinstance(diff, Mapping) and str(diff.get("before_header", "")).startswith(_NEW)


def _name(result: Result, label: str) -> str:
    """The key of the issue, or what the loop calls it."""
    issue = result.get("issue")
    if isinstance(issue, Mapping) and issue.get("key"):
        return str(issue["key"])
    item = result.get(str(result.get("ansible_loop_var", "item")))
    found = item.get(label) if isinstance(item, Mapping) else item
    return str(found) if found not in (None, "") else "an issue"


def _done(result: Result) -> str:
    """What happened to an issue, in a line."""
    if _is_new(result):
        return "created"
    changes = result.get("changes")
    return "; ".join(_changes(changes if isinstance(changes, Sequence) else ())) or "changed"


def _changes(changes: Sequence[Any]) -> Iterator[str]:
    added: dict[str, int] = {}
    for change in changes:
        field, before, after = str(change["field"]), change.get("before"), change.get("after")
        if before is None and _is_of_many(field):
            one = field.partition(".")[0].rstrip("s").replace("_", " ")
            added[one] = added.get(one, 0) + 1
        elif field.startswith("attachments."):
            yield f"{field} replaced"  # an id and a local path say nothing
        elif all(_is_short(one) for one in (before, after)):
            yield f"{field}: {_shown(before)} -> {_shown(after)}"
        else:
            yield f"{field} changed"
    for one, number in added.items():
        yield f"{one} added" if number == 1 else f"{number} {one}s added"


def _is_of_many(field: str) -> bool:
    return field.partition(".")[0] in ("comments", "links", "remote_links", "attachments")


def _is_short(value: Any) -> bool:
    return not isinstance(value, (Mapping, list)) and len(str(value)) <= LONGEST_VALUE


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "") else in_a_line(str(value))
