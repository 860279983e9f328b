# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that Jira shows in pages (`startAt`, `maxResults`, and `total` or `isLast`): whole, or an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Callable

from .._core.errors import BadAnswer
from .._http.call import Call


def read_pages(
    ask: Callable[[Call], Any], call: Call, members: tuple[str, ...], size: int
) -> Iterator[Mapping[str, Any]]:
    """The entries of all pages, which are in one of these members. Raises BadAnswer if not all are shown."""
    start = 0
    while True:
        paged = (*call.params, ("startAt", str(start)), ("maxResults", str(size)))
        data = ask(replace(call, params=paged))
        page, is_last = read_page(data, members, start, call.doing)
        yield from page
        start += len(page)
        if is_last:
            return


def read_page(
    data: Any, members: tuple[str, ...], start: int, doing: str
) -> tuple[list[Mapping[str, Any]], bool]:
    """The entries of a page, and whether it is the last one: by `isLast`, `total`, or as it is empty."""
    found = (
        next((data[one] for one in members if isinstance(data.get(one), list)), None)
        if isinstance(data, Mapping)
        else None
    )
    if found is None:
        raise BadAnswer(f"could not {doing}: the answer holds no list")
    page = [one for one in found if isinstance(one, Mapping)]
    if len(page) != len(found):
        raise BadAnswer(f"could not {doing}: the answer holds entries that are none")
    total, last = data.get("total"), data.get("isLast")
    is_counted = isinstance(total, int) and not isinstance(total, bool)
    is_last = last is True or (is_counted and start + len(found) >= total)
    if not is_last and last is None and not is_counted:
        is_last = True  # a list without pages
    if not is_last and not found:
        raise BadAnswer(f"could not {doing}: the server ended its list before the end")
    return page, is_last
