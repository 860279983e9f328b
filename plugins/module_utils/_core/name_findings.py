# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be said about the names of a plan before it is carried out.

New names that are nearly those of other assets, or the very same; and new assets whose serial number or asset tag
another asset has, so that they may be that one under another name.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Optional

from .differences import shown
from .fields import NAME, SYSTEM_FIELD
from .kinds.table import readings
from .known import Known
from .model import Id, Row
from .name_policy import FoundNames, NamePolicy
from .names import (
    NameFinding,
    Neighbour,
    Rows,
    finding_on_similar,
    findings_on_twins,
    index_rows,
    neighbours,
    others_like,
    type_of,
    why_changed,
)
from .plan import Plan
from .renames import has_temporary_name, is_on_the_way, is_rename, name_taken
from .step import Step

IDENTIFYING = ("serial_number", "asset_tag")
"""The fields that usually identify one asset."""
MOST = 10
"""So many warnings about names are told."""
FIRST = 3
"""So many places are named where many assets share a problem."""


# --- names that are taken -------------------------------------------------------------------------------------------


def findings_on_taken(
    steps: Sequence[Step], rows: Rows, policy: NamePolicy
) -> Iterator[NameFinding]:
    """Which names are given that another asset has, and keeps until then."""
    leaving = {step.current.id for step in steps if step.current and is_rename(step)}
    going = {step.current.id: step for step in steps if step.current and step.action == "delete"}
    for step, name, row in others_like(steps, rows):
        by_name = step.action == "create" and NAME.key in step.declared.match_by
        if row.name != name or row.id in leaving or by_name:
            continue
        what = f"{step.declared.place}: gets the name of asset {row.id}"
        if row.id in going:
            yield NameFinding(
                f"{what}, which is deleted in the same run, but last, so that both have it for a while. Where AIP"
                " demands unique names, delete that asset in a run before",
                policy.are_unique,
            )
        elif policy.are_unique:
            yield NameFinding(
                f"{what}, and this server demands unique names: choose another one, or rename that asset too",
                is_error=True,
            )
        else:
            yield NameFinding(
                f"{what}, so that two have it, and neither can be found by its name",
                policy.similar == "fail",
            )


def findings_on_freed(steps: Sequence[Step]) -> Iterator[NameFinding]:
    """Which assets are created although one has their name, as that one is renamed."""
    by_number = {step.number: step for step in steps if step.current and is_rename(step)}
    for step in steps:
        if step.action != "create" or NAME.key not in step.declared.match_by:
            continue
        for number in step.after:
            other = by_number.get(number)
            current = other.current if other else None
            if other is not None and current and current.name == step.declared.name:
                yield NameFinding(
                    f"{step.declared.place}: is created anew, because asset {current.id}, which has this name now,"
                    f" is renamed to {shown(other.declared.name)} by the same declaration",
                )


def findings_on_unfinished(steps: Sequence[Step], rows: Iterable[Row]) -> Iterator[NameFinding]:
    """Which new assets may be there already, under the temporary names that a killed run has left."""
    temporary = [row for row in rows if has_temporary_name(row.name)]
    for step in steps if temporary else ():
        name, asset_type = name_taken(step), type_of(step)
        for row in temporary:
            if (
                step.action == "create"
                and name is not None
                and row.asset_type == asset_type
                and is_on_the_way(row.name, name)
            ):
                yield NameFinding(
                    f"{step.declared.place}: may be asset {row.id}, which a run that was killed has left under the"
                    f" temporary name {shown(row.name)}: give that one its name first, with id: {row.id} and name",
                    is_error=True,
                )


# --- new assets that may be others ----------------------------------------------------------------------------------


def findings_on_identities(
    steps: Sequence[Step], rows: Rows, known: Known
) -> Iterator[NameFinding]:
    """How many new assets have a serial number or an asset tag that exactly one other asset has."""
    settled = {step.current.id for step in steps if step.current and step.declared.present
               and any(diff.field.key in IDENTIFYING for diff in step.diffs)}  # fmt: skip
    for key in IDENTIFYING:
        new: dict[_Identity, list[Step]] = defaultdict(list)
        for step in steps:
            value = step.declared.values.get(key)
            if step.action == "create" and key not in step.declared.match_by and value is not None:
                new[_type_id(step), value].append(step)
        held = _holders(key, {of for of, _value in new}, rows, known) if new else {}
        found = [
            (some[0], held[identity][0])
            for identity, some in new.items()
            if len(some) == 1
            and len(held.get(identity, ())) == 1
            and held[identity][0].id not in settled
        ]
        if found:
            yield NameFinding(_identity_hint(key, found))


_Identity = tuple[Optional[Id], object]
"""A type, and the value of an identifying field."""


def _holders(
    key: str, types: AbstractSet[Id | None], rows: Rows, known: Known
) -> Mapping[_Identity, list[Row]]:
    """The assets of these types by the values that they have in a field."""
    held: dict[_Identity, list[Row]] = defaultdict(list)
    for (of, _name), some in rows.items():
        for row in some if of in types else ():
            raw = row.raw.get(key)
            is_text = isinstance(raw, str)  # most are, and that many readings take long
            held[of, raw if is_text else readings(raw, SYSTEM_FIELD[key], known)[0]].append(row)
    return held


def _type_id(step: Step) -> Id | None:
    return step.declared.asset_type.id if step.declared.asset_type else None


def _identity_hint(key: str, found: Sequence[tuple[Step, Row]]) -> str:
    many = (
        f"{len(found)} assets to be created have" if len(found) > 1 else "1 asset to be created has"
    )
    first = "; ".join(
        f"{step.declared.place} (asset {row.id} {shown(row.name)})" for step, row in found[:FIRST]
    )
    more = f"; and {len(found) - FIRST} more" if len(found) > FIRST else ""
    return (
        f"{many} a {key} that an asset in AIP already has: {first}{more}. If they are the same under other names,"
        f" match_by: [{key}] identifies them by it, and renames them"
    )


def with_name_findings(plan: Plan, found: FoundNames, known: Known) -> Plan:
    """The plan with everything that is to be said about its names."""
    findings = list(_findings(plan.steps, found, known))
    blocked = [one.sentence for one in findings if one.is_error]
    told = [one.sentence for one in findings if not one.is_error]
    if len(told) > MOST:
        told[MOST:] = [f"{len(told) - MOST} more warnings about names"]
    return dataclasses.replace(
        plan, blocked=(*plan.blocked, *blocked), warnings=(*plan.warnings, *told)
    )


def _findings(steps: Sequence[Step], found: FoundNames, known: Known) -> Iterator[NameFinding]:
    rows, policy = index_rows(found.rows), found.policy
    yield from findings_on_identities(steps, rows, known)
    if policy.similar == "ignore":
        return
    beside: dict[int, list[Neighbour]] = defaultdict(list)
    pairs = neighbours(steps, rows)
    for one in pairs:
        beside[id(one.step)].append(one)
    for one in pairs:
        why = why_changed(one, beside[id(one.step)], found, known)
        yield finding_on_similar(one, why, policy)
    yield from findings_on_twins(steps, policy)
    yield from findings_on_taken(steps, rows, policy)
    yield from findings_on_freed(steps)
    yield from findings_on_unfinished(steps, found.rows)
