# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as JSON: everything, for programs. docs/audit-report.schema.json is its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .audit import Audit, AuditedAsset
from .breakdown import Breakdown, breakdowns
from .earlier import FORMAT
from .findings import verdict_of
from .history import Finding, History, Past
from .place import Place


def render_json(audit: Audit) -> str:
    """The audit as JSON, with one asset a line, so that two audits can be compared with diff."""
    whole: dict[str, Any] = {
        "format": FORMAT,
        "title": audit.title,
        "time": audit.time or None,
        "summary_text": verdict_of(audit),
        "percent_as_declared": audit.share,
        "counts": dict(audit.counts),
        "plan_digest": audit.plan_digest or None,
        "about": audit.about.data,
        "compared_with": _history(audit.history) if audit.history else None,
    }
    places = {id(one.finding): one.place for one in audit.drifted}
    lists: dict[str, Iterable[Any]] = {
        "by": map(_breakdown, breakdowns(audit)),
        "findings": (_finding(one, places.get(id(one)), audit) for one in audit.findings),
        "resolved": map(_past, audit.history.resolved if audit.history else ()),
        "assets": map(_asset, audit.assets),
        "unmanaged": map(vars, audit.unmanaged),
        "hosts_without_asset": audit.hosts_without_asset,
        "assets_without_host": (
            {"asset_type": kind, "name": name} for kind, name in audit.assets_without_host
        ),
    }
    parts = [f"{_text(name)}: {_text(value)}" for name, value in whole.items()]
    parts += [f"{_text(name)}: {_list(values)}" for name, values in lists.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _list(values: Iterable[Any]) -> str:
    lines = ",\n".join(map(_text, values))
    return f"[\n{lines}\n]" if lines else "[]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _history(history: History) -> dict[str, Any]:
    return {
        "path": history.earlier.path,
        "exists": history.earlier.exists,
        "time": history.earlier.time or None,
        **history.counts,
    }


def _breakdown(one: Breakdown) -> dict[str, Any]:
    groups = [
        {
            "value": group.value,
            "assets": group.total,
            "as_declared": group.as_declared,
            "missing": group.missing,
            "changed": group.changed,
            "surplus": group.surplus,
            "percent_as_declared": group.share,
        }
        for group in one.groups
    ]
    return {"by": one.by, "title": one.title, "groups": groups}


def _finding(finding: Finding, place: Place | None, audit: Audit) -> dict[str, Any]:
    """A finding, with what a later audit compares."""
    seen = audit.seen(finding)
    since: Mapping[str, str] = seen.fields if seen else {}
    first_seen = seen.first_seen if seen else audit.time
    return {
        "kind": finding.kind,
        "asset_type": finding.asset_type or None,
        "name": finding.name,
        "id": finding.id,
        "status": ("new" if seen.is_new else "still there") if seen else None,
        "first_seen": first_seen or None,
        "fields": {name: since.get(name, audit.time) or None for name in finding.fields},
        "asset_url": audit.links.to_asset(finding.id, finding.name, finding.asset_type) or None,
        "source_url": audit.links.to_source(place) or None,
    }


def _past(past: Past) -> dict[str, Any]:
    finding = past.finding
    return {
        "kind": finding.kind,
        "asset_type": finding.asset_type or None,
        "name": finding.name,
        "id": finding.id,
        "first_seen": past.first_seen or None,
        "fields": {name: since or None for name, since in past.fields.items()},
    }


def _asset(asset: AuditedAsset) -> dict[str, Any]:
    return {
        "action": asset.action,
        "asset_type": asset.asset_type,
        "name": asset.name,
        "id": asset.id,
        "pruned": asset.pruned,
        "origin": asset.origin or None,
        "file": asset.place.path if asset.place else None,
        "line": asset.place.line if asset.place else None,
        "values": dict(asset.values),
        "changes": [vars(change) for change in asset.changes],
    }
