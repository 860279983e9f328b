# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The names that a plan gives, beside those of the assets that were found: which of them are nearly the same.

Whether that is an error depends on what the server makes of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .differences import shown
from .kinds.table import readings
from .known import Known
from .model import AssetType, Id, Row, Value
from .name_policy import FoundNames, NamePolicy
from .renames import is_rename, name_taken
from .similar import Alike, alike, keys_of
from .step import Step

BY_ITSELF = frozenset(("status", "substatus", "quantity"))
"""The fields that servers set by themselves when an asset is created."""


@dataclass(frozen=True)
class NameFinding:
    """A sentence about names: what the user should know or, if it is an error, what blocks the plan."""

    sentence: str
    is_error: bool = False


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
        for step, name, row in others_like(steps, rows)
        if row.id not in leaving and (pair := alike(name, row.name)) is not None
    ]


def others_like(steps: Sequence[Step], rows: Rows) -> Iterator[tuple[Step, str, Row]]:
    """Each step that gives a name, with the name, and with each other asset that may have nearly the same."""
    names = {step.current.id: step.current.name for step in steps if step.current}
    for step in steps:
        name, asset_type = name_taken(step), type_of(step)
        if name is None or asset_type is None:
            continue
        own = step.current.id if step.current else None
        for row in rows_like(name, asset_type, rows):
            is_old = names.get(row.id, row.name) != row.name  # the search may lag
            if row.id != own and not is_old:
                yield step, name, row


def rows_like(name: str | None, asset_type: AssetType | None, rows: Rows) -> Iterator[Row]:
    """The rows of a type whose names may be nearly the same."""
    for key in keys_of(name) if name is not None and asset_type is not None else ():
        yield from rows.get((asset_type.id if asset_type else "", key), ())


# --- names that are nearly the same ---------------------------------------------------------------------------------


def is_as_created(one: Neighbour, known: Known) -> bool:
    """Whether the other asset is just what creating this one leads to, but for its name.

    Every declared value must be there, as far as it can be compared here, at least one that no server sets by itself;
    and nothing else.
    """
    declared, raw = one.step.declared, one.row.raw
    fields = declared.asset_type.fields if declared.asset_type else {}
    agreeing = 0
    for key, one_field in fields.items():
        if key not in raw or key in BY_ITSELF:
            continue
        values = readings(raw[key], one_field, known)
        value = declared.values.get(key)
        if value is None and values[0] is not None:
            return False
        if value is None or one_field.kind in _RESOLVED:
            continue
        if value not in values and not _is_text_alike(value, values):
            return False
        agreeing += 1
    return agreeing > 0


_RESOLVED = frozenset(("references", "user", "user_text", "location"))
"""The kinds of fields whose values may be shown in other ways, which takes requests to find out."""


def _is_text_alike(value: Value, values: Iterable[Value]) -> bool:
    return isinstance(value, str) and any(
        isinstance(other, str) and alike(value, other) for other in values
    )


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
        return "this server is known to change names in this way"
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


def finding_on_similar(one: Neighbour, why: str, policy: NamePolicy) -> NameFinding:
    """That another asset has nearly the same name; it is an error if `why` says that the server made it so."""
    doing = "would be created" if one.step.action == "create" else "would be renamed"
    what = (
        f"{one.step.declared.place}: {doing} beside asset {one.row.id}, whose name {shown(one.row.name)} is nearly"
        f" the same: {one.pair.words}"
    )
    if not why and policy.similar != "fail":
        return NameFinding(f"{what}. If that is the asset, write its name as it is")
    return NameFinding(
        f"{what}{'; ' + why if why else ''}. If that is the asset, write its name as it is; if both are meant, set"
        " similar_names to warn",
        is_error=True,
    )


def findings_on_twins(steps: Sequence[Step], policy: NamePolicy) -> Iterator[NameFinding]:
    """Which declared assets are given names that are nearly the same."""
    first: dict[tuple[Id, str], Step] = {}
    for step in steps:
        name, asset_type = name_taken(step), type_of(step)
        if name is None or asset_type is None:
            continue
        other = first.setdefault((asset_type.id, keys_of(name)[0]), step)
        pair = alike(name, name_taken(other) or "")
        if pair is not None:
            is_one = policy.similar == "auto" and bool(set(pair.changes) & policy.changes)
            why = " This server stores both under one name." if is_one else ""
            yield NameFinding(
                f"{step.declared.place}: its name is nearly that of {other.declared.place}: {pair.words}.{why}"
                " If they are the same asset, remove one of them",
                is_one or policy.similar == "fail",
            )
