# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a registered result of aip_assets to an audit."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...module_utils._core.errors import InputError
from .about import About, Commit, read_about
from .audit import Audit, AuditedAsset, FieldChange, UnmanagedAsset
from .breakdown import key_of
from .earlier import check_comparable
from .history import Earlier, compare
from .hosts import Comparison, compare_hosts
from .links import ASSET_URL, AUTO, Links
from .place import read_origin
from .texts import clean, clean_value

NEEDS_NO_VALUES = ("asset_type", "field")


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
    by: tuple[str, ...] = NEEDS_NO_VALUES  # what assets are grouped by
    asset_url: str = AUTO  # that is the page on this deployment, if it is known
    source_url: str = ""
    commit: Commit = field(default_factory=Commit)
    version: str = ""  # of this collection
    earlier: tuple[Earlier, About] | None = None  # what to compare with, and what that is about


def read_audit(result: Mapping[str, Any], options: AuditOptions) -> Audit:
    """The audit in a registered result of aip_assets. Raises InputError if there is none."""
    _check(result)
    facts = _facts(result, options.by)
    shown = frozenset(map(key_of, options.by))
    folder, base = os.path.abspath(options.folder), os.path.abspath(options.base)
    try:
        about = read_about(
            facts, folder, base, options.commit, options.version, with_seconds=bool(options.time)
        )
        assets = tuple(_asset(step, folder, base, shown) for step in result["steps"])
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
    audit = Audit(
        clean(options.title),
        clean(options.time),
        assets,
        unmanaged,
        _comparison(options, assets, unmanaged),
        clean(str(result.get("plan_digest") or "")),
        about,
        tuple(map(clean, options.by)),
        links_of(options, about),
    )
    return _with_history(audit, options.earlier)


def _facts(result: Mapping[str, Any], by: Sequence[str]) -> Mapping[str, Any]:
    """What the result is about. Raises InputError if it lacks the values of a field to group by."""
    facts = result.get("about")
    facts = facts if isinstance(facts, Mapping) else {}
    there = facts.get("step_fields") or ()
    lacking = [one for one in by if one not in NEEDS_NO_VALUES and key_of(one) not in there]
    if lacking:
        names = ", ".join(map(key_of, lacking))
        way_out = f"register the result of assetops.aip.aip_assets with step_fields: [{names}]"
        raise InputError([f"by: the audit has no values of {names}; {way_out}"])
    return facts


def links_of(options: AuditOptions, about: About) -> Links:
    """What turns assets and places into links."""
    asset_url = options.asset_url
    if asset_url == AUTO:
        asset_url = ASSET_URL if about.deployment == "datacenter" else ""
    return Links(asset_url, options.source_url, about.server, about.commit.id)


def _with_history(audit: Audit, earlier: tuple[Earlier, About] | None) -> Audit:
    if earlier is None:
        return audit
    past, about = earlier
    if past.exists:
        check_comparable(audit.about, about, past.path)
    return replace(audit, history=compare(audit.findings, past, audit.time))


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


def _asset(step: Mapping[str, Any], folder: str, base: str, shown: Collection[str]) -> AuditedAsset:
    origin, place = read_origin(clean(step.get("origin") or ""), folder, base)
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
        {
            clean(name): clean_value(value)
            for name, value in (step.get("field_values") or {}).items()
            if name in shown
        },
    )


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
