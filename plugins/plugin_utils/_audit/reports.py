# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From the result of an audit to the written reports, and whether the audit makes the task fail."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Callable

from ...module_utils._core.verdict import first_of
from ...module_utils._local.files import read_text, write_if_different
from .._version import collection_version
from .as_github import annotate, is_there, with_summary
from .audit import Audit
from .commit import read_commit
from .fail_on import Rule, failing, reasons
from .findings import lines_of, verdict_of
from .formats import FORMATS
from .from_result import AuditOptions, read_audit
from .history import History
from .options import ReportFile, ReportOptions
from .plan_command import apply_command
from .plan_report import read_plan
from .renderers import PLAN_RENDERERS, RENDERERS

Say = Callable[[str], Any]


def make_reports(
    audited: Mapping[str, Any], options: ReportOptions, check_mode: bool, say: Say
) -> dict[str, Any]:
    """Write the reports, but not in check mode, and return the task's result. Raises InputError before any write.

    `say` prints a line.
    """
    audit = read_audit(audited, _with_facts(audited, options))
    texts = [(file, RENDERERS[file.format](audit)) for file in options.files]
    stale = [file for file, text in texts if _write(file, text, check_mode, options.mode)]
    if any(file.format == "github" for file in options.files) and is_there(os.environ):
        for line in annotate(audit):
            say(line)
    result = {
        "changed": bool(stale),
        "reports": [file.path for file in options.files],
        "findings": dict(audit.counts),
        "verdict": audit.sentence,
        "summary_text": verdict_of(audit),
        "first_findings": first_of(lines_of(audit)),
        "percent_as_declared": audit.share,
        **({"compared": _compared(audit.history)} if audit.history else {}),
    }
    why = reasons(audit, options.rule)
    if not why:
        return result
    return {**result, "failed": True, "msg": _failure(audit, options.rule, why, options.files)}


def make_plan_reports(
    result: Mapping[str, Any], options: ReportOptions, check_mode: bool, playbook: str
) -> dict[str, Any]:
    """Write the reports of a plan, but not in check mode, and return the task's result. Raises InputError."""
    command = apply_command(playbook, options.variables, str(result.get("plan_digest") or ""))
    plan = read_plan(result, _with_facts(result, options), command)
    texts = [
        (file, PLAN_RENDERERS[file.format](plan))
        for file in options.files
        if file.format in PLAN_RENDERERS
    ]
    stale = [file for file, text in texts if _write(file, text, check_mode, options.mode)]
    found = {
        "changed": bool(stale),
        "reports": [file.path for file in options.files],
        "blocked": bool(plan.blocked),
        "summary_text": plan.verdict,
        "first_findings": list(result.get("first_findings") or ()),
    }
    if not plan.blocked:
        return found
    why = (plan.verdict, *(f"  {reason}" for reason in plan.blocked), _where(options.files))
    return {**found, "failed": True, "msg": "\n".join(why), "problems": list(plan.blocked)}


def _write(file: ReportFile, text: str, check_mode: bool, mode: int) -> bool:
    """Write a report, or add it to its file; True if the file does not have it, or did not."""
    if FORMATS[file.format].variable and os.path.exists(file.path):
        present = read_text(file.path, "reports")
        text = with_summary(present, text)
    return write_if_different(file.path, text, "reports", check_mode, mode)


def _with_facts(audited: Mapping[str, Any], options: ReportOptions) -> AuditOptions:
    """What reports say of the sources and of this collection, beside what the options say."""
    commit = read_commit(options.commit, _sources(audited, options.audit.folder), os.environ)
    return replace(options.audit, commit=commit, version=collection_version())


def _sources(audited: Mapping[str, Any], folder: str) -> list[str]:
    """The files and folders that were audited; the folder itself if there are none."""
    about = audited.get("about")
    sources = about.get("sources") if isinstance(about, Mapping) else None
    written = sources if isinstance(sources, (list, tuple)) else ()
    return [os.path.join(folder, str(one)) for one in written] or [folder]


def _compared(history: History) -> dict[str, Any]:
    return {"exists": history.earlier.exists, **history.counts}


def _failure(audit: Audit, rule: Rule, why: Sequence[str], files: Sequence[ReportFile]) -> str:
    """Why the audit fails, with the first findings that it fails for, each in a line."""
    findings = (f"  {line}" for line in first_of(failing(audit, rule)))
    return "\n".join((verdict_of(audit), *why, *findings, _where(files)))


def _where(files: Sequence[ReportFile]) -> str:
    """Where the details are."""
    here = os.path.join(os.getcwd(), "")
    paths = ", ".join(file.path.removeprefix(here) for file in files)
    return f"See {paths}" if paths else "Set reports to see the details"
