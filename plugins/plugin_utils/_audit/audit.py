# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit: what a result of aip_assets says about drift, as one frozen value from which every report is made."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...module_utils._core.errors import InputError
from .hosts import Comparison, compare_hosts
from .texts import clean, clean_value, count_of

ORIGIN = re.compile(r"(?s)(.+):(\d+)")

KINDS: Mapping[str, str] = {
    "create": "missing",
    "update": "changed",
    "retire": "surplus",
    "delete": "surplus",
}
"""The kind of finding, by what would be done about it."""

SENTENCES: Mapping[str, str] = {
    "create": "is missing from AIP",
    "delete": "is in AIP and would be deleted",
    "retire": "is in AIP and would be retired",
}
"""What is wrong with an asset of which more differs than single fields, by what would be done about it."""


@dataclass(frozen=True)
class Place:
    """A line of a file. The path has forward slashes, and is relative where the file is below the base."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class FieldChange:
    """A field that differs: its value in AIP, and the declared one."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class AuditedAsset:
    """A declared asset, or one that would be pruned, with what would be done about it."""

    action: str  # none, create, update, retire, delete
    asset_type: str
    name: str
    id: int | None
    origin: str  # where it was declared: file and line, or "assets[3]"
    place: Place | None  # the same, if it is a line of a file
    pruned: bool
    changes: tuple[FieldChange, ...]

    @property
    def kind(self) -> str:
        """One of missing, changed, surplus; empty if the asset is as declared."""
        return KINDS.get(self.action, "")

    @property
    def is_wanted(self) -> bool:
        """Whether the asset is declared as present."""
        if self.pruned or self.action == "delete":
            return False
        return self.action != "none" or self.id is not None


@dataclass(frozen=True)
class UnmanagedAsset:
    """An asset in AIP that is in scope but not declared, and what pruning would do to it."""

    id: int | None
    name: str
    asset_type: str
    fate: str


@dataclass(frozen=True)
class Audit:
    """Everything that reports show."""

    title: str
    time: str  # when the audit was made; empty if reports show no time
    assets: tuple[AuditedAsset, ...]
    unmanaged: tuple[UnmanagedAsset, ...] = ()
    hosts: Comparison | None = None
    plan_digest: str = ""

    @cached_property
    def drifted(self) -> tuple[AuditedAsset, ...]:
        """The assets that differ from their declaration."""
        return tuple(asset for asset in self.assets if asset.kind)

    @property
    def hosts_without_asset(self) -> tuple[str, ...]:
        """The hosts in the Ansible inventory that have no asset."""
        return self.hosts.without_asset if self.hosts else ()

    @property
    def assets_without_host(self) -> tuple[tuple[str, str], ...]:
        """Type and name of the assets that should be hosts in the Ansible inventory but are not."""
        return self.hosts.without_host if self.hosts else ()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of findings of each kind, and of assets; `total` is the number of all findings."""
        kinds = Counter(asset.kind for asset in self.assets)
        found = {
            "missing": kinds["missing"],
            "changed": kinds["changed"],
            "surplus": kinds["surplus"],
            "unmanaged": len(self.unmanaged),
            "hosts_without_asset": len(self.hosts_without_asset),
            "assets_without_host": len(self.assets_without_host),
        }
        return {
            "declared": sum(not asset.pruned for asset in self.assets),
            "as_declared": kinds[""],
            **found,
            "fields": sum(len(asset.changes) for asset in self.drifted),
            "total": sum(found.values()),
        }

    @property
    def share(self) -> float | None:
        """The percentage of assets that are as declared, rounded down to one decimal; None without assets."""
        number = len(self.assets)
        return 1000 * self.counts["as_declared"] // number / 10 if number else None

    @property
    def headline(self) -> str:
        """The number of findings, without a full stop."""
        declared = count_of(self.counts["declared"], "declared asset")
        if self.counts["total"]:
            return f"{count_of(self.counts['total'], 'finding')} in {declared}"
        return f"{declared} {'is' if self.counts['declared'] == 1 else 'are all'} as declared"

    @property
    def details(self) -> tuple[str, ...]:
        """The number of findings of each kind there is: "1 missing", "2 changed"."""
        return tuple(
            f"{number:,} {one if number == 1 else several}"
            for kind, (one, several) in FINDINGS.items()
            if (number := self.counts[kind])
        )

    @property
    def sentence(self) -> str:
        """What was found, in one sentence without its full stop."""
        details = ", ".join(self.details)
        return f"{self.headline}: {details}" if details else self.headline


FINDINGS: Mapping[str, tuple[str, str]] = {
    "missing": ("missing", "missing"),
    "changed": ("changed", "changed"),
    "surplus": ("surplus", "surplus"),
    "unmanaged": ("unmanaged", "unmanaged"),
    "hosts_without_asset": ("host without an asset", "hosts without an asset"),
    "assets_without_host": ("asset without a host", "assets without a host"),
}
"""The kinds of findings, and what one and several of them are called."""

COUNTS: Mapping[str, str] = {
    "declared": "declared",
    "as_declared": "as declared",
    **{kind: several for kind, (_one, several) in FINDINGS.items()},
}
"""The counts that reports show, and what they are called."""


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
