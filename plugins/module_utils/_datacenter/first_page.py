# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading lists that are expected to fit into one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .answers import Shown

if TYPE_CHECKING:
    from .page_requests import Fetch

Enough = Callable[[list[Shown]], bool]

FEW = 10
"""A page with fewer rows was not cut short by a page size cap: no server has such a small one."""


def read_until(fetch: Fetch, page_size: int, satisfied: Enough) -> list[Shown]:
    """The rows of the first page if they satisfy and cannot have been cut short, otherwise all rows.

    It does not read from the other end: it is assumed that hidden assets of nearly the same name never fill a page.
    """
    rows, total = fetch(1, page_size)
    counted_more = total is not None and total > len(rows)
    if not counted_more and (not rows or (len(rows) < min(FEW, page_size) and satisfied(rows))):
        return rows
    from .paging import read_on  # noqa: PLC0415 - one page is enough for most

    return read_on(fetch, page_size, (rows, total))
