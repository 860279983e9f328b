# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fetching what a comparison needs, before it is made: the comparison itself sends no request."""

from __future__ import annotations

from collections.abc import Iterable

from .._core.backend import Backend, Identity, Query
from .._core.kinds.choices import STATUS_KINDS
from .._core.kinds.needs import USER_KINDS, users_to_look_up
from .._core.model import AssetType, Current, Declared, Field, Id, Value
from .catalog import Catalog

_FETCHED_FOR = frozenset({*USER_KINDS, *STATUS_KINDS, "location"})


def fetch_to_compare(pairs: Iterable[tuple[Declared, Current]], catalog: Catalog) -> None:
    """Fetch other spellings of users, the meaning of unknown status keys, and locations, where values differ."""
    users: list[tuple[Field, Value, object]] = []
    statuses: list[tuple[Current, Field, str]] = []
    places: list[tuple[Field, object]] = []
    of_type: dict[Id, list[Field]] = {}  # there may be thousands of assets of a type
    for declared, current in pairs:
        asset_type = declared.asset_type
        if asset_type is None:
            continue
        if asset_type.id not in of_type:
            fields = asset_type.fields.values()
            of_type[asset_type.id] = [field for field in fields if field.kind in _FETCHED_FOR]
        for field in of_type[asset_type.id]:
            value, raw = declared.values.get(field.key), current.raw.get(field.key)
            if field.key not in declared.values or raw is None or raw == value:
                continue
            if field.kind in USER_KINDS:
                users.append((field, value, raw))
            elif field.kind == "location":
                places.append((field, raw))
            elif isinstance(value, str):
                statuses.append((current, field, value))
    catalog.fetch_for_values(places)
    catalog.learn_statuses(statuses)
    catalog.fetch_users(sorted(users_to_look_up(users)))


def row_of(
    backend: Backend, asset_type: AssetType | None, asset_id: Id, name: str | None
) -> Current | None:
    """The search row of an asset, or None if the search does not find it under its name."""
    identity = Identity(name or "", asset_type=asset_type)
    rows = backend.search(Query(identities=(identity,)))
    return next((row for row in rows if row.id == asset_id), None)
