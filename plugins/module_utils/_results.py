# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module gives back about assets: changes, the diff as YAML, and the asset as it is or would be."""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import Any

from ._apply import PartlyDone
from ._core.diff import as_lists
from ._core.fields import NAME
from ._core.model import Change
from ._core.plan import Step

YAML_IMPORT_ERROR: str | None
try:
    import yaml
except ImportError:
    YAML_IMPORT_ERROR = traceback.format_exc()
else:
    YAML_IMPORT_ERROR = None


def to_yaml(data: Any) -> str:
    """The data as YAML for people: in its own order, Unicode as it is. Nothing at all for nothing."""
    if not data:
        return ""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text: str = yaml.dump(
        data,
        Dumper=dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=120,
    )
    return text


def diff_of(step: Step, changes: Sequence[Change]) -> dict[str, str]:
    """Before and after as YAML, only of the fields that change."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in changes:
        if step.action != "create":
            before[change.field] = change.before
        if step.action != "delete":
            after[change.field] = change.after
    if step.action == "delete" and step.current is not None:
        before = {NAME.key: step.current.name}
    label = step.declared.label
    return {
        "before": to_yaml(before),
        "after": to_yaml(after),
        "before_header": label,
        "after_header": label,
    }


def changes_of(changes: Sequence[Change]) -> list[Mapping[str, Any]]:
    """The changes as a module's result gives them."""
    return as_lists(tuple(changes))


def partly_done(error: PartlyDone) -> dict[str, Any]:
    """What was done, what failed and what was not tried, for the result of a failed task."""
    written = [one for one in error.report.done if one.changes]
    return {
        "changed": error.report.changed,
        "changes": [change for one in written for change in changes_of(one.changes)],
        "done": [
            _summary(one.step, one.asset_id) for one in written if one.step is not error.failed
        ],
        "failed_asset": _summary(
            error.failed, error.report.done[-1].asset_id if error.report.done else None
        ),
        "not_tried": [
            _summary(step, step.current.id if step.current else None) for step in error.not_tried
        ],
    }


def _summary(step: Step, asset_id: int | None) -> dict[str, Any]:
    return {"asset": step.declared.label, "id": asset_id, "action": step.action}
