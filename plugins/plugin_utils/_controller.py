# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What plugins that read from a server share: options validated as those of modules, and the reading."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Callable, TypeVar

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.utils.display import Display

from ..module_utils._core.errors import AipError, InputError
from ..module_utils._http.libraries import REQUESTS_IMPORT_ERROR
from ..module_utils._local.requirements import OF_MODULES, how_to_install
from ..module_utils._module.cleared import secrets_of
from ..module_utils._module.entry import Task, perform, refusals
from ..module_utils._module.options import CONNECTION_SPEC, NO_URL
from ..module_utils._module.session import Sessions
from ..module_utils._read.catalog import Catalog
from ._plain import plain

Found = TypeVar("Found")


def validate(options: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a plugin and of the connection, validated by the modules' own tables. Raises InputError."""
    written = {name: value for name, value in options.items() if value is not None}
    validated = ArgumentSpecValidator({**CONNECTION_SPEC, **spec}).validate(plain(written))
    if validated.error_messages:
        hide = secrets_of(validated._no_log_values).hide_in_sentence
        raise InputError([hide(text) for text in refusals(validated)])
    return dict(validated.validated_parameters)


def insist_on_url(options: Mapping[str, Any]) -> None:
    """Raise InputError if no server is named, before Ansible does in its own words."""
    if options.get("url") is None and not os.environ.get("AIP_URL"):
        raise InputError([NO_URL])


def read(
    params: Mapping[str, Any], work: Callable[[Catalog], Found], sessions: Sessions | None = None
) -> Found:
    """What `work` finds on the server that these options name, which it can only read.

    Raises InputError for mistakes in the options and AipError for everything else; neither contains secrets.
    """
    if REQUESTS_IMPORT_ERROR:
        raise AipError(how_to_install(OF_MODULES, REQUESTS_IMPORT_ERROR))
    found: list[Found] = []

    def run(task: Task) -> dict[str, Any]:
        found[:] = [work(task.catalog)]
        return {}

    # As in check mode: then nothing that could write leaves this process.
    ended = perform(run, params, frozenset(), True, os.environ, sessions=sessions)
    for warning in ended.warnings:
        Display().warning(warning)
    if ended.failed:
        problems = ended.result.get("problems")
        raise InputError(problems) if problems else AipError(ended.result["msg"])
    return found[0]
