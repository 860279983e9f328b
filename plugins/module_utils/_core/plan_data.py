# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plan as JSON: the content of a plan file, its digest, and how two plans differ.

The digest covers the server, what would be written and the values that this was decided on; not where it was
declared, nor what is only reported. Encrypted attributes are in it as hidden, so plans do not differ by secrets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .digests import DIGEST
from .errors import InputError
from .plan import Plan
from .remarks import Remark, grouped
from .step import Step

FORMAT = "assetops.aip plan 2"


Hidden = Callable[[Iterable[str]], Mapping[str, str]]
"""What to show in place of those texts that hold a secret."""


def as_data(plan: Plan, server: str, hidden: Hidden) -> dict[str, Any]:
    """The plan in JSON's types. Every text in it passes `hidden`."""
    to_do, unmanaged = plan.to_do, plan.unmanaged
    written = [_step_data(step) for step in to_do]
    blocked, warnings = grouped(plan.blocked), grouped(plan.warnings)
    labels = [step.label if step.declared.origin else "" for step in to_do]
    names = [one.name for one in unmanaged]
    shown = hidden(_texts((written, blocked, warnings, labels, names)))
    steps = _hidden(written, shown)
    return {
        "format": FORMAT,
        "digest": digest_of(steps, server),
        "server": server,
        "counts": plan.counts,
        "blocked": _hidden(blocked, shown),
        "warnings": _hidden(warnings, shown),
        "steps": steps,
        "declared_at": {
            label: step.declared.origin
            for step, label in zip(to_do, _hidden(labels, shown))
            if step.declared.origin
        },
        "unmanaged": [
            {"id": one.id, "asset_type": one.asset_type, "name": name, "fate": one.fate}
            for one, name in zip(unmanaged, _hidden(names, shown))
        ],
    }


def _step_data(step: Step) -> dict[str, Any]:
    asset_type = step.declared.asset_type
    deleted = step.action == "delete"
    current = step.current
    return {
        "action": step.action,
        "asset_type": asset_type.name if asset_type else current and current.type_name,
        "id": current.id if current else None,
        "name": step.declared.name or (current.name if current else None),
        "changes": [
            {"field": diff.change.field, "before": diff.change.before, "after": diff.change.after}
            for diff in (*step.diffs, *step.later)
            if not deleted
        ],
        "files": [
            {
                "name": file.name,
                "upload_sha256": file.sha256 if file.upload else None,
                "size": file.size if file.upload else None,
                "replaces": sorted(stale.id for stale in file.stale),
            }
            for file in step.files
        ],
        **({"via": step.via} if step.via else {}),
    }


_OURS = frozenset(("action", "id", "replaces", "upload_sha256"))
"""What we write ourselves in a plan: no secret may change it, even if it is the same word."""


def _texts(data: Any) -> set[str]:
    """The texts that `_hidden` may change."""
    found: set[str] = set()
    left = [data]
    while left:
        one = left.pop()
        if isinstance(one, str):
            found.add(one)
        elif isinstance(one, (list, tuple)):
            left += one
        elif isinstance(one, Mapping):
            left += [value for key, value in one.items() if key not in _OURS]
    return found


def _hidden(data: Any, shown: Mapping[str, str]) -> Any:
    if not shown:
        return data
    if isinstance(data, str):
        return shown.get(data, data)
    if isinstance(data, Mapping):
        return {
            key: value if key in _OURS else _hidden(value, shown) for key, value in data.items()
        }
    if isinstance(data, (list, tuple)):
        return [_hidden(item, shown) for item in data]
    return data


def digest_of(steps: Sequence[Mapping[str, Any]], server: str) -> str:
    """The digest of a plan for a server. The order of its steps does not matter: several may be carried out at once."""
    texts = [server, *sorted(map(json.JSONEncoder(sort_keys=True).encode, steps))]
    return DIGEST + hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()


def read_data(text: str, path: str) -> dict[str, Any]:
    """The plan that a plan file holds. Raises InputError for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError([f"expect_plan: '{path}' is not a plan that plan_file has written"])
    steps = data.get("steps")
    server = str(data.get("server"))
    if not isinstance(steps, list) or data.get("digest") != digest_of(steps, server):
        raise InputError(
            [f"expect_plan: '{path}' was changed after it was written: make a new plan"]
        )
    return data


def drift(
    planned: Sequence[Mapping[str, Any]], current: Sequence[Mapping[str, Any]]
) -> list[Remark]:
    """How the plan as it would be now differs from the one that was agreed to; one sentence for each asset."""
    remarks = []
    for then, here in _pairs(planned, current):
        if then == here:
            continue
        if then is None:
            remarks.append(_remark(here, f"{_doing(here)}, which is not in the plan"))
        elif here is None:
            remarks.append(
                _remark(then, f"the plan says {_doing(then)}, but there is nothing left to do")
            )
        else:
            remarks.append(_remark(then, _difference(then, here)))
    return sorted(remarks)


StepData = Mapping[str, Any]


def _pairs(
    planned: Sequence[StepData], current: Sequence[StepData]
) -> list[tuple[StepData | None, StepData | None]]:
    """Pairs of steps about the same asset: by id, or by name if it was created or deleted in the meantime."""
    left = {step["id"]: step for step in current if step["id"]}
    nameless = [step for step in current if not step["id"]]
    pairs: list[tuple[StepData | None, StepData | None]] = []
    unpaired: list[StepData] = []
    for step in planned:
        if step["id"] in left:
            pairs.append((step, left.pop(step["id"])))
        else:
            unpaired.append(step)
    by_name = {(step["asset_type"], step["name"]): step for step in (*left.values(), *nameless)}
    pairs += [(step, by_name.pop((step["asset_type"], step["name"]), None)) for step in unpaired]
    return pairs + [(None, step) for step in by_name.values()]


def _remark(step: Mapping[str, Any] | None, sentence: str) -> Remark:
    return Remark("", f"{step['asset_type']} '{step['name']}'" if step else "", sentence)


def _doing(step: Mapping[str, Any] | None) -> str:
    if step is None:
        return "nothing"
    fields = [change["field"] for change in step["changes"]]
    fields += [f"attachments.{file['name']}" for file in step["files"]]
    of_fields = f" of {', '.join(fields)}" if fields and step["action"] != "create" else ""
    return f"{step['action']}{of_fields}"


def _difference(then: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    if then["action"] != here["action"]:
        return f"the plan says {_doing(then)}, but now it would be {_doing(here)}"
    before = {change["field"]: change for change in then["changes"]}
    after = {change["field"]: change for change in here["changes"]}
    parts = []
    for field in sorted({*before, *after}):
        was, is_ = before.get(field), after.get(field)
        if was == is_:
            continue
        if was is None:
            parts.append(f"{field} would change too, which is not in the plan")
        elif is_ is None:
            parts.append(f"{field} is already {was['after']!r}")
        elif was["before"] != is_["before"]:
            parts.append(f"{field} was {was['before']!r} and is {is_['before']!r}")
        else:
            parts.append(
                f"{field} is declared as {is_['after']!r}, and was declared as {was['after']!r}"
            )
    if then["files"] != here["files"]:
        parts.append("its attachments differ")
    if then.get("via") != here.get("via"):
        parts.append("its name changes in another way")
    return "; ".join(parts) or "its name or type differs"
