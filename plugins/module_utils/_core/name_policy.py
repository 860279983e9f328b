# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to do about names that are nearly the same, and what is known of them. How they are found is in `names`."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from .model import Row

POLICIES = ("auto", "fail", "warn", "ignore")
"""What to do about names that are nearly the same; `auto` decides by what the server does to names."""

CUT = "cut"
"""The change of a server that cuts long names."""
CHANGES = (
    *("html", "unseen", "line_ends", "composed", "form"),
    *("spaces", "single_spaces", "start", "end", "case"),
    CUT,
)
"""The changes that a server may make to a name: in which facet (`differences.FACETS`) the stored name differs."""


@dataclass(frozen=True)
class NamePolicy:
    """What to do about names, and what is known of the server.

    `changes` are those that it has been seen to make to names; `uniqueness` is "per_type" or "never" where two assets
    must not have the same name.
    """

    similar: str = "auto"
    changes: frozenset[str] = frozenset()
    uniqueness: str = "unknown"

    @property
    def are_unique(self) -> bool:
        """Whether the server is known to refuse a name that another asset of the type has."""
        return self.uniqueness in ("per_type", "never")


@dataclass(frozen=True)
class FoundNames:
    """The assets that were found, and what is known of the server's ways with names.

    `names` are names on the server; `noted` are changes that earlier runs have seen it make.
    """

    rows: Sequence[Row]
    policy: NamePolicy
    names: AbstractSet[str] = frozenset()
    noted: frozenset[str] = frozenset()
