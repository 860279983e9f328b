# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is of issues: each of them, and all that hangs on it, as facts that two moments can be compared by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ..sandbox.jira.jira import Jira
from ..sandbox.sandbox import Sandbox

PROPERTY = "assetops.aip"
_PASSING = ("created", "updated", "moved", "resolved", "customfield_10125")
"""What differs from run to run: times, and the rank."""


def issues_of(sandbox: Sandbox, first_new: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """The facts by kind and name: issues by key, or by summary from the id `first_new` on, as their keys may differ."""
    jira = sandbox.site.jira
    issues = jira.rows.all("issue")
    names = {
        one["id"]: one["key"] if one["id"] < first_new else str(one["fields"].get("summary"))
        for one in issues
    }
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in issues:
        found["issue", names[one["id"]]].append(repr(_facts(one, jira)))
    for kind, gather in _HANGING.items():
        for row in jira.rows.all(kind):
            for place, fact in gather(row, names, jira):
                found[kind, place].append(fact)
    return {key: tuple(sorted(facts)) for key, facts in found.items()}


def _facts(issue: Mapping[str, Any], jira: Jira) -> dict[str, Any]:
    fields = {k: v for k, v in issue["fields"].items() if k not in _PASSING and v is not None}
    more = {k: v for k, v in issue.items() if k not in (*_PASSING, "id", "key", "fields")}
    return {
        **dict(sorted(more.items())),
        "fields": sorted(fields.items()),
        "property": _property(jira.rows.properties("issue", str(issue["id"]))),
    }


def _property(found: Mapping[str, Any]) -> Any:
    """The collection's property, without its notes about comments, which may also be at the comments themselves."""
    value = found.get(PROPERTY)
    if not isinstance(value, dict):
        return value
    return {key: one for key, one in value.items() if key != "comments"}


def _comments(
    row: Mapping[str, Any], names: Mapping[int, str], jira: Jira
) -> list[tuple[str, str]]:
    return [(f"{names.get(row['owner'])}: {row['body']}", str(row["author"]))]


def _files(row: Mapping[str, Any], names: Mapping[int, str], jira: Jira) -> list[tuple[str, str]]:
    assert jira.files
    digest = sha256((jira.files / row["file"]).read_bytes()).hexdigest()
    return [(f"{names.get(row['owner'])}: {row['name']} {digest[:12]}", "")]


def _links(row: Mapping[str, Any], names: Mapping[int, str], jira: Jira) -> list[tuple[str, str]]:
    return [(f"{names.get(row['from'])} {row['type']} {names.get(row['to'])}", "")]


def _pages(row: Mapping[str, Any], names: Mapping[int, str], jira: Jira) -> list[tuple[str, str]]:
    body = {key: value for key, value in row.items() if key not in ("id", "owner")}
    return [
        (f"{names.get(row['owner'])}: {row.get('globalId')}", repr(sorted(body.items(), key=str)))
    ]


def _moves(row: Mapping[str, Any], names: Mapping[int, str], jira: Jira) -> list[tuple[str, str]]:
    return [
        (f"{names[row['owner']]} from {item['fromString']} to {item['toString']}", "")
        for item in row["items"]
        if item["field"] == "status" and row["owner"] in names
    ]


def _sprints(row: Mapping[str, Any], names: Mapping[int, str], jira: Jira) -> list[tuple[str, str]]:
    return [(str(row["name"]), _all_of(row, "created", "activated", "complete"))]


def _projects(
    row: Mapping[str, Any], names: Mapping[int, str], jira: Jira
) -> list[tuple[str, str]]:
    return [(str(row["key"]), _all_of(row, "last"))]


def _all_of(row: Mapping[str, Any], *but: str) -> str:
    """All that a row says, but ids and what differs from run to run."""
    left_out = ("id", "owner", *but)
    return repr(sorted((key, value) for key, value in row.items() if key not in left_out))


_HANGING = {
    "comment": _comments, "attachment": _files, "link": _links, "remotelink": _pages, "history": _moves,
    "sprint": _sprints, "project": _projects,
}  # fmt: skip
