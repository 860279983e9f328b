# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a JQL query consists of, before anyone knows which fields and values there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union


class JqlError(Exception):
    """A query that Jira refuses, with its sentences."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages


class JqlSyntaxError(JqlError):
    """A query that can't be parsed."""


class JqlMeaningError(JqlError):
    """A query that names what does not exist, or what can't be compared."""


@dataclass(frozen=True)
class FieldName:
    """A field as written: by name, by number (cf[10010]), or a property of an entity."""

    name: str
    number: int | None = None
    property_key: str | None = None
    path: str = ""

    @property
    def shown(self) -> str:
        """The name in sentences."""
        if self.number is not None:
            return f"cf[{self.number}]"
        if self.property_key is not None:
            return f"{self.name}[{self.property_key}]{self.path}"
        return self.name


@dataclass(frozen=True)
class Word:
    """One value."""

    text: str
    quoted: bool = False

    @property
    def number(self) -> bool:
        """Whether it was written as a number, without quotes."""
        return not self.quoted and self.text.lstrip("-").isdigit() and self.text.isascii()


@dataclass(frozen=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The call in sentences."""
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True)
class Empty:
    """EMPTY or NULL."""

    text: str = "EMPTY"


@dataclass(frozen=True)
class Several:
    """A list in parentheses."""

    items: tuple[Operand, ...]


Operand = Union[Word, Call, Empty, Several]


@dataclass(frozen=True)
class Predicate:
    """What narrows a search of the history: AFTER, BEFORE, DURING, ON, BY, FROM, TO."""

    word: str
    operand: Operand


@dataclass(frozen=True)
class Clause:
    """A field, an operator in upper case, and what it is compared with; CHANGED has no operand."""

    field: FieldName
    operator: str
    operand: Operand | None = None
    predicates: tuple[Predicate, ...] = ()


@dataclass(frozen=True)
class Not:
    """The contrary of a term."""

    term: Term


@dataclass(frozen=True)
class Both:
    """Terms joined by AND."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Either:
    """Terms joined by OR."""

    terms: tuple[Term, ...]


Term = Union[Clause, Not, Both, Either]


@dataclass(frozen=True)
class Sort:
    """One field of ORDER BY; without a direction, the field's own one is meant."""

    field: FieldName
    direction: str | None = None


@dataclass(frozen=True)
class Statement:
    """A whole query."""

    where: Term | None = None
    order: tuple[Sort, ...] = ()
