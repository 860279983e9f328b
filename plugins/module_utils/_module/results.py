# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module returns about assets: changes, the diff as YAML, and the asset as it is or would be."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from .._apply.errors import PartlyDone, PlanBlocked
from .._apply.outcome import Done, Outcome
from .._core.model import Id, as_lists
from .._core.plan import Plan
from .._core.show import Showing
from .._core.step import Step
from .._core.unknown import as_data
from .._core.verdict import (
    MOST_FINDINGS,
    Hide,
    by_urgency,
    failure_of,
    finding,
    first_of,
    sentence_of_assets,
)
from .._core.visible import visible
from .diffs import deleted_asset, diff_of


def changes_of(done: Done) -> list[Mapping[str, Any]]:
    """The changes of one asset."""
    return as_lists(done.changes)


def result_of_one(outcome: Outcome) -> dict[str, Any]:
    """The result of reconciling one asset."""
    done, showing = outcome.done[0], Showing(outcome.known)
    return {
        "changed": outcome.changed,
        "asset": outcome.asset_of(done, showing),
        "changes": changes_of(done),
        "diff": diff_of(done, showing),
        "warnings": outcome.warnings,
    }


def result_of_many(
    outcome: Outcome,
    with_diff: bool,
    with_steps: bool = False,
    is_plan: bool = False,
    hide: Hide = str,
    values: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The result of reconciling an inventory. Unchanged assets are only counted, unless `with_steps`.

    `is_plan` if nothing was written, because it is only what would be done. `hide` blots out secrets in a value.
    `values` has chosen fields of each asset that steps show, in the order of `outcome.done`.
    """
    written = [one for one in outcome.done if one.changes]
    showing, summary = Showing(outcome.known), _summary(outcome)
    assets = (outcome.asset_of(one, showing) for one in written)
    result = {
        "changed": outcome.changed,
        "summary_text": _sentence(outcome, summary, is_plan),
        "first_findings": _first_findings(written, is_plan, hide),
        "summary": summary,
        "assets": [asset for asset in assets if asset is not None],
        "changes": _changes_of_many(written),
        "unmanaged": [dataclasses.asdict(one) for one in outcome.plan.unmanaged],
        "plan_digest": outcome.digest,
        "left_out": as_data(outcome.plan.left_out),
        "warnings": outcome.warnings,
    }
    if with_diff:
        result["diff"] = [diff_of(one, showing) for one in written]
    if with_steps:
        result["steps"] = steps_of(outcome, showing, values)
    return result


def steps_of(
    outcome: Outcome, showing: Showing, values: Sequence[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Every step, in the order of the declaration; `values` as in `result_of_many`."""
    shown = zip(outcome.done, values or [{}] * len(outcome.done))
    in_order = sorted(shown, key=lambda one: (one[0].step.pruned, one[0].step.key))
    return [_step(*one, showing) for one in in_order]


def _step(done: Done, values: Mapping[str, Any], showing: Showing) -> dict[str, Any]:
    asset_type, name, _id = done.step.order
    referrers = done.step.referrers
    return {
        "action": done.step.action,
        "asset_type": asset_type,
        "name": name,
        "id": done.asset_id,
        "origin": done.step.declared.origin,
        "pruned": done.step.pruned,
        "field_values": values,
        "changes": changes_of(done),
        "deleted": deleted_asset(done.step, showing) if done.step.action == "delete" else None,
        "referrers": list(map(visible, referrers.known)) if referrers else [],
        "unread_referrers": list(map(visible, referrers.unread)) if referrers else [],
    }


def _changes_of_many(written: Sequence[Done]) -> list[dict[str, Any]]:
    return [
        {"asset": visible(one.step.label), "id": one.asset_id, **change}
        for one in written
        for change in changes_of(one)
    ]


def _summary(outcome: Outcome) -> dict[str, int]:
    """The number of assets by action; in check mode, of the action that would be taken."""
    failed = {one.step.key for one in outcome.failed}
    done = tuple(one.step for one in outcome.done if one.step.key not in failed)
    counts = dataclasses.replace(outcome.plan, steps=done).counts
    return {**counts, "failed": len(outcome.failed), "not_tried": len(outcome.not_tried)}


def _sentence(outcome: Outcome, summary: Mapping[str, int], is_plan: bool) -> str:
    return sentence_of_assets(summary, _left_alone(outcome.plan), is_plan)


def _left_alone(plan: Plan) -> int:
    """The number of assets in the scope that are not declared, and stay."""
    return sum(one.fate in ("kept", "protected") for one in plan.unmanaged)


def _first_findings(
    written: Sequence[Done], is_plan: bool, hide: Hide, failed: Sequence[str] = ()
) -> list[str]:
    """The first assets that differ, each in a line, after those that failed."""
    in_order = sorted(written, key=lambda one: by_urgency(one.step))[:MOST_FINDINGS]
    lines = [*failed, *(finding(one.step, one.changes, is_plan, hide) for one in in_order)]
    return first_of(lines, len(failed) + len(written))


def partly_done(error: PartlyDone, hide: Hide = str) -> dict[str, Any]:
    """What was done, what failed and what was not tried, for the result of a failed task."""
    outcome = error.outcome
    written = [one for one in outcome.done if one.changes]
    failed = {one.step.key for one in outcome.failed}
    result: dict[str, Any] = {
        "changed": outcome.changed,
        "done": [
            _asset_of(one.step, one.asset_id) for one in written if one.step.key not in failed
        ],
        "not_tried": [
            _asset_of(step, step.current.id if step.current else None) for step in outcome.not_tried
        ],
    }
    if outcome.plan.is_of_one:
        result["changes"] = [change for one in written for change in changes_of(one)]
        result["failed_asset"] = _asset_of(outcome.failed[0].step, outcome.failed[0].asset_id)
        return result
    result["changes"] = _changes_of_many(written)
    sound = [one for one in written if one.step.key not in failed]
    lines = [failure_of(one.step, one.error.sentence) for one in outcome.failed]
    summary = _summary(outcome)
    result["summary_text"] = _sentence(outcome, summary, is_plan=False)
    result["first_findings"] = _first_findings(sound, False, hide, lines)
    result["summary"] = summary
    result["failed_assets"] = [
        {
            **_asset_of(one.step, one.asset_id),
            "origin": one.step.declared.origin,
            "msg": visible(one.error.sentence),
        }
        for one in outcome.failed
    ]
    return result


def blocked(error: PlanBlocked, hide: Hide = str) -> dict[str, Any]:
    """The plan that is blocked, and the assets that it would have removed."""
    plan = error.plan
    planned = [
        Done(one, one.current.id if one.current else None, one.changes) for one in plan.to_do
    ]
    sentence = sentence_of_assets(plan.counts, _left_alone(plan), is_plan=True)
    return {
        "summary_text": f"{sentence}; blocked, nothing was written",
        "first_findings": _first_findings(planned, True, hide),
        "summary": {**plan.counts, "failed": 0, "not_tried": 0},
        "unmanaged": [dataclasses.asdict(one) for one in plan.unmanaged],
        "would_remove": [_asset_of(one.step, one.asset_id) for one in planned if one.step.pruned],
        **error.report,
    }


def _asset_of(step: Step, asset_id: Id | None) -> dict[str, Any]:
    return {"asset": visible(step.label), "id": asset_id, "action": step.action}
