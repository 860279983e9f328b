# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of files: which ones an attachment may have, and those made from the server's names of things.

The latter are safe on every system, unique, and always the same.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from .visible import has_surrogate

LONGEST = 60
"""The longest name in characters, so that a path of several names stays within every system's limit."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # names of devices on Windows
_STEM_AND_ENDING = re.compile(r"(.*?)((?:\.[a-z0-9]{1,8})?)")


BAD_IN_FILE_NAMES = r'/\\"\u0000-\u001f\u007f'
"""The characters, as a pattern, that change on their way to a server."""


def check_file_name(name: str) -> str | None:
    """Why a name cannot be an attachment's, or None."""
    if not name or name in (".", ".."):
        return "an attachment needs a file name"
    if re.search(f"[{BAD_IN_FILE_NAMES}]", name):
        return f"'{name}' cannot be an attachment's name: no slashes, double quotes or control characters"
    if has_surrogate(name):
        return f"'{name}' cannot be an attachment's name: it has an unpaired surrogate"
    return None


def slugs(names: Sequence[str]) -> list[str]:
    """A text of lower-case letters, digits, dots, underscores and hyphens for each name, in the same order.

    It is the name itself if it is unique, even where a file system ignores case. Otherwise a digest of the name
    is added, before the ending if there is one; equal names are numbered.
    """
    plain = [_plain(name) for name in names]
    alike = Counter(dict(zip(names, plain)).values())
    texts = [
        text if text and alike[text] == 1 and _is_faithful(name, text) else _with_digest(text, name)
        for name, text in zip(names, plain)
    ]
    taken: dict[str, None] = {}
    for text in texts:
        numbers = itertools.count(2)
        unique = text
        while unique in taken:
            unique = _with(text, str(next(numbers)))
        taken[unique] = None
    return list(taken)


def _plain(name: str) -> str:
    """The name in lower case, accents dropped, and anything but letters, digits, dots and underscores as hyphens."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = re.sub(r"[^a-z0-9._]+", "-", text)
    return re.sub(r"\.{2,}", ".", text).strip("-._")[:LONGEST].rstrip("-._")


def _is_faithful(name: str, text: str) -> bool:
    """Whether the text keeps all of the name, spaces and case aside."""
    return name.lower().replace(" ", "-") == text and not _RESERVED.fullmatch(text)


def _with_digest(text: str, name: str) -> str:
    return _with(text, hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8])


def _with(text: str, mark: str) -> str:
    """The text with a mark before its ending."""
    stem, ending = _STEM_AND_ENDING.fullmatch(text).groups()  # type: ignore[union-attr]  # it always does
    return f"{stem}-{mark}{ending}" if stem else f"{mark}{ending}"
