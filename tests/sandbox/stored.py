# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of texts and numbers when they are stored, as the switches say."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

CHANGES: Mapping[str, Callable[[str], str]] = {
    "trim": str.strip,
    "single_spaces": lambda text: re.sub(r"(?<=\S)\s{2,}(?=\S)", " ", text),
    "plain_spaces": lambda text: re.sub(r"[^\S\n]", " ", text),
    "strip_unseen": lambda text: "".join(
        one for one in text if one in "\t\r\n" or unicodedata.category(one) not in ("Cc", "Cf")
    ),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "lower": str.lower,
    "upper": str.upper,
    "line_feeds": lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    "escape": lambda text: html.escape(html.unescape(text), quote=False),
    "cut_100": lambda text: text[:100],
}


def stored_text(text: str, changes: Iterable[str]) -> str:
    """Return a text as it is stored."""
    for change in changes:
        text = CHANGES[change](text)
    return text


def stored_number(number: Any, rule: str) -> Any:
    """Return a number as it is stored."""
    return (
        number if rule == "exact" else round(number, 2) if rule == "two_decimals" else int(number)
    )
