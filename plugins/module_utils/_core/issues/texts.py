# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts as a task may write them: YAML may have made something else of them."""

from __future__ import annotations

import re
from typing import Any

from ..kinds.quotes import check_text
from ..kinds.written import Invalid, scalar
from ..visible import has_surrogate


def text_of(value: Any) -> str:
    """The text that was written. Raises Invalid for what is none, or what no server can store."""
    if isinstance(value, float):
        check_text(value)  # 1.10 is 1.1 to YAML
    text = scalar(value, "a text")
    if "\0" in text or has_surrogate(text):
        raise Invalid("contains a character that no text in Jira can have: NUL, or half of a pair")
    return text


def briefly(sentence: str) -> str:
    """The sentence with the beginnings of what is quoted in it at length."""
    return _LONG_QUOTE.sub(lambda one: f"'{one[1]}...'", sentence)


_LONG_QUOTE = re.compile(r"'([^'\n]{60})[^'\n]{60,}'")
