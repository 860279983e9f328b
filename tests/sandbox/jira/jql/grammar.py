# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The grammar of JQL, and Jira's sentences for what does not follow it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.exceptions import VisitError
from lark.lexer import Lexer

from .syntax import (
    Both,
    Call,
    Clause,
    Either,
    Empty,
    FieldName,
    JqlSyntaxError,
    Not,
    Operand,
    Predicate,
    Several,
    Sort,
    Statement,
    Term,
    Word,
)
from .tokens import RESERVED, refusal, split

__all__ = ["RESERVED", "read"]

_GRAMMAR = """
start: any_of? order?
order: ORDER BY sort (SORT_COMMA sort)*
sort: field direction?
direction: ASC | DESC
?any_of: all_of (OR all_of)*
?all_of: term (AND term)*
?term: (NOT | BANG) term -> negated
     | GROUP any_of GROUP_END -> group
     | field operator operand predicate* -> compared
     | field CHANGED predicate* -> changed
operator: EQ | NE | LIKE | NOT_LIKE | LT | LE | GT | GE | IN | NOT IN | IS | IS NOT
        | WAS | WAS NOT | WAS IN | WAS NOT IN
predicate: (AFTER | BEFORE | DURING | ON | BY | FROM | TO) operand
?operand: value | call | EMPTY -> empty | LIST operand (LIST_COMMA operand)* LIST_END -> several
call: (WORD | STRING | NUMBER) CALL (argument (CALL_COMMA argument)*)? CALL_END
value: WORD | STRING | NUMBER
argument: WORD | STRING | NUMBER
field: (WORD | STRING | NUMBER) property*
     | CF BRACKET NUMBER BRACKET_END -> custom
property: BRACKET (WORD | STRING | NUMBER) BRACKET_END PATH?

%declare AND OR NOT BANG ORDER BY ASC DESC IN IS WAS CHANGED EMPTY EQ NE LIKE NOT_LIKE LT LE GT GE
%declare AFTER BEFORE DURING ON FROM TO GROUP GROUP_END LIST LIST_END LIST_COMMA CALL CALL_END
%declare CALL_COMMA SORT_COMMA WORD STRING NUMBER CF BRACKET BRACKET_END PATH
"""
_SIGNS = {
    "EQ": "=", "NE": "!=", "LIKE": "~", "NOT_LIKE": "!~", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=",
}  # fmt: skip
_OPERATORS = "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'."
_LARGEST = 2**63 - 1


def read(query: str) -> Statement:
    """Return the parts of a query, or raise JqlSyntaxError."""
    try:
        tree = _PARSER.parse(query)
        return _Reader(query).transform(tree)  # type: ignore[no-any-return]
    except UnexpectedToken as error:
        raise _explained(query, error) from None
    except VisitError as error:
        if isinstance(error.orig_exc, JqlSyntaxError):
            raise error.orig_exc from None
        raise


class _Words(Lexer):
    """What Lark asks for words."""

    def __init__(self, lexer_conf: Any) -> None:
        del lexer_conf

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
        """Yield the words of a query; all of them are looked at first, as Jira does."""
        query = getattr(lexer_state, "text", lexer_state)
        query = getattr(query, "text", query)
        for lexeme in list(split(query)):
            token = Token(lexeme.kind, lexeme.text, start_pos=lexeme.start)
            token.end_pos = lexeme.start + len(lexeme.written)
            yield token


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer=_Words)


class _Reader(Transformer[Token, Any]):
    """Makes a statement of a tree."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def start(self, parts: list[Any]) -> Statement:
        """The whole."""
        where: Term | None = None
        order: tuple[Sort, ...] = ()
        for part in parts:
            if isinstance(part, tuple):
                order = part
            else:
                where = part
        return Statement(where, order)

    def order(self, parts: list[Any]) -> tuple[Sort, ...]:
        """ORDER BY."""
        return tuple(part for part in parts if isinstance(part, Sort))

    def sort(self, parts: list[Any]) -> Sort:
        """One field of it."""
        return Sort(*parts)

    def direction(self, parts: list[Token]) -> str:
        """ASC or DESC."""
        return str(parts[0].type)

    def any_of(self, parts: list[Any]) -> Term:
        """OR."""
        return Either(tuple(part for part in parts if not isinstance(part, Token)))

    def all_of(self, parts: list[Any]) -> Term:
        """AND."""
        return Both(tuple(part for part in parts if not isinstance(part, Token)))

    def negated(self, parts: list[Any]) -> Term:
        """NOT."""
        return Not(parts[1])

    def group(self, parts: list[Any]) -> Any:
        """Parentheses."""
        return parts[1]

    def compared(self, parts: list[Any]) -> Clause:
        """A field, an operator and an operand."""
        return Clause(parts[0], parts[1], parts[2], tuple(parts[3:]))

    def changed(self, parts: list[Any]) -> Clause:
        """A field and CHANGED."""
        return Clause(parts[0], "CHANGED", None, tuple(parts[2:]))

    def operator(self, parts: list[Token]) -> str:
        """The sign, or the words in upper case."""
        return " ".join(_SIGNS.get(part.type, part.type) for part in parts)

    def predicate(self, parts: list[Any]) -> Predicate:
        """What narrows a search of the history."""
        return Predicate(parts[0].type, parts[1])

    def empty(self, parts: list[Token]) -> Operand:
        """EMPTY."""
        return Empty(str(parts[0]))

    def several(self, parts: list[Any]) -> Operand:
        """A list."""
        return Several(tuple(part for part in parts if not isinstance(part, Token)))

    def call(self, parts: list[Any]) -> Operand:
        """A function."""
        if not parts[0].strip():
            raise self._refusal(parts[0], "A function name cannot be empty.")
        return Call(str(parts[0]), tuple(part for part in parts[1:] if not isinstance(part, Token)))

    def value(self, parts: list[Token]) -> Operand:
        """A value."""
        self._check(parts[0])
        return Word(str(parts[0]), self._query[(parts[0].start_pos or 0) :][:1] in ("'", '"'))

    def argument(self, parts: list[Token]) -> _Argument:
        """An argument."""
        return _Argument(parts[0])

    def field(self, parts: list[Any]) -> FieldName:
        """A field, or a property of an entity."""
        if not parts[0].strip():
            raise self._refusal(parts[0], "A field name cannot be empty.")
        properties = parts[1:]
        if not properties:
            return FieldName(str(parts[0]))
        key, path = properties[0]
        return FieldName(str(parts[0]), property_key=key, path=path)

    def property(self, parts: list[Token]) -> tuple[str, str]:
        """A key and a path."""
        return str(parts[1]), str(parts[3]) if len(parts) > 3 else ""

    def custom(self, parts: list[Token]) -> FieldName:
        """A custom field by its number."""
        self._check(parts[2])
        if parts[2].startswith("-"):
            raise self._refusal(
                parts[2],
                f"Expecting a custom field id (a positive number) but got '{parts[2]}'.",
            )
        return FieldName(f"cf[{parts[2]}]", int(parts[2]))

    def _check(self, token: Token) -> None:
        if token.type == "NUMBER" and not -_LARGEST - 1 <= int(token) <= _LARGEST:
            raise self._refusal(
                token,
                f"'{token}' is not a valid number. Numbers must be between "
                f"{-_LARGEST - 1:,} and {_LARGEST:,}.",
            )

    def _refusal(self, token: Token, sentence: str) -> JqlSyntaxError:
        return refusal(self._query, token.start_pos or 0, sentence)


class _Argument(str):
    """An argument of a call; not a token any more."""

    __slots__ = ()


# -- what was expected ----------------------------------------------------------------------------

_THE = "Error in the JQL Query: "
_NO_THE = "Error in JQL Query: "  # recorded: what is missing after an operator lacks the article

_SURROUND = " You must surround '{{0}}' in quotation marks to use it {}."

# the first kind of word here that could have followed -> how the sentence opens, goes on at the end
# of the query, and goes on at the word {0}
_EXPECTED: tuple[tuple[frozenset[str], str, str, str], ...] = tuple(
    (frozenset(kinds.split()), opening, at_end, at_word)
    for kinds, opening, at_end, at_word in (
        (
            "EQ",
            _THE,
            f"Expecting operator before the end of the query. {_OPERATORS}",
            f"Expecting operator but got '{{0}}'. {_OPERATORS}",
        ),
        (
            "EMPTY",
            _NO_THE,
            "Expecting either a value, list or function before the end of the query.",
            "Expecting either a value, list or function but got '{0}'."
            + _SURROUND.format("as a value"),
        ),
        (
            "CF",
            _THE,
            "Expecting a field name at the end of the query.",
            "Expecting a field name but got '{0}'." + _SURROUND.format("as a field name"),
        ),
        ("ASC", _THE, "", "Expecting either 'ASC' or 'DESC' but got '{0}'."),
        ("SORT_COMMA", _THE, "", "Expecting ',' but got '{0}'."),
        (
            "GROUP_END LIST_END",
            _THE,
            "Expecting ')' before the end of the query.",
            "Expecting ')' but got '{0}'.",
        ),
        (
            "CALL_COMMA",
            _THE,
            "Expecting ')' before the end of the query.",
            "Expecting ')' or ',' but got '{0}'.",
        ),
        ("OR ORDER", _THE, "", "Expecting either 'OR' or 'AND' but got '{0}'."),
        (
            "IN",
            _THE,
            "Expecting 'IN' before the end of the query.",
            "Expecting 'IN' but got '{0}'.",
        ),
        (
            "BRACKET",
            _THE,
            "Expecting '[' before the end of the query.",
            "Expecting '[' but got '{0}'.",
        ),
        (
            "BRACKET_END",
            _THE,
            "Expecting ']' before the end of the query.",
            "Expecting ']' but got '{0}'.",
        ),
    )
)
_NUMBER = "Expecting a custom field id (a positive number)"
_ARGUMENT = "Expecting a function argument"


def _explained(query: str, error: UnexpectedToken) -> JqlSyntaxError:
    """Return Jira's sentence for a word that can't stand where it is."""
    token = error.token
    ended = token.type == "$END"
    could_follow = set(error.accepts or ())
    written = "" if ended else query[token.start_pos : token.end_pos]
    opening, at_end, at_word = _sentence(could_follow, token)
    if ended:
        return JqlSyntaxError(opening + at_end)
    return refusal(query, token.start_pos or 0, at_word.format(written), opening)


def _sentence(could_follow: set[str], token: Token) -> tuple[str, str, str]:
    if could_follow == {"BY"}:
        return _THE, "Expecting 'by' before the end of the query.", "Expecting 'by' but got '{0}'."
    if could_follow == {"NUMBER"}:
        return _THE, f"{_NUMBER} before the end of the query.", f"{_NUMBER} but got '{{0}}'."
    if could_follow and could_follow <= {"WORD", "STRING", "NUMBER", "CALL_END"}:
        return _THE, *_of_call(could_follow, token)
    if token.type == "BRACKET" and "CF" in could_follow:
        return _THE, "", "Expecting a field name but got '['. Did you mean 'cf['?"
    if token.type == "BANG" and {"NOT", "EMPTY"} <= could_follow:
        return _THE, "", "Expecting 'NOT' but got '!'."
    for kinds, opening, at_end, at_word in _EXPECTED:
        if kinds & could_follow:
            return opening, at_end, at_word
    return _THE, "Unable to parse the query.", "Unable to parse the query at '{0}'."


def _of_call(could_follow: set[str], token: Token) -> tuple[str, str]:
    """Return what is said inside the parentheses of a call, or the brackets of a property."""
    if "CALL_END" in could_follow and token.type in ("$END", "CALL_COMMA"):
        return "Expecting ')' before the end of the query.", "Expecting ')' but got '{0}'."
    if token.type == "CALL_END":
        return "", "Function argument must be specified."
    return (
        f"{_ARGUMENT} at the end of the query.",
        f"{_ARGUMENT} but got '{{0}}'. You must surround '{{0}}' in quotation marks to use it as an argument.",
    )
