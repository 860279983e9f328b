# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter jql_and: conditions of JQL joined so that each keeps its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...module_utils._core.errors import InputError

SPEC: dict[str, Any] = {"order_by": {"type": "str", "default": ""}}

_TOKEN = re.compile(
    r"""(?ix)
    "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | \\.   # texts, and single characters, that are not syntax
    | (?P<syntax>[()"']) | (?P<order>\border\s+by\b)
    """
)


def jql_and(value: Any, order_by: str) -> str:
    """One JQL text that holds where all conditions hold; empty ones do not count. Raises InputError."""
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, (list, tuple)) or not all(isinstance(one, str) for one in written):
        raise InputError(["takes a list of conditions, each a text of JQL"])
    conditions = [one.strip() for one in written if one.strip()]
    problems = [problem for one in conditions for problem in _problems(one)]
    if not conditions:
        problems.append("there is no condition; without any, JQL finds every issue")
    if problems:
        raise InputError(problems)
    joined = " AND ".join(f"({one})" for one in conditions)
    return f"{joined} ORDER BY {order_by}" if order_by else joined


def _problems(condition: str) -> Iterator[str]:
    """Why a condition cannot be put in parentheses without changing its meaning."""
    depth = 0
    for token in _TOKEN.finditer(condition):
        if token["order"]:
            yield f"'{condition}': an ORDER BY cannot be joined with other conditions; remove it"
            return
        if token["syntax"] in ('"', "'"):
            yield f"'{condition}': the quote at character {token.start() + 1} is never closed"
            return
        depth += {"(": 1, ")": -1}.get(token["syntax"] or "", 0)
        if depth < 0:
            break
    if depth:
        what = "closes" if depth < 0 else "opens"
        yield f"'{condition}': it {what} more parentheses than it {'opens' if depth < 0 else 'closes'}"
