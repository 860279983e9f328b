# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server in memory has, how it shows it, what it was asked for, and what goes wrong there."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._core.backend import Values
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import ServerRefused
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import Vocabulary
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import find_field
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import parse
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    AssetType,
    Id,
    Location,
    Row,
    Value,
    refs_in,
)

WRITES = ("create", "update", "delete", "upload", "detach")


@dataclass
class Asset:
    """What the server has: values in canonical form by `Field.key`, and files by their id."""

    name: str
    type: AssetType
    values: dict[str, Value] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """An entry of the journal: what was asked for, of which asset (by id, a new one by name), and what was sent."""

    verb: str
    what: Any = None
    values: Mapping[str, Value] = field(default_factory=dict)
    name: str = ""  # of an update


@dataclass
class Fault:
    """Calls of a verb that end in an error: so many `times`, after so many that do not. `done`: nevertheless done."""

    verb: str
    error: Exception
    after: int = 0
    times: int = 1
    done: bool = False


@dataclass
class Refusal:
    """What a read by id says instead of showing an asset, so many times; a search shows the asset all the same."""

    asset_id: Id
    words: str
    times: float = inf


@dataclass
class Memory:
    """A server with these asset types, places and people (username and key), and with the ways that it is given."""

    types: Sequence[AssetType]
    places: Sequence[Location] = ()
    people: Sequence[tuple[str, str]] = ()
    prefix: str = ""  # of ids, which then are texts
    lag: int = 0  # so many searches after a write show what was there before it
    not_in_rows: frozenset[str] = frozenset()  # the keys of fields that a search leaves out
    not_in_reads: frozenset[str] = frozenset()  # the keys of fields that a read by id leaves out
    names_in_rows: bool = False  # whether a search shows references by name alone
    found_if_sure: frozenset[str] = frozenset()  # the names that only a search that is sure brings
    status_keys: Mapping[str, str] = field(default_factory=dict)  # as which statuses are shown
    not_kept: frozenset[str] = frozenset()  # the keys of fields whose writes have no effect
    defaults: Mapping[str, Value] = field(default_factory=dict)  # what a new asset has by itself
    answers_ids: bool = True  # whether the answer to a creation has the id
    remark: str | None = None  # in the answer to each write
    unreadable: tuple[str, ...] = ()
    name_changes: tuple[str, ...] = ()  # what it is known to make of names
    name_uniqueness: str = "unknown"  # what is known of its names
    unique_names: str = ""  # per_type or never: where no two assets may have the same name
    store_name: Callable[[str], str] = str  # what becomes of a name
    finds_alike: bool = False  # whether a search for a name brings others of the same words
    server: str = "memory://"
    assets: dict[Id, Asset] = field(default_factory=dict)
    journal: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._words = Vocabulary()
        self._secrets: set[str] = set()
        self._index: list[Row] = []
        self._stale = 0  # so many searches still show the index as it is
        self._behind = False  # whether the index lacks something
        self._count = 0

    # --- for tests --------------------------------------------------------------------------------------------------

    def add(self, type_name: str, name: str, **written: Any) -> Id:
        """Create an asset behind the client's back, with fields as users write them; a search shows it at once."""
        asset_id = self._new_id()
        of = next(one for one in self.types if one.name == type_name)
        self.assets[asset_id] = Asset(name, of)
        self.edit(asset_id, **written)
        return asset_id

    def edit(self, asset_id: Id, *, lagging: bool = False, **written: Any) -> None:
        """Change fields behind the client's back; a search shows it at once unless it is `lagging`."""
        self._change(self.lag if lagging else 0)
        asset = self.assets[asset_id]
        asset.name = written.pop("name", asset.name)
        for key, value in {**written.pop("attributes", {}), **written}.items():
            row = find_field(key, [asset.type])
            asset.values[row.key] = parse(value, row, self._known)

    def attach(self, asset_id: Id, name: str, content: bytes) -> str:
        """Attach a file behind the client's back; its id."""
        self._count += 1
        self.assets[asset_id].files[f"f-{self._count}"] = name, content
        return f"f-{self._count}"

    def remove(self, asset_id: Id, *, lagging: bool = False) -> None:
        """Delete an asset behind the client's back."""
        self._change(self.lag if lagging else 0)
        del self.assets[asset_id]

    def one(self, name: str) -> Asset:
        """The one asset of that name."""
        return self.assets[self.id_of(name)]

    def id_of(self, name: str) -> Id:
        """The id of the one asset of that name."""
        (found,) = (key for key, asset in self.assets.items() if asset.name == name)
        return found

    def fail(self, verb: str, error: Exception, **when: Any) -> None:
        """Let calls of a verb end in an error; see `Fault`."""
        self.faults.append(Fault(verb, error, **when))

    def refuse(self, asset_id: Id, words: str, times: float = inf) -> None:
        """Let reads by id refuse to show an asset; see `Refusal`."""
        self.refusals.append(Refusal(asset_id, words, times))

    def refusal_of(self, asset_id: Id) -> ServerRefused | None:
        """What a read by id says instead of showing the asset, which counts as having been said."""
        for one in self.refusals:
            if one.asset_id == asset_id and one.times > 0:
                one.times -= 1
                said = f"could not read asset {asset_id}: the server declined. The server says: {one.words}"
                return ServerRefused(said, server_said=one.words)
        return None

    def asked(self, *verbs: str) -> list[Call]:
        """The calls of these verbs; without any, the writes."""
        return [call for call in self.journal if call.verb in (verbs or WRITES)]

    # --- what happens -----------------------------------------------------------------------------------------------

    @contextmanager
    def _call(
        self, verb: str, what: Any = None, values: Values = (), name: str = ""
    ) -> Iterator[None]:
        """One call after the other, each in the journal, and ended by the faults that are due."""
        with self._lock:
            self.journal.append(Call(verb, what, {one.key: value for one, value in values}, name))
            now: list[Fault] = []
            for fault in self.faults:
                if fault.verb == verb and fault.after:
                    fault.after -= 1
                elif fault.verb == verb and fault.times:
                    fault.times -= 1
                    now.append(fault)
            for fault in now:
                if not fault.done:
                    raise fault.error
            yield
            for fault in now:
                raise fault.error

    def _new_id(self) -> Id:
        self._count += 1
        return f"{self.prefix}{self._count}" if self.prefix else self._count

    def parse_id(self, text: str) -> Id | None:
        found = re.fullmatch(rf"\s*({self.prefix}[0-9]{{1,18}})\s*", text)
        return found and (found[1] if self.prefix else int(found[1]))

    @property
    def _known(self) -> Known:
        users = {text: frozenset(user) for user in self.people for text in user}
        return Known(self._words, parse_id=self.parse_id, locations=tuple(self.places), users=users)

    def _put(self, asset_id: Id, asset: Asset, name: str, values: Values) -> None:
        if any(ref.id not in self.assets for _field, value in values for ref in refs_in(value)):
            raise ServerRefused("no such asset")
        name = self.store_name(name)
        taken = (one for key, one in self.assets.items() if key != asset_id and one.name == name)
        if self.unique_names and any(
            self.unique_names == "never" or one.type == asset.type for one in taken
        ):
            raise ServerRefused(f"There is another asset with the name {name}.")
        self._change(self.lag)
        asset.name = name
        asset.values.update((one.key, sent) for one, sent in values if one.key not in self.not_kept)
        self.assets[asset_id] = asset

    def _change(self, lag: int) -> None:
        """Called before a change that so many searches do not show."""
        if lag and self._behind and not self._stale:
            self._reindex()
        self._stale, self._behind = lag, True

    # --- how it shows -----------------------------------------------------------------------------------------------

    def _rows(self) -> list[Row]:
        """What the search knows at the moment, by name."""
        if self._stale:
            self._stale -= 1
        elif self._behind:
            self._reindex()
        return self._index

    def _reindex(self) -> None:
        self._behind = False
        rows = [
            Row(key, one.name, one.type, one.type.name, self._raw(one, self.names_in_rows))
            for key, one in self.assets.items()
        ]
        self._index = sorted(rows, key=lambda row: row.name)

    def _raw(self, asset: Asset, by_name: bool = False) -> dict[str, Any]:
        fields = asset.type.fields
        raw = dict.fromkeys(key for key, one in fields.items() if one.kind != "encrypted")
        shown = ((key, one) for key, one in asset.values.items() if key in raw)
        return {**raw, **{key: self._shown(one, by_name) for key, one in shown}}

    def _shown(self, value: Value, by_name: bool) -> Any:
        if refs_in(value):
            ids = [ref.id for ref in refs_in(value) if ref.id in self.assets]
            named = [(one, self.assets[one].name) for one in ids]
            return [name if by_name else {"id": one, "name": name} for one, name in named]
        if isinstance(value, frozenset):
            return sorted(map(str, value))
        return self.status_keys.get(value, value) if isinstance(value, str) else value


def without(row: Row, keys: frozenset[str]) -> Row:
    """The row without the fields of these keys."""
    return dataclasses.replace(
        row, raw={key: one for key, one in row.raw.items() if key not in keys}
    )
