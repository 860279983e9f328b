# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words: how the index makes them out of text, and how a keyword asks for them.

The keyword grammar is the one that the vendor documents for the wildcard search of the Asset
Navigator; that the REST service's `keyword` follows it is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Analyzer = Callable[[str], "list[str]"]

# Lucene's standard tokenizer, near enough: letters, digits and "_" hold together, also over a
# full stop or an apostrophe in the middle (192.0.2.17, o'neill); everything else splits.
_STANDARD_WORD = re.compile(r"\w+(?:[.'\u2019]\w+)*")

ANALYZERS: dict[str, Analyzer] = {
    "whitespace": lambda text: text.lower().split(),
    "standard": lambda text: _STANDARD_WORD.findall(text.lower()),
}


class Unparsable(ValueError):
    """A keyword or query that breaks the grammar."""


@dataclass(frozen=True)
class Term:
    """One thing that a keyword asks for; `pattern` is set when there are wildcards in it."""

    text: str
    pattern: re.Pattern[str] | None = None
    phrase: bool = False
    negated: bool = False


class Reader:
    """Reads a text from left to right, undoing backslash escapes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> str:
        """Return the next character, or "" at the end."""
        return self.text[self.at : self.at + 1]

    def skip_spaces(self) -> None:
        """Go to the next character that is not white space."""
        while self.peek().isspace():
            self.at += 1

    def quoted(self) -> str:
        """Read a phrase, from its opening quote to its closing one."""
        self.at += 1
        read = []
        while self.peek() != '"':
            if not self.peek():
                raise Unparsable("a quote is not closed")
            read.append(self._character()[0])
        self.at += 1
        return "".join(read)

    def bare(self, stops: str) -> list[tuple[str, bool]]:
        """Read up to white space or a stop; each character with "is an unescaped wildcard"."""
        read = []
        while self.peek() and not self.peek().isspace() and self.peek() not in stops:
            read.append(self._character())
        return read

    def _character(self) -> tuple[str, bool]:
        character = self.peek()
        escaped = character == "\\"
        if escaped:
            self.at += 1
            character = self.peek()
            if not character:
                raise Unparsable("a backslash stands at the end")
        self.at += 1
        return character, not escaped and character in "*?"


def bare_term(pieces: list[tuple[str, bool]], fold: bool = True) -> Term:
    """Return the term of an unquoted word."""
    text = "".join(character for character, _wild in pieces)
    text = text.lower() if fold else text
    if not any(wild for _character, wild in pieces):
        return Term(text)
    return Term(text, pattern=_pattern(pieces, fold))


def _pattern(pieces: list[tuple[str, bool]], fold: bool) -> re.Pattern[str]:
    wildcards = {"*": ".*", "?": "."}
    source = "".join(
        wildcards[c] if wild else re.escape(c.lower() if fold else c) for c, wild in pieces
    )
    return re.compile(source, re.DOTALL)


def parse_keyword(keyword: str) -> list[Term]:
    """Take a keyword apart. All its terms must match; those after NOT must not."""
    reader = Reader(keyword)
    terms: list[Term] = []
    negate = False
    while True:
        reader.skip_spaces()
        if not reader.peek():
            break
        if reader.peek() == '"':
            terms.append(Term(reader.quoted().lower(), phrase=True, negated=negate))
            negate = False
            continue
        start = reader.at
        term = bare_term(reader.bare('"'))
        if reader.text[start : reader.at] == "NOT" and not negate and _more(reader):
            negate = True
            continue
        terms.append(Term(term.text, term.pattern, False, negate))
        negate = False
    return terms


def _more(reader: Reader) -> bool:
    return bool(reader.text[reader.at :].strip())
