# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where texts that are sought stand in another one, all of them at once.

Long ones are found anywhere, in every reading of a text. A short one may be a word or a number by itself ("ok", "1",
"status"): it is found where it stands as a word of its own, so that it does not take other words apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .gist import Span, gist, gist_trace
from .readings import Reading, readings_of

SHORTEST_LINE = 8  # characters of a line of a secret that is a secret by itself
SHORTEST_WORD = 8  # letters or digits that are no common word or number
SHORTEST_MIXED = 4  # characters of different kinds, which are no word at all
FEW = 8  # texts that are found sooner one by one
HEAD = 4  # characters of the beginning by which many are looked up

_WORD = re.compile(r"[^\W_]+")


def is_short(text: str) -> bool:
    """Whether a text may be a word or a number by itself, or is too short to be anything else."""
    if text.isalpha() or text.isdecimal():
        return len(text) < SHORTEST_WORD
    return len(text) < SHORTEST_MIXED


class _Index:
    """Texts of at least HEAD characters, all of which are found in one pass."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._few: tuple[str, ...] = ()
        self._lengths: dict[str, tuple[int, ...]] = {}
        self.shortest = 0

    def add(self, texts: Iterable[str]) -> None:
        """Look for these too."""
        for text in set(texts) - self._texts:
            self._texts.add(text)
            self.shortest = min(self.shortest or len(text), len(text))
            known = self._lengths.get(text[:HEAD], ())
            if len(text) not in known:
                self._lengths[text[:HEAD]] = tuple(sorted((*known, len(text)), reverse=True))
        self._few = tuple(self._texts) if len(self._texts) <= FEW else ()

    def spans(self, text: str) -> Iterator[Span]:
        """Where the texts stand; those that begin at one place once, by the longest."""
        if self._few:
            for one in self._few:
                if one in text:
                    yield from _each(one, text)
        elif self._texts:
            lengths = self._lengths
            ends = range(len(text) - HEAD + 1)
            for at in [at for at in ends if text[at : at + HEAD] in lengths]:
                for length in lengths[text[at : at + HEAD]]:
                    if text[at : at + length] in self._texts:
                        yield at, at + length
                        break


class Sought:
    """The texts that are sought. The ranges that are found may overlap."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._words: set[str] = set()
        self._exact, self._gists = _Index(), _Index()
        self._shortest = self._raw = 0
        self._least = 0  # characters of the shortest one that is looked for in base64
        self.shortest = 0  # characters that a text has at least in which one of them stands

    def add(self, texts: Iterable[str]) -> None:
        """Look for these too."""
        for part in {part for text in texts for part in _parts(text)}:
            if is_short(part):
                self._values.add(part)
                self._words.update(filter(str.isalnum, (part,)))
                continue
            self._raw = min(self._raw or len(part), len(part))
            gists = _forms(part)
            # Without its quotes and spaces a text may be like any word: then it is found as it is.
            if any(map(is_short, gists)):
                self._exact.add((part, part.replace("'", "''")))
            else:
                self._gists.add(gists)
        longer = (self._raw, self._exact.shortest, self._gists.shortest)
        words = set(map(len, self._words))
        self._shortest = min(filter(None, (*longer, *words)), default=0)
        self.shortest = min(filter(None, (self._shortest, *map(len, self._values))), default=0)
        likely = (*longer, *(length for length in words if length >= SHORTEST_MIXED))
        self._least = min(filter(None, likely), default=self._shortest)

    @property
    def has_short(self) -> bool:
        """Whether any of them is short."""
        return bool(self._values)

    def is_value(self, text: str) -> bool:
        """Whether a text, as a whole, is a short one of those that are sought."""
        return text.strip() in self._values

    def spans(self, text: str, with_words: bool) -> list[Span]:
        """Where they stand in a text; short ones only `with_words`."""
        with_words = with_words and bool(self._words)
        found: list[Span] = []
        if not self._shortest or len(text) < self._shortest:
            return found
        for reading in readings_of(text, self._least):
            found += self._long_in(reading)
            if with_words:
                found += self._words_in(reading)
        return found

    def may_be_in(self, text: str) -> bool:
        """Whether a long one may stand in a text, which may be many texts with something between them.

        False only if `spans` finds none in any of them.
        """
        doubts: list[bool] = []
        readings = readings_of(text, self._least, lambda: doubts.append(True))
        return any(self._has_long(reading) for reading in readings) or bool(doubts)

    def _has_long(self, reading: Reading) -> bool:
        return any(self._gists.spans(gist(reading.text))) or any(self._exact.spans(reading.text))

    def _long_in(self, reading: Reading) -> Iterator[Span]:
        spans = list(self._gists.spans(gist(reading.text)))
        if spans:
            trace = gist_trace(reading.text)
            yield from (reading.trace(*trace(*span)) for span in spans)
        for span in self._exact.spans(reading.text):
            yield reading.trace(*span)

    def _words_in(self, reading: Reading) -> Iterator[Span]:
        for found in _WORD.finditer(reading.text):
            is_chance = reading.guess and len(found[0]) < SHORTEST_MIXED
            if found[0] in self._words and not is_chance:
                yield reading.trace(*found.span())


def _parts(text: str) -> set[str]:
    """A text without spaces around it, and its lines: who complains about one line of a key shows that line alone."""
    lines = (line.strip() for line in text.splitlines())
    return {text.strip(), *(line for line in lines if len(line) >= SHORTEST_LINE)}


def _forms(text: str) -> set[str]:
    """The gist of a text, also where its encoding was mistaken, or what no encoding has was replaced."""
    forms = {text, text.encode("utf-8", "replace").decode("utf-8")}
    if not text.isascii():
        forms.add(text.encode("utf-8", "surrogatepass").decode("latin-1"))
        forms.add(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    return set(map(gist, forms))


def _each(one: str, text: str) -> Iterator[Span]:
    at = text.find(one)
    while at >= 0:
        yield at, at + len(one)
        at = text.find(one, at + 1)
