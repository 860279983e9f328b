# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as one HTML page that needs nothing else: no other file, no network, and for a plain table no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .audit import Asset, Audit
from .html_script import SCRIPT
from .html_style import STYLE
from .texts import count_of, is_hidden, show


@dataclass(frozen=True)
class Table:
    """A list of findings: its id and title, a line on what it means, its columns, and a row of cells for each.

    `filters` are the columns with a list to choose from; the cells are HTML already.
    """

    id: str
    title: str
    lead: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    filters: Sequence[str] = ()


TILES = (
    ("declared", "declared", ""),
    ("as_declared", "as declared", "fine"),
    ("missing", "missing", "missing"),
    ("changed", "different", "changed"),
    ("surplus", "to be removed", "surplus"),
    ("unmanaged", "unmanaged", "unmanaged"),
    ("hosts_without_asset", "hosts without an asset", "hosts"),
    ("assets_without_host", "assets without a host", "hosts"),
)
"""The counts on the tiles, their words, and the colour that goes with them."""
ALWAYS_SHOWN = ("declared", "as_declared", "missing", "changed", "unmanaged")


def render_html(audit: Audit) -> str:
    """The audit as a page."""
    tables = [table for table in _tables(audit) if table.rows]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        # Not even a hole in the escaping could load anything, or run a script that is not ours.
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(audit.title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        _header(audit),
        "<main>",
        *(_table(table) for table in tables),
        *([] if tables else ['<p class="nothing">There is nothing to do.</p>']),
        "</main>",
        _footer(audit),
        f"<script>{SCRIPT}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _policy() -> str:
    return (
        f"default-src 'none'; style-src '{_digest(STYLE)}'; script-src '{_digest(SCRIPT)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


# -- the head of the page --


def _header(audit: Audit) -> str:
    state = "drift" if audit.counts["total"] else "fine"
    time = f'<p class="time"><time>{escape(_spoken(audit.time))}</time></p>' if audit.time else ""
    return (
        f'<header class="{state}">\n<h1>{escape(audit.title)}</h1>\n'
        f'<p class="verdict">{escape(audit.sentence)}.</p>\n{time}\n{_bar(audit)}\n<dl class="tiles">\n'
        + "\n".join(_tiles(audit))
        + "\n</dl>\n</header>"
    )


def _spoken(time: str) -> str:
    """A time of ISO 8601 as people write it; anything else as it is."""
    if len(time) == 20 and time[10] == "T" and time.endswith("Z"):
        return f"{time[:10]} {time[11:16]} UTC"
    return time


def _tiles(audit: Audit) -> Iterator[str]:
    for key, words, colour in TILES:
        count = audit.counts[key]
        if count or key in ALWAYS_SHOWN:
            marks = f"{colour}{'' if count else ' none'}".strip()
            yield f'<div class="tile {marks}"><dt>{words}</dt><dd>{count:,}</dd></div>'


BAR = (
    ("as_declared", "fine"),
    ("changed", "changed"),
    ("missing", "missing"),
    ("surplus", "surplus"),
)


def _bar(audit: Audit) -> str:
    """A bar that shows which part of the assets is as declared. What there is at all is at least visible."""
    total = sum(audit.counts[key] for key, _colour in BAR)
    if not total:
        return ""
    counts = [audit.counts[key] for key, _colour in BAR]
    widths = [max(5, round(1000 * count / total)) if count else 0 for count in counts]
    start, pieces = 0, []
    for (_key, colour), width in zip(BAR, widths):
        if width:
            pieces.append(f'<rect class="{colour}" x="{start}" width="{width}" height="10"/>')
        start += width
    share = 100 * audit.counts["as_declared"] / total
    words = f"{int(share * 10) / 10:g} % of {count_of(total, 'asset')} as declared"
    return (
        f'<svg class="bar" viewBox="0 0 {start} 10" preserveAspectRatio="none" role="img"'
        f' aria-label="{words}"><title>{words}</title>{"".join(pieces)}</svg>'
    )


def _footer(audit: Audit) -> str:
    if not audit.plan_digest:
        return "<footer></footer>"
    return f"<footer><p>The plan that this tells of is <code>{escape(audit.plan_digest)}</code>.</p></footer>"


# -- the tables --


def _tables(audit: Audit) -> list[Table]:
    return [
        Table(
            "drift",
            "Not as declared",
            "What AIP has, beside what is declared.",
            ("Asset", "Type", "Finding", "Field", "In AIP", "Declared", "Where"),
            [row for asset in audit.drifted for row in _drift_rows(asset)],
            ("Type", "Finding", "Field"),
        ),
        Table(
            "unmanaged",
            "Unmanaged assets",
            "In AIP and in the scope, but declared nowhere.",
            ("Asset", "Type", "Id", "Pruning"),
            [
                (_name(one.name), escape(one.asset_type), escape(str(one.id)), escape(one.fate))
                for one in audit.unmanaged
            ],
        ),
        Table(
            "hosts",
            "Hosts without an asset",
            "In the Ansible inventory, but not among the assets.",
            ("Host",),
            [(_name(host),) for host in audit.hosts_without_asset],
        ),
        Table(
            "hostless",
            "Assets without a host",
            "Of a type whose assets are hosts, but not in the Ansible inventory.",
            ("Asset", "Type"),
            [(_name(name), escape(kind)) for kind, name in audit.assets_without_host],
        ),
    ]


FINDINGS = {
    "create": "missing",
    "update": "different",
    "retire": "to be retired",
    "delete": "to be deleted",
}


def _drift_rows(asset: Asset) -> Iterator[Sequence[str]]:
    finding = f'<span class="badge {asset.kind}">{FINDINGS[asset.action]}</span>'
    head = (_name(asset.name), escape(asset.asset_type), finding)
    where = f"<code>{_where(asset)}</code>" if asset.origin else "<i>not declared</i>"
    if asset.action == "create":
        yield (*head, "<i>whole asset</i>", "<i>missing</i>", _fields(asset), where)
    elif asset.action == "delete":
        yield (*head, "<i>whole asset</i>", "<i>present</i>", "<i>absent</i>", where)
    else:
        for one in asset.changes:
            before, after = _value(one.before, "del"), _value(one.after, "ins")
            yield (*head, escape(one.field), before, after, where)


def _where(asset: Asset) -> str:
    """The place of the declaration, which is best broken after a slash."""
    if not asset.place:
        return escape(asset.origin)
    return f"{escape(asset.place.path).replace('/', '/<wbr>')}<span>:{asset.place.line}</span>"


def _name(text: str) -> str:
    return f"<b>{escape(text)}</b>" if text.strip() else "<i>blank</i>"


def _value(value: Any, tag: str) -> str:
    if is_hidden(value):
        return "<i>hidden</i>"
    text = show(value)
    return f"<{tag}>{escape(text)}</{tag}>" if text.strip() else "<i>empty</i>"


def _fields(asset: Asset) -> str:
    """The fields of a missing asset, folded."""
    told = "".join(
        f"<dt>{escape(one.field)}</dt><dd>{_value(one.after, 'span')}</dd>" for one in asset.changes
    )
    fields = count_of(len(asset.changes), "field")
    return (
        f"<details><summary>{fields}</summary><dl>{told}</dl></details>"
        if told
        else "<i>present</i>"
    )


def _table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_if("data-filter", column in table.filters)}>{column}</th>'
        for column in table.columns
    )
    return (
        f'<section id="{table.id}" aria-labelledby="{table.id}-title">\n'
        f'<h2 id="{table.id}-title">{table.title} <span class="count">{len(table.rows):,}</span></h2>\n'
        f'<p class="lead">{table.lead}</p>\n'
        f'<table><caption class="unseen">{table.title}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(_rows(table.rows))
        + "\n</tbody></table>\n</section>"
    )


def _rows(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in rows:
        yield "<tr><td>" + "</td><td>".join(row) + "</td></tr>"


def _if(attribute: str, holds: bool) -> str:
    return f" {attribute}" if holds else ""
