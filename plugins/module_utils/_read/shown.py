# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading by id the assets that a search showed. If the two contradict each other, neither is believed at once.

The index may lag, so that the search still shows a deleted asset. The server may refuse to show an asset, in any
language, or be unable to at the moment, so that an existing asset looks deleted. So both are asked in turn until they
agree, or the time for the index is up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .._core.backend import FieldsOf, Identity, Query
from .._core.errors import AipError, IncompleteRead
from .._core.model import Current, Id
from .._local.waiting import poll
from .catalog import Catalog

FEW = 50
"""Up to this many assets are searched for by name; for more, their types are listed."""
SAMPLE = 5
"""How many assets are read again first: while none of them is shown, the others are not read either."""


def read_shown(
    shown: Mapping[Id, Current], fields: FieldsOf | None, catalog: Catalog
) -> dict[Id, Current]:
    """The assets of these rows as read by id, see `Backend.read`; those that are left out are gone.

    An asset is gone if the search does not show it any more. Raises IncompleteRead for one that the search goes on
    showing while reading it by id does not, with the server's words.
    """
    refusals: dict[Id, AipError] = {}
    backend, note = catalog.backend, refusals.__setitem__
    read = backend.read(list(shown), fields, shown, note) if shown else {}
    left = {one: row for one, row in shown.items() if one not in read}

    def read_again(ids: Collection[Id]) -> bool:
        again = backend.read(list(ids), fields, {one: left[one] for one in ids}, note)
        read.update(again)
        for one in again:
            del left[one]
        return bool(again)

    def agree() -> bool:
        still = _still_shown(left, catalog)
        for one in [one for one in left if one not in still]:
            del left[one]
        sample = list(left)[:SAMPLE]
        if left and read_again(sample) and left:
            read_again(list(left))
        return not left

    if left and not poll(catalog.waiting, agree):
        raise _contradiction(left, refusals, catalog.waiting.seconds)
    return {one: read[one] for one in shown if one in read}


def _still_shown(rows: Mapping[Id, Current], catalog: Catalog) -> set[Id]:
    """The ids of these rows that the search shows now."""
    types = {one.asset_type.id: one.asset_type for one in rows.values() if one.asset_type}
    of_types = tuple(types.values()) if all(one.asset_type for one in rows.values()) else ()
    identities = [Identity(one.name, asset_type=one.asset_type) for one in rows.values()]
    by_name = len(rows) <= FEW and all(one.name.strip() for one in rows.values())
    query = Query(identities=tuple(identities)) if by_name else Query(of_types)
    return {row.id for row in catalog.backend.search(query)}


def _contradiction(
    left: Mapping[Id, Current], refusals: Mapping[Id, AipError], seconds: float
) -> IncompleteRead:
    asset_id, row = next(iter(left.items()))
    error = refusals.get(asset_id)
    others = f" The same goes for {len(left) - 1} more." if len(left) > 1 else ""
    says = error.sentence if error else f"could not read asset {asset_id}: it is not shown."
    return IncompleteRead(
        f"{says.rstrip(' .')}. The search shows '{row.name}' all the same, also after {seconds:.0f} s"
        f" (wait_for_index), so it does not count as deleted.{others}"
        " Check this user's permissions in AIP, or try again",
        **(error.facts if error else {}),
    )
