# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One clause as a test of documents, or the sentence about what is wrong with it.

As in Jira, `!=`, `NOT IN`, `!~` and comparisons never match an issue whose field is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from . import dates, functions, history
from .kinds import HISTORY_OPERATORS, KINDS, key_order, measure, raw_values
from .syntax import (
    Call,
    Clause,
    Empty,
    FieldName,
    JqlMeaningError,
    Operand,
    Predicate,
    Several,
    Word,
)
from .texts import BadText, question, words_of
from .world import Document, Field, World

Test = Callable[[Document], bool]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}
_CONTRARY = {
    "=": "!=", "~": "!~", "<": ">=", ">": "<=", "IN": "NOT IN", "IS": "IS NOT", "WAS": "WAS NOT",
    "WAS IN": "WAS NOT IN",
}  # fmt: skip
CONTRARY: Mapping[str, str] = {**_CONTRARY, **{other: one for one, other in _CONTRARY.items()}}
_NEGATIVE = ("!=", "NOT IN", "!~", "IS NOT", "WAS NOT", "WAS NOT IN")
_LISTS = ("IN", "NOT IN", "WAS IN", "WAS NOT IN")
_WORDS = {
    "=": "EQUALS",
    "!=": "NOT_EQUALS",
    "~": "LIKE",
    "!~": "NOT_LIKE",
    "IN": "IN",
    "NOT IN": "NOT_IN",
}
_FORMATS = (
    "Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
    "format e.g. '-5d', '4w 2d'."
)


def fields_named(name: FieldName, world: World) -> list[Field]:
    """Return the fields that a clause means; two custom fields may have one name."""
    if name.property_key is not None:
        owner = name.name.casefold()
        known = ("issue.property", "project.property", "issuetype.property", "comment.property")
        return [Field("properties", (name.shown,), "property")] if owner in known else []
    wanted = name.shown.casefold()
    return [
        Field(field.id, (name.shown, *field.names), field.kind, field.catalog, field.history)
        for field in world.fields()
        if wanted in (one.casefold() for one in field.names)
    ]


def test_of(clause: Clause, world: World) -> Test:
    """Return the test of a clause; JqlMeaningError if it has no meaning."""
    fields = fields_named(clause.field, world)
    if not fields:
        raise JqlMeaningError(
            f"Field '{clause.field.shown}' does not exist or you do not have permission to view it."
        )
    tests, wrong = [], []
    for field in fields:
        try:
            tests.append(_test(clause, field, world))
        except JqlMeaningError as error:
            wrong.append(error)
    if not tests:
        raise wrong[0]
    return lambda document: any(test(document) for test in tests)


def _test(clause: Clause, field: Field, world: World) -> Test:
    operator, operand = clause.operator, clause.operand
    kind = KINDS[field.kind]
    if operator in HISTORY_OPERATORS:
        return _history(clause, field, world)
    if operator not in kind.operators:
        raise JqlMeaningError(
            f"The operator '{operator.lower()}' is not supported by the '{field.names[0]}' field."
        )
    if clause.predicates:
        predicate = clause.predicates[0]
        raise JqlMeaningError(
            f"The {_WORDS.get(operator, operator)} operator does not support the use of the "
            f'{predicate.word.lower()} "{_shown(predicate.operand)}" predicate.'
        )
    _check_shape(operator, operand, field, world)
    if operator in ("IS", "IS NOT"):
        if not isinstance(operand, Empty):
            raise JqlMeaningError(
                f"The operator '{operator.lower()}' can only be used with 'EMPTY' or 'NULL' on the field "
                f"'{field.names[0]}'."
            )
        return _when_empty(field, operator == "IS")
    if operator in _COMPARE:
        return _ordered(operator, operand, field, world)
    if field.kind == "filter":
        return _saved(operator in _NEGATIVE, operand, field, world)
    if operator in ("~", "!~") and field.kind != "property":
        return _worded(operator, operand, field)
    return _equal(operator in _NEGATIVE, operand, field, world)


def _check_shape(operator: str, operand: Operand | None, field: Field, world: World) -> None:
    """Refuse a list where a value is due, and the other way round."""
    listed = isinstance(operand, Several)
    if isinstance(operand, Call):
        function = functions.find(operand)
        listed = function is not None and function.listed
        if function is None:
            functions.evaluate(operand, field, world)
    if listed and operator not in _LISTS:
        raise JqlMeaningError(
            f"Operator '{operator.lower()}' does not support the list value '{_shown(operand)}' for field "
            f"'{field.names[0]}'."
        )
    if not listed and operator in _LISTS:
        raise JqlMeaningError(
            f"Operator '{operator.lower()}' does not support the non-list value '{_shown(operand)}' for "
            f"field '{field.names[0]}'."
        )


def _shown(operand: Operand | None) -> str:
    if isinstance(operand, Several):
        return f"({', '.join(map(_shown, operand.items))})"
    if isinstance(operand, Call):
        return operand.shown
    return operand.text if operand is not None else ""


def _flat(operand: Operand | None) -> Iterable[Operand]:
    if isinstance(operand, Several):
        for item in operand.items:
            yield from _flat(item)
    elif operand is not None:
        yield operand


def _when_empty(field: Field, wanted: bool) -> Test:
    if not KINDS[field.kind].empty:
        raise JqlMeaningError(
            f"The field '{field.names[0]}' does not support searching for EMPTY values."
        )
    return lambda document: (not _present(document, field)) is wanted


def _present(document: Document, field: Field) -> list[Any]:
    if field.kind == "property":
        return _property_values(document, field)
    if field.kind == "comments":
        value = (document.get("fields") or {}).get("comment") or {}
        return list(value.get("comments") or ())
    return raw_values(document, field)


# -- = and IN -------------------------------------------------------------------------------------


def _equal(negative: bool, operand: Operand | None, field: Field, world: World) -> Test:
    if field.kind == "property" and not world.indexes_properties:
        return lambda document: False
    wanted: set[str] = set()
    spans: list[tuple[datetime, timedelta]] = []
    with_empty = False
    for one in _flat(operand):
        if isinstance(one, Empty) or _means_unresolved(one, field):
            _when_empty(field, wanted=True)
            with_empty = True
        elif field.kind in ("date", "datetime"):
            spans.append(_moment(one, field, world))
        else:
            wanted.update(_identities(one, field, world))

    def test(document: Document) -> bool:
        values = _present(document, field)
        if field.kind == "count":
            values = [measure(field, document, world)]
        if not values:
            return with_empty and not negative
        found = (
            _in_spans(measure(field, document, world), spans)
            if field.kind in ("date", "datetime")
            else any(wanted.intersection(_compared(value, field)) for value in values)
        )
        return found is not negative

    return test


def _means_unresolved(one: Operand, field: Field) -> bool:
    text = one.text.casefold() if isinstance(one, Word) else ""
    return (field.id, text) in (("resolution", "unresolved"), ("assignee", "unassigned"))


def _compared(value: Any, field: Field) -> tuple[str, ...]:
    if field.kind in ("number", "count"):
        return (str(float(value)),) if _is_number(value) else ()
    if field.kind == "property":
        return (str(value).casefold(), str(float(value)) if _is_number(value) else "")
    return KINDS[field.kind].identities(value)


def _is_number(text: Any) -> bool:
    try:
        float(text)
    except (TypeError, ValueError):
        return False
    return not isinstance(text, bool)


def _in_spans(time: datetime | None, spans: list[tuple[datetime, timedelta]]) -> bool:
    return time is not None and any(
        start <= time < start + max(length, timedelta(minutes=1)) for start, length in spans
    )


def _identities(one: Operand, field: Field, world: World) -> Iterable[str]:
    """Return what a value or a function stands for among the values of a field."""
    if isinstance(one, Call):
        return [str(item) for item in functions.evaluate(one, field, world)]
    assert isinstance(one, Word)
    if field.catalog:
        return _of_catalog(one, field, world)
    reader = _READERS.get(field.kind)
    return reader(one, field, world) if reader else (one.text.casefold(),)


def _of_catalog(one: Word, field: Field, world: World) -> Iterable[str]:
    entries = world.entries(field.catalog)
    found = [entry.id for entry in entries if entry.is_called(one.text)]
    found = found or [entry.id for entry in entries if entry.id == one.text]
    if not found and not (field.kind == "option" and not entries):
        raise _no_value(one, field)
    if field.kind == "option":
        return [one.text.casefold(), *found]
    return found


def _no_value(one: Word, field: Field) -> JqlMeaningError:
    if one.number:
        return JqlMeaningError(
            f"A value with ID '{one.text}' does not exist for the field '{field.names[0]}'."
        )
    return JqlMeaningError(
        f"The value '{one.text}' does not exist for the field '{field.names[0]}'."
    )


def _user(one: Word, field: Field, world: World) -> Iterable[str]:
    found = world.users(one.text)
    if not found:
        raise JqlMeaningError(
            f"The value '{one.text}' does not exist for the field '{field.names[0]}'."
        )
    return found


def _issue(one: Word, field: Field, world: World) -> Iterable[str]:
    found = world.issue(one.text)
    if found is not None:
        return (str(found["id"]), str(found["key"]).upper())
    if one.text.isdigit():
        raise JqlMeaningError(
            f"A value with ID '{one.text}' does not exist for the field '{field.names[0]}'."
        )
    if "-" not in one.text or not one.text.rpartition("-")[2].isdigit():
        raise JqlMeaningError(
            f"The issue key '{one.text}' for field '{field.names[0]}' is invalid."
        )
    raise JqlMeaningError(
        f"An issue with key '{one.text}' does not exist for field '{field.names[0]}'."
    )


def _number(one: Word, field: Field, world: World) -> Iterable[str]:
    del world
    if not _is_number(one.text):
        raise JqlMeaningError(
            f"Value '{one.text}' is invalid for the '{field.names[0]}' field. Valid formats include: any number."
        )
    return (str(float(one.text)),)


def _saved(negative: bool, operand: Operand | None, field: Field, world: World) -> Test:
    """A saved filter stands for its query; one that leads back to itself is refused."""
    from .query import parse  # noqa: PLC0415 - it knows this module

    tests = []
    for one in _flat(operand):
        text = world.saved(one.text) if isinstance(one, Word) else None
        if text is None:
            raise _no_value(one if isinstance(one, Word) else Word(_shown(one)), field)
        try:
            tests.append(parse(text, world).test)
        except RecursionError:
            raise JqlMeaningError(
                f"Field '{field.names[0]}' with value '{_shown(one)}' matches a filter that contains itself."
            ) from None
    return lambda document: any(test(document) for test in tests) is not negative


_READERS: Mapping[str, Callable[[Word, Field, World], Iterable[str]]] = {
    "user": _user,
    "issue": _issue,
    "parent": _issue,
    "number": _number,
    "count": _number,
    "property": lambda one, field, world: (
        one.text.casefold(),
        *((str(float(one.text)),) if _is_number(one.text) else ()),
    ),
}


# -- < and > --------------------------------------------------------------------------------------


def _ordered(operator: str, operand: Operand | None, field: Field, world: World) -> Test:
    compare = _COMPARE[operator]
    if isinstance(operand, Empty):
        raise JqlMeaningError(
            f"The operator '{operator}' does not support searching for EMPTY values on the field "
            f"'{field.names[0]}'."
        )
    if operand is None:
        raise JqlMeaningError("Expecting a value.")
    if field.kind == "property":
        return _ordered_property(operator, operand, field, world)
    if field.kind == "issue":
        return _ordered_keys(operator, operand, field, world)
    if field.kind == "ordered":
        return _ordered_entries(operator, operand, field, world)
    bound: Any
    if field.kind in ("date", "datetime"):
        bound = _moment(operand, field, world)[0]
    else:
        bound = float(next(iter(_identities(operand, field, world))))

    def test(document: Document) -> bool:
        value = measure(field, document, world)
        return value is not None and compare(value, bound)

    return test


def _ordered_property(operator: str, operand: Operand, field: Field, world: World) -> Test:
    text = _shown(operand)
    if not world.indexes_properties or not _is_number(text):
        return lambda document: False
    compare, bound = _COMPARE[operator], float(text)
    return lambda document: any(
        _is_number(value) and compare(float(value), bound)
        for value in _property_values(document, field)
    )


def _ordered_keys(operator: str, operand: Operand, field: Field, world: World) -> Test:
    """Keys are compared within a project."""
    compare = _COMPARE[operator]
    keys = [key for key in _identities(operand, field, world) if "-" in key]
    project, number = key_order(keys[0]) if keys else ("", 0)

    def test(document: Document) -> bool:
        own_project, own_number = key_order(str(document["key"]))
        return own_project == project and compare(own_number, number)

    return test


def _ordered_entries(operator: str, operand: Operand, field: Field, world: World) -> Test:
    compare = _COMPARE[operator]
    known = {entry.id: entry for entry in world.entries(field.catalog)}
    bounds = [known[one] for one in _identities(operand, field, world) if one in known]

    def test(document: Document) -> bool:
        own = [
            known[one]
            for value in raw_values(document, field)
            for one in KINDS[field.kind].identities(value)
            if one in known
        ]
        return any(
            compare(entry.place, bound.place) and entry.owner == bound.owner
            for entry in own
            for bound in bounds
        )

    return test


def _moment(operand: Operand, field: Field, world: World) -> tuple[datetime, timedelta]:
    if isinstance(operand, Call):
        return functions.evaluate(operand, field, world)[0], timedelta()
    text = operand.text if isinstance(operand, Word) else _shown(operand)
    found = dates.moment(text, world.now)
    if found is None:
        raise JqlMeaningError(
            f"Date value '{text}' for field '{field.names[0]}' is invalid. {_FORMATS}"
        )
    if field.kind == "date" and found[1] < timedelta(days=1):  # only the day counts
        day = found[0].replace(hour=0, minute=0, second=0, microsecond=0)
        return day, timedelta(days=1)
    return found


# -- ~ --------------------------------------------------------------------------------------------


def _worded(operator: str, operand: Operand | None, field: Field) -> Test:
    if isinstance(operand, Empty):
        return _when_empty(field, operator == "~")
    if isinstance(operand, Call):
        raise JqlMeaningError(
            f"A value provided by the function '{operand.name}' is invalid for the field '{field.names[0]}'."
        )
    text = _shown(operand)
    if not text.strip():
        raise JqlMeaningError(
            f"The field '{field.names[0]}' does not support searching for an empty string."
        )
    if text[0] in "*?":
        starts = (
            f"The text query '{text}' for field '{field.names[0]}' is not allowed to start with"
        )
        raise JqlMeaningError(f"{starts} '{text[0]}'.")
    try:
        answers = question(text)
    except BadText:
        raise JqlMeaningError(
            f"Unable to parse the text '{text}' for field '{field.names[0]}'."
        ) from None
    wanted = operator == "~"

    def test(document: Document) -> bool:
        found = texts(document, field)
        words = [
            word for one in found for word in (*words_of(one), "\0")
        ]  # phrases end with a text
        return bool(found) and answers(words) is wanted

    return test


def texts(document: Document, field: Field) -> list[str]:
    """Return the texts of a field; `text` are those of summary, description, environment and comments."""
    fields = document.get("fields") or {}
    if field.kind == "text":
        of_all = ("summary", "description", "environment", "comment")
        return [
            one
            for name in of_all
            for one in texts(
                document, Field(name, (name,), "comments" if name == "comment" else "words")
            )
        ]
    if field.kind == "comments":
        comments = (fields.get("comment") or {}).get("comments") or ()
        return [str(comment.get("body") or "") for comment in comments]
    return [str(value) for value in raw_values(document, field)]


# -- properties -----------------------------------------------------------------------------------


def _property_values(document: Document, field: Field) -> list[Any]:
    """Return what stands at issue.property[key].path, each element of a list on its own."""
    key, _bracket, path = field.names[0].partition("[")[2].partition("]")
    values = [(document.get("properties") or {}).get(key)]
    for step in filter(None, path.split(".")):
        values = [value.get(step) for value in values if isinstance(value, Mapping)]
        values = [
            one for value in values for one in (value if isinstance(value, list) else [value])
        ]
    return [value for value in values if value is not None]


# -- WAS and CHANGED ------------------------------------------------------------------------------


def _history(clause: Clause, field: Field, world: World) -> Test:
    if not field.history:
        raise JqlMeaningError(f"History searches do not support the '{field.names[0]}' field.")
    limits = _limits(clause.predicates, field, world)
    if clause.operator == "CHANGED":
        return lambda document: history.changed(document, field, world, limits)
    _check_shape(clause.operator, clause.operand, field, world)
    if (
        isinstance(clause.operand, Call)
        and field.kind == "user"
        and not functions.find(clause.operand)
    ):
        functions.evaluate(clause.operand, field, world)
    wanted = _held(clause.operand, field, world)
    negative = clause.operator in _NEGATIVE
    return lambda document: history.was(document, field, world, wanted, limits) is not negative


def _held(operand: Operand | None, field: Field, world: World) -> frozenset[str]:
    found: set[str] = set()
    for one in _flat(operand):
        if not isinstance(one, Empty):
            found.update(identity.casefold() for identity in _identities(one, field, world))
    return frozenset(found)


def _limits(predicates: tuple[Predicate, ...], field: Field, world: World) -> history.Limits:
    times: list[history.Within] = []
    authors: list[frozenset[str]] = []
    before: list[frozenset[str]] = []
    after: list[frozenset[str]] = []
    people = Field("author", ("by",), "user")
    for predicate in predicates:
        word = predicate.word
        if word in ("FROM", "TO"):
            (before if word == "FROM" else after).append(_held(predicate.operand, field, world))
        elif word == "BY":
            authors.append(frozenset(_held_as_written(predicate.operand, people, world)))
        else:
            times.append(_within(word, predicate.operand, world))
    return history.Limits(tuple(times), tuple(authors), tuple(before), tuple(after))


def _held_as_written(operand: Operand, field: Field, world: World) -> Iterable[str]:
    for one in _flat(operand):
        yield from _identities(one, field, world)


def _within(word: str, operand: Operand, world: World) -> history.Within:
    when = Field("when", (word.lower(),), "datetime")
    moments = []
    for one in _flat(operand):
        try:
            moments.append(_moment(one, when, world))
        except JqlMeaningError as error:
            sentence = error.messages[0].replace("for field", "for predicate", 1)
            sentence = sentence.replace("A date for the field", "A date for the predicate", 1)
            raise JqlMeaningError(sentence) from None
    if word == "DURING" and len(moments) != 2:
        raise JqlMeaningError("The DURING predicate must be supplied with exactly 2 date values.")
    if word != "DURING" and len(moments) != 1:
        raise JqlMeaningError(f"The {word} predicate must be supplied with only 1 date value.")
    first, length = moments[0]
    if word == "AFTER":
        return lambda start, end: end is None or end > first
    if word == "BEFORE":
        return lambda start, end: start is None or start < first
    last = (
        moments[1][0] + moments[1][1]
        if word == "DURING"
        else first + max(length, timedelta(days=1))
    )
    return lambda start, end: (start is None or start < last) and (end is None or end >= first)
