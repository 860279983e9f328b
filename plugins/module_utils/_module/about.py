# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a comparison is about, for reports: the server, the scope and its limits, and chosen fields of all assets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._apply.errors import PlanBlocked
from .._apply.outcome import Done, Outcome
from .._core.fields import did_you_mean
from .._core.kinds.table import show, show_raw
from .._core.known import Known
from .._core.plan import Plan
from .._core.show import Showing
from .._read.catalog import Catalog
from .results import steps_of


def about(server: str, params: Mapping[str, Any], plan: Plan) -> dict[str, Any]:
    """The server without credentials, the scope as it was written, and the limits of what may be removed."""
    scope = params["scope"] or {}
    return {
        "server": server,
        "deployment": params["deployment"],
        "asset_types": list(map(str, scope.get("asset_types") or ())),
        "filters": [dict(one) for one in scope.get("filters") or ()],
        "in_scope": plan.in_scope,
        "prune": params["prune"],
        "max_deletes": params["max_deletes"],
        "max_delete_percent": params["max_delete_percent"],
        "protect": [dict(one) for one in params["protect"] or ()],
        "undeclared_fields": params["undeclared_fields"],
        "step_fields": list(params["step_fields"]),
        "sources": [],  # what only the controller knows
        "seconds": None,
    }


def report_of_blocked(error: PlanBlocked, server: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """What the result of a blocked plan has for reports, as if it could be carried out."""
    done = tuple(
        Done(step, step.current.id if step.current else None, step.changes, step.current)
        for step in error.plan.steps
    )
    outcome = Outcome(error.plan, error.known, done)
    steps = {"steps": steps_of(outcome, Showing(error.known))} if params["all_steps"] else {}
    return {**steps, "about": about(server, params, error.plan)}


def unknown_fields(keys: Sequence[str], catalog: Catalog) -> list[str]:
    """What is wrong with `step_fields`: the fields that no asset type has."""
    known = {key for one in catalog.asset_types() for key in one.fields} if keys else set()
    return [
        f"step_fields: no asset type has '{key}'{did_you_mean(key, known)}"
        for key in keys
        if key not in known
    ]


def values_of(outcome: Outcome, keys: Sequence[str]) -> list[dict[str, Any]]:
    """The chosen fields of each asset, in the order of `outcome.done`, as they should be.

    A field that is not declared has the value that AIP shows for it. What is not known, and what an asset type lacks,
    is left out.
    """
    return [_values(one, keys, outcome.known) for one in outcome.done]


def _values(done: Done, keys: Sequence[str], known: Known) -> dict[str, Any]:
    declared, current = done.step.declared, done.step.current
    asset_type = done.step.declared.asset_type
    fields = asset_type.fields if asset_type else {}
    values: dict[str, Any] = {}
    for key in keys:
        field = fields.get(key)
        if field is None or field.kind == "encrypted":
            continue
        if key in declared.values:
            values[key] = show(declared.values[key], field, known)
        elif current is not None and key in current.raw:
            values[key] = show_raw(current.raw[key], field, known)
    return values
