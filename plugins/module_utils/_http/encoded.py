# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a text holds as base64 or hex, each traced back to the text.

Nothing tells where that begins, so every place is tried where enough of its letters stand in a row; what reads as text
is kept.
"""

from __future__ import annotations

import binascii
import functools
import re
from bisect import bisect_right
from collections.abc import Iterator

from .gist import Span, Trace, gist_trace, lazily

Read = tuple[str, Trace]
_HEX = "[0-9A-Fa-f]"


@functools.lru_cache(maxsize=64)
def _text_run(least: int) -> re.Pattern[bytes]:
    """At least so many characters of UTF-8, or of UTF-16 if they are ASCII."""
    wide = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
    return re.compile(rb"(?:\0*(?:[\t\n\r -~]|%b)){%d,}" % (wide, least))


@functools.lru_cache(maxsize=64)
def _hex_run(least: int) -> re.Pattern[str]:
    """The digits of at least so many bytes."""
    return re.compile(rf"(?:(?:0?[xX])?{_HEX}{{2}}[:;,._=-]*){{{least},}}{_HEX}?")


def _kind(byte: int) -> bytes:
    if byte in b"\t\n\r" or 32 <= byte < 127:
        return b"x"
    return b"c" if 0x80 <= byte < 0xC0 else b"l" if 0xC2 <= byte < 0xF5 else b"-"


_KINDS = b"".join(map(_kind, range(256)))
"""Of each byte, whether it is a character (x), or leads (l) or continues (c) one of UTF-8."""


def _may_hold_text(raw: bytes, least: int) -> bool:
    """False only if `_text_run` finds nothing; this takes a small part of its time."""
    kinds = raw.translate(_KINDS, b"\0")
    for character in (b"lccc", b"lcc", b"lc"):
        kinds = kinds.replace(character, b"x")
    return b"x" * least in kinds


_AS_HEX = bytes(120 if one in b"0123456789ABCDEFabcdefxX:;,._=-" else 0 for one in range(256))
_FROM_URL = str.maketrans("-_", "+/")
_NO_BITS = "AAAA"


@functools.lru_cache(maxsize=64)
def _base64_run(least: int) -> re.Pattern[str]:
    """The letters of at least so many bytes, which may begin and end within one."""
    return re.compile(rf"[A-Za-z0-9+/_-]{{{least * 8 // 6},}}")


def _base64(text: str, short: str, least: int) -> Iterator[Read]:
    """What a text holds as base64, wherever that begins."""
    runs = [run.span() for run in _base64_run(least).finditer(short)]
    letters = _NO_BITS.join(short[start:end] for start, end in runs).translate(_FROM_URL)
    whole = lazily(lambda: gist_trace(text))
    for offset in range(4 if runs else 0):
        part = letters[offset:]
        raw = binascii.a2b_base64(part + _NO_BITS[: -len(part) % 4])
        yield from _runs(raw, least, _bits(whole, runs, offset))


def _bits(whole: Trace, runs: list[Span], offset: int) -> Trace:
    """From a range in what the letters of these runs stand for, to the range in the text."""

    def trace(start: int, end: int) -> Span:
        first, last = offset + start * 8 // 6, offset - (-end * 8 // 6)
        for begin_of_run, end_of_run in runs:
            length = end_of_run - begin_of_run
            if first < length:
                break
            first, last = first - length - len(_NO_BITS), last - length - len(_NO_BITS)
        return whole(begin_of_run + first, min(end_of_run, begin_of_run + last))

    return trace


_DIGIT = re.compile(r"0?[xX]|[0-9A-Fa-f]")


def _hex(text: str, short: str, least: int) -> Iterator[Read]:
    """What a text holds as hex digits, with or without separators."""
    if b"x" * (2 * least) not in short.encode("ascii", "replace").translate(_AS_HEX):
        return
    digits: list[str] = []
    places: list[int] = []
    for run in _hex_run(least).finditer(short):
        for found in _DIGIT.finditer(run[0]):
            if len(found[0]) == 1 and found[0] not in "xX":
                digits.append(found[0])
                places.append(run.start() + found.start())
        digits += "000"  # so that no byte is made of two runs; of odd length, as either digit may come first
        places += [run.end() - 1] * 3
    whole = lazily(lambda: gist_trace(text))
    for offset in range(2 if digits else 0):
        part = digits[offset:]
        raw = bytes.fromhex("".join(part[: len(part) // 2 * 2]))
        yield from _runs(raw, least, _pairs(whole, places[offset:]))


def _pairs(whole: Trace, places: list[int]) -> Trace:
    return lambda start, end: whole(places[2 * start], places[2 * end - 1] + 1)


def _runs(raw: bytes, least: int, trace: Trace) -> Iterator[Read]:
    """What of some bytes is text. Ranges in them are traced by `trace`."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for found in _text_run(least).finditer(raw) if _may_hold_text(raw, least) else ():
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


READERS = (_base64, _hex)
"""Each decodes what has at least so many characters, of a text with this gist."""
