# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a paged list to its end, and proving that this was the end.

Nothing is documented about the end: no total, no largest page size, no answer beyond the last page. So a short
page proves nothing (the server may lower the page size silently, or drop rows that the user may not see); an
empty page does, or a total that was shown to be one. Rows that appear twice mean that the list moved while it was
read: then it is read again.
"""

from __future__ import annotations

from typing import Callable, Optional

from .._core.errors import IncompleteRead
from .answers import Shown

Fetch = Callable[[int, int], tuple[list[Shown], Optional[int]]]
"""Gives the rows of a page (number from 1, size), and the number of all rows where the server tells it."""

PASSES = 3
MOST_PAGES = 100_000
FEW = 10
"""A page with fewer rows was not cut short by a page size cap: no server has such a small one."""


def read_all(
    fetch: Fetch,
    page_size: int,
    first_page: tuple[list[Shown], int | None] | None = None,
    enough: Callable[[list[Shown]], bool] = lambda rows: False,
) -> list[Shown]:
    """All rows, each once, in the server's order. Raises IncompleteRead if that cannot be proven.

    Reading stops early, with no proof needed, once the rows so far are `enough`.
    """
    trouble = ""
    for _pass in range(PASSES):
        rows, trouble = _read_once(fetch, page_size, first_page, enough)
        if not trouble:
            return rows
        first_page = None
    raise IncompleteRead(f"could not read the whole list of assets: {trouble}; try again")


def read_until(
    fetch: Fetch, page_size: int, satisfied: Callable[[list[Shown]], bool]
) -> list[Shown]:
    """The rows of the first page if they satisfy and cannot have been cut short, else all rows."""
    rows, total = fetch(1, page_size)
    if not rows or (len(rows) < FEW and satisfied(rows)):
        return rows
    return read_all(fetch, page_size, (rows, total))


def _read_once(
    fetch: Fetch,
    page_size: int,
    first_page: tuple[list[Shown], int | None] | None,
    enough: Callable[[list[Shown]], bool],
) -> tuple[list[Shown], str]:
    """The rows of one pass, and why they cannot be trusted (empty if they can)."""
    found: dict[int, Shown] = {}
    before: list[int] = []
    total: int | None = None
    moved = False
    for page in range(1, MOST_PAGES):
        rows, told = first_page if first_page and page == 1 else fetch(page, page_size)
        ids = [row.id for row in rows]
        if not ids:
            break
        if ids[0] == (before[0] if before else None):
            if not _pages_are_numbered(fetch, before):
                return [], "the server gives the same page whatever the page number"
            break
        moved = moved or len(set(ids) | set(found)) < len(ids) + len(found)
        found.update((row.id, row) for row in rows)
        # The count of this one page would look like a total too: it is one only if it was once more than the rows.
        total = told if told is not None and (total is not None or told > len(found)) else total
        if total is not None and len(found) >= total:
            break
        if enough(list(found.values())):
            return list(found.values()), ""
        before = ids
    if moved:
        return [], "it changes while it is being read"
    if total is not None and len(found) < total:
        return [], f"the server counts {total} assets but gave {len(found)}"
    return list(found.values()), ""


def _pages_are_numbered(fetch: Fetch, last_page: list[int]) -> bool:
    """Whether a repeated page is only how this server answers beyond the end, and not how it answers always."""
    if len(last_page) == 1:
        return True
    rows, _total = fetch(2, (len(last_page) + 1) // 2)
    return bool(rows) and rows[0].id != last_page[0]
