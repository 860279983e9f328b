# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a paged list to its end, and proving that this was the end.

Nothing is documented about the end: no total, no largest page size, no answer beyond the last page. So a short
page proves nothing: the server may lower the page size silently. Nor does an empty one alone: rows that the user may
not see may be dropped after the page was cut, and fill whole pages. The end is proven by a total that was shown to be
one, or by an empty page together with the list read from its other end. Rows that appear twice, or a total that
changes, mean that the list moved while it was read: then it is read again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional, Protocol

from .._core.errors import IncompleteRead
from .answers import Shown

Page = tuple[list[Shown], Optional[int]]
"""The rows of a page, and the number of all rows where the server tells it."""


class Fetch(Protocol):
    """Gives a page: its number from 1, its size, and whether the list is asked for from its end."""

    def __call__(self, number: int, size: int, descending: bool = False) -> Page:
        """Read the page."""


Enough = Callable[[list[Shown]], bool]

PASSES = 3
MOST_PAGES = 100_000
MOST_GAPS = 1_000
"""How many pages without a visible row are read on, when the end of the list has not been seen yet."""
FEW = 10
"""A page with fewer rows was not cut short by a page size cap: no server has such a small one."""


def read_all(
    fetch: Fetch,
    page_size: int,
    first_page: Page | None = None,
    enough: Enough = lambda rows: False,
) -> list[Shown]:
    """All rows, each once, in the server's order. Raises IncompleteRead if that cannot be proven.

    Reading stops early, with no proof needed, once the rows so far are `enough`.
    """
    trouble = ""
    for _attempt in range(PASSES):
        one = _Pass(fetch, page_size)
        trouble = one.read(first_page, enough)
        if not trouble:
            return list(one.found.values())
        first_page = None
    raise IncompleteRead(f"could not read the whole list of assets: {trouble}; try again")


def read_until(fetch: Fetch, page_size: int, satisfied: Enough) -> list[Shown]:
    """The rows of the first page if they satisfy and cannot have been cut short, else all rows."""
    rows, total = fetch(1, page_size)
    counted_more = total is not None and total > len(rows)
    if not counted_more and (not rows or (len(rows) < FEW and satisfied(rows))):
        return rows
    one = _Pass(fetch, page_size, both_ends=False)
    trouble = one.read((rows, total), lambda found: False)
    return list(one.found.values()) if not trouble else read_all(fetch, page_size)


class _Pass:
    """One reading of the list from its first page on.

    `both_ends` asks for the look from the other end. A search for one name does without: nobody has so many hidden
    assets of nearly the same name that they fill a page.
    """

    def __init__(self, fetch: Fetch, page_size: int, both_ends: bool = True) -> None:
        self.found: dict[int, Shown] = {}
        self._fetch, self._size, self._both_ends = fetch, page_size, both_ends
        self._last: list[int] = []
        self._total: int | None = None
        self._total_lied = False
        self._moved = False

    def read(self, first_page: Page | None, enough: Enough) -> str:
        """Read to the end; returns why the rows cannot be trusted, or nothing if they can."""
        gaps = 0
        for number in range(1, MOST_PAGES):
            rows, told = first_page if first_page and number == 1 else self._page(number)
            ids = [row.id for row in rows]
            self._note_total(told, ids)
            repeated = bool(ids) and ids[:1] == self._last[:1]
            if repeated and not self._pages_are_numbered():
                return "the server gives the same page whatever the page number"
            if not ids or repeated:
                if self._is_end():
                    break
                gaps += 1
                if repeated or gaps > MOST_GAPS:
                    return "assets are missing between its beginning and its end"
                continue
            self._take(rows, ids)
            if self._total is not None and len(self.found) >= self._total:
                break
            if enough(list(self.found.values())):
                return ""
        return self._trouble()

    def _page(self, number: int) -> Page:
        return self._fetch(number, self._size)

    def _note_total(self, told: int | None, ids: list[int]) -> None:
        """The count of one page would look like a total too: it is one only if it was once more than the rows."""
        if told is None:
            return
        known = len({*self.found, *ids})
        if self._total is not None:
            self._moved = self._moved or told != self._total
        elif told > known and not self._total_lied:
            self._total = told
        if self._total is not None and known > self._total:
            self._total, self._total_lied = None, True

    def _take(self, rows: list[Shown], ids: list[int]) -> None:
        self._moved = self._moved or len({*ids, *self.found}) < len(ids) + len(self.found)
        self.found.update((row.id, row) for row in rows)
        self._last = ids

    def _is_end(self) -> bool:
        """Whether the other end of the list has been read already, so that nothing lies beyond."""
        if self._total is not None or not self._both_ends:
            return True
        for number in range(1, MOST_GAPS if self.found else 2):
            rows, _told = self._fetch(number, self._size, descending=True)
            if rows:
                return all(row.id in self.found for row in rows)
        return not self.found

    def _pages_are_numbered(self) -> bool:
        """Whether a repeated page is only how this server answers beyond the end, and not how it answers always."""
        if len(self._last) == 1:
            return True
        rows, _told = self._fetch(2, (len(self._last) + 1) // 2)
        return bool(rows) and rows[0].id != self._last[0]

    def _trouble(self) -> str:
        if self._moved:
            return "it changes while it is being read"
        if self._total is not None and len(self.found) < self._total:
            return f"the server counts {self._total} assets but gave {len(self.found)}"
        return ""
