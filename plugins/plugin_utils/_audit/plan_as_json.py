# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan's report as JSON, for programs. It is not the plan itself, which expect_plan takes."""

from __future__ import annotations

import json
from typing import Any

from .links import Links
from .plan_report import Limit, PlannedStep, PlanReport

FORMAT = "assetops.aip.plan-report/1"
"""The number rises when something gets another name or another meaning, not when something is added."""


def plan_as_json(plan: PlanReport) -> str:
    """The plan as JSON, with one asset a line."""
    whole: dict[str, Any] = {
        "format": FORMAT,
        "title": plan.title,
        "time": plan.time or None,
        "headline": plan.headline,
        "summary_text": plan.verdict or None,
        "about": plan.about.data,
        "counts": {**plan.counts, "unchanged": plan.unchanged, **plan.files},
        "blocked": plan.blocked,
        "limits": [_limit(one) for one in plan.limits],
        "protected": plan.protected[1] if plan.protected else None,
        "protect": plan.protected[0] if plan.protected else None,
        "unmanaged": plan.unmanaged,
        "plan_digest": plan.digest or None,
        "command": plan.command or None,
    }
    parts = [f"{_text(name)}: {_text(value)}" for name, value in whole.items()]
    steps = ",\n".join(_text(_step(one, plan.links)) for one in plan.steps)
    parts.append(f'"steps": [\n{steps}\n]' if steps else '"steps": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "name": limit.name,
        "used": round(limit.used, 4),
        "allowed": limit.allowed,
        "is_exceeded": limit.is_exceeded,
    }


def _step(step: PlannedStep, links: Links) -> dict[str, Any]:
    return {
        "action": step.action,
        "asset_type": step.asset_type,
        "name": step.name,
        "id": step.id,
        "origin": step.origin or None,
        "file": step.place.path if step.place else None,
        "line": step.place.line if step.place else None,
        "asset_url": links.to_asset(step.id, step.name, step.asset_type) or None,
        "source_url": links.to_source(step.place) or None,
        "why": step.why or None,
        "changes": [vars(change) for change in step.changes],
        "current": dict(step.current),
        "referrers": step.referrers,
        "unread_referrers": step.unread,
    }
