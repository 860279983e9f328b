# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of an inventory source: what is wrong with them, what they ask for, and where its results are kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._local.parallel import check_workers
from .source import GroupBy, Source

TEMPLATE_MARKS = ("{{", "{%")


def check_options(params: Mapping[str, Any]) -> dict[str, Any]:
    """The options, if they are valid beyond what their types say. Raises InputError."""
    problems = check_workers(params["workers"])
    if not params["hostnames"]:
        problems.append("hostnames: at least one is needed")
    prefix = params["variable_prefix"]
    if prefix and not prefix.isidentifier():
        problems.append(f"variable_prefix: a variable name cannot begin with '{prefix}'")
    shrink = params["max_shrink_percent"]
    if shrink is not None and not 0 <= shrink <= 100:
        problems.append("max_shrink_percent: must be between 0 and 100")
    problems += [
        f"{name}: must be at least 0" for name in ("min_hosts", "max_stale") if params[name] < 0
    ]
    if problems:
        raise InputError(problems)
    return dict(params)


def is_template(written: str) -> bool:
    """Whether an entry of `hostnames` is a template."""
    return any(mark in written for mark in TEMPLATE_MARKS)


def source_of(params: Mapping[str, Any]) -> Source:
    """What the options ask for."""
    group_by = tuple(
        GroupBy(
            field=one["field"],
            prefix=(one["asset_type"] or one["field"]) if one["prefix"] is None else one["prefix"],
            asset_type=one["asset_type"],
            parents=tuple(one["parents"]),
            parent_group=one["parent_group"],
        )
        for one in params["group_by"]
    )
    named = [one for one in params["hostnames"] if not is_template(one) and one != "id"]
    fields = params["fields"]
    return Source(
        asset_types=tuple(params["asset_types"]),
        filters=tuple(params["filters"]),
        fields=None if fields is None else tuple(fields),
        named=tuple(named),
        group_by=group_by,
    )


def key_of(path: str, params: Mapping[str, Any], source: Source) -> str:
    """The key under which results of this source are kept: it differs by file, server, user and question."""
    who = [params[name] for name in ("url", "username", "deployment", "dialect")]
    text = json.dumps([os.path.abspath(path), who, repr(source)], sort_keys=True, default=str)
    return "aip_" + hashlib.sha256(text.encode()).hexdigest()[:32]


def last_good_path(params: Mapping[str, Any], home: str, key: str) -> str | None:
    """The file of the last good result; None where the options need none. `home` is Ansible's own folder."""
    if params["on_error"] != "stale" and params["max_shrink_percent"] is None:
        return None
    folder = params["last_good_path"] or os.path.join(home, "assetops.aip")
    return os.path.join(os.path.expanduser(folder), f"{key}.json")
