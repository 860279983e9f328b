# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter drift_summary: what a result of aip_assets says about drift, as numbers and a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.verdict import count_of
from .._plain import plain

SPEC: dict[str, Any] = {}
_KINDS = {"create": "missing", "update": "changed", "retire": "surplus", "delete": "surplus"}
_COUNTED = {"created": "missing", "updated": "changed", "retired": "surplus", "deleted": "surplus"}


def drift_summary(value: Any) -> dict[str, Any]:
    """Counts, the percentage as declared, the same by type, and a sentence. Raises InputError."""
    if not isinstance(value, Mapping) or not isinstance(value.get("summary"), Mapping):
        failed = isinstance(value, Mapping) and value.get("failed")
        raise InputError(
            [
                "the task failed, so nothing is known about drift"
                if failed
                else "takes the registered result of aip_assets"
            ]
        )
    if value.get("failed"):
        raise InputError(["the task failed while writing, so its result is not about all assets"])
    summary = plain(dict(value["summary"]))
    counts = {"missing": 0, "changed": 0, "surplus": 0}
    for done, kind in _COUNTED.items():
        counts[kind] += int(summary.get(done, 0))
    found = _counted(counts, int(summary.get("unchanged", 0)))
    unmanaged = value.get("unmanaged") or ()
    kept = sum(one.get("fate") in ("kept", "protected") for one in unmanaged)
    return {
        **found,
        "unmanaged": kept,
        "by_type": _by_type(value.get("steps") or ()),
        "sentence": _sentence(found, kept),
    }


def _counted(kinds: Mapping[str, int], as_declared: int) -> dict[str, Any]:
    differ = sum(kinds.values())
    total = differ + as_declared
    # Rounded down: 100 is only what is 100.
    percent = math.floor(1000 * as_declared / total) / 10 if total else 100.0
    return {
        "total": total,
        "as_declared": as_declared,
        "differ": differ,
        **kinds,
        "percent": percent,
    }


def _by_type(steps: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same for each type, by its name."""
    kinds: dict[str, dict[str, int]] = {}
    as_declared: dict[str, int] = {}
    for step in steps:
        name = str(step["asset_type"])
        of_type = kinds.setdefault(name, dict.fromkeys(("missing", "changed", "surplus"), 0))
        kind = _KINDS.get(str(step["action"]))
        if kind:
            of_type[kind] += 1
        else:
            as_declared[name] = as_declared.get(name, 0) + 1
    return {name: _counted(kinds[name], as_declared.get(name, 0)) for name in sorted(kinds)}


def _sentence(found: Mapping[str, Any], kept: int) -> str:
    left = f"; {count_of(kept, 'asset')} in scope not declared" if kept else ""
    total = count_of(found["total"], "asset")
    if not found["differ"]:
        return f"Audit: {total} as declared{left}"
    kinds = ", ".join(
        f"{found[kind]:,} {kind}" for kind in ("missing", "changed", "surplus") if found[kind]
    )
    verb = "differs" if found["differ"] == 1 else "differ"
    return f"Audit: {found['differ']:,} of {total} {verb} ({kinds}); {found['percent']} % as declared{left}"
