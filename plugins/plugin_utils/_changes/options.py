# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the source aip_changes: what is wrong with them, what they ask for, and where its state is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from ...module_utils._core.errors import AipError, InputError
from ...module_utils._http.libraries import REQUESTS_IMPORT_ERROR
from ...module_utils._local.files import expand_path
from ...module_utils._local.home import aip_home
from ...module_utils._local.parallel import check_workers
from ...module_utils._local.requirements import OF_MODULES, how_to_install
from ...module_utils._module.filter_options import FILTER_SPEC
from ...module_utils._module.options import access_of
from .._controller import insist_on_url, validate
from .reading import Watched

SPEC: dict[str, Any] = {
    "asset_types": {"type": "list", "elements": "str", "default": []},
    "filters": FILTER_SPEC,
    "fields": {"type": "list", "elements": "str"},
    "interval": {"type": "float", "default": 60},
    "state_path": {"type": "path"},
    "initial": {"type": "str", "choices": ["emit", "remember"], "default": "remember"},
    "emit_deleted": {"type": "bool", "default": True},
    "max_shrink_percent": {"type": "float", "default": 50},
    "workers": {"type": "int", "default": 4},
}
"""The source's own options, in addition to the connection options."""


def check_options(written: Mapping[str, Any]) -> dict[str, Any]:
    """The options with their defaults. Raises InputError, and AipError if a library is missing; nothing is sent."""
    if REQUESTS_IMPORT_ERROR:
        raise AipError(how_to_install(OF_MODULES, REQUESTS_IMPORT_ERROR))
    insist_on_url(written)
    params = validate(written, SPEC)
    problems = check_workers(params["workers"])
    if not params["interval"] >= 1:
        problems.append("interval: must be at least 1 second")
    if not 0 <= params["max_shrink_percent"] <= 100:
        problems.append("max_shrink_percent: must be between 0 and 100")
    if problems:
        raise InputError(problems)
    access_of(params, os.environ, read_only=True)
    return params


def watched_by(params: Mapping[str, Any]) -> Watched:
    """What the options ask for."""
    fields = params["fields"]
    return Watched(
        tuple(params["asset_types"]),
        tuple(params["filters"]),
        None if fields is None else tuple(fields),
        params["max_shrink_percent"],
    )


def question_of(params: Mapping[str, Any]) -> str:
    """A digest of what is watched, and on which server: a state is of use for the same only."""
    what = [params[name] for name in ("asset_types", "filters", "fields")]
    text = json.dumps([params["url"].rstrip("/"), *what], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def state_path(params: Mapping[str, Any]) -> str:
    """The path of the state file."""
    folder = os.path.join(aip_home(os.environ), "changes")
    default = os.path.join(folder, f"{question_of(params)[:32]}.sqlite3")
    return os.path.abspath(expand_path(params["state_path"] or default))
