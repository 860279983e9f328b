# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which assets refer to those that a plan deletes, as far as it has been read, and which types were not read."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from .kinds.table import readings
from .known import Known
from .model import AssetType, Current, Field, Id, refs_in
from .plan import Plan
from .step import Referrers, Step


def with_referrers(
    plan: Plan,
    rows: Iterable[Current],
    listed: Collection[Id],
    types: Sequence[AssetType],
    known: Known,
) -> Plan:
    """The plan, of which each deletion knows who refers to the asset, and all that was read of it.

    `rows` has the assets that were read, and `listed` the types of which these are all.
    """
    going = {one.current.id: one for one in plan.steps if one.action == "delete" and one.current}
    if not going:
        return plan
    currents = _merged(rows, plan)
    found = _Referring(going, known).look(currents.values(), plan)
    steps = [
        dataclasses.replace(
            one,
            current=currents[one.current.id],
            referrers=Referrers(
                tuple(found.get(one.current.id, ())), _unread(one.current, listed, types)
            ),
        )
        if one.current and one.current.id in going
        else one
        for one in plan.steps
    ]
    return dataclasses.replace(plan, steps=tuple(steps))


def _merged(rows: Iterable[Current], plan: Plan) -> dict[Id, Current]:
    """Every asset that was read, with what the search showed and what reading it by id has shown."""
    found = {row.id: row for row in rows}
    for current in (step.current for step in plan.steps):
        if current is not None:
            row = found.get(current.id)
            raw = {**row.raw, **current.raw} if row else current.raw
            found[current.id] = dataclasses.replace(current, raw=raw)
    return found


def _unread(
    current: Current, listed: Collection[Id], types: Sequence[AssetType]
) -> tuple[str, ...]:
    """The names of the types that may refer to an asset, and of which not all assets were read."""
    of = current.asset_type.id if current.asset_type else None
    names = {
        one.name
        for one in types
        if one.id not in listed
        and any(not field.allowed_types or of in field.allowed_types for field in one.references)
    }
    return tuple(sorted(names))


class _Referring:
    """Looks for references to the assets that go. Most values of thousands of assets are alike, and are read once."""

    def __init__(self, going: Mapping[Id, Step], known: Known) -> None:
        self._going, self._known = going, known
        self._named: dict[str, list[Id]] = defaultdict(list)
        for asset_id, step in going.items():
            if step.current:
                self._named[step.current.name].append(asset_id)
        self._read: dict[tuple[int, str], frozenset[Id]] = {}

    def look(self, currents: Iterable[Current], plan: Plan) -> dict[Id, list[str]]:
        """The assets that refer to each of those that go, with the field; those that will not any more are last."""
        steps = {one.current.id: one for one in plan.steps if one.current}
        found: dict[Id, list[str]] = defaultdict(list)
        for current in currents:
            for field in current.asset_type.references if current.asset_type else ():
                for target in self._targets(current.raw.get(field.key), field):
                    if target != current.id:
                        found[target].append(_line(current, field, steps.get(current.id)))
        return {one: sorted(lines, key=_is_resolved) for one, lines in found.items()}

    def _targets(self, raw: object, field: Field) -> frozenset[Id]:
        if raw is None:
            return frozenset()
        if not isinstance(raw, str):
            return self._find(raw, field)
        key = (id(field), raw)
        if key not in self._read:
            self._read[key] = self._find(raw, field)
        return self._read[key]

    def _find(self, raw: object, field: Field) -> frozenset[Id]:
        refs = {ref for way in readings(raw, field, self._known) for ref in refs_in(way)}
        by_id = {ref.id for ref in refs if ref.id in self._going}
        by_name = {
            one
            for ref in refs
            if ref.id is None and ref.name is not None
            for one in self._named.get(ref.name, ())
            if self._accepts(field, one)
        }
        return frozenset(one for one in by_id | by_name if one is not None)

    def _accepts(self, field: Field, asset_id: Id) -> bool:
        current = self._going[asset_id].current
        of = current.asset_type.id if current and current.asset_type else None
        return not field.allowed_types or of in field.allowed_types


_TOO = " too"


def _is_resolved(line: str) -> bool:
    return line.endswith(f"{_TOO})")


def _line(current: Current, field: Field, step: Step | None) -> str:
    fate = ""
    if step is not None and step.action == "delete":
        fate = ", deleted" + _TOO
    elif step is not None and any(diff.field.key == field.key for diff in step.diffs):
        fate = ", changed" + _TOO
    kind = current.asset_type.name if current.asset_type else "asset"
    return f"{kind} '{current.name}' ({field.name}{fate})"
