# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The truth: assets, their values and attachments, in SQLite."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .model import Asset, Attachment, Value

_TABLES = """
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS asset (
  id INTEGER PRIMARY KEY AUTOINCREMENT, form_id INTEGER NOT NULL, name TEXT NOT NULL,
  created INTEGER NOT NULL, updated INTEGER NOT NULL, created_by TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS asset_name ON asset (name, id);
CREATE INDEX IF NOT EXISTS asset_form ON asset (form_id, id);
CREATE TABLE IF NOT EXISTS system_value (
  asset_id INTEGER NOT NULL, field TEXT NOT NULL, written TEXT NOT NULL, canonical TEXT NOT NULL,
  PRIMARY KEY (asset_id, field)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attribute_value (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL, attribute_id INTEGER NOT NULL,
  written TEXT NOT NULL, canonical TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS value_of ON attribute_value (asset_id, attribute_id);
CREATE TABLE IF NOT EXISTS reference (
  target_id INTEGER NOT NULL, asset_id INTEGER NOT NULL, attribute_id INTEGER NOT NULL,
  PRIMARY KEY (target_id, asset_id, attribute_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL,
  server_file_name TEXT NOT NULL UNIQUE, original_name TEXT NOT NULL, size INTEGER NOT NULL,
  created INTEGER NOT NULL, author TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attachment_of ON attachment (asset_id);
"""

_MANY = 500  # variables in one statement; SQLite allows at least 999


class Database:
    """One SQLite database behind one lock; a file if a path is given, else in memory."""

    def __init__(self, path: str | None = None) -> None:
        self.lock = threading.RLock()
        self._connection = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        # A sandbox may lose its data in a power cut.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA journal_mode = MEMORY")
        self._connection.executescript(_TABLES)

    def close(self) -> None:
        """Close the database."""
        with self.lock:
            self._connection.close()

    def copy_from(self, other: Database) -> None:
        """Become a copy of the other database."""
        with self.lock, other.lock:
            other._connection.backup(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self.lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def add_tables(self, script: str) -> None:
        """Make the tables of another part of the site, if they are not there."""
        with self.lock:
            self._connection.executescript(script)

    def ask(self, statement: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Carry out a statement about tables of another part of the site."""
        return self._rows(statement, values)

    def _rows(self, statement: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        with self.lock:
            return self._connection.execute(statement, tuple(values)).fetchall()

    # -- notes ------------------------------------------------------------------------------------

    def note(self, name: str) -> str | None:
        """Return a note that an earlier run left in the file."""
        rows = self._rows("SELECT content FROM note WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def write_note(self, name: str, content: str) -> None:
        """Leave a note."""
        self._rows("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, content))

    # -- reading ----------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many assets there are."""
        return int(self._rows("SELECT count(*) FROM asset")[0][0])

    def asset(self, asset_id: int) -> Asset | None:
        """Return one asset."""
        return next(iter(self.assets_by_id([asset_id])), None)

    def all_assets(self) -> list[Asset]:
        """Return all assets, oldest first."""
        return self._assets("1 = 1", ())

    def assets_by_form(self, form_id: int) -> list[Asset]:
        """Return the assets of a type, oldest first."""
        return self._assets("asset.form_id = ?", (form_id,))

    def assets_by_id(self, ids: Iterable[int]) -> list[Asset]:
        """Return those assets that exist, oldest first."""
        wanted = sorted(set(ids))
        found: list[Asset] = []
        for start in range(0, len(wanted), _MANY):
            chunk = wanted[start : start + _MANY]
            found += self._assets(f"asset.id IN ({', '.join('?' * len(chunk))})", chunk)
        return found

    def _assets(self, condition: str, values: Iterable[Any]) -> list[Asset]:
        values = tuple(values)
        system: dict[int, dict[str, Value]] = {}
        attributes: dict[int, dict[int, Value]] = {}
        with self.lock:
            rows = self._rows(
                "SELECT id, form_id, name, created, updated, created_by FROM asset "
                f"WHERE {condition} ORDER BY id",
                values,
            )
            for owner, field, written, canonical in self._rows(
                "SELECT asset_id, field, written, canonical FROM system_value "
                f"JOIN asset ON asset.id = asset_id WHERE {condition}",
                values,
            ):
                system.setdefault(owner, {})[field] = _value(written, canonical)
            for owner, row, attribute, written, canonical in self._rows(
                "SELECT asset_id, attribute_value.id, attribute_id, written, canonical "
                f"FROM attribute_value JOIN asset ON asset.id = asset_id WHERE {condition} "
                "ORDER BY attribute_value.id",
                values,
            ):
                attributes.setdefault(owner, {})[attribute] = _value(written, canonical, row)
        return [
            Asset(
                id=row[0],
                form_id=row[1],
                name=row[2],
                created=row[3],
                updated=row[4],
                created_by=row[5],
                system=system.get(row[0], {}),
                values=attributes.get(row[0], {}),
            )
            for row in rows
        ]

    def find(self, name: str, form_ids: Iterable[int] = ()) -> int | None:
        """Return the id of the first asset of that name: documented as "first match"."""
        forms = tuple(form_ids)
        within = f" AND form_id IN ({', '.join('?' * len(forms))})" if forms else ""
        rows = self._rows(
            f"SELECT id FROM asset WHERE name = ?{within} ORDER BY id LIMIT 1", (name, *forms)
        )
        return rows[0][0] if rows else None

    def form_of(self, asset_id: int) -> int | None:
        """Return the type of an asset."""
        rows = self._rows("SELECT form_id FROM asset WHERE id = ?", (asset_id,))
        return rows[0][0] if rows else None

    def name_of(self, asset_id: int) -> str | None:
        """Return the name of an asset."""
        rows = self._rows("SELECT name FROM asset WHERE id = ?", (asset_id,))
        return rows[0][0] if rows else None

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the names of those assets that exist."""
        found = ((i, self.name_of(i)) for i in dict.fromkeys(ids))
        return {i: name for i, name in found if name is not None}

    def count_named(self, name: str, form_id: int | None = None) -> int:
        """Return how many assets have that name."""
        within, values = ("", (name,)) if form_id is None else (" AND form_id = ?", (name, form_id))
        return int(self._rows(f"SELECT count(*) FROM asset WHERE name = ?{within}", values)[0][0])

    def count_agreeing(self, form_id: int, values: Mapping[int, Any]) -> int:
        """Return how many assets of a type have these attribute values."""
        statement = "SELECT count(*) FROM asset WHERE form_id = ?"
        arguments: list[Any] = [form_id]
        for attribute, canonical in values.items():
            if canonical is None:
                statement += (
                    " AND NOT EXISTS (SELECT 1 FROM attribute_value v WHERE "
                    "v.asset_id = asset.id AND v.attribute_id = ?)"
                )
                arguments.append(attribute)
            else:
                statement += (
                    " AND EXISTS (SELECT 1 FROM attribute_value v WHERE "
                    "v.asset_id = asset.id AND v.attribute_id = ? AND v.canonical = ?)"
                )
                arguments += [attribute, _json(canonical)]
        return int(self._rows(statement, arguments)[0][0])

    def referring_to(self, asset_id: int) -> list[int]:
        """Return the assets that name this one in an asset list."""
        return [
            row[0]
            for row in self._rows(
                "SELECT DISTINCT asset_id FROM reference WHERE target_id = ?", (asset_id,)
            )
        ]

    # -- writing ----------------------------------------------------------------------------------

    def insert(self, form_id: int, name: str, author: str, now: int) -> int:
        """Add an asset without values."""
        with self.lock:
            cursor = self._connection.execute(
                "INSERT INTO asset (form_id, name, created, updated, created_by) "
                "VALUES (?, ?, ?, ?, ?)",
                (form_id, name, now, now, author),
            )
            return int(cursor.lastrowid or 0)

    def rename(self, asset_id: int, name: str, now: int) -> None:
        """Set the name, which may be the same as before."""
        self._rows("UPDATE asset SET name = ?, updated = ? WHERE id = ?", (name, now, asset_id))

    def set_system(self, asset_id: int, field: str, value: Value | None) -> None:
        """Set or clear a system field."""
        if value is None:
            self._rows(
                "DELETE FROM system_value WHERE asset_id = ? AND field = ?", (asset_id, field)
            )
            return
        self._rows(
            "INSERT OR REPLACE INTO system_value VALUES (?, ?, ?, ?)",
            (asset_id, field, _json(value.written), _json(value.canonical)),
        )

    def set_attribute(
        self, asset_id: int, attribute_id: int, value: Value | None, targets: Iterable[int] = ()
    ) -> None:
        """Set or clear an attribute; a value that stays set keeps its row id."""
        key = (asset_id, attribute_id)
        with self.lock:
            self._rows("DELETE FROM reference WHERE asset_id = ? AND attribute_id = ?", key)
            if value is None:
                self._rows(
                    "DELETE FROM attribute_value WHERE asset_id = ? AND attribute_id = ?", key
                )
                return
            self._rows(
                "INSERT INTO attribute_value (asset_id, attribute_id, written, canonical) "
                "VALUES (?, ?, ?, ?) ON CONFLICT (asset_id, attribute_id) "
                "DO UPDATE SET written = excluded.written, canonical = excluded.canonical",
                (*key, _json(value.written), _json(value.canonical)),
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO reference VALUES (?, ?, ?)", [(t, *key) for t in targets]
            )

    def delete(self, asset_id: int) -> None:
        """Remove an asset with all that hangs on it; references to it are left dangling."""
        for table in ("system_value", "attribute_value", "reference", "attachment"):
            self._rows(f"DELETE FROM {table} WHERE asset_id = ?", (asset_id,))
        self._rows("DELETE FROM asset WHERE id = ?", (asset_id,))

    def insert_many(
        self, assets: Iterable[Asset], references: Iterable[tuple[int, int, int]]
    ) -> None:
        """Add finished assets with ids of their own, for seeds."""
        listed = list(assets)
        with self.transaction():
            self._connection.executemany(
                "INSERT INTO asset VALUES (?, ?, ?, ?, ?, ?)",
                [(a.id, a.form_id, a.name, a.created, a.updated, a.created_by) for a in listed],
            )
            self._connection.executemany(
                "INSERT INTO system_value VALUES (?, ?, ?, ?)",
                [(a.id, field, *_pair(v)) for a in listed for field, v in a.system.items()],
            )
            self._connection.executemany(
                "INSERT INTO attribute_value VALUES (?, ?, ?, ?, ?)",
                [
                    (v.row, a.id, attribute, *_pair(v))
                    for a in listed
                    for attribute, v in a.values.items()
                ],
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO reference VALUES (?, ?, ?)", list(references)
            )

    # -- attachments ------------------------------------------------------------------------------

    def attachments(self, asset_id: int) -> list[Attachment]:
        """Return the attachments of an asset, oldest first."""
        return [
            Attachment(*row)
            for row in self._rows(
                "SELECT * FROM attachment WHERE asset_id = ? ORDER BY id", (asset_id,)
            )
        ]

    def attachment(self, asset_id: int, server_file_name: str) -> Attachment | None:
        """Return one attachment of an asset."""
        rows = self._rows(
            "SELECT * FROM attachment WHERE asset_id = ? AND server_file_name = ?",
            (asset_id, server_file_name),
        )
        return Attachment(*rows[0]) if rows else None

    def add_attachment(
        self,
        asset_id: int,
        server_file_name: str,
        original_name: str,
        size: int,
        created: int,
        author: str,
    ) -> None:
        """Note a file that lies in the data folder."""
        self._rows(
            "INSERT INTO attachment (asset_id, server_file_name, original_name, size, created, "
            "author) VALUES (?, ?, ?, ?, ?, ?)",
            (asset_id, server_file_name, original_name, size, created, author),
        )

    def remove_attachment(self, attachment_id: int) -> None:
        """Forget a file."""
        self._rows("DELETE FROM attachment WHERE id = ?", (attachment_id,))


_json = json.JSONEncoder(separators=(",", ":")).encode


def _pair(value: Value) -> tuple[str, str]:
    """Return both forms as JSON; most often they are the same."""
    written = _json(value.written)
    return written, written if value.canonical is value.written else _json(value.canonical)


def _value(written: str, canonical: str, row: int | None = None) -> Value:
    first = json.loads(written)
    return Value(first, first if written == canonical else json.loads(canonical), row)
