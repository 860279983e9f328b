# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The readings of a text: as it is written, and with what is encoded in it decoded, traced back to the text.

Each way of decoding undoes one encoding (percent signs, character references, backslashes, base64, hex); one is
applied to the readings of the others, so that what was encoded several times is read too.
"""

from __future__ import annotations

import binascii
import functools
import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Callable

Span = tuple[int, int]
Trace = Callable[[int, int], Span]
"""From a range in a reading to the range in the text that it was read from."""
Read = tuple[str, Trace]
Reader = Callable[[str, int], Iterator[Read]]

DEEPEST = 4  # encodings inside each other
MOST_READ = 48  # times the length of a text that its readings may have together
SHORTEST_RUN = (
    4  # bytes in a row that are text; fewer are there by chance in what is no base64 or hex at all
)


@dataclass(frozen=True)
class Reading:
    """A reading of a text. A `guess` comes from base64 or hex, and words of few letters are in it by chance."""

    text: str
    trace: Trace
    guess: bool = False


def readings_of(text: str, least: int = SHORTEST_RUN) -> Iterator[Reading]:
    """The readings of a text, itself first. Their number and length are bounded by its length.

    What base64 and hex hold is read if it has at least as many characters.
    """
    least = max(least, SHORTEST_RUN)
    level = [Reading(text, lambda start, end: (start, end))]
    seen = {text}
    left = MOST_READ * (len(text) + 64)
    yield level[0]
    for _depth in range(DEEPEST):
        deeper: list[Reading] = []
        for outer in level:
            for reader, is_guess in _READERS:
                for inner, trace in reader(outer.text, least):
                    if inner in seen:
                        continue
                    seen.add(inner)
                    left -= len(inner) + 16
                    if left < 0:
                        return
                    found = Reading(inner, _through(trace, outer.trace), outer.guess or is_guess)
                    deeper.append(found)
                    yield found
        level = deeper


def _through(inner: Trace, outer: Trace) -> Trace:
    return lambda start, end: outer(*inner(start, end))


# -- the gist: a text without what may stand between its letters --


class _Folded(dict[str, str]):
    """What a character leaves in a gist: nothing of spaces, quotes, backslashes, marks, and what is invisible."""

    def __missing__(self, letter: str) -> str:
        left = (one for one in unicodedata.normalize("NFKD", letter) if not _is_dropped(one))
        self[letter] = folded = "".join(left)
        return folded


def _is_dropped(letter: str) -> bool:
    if letter in "'\"\\`\u2018\u2019\u201c\u201d":
        return True
    return (
        unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")
        or letter in "\u115f\u1160\u3164\uffa0"
    )


_FOLDED = _Folded()
_DROPPED = {number: None for number in range(128) if _is_dropped(chr(number))}


def gist(text: str) -> str:
    """The text without spaces, line breaks, quotes, backslashes, combining marks, and invisible characters."""
    if text.isascii():
        return text.translate(_DROPPED)
    return "".join(map(_FOLDED.__getitem__, text))


def gist_trace(text: str) -> Trace:
    """From a range in the gist of a text to the range in the text."""
    places = [at for at, letter in enumerate(text) for _one in _FOLDED[letter]]
    return lambda start, end: (places[start], places[end - 1] + 1)


# -- escapes: each stands for characters --

Token = tuple[str, int]
"""A decoded character, and how many characters it was written in."""


def _escapes(mark: str, pattern: str, decode: Callable[[str], Iterable[Token]]) -> Reader:
    """A reader that decodes what the pattern finds. All of that has the mark in it."""
    compiled = re.compile(pattern, re.DOTALL)

    def read(text: str, _least: int) -> Iterator[Read]:
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
_INVISIBLE = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
    "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\U000e0000-\\U000e0fff]+"
)


def _unseen(found: str) -> Iterable[Token]:
    return [("", len(found))]


def _plus(text: str, _least: int) -> Iterator[Read]:
    """Forms write a space as a plus."""
    if "+" in text:
        yield text.replace("+", " "), lambda start, end: (start, end)


# -- base64 and hex: bytes, which may begin anywhere --


@functools.lru_cache(maxsize=64)
def _text_run(least: int) -> re.Pattern[bytes]:
    """At least so many characters of UTF-8, or of UTF-16 if they are ASCII."""
    wide = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
    return re.compile(rb"(?:\0*(?:[\t\n\r -~]|%b)){%d,}" % (wide, least))


@functools.lru_cache(maxsize=64)
def _hex_run(least: int) -> re.Pattern[str]:
    """The digits of at least so many bytes."""
    return re.compile(rf"(?:(?:0?[xX])?{_HEX}{{2}}[:;,._=-]*){{{least},}}{_HEX}?")


_AS_KIND = bytes(120 if one in b"\t\n\r" or 32 <= one != 127 else 0 for one in range(256))
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_AS_BASE64 = bytes(one if one in _ALPHABET else {45: 43, 95: 47}.get(one, 65) for one in range(256))
_NO_BITS = b"AAAA"


def _base64(text: str, least: int) -> Iterator[Read]:
    """What a text holds as base64, wherever that begins: what is none is taken for zeros."""
    short = gist(text)
    if len(short) * 3 < least * 4:
        return
    data = short.encode("ascii", "replace").translate(_AS_BASE64)
    for offset in range(4):
        part = data[offset:]
        raw = binascii.a2b_base64(part + _NO_BITS[: -len(part) % 4])
        yield from _runs(raw, least, _bits(text, len(short), offset))


def _bits(text: str, length: int, offset: int) -> Trace:
    def trace(start: int, end: int) -> Span:
        first, last = offset + start * 8 // 6, min(length, offset - (-end * 8 // 6))
        return gist_trace(text)(first, last)

    return trace


_DIGIT = re.compile(r"0?[xX]|[0-9A-Fa-f]")


def _hex(text: str, least: int) -> Iterator[Read]:
    """What a text holds as hex digits, with or without separators."""
    short = gist(text)
    digits: list[str] = []
    places: list[int] = []
    for run in _hex_run(least).finditer(short):
        for found in _DIGIT.finditer(run[0]):
            if len(found[0]) == 1 and found[0] not in "xX":
                digits.append(found[0])
                places.append(run.start() + found.start())
        digits += "000"  # so that no byte is made of two runs; of odd length, as either digit may come first
        places += [run.end() - 1] * 3
    for offset in range(2 if digits else 0):
        part = digits[offset:]
        raw = bytes.fromhex("".join(part[: len(part) // 2 * 2]))
        yield from _runs(raw, least, _pairs(text, places[offset:]))


def _pairs(text: str, places: list[int]) -> Trace:
    return lambda start, end: gist_trace(text)(places[2 * start], places[2 * end - 1] + 1)


def _runs(raw: bytes, least: int, trace: Trace) -> Iterator[Read]:
    """What of some bytes is text. Ranges in them are traced by `trace`."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    is_likely = b"x" * least in raw.translate(_AS_KIND, b"\0")
    for found in _text_run(least).finditer(raw) if is_likely else ():
        piece = found[0].decode("utf-8", "replace")
        pieces.append(piece)
        places.append((at, found.start()))
        at += len(piece) + 1
    if pieces:
        yield "\ufffd".join(pieces), _run_trace("\ufffd".join(pieces), places, trace)


def _run_trace(text: str, places: list[tuple[int, int]], trace: Trace) -> Trace:
    starts = [at for at, _byte in places]

    def byte(place: int) -> int:
        at, first = places[bisect_right(starts, place) - 1]
        return first + len(text[at:place].encode("utf-8"))

    return lambda start, end: trace(byte(start), byte(end - 1) + len(text[end - 1].encode("utf-8")))


_READERS: tuple[tuple[Reader, bool], ...] = (
    (_escapes("%", rf"(?:%{_HEX}{{2}})+|(?:%[uU]{_HEX}{{4}})+", _percent), False),
    (
        _escapes(
            "&",
            rf"&(?:#[xX]0*{_HEX}{{1,6}}|#0*[0-9]{{1,7}}|[A-Za-z][A-Za-z0-9]{{1,31}});?",
            _reference,
        ),
        False,
    ),
    (
        _escapes(
            "\\",
            rf"(?:\\x{_HEX}{{2}})+|\\u\{{{_HEX}{{1,6}}\}}|(?:\\u{_HEX}{{4}})+|\\U{_HEX}{{8}}|(?:\\[0-7]{{3}})+|\\.",
            _backslash,
        ),
        False,
    ),
    (_escapes("", _INVISIBLE, _unseen), False),
    (_plus, False),
    (_base64, True),
    (_hex, True),
)
"""The ways of decoding, and whether they guess."""
