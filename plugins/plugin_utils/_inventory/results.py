# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The hosts of a source: from the cache, from the server, or from the last good result."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import AipError, InputError
from ...module_utils._module.options import without_login
from .._controller import read
from .hosts import Hosts, Member, age, problem_with_number
from .last_good import Result, keep_result, read_result, result_of
from .source import Source, read_members

Named = Callable[[Sequence[Member]], Hosts]
"""Gives the assets their host names. Raises an AipError."""


@dataclass(frozen=True)
class Kept:
    """Where results are kept, under which key: Ansible's cache, and the file of the last good result.

    With `reads_cache` a cached result is used.
    """

    key: str
    cache: MutableMapping[str, Any] | None
    reads_cache: bool
    path: str | None


def hosts_of(
    source: Source,
    params: Mapping[str, Any],
    kept: Kept,
    named: Named,
    warn: Callable[[str], Any],
) -> Hosts:
    """The hosts. A new result of the server is kept. Raises an AipError."""
    cached = None
    if kept.cache is not None and kept.reads_cache:
        cached = result_of(kept.cache.get(kept.key))
    if cached is not None:
        return named(cached.members)
    before = read_result(kept.path) if kept.path else None
    try:
        hosts = _read(source, params, before, named)
    except InputError:
        raise
    except AipError as error:
        if params["on_error"] != "stale":
            raise
        return named(_stale(error, before, params, warn).members)
    result = Result(hosts.members, len(hosts.named), time.time())
    if kept.cache is not None:
        kept.cache[kept.key] = result.as_data()
    if kept.path:
        keep_result(kept.path, result)
    return hosts


def _read(source: Source, params: Mapping[str, Any], before: Result | None, named: Named) -> Hosts:
    """The hosts that the server returns. Raises an AipError if there are too few."""
    try:
        members = read(params, lambda catalog: read_members(source, catalog))
    except AipError:
        raise
    except Exception as error:  # whatever an answer did, the last good result must be within reach
        said = f"{type(error).__name__}: {error}"
        raise AipError(
            f"the server's answers could not be read ({said}); please report it"
        ) from error
    hosts = named(members)
    shrink = params["max_shrink_percent"]
    problem = problem_with_number(
        len(hosts.named),
        before.hosts if before and shrink is not None else None,
        params["min_hosts"],
        100.0 if shrink is None else shrink,
    )
    if problem:
        raise AipError(problem)
    return hosts


def _stale(
    error: AipError, before: Result | None, params: Mapping[str, Any], warn: Callable[[str], Any]
) -> Result:
    """The last good result in place of what an error kept away. Raises an AipError if it may not be used."""
    if before is None:
        raise AipError(f"{error.sentence}; and there is no last good result to use instead")
    seconds = time.time() - before.time
    if seconds > params["max_stale"]:
        raise AipError(
            f"{error.sentence}; and the last good result is {age(seconds)} old, older than max_stale allows"
        )
    warn(
        f"{without_login(params['url'])}: using the hosts from {age(seconds)} ago, because of an error:"
        f" {error.sentence}"
    )
    return before
