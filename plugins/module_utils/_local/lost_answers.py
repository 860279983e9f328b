# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What became of a write whose answer was lost or says nothing, by what can be read afterwards."""

from __future__ import annotations

from collections.abc import Callable

from .._core.errors import AipError, OutcomeUnknown
from .waiting import Waiting, poll

# A gateway gives these answers while the server behind it may still be at work.
_OF_GATEWAYS = (502, 503, 504)


def find_out(lost: OutcomeUnknown, waiting: Waiting, is_done: Callable[[], bool]) -> bool | None:
    """Whether a write was carried out, by what `is_done` reads; None if that cannot be read.

    If the server itself has answered, one look is enough. Otherwise the write may still be under way, and is looked
    for as long as for the search index.
    """
    is_over = lost.facts.get("status") not in (None, *_OF_GATEWAYS)
    seen = False

    def look() -> bool:
        nonlocal seen
        seen = is_done()
        return seen or is_over

    try:
        poll(waiting, look)
    except AipError:
        return None
    return seen


def settle(
    lost: OutcomeUnknown,
    waiting: Waiting,
    is_done: Callable[[], bool],
    record: Callable[[], object],
) -> None:
    """Find out what became of a write, and `record` it unless it was not carried out; then it is an AipError.

    It is OutcomeUnknown if that cannot be found out.
    """
    sentence = lost.sentence.rstrip(".")
    seen = find_out(lost, waiting, is_done)
    if seen is False:
        raise AipError(
            f"{sentence}. Reading shows that it was not carried out; it was not sent again: run again",
            **lost.facts,
        )
    record()
    if seen is None:
        raise OutcomeUnknown(
            f"{sentence}. Whether it was carried out is not known, as reading failed too: run again",
            **lost.facts,
        )
