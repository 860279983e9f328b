# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as Markdown, short enough for a comment on a merge request."""

from __future__ import annotations

from collections.abc import Iterator

from .audit import COUNTS, Audit, AuditedAsset
from .markdown import Row, code, plain, section, table, value

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab more."""


def render_markdown(audit: Audit) -> str:
    """The audit as Markdown: counts, and tables of findings that are cut at whole rows if they are too long."""
    lines = [f"# {plain(audit.title)}", "", f"{_bold(audit)}", ""]
    if audit.time:
        lines += [f"Audited at {plain(audit.time)}.", ""]
    shown = [
        (name.capitalize(), audit.counts[key]) for key, name in COUNTS.items() if audit.counts[key]
    ]
    lines += table([name for name, _count in shown], [[f"{count:,}" for _name, count in shown]])
    left = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    for title, head, rows in _sections(audit):
        found = section(title, head, rows, left)
        left -= sum(len(line) + 1 for line in found)
        lines += found
    return "\n".join(lines).rstrip("\n") + "\n"


def _bold(audit: Audit) -> str:
    sign = "\N{WHITE HEAVY CHECK MARK}" if not audit.counts["total"] else "\N{WARNING SIGN}\ufe0f"
    return f"{sign} **{audit.sentence}.**"


def _sections(audit: Audit) -> Iterator[tuple[str, Row, list[Row]]]:
    """Title, head and rows of each table that has rows."""
    drift = [row for asset in audit.drifted for row in _drift_rows(asset)]
    unmanaged = [
        (code(one.asset_type), code(one.name), str(one.id), plain(one.fate))
        for one in audit.unmanaged
    ]
    hosts = [(code(host),) for host in audit.hosts_without_asset]
    assets = [(code(kind), code(name)) for kind, name in audit.assets_without_host]
    every: list[tuple[str, Row, list[Row]]] = [
        (
            "Drift",
            ("Type", "Asset", "Field", "In AIP", "Declared", "Where"),
            [*drift],
        ),
        ("Unmanaged assets in scope", ("Type", "Asset", "Id", "Pruning"), [*unmanaged]),
        ("Hosts without an asset", ("Host",), [*hosts]),
        ("Assets without a host", ("Type", "Asset"), [*assets]),
    ]
    return (one for one in every if one[2])


WHOLE = {
    "create": ("*the asset*", "*missing*", "*present*"),
    "delete": ("*the asset*", "*present*", "*absent*"),
}
"""What stands in place of fields for an asset that is missing or should be absent."""


def _drift_rows(asset: AuditedAsset) -> Iterator[Row]:
    who = (code(asset.asset_type), code(asset.name))
    where = code(asset.origin) if asset.origin else "not declared"
    if asset.action in WHOLE:
        yield (*who, *WHOLE[asset.action], where)
        return
    for change in asset.changes:
        yield (*who, code(change.field), value(change.before), value(change.after), where)
