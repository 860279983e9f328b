# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of Lucene's classic query language that `genericKeyword` understands here.

    field:word  field:"a phrase"  field:wor*  field:[a TO b]  field:{a TO b}  field:(a OR b)
    AND OR NOT && || ! + -  ( )  *:*  and bare words over all text.
White space and special characters in names and words are escaped with a backslash. That AIP hands
the text to Lucene is documented ("raw"); that index fields are called like the attributes is a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from .words import Reader, Term, Unparsable, bare_term

MUST, SHOULD, MUST_NOT = "must", "should", "must not"
_OPERATORS = {"AND": "AND", "&&": "AND", "OR": "OR", "||": "OR"}


@dataclass(frozen=True)
class Everything:
    """The query *:* ."""


@dataclass(frozen=True)
class Match:
    """A term in one field, or in any text if there is no field; `exact` keeps upper case."""

    field: str | None
    term: Term
    exact: Term


@dataclass(frozen=True)
class Between:
    """A range; a bound of None is open."""

    field: str
    low: str | None
    high: str | None
    with_low: bool
    with_high: bool


@dataclass(frozen=True)
class Clauses:
    """A boolean query, as Lucene keeps it."""

    clauses: tuple[tuple[str, Node], ...]


Node = Union[Everything, Match, Between, Clauses]


def parse_query(text: str, default_operator: str) -> Node:
    """Return the query tree of a text."""
    reader = Reader(text)
    node = _clauses(reader, None, default_operator)
    if reader.peek():
        raise Unparsable(f"unexpected {reader.peek()} in the query")
    return node


def _clauses(reader: Reader, field: str | None, default: str) -> Node:
    """Read clauses up to the end or a closing parenthesis, with Lucene's own way of AND and OR."""
    clauses: list[tuple[str, Node]] = []
    while True:
        operator = _operator(reader) if clauses else None
        reader.skip_spaces()
        if not reader.peek() or reader.peek() == ")":
            if operator or not clauses:
                raise Unparsable("the query ends too early")
            return Clauses(tuple(clauses))
        occur = _sign(reader)
        node = _clause(reader, field, default)
        joined = operator or default
        if clauses and clauses[-1][0] != MUST_NOT and operator:
            clauses[-1] = (MUST if operator == "AND" else SHOULD, clauses[-1][1])
        clauses.append((occur or (MUST if joined == "AND" else SHOULD), node))


def _word_ahead(reader: Reader) -> str:
    reader.skip_spaces()
    ahead = reader.text[reader.at :].split(None, 1)
    return ahead[0] if ahead else ""


def _operator(reader: Reader) -> str | None:
    word = _word_ahead(reader)
    if word in _OPERATORS:
        reader.at += len(word)
        return _OPERATORS[word]
    return None


def _sign(reader: Reader) -> str | None:
    if _word_ahead(reader) == "NOT":
        reader.at += 3
        reader.skip_spaces()
        return MUST_NOT
    signs = {"+": MUST, "-": MUST_NOT, "!": MUST_NOT}
    occur = signs.get(reader.peek())
    if occur:
        reader.at += 1
    return occur


def _clause(reader: Reader, field: str | None, default: str) -> Node:
    reader.skip_spaces()
    if reader.peek() == "(":
        return _group(reader, field, default)
    if reader.peek() == '"':
        return _phrase(reader, field)
    if reader.peek() in "[{" and reader.peek():
        return _range(reader, field)
    start = reader.at
    pieces = reader.bare(':()"')
    raw = reader.text[start : reader.at]
    if reader.peek() == ":" and field is None:
        reader.at += 1
        name = "".join(character for character, _wild in pieces)
        if raw == "*" and reader.peek() == "*":
            reader.at += 1
            return Everything()
        return _clause(reader, name, default)
    if reader.peek() == ":":
        reader.at += 1
        more = reader.bare('()"')
        pieces = [*pieces, (":", False), *more]
    if not pieces:
        raise Unparsable(f"unexpected {reader.peek() or 'end'} in the query")
    return Match(field, bare_term(pieces), bare_term(pieces, fold=False))


def _group(reader: Reader, field: str | None, default: str) -> Node:
    reader.at += 1
    node = _clauses(reader, field, default)
    if reader.peek() != ")":
        raise Unparsable("a parenthesis is not closed")
    reader.at += 1
    return node


def _phrase(reader: Reader, field: str | None) -> Match:
    text = reader.quoted()
    return Match(field, Term(text.lower(), phrase=True), Term(text, phrase=True))


def _range(reader: Reader, field: str | None) -> Between:
    if field is None:
        raise Unparsable("a range needs a field")
    with_low = reader.peek() == "["
    reader.at += 1
    low = _bound(reader)
    if _word_ahead(reader) != "TO":
        raise Unparsable("a range needs TO")
    reader.at += 2
    high = _bound(reader)
    reader.skip_spaces()
    closing = reader.peek()
    if closing not in ("]", "}"):
        raise Unparsable("a range is not closed")
    reader.at += 1
    return Between(field, low, high, with_low, closing == "]")


def _bound(reader: Reader) -> str | None:
    reader.skip_spaces()
    if reader.peek() == '"':
        return reader.quoted()
    text = "".join(character for character, _wild in reader.bare("]}"))
    if not text:
        raise Unparsable("a range needs two bounds")
    return None if text == "*" else text
