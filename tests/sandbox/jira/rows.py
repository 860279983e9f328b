# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth of Jira: rows of several kinds, each with an id and perhaps an owner, in the site's SQLite database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from ..database import Database

TABLES = """
CREATE TABLE IF NOT EXISTS jira_row (
  kind TEXT NOT NULL, id INTEGER NOT NULL, owner INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jira_row_of ON jira_row (kind, owner, id);
CREATE TABLE IF NOT EXISTS jira_key (issue_key TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jira_last (kind TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS jira_property (
  kind TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (kind, owner, name)) WITHOUT ROWID;
"""

_TOO_LARGE = 2**63  # for SQLite
FIRST_ID = 10_000  # Jira's ids begin there; lower ones are its own

Row = dict[str, Any]
"""What is kept, with its id under `id` and its owner under `owner`."""


Watcher = Callable[[str, int, int], None]
Recorder = Callable[[str, str, Row, Row], None]
"""Takes what happens to a row (`added`, `changed`, `removed`), its kind, the row, and what it was before."""


class Rows:
    """All that Jira keeps. Ids are never given twice."""

    def __init__(self, database: Database) -> None:
        self._ask = database.ask
        self.transaction = database.transaction
        self.lock = database.lock
        self._watchers: list[Watcher] = []
        self.recorder: Recorder | None = None  # of the transaction that is under way

    def watch(self, watcher: Watcher) -> None:
        """Let someone know of each row that is written or removed: its kind, its id, its owner."""
        self._watchers.append(watcher)

    def _tell(self, kind: str, number: int, owner: int) -> None:
        for watcher in self._watchers:
            watcher(kind, number, owner)

    def _record(self, verb: str, kind: str, row: Row, before: Row | None = None) -> None:
        if self.recorder:
            self.recorder(verb, kind, row, before or {})

    def next_id(self, kind: str) -> int:
        """Return an id that was never given before."""
        with self.lock:
            found = self._ask("SELECT id FROM jira_last WHERE kind = ?", (kind,))
            number = found[0][0] + 1 if found else FIRST_ID
            self._ask("INSERT OR REPLACE INTO jira_last VALUES (?, ?)", (kind, number))
            return int(number)

    def add(self, kind: str, owner: int, body: Row, number: int | None = None) -> Row:
        """Keep a new row, with the next id if none is given; return it."""
        with self.lock:
            if number is None:
                number = self.next_id(kind)
            else:
                self._note(kind, number)
            self._ask(
                "INSERT INTO jira_row VALUES (?, ?, ?, ?)", (kind, number, owner, json.dumps(body))
            )
        self._tell(kind, number, owner)
        added = {**body, "id": number, "owner": owner}
        self._record("added", kind, added)
        return added

    def _note(self, kind: str, number: int) -> None:
        """An id of a seed is as good as given."""
        last = self._ask("SELECT id FROM jira_last WHERE kind = ?", (kind,))
        if not last or last[0][0] < number:
            number = max(number, FIRST_ID - 1)
            self._ask("INSERT OR REPLACE INTO jira_last VALUES (?, ?)", (kind, number))

    def get(self, kind: str, number: int) -> Row | None:
        """Return one row."""
        if abs(number) >= _TOO_LARGE:
            return None
        found = self._ask(
            "SELECT id, owner, body FROM jira_row WHERE kind = ? AND id = ?", (kind, number)
        )
        return _row(*found[0]) if found else None

    def of(self, kind: str, owner: int) -> list[Row]:
        """Return the rows of an owner, oldest first."""
        found = self._ask(
            "SELECT id, owner, body FROM jira_row WHERE kind = ? AND owner = ? ORDER BY id",
            (kind, owner),
        )
        return [_row(*row) for row in found]

    def all(self, kind: str) -> list[Row]:
        """Return all rows of a kind, oldest first."""
        found = self._ask(
            "SELECT id, owner, body FROM jira_row WHERE kind = ? ORDER BY id", (kind,)
        )
        return [_row(*row) for row in found]

    def put(self, kind: str, number: int, body: Row) -> Row:
        """Replace what a row holds; its owner stays."""
        kept = {key: value for key, value in body.items() if key not in ("id", "owner")}
        before = self.get(kind, number) if self.recorder else None
        self._ask(
            "UPDATE jira_row SET body = ? WHERE kind = ? AND id = ?",
            (json.dumps(kept), kind, number),
        )
        found = self.get(kind, number)
        if found is None:
            raise LookupError(f"{kind} {number}")
        self._tell(kind, number, found["owner"])
        self._record("changed", kind, found, before)
        return found

    def remove(self, kind: str, number: int) -> None:
        """Forget a row."""
        row = self.get(kind, number)
        if row is not None:
            self._record("removed", kind, row)
        self._ask("DELETE FROM jira_row WHERE kind = ? AND id = ?", (kind, number))
        if row is not None:
            self._tell(kind, number, row["owner"])

    def remove_of(self, kinds: Iterable[str], owner: int) -> None:
        """Forget all rows of an owner."""
        for kind in kinds:
            self._ask("DELETE FROM jira_row WHERE kind = ? AND owner = ?", (kind, owner))
            self._tell(kind, 0, owner)

    # -- keys of issues ---------------------------------------------------------------------------

    def issue_of_key(self, key: str) -> int | None:
        """Return the id of the issue that has that key, or had it before it was moved."""
        found = self._ask("SELECT id FROM jira_key WHERE issue_key = ?", (key.upper(),))
        return int(found[0][0]) if found else None

    def name_issue(self, key: str, number: int) -> None:
        """Give a key to an issue; keys that it had lead to it still."""
        self._ask("INSERT OR REPLACE INTO jira_key VALUES (?, ?)", (key.upper(), number))

    def unname_issue(self, number: int) -> None:
        """Forget all keys of an issue."""
        self._ask("DELETE FROM jira_key WHERE id = ?", (number,))

    # -- entity properties ------------------------------------------------------------------------

    def properties(self, kind: str, owner: str) -> dict[str, Any]:
        """Return all properties of a thing, by name."""
        found = self._ask(
            "SELECT name, value FROM jira_property WHERE kind = ? AND owner = ? ORDER BY name",
            (kind, owner),
        )
        return {name: json.loads(value) for name, value in found}

    def set_property(self, kind: str, owner: str, name: str, value: Any) -> bool:
        """Set a property; whether it is a new one."""
        new = name not in self.properties(kind, owner)
        self._ask(
            "INSERT OR REPLACE INTO jira_property VALUES (?, ?, ?, ?)",
            (kind, owner, name, json.dumps(value, ensure_ascii=False)),
        )
        number = int(owner) if owner.isdigit() else 0
        self._tell(f"{kind} property", 0, number)
        kept: Row = {"id": 0, "owner": number, "key": name, "value": value}
        self._record("changed", f"{kind} property", kept)
        return new

    def remove_property(self, kind: str, owner: str, name: str | None = None) -> None:
        """Forget a property of a thing, or all of them."""
        if name is not None:
            gone: Row = {"id": 0, "owner": int(owner) if owner.isdigit() else 0, "key": name}
            self._record("removed", f"{kind} property", gone)
        condition, values = ("", ()) if name is None else (" AND name = ?", (name,))
        self._ask(
            f"DELETE FROM jira_property WHERE kind = ? AND owner = ?{condition}",
            (kind, owner, *values),
        )
        self._tell(f"{kind} property", 0, int(owner) if owner.isdigit() else 0)


def _row(number: int, owner: int, body: str) -> Row:
    return {**json.loads(body), "id": number, "owner": owner}
