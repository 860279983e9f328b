# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The readings of a text: as it is written, and with what is encoded in it decoded, traced back to the text.

Each way of decoding undoes one encoding (percent signs, character references, backslashes, base64, hex); one is
applied to the readings of the others, so that what was encoded several times is read too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from . import encoded, escapes
from .gist import Trace, gist

DEEPEST = 4  # encodings inside each other
MOST_READ = 24  # times the length of a text that its readings may have together
SHORTEST_RUN = (
    4  # bytes in a row that are text; fewer are there by chance in what is no base64 or hex at all
)


@dataclass(frozen=True)
class Reading:
    """A reading of a text. A `guess` comes from base64 or hex, and words of few letters are in it by chance."""

    text: str
    trace: Trace
    guess: bool = False


def _no_matter() -> None:
    """What is done about readings that are left out: nothing."""


def readings_of(
    text: str, least: int = SHORTEST_RUN, left_out: Callable[[], None] = _no_matter
) -> Iterator[Reading]:
    """The readings of a text, itself first. Their number and length are bounded by its length.

    What base64 and hex hold is read if it has at least as many characters. `left_out` is called if there are more
    readings than are made.
    """
    least = max(least, SHORTEST_RUN)
    level = [Reading(text, lambda start, end: (start, end))]
    seen, guessed = {text}, set[str]()
    left = MOST_READ * (len(text) + 64)
    yield level[0]
    for _depth in range(DEEPEST):
        deeper: list[Reading] = []
        for outer in level:
            for inner in _decoded(outer, least, guessed):
                if inner.text not in seen:
                    seen.add(inner.text)
                    left -= len(inner.text) + 16
                    if left < 0:
                        left_out()
                        return
                    deeper.append(inner)
                    yield inner
        level = deeper


def _decoded(outer: Reading, least: int, guessed: set[str]) -> Iterator[Reading]:
    """A reading with each of the encodings undone that is in it.

    Base64 and hex are in the gist of a text, so those of readings with a gist that was `guessed` are known.
    """
    for undo in escapes.READERS:
        for text, trace in undo(outer.text):
            yield Reading(text, _through(trace, outer.trace), outer.guess)
    short = gist(outer.text)
    if short in guessed:
        return
    guessed.add(short)
    for guess in encoded.READERS:
        for text, trace in guess(outer.text, short, least):
            yield Reading(text, _through(trace, outer.trace), True)


def _through(inner: Trace, outer: Trace) -> Trace:
    return lambda start, end: outer(*inner(start, end))
