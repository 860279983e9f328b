# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scope: which assets are in it, and what happens to those that are not declared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from .._core.declared import ProblemsFound, parse_asset
from .._core.errors import InputError
from .._core.fields import NAME
from .._core.filters import Filter
from .._core.kinds.written import is_clear
from .._core.model import AssetType, Current, Declared, Field, Id, Row
from .._core.plan import Surplus, Unmanaged
from .._core.prune import doubtful
from .._read.catalog import Catalog
from .._read.filtering import Filtering, parse_written
from .._read.meaning import bind_filters
from .._read.references import References
from .._read.shown import read_shown
from .bind import bind_retired
from .match import Matched
from .scope_data import Scope, Survey, WrittenScope


def resolve_scope(written: WrittenScope, catalog: Catalog, problems: list[str]) -> Scope | None:
    """The scope, or None if there is none. Problems are added to the list."""
    if not written.asset_types and not written.filters:
        if written.prune:
            problems.append(
                "scope: is needed for prune: write asset_types or filters to limit what it may delete"
            )
        return None
    found = len(problems)
    types = catalog.find_types(written.asset_types, "scope", problems)
    types = types or list(catalog.asset_types())
    filters = _parse(written.filters, types, catalog, "scope", problems)
    protect = _parse(written.protect, types, catalog, "protect", problems)
    retired: dict[Id, Declared] = {}
    if not is_clear(written.retire.get("location")):
        catalog.fetch_locations()
    known = catalog.known
    references = References(catalog)
    for one in types if written.retire else ():
        try:
            asset = parse_asset({**written.retire, "id": one.id}, one, known)
            retired[one.id] = bind_retired(asset, references)
        except (ProblemsFound, InputError) as wrong:
            problems += [f"retire: {one.name}: {problem}" for problem in wrong.problems]
    if len(problems) > found:
        return None
    return Scope(
        written,
        tuple(types),
        bind_filters(filters, references),
        bind_filters(protect, references),
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
    filters = parse_written(written, types, catalog, found)
    problems += [f"{option}: {problem}" for problem in found]
    return filters


def survey(scope: Scope, matched: Matched, catalog: Catalog) -> Survey:
    """The undeclared assets in the scope, and what happens to them. The rows must be complete."""
    look = _Look(scope, matched, catalog)
    rows = [row for one in scope.types for row in matched.listing.of_type[one.id]]
    in_scope = look.in_scope(rows)
    undeclared = [current for current in in_scope if current.id not in look.declared]
    undeclared_ids = {one.id for one in undeclared}
    protected = look.protected([row for row in rows if row.id in undeclared_ids])
    candidates = [one for one in undeclared if one.id not in protected]
    unmanaged = [_unmanaged(one, "protected") for one in undeclared if one.id in protected]
    if not scope.written.prune:
        unmanaged = [
            _unmanaged(one, "protected" if one.id in protected else "kept") for one in undeclared
        ]
        return Survey(len(in_scope), tuple(unmanaged))
    doubts = [look.doubt(one) for one in candidates]
    if len(candidates) <= scope.written.limits.count:
        candidates = look.read_again(candidates)
    return Survey(
        len(in_scope),
        tuple(unmanaged),
        tuple(Surplus(one, look.fate(one)) for one in candidates),
        tuple(
            f"prune: {doubt}, so whether it is declared cannot be determined"
            for doubt in doubts
            if doubt
        ),
    )


def _unmanaged(current: Current, fate: str) -> Unmanaged:
    kind = current.asset_type.name if current.asset_type else ""
    return Unmanaged(current.id, current.name, kind, fate)


class _Look:
    """Checks assets against the scope."""

    def __init__(self, scope: Scope, matched: Matched, catalog: Catalog) -> None:
        self.scope, self._catalog = scope, catalog
        matches = matched.matches
        self.declared = {one.row.id for one in matches if one.row} | {
            one.current.id for one in matches if one.current
        }
        self._identities: dict[Id | None, set[str]] = defaultdict(set)
        for one in matches:
            if one.declared.asset_type is not None and one.declared.id is None:
                self._identities[one.declared.asset_type.id].update(one.declared.match_by)
        self._scope = Filtering(scope.filters, catalog, self._identity_fields, "scope")
        self._protect = Filtering(scope.protect, catalog, lambda _type: (), "protect")

    def _identity_fields(self, asset_type: AssetType | None) -> Sequence[Field]:
        if asset_type is None:
            return ()
        keys = self._identities.get(asset_type.id, set())
        return [row for key, row in asset_type.fields.items() if key in keys]

    def in_scope(self, rows: Sequence[Row]) -> list[Current]:
        """The assets of the rows that are in the scope."""
        return self._scope.pass_rows(rows)

    def protected(self, rows: Sequence[Row]) -> set[Id]:
        """The ids of protected assets."""
        return {one.id for one in self._protect.pass_rows(rows)} if self.scope.protect else set()

    def doubt(self, current: Current) -> str:
        """Why it cannot be determined whether the asset is declared; or nothing."""
        if current.asset_type is None:
            return f"the server does not show the type of asset {current.id}"
        identities = self._identities.get(current.asset_type.id) or {NAME.key}
        return doubtful(current, current.asset_type, identities)

    def read_again(self, candidates: Sequence[Current]) -> list[Current]:
        """The candidates, read by id, that still exist, are in the scope and not protected: the search may lag."""
        shown = {one.id: one for one in candidates}
        read = read_shown(shown, _every_field, self._catalog)
        return [
            read[one]
            for one in shown
            if one in read
            and self._scope.holds(read[one])
            and not (self.scope.protect and self._protect.holds(read[one]))
        ]

    def fate(self, current: Current) -> Declared:
        """What the asset should become, as a declaration: absent, or retired."""
        asset_type = current.asset_type
        retired = self.scope.retired.get(asset_type.id) if asset_type else None
        if retired is None:
            return Declared(asset_type, id=current.id, present=False)
        return Declared(asset_type, id=current.id, values=retired.values)


def _every_field(asset_type: AssetType | None) -> Sequence[Field]:
    return tuple(asset_type.fields.values()) if asset_type else ()
