# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Findings compared with those of an earlier audit: new, still there, resolved, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .texts import written_out


@dataclass(frozen=True)
class Finding:
    """What a finding is recognized by in a later audit."""

    kind: str  # missing, changed, surplus, unmanaged, host_without_asset, asset_without_host
    asset_type: str
    name: str
    id: int | None = None
    fields: tuple[str, ...] = ()  # of an asset that is changed


@dataclass(frozen=True)
class Seen:
    """Since when a finding, and each of its fields, is there; an empty text if that is not known.

    A finding is new if the earlier audit has none about the asset, one of another kind, or one with fewer fields.
    """

    is_new: bool
    first_seen: str
    fields: Mapping[str, str] = field(default_factory=dict)
    new_fields: frozenset[str] = frozenset()

    @property
    def is_wholly_new(self) -> bool:
        """Whether nothing of the finding was there."""
        return self.is_new and len(self.new_fields) == len(self.fields)


@dataclass(frozen=True)
class Past:
    """A finding of an earlier audit, and since when it was there."""

    finding: Finding
    first_seen: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """An earlier audit. `exists` is false if there is no report of it yet."""

    path: str
    exists: bool = False
    time: str = ""
    findings: tuple[Past, ...] = ()

    @property
    def words(self) -> str:
        """Which audit it is, for people."""
        if not self.exists:
            return f"{self.path}, which did not exist yet"
        return f"{self.path}, made {written_out(self.time)}" if self.time else self.path


@dataclass(frozen=True)
class History:
    """The findings of an audit compared with those of an earlier one."""

    earlier: Earlier
    seen: Mapping[Finding, Seen]
    resolved: tuple[Past, ...] = ()

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """The number of findings that are new, still there, and resolved."""
        new = sum(one.is_new for one in self.seen.values())
        return {
            "new": new,
            "still_there": len(self.seen) - new,
            "resolved": len(self.resolved),
        }


Key = tuple[str, str, str, "int | None"]
_GROUPS: Mapping[str, str] = {"host_without_asset": "host", "asset_without_host": "no host"}


def compare(findings: Sequence[Finding], earlier: Earlier, now: str) -> History:
    """The findings compared with the earlier ones. `now` is the time of this audit; empty if it shows none."""
    past = [one.finding for one in earlier.findings]
    namesakes = _namesakes(findings) | _namesakes(past)
    before = {_key(one.finding, namesakes): one for one in earlier.findings}
    seen = {
        one: _seen(one, before.get(_key(one, namesakes)), earlier.time, now) for one in findings
    }
    left = {_key(one, namesakes) for one in findings}
    resolved = tuple(one for key, one in before.items() if key not in left)
    return History(earlier, seen, resolved)


def _namesakes(findings: Iterable[Finding]) -> frozenset[Key]:
    """The names that several assets have, which only their ids tell apart."""
    found = Counter(_key(one, frozenset()) for one in findings)
    return frozenset(key for key, number in found.items() if number > 1)


def _key(finding: Finding, namesakes: frozenset[Key]) -> Key:
    key = (_GROUPS.get(finding.kind, "asset"), finding.asset_type, finding.name, None)
    return (*key[:3], finding.id) if key in namesakes else key


def _seen(finding: Finding, past: Past | None, then: str, now: str) -> Seen:
    fields = finding.fields
    is_same = past is not None and past.finding.kind == finding.kind
    if past is None or not is_same or (fields and not set(fields) & set(past.finding.fields)):
        return Seen(True, now, dict.fromkeys(fields, now), frozenset(fields))
    known = {name: past.fields.get(name) or past.first_seen or then for name in past.finding.fields}
    fresh = frozenset(fields) - set(known)
    fields_seen = {name: now if name in fresh else known[name] for name in fields}
    return Seen(bool(fresh), past.first_seen or then, fields_seen, fresh)
