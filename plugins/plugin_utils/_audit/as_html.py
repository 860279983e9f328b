# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as one HTML page: html/report.html.j2, for which this file only prepares what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from .audit import COUNTS, Audit, AuditedAsset
from .html_page import page, text_of, written_out
from .texts import count_of

COLOURS = {
    "declared": "",
    "as_declared": "fine",
    "missing": "missing",
    "changed": "changed",
    "surplus": "surplus",
    "unmanaged": "unmanaged",
    "hosts_without_asset": "hosts",
    "assets_without_host": "hosts",
}
"""The class in the CSS of each count."""
ALWAYS_SHOWN = ("declared", "as_declared", "missing", "changed", "unmanaged")

BADGES = {
    "create": "missing",
    "update": "changed",
    "retire": "surplus, to retire",
    "delete": "surplus, to delete",
}
"""The finding of an asset, by what would be done about it."""

Row = tuple[AuditedAsset, str, Optional[str], Optional[str]]
"""An asset, the field that differs (empty for the whole asset), and its value in AIP and as declared."""


def render_html(audit: Audit) -> str:
    """The audit as a page."""
    return page(
        "report.html.j2",
        audit=audit,
        badges=BADGES,
        bar=_bar(audit),
        rows=list(_rows(audit)),
        share=_share(audit),
        tiles=list(_tiles(audit)),
        time=written_out(audit.time),
    )


def _tiles(audit: Audit) -> Iterator[tuple[str, str, int]]:
    """Class, label and number of each count."""
    for key, label in COUNTS.items():
        number = audit.counts[key]
        if number or key in ALWAYS_SHOWN:
            yield f"{COLOURS[key]}{'' if number else ' none'}".strip(), label, number


def _share(audit: Audit) -> str:
    return (
        ""
        if audit.share is None
        else (f"{audit.share:g} % of {count_of(len(audit.assets), 'asset')} as declared")
    )


BAR = ("as_declared", "changed", "missing", "surplus")


def _bar(audit: Audit) -> list[tuple[str, int, int]]:
    """Class, start and width of each part of a bar some 1,000 wide. What there is at all is at least visible."""
    parts, start = [], 0
    for key in BAR:
        if audit.counts[key]:
            width = max(5, round(1000 * audit.counts[key] / len(audit.assets)))
            parts.append((COLOURS[key], start, width))
            start += width
    return parts


def _rows(audit: Audit) -> Iterator[Row]:
    """The rows of the first table: an asset that is missing or would be deleted is one, others have one per field."""
    for asset in audit.drifted:
        if asset.action in ("create", "delete"):
            yield asset, "", "", ""
        else:
            for one in asset.changes:
                yield asset, one.field, text_of(one.before), text_of(one.after)
