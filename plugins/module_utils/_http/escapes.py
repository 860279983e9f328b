# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts with the escapes in them decoded, each traced back to the text: those of URLs, web pages, JSON and programs."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Callable

from .gist import Span, Trace

Read = tuple[str, Trace]
Reader = Callable[[str], Iterator[Read]]
Token = tuple[str, int]
"""A decoded character, and how many characters it was written in."""


def _escapes(mark: str, pattern: str, decode: Callable[[str], Iterable[Token]]) -> Reader:
    """A reader that decodes what the pattern finds. All of that has the mark in it."""
    compiled = re.compile(pattern, re.DOTALL)

    def read(text: str) -> Iterator[Read]:
        if mark not in text:
            return
        pieces: list[str] = []
        places: list[_Place] = []
        at = done = 0
        for found in compiled.finditer(text):
            plain = text[done : found.start()]
            for piece, width in ((plain, len(plain)), *decode(found[0])):
                if piece:
                    places.append((at, done, done + width, piece is plain))
                    pieces.append(piece)
                at, done = at + len(piece), done + width
        if places or done:
            places.append((at, done, len(text), True))
            yield "".join((*pieces, text[done:])), _piecewise(places)

    return read


_Place = tuple[int, int, int, bool]
"""Where a piece is read, from where to where it stands in the text, and whether it stands there as it is."""


def _piecewise(places: list[_Place]) -> Trace:
    starts = [place[0] for place in places]

    def trace(start: int, end: int) -> Span:
        at, first, _last, is_plain = places[bisect_right(starts, start) - 1]
        since, began, ended, is_plain_too = places[bisect_right(starts, end - 1) - 1]
        return (
            first + (start - at if is_plain else 0),
            began + end - since if is_plain_too else ended,
        )

    return trace


def _of_bytes(data: bytes, width: int) -> Iterator[Token]:
    """The characters of UTF-8 of which each byte was written in `width` characters; other bytes are Latin-1."""
    for letter in data.decode("utf-8", "surrogateescape"):
        if "\udc80" <= letter <= "\udcff":
            yield chr(ord(letter) - 0xDC00), width
        else:
            yield letter, width * len(letter.encode("utf-8", "surrogatepass"))


def _of_units(numbers: list[int], width: int) -> Iterator[Token]:
    """The characters of UTF-16 of which each unit was written in `width` characters."""
    pending = 0
    for number in numbers:
        if pending and 0xDC00 <= number < 0xE000:
            yield chr(0x10000 + ((pending - 0xD800) << 10) + number - 0xDC00), 2 * width
            pending = 0
            continue
        if pending:
            yield chr(pending), width
        pending = number if 0xD800 <= number < 0xDC00 else 0
        if not pending:
            yield chr(number), width
    if pending:
        yield chr(pending), width


def _percent(found: str) -> Iterable[Token]:
    if found[1] in "uU":
        return _of_units([int(one, 16) for one in re.split("(?i)%u", found)[1:]], 6)
    return _of_bytes(bytes.fromhex(found.replace("%", "")), 3)


def _reference(found: str) -> Iterable[Token]:
    if found[1] == "#" and not found.strip("&#xX0;"):
        return [("\0", len(found))]  # which html.unescape takes for a mistake
    return [(html.unescape(found), len(found))]


_AFTER_BACKSLASH = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def _backslash(found: str) -> Iterable[Token]:
    kind = found[1]
    if kind == "x" and len(found) > 2:
        return _of_bytes(bytes.fromhex(found.replace("\\x", "")), 4)
    if kind == "u" and found[2:3] == "{":
        return _of_number(int(found[3:-1], 16), len(found))
    if kind == "u" and len(found) > 2:
        return _of_units([int(one, 16) for one in found.split("\\u")[1:]], 6)
    if kind == "U" and len(found) > 2:
        return _of_number(int(f"0x{found[2:]}", 0), len(found))
    if len(found) > 2:
        return _of_bytes(bytes(int(one, 8) & 255 for one in found.split("\\")[1:]), 4)
    return [(_AFTER_BACKSLASH.get(kind, kind), 2)]


def _of_number(number: int, width: int) -> Iterable[Token]:
    return [(chr(number) if number < 0x110000 else "\ufffd", width)]


_HEX = "[0-9A-Fa-f]"
_UNSEEN = (
    "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb"
    "\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f\\U000e0000-\\U000e0fff]+[ \\t]*"
)


def _unseen(found: str) -> Iterable[Token]:
    """Nothing is left of what cannot be seen, nor of line breaks with the indentation after them."""
    return [("", len(found))]


def _plus(text: str) -> Iterator[Read]:
    """Forms write a space as a plus."""
    if "+" in text:
        yield text.replace("+", " "), lambda start, end: (start, end)


READERS: tuple[Reader, ...] = (
    _escapes("%", rf"(?:%{_HEX}{{2}})+|(?:%[uU]{_HEX}{{4}})+", _percent),
    _escapes(
        "&",
        rf"&(?:#[xX]0*{_HEX}{{1,6}}|#0*[0-9]{{1,7}}|[A-Za-z][A-Za-z0-9]{{1,31}});?",
        _reference,
    ),
    _escapes(
        "\\",
        rf"(?:\\x{_HEX}{{2}})+|\\u\{{{_HEX}{{1,6}}\}}|(?:\\u{_HEX}{{4}})+|\\U{_HEX}{{8}}|(?:\\[0-7]{{3}})+|\\.",
        _backslash,
    ),
    _escapes("", _UNSEEN, _unseen),
    _plus,
)
"""Each undoes one encoding."""
