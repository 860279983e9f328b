# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The combinations: each request of a scenario's faultless run, with each fault, once and for good."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..sandbox.journal import Record
from .faults import ALL_FAULTS, ALWAYS, FAULTS, KIND, ONCE, SPANS, TWICE, Fault
from .scenarios import SCENARIOS

Kind = tuple[str, str]
"""Method and path of requests that ask for the same of different assets, the path as a regular expression."""


@dataclass(frozen=True, order=True)
class Cell:
    """One combination: the fault hits the request of this `position` (from 0), and later ones as `span` says."""

    scenario: str
    lag: float
    position: int
    fault: str
    span: str

    def __str__(self) -> str:
        return f"{self.scenario} | {self.fault} | {self.span} | {self.position} | {self.lag:g}"

    @classmethod
    def parse(cls, text: str) -> Cell:
        """The cell of such a text. Raises ValueError."""
        parts = [part.strip() for part in text.split("|")]
        if (
            len(parts) != 5
            or parts[0] not in SCENARIOS
            or parts[1] not in ALL_FAULTS
            or parts[2] not in (*SPANS, TWICE)
        ):
            raise ValueError(f"not a cell: {text}")
        return cls(parts[0], float(parts[4]), int(parts[3]), parts[1], parts[2])

    @property
    def hash(self) -> int:
        """A number that is the same on every machine."""
        return int(hashlib.sha256(str(self).encode()).hexdigest()[:12], 16)


@dataclass(frozen=True)
class Hits:
    """Which requests a rule of the sandbox has to hit."""

    after: int
    times: int | None
    method: str | None = None
    path: str | None = None


def cells_of(scenario: str, lag: float, requests: Sequence[Record]) -> Iterator[Cell]:
    """All combinations of a scenario, whose faultless run sent these requests.

    Each request meets each fault, once and for good; the first of each kind also its other spellings, and that all of
    its kind fail for good. Before the first write a search that lags makes no difference.
    """
    kinds = [kind_of(request) for request in requests]
    first_write = next((n for n, one in enumerate(requests) if one.writes), 0)
    for position, kind in enumerate(kinds):
        if (lag and position < first_write) or not _is_telling(position, kinds):
            continue
        is_first = kind not in kinds[first_write if lag else 0 : position]
        spans = {ONCE, ALWAYS, KIND} if is_first else {ONCE, ALWAYS}
        if len(set(kinds[position:])) == 1:
            spans.discard(KIND)
        for name, fault in (ALL_FAULTS if is_first else FAULTS).items():
            if fault.can_meet(requests[position].method, requests[position].path):
                for span in fault.spans:
                    if span in spans and (name in FAULTS or span != KIND):
                        yield Cell(scenario, lag, position, name, span)


def _is_telling(position: int, kinds: Sequence[Kind]) -> bool:
    """Of many requests of one kind in a row, such as questions to a search that lags, the first two and the last."""
    around = kinds[max(0, position - 2) : position + 2]
    return len(around) < 4 or len(set(around)) > 1


def hits_of(cell: Cell, requests: Sequence[Record]) -> Hits:
    """The requests that a cell's fault hits."""
    position = min(cell.position, len(requests) - 1)
    if cell.span != KIND:
        return Hits(position, {ONCE: 1, TWICE: 2, ALWAYS: None}[cell.span])
    method, pattern = kind_of(requests[position])
    before = [one for one in requests[:position] if kind_of(one) == (method, pattern)]
    return Hits(len(before), None, method, pattern)


def kind_of(request: Record) -> Kind:
    """The kind of a request: its numbers, and the names of files, may be any."""
    path = re.sub(r"/[^/]*\d[^/]*?(?=/|\.json$|$)", "/#", request.path)
    return request.method, "^" + r"[^/]*".join(map(re.escape, path.split("#"))) + "$"


def sample(cells: Iterable[Cell], most: int | None) -> list[Cell]:
    """So many of the cells, the same ones every time, as evenly as possible of all faults."""
    listed = sorted(cells, key=lambda cell: cell.hash)
    if most is None or len(listed) <= most:
        return sorted(listed)
    seen: Counter[str] = Counter()
    ranked = []
    for cell in listed:
        seen[cell.fault] += 1
        ranked.append((seen[cell.fault], cell.hash, cell))
    return sorted(cell for _rank, _hash, cell in sorted(ranked)[:most])


def fault_of(cell: Cell) -> Fault:
    """The fault of a cell."""
    return ALL_FAULTS[cell.fault]
