# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scope: which assets are in it, and what becomes of those that nobody declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._core.declared import ProblemsFound, parse_asset
from .._core.fields import NAME
from .._core.filters import Filter, parse_filters
from .._core.model import AssetType, Current, Declared, Field
from .._core.plan import Surplus, Unmanaged
from .._core.prune import Limits, doubtful
from .._datacenter.answers import Shown
from .._local.parallel import in_parallel
from .._read.catalog import Catalog
from .._read.filtering import Sieve
from .._read.finder import Finder
from .._read.listing import Stock
from .match import Match


@dataclass(frozen=True)
class WrittenScope:
    """The scope as it was written, and what to do with what is not declared in it."""

    prune: bool = False
    asset_types: tuple[Any, ...] = ()
    filters: tuple[Any, ...] = ()
    protect: tuple[Any, ...] = ()
    retire: Mapping[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Scope:
    """The scope, resolved: the assets of these types that meet the filters; `protect` spares some of them.

    `retired` has, by type, what is set at an asset instead of deleting it; empty where it is deleted.
    """

    written: WrittenScope
    types: tuple[AssetType, ...]
    filters: tuple[Filter, ...]
    protect: tuple[Filter, ...]
    retired: Mapping[int, Declared]


@dataclass(frozen=True)
class Survey:
    """What was found in the scope."""

    in_scope: int = 0
    unmanaged: tuple[Unmanaged, ...] = ()
    surplus: tuple[Surplus, ...] = ()
    blocked: tuple[str, ...] = ()


def resolve_scope(
    written: WrittenScope, catalog: Catalog, finder: Finder, problems: list[str]
) -> Scope | None:
    """The scope, or None if there is none. What is wrong with it is added to the problems."""
    if not written.asset_types and not written.filters:
        if written.prune:
            problems.append(
                "scope: prune needs one: write asset_types or filters, which say what it may touch"
            )
        return None
    found = len(problems)
    types = catalog.find_types(written.asset_types, "scope", problems)
    types = types or list(catalog.asset_types())
    filters = _parse(written.filters, types, catalog, "scope", problems)
    protect = _parse(written.protect, types, catalog, "protect", problems)
    retired: dict[int, Declared] = {}
    for one in types if written.retire else ():
        try:
            retired[one.id] = parse_asset({**written.retire, "id": 0}, one, catalog)
        except ProblemsFound as wrong:
            problems += [f"retire: {one.name}: {problem}" for problem in wrong.problems]
    if len(problems) > found:
        return None
    return Scope(
        written,
        tuple(types),
        finder.bind_filters(filters),
        finder.bind_filters(protect),
        retired,
    )


def _parse(
    written: Sequence[Any],
    types: Sequence[AssetType],
    catalog: Catalog,
    option: str,
    problems: list[str],
) -> tuple[Filter, ...]:
    found: list[str] = []
    filters = parse_filters(written, types, catalog, found)
    problems += [f"{option}: {problem}" for problem in found]
    return filters


def survey(scope: Scope, matches: Sequence[Match], stock: Stock, finder: Finder) -> Survey:
    """The assets in the scope that are not declared, and what becomes of them. The rows must be complete."""
    looked = _Look(scope, matches, finder)
    in_scope = 0
    strangers: list[tuple[Shown, AssetType, Current]] = []
    for asset_type in scope.types:
        for row in stock.of_type[asset_type.id]:
            current = looked.in_scope(row, asset_type)
            if current is None:
                continue
            in_scope += 1
            if row.id not in looked.declared:
                strangers.append((row, asset_type, current))
    unmanaged: list[Unmanaged] = []
    candidates: list[tuple[Shown, AssetType, Current]] = []
    for row, asset_type, current in strangers:
        if scope.protect and looked.protects(row, asset_type):
            unmanaged.append(Unmanaged(row.id, row.name, asset_type.name, "protected"))
        elif scope.written.prune:
            candidates.append((row, asset_type, current))
        else:
            unmanaged.append(Unmanaged(row.id, row.name, asset_type.name))
    blocked = [looked.doubt(current, asset_type) for _row, asset_type, current in candidates]
    if len(candidates) <= scope.written.limits.count:
        candidates = looked.read_again(candidates)
    surplus = [
        Surplus(current, looked.fate(current, asset_type))
        for _row, asset_type, current in candidates
    ]
    return Survey(
        in_scope,
        tuple(unmanaged),
        tuple(surplus),
        tuple(
            f"prune: {doubt}, so nobody can say whether it is declared"
            for doubt in blocked
            if doubt
        ),
    )


class _Look:
    """Looks at assets in the scope."""

    def __init__(self, scope: Scope, matches: Sequence[Match], finder: Finder) -> None:
        self.scope, self.finder, self.catalog = scope, finder, finder.catalog
        self.declared = {one.row.id for one in matches if one.row} | {
            one.current.id for one in matches if one.current
        }
        self._identities: dict[int, set[str]] = defaultdict(set)
        for one in matches:
            if one.declared.asset_type is not None and one.declared.id is None:
                self._identities[one.declared.asset_type.id].update(one.declared.match_by)
        self._scope = Sieve(scope.filters, finder, self.catalog, self._identity_fields, "scope")
        self._protect = Sieve(scope.protect, finder, self.catalog, lambda _type: (), "protect")

    def _identity_fields(self, asset_type: AssetType | None) -> list[Field]:
        if asset_type is None:
            return []
        keys = self._identities.get(asset_type.id, set())
        return [row for key, row in asset_type.fields.items() if key in keys]

    def in_scope(self, row: Shown, asset_type: AssetType) -> Current | None:
        """The row's asset if it is in the scope."""
        return self._scope.pass_row(row, asset_type)

    def protects(self, row: Shown, asset_type: AssetType) -> bool:
        """Whether the row's asset is spared."""
        return self._protect.pass_row(row, asset_type) is not None

    def doubt(self, current: Current, asset_type: AssetType) -> str:
        """Why nobody can say whether the asset is declared; or nothing."""
        return doubtful(current, asset_type, self._identities.get(asset_type.id) or {NAME.key})

    def read_again(
        self, candidates: Sequence[tuple[Shown, AssetType, Current]]
    ) -> list[tuple[Shown, AssetType, Current]]:
        """Those that are still there, in the scope and not protected, read by id: the search may lag."""

        def read(one: tuple[Shown, AssetType, Current]) -> Current | None:
            row, asset_type, _current = one
            fields = list(asset_type.fields.values())
            return self.finder.api.current(row.id, asset_type, fields, row)

        found = in_parallel(read, candidates, self.finder.workers)
        settled = [
            current and self.finder.api.settled(current, tuple(asset_type.fields.values()))
            for (_row, asset_type, _old), current in zip(candidates, found)
        ]
        return [
            (row, asset_type, current)
            for (row, asset_type, _old), current in zip(candidates, settled)
            if current is not None
            and self._scope.holds(current)
            and not (self.scope.protect and self._protect.holds(current))
        ]

    def fate(self, current: Current, asset_type: AssetType) -> Declared:
        """What the asset is to become, as if that were declared: absent, or retired."""
        retired = self.scope.retired.get(asset_type.id)
        if retired is None:
            return Declared(asset_type, id=current.id, present=False)
        return Declared(asset_type, id=current.id, values=retired.values)
