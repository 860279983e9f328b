# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a paged list to its end, and proving that it was the end.

Nothing is documented about the end: no total, no largest page size, no answer beyond the last page. So a short
page proves nothing, as the server may lower the page size silently. Nor does a single empty one: rows that are hidden
from the user may be dropped after the page was cut, and fill whole pages. There are two proofs:

- A total that proved to be one by exceeding the rows so far. Then only the remaining pages are read.
- Without a total the list is read from both ends until the two readings meet. Rows are sorted by name, but how, and in
  which order those of one name stand, is the server's secret. So they have met where both hold a row whose name is
  neither that of the last row read from the one end nor of the last from the other: all before it was read from the
  beginning, all after it from the end, even where many have the same name. What they share must be in opposite order,
  and neither may lack a row that it has passed. If the beginning has reached an empty or repeated page, the row may
  have the last name read there. A server that ignores the direction, and a list of a single name, look the same from
  both ends: then an empty or repeated page counts as the end, as there is no better proof; a whole page of hidden rows
  would look the same.

Without a total, a page that has fewer rows than others, and is not the last one, may have come short: it is read again
at the end. If it has the same rows then, hidden ones were dropped from it.

Nothing that a server tells decides how much is asked for: only a few pages are under way at once, a total that no list
can have is none, and a list of too many pages is refused.

Rows that appear twice in one direction, a total that changes, or readings that disagree mean that the list changed
while it was read: then it is read again. One kind of change leaves no trace: if a row disappears from a page already
read, those after it move up, and one of them slips through between two pages. Only a total reveals that; and not even
a total does if meanwhile another row appears where it is yet to be read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Callable, Optional

from .._core.errors import IncompleteRead
from .answers import Shown
from .first_page import Enough
from .list_ends import (
    CHANGES,
    ENDLESS,
    MOST_PAGES,
    Reading,
    are_alike,
    ends_at_once,
    ends_in_turn,
    have_met,
    overlap,
    short_pages,
    why_never,
)
from .page_requests import Ask, Fetch, Page, ahead_of, pages_of, read_pages

Report = Callable[[int, Optional[int]], None]
"""Receives progress: the rows so far, which start again if the list must be read again, and the total if known."""

PASSES = 3
AHEAD = 2
"""How many pages are under way or waiting to be, for each worker."""

SAME_PAGE = "the server returns the same page whatever the page number"


def _report_nothing(rows: int, total: int | None) -> None:
    """Do not report progress."""


def read_all(
    fetch: Fetch,
    page_size: int,
    first_page: Page | None = None,
    enough: Enough | None = None,
    workers: int = 1,
    expected: int | None = None,
    report: Report = _report_nothing,
) -> list[Shown]:
    """All rows, each once, in the server's order. Raises IncompleteRead if that cannot be proven.

    With `enough`, pages are read one by one, and reading stops early, without proof, once the rows so far are enough.
    Without it, this many `workers` read at once; `fetch` is then called from several threads. `expected` is the
    number of rows that the caller expects: it spares requests if it is right, and does no harm if it is wrong.
    """
    manner = _Manner(page_size, enough, True, workers, expected)
    trouble = ""
    with ThreadPoolExecutor(workers) as threads:
        for attempt in range(PASSES):
            known = first_page if attempt == 0 else None
            one = _Pass(_knowing(known, fetch), manner, threads, report)
            trouble = one.read()
            if not trouble:
                return one.rows()
    raise IncompleteRead(f"could not read the whole list of assets: {trouble}; try again")


def read_on(fetch: Fetch, page_size: int, first_page: Page) -> list[Shown]:
    """All rows, of which the first page was read, without reading from the other end (`read_until`)."""
    manner = _Manner(page_size, lambda found: False, both_ends=False)
    one = _Pass(_knowing(first_page, fetch), manner)
    return one.rows() if not one.read() else read_all(fetch, page_size)


def _knowing(first_page: Page | None, fetch: Fetch) -> Fetch:
    """The same pages, without reading the first one again the first time that it is asked for."""
    known = [] if first_page is None else [first_page]

    def fetch_unknown(number: int, size: int, descending: bool = False) -> Page:
        if known and number == 1 and not descending:
            return known.pop()
        return fetch(number, size, descending)

    return fetch_unknown


# --- one reading of the list ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Manner:
    """How a list is read: page by page if it may be `enough` early, otherwise `workers` pages at once."""

    page_size: int
    enough: Enough | None = None
    both_ends: bool = True
    workers: int = 1
    expected: int | None = None


class _Pass:
    """One reading of the list from its first page on."""

    def __init__(
        self,
        fetch: Fetch,
        manner: _Manner,
        threads: Executor | None = None,
        report: Report = _report_nothing,
    ) -> None:
        self._fetch, self._manner, self._report = fetch, manner, report
        self._threads = threads if manner.workers > 1 and manner.enough is None else None
        self._up, self._down = Reading(), Reading(descending=True)
        self._found: set[int] = set()
        self._total: int | None = None
        self._total_lied = self._is_enough = False
        self._trouble = ""

    def read(self) -> str:
        """Read to the end; returns why the rows cannot be trusted, or an empty text if they can."""
        verdict = self._read([Ask(1)])
        while verdict is None:
            verdict = self._read(self._next())
        if verdict or self._is_enough or self._total is not None:
            return verdict
        return self._read_short_pages_again()

    def _read_short_pages_again(self) -> str:
        """Whether pages that may have come short have the same rows again: an empty text if so."""
        asks = [Ask(number, descending) for number, descending in short_pages(self._up, self._down)]
        with closing(self._pages(asks)) as pages:
            for ask, (rows, _total) in pages:
                reading = self._down if ask.descending else self._up
                if {row.id for row in rows} != set(reading.by_page[ask.number - 1]):
                    return CHANGES
        return ""

    def rows(self) -> list[Shown]:
        """The rows so far: those from the beginning, then those that only the other end has returned."""
        rest = [row for row in self._down.rows if row.id not in self._up.places]
        return self._up.rows + rest[::-1]

    def _pages(self, asks: Iterable[Ask]) -> Generator[tuple[Ask, Page], None, None]:
        ahead = AHEAD * self._manner.workers
        return read_pages(self._fetch, self._manner.page_size, asks, self._threads, ahead)

    def _read(self, asks: Iterable[Ask]) -> str | None:
        """Read these pages, or as many as a verdict needs."""
        with closing(self._pages(asks)) as pages:
            for ask, (rows, total) in pages:
                self._take(ask, rows, total)
                self._report(len(self._found), self._total)
                verdict = self._verdict()
                if verdict is not None:
                    return verdict
        return None

    def _take(self, ask: Ask, rows: list[Shown], total: int | None) -> None:
        reading = self._down if ask.descending else self._up
        repeated = reading.repeats
        reading.take(rows)
        self._found.update(row.id for row in rows)
        self._note_total(total)
        if reading.moved:
            self._trouble = CHANGES
        elif self._up.repeats and not repeated and not self._pages_are_numbered():
            self._trouble = SAME_PAGE

    def _note_total(self, total: int | None) -> None:
        """The count of one page would look like a total too: it is one only if it once exceeded the rows."""
        if total is None or total > MOST_PAGES * self._manner.page_size:
            return
        known = len(self._found)
        if self._total is not None and total != self._total:
            self._trouble = CHANGES
        elif self._total is None and total > known and not self._total_lied:
            self._total = total
        if self._total is not None and known > self._total:
            self._total, self._total_lied = None, True

    def _pages_are_numbered(self) -> bool:
        """Whether the server repeats a page only beyond the end, and not always."""
        last = self._up.last_page
        if len(last) == 1:
            return True
        rows, _total = self._fetch(2, (len(last) + 1) // 2)
        return bool(rows) and rows[0].id != last[0]

    # --- whether it is the end ---

    def _verdict(self) -> str | None:
        """An empty text if nothing is wrong, the problem if there is one, or None if more must be read first."""
        up, down, enough = self._up, self._down, self._manner.enough
        if enough is not None and not up.at_end and enough(list(up.rows)):
            self._down = Reading(descending=True)  # there may be more between the two
            self._is_enough = True
            return ""
        if self._trouble:
            return self._trouble
        if self._total is not None:
            return self._verdict_by_total(self._total)
        if up.at_end and not self._manner.both_ends:
            return ""
        return "" if have_met(up, down) else why_never(up, down)

    def _verdict_by_total(self, total: int) -> str | None:
        if len(self._found) >= total:
            return ""
        if self._up.at_end:
            return f"the server counts {total} assets but returned {len(self._found)}"
        return ENDLESS if self._up.pages > MOST_PAGES else None

    # --- what to read next ---

    def _next(self) -> Iterator[Ask]:
        if self._total is not None:
            left = pages_of(self._total - len(self._found), self._up.longest)
            return ahead_of([self._up], left)
        return ahead_of(self._ends(), self._pages_at_once())

    def _ends(self) -> list[Reading]:
        """The ends to continue reading from; not one that only repeats its last page."""
        up, down = self._up, self._down
        in_turn = self._manner.enough is not None
        ends = ends_in_turn(up, down) if in_turn else ends_at_once(up, down)
        return [end for end in ends if not end.repeats] or [
            end for end in (up, down) if not end.repeats
        ]

    def _pages_at_once(self) -> int:
        """How many pages to read before the next verdict; fewer while the end may be near."""
        up, down, manner = self._up, self._down, self._manner
        if manner.enough is not None or (up.pages == 1 and up.longest < manner.page_size):
            return 1
        if manner.expected is None:
            return manner.workers
        read = up.pages if are_alike(up, down) else up.pages + down.pages
        left = pages_of(manner.expected, max(up.longest, down.longest)) - read
        if left > 0:
            return left
        one_will_do = len(self._found) == manner.expected or overlap(up, down)
        return 1 if one_will_do else min(2, manner.workers)
