# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The throw-away asset: created in the first form that the server takes, changed, read back, and gone at the end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from ..._apply.waiting import poll
from ..._core.errors import AipError, Unreachable
from ..._core.model import AssetType, Field
from .. import answers
from ..query import phrase
from ..wire_forms import wire_name
from . import writes
from .scene import CALLS, Exhibit, Scene
from .wire import Seen, lost_in_between, written_shape

TYPE_KEYS = ("formId", "formName", "form")

Values = Sequence[tuple[Field, Any]]


class Stopped(AipError):
    """The trials cannot go on."""


class Throwaway:
    """One asset of our own. `name` is what it is called now, `own_name` what nobody else is called."""

    def __init__(self, scene: Scene, asset_type: AssetType) -> None:
        self.scene = scene
        self.asset_type = asset_type
        self.own_name = f"aip-probe-{secrets.token_hex(6)}"
        self.id: int | None = None
        self.was_sent = False
        self.was_created = False
        self.is_in_doubt = False  # a create was sent, and nobody knows what became of it
        self.type_key = TYPE_KEYS[0]
        self.needs_type = False
        self.system_fields = "top_level"
        self.attributes = "entries"
        self.numbers = "number"
        self.clears_with: str | None = ""
        self.reads_rows = False
        self.calls: tuple[str, ...] = CALLS

    @property
    def known_id(self) -> int:
        """The asset's id. Raises Stopped where there is no asset."""
        if self.id is None:
            raise Stopped("there is no throw-away asset")
        return self.id

    # --- creating -------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """Create the asset, in one form after the other until one is taken. Raises Stopped if none is."""
        notes = self.scene.notes
        refused: list[str] = []
        for key in TYPE_KEYS:
            self.type_key = key
            seen = self._post()
            if lost_in_between(seen) or seen.is_good:
                self.id = self._id_from(seen)
            self.was_created = self.was_created or self.id is not None or seen.is_good
            if self.id is None:
                if seen.is_good:
                    raise Stopped(
                        f"the server took a create with {key} ({seen.told}), but the search does not show the asset"
                    )
                refused.append(f"with {key}: {seen.told}")
                if not seen.is_refused:
                    if seen.status != 500:
                        # What broke stands before the server, which may have done it all the same.
                        self.is_in_doubt = True
                        raise Stopped(
                            f"a create with {key} failed ({seen.told}), and nobody knows if there is an asset now"
                        )
                    notes.remark(
                        f"a create with {key} failed ({seen.told}), and the search did not show an asset within"
                        f" {self.scene.waiting.seconds:g} s; should '{self.own_name}' turn up later, delete it"
                    )
                continue
            if not self._has_type():
                refused.append(f"with {key}: an asset of another type, which was removed")
                self.remove()
                continue
            evidence = "; ".join([*refused, f"with {key}: taken"])
            notes.note("asset_type_key", key, evidence)
            if seen.is_good:
                shape = written_shape(seen)
                notes.note("create_answer", shape, f"status {seen.status}")
                notes.note("create_status", seen.status, f"answer: {shape}")
            return
        for question in ("asset_type_key", "create_answer", "create_status"):
            notes.leave(question, "; ".join(refused))
        raise Stopped(f"the server takes no create: {'; '.join(refused)}")

    def _post(self) -> Seen:
        body = {"name": self.own_name, self.type_key: self._type_value()}
        self.was_sent = True
        try:
            return writes.post_asset(self.scene, body)
        except Unreachable as error:
            if error.sent:
                self.id = self._look_for()
                self.was_created = True  # or may be
                self.is_in_doubt = self.id is None
            raise Stopped(
                f"{error.sentence}; it is not known whether an asset was created"
            ) from None

    def _type_value(self) -> Any:
        return self.asset_type.id if self.type_key == "formId" else self.asset_type.name

    def _id_from(self, seen: Seen) -> int | None:
        """The new asset's id: told by the answer, or found by the search. Notes after how long that shows it."""
        told = None
        if seen.is_good:
            told = answers.read_created_id(seen.data, str(seen.headers.get("Location", "")))
        found = self._look_for()
        return told if told is not None else found

    def _look_for(self) -> int | None:
        scene = self.scene
        started = scene.waiting.clock()
        if not poll(scene.waiting, lambda: bool(self._rows())):
            why = f"not within wait_for_index ({scene.waiting.seconds:g} s)"
            scene.notes.leave("index_lag", why)
            scene.lag = scene.waiting.seconds
            return None
        scene.lag = round(scene.waiting.clock() - started, 1)
        scene.notes.note("index_lag", scene.lag, "seconds until the search showed the new asset")
        return self._rows()[0].id

    def _rows(self) -> list[answers.Shown]:
        name = {"field": "asset.name", "keyword": phrase(self.own_name), "fieldType": "STRING"}
        _seen, rows = self.scene.find(name)
        return [row for row in rows if row.name == self.own_name]

    def _has_type(self) -> bool:
        one = self.read(by_all=True)
        types = [self.scene.type_of(shown) for shown in one.shown.values()] if one else []
        known = [found for found in types if found is not None]
        return not known or any(found.id == self.asset_type.id for found in known)

    # --- changing and reading -------------------------------------------------------------------------------------

    def body(self, values: Values = (), name: str | None = None) -> dict[str, Any]:
        """The body of an update in the form that is known so far."""
        body: dict[str, Any] = {"name": self.own_name if name is None else name}
        if self.needs_type:
            body[self.type_key] = self._type_value()
        entries: list[dict[str, Any]] = []
        by_name: dict[str, Any] = {}
        for field, raw in values:
            if field.is_system and self.system_fields == "top_level":
                body[wire_name(field)] = raw
            else:
                by_name[wire_name(field)] = raw
                which = {} if field.is_system else {"id": field.attribute_id}
                attribute = {**which, "attributeName": wire_name(field)}
                entries.append({"attribute": attribute, "attributeValue": raw})
        if entries:
            body["attributes"] = entries if self.attributes == "entries" else by_name
        return body

    def put(self, body: dict[str, Any]) -> Seen:
        """The answer to an update with that body. Raises Stopped if there is none."""
        try:
            seen = writes.put_asset(self.scene, self.known_id, body)
        except Unreachable as error:
            raise Stopped(error.sentence) from None
        if seen.is_good:
            self.scene.notes.note("update_answer", written_shape(seen), f"status {seen.status}")
        return seen

    def read(self, by_all: bool = False) -> Exhibit | None:
        """The asset as the server shows it now: by all calls, or by those that are needed to see its fields."""
        row = None
        if by_all or self.reads_rows:
            if self.scene.lag > 0.05:
                self.scene.waiting.sleep(self.scene.lag + 0.1)
            row = next((one for one in self._rows() if one.id == self.known_id), None)
        return self.scene.exhibit(
            self.known_id, row, self.asset_type, CALLS if by_all else self.calls
        )

    def try_out(self, values: Values) -> tuple[Seen, Exhibit | None]:
        """Write fields and read them back. If the write was refused, nothing is read."""
        seen = self.put(self.body(values))
        return seen, self.read() if seen.is_good else None

    def takes(self, field: Field, raw: Any, before: Exhibit | None) -> bool:
        """Whether the server takes a value for a field, and shows it then."""
        _seen, after = self.try_out([(field, raw)])
        return is_new(field.key, before, after)

    # --- removing -------------------------------------------------------------------------------------------------

    def remove(self) -> Seen:
        """Delete the asset, and make sure of it. Raises Stopped if it is still there."""
        gone = self.known_id
        seen = writes.remove_asset(self.scene, gone)
        left = self.scene.exhibit(gone, None, self.asset_type)
        if left is not None:
            raise Stopped(f"asset {gone} is still there after its delete: {seen.told}")
        self.id = None
        return seen

    def sweep(self) -> list[str]:
        """Remove whatever is left, at the end; a sentence for each asset that may be left all the same."""
        if not self.was_sent:
            return []
        left: list[str] = []
        try:
            if self.id is None:
                rows = self._rows()
                if self.is_in_doubt and not rows:
                    left.append(
                        f"an asset '{self.own_name}' of type '{self.asset_type.name}' may turn up later, as a create"
                        " was sent and nobody knows what became of it; if it does, delete it"
                    )
            else:
                gone = self.id
                self.remove()
                rows = [row for row in self._rows() if row.id != gone]
            for row in rows:
                if self.scene.exhibit(row.id, None, self.asset_type) is not None:
                    self.id = row.id
                    self.remove()
            poll(self.scene.waiting, lambda: not self._rows())
        except AipError as error:
            which = "" if self.id is None else f" (id {self.id})"
            left.append(
                f"the throw-away asset '{self.own_name}'{which} of type '{self.asset_type.name}' may still be there,"
                f" perhaps under another name; look for it and delete it: {error.sentence}"
            )
        return left


def is_new(key: str, before: Exhibit | None, after: Exhibit | None) -> bool:
    """Whether a field shows a value that it did not have before."""
    if after is None:
        return False
    value = after.value(key)
    return value not in (None, "", []) and (before is None or before.value(key) != value)


def is_empty(key: str, one: Exhibit | None) -> bool:
    """Whether a field of an asset that could be read is empty."""
    return one is not None and one.value(key) in (None, "", [])
