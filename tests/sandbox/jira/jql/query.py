# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A query that knows its world: it finds documents and sorts them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .clauses import CONTRARY, Test, fields_named, test_of
from .grammar import read
from .kinds import KINDS, SortKey, key_order
from .syntax import (
    Both,
    Clause,
    Either,
    FieldName,
    JqlError,
    JqlMeaningError,
    JqlSyntaxError,
    Not,
    Sort,
    Statement,
    Term,
    Word,
)
from .world import Document, World

_BARE_WORDS = re.compile(r"[\w\s.,'-]+\Z")


@dataclass(frozen=True)
class Order:
    """One field that documents are sorted by."""

    key: SortKey
    descending: bool


@dataclass(frozen=True)
class Query:
    """A query with its meaning.

    warnings: what was wrong, where that was to be passed over.
    """

    statement: Statement
    test: Test
    order: tuple[Order, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    @property
    def bounded(self) -> bool:
        """Whether anything restricts what is found."""
        return self.statement.where is not None

    def matches(self, document: Document) -> bool:
        """Whether the query finds a document."""
        return self.test(document)

    def sort(self, documents: Iterable[Document]) -> list[Document]:
        """Return documents in order: without ORDER BY the newest key first; empty fields go last, or
        first where it descends."""
        listed = sorted(documents, key=lambda document: int(document["id"]))
        if not self.order:
            return sorted(
                listed, key=lambda document: key_order(str(document["key"])), reverse=True
            )
        for order in reversed(self.order):
            keyed = [(order.key(document), document) for document in listed]
            filled = [pair for pair in keyed if pair[0] is not None]
            blank = [document for key, document in keyed if key is None]
            filled.sort(key=lambda pair: pair[0], reverse=order.descending)
            rest = [document for _key, document in filled]
            listed = blank + rest if order.descending else rest + blank
        return listed


def parse(text: str, world: World, *, lenient: bool = False, bare_words: bool = False) -> Query:
    """Return the query, or raise JqlSyntaxError or JqlMeaningError.

    lenient: what is unknown finds nothing and becomes a warning, as for anonymous callers and with
    validateQuery=false. bare_words: a text without operators is searched for, as on Cloud.
    """
    try:
        statement = read(text)
    except JqlSyntaxError:
        if not bare_words or not _is_bare(text):
            raise
        statement = _text_search(text)
    else:
        if bare_words and _is_bare(text) and _starts_unknown(statement, world):
            statement = _text_search(text)
    return bind(statement, world, lenient=lenient)


def _is_bare(text: str) -> bool:
    return bool(_BARE_WORDS.match(text)) and not re.search(r"\border\s+by\b", text, re.IGNORECASE)


def _starts_unknown(statement: Statement, world: World) -> bool:
    """Whether the words happen to be JQL about a field that does not exist ("this is not jql")."""
    where = statement.where
    return isinstance(where, Clause) and not fields_named(where.field, world)


def _text_search(text: str) -> Statement:
    return Statement(Clause(FieldName("text"), "~", Word(text.strip(), True)))


def bind(statement: Statement, world: World, *, lenient: bool = False) -> Query:
    """Give a statement its meaning, or raise JqlMeaningError with all that is wrong."""
    wrong: list[str] = []
    test = _bound(statement.where, world, wrong, negated=False) if statement.where else _always
    order = tuple(one for one in (_order(sort, world, wrong) for sort in statement.order) if one)
    sentences = tuple(dict.fromkeys(wrong))
    if sentences and not lenient:
        raise JqlMeaningError(*sentences)
    return Query(statement, test, order, sentences)


def _always(document: Document) -> bool:
    return True


def _never(document: Document) -> bool:
    return False


def _bound(term: Term, world: World, wrong: list[str], negated: bool) -> Test:
    """Return the test of a term; NOT goes down to the operators, so it never finds empty fields."""
    if isinstance(term, Not):
        return _bound(term.term, world, wrong, not negated)
    if isinstance(term, (Both, Either)):
        tests = [_bound(one, world, wrong, negated) for one in term.terms]
        joined = all if isinstance(term, Both) is not negated else any
        return lambda document: joined(test(document) for test in tests)
    return _leaf(term, world, wrong, negated)


def _leaf(clause: Clause, world: World, wrong: list[str], negated: bool) -> Test:
    turned = clause
    if negated and clause.operator in CONTRARY:
        turned = Clause(clause.field, CONTRARY[clause.operator], clause.operand, clause.predicates)
    try:
        if turned is not clause and _field_is_text(clause, world):
            test_of(clause, world)
            positive = test_of(clause, world)
            return lambda document: not positive(document)
        test = test_of(turned, world)
    except JqlError as error:
        wrong.extend(error.messages)
        return _never
    if negated and clause.operator not in CONTRARY:
        return lambda document: not test(document)
    return test


def _field_is_text(clause: Clause, world: World) -> bool:
    """`text` knows no !~, but may stand after NOT."""
    return any(one.kind == "text" for one in fields_named(clause.field, world))


def _order(sort: Sort, world: World, wrong: list[str]) -> Order | None:
    for one in fields_named(sort.field, world):
        kind = KINDS[one.kind]
        if kind.sorts is not None:
            descending = kind.descending if sort.direction is None else sort.direction == "DESC"
            return Order(kind.sorts(one, world), descending)
    wrong.append(f"Not able to sort using field '{sort.field.shown}'.")
    return None
