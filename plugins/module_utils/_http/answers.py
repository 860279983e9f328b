# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the body of an answer holds: its JSON, and the server's own words about a failure."""

from __future__ import annotations

import html
import itertools
import json
import math
import re
from collections.abc import Iterator
from typing import Any, Callable

LONGEST_QUOTE = 300  # characters of the server's own words in an error
LONGEST_PAGE = 2**16  # characters of a page in which its message is looked for
DEEPEST = 64  # levels of JSON; answers have some ten, and all that is done with them is done level by level
MOST_DIGITS = (
    300  # of a number that is read as one: longer ones have no float, and in the end no int
)

_WORDS = ("message", "errorMessage", "errorMessages", "errors", "error")
_PAGE_MESSAGES = tuple(
    tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for patterns in (
        ("<message", "</message>"),
        ('class="aui-message', "</div>"),
        ("<title", "</title>"),
        ("<h1", "</h1>"),
    )
)
"""How the places begin in which a page says what it is about, and how they end."""
_TAG = re.compile(r"<[^<>]+>")
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= MOST_DIGITS else text


def _fraction(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=str)


def parse_json(body: str) -> tuple[Any, bool]:
    """The data of a body, and whether it is JSON at all, and not nested beyond all reason.

    Numbers that are none here (of thousands of digits, infinite) stay the texts that they are in the body: one odd
    value must not hide all others. Halves of surrogate pairs, which no text may have that is written anywhere, are
    replaced by U+FFFD. Of equal keys the last one counts.
    """
    if not body.strip():
        return None, False
    try:
        data = _DECODER.decode(body)
    except (ValueError, RecursionError):
        return None, False
    if len(body) > DEEPEST and _is_deeper(data, DEEPEST):
        return None, False
    return (_whole_texts(data) if _SURROGATE_ESCAPE.search(body) else data), True


def _is_deeper(data: Any, most: int) -> bool:
    """Whether lists and objects stand in each other more than so many times. Large answers pass here: it is quick."""
    containers = [data]
    for _number in range(most + 1):
        lists = [one for one in containers if isinstance(one, list)]
        objects = [one.values() for one in containers if isinstance(one, dict)]
        if not lists and not objects:
            return False
        inner = itertools.chain.from_iterable(lists + objects)  # type: ignore[operator]
        containers = [one for one in inner if isinstance(one, (list, dict))]
    return True


def _whole_texts(data: Any) -> Any:
    """The data with U+FFFD for every half of a surrogate pair."""
    if isinstance(data, dict):
        return {_whole_texts(key): _whole_texts(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_whole_texts(item) for item in data]
    return _SURROGATE.sub("\ufffd", data) if isinstance(data, str) else data


def unescaped(text: str) -> str:
    """The text with character references replaced, whatever their numbers are."""
    return html.unescape(_LONG_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def looks_like_html(content_type: str, body: str) -> bool:
    """Whether a body that is not JSON is a web page."""
    return "html" in content_type.lower() or body.lstrip()[:1] == "<"


def words_of(
    data: Any, body: str, status: int, hide: Callable[[str], str], codes: tuple[str, ...] = ()
) -> str:
    """The server's own words about a failure: in one line, without secrets, and only then cut to a length.

    An object without words is quoted by its `codes`, the keys that hold one.
    """
    if isinstance(data, dict):
        pieces = _enough(text for key in _WORDS for text in _flatten(data.get(key)))
        pieces = pieces or _enough(text for key in codes for text in _flatten(data.get(key)))
    elif data is not None:
        pieces = _enough(_flatten(data)) if status >= 400 else []
    elif body.lstrip()[:1] == "<":
        pieces = [_page_message(_hidden(body, hide))]
    else:
        pieces = [body if body.strip() != "null" else ""]
    joined = "; ".join(_hidden(piece, hide) for piece in dict.fromkeys(pieces))
    text = "".join(letter if letter.isprintable() else " " for letter in joined)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."


def _hidden(text: str, hide: Callable[[str], str]) -> str:
    """The beginning of a text without secrets, and without the end at which one may have been cut through."""
    if len(text) <= LONGEST_PAGE:
        return hide(text)
    return hide(text[:LONGEST_PAGE])[: -LONGEST_PAGE // 2]


def _page_message(page: str) -> str:
    """What a web page says: its message if it has one, else its title."""
    found = next((text for one in _PAGE_MESSAGES for text in _between(page, *one)), "")
    text = unescaped(_TAG.sub(" ", found))
    reason = re.search(r"Reason : \w+|XSRF check failed", page)
    return f"{text} ({reason[0]})" if reason and reason[0] not in text else text


def _between(page: str, begins: re.Pattern[str], ends: re.Pattern[str]) -> Iterator[str]:
    """The text of an element, if the page has it: what does not end after the first beginning ends after none."""
    begin = begins.search(page)
    start = page.find(">", begin.end()) if begin else -1
    end = ends.search(page, start) if start >= 0 else None
    if end:
        yield page[start + 1 : end.start()]


def _enough(texts: Iterator[str]) -> list[str]:
    """The texts, as long as they are shorter than a page together."""
    found: list[str] = []
    left = LONGEST_PAGE
    for text in texts:
        found.append(text)
        left -= len(text)
        if left <= 0:
            break
    return found


def _flatten(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            for text in _flatten(inner):
                yield f"{key[: LONGEST_PAGE + 1]}: {text}"
    elif isinstance(value, list):
        for inner in value:
            yield from _flatten(inner)
    elif value is not None and value != "" and not isinstance(value, bool):
        yield str(value)[: LONGEST_PAGE + 1]
