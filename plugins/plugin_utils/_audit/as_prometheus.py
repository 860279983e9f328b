# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The counts of an audit for Prometheus: a file for the textfile collector of its node exporter.

The format is Prometheus' text-based one: https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone

from .audit import Audit

STATES = ("as_declared", "missing", "changed", "surplus")
Sample = tuple[Mapping[str, str], float]


def render_prometheus(audit: Audit) -> str:
    """The counts as gauges. Each has the title of the audit as a label, so that several audits can have a file each."""
    return "".join(line + "\n" for line in _lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    title = {"audit": audit.title}
    yield from _gauge(
        "aip_audit_assets",
        "Number of assets by type and by how they compare with their declaration.",
        _assets(audit, title),
    )
    unmanaged = Counter(one.asset_type for one in audit.unmanaged)
    yield from _gauge(
        "aip_audit_unmanaged_assets",
        "Number of assets in scope that are not declared, by type.",
        (({**title, "asset_type": kind}, unmanaged[kind]) for kind in sorted(unmanaged)),
    )
    for name, text, number in (
        ("fields_changed", "Number of fields that differ.", audit.counts["fields"]),
        (
            "hosts_without_asset",
            "Number of hosts without an asset.",
            len(audit.hosts_without_asset),
        ),
        ("assets_without_host", "Number of assets without a host.", len(audit.assets_without_host)),
        ("findings", "Number of all findings.", audit.counts["total"]),
    ):
        yield from _gauge(f"aip_audit_{name}", text, [(title, number)])
    if audit.assets:
        share = audit.counts["as_declared"] / len(audit.assets)
        text = "Assets that are as declared, as a share of all: 0 to 1."
        yield from _gauge("aip_audit_as_declared_ratio", text, [(title, share)])
    seconds = _seconds(audit.time)
    if seconds is not None:
        text = "When the audit was made, in seconds since 1970."
        yield from _gauge("aip_audit_timestamp_seconds", text, [(title, seconds)])


def _assets(audit: Audit, title: Mapping[str, str]) -> Iterator[Sample]:
    """The assets of each type in each state; also where there are none, so that no series ends."""
    found = Counter((one.asset_type, one.kind or STATES[0]) for one in audit.assets)
    for kind in sorted({kind for kind, _state in found}):
        for state in STATES:
            yield {**title, "asset_type": kind, "state": state}, found[kind, state]


def _gauge(name: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        shown = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
        yield f"{name}{{{shown}}} {value:.12g}"


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _seconds(time: str) -> float | None:
    try:
        found = datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None
    return found.replace(tzinfo=timezone.utc).timestamp()
