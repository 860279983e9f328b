# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that Jira divides into pages with `startAt`, read to their proven end.

A page says whether it is the last (`isLast`), or how many rows there are (`total`). One that says neither is followed by
another until a page is empty, because Jira may lower the size of pages silently.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from .._core.errors import BadAnswer, IncompleteRead
from .._http.call import Answer, Call

PAGE_SIZE = 50
MOST_PAGES = 2_000


def read_pages(send: Callable[[Call], Answer], call: Call) -> Iterator[Mapping[str, Any]]:
    """The rows of the list that the call reads. Raises IncompleteRead if its end is never reached."""
    start, seen = 0, set[str]()
    for _page in range(MOST_PAGES):
        params = (*call.params, ("startAt", str(start)), ("maxResults", str(PAGE_SIZE)))
        page = _page_of(send(dataclasses.replace(call, params=params)), call)
        rows = page["values"]
        ids = {str(row.get("id")) for row in rows}
        if ids & seen:
            raise IncompleteRead(
                f"could not {call.doing}: the list changed while it was read; run again"
            )
        seen |= ids
        yield from rows
        start += len(rows)
        if _is_last(page, start) or not rows:
            if _is_short(page, start):
                raise IncompleteRead(
                    f"could not {call.doing}: Jira reports {page['total']} and returned only {start}; run again"
                )
            return
    raise IncompleteRead(f"could not {call.doing}: the list has no end")


def _page_of(answer: Answer, call: Call) -> Mapping[str, Any]:
    page = answer.data
    if isinstance(page, dict) and isinstance(page.get("values"), list):
        if all(isinstance(row, dict) for row in page["values"]):
            return page
    raise BadAnswer(
        f"could not {call.doing}: the answer is not a page of a list; check url",
        method=call.method,
        path=call.path,
        status=answer.status,
    )


def _is_last(page: Mapping[str, Any], read: int) -> bool:
    is_last, total = page.get("isLast"), page.get("total")
    if isinstance(is_last, bool):
        return is_last
    return isinstance(total, int) and read >= total


def _is_short(page: Mapping[str, Any], read: int) -> bool:
    total = page.get("total")
    return isinstance(total, int) and read < total
