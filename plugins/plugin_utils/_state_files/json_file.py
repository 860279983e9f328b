# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one document of a JSON file. Not read as YAML: that knows neither all of JSON's escapes nor its numbers."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect
from collections.abc import Iterator
from json.decoder import JSONDecodeError
from typing import Any, Callable

from ...module_utils._core.visible import has_surrogate
from .composer import DEEPEST
from .marked import UNSAFE, VAULTED, MarkedValues, marked, may_have_templates
from .notes import NO_SURROGATES, SURROGATE, Decrypt, Fields, Notes, Placed

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|-?[A-Za-z]+')
_HIGH, _LOW = r"\\u[dD][89abAB]..", r"\\u[dD][c-fC-F].."
_UNPAIRED = re.compile(f"{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW}")
MOST_DIGITS = 4000  # as Python itself, since converting more would take long
_BLANK = re.compile(r"[ \t\r\n]*")


def json_documents(text: str, notes: Notes, decrypt: Decrypt) -> Iterator[Placed]:
    """The one document of a JSON file, if it is JSON."""
    line_of = _line_finder(text)
    repeated: list[bool] = []
    try:
        whole = _parsed(text, repeated)
    except JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        notes.problem(error.lineno, f"not valid JSON: {said}", error.colno)
        return
    for key, first, second in _repeated_keys(text) if repeated else ():
        notes.problem(line_of(second), f"the key '{key}' is already used in line {line_of(first)}")
    _check_depth(whole)
    if SURROGATE.search(text) and has_surrogate(json.dumps(whole, ensure_ascii=False)):
        found = _UNPAIRED.search(text)
        notes.problem(line_of(found.start() if found else 0), NO_SURROGATES)
        return
    start = _skip(text, 0)
    document = Placed(_opened_json(text, start, line_of), line_of(start))
    if "__ansible_" in text or may_have_templates(text):
        marks = MarkedValues(notes, decrypt, f'{{"{UNSAFE}": "text"}}')
        document = Placed(_unmarked(document.value, document.line, marks), document.line)
    yield document


def _unmarked(value: Any, line: int, marks: MarkedValues) -> Any:
    """A value in which what Ansible marks is replaced by what it stands for."""
    if isinstance(value, Placed):
        return Placed(_unmarked(value.value, value.line, marks), value.line)
    if isinstance(value, str):
        marks.check(value, line)
        return value
    if isinstance(value, list):
        return [_unmarked(one, line, marks) for one in value]
    if not isinstance(value, dict):
        return value
    mark, text = marked(value)
    if mark:
        return marks.secret(text, line) if mark == VAULTED else text
    for key in value:
        marks.check(key, line)
    return {key: _unmarked(one, line, marks) for key, one in value.items()}


def _parsed(text: str, repeated: list[bool]) -> Any:
    """The data in the text. Raises JSONDecodeError. If a key of an object is repeated, `repeated` gets an item."""

    def noted(pairs: list[tuple[str, Any]]) -> Fields:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            repeated.append(True)
        return fields

    def no_number(word: str) -> Any:
        places = (found.start() for found in _WORD.finditer(text) if found[0] == word)
        raise JSONDecodeError(f"'{word}' is not allowed in JSON", text, next(places))

    # As in YAML files, a number is one only if it prints back exactly the same; it may stand for a text.

    def integer(word: str) -> int | str:
        if len(word) > MOST_DIGITS:
            raise JSONDecodeError("a number has too many digits", text, text.index(word))
        found = int(word)
        return found if str(found) == word else word

    def number(word: str) -> float | str:
        found = float(word)
        if math.isinf(found):
            raise JSONDecodeError(f"'{word[:80]}' is too large", text, text.index(word))
        return found if repr(found) == word else word

    return json.loads(
        text,
        object_pairs_hook=noted,
        parse_constant=no_number,
        parse_int=integer,
        parse_float=number,
    )


def _check_depth(whole: Any) -> None:
    """Raise RecursionError where YAML would, too: what comes after this walks through the values."""
    level = [whole]
    for _depth in range(DEEPEST + 1):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return
    raise RecursionError


def _line_finder(text: str) -> Callable[[int], int]:
    """A function from a position in the text to its line."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda position: bisect(ends, position - 1) + 1


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _opened_json(text: str, start: int, line_of: Callable[[int], int]) -> Any:
    """The document as `YamlValues.opened` gives it. The text is known to be valid JSON."""

    def value(position: int) -> tuple[Any, int]:
        found, end = decoder.raw_decode(text, position)
        return found, end

    def placed(position: int, inner: Callable[[int], tuple[Any, int]]) -> tuple[Any, int]:
        if text[position] not in "[{":
            return value(position)
        keyed = text[position] == "{"
        every: list[tuple[Any, Placed]] = []
        position = _skip(text, position + 1)
        while text[position] not in "]}":
            at, key = position, None
            if keyed:
                key, position = value(position)
                position = _skip(text, _skip(text, position) + 1)
            found, position = inner(position)
            every.append((key, Placed(found, line_of(at))))
            position = _skip(text, position)
            if text[position] == ",":
                position = _skip(text, position + 1)
        return (dict(every) if keyed else [one for _key, one in every]), position + 1

    decoder = json.JSONDecoder()
    if text[start] == "{":
        return placed(start, lambda position: placed(position, value))[0]
    return placed(start, value)[0]


def _repeated_keys(text: str) -> Iterator[tuple[str, int, int]]:
    """Each key that occurs twice in one object of a valid JSON text, with both positions."""
    open_objects: list[dict[str, int]] = []
    last = ("", 0)
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            open_objects.append({})
        elif word in "}]":
            open_objects.pop()
        elif word == ":":
            key, position = json.loads(last[0]), last[1]
            first = open_objects[-1].setdefault(key, position)
            if first != position:
                yield key, first, position
        last = (word, token.start())
