# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests for pages: in which order, and how many of them are under way."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import Optional, Protocol

from .answers import Shown
from .list_ends import Reading

Page = tuple[list[Shown], Optional[int]]
"""The rows of a page, and the number of all rows if the server reports it."""


class Fetch(Protocol):
    """Reads a page: its number from 1, its size, and whether to read the list from its end."""

    def __call__(self, number: int, size: int, descending: bool = False) -> Page:
        """Read the page."""


@dataclass(frozen=True)
class Ask:
    """A page to read."""

    number: int
    descending: bool = False


def pages_of(rows: int, size: int) -> int:
    """How many pages of a size hold so many rows."""
    return -(-rows // max(1, size))


def ahead_of(ends: Sequence[Reading], count: int) -> Iterator[Ask]:
    """The next pages, this many, alternating between the ends."""
    of_ends = [
        zip(itertools.count(end.pages + 1), itertools.repeat(end.descending)) for end in ends
    ]
    return (Ask(*one) for one in itertools.islice(heapq.merge(*of_ends), count))


def read_pages(
    fetch: Fetch, size: int, asks: Iterable[Ask], threads: Executor | None, ahead: int
) -> Generator[tuple[Ask, Page], None, None]:
    """The pages in the requested order, so many `ahead`; a failing page ends this at once, and skips the others."""
    left = iter(asks)
    first = list(itertools.islice(left, 2))
    left = itertools.chain(first, left)
    if threads is None or len(first) == 1:
        for ask in left:
            yield ask, fetch(ask.number, size, ask.descending)
        return
    under_way: deque[tuple[Ask, Future[Page]]] = deque()
    try:
        while True:
            for ask in itertools.islice(left, ahead - len(under_way)):
                future = threads.submit(fetch, ask.number, size, ask.descending)
                under_way.append((ask, future))
            if not under_way:
                return
            _wait_for_first(under_way)
            ask, future = under_way.popleft()
            yield ask, future.result()
    finally:
        for _ask, future in under_way:
            future.cancel()


def _wait_for_first(under_way: Iterable[tuple[Ask, Future[Page]]]) -> None:
    """Wait for the first page; any other that fails meanwhile is raised at once."""
    futures = [future for _ask, future in under_way]
    while not futures[0].done():
        left = [one for one in futures if not one.done()]
        for one in futures:
            if one not in left:
                one.result()
        wait(left, None, FIRST_COMPLETED)
