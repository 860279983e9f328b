# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of the data, from what users wrote to what was done: parse, find, plan, apply.

One asset goes the same way as ten thousand.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ._apply.agreement import Agreement, PlanBlocked
from ._apply.carry_out import Manner, carry_out
from ._apply.outcome import Report
from ._apply.unfinished import find_unfinished, forget
from ._apply.waiting import Waiting, poll
from ._core.canonical import Invalid
from ._core.declaration import (
    EVERY_TYPE,
    Defaults,
    Written,
    find_duplicates,
    with_every_field,
)
from ._core.declared import Parsed, ProblemsFound, parse_asset
from ._core.diff import WriteOnly
from ._core.errors import InputError
from ._core.model import AssetType, Current, Declared, Secret
from ._core.plan import Found, Plan, Replacement, Unmanaged, build_plan
from ._core.plan_data import as_data
from ._core.prune import over_limits, still_referred_to
from ._datacenter.answers import Shown
from ._datacenter.api import DataCenter
from ._local.files import plan_files
from ._local.parallel import in_parallel
from ._match.match import Identified, Match, match_all
from ._match.scope import Scope, Survey, WrittenScope, resolve_scope, survey
from ._read.catalog import Catalog
from ._read.finder import Finder


@dataclass(frozen=True)
class Settings:
    """How a reconciliation is to be done. With `clears` the fields that were not written are cleared."""

    manner: Manner
    page_size: int = 100
    update_encrypted: str = "on_create"
    clears: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    scope: WrittenScope = field(default_factory=WrittenScope)
    agreement: Agreement = field(default_factory=Agreement)


def reconcile(written: Sequence[Written], catalog: Catalog, settings: Settings) -> Report:
    """Make the server have the assets as written. Raises an AipError; PartlyDone after the first write."""
    api, manner = catalog.api, settings.manner
    finder = Finder(api, catalog, settings.page_size, manner.workers, manner.tell)
    _wait_for_killed_run(finder, manner.waiting)
    write_only = WriteOnly(settings.update_encrypted == "always", api.dialect.unreadable_fields)
    problems: list[str] = []
    scope = resolve_scope(settings.scope, catalog, finder, problems)
    if settings.scope.prune and not any(one.asset.get("state") != "absent" for one in written):
        problems.append("prune: nothing is declared, and an empty declaration deletes nothing")
    declared, identified = _parse_all(written, finder, settings, problems)
    problems += find_duplicates(declared)
    if problems:
        raise InputError(problems)
    types = scope.types if scope else ()
    matches, stock = match_all(declared, identified, finder, write_only, types)
    found = _plan_all_files(matches, finder)
    surveyed = survey(scope, matches, stock, finder) if scope else Survey()
    plan = build_plan(found, catalog, write_only, surveyed.surplus)
    plan = _with_scope(plan, surveyed, scope, declared=[one.declared for one in matches])
    data = as_data(plan, api.http.base, api.http.secrets.hide)
    settings.agreement.keep(data)
    if plan.blocked:
        raise PlanBlocked(plan)
    settings.agreement.hold(data)
    rows = {one.row.id: one.row for one in matches if one.row is not None}
    report = carry_out(plan, finder, write_only, manner, rows)
    return dataclasses.replace(report, digest=data["digest"])


def _wait_for_killed_run(finder: Finder, waiting: Waiting) -> None:
    """Let the search show what a run that was killed has created."""
    for one in find_unfinished(finder.api.http.base):
        if one.age < waiting.seconds:
            poll(waiting, partial(_are_shown, finder, set(one.names)), spent=one.age)
        forget(one)


def _are_shown(finder: Finder, names: set[str]) -> bool:
    rows = finder.rows_for((), sorted(names))
    return names <= {" ".join(row.name.split()) for row in rows}


# --- parsing ------------------------------------------------------------------------------------------------------


def _parse_all(
    written: Sequence[Written], finder: Finder, settings: Settings, problems: list[str]
) -> tuple[list[Declared], dict[int, Identified]]:
    """What was written, parsed; and what the server shows of those whose id was written, by their place."""
    defaults = _parse_defaults(settings.defaults, finder.catalog, problems)
    found: list[Declared] = []
    identified: dict[int, Identified] = {}
    known_ids = _read_identified(written, finder)
    parsed: Parsed = {}
    for place, one in enumerate(written):
        known = known_ids.get(place)
        try:
            declared = _parse_one(one, known, finder.catalog, defaults, parsed)
        except InputError as error:
            problems += [f"{one.place}{problem}" for problem in error.problems]
            continue
        if settings.clears:
            declared = with_every_field(declared, finder.api.dialect.unreadable_fields)
        if known is not None:
            identified[len(found)] = known
        found.append(declared)
        _hide_secrets(declared, finder.api)
    return found, identified


def _read_identified(written: Sequence[Written], finder: Finder) -> dict[int, Identified]:
    """How the server shows each asset whose id was written and that is there, by its place."""
    api = finder.api

    def read(asset_id: int) -> Identified | None:
        first = api.read_transformed(asset_id)
        shown = api.with_type(asset_id, first)
        return None if shown is None else Identified(first, shown)

    ids = {place: _asset_id(one.asset) for place, one in enumerate(written)}
    asked = {place: one for place, one in ids.items() if one is not None}
    found = in_parallel(read, list(asked.values()), finder.workers)
    return {place: one for place, one in zip(asked, found) if one is not None}


def _asset_id(asset: Mapping[str, Any]) -> int | None:
    """The id that was written, as a number or as digits; None for none, and for what is no id."""
    written = asset.get("id")
    if isinstance(written, bool) or not isinstance(written, (int, str)):
        return None
    text = str(written).strip()
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _parse_one(
    written: Written,
    known: Identified | None,
    catalog: Catalog,
    defaults: Defaults,
    parsed: Parsed,
) -> Declared:
    asset, asset_id = written.asset, _asset_id(written.asset)
    if asset_id is None and asset.get("id") is not None:
        raise InputError([f"id: '{asset['id']}' is not the id of an asset: it is a whole number"])
    if asset_id is not None and known is None:
        catalog.asset_types()  # tells a missing asset from a missing plugin
        if asset.get("state") != "absent":
            raise InputError(
                [
                    f"id: there is no asset {asset_id}, or this user may not see it; without id it would be created"
                ]
            )
        return Declared(None, asset.get("name"), asset_id, present=False, origin=written.origin)
    inherited = defaults.complete(asset, None)
    asset_type = _type(inherited, known.shown if known else None, catalog)
    complete = {**defaults.complete(asset, asset_type), "id": asset_id}
    try:
        return parse_asset(complete, asset_type, catalog, written.origin, parsed)
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


def _parse_defaults(written: Mapping[str, Any], catalog: Catalog, problems: list[str]) -> Defaults:
    """What assets inherit, by their type."""
    by_type: dict[int, Mapping[str, Any]] = {}
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


def _hide_secrets(declared: Declared, api: DataCenter) -> None:
    for value in declared.values.values():
        if isinstance(value, Secret):
            api.http.secrets.add(value.text)


# --- planning -----------------------------------------------------------------------------------------------------


def _plan_all_files(matches: Sequence[Match], finder: Finder) -> list[Found]:
    """Each declared asset with what its files have to become. Raises InputError with all files that are missing."""
    problems: list[str] = []

    def plan(one: Match) -> tuple[Replacement, ...]:
        try:
            return _plan_files(one.declared, one.current, finder.api)
        except InputError as error:
            place = f"{one.declared.place}: " if one.declared.origin else ""
            problems.extend(f"{place}{problem}" for problem in error.problems)
            return ()

    with_files = {
        number: one
        for number, one in enumerate(matches)
        if one.declared.present and one.declared.attachments
    }
    files = dict(zip(with_files, in_parallel(plan, list(with_files.values()), finder.workers)))
    if problems:
        raise InputError(sorted(problems))
    return [
        Found(one.declared, one.current, files.get(number, ()), number, one.diffs)
        for number, one in enumerate(matches)
    ]


def _plan_files(
    declared: Declared, current: Current | None, api: DataCenter
) -> tuple[Replacement, ...]:
    if current is None:
        return plan_files(api, None, (), declared.attachments, "attachments")
    attached = current.attachments
    if attached is None:
        attached = api.attachments(current.id) or ()
    return plan_files(api, current.id, attached, declared.attachments, "attachments")


def _with_scope(
    plan: Plan, surveyed: Survey, scope: Scope | None, declared: Sequence[Declared]
) -> Plan:
    """The plan with what was found in the scope, and what blocks its pruning."""
    if scope is None:
        return plan
    doomed = [step for step in plan.to_do if step.pruned]
    removed = [
        Unmanaged(step.current.id, step.current.name, step.order[0], step.action)
        for step in doomed
        if step.current
    ]
    plan = dataclasses.replace(
        plan,
        steps=tuple(step for step in plan.steps if not step.pruned or step.action != "none"),
        in_scope=surveyed.in_scope,
        unmanaged=(*surveyed.unmanaged, *removed),
    )
    deleted = [step for step in doomed if step.action == "delete"]
    blocked = (
        *plan.blocked,
        *surveyed.blocked,
        *over_limits(plan, scope.written.limits),
        *still_referred_to(declared, deleted),
    )
    return dataclasses.replace(plan, blocked=blocked)
