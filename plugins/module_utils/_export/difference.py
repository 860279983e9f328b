# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an export changes in state files, for `--diff`: before and after, cut to what differs where files are large."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .._core.visible import visible

LARGE = 100_000
"""Characters of one file, before and after together, that are shown whole."""
MOST = 500_000
"""Characters that are shown of all files together."""

_CONTEXT = 3


@dataclass(frozen=True)
class Rewritten:
    """A state file before and after; None where there is none."""

    path: str
    before: bytes | None
    after: bytes | None


def difference(files: Iterable[Rewritten], secret: Iterable[str]) -> list[dict[str, str]]:
    """The diffs of these files as Ansible shows them. What cannot be shown is only summarized.

    A file that mentions one of the encrypted attributes `secret` outside a comment may hold its value.
    """
    names = "|".join(re.escape(name) for name in secret)
    secrets = re.compile(rf"(?<!\w)(?:{names})(?!\w)") if names else None
    shown: list[dict[str, str]] = []
    room = MOST
    for file in files:
        one = _difference(file, secrets)
        if len(one["before"]) + len(one["after"]) > room:
            one = _summary(file, "too much else is shown")
        room -= len(one["before"]) + len(one["after"])
        shown.append(one)
    return shown


def _difference(file: Rewritten, secrets: re.Pattern[str] | None) -> dict[str, str]:
    before, after = _lines(file.before), _lines(file.after)
    if secrets and any(secrets.search(line) for line in before if line.lstrip()[:1] != "#"):
        return _summary(file, "it may have values of encrypted attributes")
    first = 0
    if _size(before) + _size(after) > LARGE:
        first = _same(before, after)
        last = _same(before[first:][::-1], after[first:][::-1])
        first, last = max(first - _CONTEXT, 0), max(last - _CONTEXT, 0)
        before, after = (one[first : len(one) - last] for one in (before, after))
    if _size(before) + _size(after) > LARGE:
        return _summary(file, "too much differs")
    where = f"{file.path} (from line {first + 1})" if first else file.path
    return _diff(where, visible("".join(before)), visible("".join(after)))


def _summary(file: Rewritten, why: str) -> dict[str, str]:
    """The diff of a file that is not shown."""
    before, after = (
        "" if content is None else f"{_summarized(content)}\n"
        for content in (file.before, file.after)
    )
    return _diff(f"{file.path} (not shown: {why})", before, after)


def _summarized(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()[:16]
    count = len(_lines(content))
    return f"{count:,} line{'s' if count != 1 else ''}, SHA-256 {digest}..."


def _diff(header: str, before: str, after: str) -> dict[str, str]:
    return {"before": before, "after": after, "before_header": header, "after_header": header}


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", errors="replace").splitlines(keepends=True)


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _same(first: Sequence[str], second: Sequence[str]) -> int:
    """How many lines at the beginning are the same."""
    pairs = enumerate(zip(first, second))
    return next(
        (number for number, (one, other) in pairs if one != other), min(len(first), len(second))
    )
