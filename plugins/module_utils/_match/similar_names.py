# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets whose names are nearly those that assets are about to be given.

The rows that were found anyway are enough for types that were listed. For others, one search for all names finds the
rest; nothing is searched for if no name is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .._core.backend import Identity, Query
from .._core.fields import NAME
from .._core.model import AssetType, Id, Row
from .._core.name_policy import FoundNames, NamePolicy
from .._core.names import index_rows, rows_like
from .._core.similar import Alike, alike, other_forms
from .._local.name_changes import noted_changes
from .._read.catalog import Catalog
from .._read.listing import Listing
from .compare import Match
from .names import given_name


def find_similar(
    given: Sequence[Match],
    rows: Sequence[Row],
    listing: Listing,
    catalog: Catalog,
    policy: NamePolicy,
) -> FoundNames:
    """What is there beside the names that these assets get, with `rows`, which were found anyway."""
    rows = [*rows, *_search(given, listing.types, catalog)]
    noted: frozenset[str] = frozenset()
    names = {row.name for row in rows}
    pairs = list(_pairs(given, rows))
    if pairs and policy.similar == "auto":
        noted = noted_changes(catalog.backend.server)
        in_doubt = {
            asset_type.id: asset_type
            for asset_type, pair in pairs
            if asset_type.id not in listing.types and not pair.is_disproved_by(names)
        }
        for asset_type in in_doubt.values():
            # One page: any of its names may show that this server does not change names so.
            some = catalog.backend.search(Query((asset_type,)), lambda _rows: True)
            names.update(row.name for row in some)
    return FoundNames(rows, policy, names, noted)


def _type_of(match: Match) -> AssetType | None:
    current = match.current
    return match.declared.asset_type or (current.asset_type if current else None)


def _search(given: Iterable[Match], listed: Iterable[Id], catalog: Catalog) -> list[Row]:
    """The assets with the names that are given, and with what servers may make of these, as far as not found yet."""
    identities: dict[tuple[str, Id], Identity] = {}
    known = set(listed)
    for match in given:
        name, asset_type = given_name(match), _type_of(match)
        if name is None or asset_type is None or asset_type.id in known:
            continue
        was_searched = match.declared.id is None and NAME.key in match.declared.match_by
        for form in other_forms(name) if was_searched else (name, *other_forms(name)):
            identities[form, asset_type.id] = Identity(form, (), asset_type)
    if not identities:
        return []
    return catalog.backend.search(Query(identities=tuple(identities.values()), sure=False))


def _pairs(given: Iterable[Match], rows: Iterable[Row]) -> Iterator[tuple[AssetType, Alike]]:
    """The names that are nearly those of other assets of the type."""
    indexed = index_rows(rows)
    for match in given:
        name, asset_type = given_name(match), _type_of(match)
        for row in rows_like(name, asset_type, indexed):
            pair = alike(name or "", row.name)
            if pair is not None and asset_type is not None:
                yield asset_type, pair
