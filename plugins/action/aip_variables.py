# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action assetops.aip.aip_variables: checks the variables of a role or playbook before it does anything."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ..plugin_utils._audit.options import SPEC as REPORT_SPEC
from ..plugin_utils._audit.options import read_options
from ..plugin_utils._failed import failure, refused, with_problems_shown
from ..plugin_utils._misspelt import find_misspelt
from ..plugin_utils._paths import find_sources
from ..plugin_utils._plain import plain

SPEC: dict[str, Any] = {
    "prefix": {"type": "str", "required": True},
    "names": {"type": "list", "elements": "str", "default": []},
    "every_host": {"type": "bool", "default": False},
    "needed": {"type": "list", "elements": "str", "default": []},
    "needed_too": {"type": "list", "elements": "str", "default": []},
    "examples": {"type": "dict", "default": {}},
    "sources": {"type": "dict", "default": {}},
    "report": {"type": "dict"},
}
PATHS: dict[str, Any] = {"type": "list", "elements": "path"}


class ActionModule(ActionBase):
    """Runs aip_variables."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Whether the task is in check mode, or everything that is wrong."""
        super().run(tmp, task_vars)
        valid = ArgumentSpecValidator(SPEC).validate(plain(dict(self._task.args)))
        if valid.error_messages:
            return refused(valid)
        params, variables = valid.validated_parameters, task_vars or {}
        sources = {
            name: one for name, one in params["sources"].items() if one not in (None, "", [])
        }
        set_ones = {name: one for name, one in variables.items() if name not in params["sources"]}
        # A name that is misspelt explains why another one is missing.
        known, examples = {**set_ones, **sources}, params["examples"]
        problems = list(self._misspelt(params, variables)) or [
            *_missing(params["needed"], known, examples),
            *(one for name in params["needed_too"] for one in _missing([name], known, examples)),
            *self._without_source(sources),
            *_of_report(params["report"], params["prefix"]),
        ]
        if not problems:
            return _passed(self._task.check_mode)
        return with_problems_shown(failure(InputError(problems).sentence, problems))

    def _misspelt(self, params: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[str]:
        role = getattr(self._task, "_role", None)
        known = {*params["names"], *(self._names_of(role) if role else ())}
        every = {**variables}
        if params["every_host"]:
            for host in variables["ansible_play_hosts_all"]:
                every.update(variables["hostvars"].raw_get(host))  # without evaluating templates
        name = params["prefix"].removeprefix("aip_").rstrip("_")
        kind, list_them = f"playbook assetops.aip.{name}", f"it has {', '.join(sorted(known))}"
        if role:
            kind = f"role {role.get_name()}"
            list_them = f"ansible-doc -t role {role.get_name()} lists them"
        for written, near in find_misspelt(every, known, params["prefix"]).items():
            way_out = f"did you mean '{near}'?" if near else list_them
            yield f"{written}: the {kind} has no such variable; {way_out}"

    def _names_of(self, role: Any) -> set[str]:
        """The variables of a role: those that it describes, and those that it sets itself."""
        path = os.path.join(role._role_path, "meta", "argument_specs.yml")
        specs = self._loader.load_from_file(path)["argument_specs"]
        options = (name for entry in specs.values() for name in entry.get("options", {}))
        files = sorted(glob.glob(os.path.join(glob.escape(role._role_path), "tasks", "*.yml")))
        own = (name for file in files for name in _set_by(self._loader.load_from_file(file)))
        return {*options, *own, *(role._default_vars or ()), *(role._role_vars or ())}

    def _without_source(self, sources: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with paths of files and folders that must exist."""
        for name, written in sources.items():
            valid = ArgumentSpecValidator({name: PATHS}).validate({name: written})
            if valid.error_messages:
                yield f"{name}: must be a path, or a list of paths"
                continue
            problems: list[str] = []
            find_sources(self, valid.validated_parameters[name], name, problems)
            yield from problems


def _passed(is_trial: bool) -> dict[str, Any]:
    """The result if nothing is wrong."""
    return {"changed": False, "is_trial": is_trial}


def _set_by(tasks: Any) -> Iterator[str]:
    """The facts that these tasks set; results that they register are none that anybody could misspell."""
    for task in tasks or ():
        for part in ("block", "rescue", "always"):
            yield from _set_by(task.get(part))
        yield from task.get("ansible.builtin.set_fact", ())


def _missing(
    needed: Sequence[str], variables: Mapping[str, Any], examples: Mapping[str, Any]
) -> Iterator[str]:
    """What is wrong if none of these variables is set. Each may have a value for the sentence, by default a folder."""
    if needed and all(variables.get(name) in (None, "") for name in needed):
        first, *others = needed
        instead = f", or set {' or '.join(others)}" if others else ""
        example = examples.get(first, "assets/")
        yield f"{first}: is not set; write -e {first}={example}, for example{instead}"


def _of_report(options: Mapping[str, Any] | None, prefix: str) -> Iterator[str]:
    """What is wrong with the options of aip_report, under the names of the variables."""
    if options is None:
        return
    valid = ArgumentSpecValidator(REPORT_SPEC).validate({**options, "audit": True})
    problems: Sequence[str] = valid.error_messages
    if not problems:
        try:
            read_options(valid.validated_parameters, os.getcwd())
        except InputError as error:
            problems = error.problems
    own = re.compile(rf"({'|'.join(REPORT_SPEC)})(?=[\[:])")
    for problem in problems:
        yield f"{prefix}{problem}" if own.match(problem) else problem
