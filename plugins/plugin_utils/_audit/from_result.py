# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a registered result of aip_assets to an audit."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from .audit import Audit, AuditedAsset, FieldChange, Place, UnmanagedAsset
from .hosts import Comparison, compare_hosts
from .texts import clean, clean_value

ORIGIN = re.compile(r"(?s)(.+):(\d+)")


@dataclass(frozen=True)
class AuditOptions:
    """What an audit needs besides the result of aip_assets."""

    title: str = "Drift audit"
    time: str = ""
    folder: str = "."  # the folder that relative paths of declarations start from
    base: str = "."  # the folder that reports show paths relative to
    hosts: Mapping[str, str] | None = None  # each host and the name of its asset
    host_asset_types: tuple[str, ...] = ()
    host_match: str = "exact"


def read_audit(result: Mapping[str, Any], options: AuditOptions) -> Audit:
    """The audit in a registered result of aip_assets. Raises InputError if there is none."""
    _check(result)
    folder, base = os.path.abspath(options.folder), os.path.abspath(options.base)
    try:
        assets = tuple(_asset(step, folder, base) for step in result["steps"])
        pruned = {asset.id for asset in assets if asset.pruned}
        unmanaged = tuple(
            UnmanagedAsset(
                one["id"], clean(one["name"]), clean(one["asset_type"]), clean(one["fate"])
            )
            for one in result.get("unmanaged") or ()
            if one["id"] not in pruned
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(
            [f"audit: is not a result of assetops.aip.aip_assets ({type(error).__name__}: {error})"]
        ) from None
    return Audit(
        clean(options.title),
        clean(options.time),
        assets,
        unmanaged,
        _comparison(options, assets, unmanaged),
        clean(str(result.get("plan_digest") or "")),
    )


def _check(result: Mapping[str, Any]) -> None:
    """Raise InputError unless the task succeeded and returned all its steps."""
    if result.get("failed") or result.get("skipped"):
        state = "failed" if result.get("failed") else "was skipped"
        raise InputError(
            [
                f"audit: the task that registered this result {state}, so nothing is known about drift"
            ]
        )
    if not isinstance(result.get("steps"), (list, tuple)):
        raise InputError(
            [
                "audit: has no steps; register the result of assetops.aip.aip_assets with all_steps: true"
            ]
        )


def _asset(step: Mapping[str, Any], folder: str, base: str) -> AuditedAsset:
    origin, place = _origin(clean(step.get("origin") or ""), folder, base)
    return AuditedAsset(
        str(step["action"]),
        clean(step["asset_type"]),
        clean(step["name"]),
        step["id"],
        origin,
        place,
        bool(step.get("pruned")),
        tuple(
            FieldChange(clean(one["field"]), clean_value(one["before"]), clean_value(one["after"]))
            for one in step["changes"]
        ),
    )


def _origin(text: str, folder: str, base: str) -> tuple[str, Place | None]:
    """Where an asset was declared, as reports show it, and as a place if it is a line of a file."""
    found = ORIGIN.fullmatch(text)
    if not found:
        return text, None
    path = os.path.normpath(os.path.join(folder, found[1]))
    path = path.removeprefix(os.path.join(base, ""))
    place = Place(path.replace(os.sep, "/"), max(1, int(found[2])))
    return str(place), place


def _comparison(
    options: AuditOptions, assets: Sequence[AuditedAsset], unmanaged: Sequence[UnmanagedAsset]
) -> Comparison | None:
    """The hosts in the Ansible inventory compared with the assets that are, or should be, in AIP."""
    if options.hosts is None or not options.host_asset_types:
        return None
    wanted = {(one.asset_type, one.name) for one in assets if one.is_wanted}
    known = wanted | {(one.asset_type, one.name) for one in unmanaged}
    meant = [one for one in sorted(known) if one[0] in options.host_asset_types]
    hosts = {clean(host): clean(name) for host, name in options.hosts.items()}
    return compare_hosts(hosts, meant, options.host_match)
