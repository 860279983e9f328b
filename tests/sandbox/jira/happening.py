# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Jira tells webhooks of a row that was written: the name of the event, and its members."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .agile import shown_board, shown_sprint_bean
from .attachments import shown_attachment
from .comments import shown_comment, shown_worklog
from .history import shown_entry
from .people import shown_user
from .reading import Wish, shown_issue
from .rows import Row
from .showing import shown_brief, shown_project, shown_version

if TYPE_CHECKING:
    from .scope import Scope

# kind of a row -> what happens to it -> the event
_NAMES: Mapping[str, Mapping[str, str]] = {
    "issue": {"added": "jira:issue_created", "removed": "jira:issue_deleted"},
    "history": {"added": "jira:issue_updated"},
    "link": {"added": "issuelink_created", "removed": "issuelink_deleted"},
    "attachment": {"added": "attachment_created", "removed": "attachment_deleted"},
    "issue property": {"changed": "issue_property_set", "removed": "issue_property_deleted"},
    **{
        kind: {
            "added": f"{stem}_created",
            "changed": f"{stem}_updated",
            "removed": f"{stem}_deleted",
        }
        for kind, stem in (
            ("comment", "comment"),
            ("worklog", "worklog"),
            ("sprint", "sprint"),
            ("board", "board"),
            ("project", "project"),
            ("version", "jira:version"),
        )
    },
}
_COMMENTED = {
    "added": "issue_commented",
    "changed": "issue_comment_edited",
    "removed": "issue_comment_deleted",
}
_STEPS = {"active": "sprint_started", "closed": "sprint_closed"}
_OF_ISSUE = frozenset({"history", "comment", "worklog", "attachment", "issue property"})


@dataclass(frozen=True)
class Event:
    """What happened to a row. issue: the id of the issue that it is about; type_name: what issue events say beside."""

    name: str
    kind: str
    row: Row
    issue: int | None = None
    type_name: str = ""


def events_of(verb: str, kind: str, row: Row, before: Row, twice: bool) -> Iterator[Event]:
    """Return the events of what happens to a row. twice: a comment is an update of its issue, too."""
    name = _NAMES.get(kind, {}).get(verb)
    if name is None or not _is_real(verb, kind, row, before):
        return
    if kind == "comment" and twice:
        yield Event("jira:issue_updated", kind, row, row["owner"], _COMMENTED[verb])
    if kind == "sprint" and verb == "changed" and row["state"] != before.get("state"):
        name = _STEPS.get(row["state"], name)
    if kind == "version" and verb == "changed" and row.get("released") != before.get("released"):
        name = f"jira:version_{'released' if row.get('released') else 'unreleased'}"
    yield Event(name, kind, row, _issue_of(kind, row), _type_name(name, row))


def _is_real(verb: str, kind: str, row: Row, before: Row) -> bool:
    """Whether people would see a change: a project also counts its issues."""
    if kind == "project" and verb == "changed":
        return {**row, "last": 0} != {**before, "last": 0}
    return not (verb == "changed" and row == before)


def _issue_of(kind: str, row: Row) -> int | None:
    if kind == "issue":
        return int(row["id"])
    if kind == "link":
        return int(row["from"])
    return int(row["owner"]) if kind in _OF_ISSUE else None


def _type_name(name: str, row: Row) -> str:
    """Return issue_event_type_name: a step of the workflow is generic, an assignee alone is assigned."""
    if name != "jira:issue_updated":
        return name.rpartition(":")[2] if name.startswith("jira:issue_") else ""
    fields = {line["field"] for line in row["items"]}
    if "status" in fields:
        return "issue_generic"
    return "issue_assigned" if fields == {"assignee"} else "issue_updated"


# -- showing --------------------------------------------------------------------------------------


def _shown_link(row: Row, scope: Scope) -> dict[str, Any]:
    link_type = scope.jira.catalog.link_types[row["type"]]
    return {
        "id": row["id"],
        "sourceIssueId": row["from"],
        "destinationIssueId": row["to"],
        "issueLinkType": {
            "id": int(link_type.id) if link_type.id.isdigit() else link_type.id,
            "name": link_type.name,
            "outwardName": link_type.outward,
            "inwardName": link_type.inward,
            "isSubTaskLinkType": False,
            "isSystemLinkType": False,
        },
        "systemLink": False,
    }


_SHOWN: Mapping[str, tuple[str, Callable[[Row, Scope], Any]]] = {
    "comment": ("comment", shown_comment),
    "worklog": ("worklog", shown_worklog),
    "attachment": ("attachment", shown_attachment),
    "link": ("issueLink", _shown_link),
    "sprint": ("sprint", lambda row, scope: shown_sprint_bean(row, scope.caller)),
    "board": ("board", lambda row, scope: shown_board(scope.jira, row, scope.caller)),
    "project": ("project", lambda row, scope: shown_project(row, scope.caller)),
    "version": ("version", lambda row, scope: shown_version(row, scope.caller)),
    "issue property": (
        "property",
        lambda row, scope: {key: row[key] for key in ("key", "value") if key in row},
    ),
}


def payload(event: Event, issue: Row | None, scope: Scope, comment_issue: str) -> dict[str, Any]:
    """Return the body of an event. comment_issue: how much of its issue a comment event holds."""
    shown: dict[str, Any] = {
        "timestamp": scope.jira.clock.milliseconds(),
        "webhookEvent": event.name,
    }
    of_issue = event.name.startswith("jira:issue_")
    if of_issue:
        user = shown_user(scope.caller.user, scope.caller)
        shown.update(issue_event_type_name=event.type_name, user=user)
    if issue is not None:
        if of_issue or (event.kind == "comment" and comment_issue == "full"):
            shown["issue"] = shown_issue(issue, scope, Wish())
        elif event.kind == "comment" and comment_issue == "brief":
            shown["issue"] = shown_brief(issue, scope)
        elif event.kind == "issue property":
            shown["issue"] = {key: str(issue[key]) for key in ("id", "key")}
    if event.kind == "history":
        entry = shown_entry(event.row, scope)
        shown["changelog"] = {"id": entry["id"], "items": entry["items"]}
    if event.kind in _SHOWN:
        name, show = _SHOWN[event.kind]
        shown[name] = show(event.row, scope)
    return shown
