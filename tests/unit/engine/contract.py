# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The back ends that test_contract.py asks for the same things. Another back end joins in with a row in `DOORS`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._core.backend import (
    Backend,
    Identity,
    Query,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import find_field
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import parse, readings
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    AssetType,
    Current,
    Id,
    Row,
    Value,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.dialect import Dialect
from ansible_collections.assetops.aip.plugins.module_utils._http.connection import Connection
from ansible_collections.assetops.aip.plugins.module_utils._module.session import Access, Session
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

from .company import EVERY_KIND, PEOPLE, PLACES
from .fake import Fake

PAGE = 3
"""So few rows come at a time, where a server has pages."""


class Door:
    """A back end with the asset types Specimen and Widget, and what a test asks of it."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.types: Mapping[str, AssetType] = {one.name: one for one in backend.asset_types()}
        self.known = Known(
            backend.traits.vocabulary,
            backend.traits.time_zone,
            backend.traits.separator,
            backend.parse_id,
            backend.locations(),
            {name: backend.user_spellings(name) for name, _key in PEOPLE},
        )
        self._numbers = itertools.count(1)

    def fresh(self, text: str = "asset") -> str:
        """A name that no asset has."""
        return f"{text} {next(self._numbers)}"

    def values(self, type_name: str, written: Mapping[str, Any]) -> list[Any]:
        """Fields with their canonical values, from what a user writes."""
        fields = {key: find_field(key, [self.types[type_name]]) for key in written}
        return [(fields[key], parse(one, fields[key], self.known)) for key, one in written.items()]

    def create(self, type_name: str, name: str, **written: Any) -> Id:
        """A new asset."""
        of = self.types[type_name]
        created = self.backend.create(name, of, self.values(type_name, written)).id
        assert created is not None
        return created

    def update(self, asset_id: Id, name: str, type_name: str, **written: Any) -> None:
        """Write some fields."""
        of = self.types[type_name]
        self.backend.update(asset_id, name, of, self.values(type_name, written))

    def read(self, asset_id: Id) -> Current:
        """The asset with all fields."""
        return self.backend.read([asset_id], every_field)[asset_id]

    def shown(self, current: Current, key: str) -> tuple[Value, ...]:
        """What a field may mean, as it is shown."""
        assert current.asset_type is not None
        return readings(current.raw[key], current.asset_type.fields[key], self.known)

    def named(self, *names: str, type_name: str | None = None, **query: Any) -> list[Row]:
        """The rows of these very names, of those that a search for them brings."""
        of = self.types[type_name] if type_name else None
        identities = tuple(Identity(name, asset_type=of) for name in names)
        rows = self.backend.search(Query(identities=identities, **query))
        return [row for row in rows if row.name in names]


def every_field(asset_type: AssetType | None) -> list[Any]:
    """All fields that a type has, but for those that no answer shows."""
    fields = asset_type.fields.values() if asset_type else ()
    return [field for field in fields if field.kind != "encrypted"]


@contextmanager
def open_fake(prefix: str = "") -> Iterator[Backend]:
    """The fake of the engine's tests."""
    yield Fake(EVERY_KIND, PLACES, PEOPLE, prefix)


@contextmanager
def open_data_center() -> Iterator[Backend]:
    """AIP Data Center, as the sandbox plays it."""
    with Sandbox("every_field") as sandbox:
        for asset in sandbox.assets():
            sandbox.remove_asset(asset["id"])
        connection = Connection(url=sandbox.url, token=sandbox.token("ansible"))
        session = Session(Access(connection, Dialect(), read_only=False))
        session.backend.begin(page_size=PAGE)
        yield session.backend
        session.close()


DOORS: Mapping[str, Callable[[], Any]] = {
    "fake": open_fake,
    "fake with ids as text": lambda: open_fake("A-"),
    "Data Center": open_data_center,
}
