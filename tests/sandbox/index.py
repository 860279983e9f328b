# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search index: what searches see, which may lag behind the truth.

The real index is Lucene, kept beside the database. This one is kept in memory: the assets as they
were indexed, and one small index per field and purpose that is built when it is first asked for.
"""

from __future__ import annotations

import heapq
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Asset
from .words import ANALYZERS, Term


@dataclass(frozen=True)
class Document:
    """An asset as indexed, and the names that its references had then."""

    asset: Asset
    names: Mapping[int, str] = field(default_factory=dict)


Extract = Callable[[Document], "tuple[Any, ...]"]


class Postings:
    """For one field: which documents hold a word (or, unanalyzed, a whole value)."""

    def __init__(self, extract: Extract, analyzer: str | None) -> None:
        self._extract = extract
        self._analyze = ANALYZERS[analyzer] if analyzer else lambda text: [text]
        self._ids: dict[str, set[int]] = {}
        self.values: dict[int, tuple[str, ...]] = {}

    def put(self, document: Document) -> None:
        """Take a document in."""
        values = self._extract(document)
        if not values:
            return
        number = document.asset.id
        self.values[number] = values
        for value in values:
            for word in self._analyze(value):
                self._ids.setdefault(word, set()).add(number)

    def drop(self, number: int) -> None:
        """Forget a document."""
        for value in self.values.pop(number, ()):
            for word in self._analyze(value):
                ids = self._ids.get(word)
                if ids is not None:
                    ids.discard(number)
                    if not ids:
                        del self._ids[word]

    def match(self, term: Term) -> set[int] | None:
        """Return the documents that hold a term; None if the analyzer leaves nothing of it."""
        if term.pattern is not None:
            return self._wild(term.pattern)
        words = self._analyze(term.text)
        if not words:
            return None
        found = set.intersection(*(self._ids.get(word, set()) for word in words))
        if len(words) == 1:
            return found
        return {number for number in found if self._holds(number, words)}

    def equal(self, value: str) -> set[int]:
        """Return the documents with exactly that value."""
        return set(self._ids.get(value, ()))

    def _wild(self, pattern: re.Pattern[str]) -> set[int]:
        matches = pattern.fullmatch
        return set().union(*(ids for word, ids in self._ids.items() if matches(word)))

    def _holds(self, number: int, words: list[str]) -> bool:
        """Whether the words stand one after the other in some value of the document."""
        for value in self.values[number]:
            there = self._analyze(value)
            for start in range(len(there) - len(words) + 1):
                if there[start : start + len(words)] == words:
                    return True
        return False


class Values:
    """For one field: its comparable value in each document that has one."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self.values: dict[int, Any] = {}

    def put(self, document: Document) -> None:
        """Take a document in."""
        values = self._extract(document)
        if values:
            self.values[document.asset.id] = values[0]

    def drop(self, number: int) -> None:
        """Forget a document."""
        self.values.pop(number, None)

    def within(
        self, low: Any, high: Any, with_low: bool = True, with_high: bool = True
    ) -> set[int]:
        """Return the documents whose value lies in a range; None is an open end."""
        return {
            number
            for number, value in self.values.items()
            if (low is None or value > low or (with_low and value == low))
            and (high is None or value < high or (with_high and value == high))
        }


class Index:
    """All documents, those that wait to be indexed, and the indexes of the fields."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self.generation = 0
        self._now = now
        self._documents: dict[int, Document] = {}
        self._waiting: list[tuple[float, int, int, Document | None]] = []
        self._count = 0
        self._applied: dict[int, int] = {}
        self._fields: dict[Any, Postings | Values] = {}

    def load(self, documents: Iterable[Document]) -> None:
        """Start again from these documents."""
        with self.lock:
            self._documents = {document.asset.id: document for document in documents}
            self._waiting, self._applied, self._fields = [], {}, {}
            self.generation += 1

    def forget_fields(self) -> None:
        """Build the indexes of the fields anew when they are next asked for."""
        with self.lock:
            self._fields = {}
            self.generation += 1

    def put(self, document: Document, lag: float) -> None:
        """Index a document, after the lag."""
        self._schedule(document.asset.id, document, lag)

    def drop(self, number: int, lag: float) -> None:
        """Take a document out, after the lag."""
        self._schedule(number, None, lag)

    def _schedule(self, number: int, document: Document | None, lag: float) -> None:
        with self.lock:
            self._count += 1
            heapq.heappush(self._waiting, (self._now() + lag, self._count, number, document))

    def refresh(self) -> None:
        """Apply what is due; everyone who reads calls this first, holding the lock."""
        now = self._now()
        while self._waiting and self._waiting[0][0] <= now:
            _due, count, number, document = heapq.heappop(self._waiting)
            if self._applied.get(number, 0) > count:
                continue  # a later write had a shorter lag
            self._applied[number] = count
            self._apply(number, document)

    def _apply(self, number: int, document: Document | None) -> None:
        self.generation += 1
        self._documents.pop(number, None)
        if document is not None:
            self._documents[number] = document
        for index in self._fields.values():
            index.drop(number)
            if document is not None:
                index.put(document)

    def everything(self) -> set[int]:
        """Return the ids of all documents."""
        return set(self._documents)

    def document(self, number: int) -> Document:
        """Return a document."""
        return self._documents[number]

    def postings(self, key: str, extract: Extract, analyzer: str | None) -> Postings:
        """Return the word index of a field."""
        field: Postings = self._field((key, analyzer), lambda: Postings(extract, analyzer))
        return field

    def values(self, key: str, extract: Extract) -> Values:
        """Return the value index of a field."""
        field: Values = self._field((key, Values), lambda: Values(extract))
        return field

    def _field(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._fields:
            index = make()
            for document in self._documents.values():
                index.put(document)
            self._fields[key] = index
        return self._fields[key]
