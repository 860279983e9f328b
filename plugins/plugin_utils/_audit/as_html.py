# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as one HTML page (html/report.html.j2). This file only prepares what the template shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...module_utils._core.fields import SYSTEM_FIELD
from .audit import FINDINGS, Audit, AuditedAsset
from .breakdown import PREFIX, Breakdown, Group, breakdowns, key_of, title_of, values_of
from .findings import compared
from .history import Past, Seen
from .page import render_page
from .texts import written_out

COLOURS = {
    "missing": "missing",
    "changed": "changed",
    "surplus": "surplus",
    "unmanaged": "unmanaged",
    "hosts_without_asset": "hosts",
    "assets_without_host": "hosts",
}
"""The class in the CSS of each count."""
ALWAYS_SHOWN = ("missing", "changed", "surplus")
SECTIONS = {
    "unmanaged": "unmanaged",
    "hosts_without_asset": "hosts",
    "assets_without_host": "hostless",
}
"""The section of the page that has the findings of a kind; all others are in the first one."""
BADGES = {
    "create": "missing",
    "update": "changed",
    "retire": "surplus, to retire",
    "delete": "surplus, to delete",
}
"""The finding of an asset, by what would be done about it."""
MOST_BARS = 8
"""Longer lists of bars are folded."""

Parts = list[tuple[str, int, int]]
"""Class, start and width of each part of a bar that is 1,000 wide."""


@dataclass(frozen=True)
class Tile:
    """A count, and what it leads to: a filter of the first table, a section of the page, or nothing."""

    label: str
    count: int
    colour: str
    filter: str = ""
    href: str = ""


@dataclass(frozen=True)
class Row:
    """An asset of the first table, what filters look for in it, and where its names lead."""

    asset: AuditedAsset
    is_new: bool  # as a whole
    since: str  # the day since when it is a finding; empty if that is not known, or now
    new_fields: frozenset[str]  # which fields of it differ since then
    values: tuple[tuple[str, ...], ...]
    asset_url: str
    source_url: str


@dataclass(frozen=True)
class Bar:
    """A group of assets as a bar."""

    group: Group
    parts: Parts


@dataclass(frozen=True)
class Bars:
    """The groups by one field, as bars; those where nothing differs are only counted."""

    key: str
    breakdown: Breakdown
    shown: Sequence[Bar]
    folded: Sequence[Bar]
    fine: int


def render_html(audit: Audit) -> str:
    """The audit as a page."""
    return render_page(
        "report.html.j2",
        audit=audit,
        badges=BADGES,
        bar=_parts(_whole(audit)) if audit.assets else [],
        bars=[_bars(one) for one in breakdowns(audit)] if audit.drifted else [],
        compared=_compared(audit),
        filters=list(_filters(audit)),
        resolved=audit.history.resolved if audit.history else (),
        rows=[_row(asset, audit) for asset in audit.drifted],
        since=_day,
        tiles=list(_tiles(audit)),
        trend=list(_trend(audit)),
    )


def _compared(audit: Audit) -> str:
    """How the findings compare with the earlier ones, as a sentence without its full stop."""
    if not audit.history:
        return ""
    if not audit.history.earlier.exists:
        return "There is no earlier report to compare with yet"
    day = _day_of(audit.history.earlier.time)
    return f"Since {day or 'the earlier audit'}: {compared(audit.history)}"


def _filters(audit: Audit) -> Iterator[tuple[str, str]]:
    """The name in the address, and the title, of everything that the first table can be filtered by."""
    yield "finding", "Finding"
    if audit.history and audit.history.earlier.exists:
        yield "since", "Since"
    yield "asset_type", "Type"
    yield "field", "Field"
    for by in audit.by:
        if by not in ("asset_type", "field"):
            yield _key(by), title_of(by)


def _key(by: str) -> str:
    """The name of a filter. That of an attribute cannot be that of anything else."""
    known = by in ("asset_type", "field") or by in SYSTEM_FIELD
    return by if known else PREFIX + key_of(by)


def _row(asset: AuditedAsset, audit: Audit) -> Row:
    seen = audit.seen(asset.finding) if _has_earlier(audit) else None
    since = (("new" if seen.is_new else "still there",),) if seen else ()
    others = (by for by in audit.by if by not in ("asset_type", "field"))
    values = (
        (asset.kind,),
        *since,
        (asset.asset_type,),
        values_of(asset, "field"),
        *(values_of(asset, by) for by in others),
    )
    partly = None if seen is None or seen.is_wholly_new else seen
    return Row(
        asset,
        bool(seen and seen.is_wholly_new),
        _day(partly) if partly else "",
        partly.new_fields if partly else frozenset(),
        values,
        audit.links.to_asset(asset.id, asset.name, asset.asset_type),
        audit.links.to_source(asset.place),
    )


def _has_earlier(audit: Audit) -> bool:
    return bool(audit.history and audit.history.earlier.exists)


def _day(seen: Seen | Past) -> str:
    """The day since when a finding is there; empty if that is not known."""
    return _day_of(seen.first_seen)


def _day_of(time: str) -> str:
    return written_out(time).partition(" ")[0]


def _tiles(audit: Audit) -> Iterator[Tile]:
    for key, (one, several) in FINDINGS.items():
        number = audit.counts[key]
        if number or key in ALWAYS_SHOWN:
            section = SECTIONS.get(key, "")
            yield Tile(
                one if number == 1 else several,
                number,
                COLOURS[key] if number else "none",
                "" if section or not number else f"finding={key}",
                f"#{section}" if section and number else "",
            )


def _trend(audit: Audit) -> Iterator[Tile]:
    """How the findings compare with the earlier ones."""
    if not audit.history or not audit.history.earlier.exists:
        return
    drifted = {
        bool(seen and seen.is_new) for seen in (audit.seen(one.finding) for one in audit.drifted)
    }
    for key, number in audit.history.counts.items():
        label = key.replace("_", " ")
        is_filter = key != "resolved" and (key == "new") in drifted
        yield Tile(
            label,
            number,
            "trend" if number else "trend none",
            f"since={label.replace(' ', '+')}" if is_filter else "",
            "#resolved" if key == "resolved" and number else "",
        )


def _whole(audit: Audit) -> Group:
    counts = audit.counts
    return Group("", len(audit.assets), counts["changed"], counts["missing"], counts["surplus"])


def _parts(group: Group, most: int = 0) -> Parts:
    """The parts of a bar: what there is at all is at least visible. With `most`, only what differs, on its scale."""
    whole = most or group.total
    numbers = [
        ("fine", 0 if most else group.as_declared),
        ("changed", group.changed),
        ("missing", group.missing),
        ("surplus", group.surplus),
    ]
    widths = [(colour, max(8, 1000 * number // whole)) for colour, number in numbers if number]
    over = max(0, sum(width for _colour, width in widths) - 1000)
    widest = max((width for _colour, width in widths), default=0)
    parts: Parts = []
    start = 0
    for colour, width in widths:
        shown = width - over if width == widest else width  # what is widest gives way
        parts.append((colour, start, shown))
        start += shown
    return parts


def _bars(breakdown: Breakdown) -> Bars:
    differing = [group for group in breakdown.groups if group.differing]
    is_field = breakdown.by == "field"
    most = max((group.differing for group in differing), default=0) if is_field else 0
    bars = [Bar(group, _parts(group, most)) for group in differing]
    first = MOST_BARS if len(bars) > MOST_BARS + 1 else len(bars)
    fine = 0 if is_field else len(breakdown.groups) - len(differing)
    return Bars(_key(breakdown.by), breakdown, bars[:first], bars[first:], fine)
