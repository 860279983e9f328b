# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit: what a result of aip_assets says about drift, as one frozen value from which every report is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .about import About
from .history import Finding, History, Seen
from .hosts import Comparison
from .links import Links
from .place import Place
from .texts import count_of, written_out

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
    values: Mapping[str, Any] = field(default_factory=dict)  # chosen fields, to group assets by

    @cached_property
    def finding(self) -> Finding:
        """What a later audit recognizes the finding by."""
        fields = tuple(one.field for one in self.changes) if self.kind == "changed" else ()
        return Finding(self.kind, self.asset_type, self.name, self.id, fields)

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

    @property
    def finding(self) -> Finding:
        """What a later audit recognizes the finding by."""
        return Finding("unmanaged", self.asset_type, self.name, self.id)


@dataclass(frozen=True)
class Audit:
    """Everything that reports show."""

    title: str
    time: str  # when the audit was made; empty if reports show no time
    assets: tuple[AuditedAsset, ...]
    unmanaged: tuple[UnmanagedAsset, ...] = ()
    hosts: Comparison | None = None
    plan_digest: str = ""
    about: About = field(default_factory=About)
    by: tuple[str, ...] = ("asset_type", "field")  # what the assets are grouped by
    links: Links = field(default_factory=Links)
    history: History | None = None

    @cached_property
    def drifted(self) -> tuple[AuditedAsset, ...]:
        """The assets that differ from their declaration."""
        return tuple(asset for asset in self.assets if asset.kind)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the reports."""
        return (
            *(asset.finding for asset in self.drifted),
            *(one.finding for one in self.unmanaged),
            *(Finding("host_without_asset", "", host) for host in self.hosts_without_asset),
            *(Finding("asset_without_host", *named) for named in self.assets_without_host),
        )

    @property
    def facts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What the audit is about, for people: what each fact is called, and its texts."""
        time = (("Time", (written_out(self.time),)),) if self.time else ()
        past = (("Compared with", (self.history.earlier.words,)),) if self.history else ()
        return (*time, *self.about.lines, *past)

    def seen(self, finding: Finding) -> Seen | None:
        """Since when the finding is there; None if the audit is not compared with an earlier one."""
        return self.history.seen[finding] if self.history else None

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
