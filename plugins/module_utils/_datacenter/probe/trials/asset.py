# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The test asset: written to in the forms that are known so far, read back, and removed at the end.

In all trials a form is the right one if its value is there when the asset is read back: servers may accept what they
do not understand, and drop it.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence
from typing import Any

from ...._core.errors import AipError, Unreachable
from ...._core.fields import NAME, SYSTEM_FIELD
from ...._core.model import AssetType, Field, Id
from ...._local.waiting import poll
from ... import answers
from ...dialect import Dialect
from ...payload import arrange_payload, blank
from ...query import by_text
from ..server import CALLS, EMPTY, AssetViews, ParsedReply, Server, shape_of_write
from . import writes

Values = Sequence[tuple[Field, Any]]
"""Fields with the values to send, in the form of the server."""


class Stopped(AipError):
    """The trials cannot go on."""


class ProbeAsset:
    """One asset of our own, with a name that no other asset has. `dialect` holds the forms that are known so far.

    `calls` are those that show its fields; with `reads_rows` a row of a search is needed as well.
    """

    def __init__(self, server: Server, asset_type: AssetType) -> None:
        self.server = server
        self.asset_type = asset_type
        self.name = f"aip-probe-{secrets.token_hex(6)}"
        self.id: int | None = None
        self.was_created = False
        self.is_in_doubt = False  # a create was sent, and what became of it is unknown
        self.dialect = Dialect()
        self.calls: tuple[str, ...] = CALLS
        self.reads_rows = False

    @property
    def known_id(self) -> int:
        """The asset's id. Raises Stopped where there is no asset."""
        if self.id is None:
            raise Stopped("there is no test asset")
        return self.id

    def learn(self, **settings: Any) -> None:
        """Use other settings of the dialect from now on."""
        self.dialect = dataclasses.replace(self.dialect, **settings)

    def body(self, values: Values = (), name: str | None = None) -> dict[str, Any]:
        """The body of an update in the forms that are known so far."""
        asset_type = self.asset_type if self.dialect.update_with_asset_type else None
        return arrange_payload(name or self.name, asset_type, values, self.dialect)

    def emptied(self, fields: Sequence[Field]) -> Values:
        """The values that clear some fields."""
        return [(field, blank(self.dialect)) for field in fields]

    def put(self, body: dict[str, Any]) -> ParsedReply:
        """The reply to an update with that body. Raises Stopped if there is none."""
        try:
            reply = writes.put_asset(self.server, self.known_id, body)
        except Unreachable as error:
            raise Stopped(error.sentence) from None
        if reply.is_good:
            evidence = f"status {reply.status}"
            self.server.observed.note("update_answer", shape_of_write(reply), evidence)
        return reply

    def write(self, values: Values) -> tuple[ParsedReply, AssetViews | None]:
        """Write fields and read them back. If the write was refused, nothing is read."""
        reply = self.put(self.body(values))
        return reply, self.read() if reply.is_good else None

    def takes(self, field: Field, raw: Any, before: AssetViews | None) -> bool:
        """Whether the server accepts a value for a field, and shows it then."""
        _reply, after = self.write([(field, raw)])
        return is_new(field.key, before, after)

    def read(self, by_all: bool = False) -> AssetViews | None:
        """The asset as the server shows it now: by all calls, or by those that are needed to see its fields."""
        row = None
        if by_all or self.reads_rows:
            if self.server.lag > 0.05:
                self.server.waiting.sleep(self.server.lag + 0.1)
            row = next((one for one in self.rows() if one.id == self.known_id), None)
        calls = CALLS if by_all else self.calls
        return self.server.view(self.known_id, row, self.asset_type, calls)

    def rows(self) -> list[answers.Shown]:
        """What a search for the name finds."""
        _reply, rows = self.server.find(by_text(NAME, self.name))
        return [row for row in rows if row.name == self.name]

    def remove(self) -> ParsedReply:
        """Delete the asset, and make sure of it. Raises Stopped if it is still there."""
        gone = self.known_id
        reply = writes.remove_asset(self.server, gone)
        if self.server.view(gone, None, self.asset_type) is not None:
            raise Stopped(f"asset {gone} is still there after it was deleted: {reply.summary}")
        self.id = None
        return reply


def is_new(key: str, before: AssetViews | None, after: AssetViews | None) -> bool:
    """Whether a field shows a value that it did not have before."""
    if after is None:
        return False
    value = after.value(key)
    return value not in EMPTY and (before is None or before.value(key) != value)


def is_empty(key: str, one: AssetViews | None) -> bool:
    """Whether a field of an asset that could be read is empty."""
    return one is not None and one.value(key) in EMPTY


def shown_or_not(shown: bool) -> str:
    """Whether a value was there afterwards, for a report."""
    return "shown" if shown else "not shown"


class Trials:
    """The test asset, and what one trial leaves for the next: the system fields that its type has, and has not.

    `inferred` are attribute types by identifier, as far as values show them; `partners` the rows found of each type.
    """

    def __init__(self, server: Server, asset_type: AssetType) -> None:
        self.server = server
        self.observed = server.observed
        self.asset_type = asset_type
        self.asset = ProbeAsset(server, asset_type)
        self.enabled: frozenset[str] = frozenset(SYSTEM_FIELD)
        self.disabled: tuple[Field, ...] = ()
        self.inferred: dict[str, str] = {}
        self.partners: dict[Id, list[answers.Shown]] = {}

    def attribute(self, *kinds: str) -> Field | None:
        """The first attribute of the type that is of one of the kinds, in their order."""
        for kind in kinds:
            for field in self.asset_type.attributes.values():
                if field.kind == kind:
                    return field
        return None

    def system_field(self, *keys: str) -> Field | None:
        """The first of some system fields that the type has."""
        return next((SYSTEM_FIELD[key] for key in keys if key in self.enabled), None)


def remove_all(asset: ProbeAsset) -> list[str]:
    """Remove whatever is left, at the end; a sentence for each asset that may be left all the same."""
    left: list[str] = []
    named = f"'{asset.name}' of type '{asset.asset_type.name}'"
    try:
        gone = asset.id
        if gone is not None:
            asset.remove()
        rows = [row for row in asset.rows() if row.id != gone]
        if gone is None and asset.is_in_doubt and not rows:
            left.append(
                f"an asset {named} may turn up later, as a create was sent and its outcome is unknown; if it does,"
                " delete it"
            )
        for row in rows:
            if asset.server.view(row.id, None, asset.asset_type) is not None:
                asset.id = row.id
                asset.remove()
        poll(asset.server.waiting, lambda: not asset.rows())
    except AipError as error:
        which = "" if asset.id is None else f" (id {asset.id})"
        left.append(
            f"the test asset {named}{which} may still exist, possibly under another name; look for it and delete"
            f" it: {error.sentence}"
        )
    return left
