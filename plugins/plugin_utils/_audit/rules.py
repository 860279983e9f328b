# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The findings of an audit as tools for code take them: a rule, a sentence, and a line of a file."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .audit import SENTENCES, Audit, AuditedAsset
from .place import Place
from .texts import is_hidden, show

_LONGEST_VALUE = 200


@dataclass(frozen=True)
class Rule:
    """A kind of finding: what tools call it, what it means, and what to do about it."""

    name: str
    sentence: str
    way_out: str
    severity: str  # in the words of Code Climate: info, minor, major


RULES: Mapping[str, Rule] = {
    "missing": Rule(
        "MissingAsset",
        "A declared asset is missing from AIP.",
        "Apply the declaration to create it, or remove it from the declaration.",
        "major",
    ),
    "changed": Rule(
        "ChangedAsset",
        "An asset in AIP differs from its declaration.",
        "Apply the declaration to repair it, or declare what AIP has.",
        "minor",
    ),
    "surplus": Rule(
        "SurplusAsset",
        "An asset in AIP would be deleted or retired.",
        "Apply the declaration to remove it, or declare it.",
        "major",
    ),
    "unmanaged": Rule(
        "UnmanagedAsset",
        "An asset in AIP is in scope but not declared.",
        "Declare it, or apply the declaration with prune to remove it.",
        "info",
    ),
    "host_without_asset": Rule(
        "HostWithoutAsset",
        "A host in the Ansible inventory has no asset.",
        "Declare its asset, or register the host with the playbook register_hosts.",
        "minor",
    ),
    "asset_without_host": Rule(
        "AssetWithoutHost",
        "An asset has no host in the Ansible inventory.",
        "Add the host to the Ansible inventory, or correct the asset.",
        "info",
    ),
}
"""Each kind of finding, by its id."""


@dataclass(frozen=True)
class Finding:
    """A finding: a key of RULES, what it is about, a sentence, and where to look."""

    rule: str
    asset_type: str
    name: str
    text: str
    place: Place | None

    @property
    def asset(self) -> str:
        """What identifies the asset, or the host, from one audit to the next."""
        return f"{self.asset_type}/{self.name}"


def findings_of(audit: Audit) -> Iterator[Finding]:
    """All findings. What no file declares is placed in the first file that declares its type, or in any file.

    GitHub rejects the whole report if a single finding has no file.
    """
    files = _files_by_type(audit)
    any_file = next(iter(files.values()), None)
    for asset in audit.drifted:
        place = asset.place or files.get(asset.asset_type, any_file)
        yield Finding(asset.kind, asset.asset_type, asset.name, _sentence(asset), place)
    for one in audit.unmanaged:
        text = f"{one.asset_type} '{one.name}' (id {one.id}) is in scope but not declared."
        name, place = f"{one.name} ({one.id})", files.get(one.asset_type, any_file)
        yield Finding("unmanaged", one.asset_type, name, text, place)
    for host in audit.hosts_without_asset:
        text = f"The host '{host}' in the Ansible inventory has no asset."
        yield Finding("host_without_asset", "host", host, text, any_file)
    places = {(one.asset_type, one.name): one.place for one in audit.assets if one.is_wanted}
    for kind, name in audit.assets_without_host:
        text = f"{kind} '{name}' has no host in the Ansible inventory."
        place = places.get((kind, name)) or files.get(kind, any_file)
        yield Finding("asset_without_host", kind, name, text, place)


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Each finding with what identifies it from one audit to the next, and in none occurs twice.

    Names need not be unique, and tools show only one of several findings with the same fingerprint.
    """
    seen: Counter[str] = Counter()
    for one in findings:
        key = f"{one.rule}/{one.asset}"
        seen[key] += 1
        text = key if seen[key] == 1 else f"{key}\0{seen[key]}"  # no name has this
        yield hashlib.sha256(text.encode()).hexdigest(), one


def _files_by_type(audit: Audit) -> dict[str, Place]:
    """For each asset type the top of the first file that declares one."""
    files: dict[str, Place] = {}
    for asset in audit.assets:
        if asset.place:
            files.setdefault(asset.asset_type, Place(asset.place.path, 1))
    return files


def _sentence(asset: AuditedAsset) -> str:
    """What is wrong with an asset."""
    label = f"{asset.asset_type} '{asset.name}'"
    if asset.action in SENTENCES:
        return f"{label} {SENTENCES[asset.action]}."
    fields = (
        f"{one.field} is {_quoted(one.before)}, declared as {_quoted(one.after)}"
        for one in asset.changes
    )
    return f"{label} differs: {'; '.join(fields)}."


def _quoted(value: Any) -> str:
    if is_hidden(value):
        return "hidden"
    text = show(value)
    if len(text) > _LONGEST_VALUE:
        text = text[: _LONGEST_VALUE - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"'{text}'" if text else "empty"
