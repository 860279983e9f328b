# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text searches: the words of a text, and Lucene's little language after ~."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

# what Lucene's analyzer for English leaves out, of texts and of questions
_STOP_WORDS = frozenset(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there
    these they this to was will with
    """.split()  # noqa: SIM905 - a word each line would be forty lines
)
_TERM = re.compile(r'([+-]?)(?:"((?:[^"\\]|\\.)*)"|((?:[^\s"()\\]|\\.)+)|([()]))')

Question = Callable[[Sequence[str]], bool]


class BadText(Exception):
    """A text that Lucene can't parse."""


def words_of(text: str) -> list[str]:
    """Return the words of a text, without those that say nothing."""
    found = re.findall(r"\w+", text.casefold())
    return [word for word in found if word not in _STOP_WORDS]


def question(text: str) -> Question:
    """Return what tells whether the words of a text answer the question; BadText if it is none.

    Words are joined by AND; "..." is a phrase; * and ? are wildcards; OR, NOT, + and - are known.
    """
    groups: list[list[Question]] = [[]]
    negate, pending = False, False
    for sign, phrase, bare, _parenthesis in _TERM.findall(text):
        if bare in ("OR", "||"):
            if not groups[-1]:
                raise BadText(text)
            groups.append([])
            pending = True
            continue
        if bare in ("AND", "&&", "NOT"):
            negate = bare == "NOT"
            if not negate and not groups[-1]:
                raise BadText(text)
            pending = True
            continue
        test = _test(_unescaped(phrase), phrase=True) if phrase else _test(_unescaped(bare))
        if test is not None:
            groups[-1].append(_not(test) if negate or sign == "-" else test)
        negate = pending = False
    if pending:
        raise BadText(text)
    filled = [group for group in groups if group]
    return lambda words: any(all(test(words) for test in group) for group in filled)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _not(test: Question) -> Question:
    return lambda words: not test(words)


def _test(text: str, phrase: bool = False) -> Question | None:
    if not phrase and re.search(r"[*?]", text):
        pattern = text.casefold()
        return lambda words: any(fnmatchcase(word, pattern) for word in words)
    wanted = words_of(text)
    if not wanted:
        return None
    size = len(wanted)
    return lambda words: any(
        list(words[start : start + size]) == wanted for start in range(len(words) - size + 1)
    )
