# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the server knows beyond assets: types, attributes, options, locations, users. Each is read once, when needed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from .._core.canonical import Invalid
from .._core.fields import Vocabulary, did_you_mean
from .._core.model import AssetType, Field, Location, Option
from .._datacenter.api import DataCenter

_WITH_OPTIONS = frozenset({"option", "options", "cascading"})


class Catalog:
    """The catalogs of one server, as `_core` asks for them."""

    def __init__(self, api: DataCenter) -> None:
        self.api = api
        self._types: tuple[AssetType, ...] | None = None
        self._options: dict[int, tuple[Option, ...]] | None = None
        self._locations: tuple[Location, ...] | None = None
        self._users: dict[str, frozenset[str]] = {}
        self._vocabulary = api.dialect.vocabulary
        self._zone = api.dialect.zone

    @property
    def vocabulary(self) -> Vocabulary:
        """The statuses of this server."""
        return self._vocabulary

    @property
    def time_zone(self) -> datetime.tzinfo:
        """The zone in which this server shows naive times."""
        return self._zone

    def learn_key(self, kind: str, key: str, name: str) -> None:
        """Remember which status or substatus a key of this server stands for."""
        which = f"{kind}_keys"
        known = {**getattr(self._vocabulary, which), key: name}
        self._vocabulary = dataclasses.replace(self._vocabulary, **{which: known})

    def asset_types(self) -> tuple[AssetType, ...]:
        """All asset types."""
        if self._types is None:
            self._types = self.api.asset_types()
        return self._types

    def find_type(self, written: Any) -> AssetType:
        """The asset type that a name or id means. Raises Invalid, also when a name means several."""
        types, text = self.asset_types(), str(written)
        found = [one for one in types if one.name == text and not isinstance(written, int)]
        found = found or [one for one in types if str(one.id) == text.strip()]
        if not found:
            hint = (
                did_you_mean(text, [one.name for one in types])
                if types
                else "; this user sees none at all"
            )
            raise Invalid(f"there is no asset type '{text}'{hint}")
        if len(found) > 1:
            schemes = self.api.scheme_names()
            named = ", ".join(f"{one.id} in scheme '{schemes.get(one.id, '?')}'" for one in found)
            raise Invalid(f"several asset types are named '{text}' ({named}): write the id")
        return found[0]

    def find_types(
        self, written: Iterable[Any], option: str, problems: list[str]
    ) -> list[AssetType]:
        """The asset types that are meant, each once. What is wrong with the option is added to the problems."""
        found: dict[int, AssetType] = {}
        for name in written:
            try:
                asset_type = self.find_type(name)
            except Invalid as invalid:
                problems.append(f"{option}: {invalid}")
            else:
                found[asset_type.id] = asset_type
        return list(found.values())

    def type_by_id(self, type_id: int | None) -> AssetType | None:
        """The asset type of that id, or None."""
        return next((one for one in self.asset_types() if one.id == type_id), None)

    def is_unique_name(self, asset_type: AssetType) -> bool:
        """Whether no other asset type has the same name."""
        return sum(one.name == asset_type.name for one in self.asset_types()) == 1

    def with_options(self, field: Field) -> Field:
        """The field with its options; the list of asset types may leave them to the list of attributes."""
        if field.options or field.kind not in _WITH_OPTIONS or field.attribute_id is None:
            return field
        if self._options is None:
            self._options = self.api.attribute_options()
        return dataclasses.replace(field, options=self._options.get(field.attribute_id, ()))

    def locations(self) -> tuple[Location, ...]:
        """All locations."""
        if self._locations is None:
            self._locations = self.api.locations()
        return self._locations

    def user_spellings(self, text: str) -> frozenset[str]:
        """Username and key of the user that `text` names; only `text` where Jira knows no such user."""
        if text not in self._users:
            self._users[text] = frozenset({text, *self.api.user_spellings(text)})
        return self._users[text]
