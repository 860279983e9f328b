# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is there beside the names that assets are about to be given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .._core.model import Row
from .._core.name_policy import FoundNames, NamePolicy
from .._read.catalog import Catalog
from .._read.listing import Listing
from .compare import Match


def find_names(
    matches: Sequence[Match],
    listing: Listing,
    searched: Iterable[Row],
    catalog: Catalog,
    similar: str,
) -> FoundNames:
    """What is there beside the names that the declaration gives; `similar` is the policy about them."""
    traits = catalog.backend.traits
    policy = NamePolicy(similar, frozenset(traits.name_changes), traits.name_uniqueness)
    rows = [*listing.rows, *searched]
    given = [one for one in matches if given_name(one) is not None]
    if not given or similar == "ignore":
        return FoundNames(rows, policy)
    from .similar_names import find_similar  # noqa: PLC0415 - most declare what is there

    return find_similar(given, rows, listing, catalog, policy)


def given_name(match: Match) -> str | None:
    """The name that an asset gets and does not have yet."""
    name, current = match.declared.name, match.current
    if not match.declared.present or (current is not None and current.name == name):
        return None
    return name
