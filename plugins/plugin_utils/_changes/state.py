# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a source remembers, in a SQLite file for its owner alone: the assets as last emitted, and events on their way.

An event is written before it is put into the queue of the rulebook, and its asset is brought up to date after that, in
the transaction that removes the event. So whatever happens in between, the event is put again, with the same id.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import AipError, InputError
from ...module_utils._local.files import PRIVATE, check_regular, make_folder
from .differences import Seen, seen_of

FORM = "1"
"""The version of the file's form."""

_TABLES = {
    "fact": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "asset": "id TEXT PRIMARY KEY, seen TEXT NOT NULL, is_outside INTEGER NOT NULL",
    "pending": "number INTEGER PRIMARY KEY, event TEXT NOT NULL, id TEXT NOT NULL, seen TEXT,"
    " is_outside INTEGER NOT NULL",
}


@dataclass(frozen=True)
class Remembered:
    """An asset as last emitted. `is_outside` if the filters did not hold for it any more."""

    seen: Seen
    is_outside: bool = False


@dataclass(frozen=True)
class Step:
    """What to remember of an asset (None: nothing any more), and the event to emit before, if there is one."""

    key: str
    after: Seen | None
    is_outside: bool = False
    event: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Pending:
    """An event that may not have reached the rulebook yet."""

    number: int
    event: dict[str, Any]


class State:
    """An open state file, which no other source can open meanwhile. Every method raises an AipError."""

    def __init__(self, path: str, database: sqlite3.Connection) -> None:
        self.path = path
        self._database = database
        self._lock = threading.Lock()  # one thread polls, another one delivers

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
                self._database.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise AipError(f"state_path: cannot write '{self.path}': {error}") from None
                raise

    def fact(self, name: str) -> str:
        """A fact about the file; empty if it is not known."""
        with self._transaction() as database:
            return _fact(database, name)

    def snapshot(self) -> dict[str, Remembered]:
        """The assets by id."""
        with self._transaction() as database:
            rows = database.execute("SELECT id, seen, is_outside FROM asset").fetchall()
        try:
            return {key: Remembered(seen_of(seen), bool(outside)) for key, seen, outside in rows}
        except (ValueError, TypeError):
            raise AipError(f"state_path: '{self.path}' is damaged; move it away") from None

    def begin(self, question: str) -> bool:
        """Begin to watch what the question asks for; False if the file is about another question.

        Then its assets are forgotten. Events that are on their way stay.
        """
        with self._transaction() as database:
            before = _fact(database, "question")
            if before == question:
                return True
            database.execute("DELETE FROM asset")
            database.execute("DELETE FROM fact WHERE name = 'polled'")
            database.execute("UPDATE pending SET seen = NULL")
            _note(database, "question", question)
            return not before

    def advance(self, steps: Iterable[Step]) -> None:
        """Write all steps of a poll at once: events become pending, the rest is remembered."""
        with self._transaction() as database:
            for step in steps:
                seen = None if step.after is None else step.after.as_text()
                if step.event is None:
                    _remember(database, step.key, seen, step.is_outside)
                else:
                    row = (json.dumps(step.event), step.key, seen, step.is_outside)
                    database.execute(
                        "INSERT INTO pending (event, id, seen, is_outside) VALUES (?, ?, ?, ?)", row
                    )
            _note(database, "polled", "yes")
            _note(database, "polls", str(int(_fact(database, "polls") or 0) + 1))

    def pending(self) -> list[Pending]:
        """The events that are to reach the rulebook, in their order."""
        with self._transaction() as database:
            rows = database.execute("SELECT number, event FROM pending ORDER BY number").fetchall()
        return [Pending(number, json.loads(event)) for number, event in rows]

    def hand_over(self, pending: Pending) -> None:
        """Remember that an event has reached the rulebook, and its asset as it was then."""
        with self._transaction() as database:
            query = "SELECT id, seen, is_outside FROM pending WHERE number = ?"
            for key, seen, is_outside in database.execute(query, (pending.number,)).fetchall():
                _remember(database, key, seen, is_outside)
            database.execute("DELETE FROM pending WHERE number = ?", (pending.number,))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()


def _fact(database: sqlite3.Connection, name: str) -> str:
    row = database.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def _note(database: sqlite3.Connection, name: str, value: str) -> None:
    database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))


def _remember(database: sqlite3.Connection, key: str, seen: str | None, is_outside: bool) -> None:
    if seen is None:
        database.execute("DELETE FROM asset WHERE id = ?", (key,))
    else:
        row = (key, seen, int(is_outside))
        database.execute("INSERT OR REPLACE INTO asset VALUES (?, ?, ?)", row)


def open_state(path: str) -> State:
    """The state in this file, which is created if there is none. Raises InputError; then the file is as before."""
    make_folder(os.path.dirname(path), "state_path", 0o700)
    try:
        # SQLite gives its other files the same mode.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, PRIVATE))
        check_regular(path)
    except OSError as error:
        raise InputError([f"state_path: cannot write '{path}': {error.strerror}"]) from None
    database = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        _check_content(database, path)
        os.chmod(path, PRIVATE)
        _prepare(database)
    except (sqlite3.Error, OSError) as error:
        database.close()
        raise InputError([_problem(path, error)]) from None
    except InputError:
        database.close()
        raise
    return State(path, database)


def _check_content(database: sqlite3.Connection, path: str) -> None:
    """Raise InputError unless the file is new, or has a state of this form. Lock it for as long as it is open."""
    # From here to the end of the process, however it ends, no other source gets in.
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("BEGIN EXCLUSIVE")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    is_ours = set(_TABLES) <= tables
    form = _fact(database, "form") if is_ours else ""
    database.execute("ROLLBACK")
    if tables and not is_ours:
        raise InputError([_problem(path, sqlite3.DatabaseError("it is a database of others"))])
    if tables and form != FORM:
        raise InputError(
            [f"state_path: '{path}' is from another release; write the path of another file"]
        )


def _prepare(database: sqlite3.Connection) -> None:
    """Create what is not there yet, and let each transaction reach the disk before it ends."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("BEGIN EXCLUSIVE")
    for name, columns in _TABLES.items():
        database.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    for name, value in (("form", FORM), ("nonce", secrets.token_hex(16))):
        database.execute("INSERT OR IGNORE INTO fact VALUES (?, ?)", (name, value))
    database.execute("COMMIT")


def _problem(path: str, error: Exception) -> str:
    if "locked" in str(error):
        return f"state_path: another source is using '{path}'; write the path of another file"
    if "database" in str(error):
        return (
            f"state_path: '{path}' does not contain the state of this source ({error}); move it away, or write the"
            " path of another file"
        )
    return f"state_path: cannot use '{path}': {error}"
