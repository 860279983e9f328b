# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must never be shown, and blotting it out of what is shown.

A long secret is blotted out wherever it stands, however it is spelled (readings.py). A short one may be a word or a
number that we write ourselves: taking that out of a sentence would tell the secret rather than keep it. So it is
blotted out where it stands in what others have written.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from typing import Callable

from .gist import Span
from .sought import Sought

HIDDEN_TEXT = "********"
MOST_REMEMBERED = 2**16  # texts that were hidden before; those of a plan are in its result, too
LONGEST_REMEMBERED = 256  # characters

BLOCK = 2**14  # characters of many texts that are looked through at once
BETWEEN = "|"
"""What stands between them: no encoding uses it, and it stays where spaces and quotes are left out."""

_NOTHING = " \t\r\n*"  # what blots out is no secret

_Find = Callable[[str, Sought], list[Span]]
_FROM_OUTSIDE = re.compile(
    r"""(?<!\w)'[^'\n]*'(?!\w)|"[^"\n]*"|<[^<>\n]*>|(?<=\bsays: ).+""", re.DOTALL | re.IGNORECASE
)
"""What is from outside in a sentence of ours: what stands in quotes, and what the server says."""


class Secrets:
    """The texts that must never be shown. Whatever is shown passes `hide` or `hide_in_sentence` first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: set[str] = set()
        self._lasting: frozenset[str] = frozenset()
        self._new: set[str] = set()
        self._sought = Sought()
        self._remembered: dict[tuple[str, _Find], str] = {}

    def keep(self) -> None:
        """Let what has been added so far outlast `forget`."""
        with self._lock:
            self._lasting = frozenset(self._texts)

    def forget(self) -> None:
        """Forget all secrets but those to keep."""
        with self._lock:
            self._texts, self._new = set(self._lasting), set(self._lasting)
            self._sought, self._remembered = Sought(), {}

    def add(self, *texts: str | None) -> None:
        """Remember secrets. They are only prepared for finding once something is to be shown."""
        with self._lock:
            new = {text for text in texts if text and text.strip(_NOTHING)} - self._texts
            self._texts |= new
            self._new |= new

    def learn(self, others: Secrets) -> None:
        """Remember the secrets of others."""
        self.add(*others._texts)

    def hide(self, text: str) -> str:
        """A text from outside with every secret in it blotted out, in the spellings in which a server may echo it."""
        return self._hidden(text, _in_text) if text and self._texts else text

    def hide_in_sentence(self, text: str) -> str:
        """A sentence of ours with every secret blotted out; a short one only in what is quoted in it."""
        return self._hidden(text, _in_sentence) if text and self._texts else text

    def hide_long(self, text: str) -> str:
        """A text with those secrets blotted out that can be nothing else, which are the long ones."""
        return self._hidden(text, _long_in_text) if text and self._texts else text

    @property
    def known(self) -> bool:
        """Whether there is any."""
        return bool(self._texts)

    def suspicious(self, texts: set[str]) -> set[str]:
        """Those of the texts in which a secret may stand: all others can be shown as they are.

        Many texts are looked through at once, in a small part of the time that it takes one by one. Where a short
        secret is one depends on its place, so that then all texts are suspicious.
        """
        sought, _remembered = self._prepared()
        if sought.has_short:
            return texts
        found: set[str] = set()
        for block in _blocks(text for text in texts if len(text) >= sought.shortest):
            if sought.may_be_in(BETWEEN.join(block)):
                found.update(block)
        return found

    def hidden(self, texts: Iterable[str]) -> dict[str, str]:
        """What `hide_in_sentence` makes of those of the texts that hold a secret."""
        suspicious = self.suspicious(set(texts)) if self.known else ()
        shown = {text: self.hide_in_sentence(text) for text in suspicious}
        return {text: one for text, one in shown.items() if one != text}

    def _prepared(self) -> tuple[Sought, dict[tuple[str, _Find], str]]:
        """What is sought, with all that was added, and the texts that were hidden since."""
        with self._lock:
            if self._new:
                self._sought.add(self._new)
                self._new, self._remembered = set(), {}
            return self._sought, self._remembered

    def _hidden(self, text: str, find: _Find) -> str:
        if not self._new and len(text) < self._sought.shortest:
            return text  # most texts of a result, as logins are long
        sought, remembered = self._prepared()
        key = (text, find)
        hidden = remembered.get(key)
        if hidden is None:
            hidden = blotted(text, find(text, sought))
            if len(text) <= LONGEST_REMEMBERED and len(remembered) < MOST_REMEMBERED:
                remembered[key] = hidden
        return hidden


def _blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in blocks, those of ASCII apart: they are looked through faster."""
    alike: dict[bool, list[str]] = {True: [], False: []}
    for text in texts:
        alike[text.isascii()].append(text)
    for every in alike.values():
        block: list[str] = []
        size = 0
        for text in every:
            block.append(text)
            size += len(text)
            if size > BLOCK:
                yield block
                block, size = [], 0
        if block:
            yield block


def _in_text(text: str, sought: Sought) -> list[Span]:
    if sought.is_value(text):
        return [(0, len(text))]
    return sought.spans(text, with_words=True)


def _long_in_text(text: str, sought: Sought) -> list[Span]:
    return sought.spans(text, with_words=False)


def _in_sentence(text: str, sought: Sought) -> list[Span]:
    if sought.is_value(text):
        return [(0, len(text))]
    spans = sought.spans(text, with_words=False)
    if sought.has_short:
        for found in _FROM_OUTSIDE.finditer(text):
            start, end = found.span()
            if text[start] in "'\"<" and end - start > 1:
                start, end = start + 1, end - 1
            inner = _in_text(text[start:end], sought)
            spans += [(start + one, start + other) for one, other in inner]
    return spans


def blotted(text: str, spans: Iterable[Span]) -> str:
    """The text with something else in place of these ranges, one for those that overlap."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if end <= done:
            continue
        if start >= done:
            pieces += (text[done:start], HIDDEN_TEXT)
        done = end
    return "".join((*pieces, text[done:]))
