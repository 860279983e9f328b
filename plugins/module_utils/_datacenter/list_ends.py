# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was read of a list from each of its ends, and whether the two readings have met."""

from __future__ import annotations

from collections.abc import Iterator

from .answers import Shown

MOST_PAGES = 100_000
MOST_GAPS = 1_000
"""How many more pages without a visible row are read while the end of the list has not been reached."""
CHANGES = "it changes while it is being read"
ENDLESS = "it does not end"
MISSING = "assets are missing between its beginning and its end"


class Reading:
    """What one end of the list has returned so far: its pages from the first on, without gaps."""

    def __init__(self, descending: bool = False) -> None:
        self.descending = descending
        self.pages = 0
        self.rows: list[Shown] = []
        self.places: dict[int, int] = {}
        self.last_page: list[int] = []
        self.by_page: list[list[int]] = []
        self.longest = 0
        self.gaps = 0
        self.at_end = False
        self.repeats = False
        self.moved = False

    def take(self, rows: list[Shown]) -> None:
        """Add the next page."""
        self.pages += 1
        ids = [row.id for row in rows]
        self.repeats = self.repeats or (bool(ids) and ids[:1] == self.last_page[:1])
        self.at_end = self.repeats or not ids
        self.gaps += not ids
        self.by_page.append([] if self.repeats else ids)
        if self.at_end:
            return
        for row in rows:
            self.moved = self.moved or row.id in self.places
            self.places[row.id] = len(self.rows)
            self.rows.append(row)
        self.last_page = ids
        self.longest = max(self.longest, len(ids))


def _name(row: Shown) -> str:
    """The part of the name that every way of sorting distinguishes."""
    return row.name.strip().casefold()


def have_met(up: Reading, down: Reading) -> bool:
    """Whether the two readings together are proven to be the complete list."""
    if up.at_end and down.at_end and up.places.keys() == down.places.keys():
        return True
    if not up.rows or not down.rows:
        return False
    if are_alike(up, down):
        return up.at_end and down.places.keys() <= up.places.keys()
    passed_up, passed_down = _behind_last_of(down, up), _behind_last_of(up, down)
    if not (passed_up <= down.places.keys() and passed_down <= up.places.keys()):
        return False
    return bool(passed_up if up.at_end else passed_up & passed_down)


def _behind_last_of(other: Reading, reading: Reading) -> set[int]:
    """The rows of a reading that come after the last one of the other, and do not have its name."""
    last = other.rows[-1]
    if last.id not in reading.places:
        return set()
    behind = reading.rows[reading.places[last.id] + 1 :]
    return {row.id for row in behind if _name(row) != _name(last)}


def are_alike(up: Reading, down: Reading) -> bool:
    """Whether both start with the same name: then the direction is ignored, or all rows have that name."""
    return bool(up.rows and down.rows) and _name(up.rows[0]) == _name(down.rows[0])


def overlap(up: Reading, down: Reading) -> bool:
    """Whether one has reached rows of the other."""
    return bool(up.rows and down.rows) and (
        up.rows[-1].id in down.places or down.rows[-1].id in up.places
    )


def short_pages(up: Reading, down: Reading) -> Iterator[tuple[int, bool]]:
    """The pages (number, and whether from the end) that may have come short: with fewer rows than other pages.

    The page at which the list ends has fewer by itself.
    """
    longest = max(up.longest, down.longest)
    for reading, other in ((up, down), (down, up)):
        last = max((number for number, ids in enumerate(reading.by_page, 1) if ids), default=0)
        for number, ids in enumerate(reading.by_page[:last], 1):
            is_end = reading.at_end or (bool(other.rows) and other.rows[0].id in ids)
            if len(ids) < longest and (number < last or not is_end):
                yield number, reading.descending


def why_never(up: Reading, down: Reading) -> str | None:
    """Why further reading cannot make the two meet; None if it may."""
    if up.at_end and down.at_end:
        shared = {_name(row) for row in up.rows if row.id in down.places}
        if len(shared) > 1:
            return CHANGES
    if (up.repeats and down.repeats) or up.gaps + down.gaps > MOST_GAPS:
        return MISSING
    return ENDLESS if up.pages + down.pages > MOST_PAGES else None


def ends_in_turn(up: Reading, down: Reading) -> list[Reading]:
    """The beginning; once it has no more rows, the other end, until that shows a row still to come."""
    return [down] if up.at_end and down.places.keys() <= up.places.keys() else [up]


def ends_at_once(up: Reading, down: Reading) -> list[Reading]:
    """Both; only the beginning while it alone has rows that are new."""
    if not up.at_end and (are_alike(up, down) or overlap(up, down)):
        return [up]
    return [up, down]
