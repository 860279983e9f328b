# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as JSON: everything, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .audit import Audit, AuditedAsset

FORMAT = "assetops.aip.audit/1"
"""The number rises when something gets another name or another meaning, not when something is added."""


def render_json(audit: Audit) -> str:
    """The audit as JSON, with one asset a line, so that two audits can be compared with diff."""
    whole: dict[str, Any] = {
        "format": FORMAT,
        "title": audit.title,
        "time": audit.time or None,
        "counts": dict(audit.counts),
        "plan_digest": audit.plan_digest or None,
    }
    lists: dict[str, Iterable[Any]] = {
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
        "changes": [vars(change) for change in asset.changes],
    }
