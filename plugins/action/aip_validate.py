# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module assetops.aip.aip_validate: checks state files against a schema, on the controller, without a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ..module_utils._core.errors import InputError
from ..module_utils._core.verdict import sentence_of_validation
from ..module_utils._local.files import read_text
from ..module_utils._local.gc import relaxed_gc
from ..plugin_utils._failed import failure, refused
from ..plugin_utils._paths import find_sources
from ..plugin_utils._plain import plain
from ..plugin_utils._scrub import without_secrets
from ..plugin_utils._sources import load_sources
from ..plugin_utils._validation import find_problems, parse_schema

SPEC: dict[str, Any] = {
    "src": {"type": "list", "elements": "path", "required": True},
    "schema": {"type": "path", "required": True},
}


class ActionModule(ActionBase):
    """Runs aip_validate."""

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The number of assets, or everything that is wrong with them."""
        super().run(tmp, task_vars)
        valid = ArgumentSpecValidator(SPEC).validate(plain(dict(self._task.args)))
        if valid.error_messages:
            return refused(valid)
        with relaxed_gc():
            return self._validate(valid.validated_parameters)

    def _validate(self, params: Mapping[str, Any]) -> dict[str, Any]:
        path = params["schema"]
        try:
            schema = parse_schema(read_text(self._find_schema(path), "schema"), path)
            loaded = load_sources(self, params["src"])
            problems = find_problems(loaded.assets, loaded.origins, schema)
        except InputError as error:
            return _failure(error.problems)
        if problems:
            return without_secrets(_failure(problems, len(loaded.assets)), loaded.secrets)
        assets = len(loaded.assets)
        return {
            "changed": False,
            "summary_text": sentence_of_validation(0, assets),
            "assets": assets,
        }

    def _find_schema(self, path: str) -> str:
        problems: list[str] = []
        found = find_sources(self, [path], "schema", problems)
        if problems:
            way_out = "write it with assetops.aip.aip_schema"
            raise InputError([f"{problems[0]}; {way_out}"])
        return found[0]


def _failure(problems: Sequence[str], assets: int | None = None) -> dict[str, Any]:
    result = failure(InputError(problems).sentence, problems)
    return {**result, "summary_text": sentence_of_validation(len(problems), assets)}
