# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Texts that a server stores in other words than they were written in: Cloud turns wiki markup into documents and back.

What became of such a text is noted in the property of this collection, as digests: as long as the text is declared and
shown as it was then, it is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

TEXTS = "texts"
"""The member of the issue's property: by field, or comment, the digests of what was written and what is shown."""


def of_comment(number: str) -> str:
    """The name of a comment's text."""
    return f"comment {number}"


def is_stored_as(mark: Mapping[str, Any], name: str, written: Any, shown: Any) -> bool:
    """Whether a text is shown just as it was after this very text had been written."""
    noted = mark.get(TEXTS)
    found = noted.get(name) if isinstance(noted, Mapping) else None
    return bool(isinstance(found, list) and found == _pair(written, shown))


def with_stored(mark: Mapping[str, Any], name: str, written: Any, shown: Any) -> dict[str, Any]:
    """The property with the note that a text is shown so after it was written so."""
    noted = mark.get(TEXTS)
    others = dict(noted) if isinstance(noted, Mapping) else {}
    return {**mark, TEXTS: {**others, name: _pair(written, shown)}}


def _pair(written: Any, shown: Any) -> list[str]:
    return [_digest(written), _digest(shown)]


def _digest(text: Any) -> str:
    return hashlib.sha256(str(text or "").encode("utf-8", "replace")).hexdigest()[:16]
