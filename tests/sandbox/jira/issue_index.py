# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search index of issues: what searches see, which may lag behind the truth.

Like Jira's, it reads an issue again some time after a write, and then takes all that it finds there.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .rows import Row
from .showing import moment

if TYPE_CHECKING:
    from .jira import Jira

# rows that hang on an issue, by whose owner it is known
_OF_ISSUE = frozenset(
    {"comment", "worklog", "history", "watch", "vote", "attachment", "linkend", "issue property"}
)

Documents = Mapping[int, Mapping[str, Any]]


class IssueIndex:
    """All issues as they were last indexed, and those that wait for it."""

    def __init__(self, jira: Jira) -> None:
        self._jira = jira
        self._lock = threading.RLock()
        self._documents: dict[int, dict[str, Any]] | None = None
        self._waiting: list[tuple[float, int]] = []
        self._shown: dict[int, int] = {}
        jira.rows.watch(self._wrote)

    def forget(self) -> None:
        """Begin again from the truth, as after a reset."""
        with self._lock:
            self._documents, self._waiting, self._shown = None, [], {}

    def _wrote(self, kind: str, number: int, owner: int) -> None:
        """A row was written: the issue that it is of waits to be indexed."""
        if kind == "issue":
            self._wait(number)
        elif kind in _OF_ISSUE:
            self._wait(owner)

    def _wait(self, issue_id: int) -> None:
        with self._lock:
            if self._documents is not None:
                due = self._jira.clock.monotonic() + self._jira.switches["index_lag"]
                heapq.heappush(self._waiting, (due, issue_id))

    def documents(self) -> Documents:
        """Return what is indexed by now."""
        with self._jira.rows.lock, self._lock:
            if self._documents is None:
                self._documents = {
                    row["id"]: self.read(row) for row in self._jira.rows.all("issue")
                }
            due = set()
            while self._waiting and self._waiting[0][0] <= self._jira.clock.monotonic():
                due.add(heapq.heappop(self._waiting)[1])
            self._documents.update(self.fresh(due))
            return dict(self._documents)

    def prepare(self) -> None:
        """Index what is there, before a write that is to lag."""
        if self._jira.switches["index_lag"]:
            self.documents()

    def fresh(self, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Return issues as they are in truth, and forget those that are gone."""
        found = {}
        for number in ids:
            row = self._jira.rows.get("issue", number)
            if row is not None:
                found[number] = self.read(row)
            else:
                with self._lock:
                    (self._documents or {}).pop(number, None)
        return found

    def read(self, row: Row) -> dict[str, Any]:
        """Return all that searches may ask of an issue."""
        people = self._jira.people
        history = [
            {
                "author": _named(people.by_key(entry["author"])),
                "created": moment(entry["created"]),
                "items": entry["items"],
            }
            for entry in self._jira.history.of(row["id"])
        ]
        document = self._jira.document(row)
        properties = self._jira.rows.properties("issue", str(row["id"]))
        return {**document, "changelog": history, "properties": properties}

    def vanishing(self, ids: Iterable[int]) -> set[int]:
        """Return the hits that are missing from this answer: each once, after it was first shown."""
        with self._lock:
            gone = set()
            for number in ids:
                self._shown[number] = self._shown.get(number, 0) + 1
                if self._shown[number] == 2:
                    gone.add(number)
            return gone


def _named(user: Any) -> dict[str, str] | None:
    return None if user is None else {"key": user.key, "name": user.username}
