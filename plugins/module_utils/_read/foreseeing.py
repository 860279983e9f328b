# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server as it would be after the earlier tasks of a run in check mode. It can only be read."""

from __future__ import annotations

import hashlib
import os.path
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

from .._core.backend import (
    PAGE_SIZE,
    Backend,
    Enough,
    FieldsOf,
    Progress,
    Query,
    Refused,
    silent,
)
from .._core.errors import NotFound
from .._core.foreseen import FIRST_ID, IDS, Foreseen, as_data, foresee, from_data
from .._core.model import AssetType, Attachment, Current, Id, Row
from .._core.step import Step
from .._local.run_notes import RunNotes


class Foreseeing:
    """The server `backend`, with what was foreseen; everything else is its own. Notes are in `folder`.

    With `remembers` false, the tasks that use it leave no notes: they would not write in a real run either.
    """

    def __init__(self, backend: Backend, folder: str, remembers: bool = True) -> None:
        self._backend, self._remembers = backend, remembers
        server = hashlib.sha256(backend.server.encode()).hexdigest()[:16]
        self._notes = RunNotes(os.path.join(folder, f"assetops.aip-foreseen-{server}"))
        self._learned: dict[Id, Foreseen] = {}
        self._is_behind = False  # whether there are notes that only matter once something is read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)

    def as_backend(self) -> Backend:
        """Itself, as what it can be used as."""
        return cast(Backend, self)

    # --- remembering ------------------------------------------------------------------------------------------------

    def begin(
        self, workers: int = 1, progress: Progress = silent, page_size: int = PAGE_SIZE
    ) -> None:
        """Begin a task, see `Backend.begin`, with what earlier ones would have done."""
        self._learn()
        self._backend.begin(workers, progress, page_size)

    def _learn(self) -> None:
        for one in from_data(self._notes.read_new()):
            before = self._learned.get(one.id)
            self._learned[one.id] = one if before is None else before.after(one)
        self._is_behind = False

    @property
    def _foreseen(self) -> Mapping[Id, Foreseen]:
        """What earlier tasks would have done, by the ids of the assets."""
        if self._is_behind:
            self._learn()
        return self._learned

    def foresee(self, steps: Sequence[Step]) -> None:
        """Leave notes of what these steps would do."""
        if self._remembers:
            found = foresee(steps, lambda: FIRST_ID - secrets.randbelow(IDS), self._backend.hidden)
            self._notes.add([as_data(one) for one in found])
            self._is_behind = True

    # --- reading ----------------------------------------------------------------------------------------------------

    def parse_id(self, text: str) -> Id | None:
        """The id that a text spells, see `Backend.parse_id`."""
        is_new = re.fullmatch(r"-90[0-9]{14}", text.strip())
        return int(text) if is_new else self._backend.parse_id(text)

    def search(self, query: Query, enough: Enough | None = None) -> list[Row]:
        """The rows of a query, see `Backend.search`."""
        rows = self._backend.search(query, enough)
        if not self._foreseen:
            return rows
        types = {one.id: one for one in self._backend.asset_types()}
        there = {(row.asset_type.id, row.name) for row in rows if row.asset_type is not None}
        added = [
            one.row(types[one.type_id])
            for one in self._foreseen.values()
            if one.type_id in types
            and self._is_to_add(one, query, types[one.type_id])
            and not (one.is_new and (one.type_id, one.name) in there)  # it was created since
        ]
        found = {row.id: self._applied(row) for row in rows}
        found = {**{row.id: row for row in added}, **found}
        kept = [row for row in found.values() if row is not None]
        return sorted(kept, key=lambda row: row.name) if added else kept

    def _is_to_add(self, one: Foreseen, query: Query, asset_type: AssetType) -> bool:
        """Whether a search may find the asset only as it would be; callers compare exactly."""
        if one.is_gone or query.raw is not None:
            return False
        names = {identity.name and _roughly(identity.name) for identity in query.identities}
        return (not query.types or asset_type in query.types) and (
            not names or None in names or _roughly(one.name) in names
        )

    def _applied(self, row: Row) -> Row | None:
        """The row as it would be; None for an asset that would be gone."""
        one = self._foreseen.get(row.id)
        if one is None:
            return row
        return None if one.is_gone else cast(Row, one.applied(row))

    def read(
        self,
        ids: Sequence[Id],
        fields: FieldsOf | None,
        known: Mapping[Id, Current] | None = None,
        refused: Refused | None = None,
    ) -> dict[Id, Current]:
        """The assets of these ids, see `Backend.read`."""
        touched = {one: self._foreseen[one] for one in ids if one in self._foreseen}
        rest = [one for one in ids if one not in touched or self._is_there(touched[one])]
        read = self._backend.read(rest, fields, known, refused) if rest else {}
        types = {one.id: one for one in self._backend.asset_types()} if touched else {}
        for asset_id, one in touched.items():
            if one.is_gone:
                if refused is not None:
                    refused(asset_id, NotFound(f"there would be no asset {asset_id} any more"))
            elif asset_id in read:
                read[asset_id] = one.applied(read[asset_id])
            elif one.is_new and one.type_id in types:
                row = one.row(types[one.type_id])
                read[asset_id] = Current(
                    row.id, row.name, row.asset_type, row.type_name, row.raw, attachments=()
                )
        return {one: read[one] for one in ids if one in read}

    @staticmethod
    def _is_there(one: Foreseen) -> bool:
        return not one.is_new and not one.is_gone

    def attachments(self, asset_id: Id) -> tuple[Attachment, ...] | None:
        """The files at an asset, see `Backend.attachments`."""
        one = self._foreseen.get(asset_id)
        if one is None or self._is_there(one):
            return self._backend.attachments(asset_id)
        return None if one.is_gone else ()


def _roughly(name: str) -> str:
    """The name without what a search does not look at."""
    return name.strip().casefold()
