# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of the engine, as searches of AIP Data Center.

The index matches words, not whole values, and how it splits words is not documented. So names are searched for as
phrases, many in one search; names that this does not find are searched for again by their longest word, or in the
whole list, before they count as missing.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from .._core.backend import Enough, Identity, Progress, Query
from .._core.fields import NAME
from .._core.kinds.table import matches_raw
from .._core.known import Known
from .._core.model import AssetType, Row
from .._local.parallel import in_parallel
from . import query as criteria
from .answers import Shown
from .asset_calls import AssetCalls
from .dialect import Dialect
from .first_page import read_until
from .refusals import SAYS_NO, says_no

if TYPE_CHECKING:
    from .page_requests import Fetch, Page

NAMES_AT_ONCE = 50
"""The number of names in one search. Lucene, which AIP's index is built on, accepts up to 1,024."""

AsRows = Callable[[Sequence[Shown], Sequence[AssetType]], list[Row]]
"""Turns search results into rows of these types (of all types, if none is given)."""


@dataclasses.dataclass(frozen=True)
class Pages:
    """How a list is read: rows per page, pages at a time, and what receives progress."""

    size: int
    workers: int
    progress: Progress


class Searcher:
    """Carries out queries. `known` returns what is known about the server at the moment."""

    def __init__(
        self,
        assets: AssetCalls,
        dialect: Dialect,
        as_rows: AsRows,
        known: Callable[[], Known],
        pages: Pages,
    ) -> None:
        self._assets, self._dialect, self._as_rows = assets, dialect, as_rows
        self._known, self._pages = known, pages

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        """The rows of a query; see `Backend.search`."""
        if query.raw is None and query.identities:
            return self._find(query)
        return self._list(query, enough)

    # --- whole lists ------------------------------------------------------------------------------------------------

    def _list(self, query: Query, enough: Enough | None = None) -> list[Row]:
        params: Sequence[criteria.Param] = ()
        if query.raw is None:
            params = _present(criteria.by_filter(one) for one in query.filters)
        types = () if query.raw else self._by_types(query.types)
        from .paging import read_all  # noqa: PLC0415 - not for single assets

        found = read_all(
            self._fetch(criteria.Search(tuple(params), types, raw_query=query.raw)),
            self._pages.size,
            enough=None if enough is None else self._enough_shown(enough, query.types),
            workers=self._pages.workers,
            expected=query.expected,
            report=lambda done, total: self._pages.progress(
                "read", done, total or query.expected, 0
            ),
        )
        return self._as_rows(found, query.types)

    def _enough_shown(
        self, enough: Enough, types: Sequence[AssetType]
    ) -> Callable[[list[Shown]], bool]:
        rows: list[Row] = []
        taken = 0

        def is_enough(shown: list[Shown]) -> bool:
            nonlocal taken
            rows.extend(self._as_rows(shown[taken:], types))
            taken = len(shown)
            return enough(rows)

        return is_enough

    # --- some assets ------------------------------------------------------------------------------------------------

    def _find(self, query: Query) -> list[Row]:
        """The rows of the identities, and of other assets that share their words."""
        types = query.types or _types_of(query.identities)
        narrowed = _present(criteria.by_filter(one) for one in query.filters)
        looks = [(one, _criterion(one)) for one in query.identities]
        sought = [(one, criterion) for one, criterion in looks if criterion is not None]
        chunks = [
            sought[start : start + NAMES_AT_ONCE] for start in range(0, len(sought), NAMES_AT_ONCE)
        ]

        def look(chunk: Sequence[tuple[Identity, criteria.Param]]) -> list[Shown]:
            params = [criterion for _one, criterion in chunk]
            params += narrowed if len(chunk) == 1 else ()
            names = {one.name for one, _criterion in chunk if one.name is not None}
            likely = {str(one.name) for one, _criterion in chunk if one.likely}
            enough = {name for name in names & likely if not _is_longer(name, names)}
            try:
                return self._until(params, types, enough, any_of=len(chunk) > 1)
            except SAYS_NO as error:
                if all(map(criteria.has_word, names)) or not says_no(error):
                    raise
                return []  # some servers decline a keyword without letters and digits

        found = _each_once(in_parallel(look, chunks, self._pages.workers))
        rows = self._as_rows(found, types)
        if query.sure:
            names, known = {row.name for row in rows}, self._known()
            missing = [
                one
                for one in query.identities
                if one.likely
                and not _is_among(one, rows, known)
                and not _is_longer(one.name, names)
            ]
            more = in_parallel(
                lambda one: self._second_look(one, types), missing, self._pages.workers
            )
            rows += self._as_rows(_each_once([found, *more])[len(found) :], types)
        return rows

    def _until(
        self,
        params: Sequence[criteria.Param],
        types: Sequence[AssetType],
        names: set[str],
        any_of: bool = False,
    ) -> list[Shown]:
        search = criteria.Search(tuple(params), self._by_types(types), any_of)

        def satisfied(shown: list[Shown]) -> bool:
            return names <= {row.name for row in shown}

        return read_until(self._fetch(search), self._pages.size, satisfied)

    def _second_look(self, identity: Identity, types: Sequence[AssetType]) -> list[Shown]:
        """The result of a search that finds the name however the index splits words."""
        types = (identity.asset_type,) if identity.asset_type else types
        name = identity.name or ""
        word = criteria.by_longest_word(NAME, name)
        if word is not None:
            try:
                return self._until([word], types, {name})
            except SAYS_NO as error:
                if not says_no(error):
                    raise
                # no leading wildcard before AIP 7.0.3
        from .paging import read_all  # noqa: PLC0415 - not for single assets

        search = criteria.Search(types=self._by_types(types))
        return read_all(self._fetch(search), self._pages.size, workers=self._pages.workers)

    # --- searches ---------------------------------------------------------------------------------------------------

    def has_status(self, row_name: str, status: criteria.Param, asset_id: object) -> bool:
        """Whether a search for an asset's name and a status finds this very asset."""
        search = criteria.Search((criteria.by_text(NAME, row_name), status))
        rows = read_until(
            self._fetch(search),
            self._pages.size,
            lambda found: any(row.id == asset_id for row in found),
        )
        return any(row.id == asset_id for row in rows)

    def _by_types(self, types: Sequence[AssetType]) -> tuple[criteria.Param, ...]:
        return criteria.by_types(types, self._dialect.search_types_by)

    def _fetch(self, search: criteria.Search) -> Fetch:
        def fetch(number: int, size: int, descending: bool = False) -> Page:
            return self._assets.search_page(search, number, size, descending)

        return fetch


def _is_among(identity: Identity, rows: Sequence[Row], known: Known) -> bool:
    """Whether an asset with the identity is among the rows; a row that leaves out a field may match."""
    if identity.name is not None:
        return any(row.name == identity.name for row in rows)
    return any(
        all(
            field.key not in row.raw or matches_raw(value, row.raw[field.key], field, known)
            for field, value in identity.values
        )
        for row in rows
    )


def _is_longer(name: str | None, found: set[str]) -> bool:
    """Whether a name only adds words to one that was found: the search for that one returns all that start with it."""
    return name is not None and name.rpartition(" ")[0] in found


def _criterion(identity: Identity) -> criteria.Param | None:
    """A criterion that certainly holds for the assets with an identity, or None if there is none."""
    if identity.name is not None:
        return criteria.by_text(NAME, identity.name)
    found = _present(criteria.by_value(field, value) for field, value in identity.values)
    return found[0] if found else None


def _types_of(identities: Iterable[Identity]) -> tuple[AssetType, ...]:
    """The types that the identities are limited to; empty if one of them is not limited."""
    types = [one.asset_type for one in identities]
    return tuple({one.id: one for one in types if one}.values()) if None not in types else ()


def _present(params: Iterable[criteria.Param | None]) -> list[criteria.Param]:
    return [param for param in params if param is not None]


def _each_once(found: Iterable[Iterable[Shown]]) -> list[Shown]:
    return list({shown.id: shown for some in found for shown in some}.values())
