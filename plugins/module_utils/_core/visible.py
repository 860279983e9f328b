# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts from outside as they may be shown to people: what would steer a terminal, or deceive the eye, is escaped.

A name on a server can hold characters that clear a screen, reverse the order of what follows, or are not seen at all.
They become escapes such as `\\u001b`, as in JSON. Data for programs is left alone.
"""

from __future__ import annotations

import re

_STEERING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f",  # control characters, but for tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",  # the direction of what follows
    "\u2028\u2029",  # ends of lines and paragraphs
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2065\u206a-\u206f",  # unseen
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a",  # unseen as well
    "\U000e0000-\U000e0fff",  # tags, unseen
    "\ufffe\uffff\ud800-\udfff",  # no characters: also lone surrogates
)
# Joiners are a part of many scripts, and of emoji; beside ASCII they only hide.
_JOINER = "[\u200c\u200d]"
_PATTERN = re.compile(
    f"[{''.join(_STEERING)}]|(?<![^\x00-\x7f]){_JOINER}|{_JOINER}(?![^\x00-\x7f])"
)


def visible(text: str) -> str:
    """The text with whatever is not seen, or steers what shows it, as escapes. Tabs and line feeds stay."""
    if text.isascii() and text.isprintable():
        return text
    return _PATTERN.sub(_escape, text)


def has_surrogate(text: str) -> bool:
    """Whether the text has a lone surrogate, which is half of a character and has no form in UTF-8."""
    return not text.isascii() and re.search("[\ud800-\udfff]", text) is not None


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
