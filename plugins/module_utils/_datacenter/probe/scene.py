# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the probe works with: the session, the notes, and what has been read of types and assets so far."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._apply.waiting import Waiting
from ..._core.errors import LoginRefused
from ..._core.fields import SYSTEM_FIELD, build_asset_type
from ..._core.model import AssetType, Field
from ..._http.call import Call
from ..._http.client import Http
from .. import answers
from ..api import ROOT, SEARCH
from ..query import Search, build_body
from .notes import Notes
from .wire import Seen, ask

CALLS = ("transformed", "inventory", "search")
_PATHS = {"transformed": "inventory/transformed/", "inventory": "inventory/"}


@dataclass(frozen=True)
class Exhibit:
    """One asset as the three calls show it; those that did not show it are left out of `shown`."""

    id: int
    asset_type: AssetType
    shown: Mapping[str, answers.Shown]
    seen: Mapping[str, Seen]

    def values(self, call: str) -> dict[str, Any]:
        """The fields that a call shows, by `Field.key`, values as they came."""
        shown = self.shown.get(call)
        return {} if shown is None else answers.raw_fields(shown, self.asset_type)

    def value(self, key: str) -> Any:
        """A field by the most trusted call that shows it; None if none does, or if it is empty."""
        for call in CALLS:
            values = self.values(call)
            if key in values:
                return values[key]
        return None

    def shows(self, key: str) -> bool:
        """Whether any call mentions the field, be it empty."""
        return any(key in self.values(call) for call in CALLS)

    @property
    def name(self) -> str | None:
        """The name as it came; None for null."""
        for call in CALLS:
            if call in self.shown:
                name = self.shown[call].top.get("name")
                return None if name is None else str(name)
        return None


class Scene:
    """The server as it was found so far."""

    def __init__(self, http: Http, notes: Notes, waiting: Waiting) -> None:
        self.http = http
        self.notes = notes
        self.waiting = waiting
        self.me: Mapping[str, Any] = {}
        self.types: tuple[AssetType, ...] = ()
        self.rows: list[answers.Shown] = []
        self.exhibits: list[Exhibit] = []
        self.nodes: set[str] = set()
        self.rates: dict[str, str] = {}
        self.lag = 0.0

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(self, call: Call) -> Seen:
        """The answer to a call of this login. Raises LoginRefused if the login does not count."""
        seen = ask(self.http, call)
        self.learn(seen)
        if isinstance(seen.trouble, LoginRefused):
            raise seen.trouble
        return seen

    def learn(self, seen: Seen) -> None:
        """Keep what the headers of an answer tell of nodes and limits."""
        node = seen.headers.get("X-ANODEID")
        if node:
            self.nodes.add(node)
        for name in ("Limit", "FillRate", "Interval-Seconds"):
            if seen.headers.get(f"X-RateLimit-{name}"):
                self.rates[name] = seen.headers[f"X-RateLimit-{name}"]

    def get(self, path: str, doing: str, *params: tuple[str, str]) -> Seen:
        """The answer to a read of AIP."""
        return self.ask(Call("GET", ROOT + path, doing, params=params))

    def get_jira(self, path: str, doing: str, *params: tuple[str, str]) -> Seen:
        """The answer to a read of Jira itself."""
        return self.ask(Call("GET", f"rest/api/2/{path}", doing, params=params))

    def search(self, body: Mapping[str, Any], doing: str = "search for assets") -> Seen:
        """The answer to a search with that body."""
        return self.ask(Call("POST", SEARCH, doing, body=body, reads=True))

    def find(
        self, *params: Mapping[str, Any], page: int = 1, size: int = 25, **changed: Any
    ) -> tuple[Seen, list[answers.Shown]]:
        """The answer to a search by criteria, and its rows. `changed` replaces keys of the body; None takes one out."""
        body = build_body(Search(params=tuple(params)), page, size)
        for key, value in changed.items():
            body.pop(key) if value is None else body.update({key: value})
        seen = self.search(body)
        return seen, (answers.read_rows(seen.data) or []) if seen.is_good else []

    def has(self, rows: Sequence[answers.Shown], asset_id: int) -> bool:
        """Whether an asset is among the rows."""
        return any(row.id == asset_id for row in rows)

    # --- assets ---------------------------------------------------------------------------------------------------

    def type_of(self, shown: answers.Shown) -> AssetType | None:
        """The asset type that an answer names."""
        for one in self.types:
            if shown.type_id is not None and one.id == shown.type_id:
                return one
        named = [one for one in self.types if one.name == shown.type_name]
        return named[0] if named else None

    def exhibit(
        self,
        asset_id: int,
        row: answers.Shown | None,
        asset_type: AssetType | None = None,
        calls: Sequence[str] = CALLS,
    ) -> Exhibit | None:
        """The asset as reads by id and a search row show it; None if no call shows it, or its type is not known."""
        seen = {
            call: self.get(f"{_PATHS[call]}{asset_id}.json", f"read asset {asset_id}")
            for call in calls
            if call in _PATHS
        }
        found = {
            call: answers.find_asset(answer.data, asset_id)
            for call, answer in seen.items()
            if answer.is_good
        }
        shown = {call: one for call, one in found.items() if one is not None}
        if row is not None:
            shown["search"] = row
        known = asset_type or next(filter(None, map(self.type_of, shown.values())), None)
        return Exhibit(asset_id, known, shown, seen) if known and shown else None


def with_options(asset_type: AssetType, options: Mapping[Any, Any]) -> AssetType:
    """The type with the options of its attributes, where the list of types left them out."""
    fields = [
        field
        if field.options or field.attribute_id is None
        else dataclasses.replace(field, options=tuple(options.get(field.attribute_id, ())))
        for field in asset_type.attributes.values()
    ]
    return build_asset_type(asset_type.id, asset_type.name, fields)


def fields_of(asset_type: AssetType) -> Iterator[Field]:
    """All fields that an asset of the type may have."""
    yield from SYSTEM_FIELD.values()
    yield from asset_type.attributes.values()


Step = Callable[[Scene], None]
