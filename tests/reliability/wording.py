# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no message to a user may look like, and which one admits that an outcome is not known."""

from __future__ import annotations

import re

LONGEST = 600
# What may stand between quotes are a server's own words: they are not ours to judge.
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|\u201c[^\u201d\n]*\u201d")
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"Traceback|\bFile \"|line \d+, in ", "a traceback"),
    (r"(?i)internal error", "an internal error"),
    (r"\b[A-Z]\w*(?:Error|Exception)\b|\bNoneType\b", "a name of a class"),
    (r"\b(?:urllib3|http\.client|requests|json)\.\w+|HTTPConnectionPool", "a name of a library"),
    (r"0x[0-9a-fA-F]{6,}|<\w[\w. ]* object", "an address in memory"),
    (r"<(?:!DOCTYPE|html|body|head|div|form|input)\b", "HTML"),
    (r"\bErrno\b", "a number of the system"),
    (r"\b(?:None|nan)\b", "a value of Python"),
)
# Several problems are a list; the last line of a run that failed says what it did.
_LINE = re.compile(r"- |[\d,]+ assets? (?:was|were) written\b")
_NOT_KNOWN = re.compile(
    r"(?i)not known|unknown whether|outcome is unknown|could not be (?:checked|read|determined)"
    r"|cannot be determined|check whether"
)


def unclear(message: str) -> str:
    """What is wrong with a message to a user; empty if nothing is."""
    if not message.strip():
        return "it is empty"
    first, *others = message.strip().split("\n")
    if not all(map(_LINE.match, others)):
        return "it has several lines"
    longest = max(map(len, (first, *others)))
    if longest > LONGEST:
        return f"it has a line of {longest} characters"
    ours = _QUOTED.sub("''", message)
    return next((f"it shows {what}" for sign, what in _SIGNS if re.search(sign, ours)), "")


def admits_not_to_know(*texts: str) -> bool:
    """Whether one of the texts says that the outcome of a write is not known."""
    return any(_NOT_KNOWN.search(text) for text in texts)
