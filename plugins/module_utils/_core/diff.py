# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between a declared and a current asset. All tolerance lies in kinds, none here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .declared import check_substatus
from .fields import NAME, SYSTEM_FIELDS
from .kinds.table import Readings, matches_raw, readings, same, show, show_raw
from .known import Known
from .model import (
    HIDDEN,
    Change,
    Current,
    Declared,
    Field,
    Id,
    Ref,
    Value,
    refs_in,
)


@dataclass(frozen=True)
class FieldDiff:
    """One field to write: its new canonical value, and the change as users see it.

    `readable` is False if the server's answers do not carry the field, so that it cannot be compared.
    """

    field: Field
    value: Value
    change: Change
    readable: bool = True


@dataclass(frozen=True)
class WriteOnly:
    """The fields that are never compared: encrypted attributes, and fields that the server does not show.

    They are sent at creation and left alone afterwards; with `always`, encrypted ones are sent every time.
    """

    always: bool = False
    unreadable: tuple[str, ...] = ()

    def covers(self, field: Field) -> bool:
        """Whether the field is one of them."""
        return field.kind == "encrypted" or field.key in self.unreadable


NameCounts = Mapping[tuple[str, tuple[Id, ...]], int]
"""How many assets have a name, by name and the types that an attribute accepts; unknown numbers are left out."""


def diff_asset(
    declared: Declared, current: Current | None, known: Known, write_only: WriteOnly
) -> tuple[FieldDiff, ...]:
    """The declared fields that differ from `current`; without a current asset, all that have a value."""
    diffs = _diff_name(declared, current)
    for field, value in declared_fields(declared):
        if current is None:
            if value is not None:
                diffs.append(
                    FieldDiff(field, value, Change(field.key, None, show(value, field, known)))
                )
        elif write_only.covers(field):
            if write_only.always and field.kind == "encrypted":
                diffs.append(_diff_secret(field, value))
        elif not matches_raw(value, current.raw.get(field.key), field, known):
            diffs.append(_diff_field(field, value, current, known))
    return tuple(diffs)


class RowDiff:
    """The result of `diff_asset`, where a row of the search is enough to determine it.

    Most values in thousands of rows are alike, so what was found out about a value is kept.
    """

    def __init__(self, readings: Readings, write_only: WriteOnly, names: NameCounts) -> None:
        self._readings, self._write_only, self._names = readings, write_only, names
        self._verdicts: dict[tuple[Id | None, str, Value, Any], bool | None] = {}

    def of(self, declared: Declared, current: Current) -> tuple[FieldDiff, ...] | None:
        """The differences; None if the row is not enough to determine them.

        A row is not enough if it leaves out a declared field, or shows one in a form that can be read in several
        ways, only some of which equal the declared value.
        """
        if declared.attachments and current.attachments is None:
            return None
        diffs = _diff_name(declared, current)
        for field, value in _unlike(declared, current):
            if self._write_only.covers(field):
                if self._write_only.always and field.kind == "encrypted":
                    diffs.append(_diff_secret(field, value))
                continue
            if field.key not in current.raw:
                return None
            is_same = self._as_declared(value, current.raw[field.key], field)
            if is_same is None:
                return None
            if not is_same:
                diffs.append(_diff_field(field, value, current, self._readings.known))
        return tuple(diffs)

    def _as_declared(self, value: Value, raw: Any, field: Field) -> bool | None:
        """True if every reading of the field equals the declared value, False if none does; None if only some do."""
        if raw is None:
            return value is None
        if type(raw) not in (str, int, float):  # true is not 1
            return self._compare(value, raw, field)
        key = (field.attribute_id, field.key, value, raw)
        try:
            return self._verdicts[key]
        except KeyError:
            found = self._verdicts[key] = self._compare(value, raw, field)
            return found

    def _compare(self, value: Value, raw: Any, field: Field) -> bool | None:
        ways = self._readings.of(raw, field)
        by_name = field.kind == "references" and any(
            ref.id is None for way in ways for ref in refs_in(way)
        )
        if by_name:
            ways = tuple(way for way in ways if _may_be_meant(way, field, self._names)) or ways
        verdicts = {same(value, way, field, self._readings.known) for way in ways}
        if len(verdicts) > 1:
            return None
        is_same = verdicts == {True}
        if (
            is_same
            and by_name
            and any(not _is_unique(ref, field, self._names) for ref in refs_in(value))
        ):
            return None
        return is_same


def _may_be_meant(way: Value, field: Field, names: NameCounts) -> bool:
    return all(names.get((str(ref.name), field.allowed_types)) != 0 for ref in refs_in(way))


def _is_unique(ref: Ref, field: Field, names: NameCounts) -> bool:
    return ref.name is not None and names.get((ref.name, field.allowed_types)) == 1


def _diff_name(declared: Declared, current: Current | None) -> list[FieldDiff]:
    if declared.name is None or (current is not None and current.name == declared.name):
        return []
    before = current.name if current else None
    return [FieldDiff(NAME, declared.name, Change(NAME.key, before, declared.name))]


def _diff_secret(field: Field, value: Value) -> FieldDiff:
    return FieldDiff(field, value, Change(field.key, HIDDEN, HIDDEN if value is not None else None))


def _diff_field(field: Field, value: Value, current: Current, known: Known) -> FieldDiff:
    before = show_raw(current.raw.get(field.key), field, known)
    change = Change(field.key, before, show(value, field, known))
    return FieldDiff(field, value, change, readable=field.key in current.raw)


def declared_fields(declared: Declared) -> list[tuple[Field, Value]]:
    """The written fields in the order of the tables, so that no result depends on the user's order."""
    if declared.asset_type is None:
        return []
    fields = declared.asset_type.fields
    return [
        (field, declared.values[key]) for key, field in fields.items() if key in declared.values
    ]


_PLAIN = frozenset((str, int, float))


def _unlike(declared: Declared, current: Current) -> list[tuple[Field, Value]]:
    """The written fields, in the same order, without those that are shown as the very text or number that was written.

    So it is with most fields of most assets, and what is the same means the same, whatever its field is.
    """
    if declared.asset_type is None:
        return []
    raw, values = current.raw, declared.values
    keys = {
        key
        for key, value in values.items()
        if type(value) not in _PLAIN or raw.get(key) != value or type(raw[key]) is not type(value)
    }
    fields = declared.asset_type.fields
    return [(field, values[key]) for key, field in fields.items() if key in keys]


def problems_with(declared: Declared, current: Current, known: Known) -> list[str]:
    """What is wrong with the declaration, given the current asset."""
    if (
        "status" in declared.values
        or "substatus" not in declared.values
        or "status" not in current.raw
    ):
        return []
    fields = {field.key: field for field in SYSTEM_FIELDS}
    status = readings(current.raw["status"], fields["status"], known)[0]
    return check_substatus(status, declared.values, True, known.vocabulary)
