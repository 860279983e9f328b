# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action assetops.aip.aip_report: writes the reports of an audit on the controller, and fails by `fail_on`."""

from __future__ import annotations

import os
from typing import Any

from ansible import context
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ..module_utils._local.gc import relaxed_gc
from ..plugin_utils._audit.options import SPEC, find_result, read_options
from ..plugin_utils._audit.reports import make_plan_reports, make_reports
from ..plugin_utils._failed import failure, in_lines, refused
from ..plugin_utils._plain import plain


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
            return refused(valid)
        try:
            audited = find_result(self._task.args["audit"], task_vars or {})
            options = read_options(valid.validated_parameters, os.getcwd())
            check_mode = self._task.check_mode
            with relaxed_gc():
                if options.is_plan:
                    result = make_plan_reports(audited, options, check_mode, _playbook())
                else:
                    result = make_reports(audited, options, check_mode, self._display.display)
            return in_lines(result) if result.get("failed") else result
        except InputError as error:
            return failure(error.sentence, problems=list(error.problems))


def _playbook() -> str:
    """The playbook of this run as it was typed; empty if it is not clear."""
    playbooks: tuple[str, ...] = context.CLIARGS.get("args") or ()
    return str(playbooks[0]) if len(playbooks) == 1 else ""
