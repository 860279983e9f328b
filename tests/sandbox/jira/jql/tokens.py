# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of a JQL query, and the sentences about those that are none.

Which kind a parenthesis or a comma is (of a clause, a list or a call) is decided here, by what stands
before it, so that the parser can say what it expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .syntax import JqlSyntaxError

_KEYWORDS = {
    "and": "AND", "or": "OR", "not": "NOT", "in": "IN", "is": "IS", "was": "WAS", "changed": "CHANGED",
    "empty": "EMPTY", "null": "EMPTY", "order": "ORDER", "by": "BY", "asc": "ASC", "desc": "DESC",
    "after": "AFTER", "before": "BEFORE", "during": "DURING", "on": "ON", "from": "FROM", "to": "TO",
    "cf": "CF",
}  # fmt: skip
_RESERVED_WORDS = frozenset(
    """
    abort access add alias all alter any as audit avg begin between boolean break byte catch char
    character check checkpoint collate collation column commit connect continue count create current
    date decimal declare decrement default defaults define delete delimiter difference distinct
    divide do double drop else encoding end equals escape exclusive exec execute exists explain
    false fetch file field first float for function go goto grant greater group having identified
    if immediate increment index initial inner inout input insert int integer intersect
    intersection into isempty isnull join last left less like limit lock long max min minus mode
    modify modulo more multiply next noaudit notin nowait number object of option outer output
    power previous prior privileges public raise raw remainder rename resource return returns
    revoke right row rowid rownum rows select session set share size sqrt start strict string
    subtract sum synonym table then trans transaction trigger true uid union unique update user
    validate values view when whenever where while with
    """.split()  # noqa: SIM905 - a word each line would be two hundred lines
)
RESERVED = tuple(sorted(_RESERVED_WORDS | set(_KEYWORDS)))

_OPERATORS = (
    ("!=", "NE"), ("!~", "NOT_LIKE"), ("<=", "LE"), (">=", "GE"), ("&&", "AND"), ("||", "OR"),
    ("=", "EQ"), ("~", "LIKE"), ("<", "LT"), (">", "GT"), ("!", "BANG"), ("&", "AND"), ("|", "OR"),
    ("[", "BRACKET"), ("]", "BRACKET_END"),
)  # fmt: skip
_RESERVED_CHARACTERS = "{}*/%+^$#@?;"
_ENDS_WORD = frozenset(" \t\r\n\"'()[],=!~<>&|" + _RESERVED_CHARACTERS)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SEQUENCES = "The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX."
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "'": "'", '"': '"', "\\": "\\", " ": " "}
_VALUES = ("WORD", "STRING", "NUMBER", "CF")


@dataclass(frozen=True)
class Lexeme:
    """A word of the query: its kind, what it means, how it was written, and where."""

    kind: str
    text: str
    written: str
    start: int


def refusal(
    query: str, start: int, sentence: str, opening: str = "Error in the JQL Query: "
) -> JqlSyntaxError:
    """Return the error that something at that place is wrong."""
    before = query[:start]
    line, column = before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
    return JqlSyntaxError(f"{opening}{sentence} (line {line}, character {column})")


def split(query: str) -> Iterator[Lexeme]:
    """Yield the words of a query; what is none raises JqlSyntaxError."""
    at, last = 0, ""
    open_ones: list[str] = []
    while at < len(query):
        if query[at] in " \t\r\n":
            at += 1
            continue
        lexeme, at = _next(query, at)
        kind = lexeme.kind
        if kind == "(":
            kind = _opening(last, open_ones)
            open_ones.append(kind)
        elif kind == ")":
            kind = f"{open_ones.pop() if open_ones else 'GROUP'}_END"
        elif kind == ",":
            kind = f"{open_ones[-1] if open_ones else 'SORT'}_COMMA"
        elif last == "BRACKET_END" and kind == "WORD" and lexeme.text.startswith("."):
            kind = "PATH"
        last = kind
        yield Lexeme(kind, lexeme.text, lexeme.written, lexeme.start)


def _opening(last: str, open_ones: list[str]) -> str:
    """Return what a parenthesis opens after that kind of word."""
    if last in ("WORD", "STRING", "NUMBER"):
        return "CALL"
    inside_list = bool(open_ones) and open_ones[-1] == "LIST"
    starts_term = last in ("", "AND", "OR", "NOT", "BANG", "GROUP") and not inside_list
    return "GROUP" if starts_term else "LIST"


def _next(query: str, at: int) -> tuple[Lexeme, int]:
    """Return the word at a place, and where it ends."""
    character = query[at]
    if character in "\"'":
        text, end = _quoted(query, at)
        return Lexeme("STRING", text, query[at:end], at), end
    if character in "(),":
        return Lexeme(character, character, character, at), at + 1
    for sign, kind in _OPERATORS:
        if query.startswith(sign, at):
            return Lexeme(kind, sign, sign, at), at + len(sign)
    return _bare(query, at)


def _bare(query: str, start: int) -> tuple[Lexeme, int]:
    text, at = "", start
    while at < len(query) and query[at] not in _ENDS_WORD:
        _refuse_control(query, at)
        if query[at] == "\\":
            piece, at = _escape(query, at)
            text += piece
        else:
            text += query[at]
            at += 1
    if at < len(query) and query[at] in _RESERVED_CHARACTERS:
        sign = query[at]
        raise refusal(
            query,
            at,
            f"The character '{sign}' is a reserved JQL character. You must enclose it in a string "
            f"or use the escape '\\u{ord(sign):04x}' instead.",
        )
    written = query[start:at]
    kind = "WORD"
    if "\\" not in written:
        if written.lower() in _RESERVED_WORDS:
            raise refusal(
                query,
                start,
                f"'{written}' is a reserved JQL word. You must surround it in quotation marks to use "
                "it in a query.",
            )
        kind = _KEYWORDS.get(written.lower(), "WORD")
        if re.fullmatch("-?[0-9]+", written):
            kind = "NUMBER"
    return Lexeme(kind, text, written, start), at


def _quoted(query: str, start: int) -> tuple[str, int]:
    quote, text, at = query[start], "", start + 1
    while at < len(query) and query[at] not in (quote, "\n", "\r"):
        _refuse_control(query, at, "\t")
        if query[at] == "\\":
            piece, at = _escape(query, at)
            text += piece
        else:
            text += query[at]
            at += 1
    if at < len(query) and query[at] == quote:
        return text, at + 1
    rest = re.sub(r"[\r\n]", " ", query[start + 1 :].partition(quote)[0])
    shown = f" '{rest}'" if rest else ""
    raise refusal(query, start, f"The quoted string{shown} has not been completed.")


def _refuse_control(query: str, at: int, others: str = "") -> None:
    character = query[at]
    if _CONTROL.match(character) or character in others:
        before = query[:at]
        line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
        raise refusal(
            query,
            at,
            f"The character 'U+{ord(character):04X}' on line {line} at position {column} must be escaped. "
            f"Use the escape '\\u{ord(character):04x}' instead.",
        )


def _escape(query: str, at: int) -> tuple[str, int]:
    """Return what an escape sequence stands for, and where it ends."""
    following = query[at + 1 : at + 2]
    if not following:
        raise refusal(query, at, f"The escape sequence has not been completed. {_SEQUENCES}")
    if following in _ESCAPED:
        return _ESCAPED[following], at + 2
    if following == "u":
        digits = re.match("[0-9a-fA-F]{0,4}", query[at + 2 :])
        found = digits.group() if digits else ""
        if len(found) == 4:
            return chr(int(found, 16)), at + 6
        wrong = query[at : at + 3 + len(found)]
    else:
        wrong = query[at : at + 2]
    raise refusal(query, at, f"'{wrong}' is an illegal JQL escape sequence. {_SEQUENCES}")
