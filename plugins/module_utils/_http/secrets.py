# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must never be shown, and blotting it out of what is shown."""

from __future__ import annotations

import html
import json
import re
import threading
from typing import Callable
from urllib.parse import quote, quote_plus

HIDDEN_TEXT = "********"
SHORTEST_LINE = 8  # characters of a line of a secret that is a secret by itself


class Secrets:
    """The texts that must never be shown. Whatever is shown passes `hide` first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: set[str] = set()
        self._lasting: frozenset[str] = frozenset()
        self._added: set[str] = set()
        self._spellings: set[str] = set()
        self._longest_first: tuple[str, ...] = ()

    def keep(self) -> None:
        """Let what has been added so far outlast `forget`."""
        with self._lock:
            self._lasting = frozenset(self._texts)

    def forget(self) -> None:
        """Forget all secrets but those to keep."""
        with self._lock:
            self._texts, self._added = set(self._lasting), set(self._lasting)
            self._spellings, self._longest_first = set(), ()

    def add(self, *texts: str | None) -> None:
        """Remember secrets. They are only spelled out once something is to be shown."""
        with self._lock:
            new = {text for text in texts if text and text.strip()} - self._texts
            self._texts |= new
            self._added |= new

    def hide(self, text: str) -> str:
        """The text with every secret in it blotted out, in the spellings in which a server may echo it."""
        for secret in self._known() if text else ():
            text = text.replace(secret, HIDDEN_TEXT)
        return text

    def _known(self) -> tuple[str, ...]:
        """All spellings of all secrets, those that may hold others first."""
        with self._lock:
            if self._added:
                parts = {part for text in self._added for part in _parts(text)}
                self._spellings.update(*map(_spellings, parts))
                self._longest_first = tuple(sorted(self._spellings, key=len, reverse=True))
                self._added.clear()
            return self._longest_first


def _parts(text: str) -> set[str]:
    """A secret, and its lines: a server that complains about one line of a key shows that line alone."""
    lines = (line.strip() for line in text.splitlines())
    return {text, text.strip(), *(line for line in lines if len(line) >= SHORTEST_LINE)}


def _lower_hex(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text)


def _gson(text: str) -> str:
    """JSON as Google's library for Java writes it."""
    return re.sub(r"[<>&=']", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text)[1:-1])


_NESTED: tuple[Callable[[str], str], ...] = (
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    _gson,
    html.escape,
    lambda text: html.escape(text, quote=False),
    lambda text: html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
)
_SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: quote(text, safe="", errors="replace"),
    lambda text: quote(text, errors="replace"),
    lambda text: quote_plus(text, errors="replace"),
    lambda text: _lower_hex(quote(text, safe="", errors="replace")),
    *_NESTED,
)


def _spellings(text: str) -> set[str]:
    """A text as it may stand in URLs, JSON and web pages, in one of these inside the other, and in one line."""
    once = {spell(text) for spell in _SPELLINGS}
    every = once | {spell(one) for one in once for spell in _NESTED}
    return (every | {" ".join(one.split()) for one in every}) - {""}
