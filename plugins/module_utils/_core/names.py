# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is to be said about the names of a plan before it is carried out, by the assets that were found.

New names that are nearly those of other assets, or the very same; and new assets whose serial number or asset tag
another asset has, so that they may be that one under another name.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from .differences import shown
from .fields import NAME, SYSTEM_FIELD
from .kinds.table import readings
from .known import Known
from .model import AssetType, Id, Row
from .plan import Plan
from .renames import is_rename, name_taken, on_the_way
from .similar import Alike, alike, keys_of
from .step import Step

POLICIES = ("auto", "fail", "warn", "ignore")
"""What to do about names that are nearly the same; `auto` decides by what the server does to names."""
IDENTIFYING = ("serial_number", "asset_tag")
"""The fields that usually identify one asset."""
BY_ITSELF = frozenset(("status", "substatus", "quantity"))
"""The fields that servers set by themselves when an asset is created."""
MOST = 10
"""So many warnings about names are told."""
FIRST = 3
"""So many places are named where many assets share a problem."""


@dataclass(frozen=True)
class NamePolicy:
    """What to do about names, and what is known of the server.

    `changes` are those that it has been seen to make to names; `uniqueness` is "per_type" or "never" where two assets
    must not have the same name.
    """

    similar: str = "auto"
    changes: frozenset[str] = frozenset()
    uniqueness: str = "unknown"

    @property
    def are_unique(self) -> bool:
        """Whether the server is known to refuse a name that another asset of the type has."""
        return self.uniqueness in ("per_type", "never")


@dataclass
class Remarks:
    """What blocks the plan, and what the user should know; one sentence each."""

    blocked: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, sentence: str, is_error: bool) -> None:
        """Add a sentence."""
        (self.blocked if is_error else self.warnings).append(sentence)


Rows = Mapping[tuple[Id, str], Sequence[Row]]
"""Assets of the server by type and by what their names have in common with those that are nearly the same."""


def index_rows(rows: Iterable[Row]) -> Rows:
    """The rows, each once, so that names that are nearly the same are found."""
    found: dict[tuple[Id, str], list[Row]] = defaultdict(list)
    for row in {row.id: row for row in rows}.values():
        if row.asset_type is not None and row.name:
            found[row.asset_type.id, keys_of(row.name)[0]].append(row)
    return found


@dataclass(frozen=True)
class FoundNames:
    """The assets that were found, and what is known of the server's ways with names.

    `names` are names on the server; `noted` are changes that earlier runs have seen it make.
    """

    rows: Sequence[Row]
    policy: NamePolicy
    names: AbstractSet[str] = frozenset()
    noted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Neighbour:
    """A step that gives a name to an asset, and another asset whose name is nearly the same."""

    step: Step
    row: Row
    pair: Alike


def type_of(step: Step) -> AssetType | None:
    """The type of the asset that a step is about."""
    current = step.current
    return step.declared.asset_type or (current.asset_type if current else None)


def neighbours(steps: Sequence[Step], rows: Rows) -> list[Neighbour]:
    """All pairs of a name to be given and an asset of the same type whose name is nearly the same."""
    leaving = {step.current.id for step in steps if step.current and is_rename(step)}
    return [
        Neighbour(step, row, pair)
        for step, name, row in _others(steps, rows)
        if row.id not in leaving and (pair := alike(name, row.name)) is not None
    ]


def _others(steps: Sequence[Step], rows: Rows) -> Iterator[tuple[Step, str, Row]]:
    """Each step that gives a name, with the name, and with each other asset that may have nearly the same."""
    for step in steps:
        name, asset_type = name_taken(step), type_of(step)
        if name is None or asset_type is None:
            continue
        own = step.current.id if step.current else None
        for row in rows_like(name, asset_type, rows):
            if row.id != own:
                yield step, name, row


def rows_like(name: str | None, asset_type: AssetType | None, rows: Rows) -> Iterator[Row]:
    """The rows of a type whose names may be nearly the same."""
    for key in keys_of(name) if name is not None and asset_type is not None else ():
        yield from rows.get((asset_type.id if asset_type else "", key), ())


# --- names that are nearly the same ---------------------------------------------------------------------------------


def is_as_created(one: Neighbour, known: Known) -> bool:
    """Whether the other asset is what creating this one would make, but for its name."""
    declared, raw = one.step.declared, one.row.raw
    fields = declared.asset_type.fields if declared.asset_type else {}
    for key, row_field in fields.items():
        if key not in raw:
            continue
        values = readings(raw[key], row_field, known)
        if key not in declared.values:
            if key not in BY_ITSELF and values[0] is not None:
                return False
            continue
        value = declared.values[key]
        texts = [one for one in values if isinstance(one, str) and isinstance(value, str)]
        is_same = value in values or any(alike(str(value), text) for text in texts)
        if not is_same and row_field.kind not in ("references", "user", "user_text", "location"):
            return False
    return True


def why_changed(
    one: Neighbour, others: Sequence[Neighbour], found: FoundNames, known: Known
) -> str:
    """Why it must be assumed that this server stores the other name for the declared one; empty if nothing says so.

    `others` are the assets that have nearly this name too.
    """
    if found.policy.similar != "auto":
        return ""
    changes = set(one.pair.changes)
    if changes & found.policy.changes:
        return "this server changes names in this way, as dialect says"
    if one.pair.is_disproved_by(found.names):
        return ""
    if changes & found.noted:
        return "this server has been seen to change names in this way"
    copies = sum(other.row.name == one.row.name for other in others)
    if copies > 1:
        return f"{copies} assets have that name, as if this one had been created again and again"
    if one.step.action == "create" and one.pair.may_be_stored() and is_as_created(one, known):
        return "that asset is what creating this one leads to on a server that changes names in this way"
    return ""


def remark_on_similar(one: Neighbour, why: str, policy: NamePolicy, remarks: Remarks) -> None:
    """Say that another asset has nearly the same name; it is an error if `why` says that the server made it so."""
    doing = "would be created" if one.step.action == "create" else "would be renamed"
    what = (
        f"{one.step.declared.place}: {doing} beside asset {one.row.id}, whose name {shown(one.row.name)} is nearly"
        f" the same: {one.pair.words}"
    )
    if why or policy.similar == "fail":
        remarks.add(
            f"{what}{'; ' + why if why else ''}. If that is the asset, write its name as it is; if both are meant, set"
            " similar_names to warn",
            is_error=True,
        )
    else:
        remarks.add(f"{what}. If that is the asset, write its name as it is", is_error=False)


def remark_on_twins(steps: Sequence[Step], policy: NamePolicy, remarks: Remarks) -> None:
    """Say which declared assets are given names that are nearly the same."""
    first: dict[tuple[Id, str], Step] = {}
    for step in steps:
        name, asset_type = name_taken(step), type_of(step)
        if name is None or asset_type is None:
            continue
        other = first.setdefault((asset_type.id, keys_of(name)[0]), step)
        pair = alike(name, name_taken(other) or "")
        if pair is not None:
            is_error = policy.similar == "fail" or bool(set(pair.changes) & policy.changes)
            why = " This server stores both under one name." if is_error else ""
            why = why if set(pair.changes) & policy.changes else ""
            remarks.add(
                f"{step.declared.place}: its name is nearly that of {other.declared.place}: {pair.words}.{why}"
                " If they are the same asset, remove one of them",
                is_error,
            )


# --- names that are taken -------------------------------------------------------------------------------------------


def remark_on_taken(
    steps: Sequence[Step], rows: Rows, policy: NamePolicy, remarks: Remarks
) -> None:
    """Say which names are given that another asset has, and keeps until then."""
    leaving = {step.current.id for step in steps if step.current and is_rename(step)}
    going = {step.current.id: step for step in steps if step.current and step.action == "delete"}
    for step, name, row in _others(steps, rows):
        by_name = step.action == "create" and NAME.key in step.declared.match_by
        if row.name != name or row.id in leaving or by_name:
            continue
        what = f"{step.declared.place}: gets the name of asset {row.id}"
        if row.id in going:
            remarks.add(
                f"{what}, which is deleted in the same run, but last, so that both have it for a while. Where AIP"
                " demands unique names, delete that asset in a run before",
                policy.are_unique,
            )
        elif policy.are_unique:
            remarks.add(
                f"{what}, and this server demands unique names: choose another one, or rename that asset too",
                is_error=True,
            )
        else:
            remarks.add(
                f"{what}, so that two have it, and neither can be found by its name",
                policy.similar == "fail",
            )


def remark_on_freed(steps: Sequence[Step], remarks: Remarks) -> None:
    """Say which assets are created although one has their name, as that one is renamed."""
    by_number = {step.number: step for step in steps if step.current and is_rename(step)}
    for step in steps:
        if step.action != "create" or NAME.key not in step.declared.match_by:
            continue
        for number in step.after:
            other = by_number.get(number)
            current = other.current if other else None
            if other is not None and current and current.name == step.declared.name:
                remarks.add(
                    f"{step.declared.place}: is created anew, because asset {current.id}, which has this name now,"
                    f" is renamed to {shown(other.declared.name)} by the same declaration",
                    is_error=False,
                )


def remark_on_unfinished(steps: Sequence[Step], rows: Iterable[Row], remarks: Remarks) -> None:
    """Say which new assets are there already, under the temporary name that a killed run has left."""
    temporary = [row for row in rows if on_the_way(row.name)]
    for step in steps if temporary else ():
        name, asset_type = name_taken(step), type_of(step)
        for row in temporary:
            is_it = name is not None and row.asset_type == asset_type and on_the_way(row.name, name)
            if is_it and step.action == "create":
                remarks.add(
                    f"{step.declared.place}: asset {row.id} was being renamed to this name by a run that was killed,"
                    f" and is named {shown(row.name)}: rename it with id: {row.id}",
                    is_error=True,
                )


# --- new assets that may be others ----------------------------------------------------------------------------------


def remark_on_identities(steps: Sequence[Step], rows: Rows, known: Known, remarks: Remarks) -> None:
    """Say how many new assets have a serial number or an asset tag that exactly one other asset has."""
    new = [step for step in steps if step.action == "create"]
    if not new:
        return
    settled = {step.current.id for step in steps if step.current and step.declared.present
               and any(diff.field.key in IDENTIFYING for diff in step.diffs)}  # fmt: skip
    for key in IDENTIFYING:
        candidates = [
            step
            for step in new
            if key not in step.declared.match_by and isinstance(step.declared.values.get(key), str)
        ]
        meant = Counter((_type_id(step), step.declared.values[key]) for step in candidates)
        types = {type_id for type_id, _value in meant}
        held: dict[tuple[Id | None, object], list[Row]] = defaultdict(list)
        for (type_id, _key), some in rows.items() if candidates else ():
            for row in some if type_id in types else ():
                value = readings(row.raw.get(key), SYSTEM_FIELD[key], known)[0]
                held[type_id, value].append(row)
        found = [
            (step, held[pair][0])
            for step in candidates
            if meant[pair := (_type_id(step), step.declared.values[key])] == 1
            and len(held.get(pair, ())) == 1
            and held[pair][0].id not in settled
        ]
        if found:
            remarks.add(_identity_hint(key, found), is_error=False)


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


def with_remarks(plan: Plan, found: FoundNames, known: Known) -> Plan:
    """The plan with everything that is to be said about its names."""
    steps = [step for step in plan.steps if name_taken(step) is not None]
    if not steps:
        return plan
    rows, remarks = index_rows(found.rows), Remarks()
    if found.policy.similar != "ignore":
        beside: dict[int, list[Neighbour]] = defaultdict(list)
        pairs = neighbours(plan.steps, rows)
        for one in pairs:
            beside[id(one.step)].append(one)
        for one in pairs:
            why = why_changed(one, beside[id(one.step)], found, known)
            remark_on_similar(one, why, found.policy, remarks)
        remark_on_twins(steps, found.policy, remarks)
        remark_on_taken(plan.steps, rows, found.policy, remarks)
        remark_on_freed(plan.steps, remarks)
        remark_on_unfinished(steps, found.rows, remarks)
    remark_on_identities(plan.steps, rows, known, remarks)
    more = len(remarks.warnings) - MOST
    told = [*remarks.warnings[:MOST], *([f"{more} more warnings about names"] if more > 0 else [])]
    return dataclasses.replace(
        plan, blocked=(*plan.blocked, *remarks.blocked), warnings=(*plan.warnings, *told)
    )
