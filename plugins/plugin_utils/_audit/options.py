# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of aip_report: what their types cannot express, with everything that is wrong collected."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable, TypeVar

from ...module_utils._core.errors import InputError
from ...module_utils._local.files import PRIVATE, expand_path, read_mode, unwritable
from .about import About
from .breakdown import key_of
from .earlier import read_earlier
from .fail_on import Rule, read_rule
from .formats import FORMATS, format_of
from .from_result import NEEDS_NO_VALUES, AuditOptions
from .history import Earlier
from .hosts import MATCHES
from .links import AUTO, read_template
from .texts import clean

SPEC: dict[str, Any] = {
    "audit": {"type": "raw", "required": True},
    "kind": {"type": "str", "choices": ["audit", "plan"], "default": "audit"},
    "apply_variables": {"type": "dict", "default": {}},
    "reports": {"type": "list", "elements": "raw", "default": []},
    "mode": {"type": "str", "default": "0600"},
    "title": {"type": "str"},
    "time": {"type": "str", "default": ""},
    "base": {"type": "path", "default": "."},
    "fail_on": {"type": "raw", "default": "none"},
    "hosts": {"type": "raw"},
    "host_asset_types": {"type": "list", "elements": "str", "default": []},
    "host_match": {"type": "str", "choices": list(MATCHES), "default": "exact"},
    "by": {"type": "list", "elements": "str", "default": list(NEEDS_NO_VALUES)},
    "compare_with": {"type": "path"},
    "asset_url": {"type": "str", "default": AUTO},
    "source_url": {"type": "str", "default": ""},
    "commit": {"type": "str", "default": ""},
}

TITLES: Mapping[str, str] = {"audit": "Drift audit", "plan": "Plan"}
"""The titles of reports by what they report."""
ONLY_FOR_AUDITS = ("fail_on", "hosts", "host_asset_types", "compare_with")

Parsed = TypeVar("Parsed")


@dataclass(frozen=True)
class ReportFile:
    """A report to write: its format, a key of FORMATS, and its path."""

    format: str
    path: str


@dataclass(frozen=True)
class ReportOptions:
    """The validated options: the audit's own, the files to write, when to fail, and the mode of new files.

    `is_plan` if it is a plan that is reported, and `variables` are those of the role that made it.
    """

    audit: AuditOptions
    files: tuple[ReportFile, ...]
    rule: Rule
    mode: int = PRIVATE
    is_plan: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)
    commit: str = ""  # an id, `auto`, or empty


def find_result(written: Any, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The option `audit`: the result that was written, or the one in the variable of that name. Raises InputError."""
    result = variables.get(written) if isinstance(written, str) else written
    if not isinstance(result, Mapping):
        what = f"variable '{written}' does not hold" if isinstance(written, str) else "is not"
        way_out = "register that of assetops.aip.aip_assets with all_steps: true"
        raise InputError([f"audit: {what} a registered result; {way_out}"])
    return result


def read_options(params: Mapping[str, Any], folder: str) -> ReportOptions:
    """The options beyond their types. Raises InputError with everything that is wrong.

    `folder` is where relative paths of declarations start from.
    """
    problems: list[str] = []

    def parsed(parse: Callable[[Any], Parsed], name: str, otherwise: Parsed) -> Parsed:
        try:
            return parse(params[name])
        except InputError as error:
            problems.extend(error.problems)
            return otherwise

    no_files: tuple[ReportFile, ...] = ()
    nothing: tuple[str, ...] = ()
    rule = parsed(read_rule, "fail_on", Rule())
    files = parsed(_read_files, "reports", no_files)
    hosts = parsed(_read_hosts, "hosts", None)
    mode = read_mode(params["mode"], "mode", problems)
    is_plan = params["kind"] == "plan"
    problems += [*_not_for_plans(files), *_only_for_audits(params)] if is_plan else []
    earlier = parsed(_read_earlier, "compare_with", None)
    by = parsed(_read_by, "by", nothing)
    asset_url = parsed(lambda url: read_template(url, "asset_url"), "asset_url", "")
    source_url = parsed(lambda url: read_template(url, "source_url"), "source_url", "")
    if rule.new and not params["compare_with"]:
        problems.append("fail_on: new needs compare_with, the JSON report of an earlier audit")
    if problems:
        raise InputError(problems)
    audit = AuditOptions(
        title=TITLES[params["kind"]] if params["title"] is None else params["title"],
        time=params["time"],
        folder=folder,
        base=params["base"],
        hosts=hosts,
        host_asset_types=tuple(params["host_asset_types"]),
        host_match=params["host_match"],
        by=by,
        asset_url=asset_url,
        source_url=source_url,
        earlier=earlier,
    )
    return ReportOptions(
        audit,
        files,
        rule,
        mode,
        is_plan,
        params["apply_variables"] or {},
        params["commit"].strip(),
    )


def _read_earlier(written: str | None) -> tuple[Earlier, About] | None:
    """The earlier audit; one without findings, about nothing, if there is no report of it yet."""
    if not written:
        return None
    path = os.path.abspath(expand_path(written))
    here = os.path.join(os.getcwd(), "")
    shown = clean(path.removeprefix(here).replace(os.sep, "/"))
    return read_earlier(path, shown) or (Earlier(shown), About())


def _read_by(written: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in written))
    if not all(map(key_of, names)):
        raise InputError(["by: a name is empty; write asset_type, field, or the name of a field"])
    return names


def _read_files(written: Sequence[Any]) -> tuple[ReportFile, ...]:
    problems: list[str] = []
    files: list[ReportFile] = []
    for number, one in enumerate(written):
        file = _read_file(one)
        problem = file if isinstance(file, str) else _problem(file, files)
        if problem:
            problems.append(f"reports[{number}]: {problem}")
        elif isinstance(file, ReportFile):
            files.append(file)
    if problems:
        raise InputError(problems)
    return tuple(files)


def _read_file(written: Any) -> ReportFile | str:
    """The report file that a user wrote, or what is wrong with it."""
    one = _as_mapping(written) if isinstance(written, str) else written
    if not isinstance(one, Mapping) or set(one) - {"path", "format"}:
        return "must be a path, or a mapping with path and format"
    name = str(one.get("format") or "")
    variable = FORMATS[name].variable if name in FORMATS else ""
    path = one.get("path") or (os.environ.get(variable, "") if variable else "")
    if not isinstance(path, str) or not path.strip():
        where = f"; {name} has none where {variable} is not set" if variable else ""
        return f"path is missing{where}"
    name = name or format_of(path) or ""
    if not name:
        endings = ", ".join(known.endings[0] for known in FORMATS.values() if known.endings)
        return f"'{path}' has an unknown ending; use one of {endings}, or set format"
    if name not in FORMATS:
        return f"unknown format '{name}'; use one of {', '.join(FORMATS)}"
    return ReportFile(name, os.path.abspath(expand_path(path.strip())))


def _as_mapping(written: str) -> Mapping[str, str]:
    """A report that is written as one word: its path, or a format whose path the environment names."""
    word = written.strip()
    return {"format": word} if word in FORMATS and FORMATS[word].variable else {"path": written}


def _not_for_plans(files: Sequence[ReportFile]) -> list[str]:
    """What is wrong with the formats of the reports of a plan."""
    known = ", ".join(name for name, one in FORMATS.items() if one.shows_plans)
    return [
        f"reports: {one.format} is for audits; a plan is reported as one of {known}"
        for one in files
        if not FORMATS[one.format].shows_plans
    ]


def _only_for_audits(params: Mapping[str, Any]) -> list[str]:
    """What is wrong with the options of a plan's reports: those that would do nothing."""
    return [
        f"{name}: is for audits; a plan is reported without it"
        for name in ONLY_FOR_AUDITS
        if params[name] and params[name] != SPEC[name].get("default")
    ]


def _problem(file: ReportFile, others: Sequence[ReportFile]) -> str:
    """Why the report cannot be written; empty if it can."""
    if file.path in {one.path for one in others}:
        return f"'{file.path}' is already the file of another report"
    return unwritable(file.path)


def _read_hosts(written: Any) -> dict[str, str] | None:
    """Each host with the name of its asset."""
    if written is None:
        return None
    if isinstance(written, (list, tuple)):
        pairs = [(one, one) for one in written]
    elif isinstance(written, Mapping):
        pairs = list(written.items())
    else:
        raise InputError(["hosts: must be a list of hosts, or a mapping of hosts to asset names"])
    if not all(isinstance(text, str) and text for pair in pairs for text in pair):
        raise InputError(["hosts: each host and each asset name must be a text that is not empty"])
    return dict(pairs)
