# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How an export ended: whole, partly, or refused because too little was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .._core.errors import AipError, InputError

if TYPE_CHECKING:
    from .._core.natural import LeftOut

FEW = 10
"""So many assets, or attached files, may be gone whatever the percentage, as long as any are left."""

_WAY_OUT = "check the user's permissions in AIP, or set allow_empty to true"


@dataclass(frozen=True)
class Limits:
    """How much less than the last export this one may have."""

    allow_empty: bool = False
    max_shrink_percent: float = 50.0


@dataclass(frozen=True)
class Size:
    """The size of an export, in assets and attached files."""

    assets: int
    attached: int


@dataclass(frozen=True)
class Exported:
    """The outcome of an export. `files` has the number of assets in each state file; all paths are below `dest`.

    `kept` has files of an earlier export that this one does not contain, but that were changed since. `replaced` has
    files that are written although something else than an export wrote or changed them; `foreign` has state files
    that were there before the first export. `diff` is for `--diff`.
    """

    files: Mapping[str, int]
    attachments: tuple[str, ...]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    replaced: tuple[str, ...]
    foreign: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    diff: tuple[dict[str, str], ...] = ()


class PartlyExported(AipError):
    """The export failed while its files were put in place. `written` and `removed` are paths below `dest`."""

    def __init__(self, cause: AipError, written: Sequence[str], removed: Sequence[str]) -> None:
        done = f"{len(written)} files were already written and {len(removed)} removed; run again"
        super().__init__(f"{cause.sentence}; {done}", **cause.facts)
        self.cause = cause
        self.written, self.removed = tuple(written), tuple(removed)


def check_types(types: int, limits: Limits) -> None:
    """Raise InputError if the user sees no asset type, as then nothing can be concluded from seeing no asset."""
    if not types and not limits.allow_empty:
        what = "the server shows this user no asset type, so there is nothing to export"
        raise InputError([f"allow_empty: {what}: {_WAY_OUT}"])


def check_size(before: Size, now: Size, limits: Limits, with_attached: bool) -> None:
    """Raise InputError if this export would throw away too much of the last one."""
    if before.assets and not now.assets:
        if limits.allow_empty:
            return
        what = f"the server returned no asset, and the last export to dest has {before.assets}"
        raise InputError([f"allow_empty: {what}: {_WAY_OUT}"])
    counts = [("assets", before.assets, now.assets)]
    if with_attached:
        counts.append(("attached files", before.attached, now.attached))
    problems = [
        f"max_shrink_percent: the server returned {there} {what}, and the last export to dest has {were}:"
        f" a {100 * (were - there) / were:.0f} % drop (limit {limits.max_shrink_percent:g} %);"
        " if expected, raise max_shrink_percent for one run"
        for what, were, there in counts
        if were - there > FEW and 100 * (were - there) / were > limits.max_shrink_percent
    ]
    if problems:
        raise InputError(problems)
