# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Issues as rows: making, changing, moving and removing them, each with its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .history import Item, item, items_of
from .rows import Row
from .showing import word_named

if TYPE_CHECKING:
    from .jira import Jira
    from .scope import Scope

# What hangs on an issue and goes with it.
HANGING = ("comment", "remotelink", "worklog", "history", "watch", "vote", "attachment")


class Issues:
    """The issues of a Jira. Whoever calls has checked what may be written."""

    def __init__(self, jira: Jira) -> None:
        self._jira, self._rows = jira, jira.rows

    def insert(
        self, project: Row, issue_type: str, fields: Mapping[str, Any], author: str, now: int
    ) -> Row:
        """Make an issue with the next key of its project, in the first status of its workflow."""
        current = self._rows.get("project", project["id"]) or project
        number = current["last"] + 1
        self._rows.put("project", project["id"], {**current, "last": number})
        workflow = self._jira.catalog.workflows[project["workflow"]]
        key = f"{project['key']}-{number}"
        body = {
            "key": key,
            "type": issue_type,
            "status": workflow.initial,
            "created": now,
            "updated": now,
            "moved": now,
            "resolved": now if fields.get("resolution") else None,
            "creator": author,
            "fields": _kept(fields),
        }
        issue = self._rows.add("issue", project["id"], body)
        self._rows.name_issue(key, issue["id"])
        self._adopt(issue)
        return issue

    def _adopt(self, issue: Row) -> None:
        """Note under its parent that it is a sub-task of it."""
        self._rows.remove("child", issue["id"])
        if issue["fields"].get("parent"):
            self._rows.add("child", issue["fields"]["parent"], {}, issue["id"])

    def children(self, issue_id: int) -> list[Row]:
        """Return the sub-tasks of an issue."""
        found = (self._rows.get("issue", row["id"]) for row in self._rows.of("child", issue_id))
        return [issue for issue in found if issue]

    def edit(
        self,
        issue: Row,
        changes: Mapping[str, Any],
        scope: Scope,
        now: int,
        also: Mapping[str, Any] | None = None,
    ) -> Row:
        """Set fields, and `also` what the row has beside them; what stays the same leaves no trace."""
        old = issue["fields"]
        catalog = self._jira.catalog
        real = {
            key: value for key, value in changes.items() if _empty(old.get(key)) != _empty(value)
        }
        items: list[Item] = []
        for key, value in real.items():
            items += items_of(catalog.fields[key], old.get(key), value, scope)
        more = dict(also or {})
        if more.get("type", issue["type"]) != issue["type"]:
            words = word_named("types")
            field = catalog.fields["issuetype"]
            before, after = words(issue["type"], field, scope), words(more["type"], field, scope)
            items.append(item("issuetype", before, after, "issuetype"))
        if more.get("status", issue["status"]) != issue["status"]:
            words = word_named("statuses")
            field = catalog.fields["status"]
            before, after = (
                words(issue["status"], field, scope),
                words(more["status"], field, scope),
            )
            items.append(item("status", before, after, "status"))
            if _category(self._jira, issue["status"]) != _category(self._jira, more["status"]):
                more["moved"] = now
        if not items and not more:
            return issue
        if "resolution" in real:
            more["resolved"] = now if real["resolution"] else None
        body = {**issue, **more, "fields": _kept({**old, **real})}
        if items:
            body["updated"] = now
        written = self._rows.put("issue", issue["id"], body)
        if "parent" in real:
            self._adopt(written)
        self._jira.history.note(issue["id"], scope.caller.key, items, now)
        return written

    def move(
        self,
        issue: Row,
        status: str,
        scope: Scope,
        now: int,
        changes: Mapping[str, Any] | None = None,
    ) -> Row:
        """Put an issue into a status, setting fields on the way: one entry of the history."""
        return self.edit(issue, changes or {}, scope, now, {"status": status})

    def transfer(self, issue: Row, project: Row, scope: Scope, now: int) -> Row:
        """Move an issue into another project, as people can in the browser: its old key still leads to it."""
        current = self._rows.get("project", project["id"]) or project
        number = current["last"] + 1
        self._rows.put("project", project["id"], {**current, "last": number})
        key, initial = f"{project['key']}-{number}", project["workflow"]
        status = self._jira.catalog.workflows[initial].initial
        body = {k: v for k, v in issue.items() if k not in ("id", "owner")}
        self._rows.remove("issue", issue["id"])
        moved = {**body, "key": key, "status": status, "updated": now}
        written = self._rows.add("issue", project["id"], moved, issue["id"])
        self._rows.name_issue(key, issue["id"])
        lines = [item("Key", (None, issue["key"]), (None, key))]
        self._jira.history.note(issue["id"], scope.caller.key, lines, now)
        return written

    def touch(self, issue: Row, now: int) -> None:
        """Note that something that hangs on the issue was changed."""
        current = self._rows.get("issue", issue["id"])
        if current:
            self._rows.put("issue", issue["id"], {**current, "updated": now})

    def remove(self, issue: Row, scope: Scope, now: int) -> None:
        """Remove an issue with its sub-tasks and all that hangs on them."""
        for child in self.children(issue["id"]):
            self.remove(child, scope, now)
        number = issue["id"]
        self._jira.links.remove_all(issue, scope, now)
        for attachment in self._rows.of("attachment", number):
            if self._jira.files:
                (self._jira.files / attachment["file"]).unlink(missing_ok=True)
        for comment in self._rows.of("comment", number):
            self._rows.remove_property("comment", str(comment["id"]))
        self._rows.remove_of(HANGING, number)
        self._rows.remove_property("issue", str(number))
        self._rows.remove("child", number)
        self._rows.unname_issue(number)
        self._rows.remove("issue", number)


def _category(jira: Jira, status: str) -> str:
    return jira.catalog.statuses[status].category


def _empty(value: Any) -> Any:
    """All ways to have no value are the same."""
    return None if value in (None, "", [], {}) else value


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if _empty(value) is not None}
