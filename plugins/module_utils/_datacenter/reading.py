# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading assets by id: two calls and a row of the search show an asset, and none is documented to show all of it.

The transformed read comes first. The plain read follows if that carries no field of a requested kind, or does not
show the type; a row of the search comes last, as the index may lag behind. All answers to one call are collected before
anything is concluded from them, so that nothing depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, TypeVar

from .._core.backend import FieldsOf, Progress, Refused, silent
from .._core.model import AssetType, Current, Field, Id, Row
from .._local.parallel import in_parallel
from .absence import Answer, No
from .answers import Shown, raw_fields
from .api import SEARCH
from .asset_calls import AssetCalls
from .carried import Carried
from .rows import empty_fields

TRANSFORMED, PLAIN = CALLS = ("transformed", "plain")

Found = TypeVar("Found")

A_FEW = 3
"""How many assets are asked for again with a call that has not shown any."""

TypeOf = Callable[[Shown], Optional[AssetType]]


@dataclass(frozen=True)
class _Answers:
    """What is known about one asset: its row of a search, and the last answer of each call."""

    row: Current | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def by_call(self) -> list[tuple[str, Shown]]:
        """The answers that show it, the most trusted first."""
        every = ((call, self.answers.get(call)) for call in CALLS)
        return [(call, one) for call, one in every if isinstance(one, Shown)]

    @property
    def no(self) -> No | None:
        """The last answer that does not show it."""
        every = (self.answers.get(call) for call in reversed(CALLS))
        return next((one for one in every if isinstance(one, No)), None)

    def with_answer(self, call: str, answer: Answer) -> _Answers:
        """The same, with this answer."""
        return _Answers(self.row, {**self.answers, call: answer})


class Reader:
    """Reads assets by id. `type_of` returns the type of the asset that an answer shows."""

    def __init__(self, assets: AssetCalls, carried: Carried, type_of: TypeOf) -> None:
        self._carried, self._type_of = carried, type_of
        self._is_missing = assets.is_missing
        self._reads = {TRANSFORMED: assets.read_transformed, PLAIN: assets.read_inventory}
        self._showing: set[str] = set()  # calls that have shown an asset
        self._silent: set[str] = set()  # calls that show this user nothing, whatever exists

    def read(
        self,
        ids: Sequence[Id],
        fields: FieldsOf | None,
        known: Mapping[Id, Current],
        workers: int,
        progress: Progress,
        refused: Refused | None = None,
    ) -> dict[Id, Current]:
        """The existing assets with these ids; see `Backend.read`."""
        found = {asset_id: _Answers(known.get(asset_id)) for asset_id in ids}
        self._ask(TRANSFORMED, found, list(found), workers, progress)
        if fields is not None:
            wanting = [one for one, have in found.items() if self._needs_plain(have, fields)]
            self._ask(PLAIN, found, wanting, workers, progress)
        contradicted = self._ask_again(found, workers)
        for asset_id, have in found.items():
            if have.no is not None and (asset_id in contradicted or not have.by_call):
                self._tell(asset_id, have.no, refused)
        return {
            asset_id: self._combine(have, fields)
            for asset_id, have in found.items()
            if have.by_call and asset_id not in contradicted
        }

    def _tell(self, asset_id: Id, no: No, refused: Refused | None) -> None:
        """Pass on what the server says about an asset that it does not show: it is raised unless it proves absence."""
        if refused is not None:
            refused(asset_id, no.error)
        elif not self._is_missing(no):
            raise no.error

    def _ask_again(self, found: dict[Id, _Answers], workers: int) -> set[Id]:
        """Ask again where one call shows an asset and the other does not: such an answer may be a fault of a moment.

        Returns the assets for which that stays so. A call that never shows anything is one that this user may not make.
        """
        contradicted: set[Id] = set()
        for call in CALLS:
            asked = [
                one
                for one, have in found.items()
                if isinstance(have.answers.get(call), No) and have.by_call
            ]
            if not asked or call in self._silent:
                continue
            first = asked if call in self._showing else asked[:A_FEW]
            self._ask(call, found, first, workers, silent)
            if call in self._showing and len(first) < len(asked):
                self._ask(call, found, asked[A_FEW:], workers, silent)
            left = [one for one in asked if isinstance(found[one].answers[call], No)]
            if call in self._showing:
                contradicted.update(left)
            else:
                self._silent.add(call)
        return contradicted

    def _ask(
        self,
        call: str,
        found: dict[Id, _Answers],
        ids: Sequence[Id],
        workers: int,
        progress: Progress,
    ) -> None:
        """Make a call about these assets, and keep the answers."""
        done: list[Id] = []
        read = self._reads[call]

        def ask(asset_id: Id) -> Answer:
            shown = read(asset_id)
            done.append(asset_id)
            if len(ids) > 1:
                progress("read", len(done), len(ids), 0)
            return shown

        answers = in_parallel(ask, ids, workers)
        self._carried.note(call, (one for one in answers if isinstance(one, Shown)))
        self._showing |= {call for one in answers if isinstance(one, Shown)}
        for asset_id, answer in zip(ids, answers):
            found[asset_id] = found[asset_id].with_answer(call, answer)

    def _needs_plain(self, have: _Answers, fields: FieldsOf) -> bool:
        if not have.by_call:
            return True
        call, shown = have.by_call[0]
        asset_type = self._type_in(have)
        if asset_type is None and shown.type_id is None and shown.type_name is None:
            return True
        return self._lacks(call, shown, asset_type, fields(asset_type))

    def _type_in(self, have: _Answers) -> AssetType | None:
        if have.row is not None and have.row.asset_type is not None:
            return have.row.asset_type
        return _first(self._type_of(shown) for _call, shown in have.by_call)

    def _lacks(
        self, call: str, shown: Shown, asset_type: AssetType | None, fields: Iterable[Field]
    ) -> bool:
        """Whether an answer leaves out a requested kind of field, and its call is not known to carry it."""
        raw = raw_fields(shown, asset_type)
        system, attributes = self._carried.system(call), self._carried.attributes(call)
        return any(
            field.key not in raw and not (system if field.is_system else attributes)
            for field in fields
        )

    def _combine(self, have: _Answers, fields: FieldsOf | None) -> Current:
        """One asset from the answers about it.

        A system field that no answer contains is empty if one of these calls carries system fields, and otherwise left
        out: unreadable. An attribute is empty if any of them lists attributes.
        """
        asset_type = self._type_in(have) if fields is not None else None
        shown = [one for _call, one in have.by_call]
        calls = [call for call, _one in have.by_call]
        raw: dict[str, Any] = {}
        row = have.row
        if isinstance(row, Row) and fields is not None:
            requested = fields(asset_type)
            if all(self._lacks(call, one, asset_type, requested) for call, one in have.by_call):
                raw.update(row.raw)
                calls.append(SEARCH)
        for one in reversed(shown):
            raw.update(raw_fields(one, asset_type))
        empty = empty_fields(
            asset_type,
            system=any(map(self._carried.system, calls)),
            attributes=any(one.has_entries for one in shown),
        )
        return Current(
            id=shown[0].id,
            name=shown[0].name,
            asset_type=asset_type,
            type_name=_first(one.type_name for one in shown),
            raw={**empty, **raw},
            attachments=_first(one.attachments for one in shown),
        )


def _first(values: Iterable[Found | None]) -> Found | None:
    """The first value that is one."""
    return next((one for one in values if one is not None), None)
