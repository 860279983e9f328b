# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module of ours, run inside Ansible's worker instead of in a Python of its own.

That is done where the task would run on the controller anyway, and returns what the module returns: the same
validation, the same messages, the same result. Otherwise the module is sent, like any other.
"""

from __future__ import annotations

import os
import pwd
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import Any

from ansible import constants, context
from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ValidationResult
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ..module_utils._core.backend import Progress, silent
from ..module_utils._http.libraries import REQUESTS_IMPORT_ERROR
from ..module_utils._local.yaml import YAML_IMPORT_ERROR
from ..module_utils._module.entry import invocation, run_validated, validate
from ..module_utils._module.options import AIP
from ..module_utils._module.service import Service
from ..module_utils._module.session import Sessions
from ._failed import with_problems_shown
from ._paths import anchored
from ._plain import plain

Result = dict[str, Any]

COLLECTION = "assetops.aip"
SWITCH = "aip_in_process"
SETTING = {
    "in_process": {
        "default": True,
        "type": "bool",
        "env": [{"name": SWITCH.upper()}],
        "ini": [{"section": "aip", "key": "in_process"}],
        "vars": [{"name": SWITCH}],
    }
}
"""The switch, as Ansible's configuration knows settings of plugins."""
constants.config.initialize_plugin_configuration_definitions("action", COLLECTION, SETTING)

SESSIONS = Sessions(kept=4)
"""The items of a loop run in one worker, one after the other, so that each finds what the previous one has read."""


@cache
def _sessions_with(service: Service) -> Sessions:
    """The same for another service than AIP."""
    return Sessions(kept=4, service=service)


RUN_FOLDER: str = vars(constants)["DEFAULT_LOCAL_TMP"]
"""The temporary folder of this run of Ansible, which its workers share; Ansible removes it at the end."""


class InWorker(ActionBase):
    """An action that runs the module `code` in the worker where possible."""

    _supports_check_mode = True
    _supports_async = True
    code: ModuleType

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The result of the task."""
        super().run(tmp, task_vars)
        args = plain(dict(self._task.args))
        if self._connection.transport == "local":
            spec = {**service_of(self.code).spec, **self.code.SPEC}
            args = anchored(self, args, spec, ChainMap(_environment_of(self), os.environ))
        return with_problems_shown(self.work(args, task_vars or {}))

    def work(
        self, args: dict[str, Any], task_vars: Mapping[str, Any], progress: Progress = silent
    ) -> Result:
        """The module's result with plain options."""
        return run_module(self, self.code, args, task_vars, progress)


def run_module(
    action: ActionBase,
    code: ModuleType,
    args: Mapping[str, Any],
    task_vars: Mapping[str, Any],
    progress: Progress = silent,
) -> Result:
    """The result of our module with plain options, run in this process if possible, otherwise sent."""
    result = run_module_in_worker(action, code, args, task_vars, progress)
    return send_module(action, code, args, task_vars) if result is None else result


def run_module_in_worker(
    action: ActionBase,
    code: ModuleType,
    args: Mapping[str, Any],
    task_vars: Mapping[str, Any],
    progress: Progress = silent,
) -> Result | None:
    """The result of our module with plain options, or None if it must be sent."""
    environment = _environment_of(action)
    reason = why_sent(action, task_vars, ChainMap(environment, os.environ))
    if reason:
        action._display.vvv(f"{_name(code)} is sent as a module: {reason}")
        return None
    with _environment_set(environment):
        return _perform(action, code, args, progress, _shows_invocation(task_vars))


def send_module(
    action: ActionBase, code: ModuleType, args: Mapping[str, Any], task_vars: Mapping[str, Any]
) -> Result:
    """The result of our module, run where the task's connection leads."""
    wrap_async = bool(action._task.async_val and not action._connection.has_native_async)
    result: Result = action._execute_module(
        module_name=_name(code),
        module_args=dict(args),
        task_vars=task_vars,
        wrap_async=wrap_async,
    )
    if not wrap_async:
        action._remove_tmp_path(action._connection._shell.tmpdir)
    return result


def why_sent(
    action: ActionBase, task_vars: Mapping[str, Any], environment: Mapping[str, str]
) -> str:
    """Why the module cannot run in this process; empty if it can."""
    transport = getattr(action._connection, "transport", None)
    missing = REQUESTS_IMPORT_ERROR or YAML_IMPORT_ERROR
    reasons = {
        f"the connection is {transport}": transport != "local",
        "the task is asynchronous": bool(action._task.async_val),
        "become switches to another user": _becomes_other(action),
        f"{SWITCH} is off": not _is_on(action, task_vars, environment),
        "the controller's Python lacks requests, requests-toolbelt or PyYAML": bool(missing),
    }
    return ", ".join(reason for reason, holds in reasons.items() if holds)


# -- the conditions --


def _is_on(
    action: ActionBase, task_vars: Mapping[str, Any], environment: Mapping[str, str]
) -> bool:
    """Whether the switch is on. As everywhere in Ansible, a variable takes precedence over the environment, and that
    over ansible.cfg; what is empty is not set.
    """
    variable = action._templar.template(task_vars.get(SWITCH))
    for switch in (variable, environment.get(SWITCH.upper())):
        if switch not in (None, ""):
            return bool(boolean(switch, strict=False))
    if environment.get(SWITCH.upper()) is not None:
        return True  # Ansible itself would take an empty environment variable for false
    return bool(
        constants.config.get_config_value(
            "in_process", plugin_type="action", plugin_name=COLLECTION
        )
    )


def _becomes_other(action: ActionBase) -> bool:
    if not action._connection.become:
        return False
    user = action.get_become_option("become_user")
    return bool(user != pwd.getpwuid(os.geteuid()).pw_name)


def _shows_invocation(task_vars: Mapping[str, Any]) -> bool:
    try:
        setting = constants.config.get_config_value("INJECT_INVOCATION", variables=dict(task_vars))
    except AnsibleError:  # there is no such setting before ansible-core 2.21
        return True
    return bool(setting)


def _environment_of(action: ActionBase) -> dict[str, str]:
    """The task's `environment`, as its module would find it."""
    found: dict[str, Any] = {}
    action._compute_environment_string(found)
    return {str(name): str(value) for name, value in found.items()}


@contextmanager
def _environment_set(environment: Mapping[str, str]) -> Iterator[None]:
    if not environment:  # as in most tasks, and setting it anew takes long
        yield
        return
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# -- the work --


def service_of(code: ModuleType) -> Service:
    """What a module talks to."""
    service: Service = getattr(code, "SERVICE", AIP)
    return service


def _name(code: ModuleType) -> str:
    return f"{COLLECTION}.{code.__name__.rpartition('.')[2]}"


def _perform(
    action: ActionBase,
    code: ModuleType,
    args: Mapping[str, Any],
    progress: Progress,
    with_invocation: bool,
) -> Result:
    """The result of a module as AnsibleModule would print it."""
    service = service_of(code)
    valid = validate(args, code.SPEC, getattr(code, "CHECKS", {}), service)
    SESSIONS.notes_in, SESSIONS.foresees = foresight_of(action, code, args)
    ended = run_validated(
        code.run,
        valid,
        frozenset(args),
        action._task.check_mode,
        os.environ,
        diff_mode=action._task.diff,
        progress=progress,
        sessions=SESSIONS if service is AIP else _sessions_with(service),
    ).named(_name(code))
    result = _with_notes(ended.as_result(), valid)
    if not with_invocation:
        return result
    shown = invocation(
        valid.validated_parameters,
        {**service.spec, **code.SPEC},
        ended.harmless_attributes,
        valid._no_log_values,
    )
    return {"invocation": shown, **result}


_PLANS = ("plan_file", "expect_plan")


_FORESEEING = frozenset(("aip_asset", "aip_assets", "aip_asset_info", "aip_attachment"))


def foresight_of(action: ActionBase, code: ModuleType, args: Mapping[str, Any]) -> tuple[str, bool]:
    """Where the task finds what earlier tasks would have done (empty: nowhere), and whether it leaves notes there.

    It finds something only if the whole run is in check mode. A task that is in check mode in any run, such as an
    audit, writes nothing in a real run either, so what it predicts does not count for later tasks. Plans are made of
    what the server has now.
    """
    name = code.__name__.rpartition(".")[2]
    if name not in _FORESEEING or not context.CLIARGS.get("check") or any(map(args.get, _PLANS)):
        return "", False
    return RUN_FOLDER, not _is_only_checked(action._task)


def _is_only_checked(task: Any) -> bool:
    """Whether check mode is written at the task, or at what it is a part of."""
    part = task
    while part is not None:
        for one in (part, getattr(part, "_play", None), getattr(part, "_role", None)):
            if "check_mode" in (getattr(one, "_ds", None) or ()):
                return True
        part = getattr(part, "_parent", None)
    return False


def _with_notes(result: Result, valid: ValidationResult) -> Result:
    """The result with the warnings of the validation."""
    warnings = [
        f"Both option {one['option']} and its alias {one['alias']} are set."
        for one in valid._warnings
    ]
    notes = {
        "warnings": [*warnings, *result.get("warnings", ())],
        "deprecations": list(valid._deprecations),
    }
    return {**result, **{name: texts for name, texts in notes.items() if texts}}
