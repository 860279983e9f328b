# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The results of tasks that failed."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

from .._apply.errors import Drifted, PartlyDone, PlanBlocked
from .._core.errors import AipError, HalfDone, InputError, Orphaned
from .._core.remarks import grouped
from .._core.verdict import Hide
from .._core.visible import visible
from .._export.outcome import PartlyExported

FAULT = "internal error"


def fault(error: Exception) -> dict[str, Any]:
    """The result of a task in which our own code failed."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    told = f"{FAULT}; please report it: {type(error).__name__}: '{error}'"
    return {"msg": visible(told), "changed": False, "exception": "".join(lines)}


def _problems_of(error: AipError, cause: AipError) -> Sequence[str]:
    """What is wrong, one sentence each, where there may be several."""
    if isinstance(error, PartlyDone) and not error.outcome.plan.is_of_one:
        return error.problems
    return cause.problems if isinstance(cause, InputError) else ()


def failure(error: AipError, hide: Hide = str) -> dict[str, Any]:
    """The result of a failed task: one sentence, the facts behind it, and what was done before.

    `hide` blots out secrets in a value.
    """
    result: dict[str, Any] = {"msg": visible(error.sentence), "changed": False}
    cause = error.cause if isinstance(error, (PartlyDone, PartlyExported, HalfDone)) else error
    problems = _problems_of(error, cause)
    if problems:
        result["problems"] = list(map(visible, grouped(problems)))
    if error.facts:
        result["request"] = {
            name: visible(fact) if isinstance(fact, str) else fact
            for name, fact in error.facts.items()
        }
    if isinstance(cause, Orphaned):
        # Ansible is gone: a worker that returned more than fits into a pipe would wait for its reader for ever.
        return {**result, "changed": isinstance(error, PartlyDone) and error.outcome.changed}
    if isinstance(error, PartlyDone):
        from .results import partly_done  # noqa: PLC0415 - whoever has a plan has loaded it

        result.update(partly_done(error, hide))
    if isinstance(error, PlanBlocked):
        from .results import blocked  # noqa: PLC0415 - whoever has a plan has loaded it

        result.update(blocked(error, hide))
    if isinstance(error, HalfDone):
        result.update(error.report)
    if isinstance(error, Drifted):
        result["drifted"] = list(map(visible, error.assets))
    if isinstance(error, PartlyExported):
        result.update(changed=True, written=list(error.written), removed=list(error.removed))
    return result
