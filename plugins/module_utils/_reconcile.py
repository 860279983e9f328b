# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The path of the data from a declaration to its outcome: declare, match, plan, agree, apply.

One asset takes the same path as ten thousand, on any server behind a `Backend`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ._apply.agreement import Agreement
from ._apply.at_work import at_work_on
from ._apply.carry_out import carry_out
from ._apply.errors import PlanBlocked
from ._apply.options import ApplyOptions
from ._apply.outcome import Outcome
from ._core.declaration import Written, find_duplicates
from ._core.diff import WriteOnly
from ._core.errors import IncompleteRead, InputError
from ._core.known import Known
from ._core.model import Current, Declared, Id
from ._core.name_policy import FoundNames
from ._core.plan import Plan, Unmanaged, build_plan
from ._core.plan_data import as_data
from ._core.prune import over_limits, still_referred_to
from ._core.referrers import with_referrers
from ._core.renames import name_taken
from ._match.declare import DeclareOptions, declare
from ._match.files import plan_all_files
from ._match.match import Matched, match_all
from ._match.scope_data import Scope, Survey, WrittenScope
from ._read.catalog import Catalog
from ._read.fetching import fetch_to_compare


@dataclass(frozen=True)
class Options:
    """The options of a reconciliation."""

    apply: ApplyOptions
    update_encrypted: str = "on_create"
    declare: DeclareOptions = field(default_factory=DeclareOptions)
    scope: WrittenScope = field(default_factory=WrittenScope)
    agreement: Agreement = field(default_factory=Agreement)
    similar_names: str = "auto"


def reconcile(written: Sequence[Written], catalog: Catalog, options: Options) -> Outcome:
    """Make the server's assets equal to the declaration. Raises an AipError; PartlyDone after the first write."""
    apply = options.apply
    with at_work_on(catalog.backend, apply.waiting, apply.check_mode) as at_work:
        while True:
            at_work.look()
            try:
                proposed = _propose(written, catalog, options)
            except IncompleteRead:
                if at_work.has_waited_for_others():
                    continue
                raise
            options.agreement.keep(proposed.data)
            if proposed.plan.blocked:
                raise PlanBlocked(proposed.plan, catalog.known)
            options.agreement.hold(proposed.data)
            if at_work.claims(proposed.plan):
                break
        outcome = carry_out(
            proposed.plan, catalog, proposed.write_only, apply, at_work, proposed.rows
        )
    return dataclasses.replace(outcome, digest=proposed.data["digest"])


@dataclass(frozen=True)
class _Proposed:
    """A plan, the same as data, and what it was made from."""

    plan: Plan
    data: Mapping[str, Any]
    write_only: WriteOnly
    rows: Mapping[Id, Current]


def _propose(written: Sequence[Written], catalog: Catalog, options: Options) -> _Proposed:
    """What has to be done, by what the server has now. Raises an AipError."""
    backend = catalog.backend
    problems: list[str] = []
    scope = _scope(options.scope, catalog, problems)
    if options.scope.prune and not any(one.asset.get("state") != "absent" for one in written):
        problems.append("prune: nothing is declared, and an empty declaration deletes nothing")
    declaration = declare(written, catalog, options.declare, problems)
    problems += find_duplicates(declaration.assets)
    if problems:
        raise InputError(problems)
    write_only = WriteOnly(options.update_encrypted == "always", backend.traits.unreadable)
    scope_types = scope.types if scope else ()
    matched = match_all(declaration, catalog, write_only, scope_types, options.similar_names)
    found = plan_all_files(matched.matches, backend, options.apply.workers)
    surveyed = _survey(scope, matched, catalog)
    fetch_to_compare(((one.declared, one.current) for one in surveyed.surplus), catalog)
    known = catalog.known
    plan = build_plan(found, known, write_only, surveyed.surplus)
    plan = _with_scope(plan, surveyed, scope, declared=[one.declared for one in matched.matches])
    plan = dataclasses.replace(plan, left_out=declaration.left_out)
    plan = _with_name_findings(plan, matched.names, known)
    rows = {one.row.id: one.row for one in matched.matches if one.row is not None}
    listing = matched.listing
    read = (*listing.rows, *rows.values())
    plan = with_referrers(plan, read, listing.types, catalog.asset_types(), known)
    data = as_data(plan, backend.server, backend.hidden)
    return _Proposed(plan, data, write_only, rows)


def _scope(written: WrittenScope, catalog: Catalog, problems: list[str]) -> Scope | None:
    """The scope, resolved, if there is one."""
    if not written.is_written:
        return None
    from ._match.scope import resolve_scope  # noqa: PLC0415 - most declarations have none

    return resolve_scope(written, catalog, problems)


def _survey(scope: Scope | None, matched: Matched, catalog: Catalog) -> Survey:
    """What was found in the scope: nothing without one."""
    if scope is None:
        return Survey()
    from ._match.scope import survey  # noqa: PLC0415 - most declarations have none

    return survey(scope, matched, catalog)


def _with_name_findings(plan: Plan, found: FoundNames, known: Known) -> Plan:
    """The plan with everything that is to be said about its names."""
    if not any(name_taken(step) is not None for step in plan.steps):
        return plan
    from ._core.name_findings import with_name_findings  # noqa: PLC0415 - most give no names

    return with_name_findings(plan, found, known)


def _with_scope(
    plan: Plan, surveyed: Survey, scope: Scope | None, declared: Sequence[Declared]
) -> Plan:
    """The plan with what was found in the scope, and with what blocks its pruning."""
    if scope is None:
        return plan
    to_remove = [step for step in plan.to_do if step.pruned]
    removed = [
        Unmanaged(step.current.id, step.current.name, step.order[0], step.action)
        for step in to_remove
        if step.current
    ]
    plan = dataclasses.replace(
        plan,
        steps=tuple(step for step in plan.steps if not step.pruned or step.action != "none"),
        in_scope=surveyed.in_scope,
        unmanaged=(*surveyed.unmanaged, *removed),
    )
    deleted = [step for step in to_remove if step.action == "delete"]
    blocked = (
        *plan.blocked,
        *surveyed.blocked,
        *over_limits(plan, scope.written.limits),
        *still_referred_to(declared, deleted),
    )
    return dataclasses.replace(plan, blocked=blocked)
