# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From written assets to declarations: types and inheritance resolved, every problem collected with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._core.declaration import Defaults, Written, with_every_field
from .._core.declared import Parsed, ProblemsFound, parse_asset, written_in
from .._core.errors import InputError
from .._core.fields import meant_for
from .._core.inherit import EVERY_TYPE
from .._core.kinds.written import Invalid, is_clear
from .._core.known import Known
from .._core.model import AssetType, Current, Declared, Field, Id, Secret
from .._core.unknown import LeftOutOf, Unknown
from .._read.asset_id import parse_asset_id
from .._read.catalog import Catalog


@dataclass(frozen=True)
class Declaration:
    """All declared assets; for those with a written id, the current assets by position; and what was left out."""

    assets: Sequence[Declared]
    by_id: Mapping[int, Current]
    left_out: tuple[LeftOutOf, ...] = ()


@dataclass(frozen=True)
class DeclareOptions:
    """The options of a declaration: what assets inherit, whether unwritten fields are cleared, and whether attributes
    and options that the server does not have are left out."""

    defaults: Mapping[str, Any] = field(default_factory=dict)
    clear_undeclared: bool = False
    skip_unknown: bool = False


def declare(
    written: Sequence[Written], catalog: Catalog, options: DeclareOptions, problems: list[str]
) -> Declaration:
    """The written assets, parsed. Problems are added to the list."""
    defaults = _parse_defaults(options.defaults, catalog, problems)
    ids = [_WithId(one, *_id_of(one, catalog)) for one in written]
    current = _read_ids(ids, defaults, catalog)
    if _writes_location([*(one.asset for one in written), *defaults.layers]):
        catalog.fetch_locations()
    known = catalog.known
    assets: list[Declared] = []
    by_id: dict[int, Current] = {}
    parsed: Parsed = {}
    left_out: list[LeftOutOf] = []
    for one in ids:
        found = None if one.id is None else current.get(one.id)
        unknown: list[Unknown] | None = [] if options.skip_unknown else None
        try:
            declared = _parse_one(one, found, catalog, known, defaults, parsed, unknown)
        except InputError as error:
            problems += map(one.written.remark, error.problems)
            continue
        if unknown:
            left_out.append(LeftOutOf(one.written.origin, tuple(unknown)))
        if options.clear_undeclared:
            spared = {*catalog.backend.traits.unreadable, *(row.key for row in unknown or ())}
            declared = with_every_field(declared, spared)
        if found is not None:
            by_id[len(assets)] = found
        assets.append(declared)
        for value in declared.values.values():
            if isinstance(value, Secret):
                catalog.backend.keep_secret(value.text)
    if left_out:
        # What is not there may only be hidden, from a login that has ended.
        catalog.backend.prove_login()
    return Declaration(assets, by_id, tuple(left_out))


@dataclass(frozen=True)
class _WithId:
    """One asset as written, with its id, and the problems with the id."""

    written: Written
    id: Id | None
    problems: tuple[str, ...] = ()


def _id_of(written: Written, catalog: Catalog) -> tuple[Id | None, tuple[str, ...]]:
    problems: list[str] = []
    found = parse_asset_id(written.asset.get("id"), catalog, problems)
    return found, tuple(problems)


def _read_ids(
    assets_with_id: Sequence[_WithId], defaults: Defaults, catalog: Catalog
) -> Mapping[Id, Current]:
    """The assets whose ids were written, as far as they exist, with the fields that were written for any of them."""
    ids = [one.id for one in assets_with_id if one.id is not None]
    if not ids:
        return {}
    catalog.asset_types()  # a missing plugin is reported as such, not as a missing asset
    assets = [one.written.asset for one in assets_with_id if one.id is not None]
    names = _names_in([*assets, *defaults.layers])

    def fields_of(asset_type: AssetType | None) -> list[Field]:
        every = asset_type.fields.values() if asset_type else ()
        return [row for row in every if row.key in names or row.name in names]

    return catalog.backend.read(ids, fields_of)


def _names_in(layers: Iterable[Mapping[str, Any]]) -> set[str]:
    """The fields that are written for any asset."""
    found: set[str] = set()
    for layer in layers:
        attributes = layer.get("attributes")
        found.update(map(str, layer))
        found.update(map(str, attributes if isinstance(attributes, Mapping) else ()))
    return found


def _writes_location(layers: Iterable[Mapping[str, Any]]) -> bool:
    return any(not is_clear(layer.get("location")) for layer in layers)


def _parse_one(
    one: _WithId,
    current: Current | None,
    catalog: Catalog,
    known: Known,
    defaults: Defaults,
    parsed: Parsed,
    unknown: list[Unknown] | None,
) -> Declared:
    if one.problems:
        raise InputError(one.problems)
    asset, origin = one.written.asset, one.written.origin
    if one.id is not None and current is None:
        if asset.get("state") != "absent":
            raise InputError(
                [
                    f"id: there is no asset {one.id}, or this user may not see it; without id it would be created"
                ]
            )
        name = asset.get("name")
        return Declared(
            None, None if name is None else str(name), one.id, present=False, origin=origin
        )
    asset_type = _type(defaults.complete(asset, None), current, catalog)
    complete = {**defaults.complete(asset, asset_type), "id": one.id}
    exact = written_in(asset) if one.written.is_exact else ()
    try:
        return parse_asset(complete, asset_type, known, origin, parsed, exact, unknown)
    except ProblemsFound as found:
        raise InputError(found.problems) from None


def _type(written: Mapping[str, Any], current: Current | None, catalog: Catalog) -> AssetType:
    """The asset type that was written, or that of the asset with the written id; both must agree."""
    actual = current.asset_type if current else None
    if actual is None and current is not None and current.type_name is not None:
        actual = _named(current.type_name, catalog)
    if written.get("asset_type") in (None, ""):
        if actual is None:
            what = "asset_type: is needed: write the name or the id of the asset's type"
            raise InputError([what + meant_for("asset_type", written)])
        return actual
    declared = _named(written["asset_type"], catalog)
    if actual is not None and actual.id != declared.id:
        problem = f"asset_type: asset {written.get('id')} is of type '{actual.name}', and AIP cannot change it to"
        raise InputError([f"{problem} '{declared.name}'"])
    return declared


def _named(name: Any, catalog: Catalog) -> AssetType:
    try:
        return catalog.find_type(name)
    except Invalid as invalid:
        raise InputError([f"asset_type: {invalid}"]) from None


def _parse_defaults(written: Mapping[str, Any], catalog: Catalog, problems: list[str]) -> Defaults:
    """What assets inherit, by type."""
    by_type: dict[Id, Mapping[str, Any]] = {}
    of_all: Mapping[str, Any] = {}
    for name, fields in written.items():
        if not isinstance(fields, Mapping):
            problems.append(f"defaults: '{name}' takes a mapping of fields to values")
        elif name == EVERY_TYPE:
            of_all = fields
        else:
            try:
                by_type[catalog.find_type(name).id] = fields
            except Invalid as invalid:
                problems.append(f"defaults: {invalid}")
    return Defaults(of_all, by_type)
