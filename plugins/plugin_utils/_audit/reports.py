# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the result of an audit to the written reports, and whether the audit makes the task fail."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.verdict import first_of
from ...module_utils._local.files import write_if_different
from .audit import Audit
from .fail_on import Rule, failing, reasons
from .findings import lines_of, verdict_of
from .formats import FORMATS
from .from_result import read_audit
from .options import ReportFile, ReportOptions


def make_reports(
    audited: Mapping[str, Any], options: ReportOptions, check_mode: bool
) -> dict[str, Any]:
    """Write the reports, but not in check mode, and return the task's result. Raises InputError before any write."""
    audit = read_audit(audited, options.audit)
    texts = [(file.path, FORMATS[file.format].render(audit)) for file in options.files]
    stale = [
        path
        for path, text in texts
        if write_if_different(path, text, "reports", check_mode, options.mode)
    ]
    result = {
        "changed": bool(stale),
        "reports": [file.path for file in options.files],
        "findings": dict(audit.counts),
        "verdict": audit.sentence,
        "summary_text": verdict_of(audit),
        "first_findings": first_of(lines_of(audit)),
    }
    why = reasons(audit, options.rule)
    if not why:
        return result
    return {**result, "failed": True, "msg": _failure(audit, options.rule, why, options.files)}


def _failure(audit: Audit, rule: Rule, why: Sequence[str], files: Sequence[ReportFile]) -> str:
    """Why the audit fails, with the first findings that it fails for, each in a line."""
    here = os.path.join(os.getcwd(), "")
    paths = ", ".join(file.path.removeprefix(here) for file in files)
    place = f"See {paths}" if paths else "Set reports to see the details"
    findings = (f"  {line}" for line in first_of(failing(audit, rule)))
    return "\n".join((verdict_of(audit), *why, *findings, place))
