# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gist of a text: the text without what may stand between its letters."""

from __future__ import annotations

import unicodedata
from typing import Callable

Span = tuple[int, int]
Trace = Callable[[int, int], Span]
"""From a range in what was made of a text to the range in the text."""


class _Folded(dict[str, str]):
    """What a character leaves in a gist: nothing of spaces, quotes, backslashes, marks, and what is invisible."""

    def __missing__(self, letter: str) -> str:
        left = (one for one in unicodedata.normalize("NFKD", letter) if not _is_dropped(one))
        self[letter] = folded = "".join(left)
        return folded


def _is_dropped(letter: str) -> bool:
    if letter in "'\"\\`\u2018\u2019\u201c\u201d":
        return True
    return (
        unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")
        or letter in "\u115f\u1160\u3164\uffa0"
    )


_FOLDED = _Folded()
_DROPPED = {number: None for number in range(128) if _is_dropped(chr(number))}


def gist(text: str) -> str:
    """The text without spaces, line breaks, quotes, backslashes, combining marks, and invisible characters."""
    if text.isascii():
        return text.translate(_DROPPED)
    return "".join(map(_FOLDED.__getitem__, text))


def lazily(make: Callable[[], Trace]) -> Trace:
    """A trace that is only made, and only once, where something was found."""
    made: list[Trace] = []

    def trace(start: int, end: int) -> Span:
        if not made:
            made.append(make())
        return made[0](start, end)

    return trace


def gist_trace(text: str) -> Trace:
    """From a range in the gist of a text to the range in the text."""
    places = [at for at, letter in enumerate(text) for _one in _FOLDED[letter]]
    return lambda start, end: (places[start], places[end - 1] + 1)
