# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs between a declared and a current asset. All tolerance lies in canonical.py, none here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .canonical import matches_raw, readings, show, show_raw
from .declared import Catalog, check_substatus
from .fields import NAME, SYSTEM_FIELDS
from .model import HIDDEN, AssetType, Attachment, Change, Current, Declared, Field, Value


@dataclass(frozen=True)
class FieldDiff:
    """One field that is to be written: its new canonical value, and how the change shows to users.

    `readable` is False where the server's answers do not carry the field, so that nobody can compare it.
    """

    field: Field
    value: Value
    change: Change
    readable: bool = True


@dataclass(frozen=True)
class WriteOnly:
    """The fields that are never compared: encrypted attributes, and those that a server does not show.

    They are sent at creation and then left alone, or, for encrypted ones with `always`, sent every time.
    """

    always: bool = False
    unreadable: tuple[str, ...] = ()

    def covers(self, field: Field) -> bool:
        """Whether the field is one of them."""
        return field.kind == "encrypted" or field.key in self.unreadable


def diff_asset(
    declared: Declared, current: Current | None, catalog: Catalog, write_only: WriteOnly
) -> tuple[FieldDiff, ...]:
    """The fields of `declared` that `current` does not have so; against None, all that have a value."""
    diffs: list[FieldDiff] = []
    if declared.name is not None and (current is None or current.name != declared.name):
        before = current.name if current else None
        diffs.append(FieldDiff(NAME, declared.name, Change(NAME.key, before, declared.name)))
    for bare, value in declared_fields(declared):
        field = catalog.with_options(bare)
        if current is None:
            if value is not None:
                diffs.append(
                    FieldDiff(field, value, Change(field.key, None, show(value, field, catalog)))
                )
        elif write_only.covers(field):
            if write_only.always and field.kind == "encrypted":
                shown = HIDDEN if value is not None else None
                diffs.append(FieldDiff(field, value, Change(field.key, HIDDEN, shown)))
        elif not matches_raw(value, current.raw.get(field.key), field, catalog):
            before = show_raw(current.raw.get(field.key), field, catalog)
            change = Change(field.key, before, show(value, field, catalog))
            diffs.append(FieldDiff(field, value, change, readable=field.key in current.raw))
    return tuple(diffs)


def declared_fields(declared: Declared) -> list[tuple[Field, Value]]:
    """The fields that were written, in the order of the tables, so that no result depends on the user's order."""
    if declared.asset_type is None:
        return []
    fields = declared.asset_type.fields
    return [
        (field, declared.values[key]) for key, field in fields.items() if key in declared.values
    ]


def problems_with(declared: Declared, current: Current, catalog: Catalog) -> list[str]:
    """What is wrong with the declaration now that the current asset is known."""
    if (
        "status" in declared.values
        or "substatus" not in declared.values
        or "status" not in current.raw
    ):
        return []
    fields = {field.key: field for field in SYSTEM_FIELDS}
    status = readings(current.raw["status"], fields["status"], catalog)[0]
    return check_substatus(status, declared.values, True, catalog.vocabulary)


def show_asset(current: Current, asset_type: AssetType | None, catalog: Catalog) -> dict[str, Any]:
    """The current asset in the shape in which users write assets; encrypted attributes are left out."""
    fields = asset_type.fields.values() if asset_type else SYSTEM_FIELDS
    shown = {
        field: show_raw(current.raw[field.key], field, catalog)
        for field in fields
        if field.key in current.raw and field.kind != "encrypted"
    }
    result: dict[str, Any] = {
        "id": current.id,
        "asset_type": asset_type.name if asset_type else current.type_name,
        "name": current.name,
    }
    result.update({field.key: value for field, value in shown.items() if field.is_system})
    result["attributes"] = {
        field.wire: value for field, value in shown.items() if not field.is_system
    }
    if current.attachments is not None:
        result["attachments"] = show_attachments(current.attachments)
    return result


def show_attachments(attached: Iterable[Attachment]) -> list[dict[str, Any]]:
    """The attached files as a result gives them."""
    return [
        {"name": file.name, "server_file_name": file.server_file_name or None, "size": file.size}
        for file in attached
    ]


def show_as_declared(
    current: Current | None, declared: Declared, catalog: Catalog
) -> dict[str, Any]:
    """The asset with the declaration fulfilled: what it is after a run, and what check mode predicts.

    What was not declared is as the server shows it; of an asset that does not exist yet, it is empty.
    """
    asset_type = declared.asset_type
    if current is None:
        nothing = dict.fromkeys(asset_type.fields) if asset_type else {}
        current = Current(0, "", None, None, nothing, attachments=())
    asset = show_asset(current, asset_type, catalog)
    asset["id"] = asset["id"] or None
    asset["name"] = declared.name or current.name
    for field, value in declared_fields(declared):
        place = asset if field.is_system else asset["attributes"]
        place[field.key if field.is_system else field.wire] = show(value, field, catalog)
    return asset


def as_lists(changes: tuple[Change, ...]) -> list[Mapping[str, Any]]:
    """The changes as a module's result gives them."""
    return [
        {"field": change.field, "before": change.before, "after": change.after}
        for change in changes
    ]
