# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a module returns about one sprint or project of Jira."""

from __future__ import annotations

from typing import Any

from .._core.model import as_lists
from .._core.verdict import in_a_line
from .._core.visible import visible
from .._issues.declared_one import Reconciled
from .._local.yaml import to_yaml

NOT_THERE = "(not in Jira)"
_DOING = {"create": "create", "update": "change", "delete": "remove"}


def result_of_one(done: Reconciled, name: str) -> dict[str, Any]:
    """The result of reconciling it; `name` is the key of what is there now."""
    return {
        "changed": bool(done.action),
        name: done.shown,
        "changes": as_lists(done.changes),
        "diff": _diff_of(done),
        "warnings": list(done.warnings),
    }


def _diff_of(done: Reconciled) -> dict[str, str]:
    """Before and after as YAML, of the fields that change."""
    before = {one.field: one.before for one in done.changes if done.action != "create"}
    after = {one.field: one.after for one in done.changes if done.action != "delete"}
    doing = f" ({_DOING[done.action]})" if done.action else ""
    return {
        "before": visible(to_yaml(before)),
        "after": visible(to_yaml(after)),
        "before_header": NOT_THERE if done.action == "create" else in_a_line(done.label),
        "after_header": in_a_line(f"{done.label}{doing}"),
    }
