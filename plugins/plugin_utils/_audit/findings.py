# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an audit found, for the end of a terminal's output: one sentence, and findings, one a line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ...module_utils._core.model import Change
from ...module_utils._core.verdict import fields_in_a_line, in_a_line
from .audit import FINDINGS, Audit, AuditedAsset
from .history import History
from .texts import count_of

_OF_ASSETS = ("missing", "changed", "surplus")
_WHAT: Mapping[tuple[str, bool], str] = {
    # what would be done, and whether it is because the asset is not declared
    ("create", False): "missing",
    ("update", False): "",
    ("retire", True): "not declared, to retire",
    ("delete", True): "not declared, to delete",
    ("delete", False): "declared as absent, to delete",
}
_ORDER = ("delete", "retire", "create", "update")


def verdict_of(audit: Audit) -> str:
    """What was found: "Audit: 24 of 304 assets differ (3 missing, 21 changed); 92.1 % as declared"."""
    counts, number = audit.counts, len(audit.assets)
    details = [f"{counts[kind]:,} {kind}" for kind in _OF_ASSETS if counts[kind]]
    differ = "differs" if len(audit.drifted) == 1 or number == 1 else "differ"
    parts = [f"{len(audit.drifted):,} of {count_of(number, 'asset')} {differ}"]
    if details:
        parts[0] += f" ({', '.join(details)})"
    if audit.share is None:
        parts = ["no asset is declared"]
    else:
        parts.append(f"{audit.share:g} % as declared")
    others = [
        f"{counts[kind]:,} {one if counts[kind] == 1 else several}"
        for kind, (one, several) in FINDINGS.items()
        if kind not in _OF_ASSETS and counts[kind]
    ]
    parts += [", ".join(others)] if others else []
    parts += [compared(audit.history)] if audit.history else []
    return f"Audit: {'; '.join(parts)}"


def compared(history: History) -> str:
    """How the findings compare with the earlier ones: "3 new, 21 still there, 2 resolved"."""
    if not history.earlier.exists:
        return "no earlier report to compare with yet"
    return ", ".join(
        f"{number:,} {key.replace('_', ' ')}" for key, number in history.counts.items()
    )


def lines_of(audit: Audit) -> list[str]:
    """All findings, each in a line: first what is lost, then what is new, what changes, and what is not declared."""
    assets = sorted(audit.drifted, key=lambda one: _ORDER.index(one.action))
    return [*(_line(one) for one in assets), *_others(audit)]


def lines_with(audit: Audit, fields: Collection[str]) -> list[str]:
    """The assets in which one of these fields differs, each in a line that shows these fields only."""
    return [
        _line(one, fields)
        for one in audit.drifted
        if any(change.field in fields for change in one.changes)
    ]


def _line(asset: AuditedAsset, only: Collection[str] = ()) -> str:
    """What differs in one asset: "Laptop 'lt-900': status: Missing -> In use (assets/laptop.yml:12)"."""
    changes = [one for one in asset.changes if not only or one.field in only]
    shown = [Change(one.field, one.before, one.after) for one in changes]
    with_fields = only or asset.action in ("update", "retire")
    fields = fields_in_a_line(shown, str) if with_fields else ""
    what = ": ".join(filter(None, (_WHAT[asset.action, asset.pruned], fields)))
    place = f" ({asset.origin})" if asset.origin else ""
    return in_a_line(f"{asset.asset_type} '{asset.name}': {what}{place}")


def _others(audit: Audit) -> Iterator[str]:
    for one in audit.unmanaged:
        yield in_a_line(f"{one.asset_type} '{one.name}': in scope, but not declared")
    for host in audit.hosts_without_asset:
        yield in_a_line(f"host '{host}': has no asset")
    for asset_type, name in audit.assets_without_host:
        yield in_a_line(f"{asset_type} '{name}': has no host in the inventory")
