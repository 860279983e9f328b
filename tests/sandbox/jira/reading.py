# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an issue: which fields are asked for, and how all of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import texts
from .attachments import shown_attachment
from .comments import comment_page, worklog_page
from .history import shown_entry
from .kinds import KINDS, schema_of
from .links import shown_link
from .meta import edit_fields
from .model import Field
from .people import shown_user
from .rows import Row
from .showing import (
    duration,
    moment,
    shown_brief,
    shown_project,
    shown_status,
    shown_type,
)
from .workflow import offered, shown_transition

if TYPE_CHECKING:
    from .scope import Scope

EXPANDS = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
_NOT_NAVIGABLE = frozenset({"comment", "attachment", "worklog", "timetracking"})
_INLINE_ON_CLOUD = 20


@dataclass(frozen=True)
class Wish:
    """What is to be shown of an issue. fields: as the query has it; without any, `usual` applies."""

    fields: tuple[str, ...] = ()
    expand: frozenset[str] = frozenset()
    properties: tuple[str, ...] = ()
    usual: str = "*all"

    def wants(self, field: Field) -> bool:
        """Whether a field is asked for."""
        wanted = False
        for name in self.fields or (self.usual,):
            if name == "*all":
                wanted = True
            elif name == "*navigable":
                wanted = wanted or is_navigable(field)
            elif name.startswith("-"):
                wanted = wanted and name[1:] not in (field.id, *field.clauses)
            elif name == field.id:
                wanted = True
        # only what is left out: all the rest
        if self.fields and all(name.startswith("-") for name in self.fields):
            usual = is_navigable(field) if self.usual == "*navigable" else True
            return usual and f"-{field.id}" not in self.fields
        return wanted


def is_navigable(field: Field) -> bool:
    """Whether a field is one of those that lists of issues show."""
    return field.id not in _NOT_NAVIGABLE


def split(values: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a query's parameter: repeated, or joined by commas."""
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


# -- fields ---------------------------------------------------------------------------------------


def _progress(spent: int, left: int) -> dict[str, int]:
    shown = {"progress": spent, "total": spent + left}
    return {**shown, "percent": spent * 100 // (spent + left)} if spent + left else shown


def _tracking(issue: Row, scope: Scope) -> dict[str, Any]:
    kept = issue["fields"].get("timetracking") or {}
    spent = _spent(issue, scope)
    original = kept.get("original")
    left = kept.get("remaining", original)
    found = {"originalEstimate": original, "remainingEstimate": left, "timeSpent": spent or None}
    shown: dict[str, Any] = {k: duration(v) for k, v in found.items() if v is not None}
    shown.update({f"{k}Seconds": v for k, v in found.items() if v is not None})
    return shown


def _spent(issue: Row, scope: Scope) -> int:
    return sum(row["seconds"] for row in scope.jira.rows.of("worklog", issue["id"]))


def _estimate(name: str) -> Callable[[Row, Scope], Any]:
    def shown(issue: Row, scope: Scope) -> Any:
        kept = issue["fields"].get("timetracking") or {}
        return kept.get(name, kept.get("original"))

    return shown


def _watches(issue: Row, scope: Scope) -> Any:
    caller = scope.caller
    people = scope.jira.rows.of("watch", issue["id"])
    return {
        "self": caller.url(f"issue/{issue['key']}/watchers"),
        "watchCount": len(people),
        "isWatching": any(row["user"] == caller.key for row in people),
    }


def _votes(issue: Row, scope: Scope) -> Any:
    caller = scope.caller
    people = scope.jira.rows.of("vote", issue["id"])
    return {
        "self": caller.url(f"issue/{issue['key']}/votes"),
        "votes": len(people),
        "hasVoted": any(row["user"] == caller.key for row in people),
    }


def _parent(issue: Row, scope: Scope) -> Any:
    """On Cloud an epic is the parent of its issues, too."""
    number = issue["fields"].get("parent")
    if number is None and scope.caller.cloud:
        number = issue["fields"].get(scope.jira.catalog.id_of("epic_link"))
    parent = scope.jira.rows.get("issue", number) if number else None
    return shown_brief(parent, scope) if parent else None


def _project(issue: Row, scope: Scope) -> Any:
    return shown_project(scope.jira.project_of(issue), scope.caller)


def _comments(issue: Row, scope: Scope) -> Any:
    return comment_page(scope.jira.rows.of("comment", issue["id"]), issue, scope)


def _worklogs(issue: Row, scope: Scope) -> Any:
    rows = scope.jira.rows.of("worklog", issue["id"])
    return worklog_page(
        rows[:_INLINE_ON_CLOUD], issue, scope, total=len(rows), size=_INLINE_ON_CLOUD
    )


_COMPUTED: Mapping[str, Callable[[Row, Any], Any]] = {
    "project": _project,
    "issuetype": lambda i, s: shown_type(s.jira.catalog.types[i["type"]], s.caller),
    "status": lambda i, s: shown_status(s.jira.catalog.statuses[i["status"]], s.caller),
    "created": lambda i, s: moment(i["created"], s.caller),
    "updated": lambda i, s: moment(i["updated"], s.caller),
    "resolutiondate": lambda i, s: moment(i["resolved"], s.caller) if i.get("resolved") else None,
    "statuscategorychangedate": lambda i, s: moment(i["moved"], s.caller),
    "lastViewed": lambda i, s: None,
    "creator": lambda i, s: shown_user(s.jira.people.by_key(i["creator"]), s.caller),
    "parent": _parent,
    "subtasks": lambda i, s: [shown_brief(child, s) for child in s.jira.issues.children(i["id"])],
    "issuelinks": lambda i, s: [
        shown_link(link, s, of=i["id"]) for link in s.jira.links.of(i["id"])
    ],
    "attachment": lambda i, s: [
        shown_attachment(a, s) for a in s.jira.rows.of("attachment", i["id"])
    ],
    "comment": _comments,
    "worklog": _worklogs,
    "watches": _watches,
    "votes": _votes,
    "timetracking": _tracking,
    "timeoriginalestimate": _estimate("original"),
    "aggregatetimeoriginalestimate": _estimate("original"),
    "timeestimate": _estimate("remaining"),
    "aggregatetimeestimate": _estimate("remaining"),
    "timespent": lambda i, s: _spent(i, s) or None,
    "aggregatetimespent": lambda i, s: _spent(i, s) or None,
    "progress": lambda i, s: _progress(_spent(i, s), 0),
    "aggregateprogress": lambda i, s: _progress(_spent(i, s), 0),
    "workratio": lambda i, s: -1,
}
_LEFT_OUT_IF_EMPTY = frozenset({"parent", "security"})


def value_of(field: Field, issue: Row, scope: Scope) -> Any:
    """Return what an issue has in a field, as an answer shows it."""
    computed = _COMPUTED.get(field.id)
    if computed:
        return computed(issue, scope)
    if field.kind == "rank":
        return f"0|i{issue['id']:05d}:"
    kind = KINDS[field.kind]
    kept = issue["fields"].get(field.id)
    if kept is None or kept in ("", []):
        return [] if kind.empty == [] and not field.custom else None
    return kind.show(kept, field, scope)


def all_fields(issue: Row, scope: Scope, wish: Wish | None = None) -> dict[str, Any]:
    """Return the fields of an issue that are asked for, by id."""
    asked = wish or Wish()
    shown = {}
    for field in scope.jira.catalog.of_deployment(scope.caller.profile.kind):
        if asked.wants(field):
            value = value_of(field, issue, scope)
            if value is not None or field.id not in _LEFT_OUT_IF_EMPTY:
                shown[field.id] = value
    return shown


# -- the whole ------------------------------------------------------------------------------------


def shown_issue(issue: Row, scope: Scope, wish: Wish) -> dict[str, Any]:
    """Return an issue as an answer has it."""
    caller = scope.caller
    shown: dict[str, Any] = {
        "expand": EXPANDS,
        "id": str(issue["id"]),
        "self": caller.url(f"issue/{issue['id']}"),
        "key": issue["key"],
    }
    fields = all_fields(issue, scope, wish)
    if fields:
        shown["fields"] = fields
    for name, expanded in _EXPANDED.items():
        if name in wish.expand:
            shown[name] = expanded(issue, scope, fields)
    if wish.properties:
        kept = scope.jira.rows.properties("issue", str(issue["id"]))
        everything = "*all" in wish.properties
        shown["properties"] = {k: v for k, v in kept.items() if everything or k in wish.properties}
    return shown


def _named_fields(fields: Mapping[str, Any], scope: Scope) -> list[Field]:
    return [scope.jira.catalog.fields[key] for key in fields]


def _names(issue: Row, scope: Scope, fields: Mapping[str, Any]) -> Any:
    kind = scope.caller.profile.kind
    return {field.id: field.called(kind) for field in _named_fields(fields, scope)}


def _schema(issue: Row, scope: Scope, fields: Mapping[str, Any]) -> Any:
    return {field.id: schema_of(field, scope.caller) for field in _named_fields(fields, scope)}


def _rendered(issue: Row, scope: Scope, fields: Mapping[str, Any]) -> Any:
    shown: dict[str, Any] = {}
    for field in _named_fields(fields, scope):
        kept = issue["fields"].get(field.id)
        if field.kind == "textarea":
            shown[field.id] = texts.as_html(kept) if kept else ""
        elif field.kind in ("date", "datetime", "moment") or field.id in (
            "comment",
            "worklog",
            "attachment",
            "timetracking",
        ):
            shown[field.id] = fields[field.id]
        else:
            shown[field.id] = None
    return shown


def _changelog(issue: Row, scope: Scope, fields: Mapping[str, Any]) -> Any:
    """On Cloud the newest entries come first, and not all of them."""
    entries = [shown_entry(entry, scope) for entry in scope.jira.history.of(issue["id"])]
    total = len(entries)
    if scope.caller.cloud:
        entries = entries[::-1][:100]
    return {"startAt": 0, "maxResults": len(entries), "total": total, "histories": entries}


_EXPANDED: Mapping[str, Callable[[Row, Any, Mapping[str, Any]], Any]] = {
    "names": _names,
    "schema": _schema,
    "renderedFields": _rendered,
    "transitions": lambda i, s, f: [shown_transition(t, i, s) for t in offered(i, s)],
    "editmeta": lambda i, s, f: {"fields": edit_fields(i, s)},
    "changelog": _changelog,
    "operations": lambda i, s, f: {"linkGroups": []},
}
