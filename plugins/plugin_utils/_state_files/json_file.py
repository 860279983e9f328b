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
from itertools import chain
from json.decoder import JSONDecodeError
from typing import Any, Callable

from ...module_utils._core.visible import has_surrogate
from .composer import DEEPEST
from .marked import UNSAFE, VAULTED, MarkedValues, marked, may_have_templates
from .notes import NO_SURROGATES, SURROGATE, Decrypt, Fields, Notes, Placed

Found = tuple[Any, int]
"""A value, and where it ends."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]')
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|-?[A-Za-z]+')
_HIGH, _LOW = r"\\u[dD][89abAB]..", r"\\u[dD][c-fC-F].."
_UNPAIRED = re.compile(f"{_HIGH}(?!{_LOW})|(?<!{_HIGH}){_LOW}")
MOST_DIGITS = 4000  # as Python itself, since converting more would take long
_CLOSING = {"[": "]", "{": "}"}
_BLANK = re.compile(r"[ \t\r\n]*")


def json_documents(text: str, notes: Notes, decrypt: Decrypt) -> Iterator[Placed]:
    """The one document of a JSON file, if it is JSON."""
    line_of = _line_finder(text)
    reader = _Reader(text, line_of)
    start = _skip(text, 0)
    try:
        opened = reader.opened(start)
    except JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        notes.problem(error.lineno, f"not valid JSON: {said}", error.colno)
        return
    for key, first, second in _repeated_keys(text) if reader.repeats else ():
        notes.problem(line_of(second), f"the key '{key}' is already used in line {line_of(first)}")
    _check_depth(opened)
    if SURROGATE.search(text) and has_surrogate(json.dumps(json.loads(text), ensure_ascii=False)):
        found = _UNPAIRED.search(text)
        notes.problem(line_of(found.start() if found else 0), NO_SURROGATES)
        return
    document = Placed(opened, line_of(start))
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


class _Reader:
    """Reads the document in a text. It `repeats` once a key of an object has occurred twice.

    Names and texts that occur many times, as in ten thousand assets, are kept once.
    """

    def __init__(self, text: str, line_of: Callable[[int], int]) -> None:
        self._text, self._line_of, self.repeats = text, line_of, False
        self._known: dict[str, str] = {}
        self._value = json.JSONDecoder(
            object_pairs_hook=self._mapping,
            parse_constant=self._no_number,
            parse_int=self._integer,
            parse_float=self._number,
        ).raw_decode

    def opened(self, start: int) -> Any:
        """The document as `YamlValues.opened` gives it. Raises JSONDecodeError."""
        text = self._text
        try:
            if text[start] == "{":
                document, end = self._placed(start, lambda at: self._placed(at, self._value_at))
            else:
                document, end = self._placed(start, self._value_at)
        except IndexError:
            raise _why_no_json(text) from None
        if _skip(text, end) < len(text):
            raise _why_no_json(text)
        return document

    def _placed(self, position: int, inner: Callable[[int], Found]) -> Found:
        """A list or mapping of placed values, and where it ends; any other value as it is."""
        text = self._text
        closing = _CLOSING.get(text[position])
        if closing is None:
            return self._value_at(position)
        pairs: list[tuple[Any, Any]] = []
        position = _skip(text, position + 1)
        more = text[position] != closing
        while more:
            at, key = position, None
            if closing == "}":
                key, position = self._key_at(position)
            value, position = inner(position)
            pairs.append((key, Placed(value, self._line_of(at))))
            position = _skip(text, position)
            more = text[position] == ","
            if more:
                position = self._after(",", position)
        self._after(closing, position)
        items = [value for _key, value in pairs]
        return self._mapping(pairs) if closing == "}" else items, position + 1

    def _value_at(self, position: int) -> Found:
        return self._value(self._text, position)

    def _key_at(self, position: int) -> tuple[str, int]:
        """A key, and where its value begins."""
        if self._text[position] != '"':
            raise _why_no_json(self._text)
        key, end = self._value_at(position)
        return key, self._after(":", _skip(self._text, end))

    def _after(self, mark: str, position: int) -> int:
        if self._text[position] != mark:
            raise _why_no_json(self._text)
        return _skip(self._text, position + 1)

    def _mapping(self, pairs: list[tuple[str, Any]]) -> Fields:
        known = self._known.setdefault
        fields = {
            known(key, key): known(value, value) if isinstance(value, str) else value
            for key, value in pairs
        }
        self.repeats = self.repeats or len(fields) != len(pairs)
        return fields

    def _no_number(self, word: str) -> Any:
        text = self._text
        places = (found.start() for found in _WORD.finditer(text) if found[0] == word)
        raise JSONDecodeError(f"'{word}' is not allowed in JSON", text, next(places))

    def _integer(self, word: str) -> int:
        if len(word) > MOST_DIGITS:
            place = self._text.index(word)
            raise JSONDecodeError("a number has too many digits", self._text, place)
        return int(word)

    def _number(self, word: str) -> float:
        found = float(word)
        if math.isinf(found):
            place = self._text.index(word)
            raise JSONDecodeError(f"'{word[:80]}' is too large", self._text, place)
        return found


def _check_depth(opened: Any) -> None:
    """Raise RecursionError where YAML would, too: what comes after this walks through the values."""
    level = [opened] if isinstance(opened, (dict, list)) else []
    for _depth in range(DEEPEST):
        if not level:
            return
        inner = chain.from_iterable(one.values() if isinstance(one, dict) else one for one in level)
        bare = (one.value if isinstance(one, Placed) else one for one in inner)
        level = [one for one in bare if isinstance(one, (dict, list))]
    if any(level):
        raise RecursionError


def _line_finder(text: str) -> Callable[[int], int]:
    """A function from a position in the text to its line."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda position: bisect(ends, position - 1) + 1


def _skip(text: str, position: int) -> int:
    found = _BLANK.match(text, position)
    return found.end() if found else position


def _why_no_json(text: str) -> JSONDecodeError:
    """Where and why a text is not JSON, as the library says it."""
    try:
        json.loads(text)
    except JSONDecodeError as error:
        return error
    return JSONDecodeError("Expecting value", text, 0)


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
