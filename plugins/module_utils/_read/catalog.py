# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The catalogs of a server: types, locations, users. Each is fetched once, before it is needed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .._core.backend import Backend
from .._core.fields import did_you_mean
from .._core.kinds.choices import STATUS_KINDS, unknown_status_key
from .._core.kinds.needs import needs_locations
from .._core.kinds.written import Invalid, is_clear
from .._core.known import Known
from .._core.model import AssetType, Current, Field, Id, Location, Ref
from .._core.step import Step
from .._local.waiting import Waiting

Foresee = Callable[[Sequence[Step]], None]


class Catalog:
    """The catalogs of one server. `known` is what has been fetched of them so far, as data.

    `waiting` is how long the task waits for the search index. `foresee` receives the steps of a plan that is not
    carried out, if later tasks are to know of them. `hints` end sentences about what is missing, see `Known.way_out`.
    `meant` has what references turned out to mean, `shows_ids` the fields that show them with ids, see `Naming`.
    """

    def __init__(
        self, backend: Backend, waiting: Waiting | None = None, foresee: Foresee | None = None
    ) -> None:
        self.backend, self.waiting = backend, waiting or Waiting()
        self.foresee: Foresee = foresee or (lambda steps: None)
        self.hints: Mapping[str, str] = {}
        self.meant: dict[tuple[bool, str, str], tuple[Ref, ...]] = {}
        self.shows_ids: set[tuple[bool, str]] = set()
        self._fetching = threading.RLock()
        self._locations: tuple[Location, ...] | None = None
        self._types: tuple[AssetType, ...] = ()
        self._by_written: dict[str, AssetType] = {}
        self._users: dict[str, frozenset[str]] = {}
        self._odd: dict[tuple[str, str], dict[Id, str]] = {}

    @property
    def known(self) -> Known:
        """What is known now for reading, comparing and showing values, as data that no longer changes."""
        traits = self.backend.traits
        return Known(
            vocabulary=traits.vocabulary,
            time_zone=traits.time_zone,
            separator=traits.separator,
            parse_id=self.backend.parse_id,
            locations=self._locations or (),
            users=self._users,
            way_out={**traits.way_out, **self.hints},
            attachment_key=traits.attachment_key,
        )

    # --- fetching before it is needed -------------------------------------------------------------------------------

    def fetch_locations(self) -> None:
        """Fetch all locations."""
        with self._fetching:
            if self._locations is None:
                self._locations = self.backend.locations()

    def fetch_for_values(self, values: Iterable[tuple[Field, Any]]) -> None:
        """Fetch what is needed to read and show values, written ones and those in answers."""
        if any(needs_locations(field, value) for field, value in values):
            self.fetch_locations()

    def fetch_for_assets(self, currents: Iterable[Current]) -> None:
        """Fetch what is needed to show these assets."""
        if self._locations is None and any(
            not is_clear(one.raw.get("location")) for one in currents
        ):
            self.fetch_locations()

    def fetch_users(self, texts: Iterable[str]) -> None:
        """Fetch the other spellings by which the server may show these users."""
        with self._fetching:
            left = [text for text in dict.fromkeys(texts) if text not in self._users]
            self._keep_users({text: self.backend.user_spellings(text) for text in left})

    def user_names(self, shown: Iterable[str]) -> dict[str, str]:
        """The way people write the users that the server shows as these texts; their spellings are kept."""
        names = {text: self.backend.user_name(text) for text in dict.fromkeys(shown)}
        spelled = {name: frozenset({name, text}) for text, name in names.items() if name != text}
        with self._fetching:
            self._keep_users({**spelled, **self._users})
        return names

    def _keep_users(self, users: dict[str, frozenset[str]]) -> None:
        # A new dict: what was handed out as `known` does not change.
        if users:
            self._users = {**self._users, **users}

    def learn_statuses(self, shown: Iterable[tuple[Current, Field, str]]) -> bool:
        """Find out what unknown status keys stand for; True if `known` has grown.

        Each item is an asset, the field, and the status that the key may stand for.
        """
        known = self.known
        learned = False
        for current, field, name in shown:
            raw = current.raw.get(field.key)
            if field.kind in STATUS_KINDS and unknown_status_key(raw, field, known) is not None:
                learned = self.backend.learn_status(current, field, name) or learned
                known = self.known if learned else known
        return learned

    # --- odd values -------------------------------------------------------------------------------------------------

    def note_odd(self, option: str, current: Current, field: Field, what: str) -> None:
        """Note that a field of an asset shows what cannot be a value of it, and what was made of that."""
        kind = current.asset_type.name if current.asset_type else current.type_name or "asset"
        text = f"{kind} '{current.name}' (id {current.id}): {field.key}: {what}"
        self._odd.setdefault((option, field.key), {})[current.id] = option + text

    def take_warnings(self) -> list[str]:
        """One warning for each field that shows odd values, with the first asset; they are told once."""
        told = [
            next(iter(texts.values()))
            + (f" ({len(texts) - 1} more assets likewise)" if len(texts) > 1 else "")
            for texts in self._odd.values()
        ]
        self._odd = {}
        return told

    # --- asset types ------------------------------------------------------------------------------------------------

    def asset_types(self) -> tuple[AssetType, ...]:
        """All asset types."""
        types = self.backend.asset_types()
        if types is not self._types:
            self._types, self._by_written = types, {}
        return types

    @property
    def harmless_attributes(self) -> frozenset[str]:
        """Names that do not belong to any encrypted attribute; empty until the types were read."""
        attributes = [row for one in self._types for row in one.attributes.values()]
        secret = {row.name for row in attributes if row.kind in ("encrypted", "")}
        return frozenset(row.name for row in attributes) - secret

    def find_type(self, written: Any) -> AssetType:
        """The asset type with this name or id. Raises Invalid, also if several types have the name."""
        types = self.asset_types()
        key = repr(written)
        if key not in self._by_written:
            self._by_written[key] = _one_type(written, types, self.backend.scheme_names)
        return self._by_written[key]

    def find_types(
        self, written: Iterable[Any], option: str, problems: list[str]
    ) -> list[AssetType]:
        """The asset types that an option names, each once. Problems are added to the list."""
        found: dict[Id, AssetType] = {}
        for name in written:
            try:
                asset_type = self.find_type(name)
            except Invalid as invalid:
                problems.append(f"{option}: {invalid}")
            else:
                found[asset_type.id] = asset_type
        return list(found.values())

    def is_unique_name(self, asset_type: AssetType) -> bool:
        """Whether no other asset type has the same name."""
        return sum(one.name == asset_type.name for one in self.asset_types()) == 1


def _one_type(
    written: Any, types: Sequence[AssetType], schemes_of: Callable[[], Mapping[Id, str]]
) -> AssetType:
    text = str(written)
    found = [one for one in types if one.name == text and not isinstance(written, int)]
    by_id = [one for one in types if str(one.id) == text.strip()]
    if len(found) == 1 and by_id and by_id != found:
        raise Invalid(
            f"'{text}' may mean two asset types: the one with the id {by_id[0].id} or the one that is named"
            f" '{text}': write '{by_id[0].name}' for the first, its id {found[0].id} for the second"
        )
    found = found or by_id
    if not found:
        hint = (
            did_you_mean(text, [one.name for one in types])
            if types
            else "; this user sees none at all"
        )
        raise Invalid(f"there is no asset type '{text}'{hint}")
    if len(found) > 1:
        schemes = schemes_of()
        named = ", ".join(f"{one.id} in scheme '{schemes.get(one.id, '?')}'" for one in found)
        raise Invalid(f"several asset types are named '{text}' ({named}): write the id")
    return found[0]
