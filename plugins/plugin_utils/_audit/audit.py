# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit: what the result of aip_assets says about drift, as one frozen value that every report is made of."""

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
"""What an asset is that is not as declared, by what would be done about it."""


@dataclass(frozen=True)
class Place:
    """A line of a file. The path has forward slashes, and is relative where the file is below the base."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Change:
    """A field that is not as declared: what AIP has, and what was declared."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Asset:
    """A declared asset, or one that is to be pruned, with what would be done about it."""

    action: str  # none, create, update, retire, delete
    asset_type: str
    name: str
    id: int | None
    origin: str  # where it was declared: file and line, or "assets[3]"
    place: Place | None  # the same, if it is a line of a file
    pruned: bool
    changes: tuple[Change, ...]

    @property
    def kind(self) -> str:
        """One of missing, changed, surplus; nothing if it is as declared."""
        return KINDS.get(self.action, "")

    @property
    def is_wanted(self) -> bool:
        """Whether the asset is declared to be there."""
        if self.pruned or self.action == "delete":
            return False
        return self.action != "none" or self.id is not None


@dataclass(frozen=True)
class Unmanaged:
    """An asset of AIP in the scope that nobody declared, and what pruning would do to it."""

    id: int | None
    name: str
    asset_type: str
    fate: str


@dataclass(frozen=True)
class Audit:
    """Everything that reports tell."""

    title: str
    time: str  # when the audit was made; empty if that is not to be told
    assets: tuple[Asset, ...]
    unmanaged: tuple[Unmanaged, ...] = ()
    hosts: Comparison | None = None
    plan_digest: str = ""

    @cached_property
    def drifted(self) -> tuple[Asset, ...]:
        """The assets that are not as declared."""
        return tuple(asset for asset in self.assets if asset.kind)

    @property
    def hosts_without_asset(self) -> tuple[str, ...]:
        """The hosts of the Ansible inventory for which there is no asset."""
        return self.hosts.without_asset if self.hosts else ()

    @property
    def assets_without_host(self) -> tuple[tuple[str, str], ...]:
        """Type and name of the assets that ought to be hosts of the Ansible inventory, and are not."""
        return self.hosts.without_host if self.hosts else ()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each kind of finding, and of assets; `total` is the number of findings."""
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
    def sentence(self) -> str:
        """What was found, in one sentence without its full stop."""
        declared = count_of(self.counts["declared"], "declared asset")
        if not self.counts["total"]:
            are = "is" if self.counts["declared"] == 1 else "are all"
            return f"{declared} {are} as declared"
        told = [
            phrase.format(number=f"{number:,}")
            for kind, phrases in PHRASES.items()
            if (number := self.counts[kind])
            for phrase in [phrases[number != 1]]
        ]
        return f"{count_of(self.counts['total'], 'finding')} at {declared}: {', '.join(told)}"


PHRASES: Mapping[str, tuple[str, str]] = {
    "missing": ("{number} is missing", "{number} are missing"),
    "changed": ("{number} differs", "{number} differ"),
    "surplus": ("{number} is to be removed", "{number} are to be removed"),
    "unmanaged": ("{number} asset is unmanaged", "{number} assets are unmanaged"),
    "hosts_without_asset": ("{number} host has no asset", "{number} hosts have no asset"),
    "assets_without_host": ("{number} asset has no host", "{number} assets have no host"),
}


@dataclass(frozen=True)
class Question:
    """What an audit needs beside the result of aip_assets."""

    title: str = "Drift audit"
    time: str = ""
    folder: str = "."  # what relative paths of declarations are relative to
    base: str = "."  # what paths are shown relative to
    hosts: Mapping[str, str] | None = None  # host to the name of its asset
    host_asset_types: tuple[str, ...] = ()
    host_match: str = "exact"


def read_audit(result: Mapping[str, Any], question: Question) -> Audit:
    """The audit that a registered result of aip_assets holds. Raises InputError if it holds none."""
    _check(result)
    folder, base = os.path.abspath(question.folder), os.path.abspath(question.base)
    try:
        assets = tuple(_asset(step, folder, base) for step in result["steps"])
        pruned = {asset.id for asset in assets if asset.pruned}
        unmanaged = tuple(
            Unmanaged(one["id"], clean(one["name"]), clean(one["asset_type"]), clean(one["fate"]))
            for one in result.get("unmanaged") or ()
            if one["id"] not in pruned
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(
            [f"audit: is not a result of assetops.aip.aip_assets ({type(error).__name__}: {error})"]
        ) from None
    return Audit(
        clean(question.title),
        clean(question.time),
        assets,
        unmanaged,
        _comparison(question, assets, unmanaged),
        clean(str(result.get("plan_digest") or "")),
    )


def _check(result: Mapping[str, Any]) -> None:
    """Raise InputError unless the result is one of a task that succeeded and tells all its steps."""
    if result.get("failed") or result.get("skipped"):
        state = "failed" if result.get("failed") else "was skipped"
        raise InputError(
            [f"audit: the task whose result this is {state}; nothing is known of drift"]
        )
    if not isinstance(result.get("steps"), (list, tuple)):
        raise InputError(
            [
                "audit: has no steps; register the result of assetops.aip.aip_assets with all_steps: true"
            ]
        )


def _asset(step: Mapping[str, Any], folder: str, base: str) -> Asset:
    origin, place = _origin(clean(step.get("origin") or ""), folder, base)
    return Asset(
        str(step["action"]),
        clean(step["asset_type"]),
        clean(step["name"]),
        step["id"],
        origin,
        place,
        bool(step.get("pruned")),
        tuple(
            Change(clean(one["field"]), clean_value(one["before"]), clean_value(one["after"]))
            for one in step["changes"]
        ),
    )


def _origin(text: str, folder: str, base: str) -> tuple[str, Place | None]:
    """Where an asset was declared, as shown, and as a place if it is a line of a file."""
    found = ORIGIN.fullmatch(text)
    if not found:
        return text, None
    path = os.path.normpath(os.path.join(folder, found[1]))
    path = path.removeprefix(os.path.join(base, ""))
    place = Place(path.replace(os.sep, "/"), max(1, int(found[2])))
    return str(place), place


def _comparison(
    question: Question, assets: Sequence[Asset], unmanaged: Sequence[Unmanaged]
) -> Comparison | None:
    """The hosts of the Ansible inventory held against the assets that are, or are declared to be, in AIP."""
    if question.hosts is None or not question.host_asset_types:
        return None
    wanted = {(one.asset_type, one.name) for one in assets if one.is_wanted}
    known = wanted | {(one.asset_type, one.name) for one in unmanaged}
    meant = [one for one in sorted(known) if one[0] in question.host_asset_types]
    hosts = {clean(host): clean(name) for host, name in question.hosts.items()}
    return compare_hosts(hosts, meant, question.host_match)
