# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The current asset for each declared one: its identity, the meaning of its references, and the differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .._core.diff import WriteOnly
from .._core.model import AssetType, Declared, Row
from .._core.name_policy import FoundNames
from .._read.catalog import Catalog
from .._read.listing import Listing
from .._read.references import References
from .bind import bind_references, check_references, every_reference, names_to_search
from .compare import Comparison, Match
from .declare import Declaration
from .identify import candidates, identify, list_types
from .names import find_names
from .read_once import ReadOnce


@dataclass(frozen=True)
class Matched:
    """Each declared asset with the current one, the assets of completely listed types, and what names are there."""

    matches: Sequence[Match]
    listing: Listing
    names: FoundNames


def match_all(
    declaration: Declaration,
    catalog: Catalog,
    write_only: WriteOnly,
    scope: Sequence[AssetType],
    similar: str = "auto",
) -> Matched:
    """The current asset for each declared one. The types in `scope` are listed completely.

    `similar` is the policy about names that are nearly the same.

    Raises InputError with everything that is ambiguous, and with references to assets that do not exist.
    """
    declared = declaration.assets
    once = ReadOnce(catalog, declared)
    once.keep(declaration.by_id.values())
    listing = list_types(declared, scope, catalog)
    references = References(catalog, listing)
    mentioned = every_reference(declared)
    names = names_to_search(mentioned, references)
    found = identify(declared, declaration.by_id, names, listing, catalog, once)
    references.declare(declared, found.rows)
    references.learn_searched([str(one.name) for one in names], found.searched)
    bound = bind_references(declared, mentioned, references)
    matches = Comparison(catalog, references, write_only, once).compare(bound, found.rows)
    types = catalog.asset_types()
    checked = check_references(matches, references, catalog.known, types)
    beside = find_names(checked, listing, found.searched, catalog, similar)
    return Matched(checked, listing, beside)


def rows_of(declared: Declared, rows: Sequence[Row], catalog: Catalog) -> Sequence[Row]:
    """The rows that have a declared identity."""
    return candidates(declared, rows, catalog.known, ReadOnce(catalog, [declared]))
