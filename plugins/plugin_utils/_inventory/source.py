# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading the assets of an inventory source, with the groups that they and their references make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.canonical import Invalid
from ...module_utils._core.errors import InputError
from ...module_utils._core.filters import find_field
from ...module_utils._core.model import AssetType, Current, Field
from ...module_utils._read.catalog import Catalog
from ...module_utils._read.finder import Finder
from ...module_utils._read.question import Lookup, Question
from .hosts import Groups, Member, joined, texts_of, value_of
from .references import Referred

ASSET_TYPE = "asset_type"
"""What asset types are called where a field is named."""


@dataclass(frozen=True)
class GroupBy:
    """Groups by a field of the hosts; with `asset_type`, by assets of that type whose field refers to hosts.

    `parents` are fields of the other asset, whose values make groups that hold those of the asset.
    """

    field: str
    prefix: str
    asset_type: str | None = None
    parents: tuple[str, ...] = ()
    parent_group: str | None = None


@dataclass(frozen=True)
class Source:
    """What an inventory source asks for. `fields` None means all; `named` are fields that host names are made of."""

    asset_types: tuple[str, ...] = ()
    filters: tuple[Mapping[str, Any], ...] = ()
    fields: tuple[str, ...] | None = None
    named: tuple[str, ...] = ()
    group_by: tuple[GroupBy, ...] = ()


def read_members(source: Source, catalog: Catalog, page_size: int, workers: int) -> list[Member]:
    """The assets that are to be hosts, each with its groups. Raises an AipError; never a part of the list."""
    finder = Finder(catalog.api, catalog, page_size, workers)
    _check_fields(source, catalog)
    question = Question(
        asset_types=source.asset_types, filters=source.filters, fields=_wanted(source)
    )
    found = Found(Lookup(question, finder, catalog))
    groups: dict[int, list[Groups]] = defaultdict(list)
    for one in source.group_by:
        makers = _by_referring if one.asset_type else _by_field
        for asset_id, group in makers(one, found, finder):
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
                f"group_by: '{one.field}' refers to no asset, so it can have no parents"
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


def _wanted(source: Source) -> tuple[str, ...] | None:
    if source.fields is None:
        return None
    grouped = [one.field for one in source.group_by if one.asset_type is None]
    wanted = (*source.fields, *source.named, *grouped)
    return tuple(dict.fromkeys(key for key in wanted if key != ASSET_TYPE))


class Found:
    """The assets that a question means, as assets are written, with the names of those they refer to."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.currents = lookup.found()
        self.referred = Referred(lookup.finder, self.currents)
        shown = [
            (one.raw[field.key], field)
            for one in self.currents
            for field in self.references_of(one)
            if one.raw[field.key] is not None
        ]
        self.referred.look_up(shown)
        self.assets = [self._show(one) for one in self.currents]

    def references_of(self, current: Current) -> list[Field]:
        """The fields of the asset that refer to others, as far as the answer shows them."""
        asset_type = self._lookup.type_of(current)
        every = asset_type.references if asset_type else ()
        return [field for field in every if field.key in current.raw]

    def _show(self, current: Current) -> dict[str, Any]:
        asset = self._lookup.show(current)
        for field in self.references_of(current):
            if field.wire in asset["attributes"]:
                refs = self.referred.of(current.raw[field.key], field)
                names = [ref.id if ref.name is None else ref.name for ref in refs]
                asset["attributes"][field.wire] = names or None
        return asset

    def references(self, current: Current, key: str) -> list[tuple[int | None, str | None]]:
        """Id and name of what a field of the asset refers to, as far as they are known."""
        return [
            (ref.id, ref.name)
            for field in self.references_of(current)
            if key in (field.key, field.wire)
            for ref in self.referred.of(current.raw[field.key], field)
        ]


def _by_field(by: GroupBy, found: Found, finder: Finder) -> Iterable[tuple[int, Groups]]:
    """Groups of the values of a field; if it refers to assets, within the groups that those are in."""
    parents = _parents_by_name(by, found, finder) if by.parents else {}
    above = (by.parent_group,) if by.parent_group else ()
    for asset in found.assets:
        for text in texts_of(value_of(asset, by.field)):
            (name,) = joined(by.prefix, [text])
            yield asset["id"], Groups(name, (*above, *parents.get(text, ())))


def _parents_by_name(by: GroupBy, found: Found, finder: Finder) -> dict[str, list[str]]:
    """By the name of each asset that the field may refer to, the groups that hold the group of that name."""
    types: dict[int, AssetType] = {}
    for current in found.currents:
        for field in found.references_of(current):
            if by.field in (field.key, field.wire):
                every = finder.catalog.asset_types()
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
    for other in _others(by, [str(number) for number in types], finder).assets:
        parents[other["name"]] += _parent_groups(by, other)
    return parents


def _by_referring(by: GroupBy, found: Found, finder: Finder) -> Iterable[tuple[int, Groups]]:
    """Groups called as the assets that refer to the hosts."""
    hosts = {asset["id"] for asset in found.assets}
    by_name: dict[str, list[int]] = defaultdict(list)
    for asset in found.assets:
        by_name[asset["name"]].append(asset["id"])
    others = _others(by, [str(by.asset_type)], finder, by.field)
    above = (by.parent_group,) if by.parent_group else ()
    for current, other in zip(others.currents, others.assets):
        (name,) = joined(by.prefix, [other["name"]])
        group = Groups(name, (*above, *_parent_groups(by, other)))
        for asset_id, ref_name in others.references(current, by.field):
            meant = by_name.get(str(ref_name), [])
            if asset_id is not None:
                meant = [asset_id] if asset_id in hosts else []
            if len(meant) > 1:
                problem = (
                    f"group_by: {by.asset_type} '{other['name']}' refers to '{ref_name}', which is the name of"
                    f" assets {', '.join(map(str, meant))}; nobody can say which of them is meant"
                )
                raise InputError([problem])
            for number in meant:
                yield number, group


def _others(by: GroupBy, types: Sequence[str], finder: Finder, *fields: str) -> Found:
    wanted = tuple(key for key in (*by.parents, *fields) if key != ASSET_TYPE)
    question = Question(asset_types=tuple(types), fields=wanted)
    return Found(Lookup(question, finder, finder.catalog))


def _parent_groups(by: GroupBy, other: Mapping[str, Any]) -> list[str]:
    return [group for key in by.parents for group in joined(key, texts_of(value_of(other, key)))]
