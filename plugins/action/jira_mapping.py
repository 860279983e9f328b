# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action assetops.aip.jira_mapping: issues of one Jira as issues to be declared in another."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ..module_utils._local.files import read_text
from ..plugin_utils._failed import failure, refused
from ..plugin_utils._mirror.mapping import read_mapping
from ..plugin_utils._mirror.translate import translate
from ..plugin_utils._paths import find_sources
from ..plugin_utils._plain import no_template, plain

SPEC: dict[str, Any] = {
    "issues": {"type": "list", "elements": "dict", "required": True},
    "mapping": {"type": "raw", "required": True},
    "source": {"type": "str", "default": ""},
    "option_name": {"type": "str", "default": "mapping"},
}


class ActionModule(ActionBase):
    """Runs jira_mapping."""

    _requires_connection = False
    _supports_check_mode = True
    _supports_async = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The issues to be declared, or everything that the mapping lacks."""
        super().run(tmp, task_vars)
        valid = ArgumentSpecValidator(SPEC).validate(plain(dict(self._task.args)))
        if valid.error_messages:
            return refused(valid)
        params = valid.validated_parameters
        where = params["option_name"]
        try:
            mapping = read_mapping(self._written(params["mapping"], where), where)
            if not mapping.source_name and not params["source"]:
                raise InputError(["source: required, unless the mapping has a source_name"])
            done = translate(params["issues"], mapping, params["source"], where)
        except InputError as error:
            return failure(error.sentence, list(error.problems))
        return {
            "changed": False,
            "mirrored": no_template([one.as_data() for one in done.mirrored]),
            "left_out": no_template(list(done.left_out)),
        }

    def _written(self, mapping: Any, where: str) -> Any:
        """The mapping itself, read from the file that is named. Raises InputError."""
        if not isinstance(mapping, str):
            return mapping
        problems: list[str] = []
        found = find_sources(self, [mapping], where, problems)
        if problems:
            raise InputError(problems)
        text = read_text(found[0], where)
        try:
            return plain(self._loader.load(text, file_name=found[0], show_content=False))
        except Exception as error:  # noqa: BLE001 - whatever a parser of YAML raises
            line = str(error).strip().splitlines()[0]
            raise InputError([f"{where}: '{mapping}' is not valid YAML: {line}"]) from None
