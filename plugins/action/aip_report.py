# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action assetops.aip.aip_report: makes reports of an audit, on the controller, and fails if they tell too much."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ..module_utils._local.files import expand_path, write_if_different
from ..module_utils._local.gc import collected_seldom
from ..plugin_utils._audit.audit import Audit, Question, read_audit
from ..plugin_utils._audit.forms import FORMS, form_of
from ..plugin_utils._audit.hosts import MATCHES
from ..plugin_utils._audit.verdict import Rule, read_rule, reasons
from ..plugin_utils._controller import plain

SPEC: dict[str, Any] = {
    "audit": {"type": "raw", "required": True},
    "reports": {"type": "list", "elements": "raw", "default": []},
    "title": {"type": "str", "default": "Drift audit"},
    "time": {"type": "str", "default": ""},
    "base": {"type": "path", "default": "."},
    "fail_on": {"type": "raw", "default": "none"},
    "hosts": {"type": "raw"},
    "host_asset_types": {"type": "list", "elements": "str", "default": []},
    "host_match": {"type": "str", "choices": list(MATCHES), "default": "exact"},
}


@dataclass(frozen=True)
class Report:
    """A report that is asked for: its form, a key of FORMS, and its file."""

    form: str
    path: str


class ActionModule(ActionBase):
    """Runs aip_report."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The result of the task."""
        super().run(tmp, task_vars)
        # The audit may be long; it is data already, and Ansible's validation would copy it.
        args = plain({name: one for name, one in self._task.args.items() if name != "audit"})
        if "audit" in self._task.args:
            args["audit"] = True
        valid = ArgumentSpecValidator(SPEC).validate(args)
        if valid.error_messages:
            return {"failed": True, "changed": False, "msg": valid.errors.msg}
        try:
            audit = find_audit(self._task.args["audit"], task_vars or {})
            params = {**valid.validated_parameters, "audit": audit}
            with collected_seldom():
                return make_reports(params, self._loader.get_basedir(), self._task.check_mode)
        except InputError as error:
            return {
                "failed": True,
                "changed": False,
                "msg": error.sentence,
                "problems": list(error.problems),
            }


def find_audit(written: Any, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The audit: what was written, or what the variable of that name holds, as it is. Raises InputError."""
    audit = variables.get(written) if isinstance(written, str) else written
    if not isinstance(audit, Mapping):
        what = (
            f"there is no result in a variable '{written}'"
            if isinstance(written, str)
            else "is no result"
        )
        raise InputError(
            [f"audit: {what}; register that of assetops.aip.aip_assets, with all_steps: true"]
        )
    return audit


def make_reports(params: Mapping[str, Any], folder: str, dry: bool) -> dict[str, Any]:
    """Write the reports, unless `dry`, and say what they tell. Raises InputError before anything is written.

    `folder` is what relative paths of declarations are relative to.
    """
    rule, reports, question = _read(params, folder)
    audit = read_audit(params["audit"], question)
    texts = [(report.path, FORMS[report.form].render(audit)) for report in reports]
    stale = [path for path, text in texts if write_if_different(path, text, "reports", dry)]
    why = reasons(audit, rule)
    result = {
        "changed": bool(stale),
        "reports": [report.path for report in reports],
        "findings": dict(audit.counts),
        "verdict": audit.sentence,
    }
    return {**result, "failed": True, "msg": _failure(audit, why, reports)} if why else result


def _failure(audit: Audit, why: Sequence[str], reports: Sequence[Report]) -> str:
    here = os.path.join(os.getcwd(), "")
    paths = ", ".join(report.path.removeprefix(here) for report in reports)
    place = f"See {paths}" if paths else "Nothing was asked for in reports, which would say more"
    return f"{audit.sentence} ({'; '.join(why)}). {place}"


# -- the options, beyond what their types tell --


def _read(params: Mapping[str, Any], folder: str) -> tuple[Rule, list[Report], Question]:
    """What was asked for. Raises InputError with everything that is wrong."""
    problems: list[str] = []
    rule, reports, hosts = Rule(), [], None
    try:
        rule = read_rule(params["fail_on"])
    except InputError as error:
        problems += error.problems
    try:
        reports = _reports(params["reports"])
    except InputError as error:
        problems += error.problems
    try:
        hosts = _hosts(params["hosts"])
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    question = Question(
        title=params["title"],
        time=params["time"],
        folder=folder,
        base=params["base"],
        hosts=hosts,
        host_asset_types=tuple(params["host_asset_types"]),
        host_match=params["host_match"],
    )
    return rule, reports, question


def _reports(written: Sequence[Any]) -> list[Report]:
    problems: list[str] = []
    reports: list[Report] = []
    for number, one in enumerate(written):
        report = _report(one)
        problem = report if isinstance(report, str) else _problem(report, reports)
        if problem:
            problems.append(f"reports[{number}]: {problem}")
        elif isinstance(report, Report):
            reports.append(report)
    if problems:
        raise InputError(problems)
    return reports


def _report(written: Any) -> Report | str:
    """The report that a user wrote, or what is wrong with it."""
    one = {"path": written} if isinstance(written, str) else written
    if not isinstance(one, Mapping) or set(one) - {"path", "format"}:
        return "must be a path, or a mapping with path and format"
    path = one.get("path")
    if not isinstance(path, str) or not path.strip():
        return "lacks its path"
    form = one.get("format") or form_of(path)
    if not form:
        endings = ", ".join(form.endings[0] for form in FORMS.values())
        return f"the ending of '{path}' tells no form; use one of {endings}, or write format"
    if form not in FORMS:
        return f"there is no format '{form}'; it must be one of {', '.join(FORMS)}"
    return Report(form, os.path.abspath(expand_path(path.strip())))


def _problem(report: Report, others: Sequence[Report]) -> str:
    """Why the report cannot be written; nothing if it can."""
    folder = os.path.dirname(report.path)
    if report.path in {one.path for one in others}:
        return f"'{report.path}' is the file of another report already"
    if os.path.isdir(report.path):
        return f"'{report.path}' is a folder; write the path of a file"
    if not os.path.isdir(folder):
        return f"cannot write into '{folder}', which is not there: make the folder first"
    return ""


def _hosts(written: Any) -> dict[str, str] | None:
    """Each host with the name of its asset."""
    if written is None:
        return None
    if isinstance(written, (list, tuple)):
        pairs = [(one, one) for one in written]
    elif isinstance(written, Mapping):
        pairs = list(written.items())
    else:
        raise InputError(
            ["hosts: must be a list of hosts, or a mapping of hosts to names of assets"]
        )
    if not all(isinstance(text, str) and text for pair in pairs for text in pair):
        raise InputError(["hosts: each host, and the name of its asset, must be a text"])
    return dict(pairs)
