# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of the data, from what users wrote to what was done: parse, find, plan, apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ._apply import Report, Waiting, carry_out
from ._catalog import Catalog
from ._core.canonical import Invalid
from ._core.declared import ProblemsFound, parse_asset
from ._core.diff import WriteOnly
from ._core.errors import InputError
from ._core.model import AssetType, Current, Declared, Secret
from ._core.plan import Found, build_plan
from ._datacenter.answers import Shown
from ._datacenter.api import DataCenter
from ._files import plan_files
from ._find import Finder, references_by_name


@dataclass(frozen=True)
class Settings:
    """How a reconciliation is to be done."""

    check_mode: bool
    page_size: int = 100
    update_encrypted: str = "on_create"
    waiting: Waiting = field(default_factory=Waiting)


def reconcile(written: Sequence[Mapping[str, Any]], api: DataCenter, settings: Settings) -> Report:
    """Make the server have the assets as written. Raises an AipError; PartlyDone after the first write."""
    catalog = Catalog(api)
    finder = Finder(api, catalog, settings.page_size)
    found: list[Found] = []
    problems: list[str] = []
    for one in written:
        try:
            found.append(_find(one, finder, catalog))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    write_only = WriteOnly(settings.update_encrypted == "always", api.dialect.unreadable_fields)
    plan = build_plan(tuple(found), catalog, write_only)
    return carry_out(plan, finder, catalog, write_only, settings.waiting, settings.check_mode)


def _find(written: Mapping[str, Any], finder: Finder, catalog: Catalog) -> Found:
    """The declared asset, and what the server has of it."""
    api = finder.api
    asset_id = written.get("id")
    present = written.get("state") != "absent"
    first = api.read_transformed(asset_id) if asset_id is not None else None
    shown = api.with_type(asset_id, first) if asset_id is not None else None
    if asset_id is not None and shown is None:
        catalog.asset_types()  # tells a missing asset from a missing plugin
        if present:
            raise InputError(
                [
                    f"id: there is no asset {asset_id}, or this user may not see it; without id it would be created"
                ]
            )
        return Found(Declared(None, written.get("name"), asset_id, present=False), None)
    declared = _parse(written, _type(written, shown, catalog), catalog)
    _hide_secrets(declared, api)
    refs = references_by_name(declared) if present else {}
    if shown is not None:
        rows, by_ref = [shown], finder.find_references(refs)
    else:
        rows, by_ref = finder.locate(declared, refs)
    if len(rows) > 1:
        raise InputError([_ambiguous(declared, rows)])
    declared = finder.bind(declared, by_ref)
    current = finder.fresh(declared, rows[0], first) if rows else None
    if not present:
        return Found(declared, current)
    if current is not None:
        finder.learn_status_keys(declared, current)
    declared = finder.check_references(declared, current)
    return Found(declared, current, _plan_files(declared, current, api))


def _parse(written: Mapping[str, Any], asset_type: AssetType, catalog: Catalog) -> Declared:
    try:
        return parse_asset(written, asset_type, catalog)
    except ProblemsFound as found:
        raise InputError(found.problems) from None


def _type(written: Mapping[str, Any], shown: Shown | None, catalog: Catalog) -> AssetType:
    """The asset type that was written, or that the asset of the written id has; both must agree."""
    actual = None
    if shown is not None:
        actual = catalog.type_by_id(shown.type_id)
        if actual is None and shown.type_name is not None:
            actual = _named(shown.type_name, catalog)
    if written.get("asset_type") in (None, ""):
        if actual is None:
            raise InputError(
                ["asset_type: is needed: write the name or the id of the asset's type"]
            )
        return actual
    wanted = _named(written["asset_type"], catalog)
    if actual is not None and actual.id != wanted.id:
        raise InputError(
            [
                (
                    f"asset_type: asset {written.get('id')} is of type '{actual.name}', and AIP"
                    f" cannot turn it into '{wanted.name}'"
                )
            ]
        )
    return wanted


def _named(name: Any, catalog: Catalog) -> AssetType:
    try:
        return catalog.find_type(name)
    except Invalid as invalid:
        raise InputError([f"asset_type: {invalid}"]) from None


def _ambiguous(declared: Declared, rows: Sequence[Shown]) -> str:
    ids = ", ".join(str(row.id) for row in rows)
    by = " and ".join(declared.match_by)
    return (
        f"{declared.label}: {len(rows)} assets have this {by} (ids {ids}): write id,"
        " or a match_by that tells them apart"
    )


def _hide_secrets(declared: Declared, api: DataCenter) -> None:
    for value in declared.values.values():
        if isinstance(value, Secret):
            api.http.secrets.add(value.text)


def _plan_files(declared: Declared, current: Current | None, api: DataCenter) -> tuple[Any, ...]:
    if not declared.attachments:
        return ()
    if current is None:
        return plan_files(api, None, (), declared.attachments, "attachments")
    attached = current.attachments
    if attached is None:
        attached = api.attachments(current.id) or ()
    return plan_files(api, current.id, attached, declared.attachments, "attachments")
