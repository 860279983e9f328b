# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the body of an answer holds: its JSON, and the server's own words about a failure."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Callable

LONGEST_QUOTE = 300  # characters of the server's own words in an error
LONGEST_PAGE = 2**16  # characters of a page in which its message is looked for

_WORDS = ("message", "errorMessage", "errorMessages", "errors", "error")
_PAGE_MESSAGES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"<message>(.*?)</message>",
        r"class=\"aui-message[^>]*>(.*?)</div>",
        r"<title[^>]*>(.*?)</title>",
        r"<h1[^>]*>(.*?)</h1>",
    )
)


def parse_json(body: str) -> tuple[Any, bool]:
    """The data of a body, and whether it is JSON at all."""
    if not body.strip():
        return None, False
    try:
        return json.loads(body), True
    except (ValueError, RecursionError):
        return None, False


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
        pieces = [text for key in _WORDS for text in _flatten(data.get(key))]
        pieces = pieces or [text for key in codes for text in _flatten(data.get(key))]
    elif data is not None:
        pieces = _flatten(data) if status >= 400 else []
    elif body.lstrip()[:1] == "<":
        pieces = [_page_message(hide(body[:LONGEST_PAGE]))]
    else:
        pieces = [body[:LONGEST_PAGE] if body.strip() != "null" else ""]
    joined = "; ".join(hide(piece) for piece in dict.fromkeys(pieces))
    text = "".join(letter if letter.isprintable() else " " for letter in joined)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."


def _page_message(page: str) -> str:
    """What a web page says: its message if it has one, else its title."""
    found = next((match for one in _PAGE_MESSAGES for match in one.finditer(page)), None)
    text = html.unescape(re.sub(r"<[^>]+>", " ", found[1])) if found else ""
    reason = re.search(r"Reason : \w+|XSRF check failed", page)
    return f"{text} ({reason[0]})" if reason and reason[0] not in text else text


def _flatten(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, inner in value.items() for text in _flatten(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _flatten(inner)]
    return [] if value is None or value == "" or isinstance(value, bool) else [str(value)]
