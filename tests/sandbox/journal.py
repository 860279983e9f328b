# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: what was asked of the server, for tests to assert on."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

_WRITING = ("POST", "PUT", "DELETE", "PATCH")


@dataclass(frozen=True)
class Record:
    """One request.

    path: without the context; status: 0 if the connection was cut; user: who it was served as,
    None for anonymous; credentials: whether an Authorization header came (the header itself is
    kept as its scheme only); connection: the client's port, the same for requests on one socket;
    faults: the effects that were injected.
    """

    method: str
    path: str
    query: str
    status: int
    user: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    credentials: bool = False
    content_type: str = ""
    body: Any = None
    size: int = 0
    connection: int = 0
    time: float = 0.0
    duration: float = 0.0
    node: str = ""
    faults: tuple[str, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether the request changes something: searches are POSTs that do not."""
        reading = self.path.startswith(("/rest/jip-api/1.0/index/query", _FILTER))
        return self.method in _WRITING and not reading and not _ASKS_JIRA.match(self.path)

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON values."""
        return {**asdict(self), "faults": list(self.faults), "writes": self.writes}


_FILTER = "/rest/jip-api/1.0/inventory/filter"
_SEARCHES_JIRA = re.compile(r"/rest/api/[^/]+/search(/.*)?\Z")
_ASKS_JIRA = re.compile(r"/rest/api/[^/]+/(search(/.*)?|issue/bulkfetch|jql/.*)\Z")


class Journal:
    """All records since the start, or since it was last cleared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: list[Record] = []

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records())

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, position: int) -> Record:
        return self._records[position]

    def add(self, record: Record) -> None:
        """Write a record."""
        with self._lock:
            self._records.append(record)

    def clear(self) -> None:
        """Begin a new page."""
        with self._lock:
            self._records.clear()

    def records(self, keep: Callable[[Record], bool] = lambda record: True) -> list[Record]:
        """Return the records that a test is interested in."""
        with self._lock:
            return [record for record in self._records if keep(record)]

    def writes(self) -> list[Record]:
        """Return the requests that change something."""
        return self.records(lambda record: record.writes)

    def reads(self) -> list[Record]:
        """Return the requests that change nothing, searches among them."""
        return self.records(lambda record: not record.writes)

    def searches(self) -> list[Record]:
        """Return the searches."""
        return self.records(
            lambda record: "/index/query" in record.path or bool(_SEARCHES_JIRA.match(record.path))
        )
