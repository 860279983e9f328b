# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the assets of an inventory source, with the groups from their fields and references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import AipError, InputError
from ...module_utils._core.filters import find_field
from ...module_utils._core.kinds.written import Invalid
from ...module_utils._core.model import AssetType, Id
from ...module_utils._read.catalog import Catalog
from ...module_utils._read.question import Answer, Question, references_of
from .hosts import Groups, Member, joined, texts_of, value_of

ASSET_TYPE = "asset_type"
"""The name of the asset type where a field is named."""


@dataclass(frozen=True)
class GroupBy:
    """Groups by a field of the hosts; with `asset_type`, by assets of that type whose field refers to hosts.

    `parents` are fields of the other asset, whose values become parent groups.
    """

    field: str
    prefix: str
    asset_type: str | None = None
    parents: tuple[str, ...] = ()
    parent_group: str | None = None


@dataclass(frozen=True)
class Source:
    """The query of an inventory source. `fields` None means all; `named` has the fields used in host names."""

    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] | None = None
    named: tuple[str, ...] = ()
    group_by: tuple[GroupBy, ...] = ()


def read_members(source: Source, catalog: Catalog) -> list[Member]:
    """The assets that become hosts, each with its groups. Raises an AipError; never returns a part of the list."""
    if not catalog.asset_types():  # then it is not the options that are wrong
        raise AipError(
            "the server shows this user no asset type: check the user's permissions in AIP"
        )
    _check_fields(source, catalog)
    question = Question(
        asset_types=source.asset_types, filters=source.filters, fields=_fields_to_read(source)
    )
    found = Answer(question, catalog)
    groups: dict[Id, list[Groups]] = defaultdict(list)
    for one in source.group_by:
        makers = _by_referring if one.asset_type else _by_field
        for asset_id, group in makers(one, found, catalog):
            groups[asset_id].append(group)
    return [Member(asset, tuple(groups[asset["id"]])) for asset in found.assets]


def _check_fields(source: Source, catalog: Catalog) -> None:
    """Raise InputError for fields that no asset of these types can have."""
    types = _types_of(source.asset_types, catalog)
    named = [("hostnames", key, types) for key in source.named]
    for one in source.group_by:
        own = _types_of([one.asset_type], catalog, "group_by") if one.asset_type else types
        if one.field != ASSET_TYPE:
            named.append(("group_by", one.field, own))
        every = list(catalog.asset_types())
        named += [("group_by", key, every) for key in one.parents if key != ASSET_TYPE]
    problems: list[str] = []
    for option, key, of in named:
        try:
            find_field(key, of)
        except Invalid as invalid:
            problems.append(f"{option}: {invalid}")
    for one in source.group_by:
        fields = [_field(one.field, own) for own in (types if not one.asset_type else [])]
        if one.parents and fields and all(field != "references" for field in fields):
            problems.append(
                f"group_by: '{one.field}' does not refer to assets, so it cannot have parents"
            )
    if problems:
        raise InputError(problems)


def _field(key: str, asset_type: AssetType) -> str:
    field = asset_type.fields.get(key) or asset_type.attributes.get(key)
    return field.kind if field else ""


def _types_of(
    written: Sequence[str], catalog: Catalog, option: str = "asset_types"
) -> list[AssetType]:
    problems: list[str] = []
    types = catalog.find_types(written, option, problems)
    if problems:
        raise InputError(problems)
    return types or list(catalog.asset_types())


def _fields_to_read(source: Source) -> tuple[str, ...] | None:
    if source.fields is None:
        return None
    grouped = [one.field for one in source.group_by if one.asset_type is None]
    keys = (*source.fields, *source.named, *grouped)
    return tuple(dict.fromkeys(key for key in keys if key != ASSET_TYPE))


def _by_field(by: GroupBy, found: Answer, catalog: Catalog) -> Iterable[tuple[Id, Groups]]:
    """Groups of the values of a field; if it refers to assets, with the parent groups of those."""
    parents = _parents_by_name(by, found, catalog) if by.parents else {}
    above = (by.parent_group,) if by.parent_group else ()
    for asset in found.assets:
        for text in texts_of(value_of(asset, by.field)):
            (name,) = joined(by.prefix, [text])
            yield asset["id"], Groups(name, (*above, *parents.get(text, ())))


def _parents_by_name(by: GroupBy, found: Answer, catalog: Catalog) -> dict[str, list[str]]:
    """The parent groups by name, for each asset that the field may refer to."""
    types: dict[Id, AssetType] = {}
    for current in found.currents:
        for field in references_of(current):
            if by.field in (field.key, field.name):
                every = catalog.asset_types()
                types.update(
                    {
                        one.id: one
                        for one in every
                        if not field.allowed_types or one.id in field.allowed_types
                    }
                )
    if not types:
        return {}
    parents: dict[str, list[str]] = defaultdict(list)
    for other in _others(by, [str(number) for number in types], catalog).assets:
        parents[other["name"]] += _parent_groups(by, other)
    return parents


def _by_referring(by: GroupBy, found: Answer, catalog: Catalog) -> Iterable[tuple[Id, Groups]]:
    """Groups named after the assets that refer to the hosts."""
    hosts = {asset["id"] for asset in found.assets}
    by_name: dict[str, list[Id]] = defaultdict(list)
    for asset in found.assets:
        by_name[asset["name"]].append(asset["id"])
    others = _others(by, [str(by.asset_type)], catalog, by.field)
    above = (by.parent_group,) if by.parent_group else ()
    for current, other in zip(others.currents, others.assets):
        (name,) = joined(by.prefix, [other["name"]])
        group = Groups(name, (*above, *_parent_groups(by, other)))
        for ref in others.references(current, by.field):
            meant = by_name.get(str(ref.name), [])
            if ref.id is not None:
                meant = [ref.id] if ref.id in hosts else []
            if len(meant) > 1:
                problem = (
                    f"group_by: {by.asset_type} '{other['name']}' refers to '{ref.name}', which is the name of"
                    f" assets {', '.join(map(str, meant))}; which of them is meant cannot be determined"
                )
                raise InputError([problem])
            for number in meant:
                yield number, group


def _others(by: GroupBy, types: Sequence[str], catalog: Catalog, *fields: str) -> Answer:
    keys = tuple(key for key in (*by.parents, *fields) if key != ASSET_TYPE)
    question = Question(asset_types=tuple(types), fields=keys)
    return Answer(question, catalog)


def _parent_groups(by: GroupBy, other: Mapping[str, Any]) -> list[str]:
    return [group for key in by.parents for group in joined(key, texts_of(value_of(other, key)))]
