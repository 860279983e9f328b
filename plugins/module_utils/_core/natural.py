# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Assets as a person would write them: names instead of ids, and nothing that only the server needs.

What is spelled here is parsed to the very same values, so that applying an export changes nothing.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .declared import check_substatus
from .fields import NAME
from .kinds.needs import USER_KINDS
from .kinds.table import is_comparable, matches_raw, parse, readings, show
from .kinds.written import Invalid
from .known import Known
from .model import AssetType, Current, Field, Id, Ref, Value, id_order, refs_in
from .visible import has_surrogate

Spelling = Callable[[Ref, Field], Any]
"""The spelling of a reference of a field; raises Invalid if it has none."""

UserName = Callable[[str], str]
"""The username of a user whose username or key is given."""

DISTINGUISHING = ("serial_number", "asset_tag")
"""What distinguishes assets of one name, tried in this order."""


@dataclass(frozen=True)
class LeftOut:
    """A field that could not be written, and why. `asset` is its type and name."""

    asset: str
    field: str
    why: str


@dataclass(frozen=True)
class Natural:
    """An asset in the shape of a state file, its id, and what had to be left out of it."""

    id: Id
    fields: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()

    @property
    def label(self) -> str:
        """The name of the asset in messages."""
        return f"{self.fields['asset_type']} '{self.fields.get('name', '')}'"


def as_written(
    current: Current,
    asset_type: AssetType,
    type_as: Id,
    known: Known,
    spell: Spelling,
    user_name: UserName,
) -> Natural:
    """The asset with all its fields that have a value, as a person would write them; its type is written `type_as`.

    System fields come in the order of their table, attributes by name, so that nothing depends on the order of a
    server's answers. Encrypted attributes are left out, as they cannot be read.
    """
    shown: dict[str, Any] = {"asset_type": type_as}
    if current.name.strip() and not has_surrogate(current.name):
        shown["name"] = current.name
    attributes: dict[str, Any] = {}
    left_out: list[LeftOut] = []
    label = f"{asset_type.name} '{current.name}'"
    values: dict[str, Value] = {}
    for bare in asset_type.fields.values():
        if bare.kind == "encrypted" or current.raw.get(bare.key) is None:
            continue
        try:
            value, spelled = _spelled(current.raw[bare.key], bare, known, spell, user_name)
        except Invalid as invalid:
            left_out.append(LeftOut(label, bare.key, str(invalid)))
            continue
        if value is None:
            continue
        if has_surrogate(json.dumps([bare.name, spelled], ensure_ascii=False, default=str)):
            left_out.append(LeftOut(label, bare.key, "it has an unpaired surrogate"))
            continue
        values[bare.key] = value
        place, key = (shown, bare.key) if bare.is_system else (attributes, bare.name)
        place[key] = spelled
    for problem in check_substatus(values.get("status"), values, True, known.vocabulary):
        del shown["substatus"]
        left_out.append(LeftOut(label, "substatus", problem.partition(": ")[2]))
    if attributes:
        shown["attributes"] = dict(sorted(attributes.items()))
    return Natural(current.id, shown, tuple(left_out))


def _spelled(
    raw: Any, field: Field, known: Known, spell: Spelling, user_name: UserName
) -> tuple[Value, Any]:
    """A field's value, and a spelling that is parsed to this value. Raises Invalid if there is none."""
    trouble = Invalid("the value that the server shows cannot be interpreted")
    for value in readings(raw, field, known):
        if value is None:
            return None, None
        try:
            spelled = _spell(value, field, known, spell, user_name)
            read_back = parse(spelled, field, known)
        except Invalid as invalid:
            trouble = invalid
            continue
        if field.kind == "references" or matches_raw(read_back, raw, field, known):
            return value, spelled
    raise trouble


def _spell(value: Value, field: Field, known: Known, spell: Spelling, user_name: UserName) -> Any:
    if field.kind == "references":
        spelled = [spell(ref, field) for ref in refs_in(value)]
        return sorted(spelled, key=lambda one: json.dumps(one, sort_keys=True))
    if field.kind in USER_KINDS:
        return user_name(str(value))
    if field.kind == "date" and is_comparable(value, field):
        # YAML has dates, and writes them without quotes.
        return datetime.date.fromisoformat(str(value))
    return show(value, field, known)


# -- identities --


def with_identities(assets: Sequence[Natural]) -> list[Natural]:
    """The assets, sorted, each written so that it is found again: by its name, by one more field, or by its id."""
    named: dict[tuple[str, str], list[Natural]] = defaultdict(list)
    for one in assets:
        named[_name_of(one)].append(one)
    return [
        one
        for key in sorted(named)
        for one in sorted(
            _distinguished(named[key]), key=lambda one: (_text_of(one), id_order(one.id))
        )
    ]


def _name_of(asset: Natural) -> tuple[str, str]:
    return str(asset.fields["asset_type"]), str(asset.fields.get("name", ""))


def _text_of(asset: Natural) -> str:
    return json.dumps(asset.fields, default=str)


def _distinguished(twins: Sequence[Natural]) -> list[Natural]:
    """The assets of one type and name, each with what distinguishes it from the others."""
    name = twins[0].fields.get("name")
    if len(twins) == 1 and name:
        return list(twins)
    for key in DISTINGUISHING if name else ():
        values = {one.fields.get(key) for one in twins}
        if len(values) == len(twins) and None not in values:
            return [_with(one, {"match_by": [NAME.key, key]}) for one in twins]
    why = "several assets of its type have this name" if name else "the asset has no name"
    why = f"{why}, so it is written with its id, which no other server knows"
    return [
        dataclasses.replace(
            _with(one, {"id": one.id}),
            left_out=(*one.left_out, LeftOut(one.label, "id", why)),
        )
        for one in twins
    ]


def _with(asset: Natural, identity: Mapping[str, Any]) -> Natural:
    """The asset with its identity where a person would look for it: after the name."""
    first = {key: asset.fields[key] for key in ("asset_type", "name") if key in asset.fields}
    return dataclasses.replace(asset, fields={**first, **identity, **asset.fields})
