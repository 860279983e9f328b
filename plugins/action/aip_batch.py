# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action assetops.aip.aip_batch: collects a variable of all hosts of a batch."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..plugin_utils._batch import hosts_of_batch, out_of_step, strategy_of, values_of
from ..plugin_utils._failed import failure
from ..plugin_utils._plain import no_template, plain

SPEC: dict[str, Any] = {"variable": {"type": "str"}}


class ActionModule(ActionBase):
    """Runs aip_batch."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The result of the task."""
        super().run(tmp, task_vars)
        valid = ArgumentSpecValidator(SPEC).validate(plain(dict(self._task.args)))
        problem = valid.errors.msg if valid.error_messages else out_of_step(strategy_of(self._task))
        if problem:
            return failure(problem)
        hosts = hosts_of_batch(task_vars or {})
        variable = valid.validated_parameters["variable"]
        values = plain(values_of(variable, hosts, task_vars or {})) if variable else {}
        return {
            "changed": False,
            "hosts": hosts,
            "found": no_template([{"host": host, "value": one} for host, one in values.items()]),
            "silent": [host for host in hosts if variable and host not in values],
        }
