# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What changed between two reads of the same assets, as events. Nothing here asks a server or touches a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...module_utils._core.model import HIDDEN

CREATED, CHANGED, DELETED = "created", "changed", "deleted"


@dataclass(frozen=True)
class Seen:
    """An asset as it was read: its values by field, and the ids behind references, or names where no ids are shown.

    `secrets` has a digest of each value that must not be shown. It is not part of `as_text`.
    """

    id: int | str
    name: str
    asset_type: str | None
    values: Mapping[str, Any]
    refs: Mapping[str, list[str]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The id as a text."""
        return str(self.id)

    def as_text(self) -> str:
        """The asset without secrets, for keeping."""
        data = [self.id, self.name, self.asset_type, dict(self.values), dict(self.refs)]
        return json.dumps(data)


def seen_of(text: str) -> Seen:
    """The asset from the text of `as_text`. Raises ValueError or TypeError for anything else."""
    asset_id, name, asset_type, values, refs = json.loads(text)
    return Seen(asset_id, name, asset_type, values, refs)


def differences(
    before: Seen | None, after: Seen | None, renamed: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The fields that differ, each with both values. None stands for an asset that is not there.

    `renamed` has the new name of each asset that has another one now: a reference by name is then the same.
    """
    old, new = _values(before), _values(after)
    found = [
        {"field": name, "before": old.get(name), "after": new.get(name)}
        for name in {**new, **old}
        if old.get(name) != new.get(name) and not _same_refs(name, before, after, renamed or {})
    ]
    hidden = {"before": HIDDEN, "after": HIDDEN}
    return found + [{"field": name, **hidden} for name in _changed_secrets(before, after)]


def _values(seen: Seen | None) -> Mapping[str, Any]:
    if seen is None:
        return {}
    return {"name": seen.name, "asset_type": seen.asset_type, **seen.values}


def _same_refs(
    name: str, before: Seen | None, after: Seen | None, renamed: Mapping[str, str]
) -> bool:
    """Whether a field refers to the same assets as before, of which one has another name now."""
    if before is None or after is None or name not in before.refs or name not in after.refs:
        return False
    return sorted(renamed.get(one, one) for one in before.refs[name]) == sorted(after.refs[name])


def renames(before: Mapping[str, Seen], after: Mapping[str, Seen]) -> dict[str, str]:
    """The new name of each asset that has another one than before, by its old name, if no asset has that any more."""
    names = {one.name for one in after.values()}
    return {
        before[key].name: one.name
        for key, one in after.items()
        if key in before and before[key].name not in names
    }


def _changed_secrets(before: Seen | None, after: Seen | None) -> Iterator[str]:
    """Fields whose hidden value differs, as far as both values were read by the same process."""
    if before is None or after is None:
        return
    for name, digest in after.secrets.items():
        if before.secrets.get(name, digest) != digest:
            yield name


def event_of(
    kind: str, asset: Seen, changes: list[dict[str, Any]], occasion: str, seen_at: str
) -> dict[str, Any]:
    """An event. Its id is the same for the same change at the same `occasion`, and differs otherwise."""
    told = [occasion, kind, asset.key, changes]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    about = {"id": asset.id, "name": asset.name, "asset_type": asset.asset_type}
    return {
        "aip": {
            "event": kind,
            "id": digest,
            "asset": about,
            "changes": changes,
            "seen_at": seen_at,
        }
    }
