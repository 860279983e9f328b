# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The spelling of references and users in an export: by name wherever that is enough, otherwise by id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._core.kinds.needs import USER_KINDS
from .._core.kinds.references import parse_reference
from .._core.kinds.table import readings
from .._core.kinds.written import Invalid
from .._core.model import Current, Field, Id, Ref, refs_in
from .._read.catalog import Catalog
from .._read.listing import Listing
from .._read.references import References
from .._read.targets import Target


class Spelling:
    """Spells references and users. Everything that this needs is fetched first."""

    def __init__(self, currents: Sequence[Current], listing: Listing, catalog: Catalog) -> None:
        self._catalog, self._known = catalog, catalog.known
        self._references = References(catalog, listing)
        self._fetch_targets(currents, listing)
        self._user_names = self._fetch_users(currents)

    def _fetch_targets(self, currents: Sequence[Current], listing: Listing) -> None:
        """Fetch all assets that references may mean, or that have the same name."""
        ids: dict[Id, None] = {}
        names: dict[str, None] = {}
        for current in currents:
            for field in current.asset_type.references if current.asset_type else ():
                if listing.has_all_of(field):
                    continue
                for way in readings(current.raw.get(field.key), field, self._known):
                    for ref in refs_in(way):
                        if ref.id is not None:
                            ids[ref.id] = None
                        if ref.name is not None:
                            names[ref.name] = None
        self._references.read_ids(ids)
        found = [self._references.asset(one) for one in ids]
        names.update((one.name, None) for one in found if one is not None)
        self._references.search_names(names, sure=False)

    def _fetch_users(self, currents: Sequence[Current]) -> dict[str, str]:
        """The way people write the users that answers show."""
        shown = [
            str(value)
            for current in currents
            for field in (current.asset_type.fields.values() if current.asset_type else ())
            if field.kind in USER_KINDS and current.raw.get(field.key) is not None
            for value in readings(current.raw[field.key], field, self._known)
            if value is not None
        ]
        return self._catalog.user_names(shown)

    def user_name(self, text: str) -> str:
        """The username of a user whose key an answer shows."""
        return self._user_names.get(text, text)

    def of(self, ref: Ref, field: Field) -> Any:
        """A reference by name, by type and name if the name is not enough, or by id. Raises Invalid."""
        target = self._meant(ref, field)
        asset_type, name = target.asset_type, target.name
        if name.strip():
            # Written in a list: a name with commas is one name there.
            written = parse_reference(name, self._known)
            if written.id is None and self._is_enough(written, target, field):
                return name
            if self._is_enough(Ref(name=name), target, field):
                return {"name": name}
        if asset_type is not None and name.strip():
            by_type = Ref(name=name, asset_type=asset_type.name)
            if self._catalog.is_unique_name(asset_type) and self._is_enough(by_type, target, field):
                return {"asset_type": asset_type.name, "name": name}
        return target.id

    def _is_enough(self, ref: Ref, target: Target, field: Field) -> bool:
        return [one.id for one in self._references.of(ref, field)] == [target.id]

    def _meant(self, ref: Ref, field: Field) -> Target:
        """The asset that an answer refers to. Raises Invalid unless there is exactly one."""
        target = self._references.asset(ref.id)
        if target is not None and (not ref.guessed or ref.name in (None, target.name)):
            return target
        name = f"{ref.name} #{ref.id}" if ref.guessed else str(ref.name)
        found = self._references.of(Ref(name=name), field) if ref.name is not None else []
        if len(found) == 1:
            return found[0]
        what = f"'{ref.name}'" if ref.name is not None else f"asset {ref.id}"
        if found:
            raise Invalid(f"it refers to {what}, but several assets have this name")
        raise Invalid(f"it refers to {what}, which does not exist, or this user may not see it")
