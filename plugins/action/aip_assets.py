# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The controller's side of the module assetops.aip.aip_assets: loads `src`, and shows progress."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult

from ..module_utils._core.backend import Progress
from ..module_utils._core.errors import InputError
from ..module_utils._local.gc import relaxed_gc
from ..modules import aip_assets
from ..plugin_utils._failed import failure, refused
from ..plugin_utils._in_worker import InWorker
from ..plugin_utils._progress import ProgressLines
from ..plugin_utils._scrub import without_secrets
from ..plugin_utils._sources import load_sources

# Asked when Ansible's main process loads the plugin: the workers have no terminal.
IS_TERMINAL = bool(sys.stdout and sys.stdout.isatty())


class ActionModule(InWorker):
    """Runs aip_assets."""

    code = aip_assets

    def work(
        self, args: dict[str, Any], task_vars: Mapping[str, Any], progress: Progress | None = None
    ) -> dict[str, Any]:
        """The module's result, with the assets of `src`."""
        show, verbosity = self._display.display, self._display.verbosity
        progress = progress or ProgressLines(
            show, time.monotonic, IS_TERMINAL, verbosity, "aip_assets"
        )
        src = args.get("src")
        started = time.monotonic()
        if src is None:
            args.pop("src", None)
            return _with_facts(super().work(args, task_vars, progress), None, started)
        valid = _validate_src(args)
        if valid.error_messages:
            return refused(valid)
        try:
            with relaxed_gc():
                loaded = load_sources(self, valid.validated_parameters["src"])
        except InputError as error:
            return failure(error.sentence, problems=list(error.problems))
        if loaded.secrets and self._task.async_val:
            return failure(
                "src: a state file has !vault values, which cannot be kept out of the result of an"
                " asynchronous task; remove async"
            )
        secrets = [*(valid.validated_parameters.get("secrets") or ()), *sorted(loaded.secrets)]
        del args["src"]
        args.update(assets=_Kept(loaded.assets), origins=loaded.origins, secrets=secrets)
        result = _with_facts(
            super().work(args, task_vars, progress), valid.validated_parameters["src"], started
        )
        return without_secrets(_with_options_as_written(result, src), loaded.secrets)


class _Kept(list[Any]):
    """A list that Ansible's validation does not copy, as it does everything else: it may hold thousands of assets."""

    def __deepcopy__(self, memo: dict[int, Any]) -> _Kept:
        return self


_OURS = ("src", "secrets")


def _validate_src(args: Mapping[str, Any]) -> ValidationResult:
    """The options that are changed before the module sees them, validated by its own spec."""
    spec = {"assets": {"type": "raw"}, **{name: aip_assets.SPEC[name] for name in _OURS}}
    exclusive = aip_assets.CHECKS.get("mutually_exclusive")
    given = {name: args[name] for name in spec if name in args}
    valid: ValidationResult = ArgumentSpecValidator(spec, mutually_exclusive=exclusive).validate(
        given
    )
    return valid


def _with_facts(result: dict[str, Any], src: Any, started: float) -> dict[str, Any]:
    """The result with what only the controller knows of it: the sources, and how long it took."""
    about = result.get("about")
    if not isinstance(about, dict):
        return result
    facts = {} if src is None else {"sources": list(src)}
    return {
        **result,
        "about": {**about, **facts, "seconds": _rounded_up(time.monotonic() - started)},
    }


def _rounded_up(seconds: float) -> float:
    """The seconds in tenths; not 0, which would be no duration."""
    return math.ceil(seconds * 10) / 10


def _with_options_as_written(result: dict[str, Any], src: Any) -> dict[str, Any]:
    """The result with the options as the user wrote them, not with all that was loaded from `src`."""
    module_args = result.get("invocation", {}).get("module_args")
    if not isinstance(module_args, dict):
        return result
    loaded = ("assets", "origins", "secrets")
    shown = {name: value for name, value in module_args.items() if name not in loaded}
    return {**result, "invocation": {"module_args": {**shown, "src": src}}}
