# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as Markdown, short enough for a comment on a merge request."""

from __future__ import annotations

from collections.abc import Iterator

from .audit import COUNTS, Audit, AuditedAsset
from .breakdown import Breakdown, breakdowns
from .findings import compared
from .history import Finding
from .markdown import (
    LONGEST_VALUE,
    Row,
    Section,
    code,
    cut,
    fact,
    folded,
    link,
    plain,
    section_of,
    table,
    value,
)
from .texts import count_of, written_out

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab 1,000,000."""
MOST_GROUPS = 10
MOST_BREAKDOWNS = 6


def render_markdown(audit: Audit) -> str:
    """The audit as Markdown: counts, and tables of findings that are cut at whole rows if they are too long."""
    lines = [f"# {plain(audit.title)}", "", f"{_bold(audit)}", "", *_share(audit)]
    shown = [
        (name.capitalize(), audit.counts[key]) for key, name in COUNTS.items() if audit.counts[key]
    ]
    lines += table([name for name, _count in shown], [[f"{count:,}" for _name, count in shown]])
    lines += _about(audit)
    left = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    for one in _sections(audit):
        found = section_of(one, left)
        left -= sum(len(line) + 1 for line in found)
        lines += found
    return "\n".join(lines).rstrip("\n") + "\n"


def _bold(audit: Audit) -> str:
    sign = "\N{WHITE HEAVY CHECK MARK}" if not audit.counts["total"] else "\N{WARNING SIGN}\ufe0f"
    return f"{sign} **{audit.sentence}.**"


def _share(audit: Audit) -> Iterator[str]:
    """The percentage as declared, and what became of the earlier findings."""
    sentences = []
    if audit.share is not None:
        number = f"{audit.counts['as_declared']:,} of {count_of(len(audit.assets), 'asset')}"
        sentences.append(f"**{audit.share:g} %** as declared ({number}).")
    if audit.history:
        text = compared(audit.history)
        sentences.append(f"{text[0].upper()}{text[1:]}.")
    if sentences:
        yield from (" ".join(sentences), "")


def _about(audit: Audit) -> Iterator[str]:
    """What the audit is about, folded."""
    rows = [(name, fact(texts)) for name, texts in audit.facts]
    if rows:
        yield from folded("About this audit", table(("", ""), rows))


def _sections(audit: Audit) -> Iterator[Section]:
    """The tables that have rows."""
    every = (
        *map(_of_groups, breakdowns(audit)[:MOST_BREAKDOWNS] if audit.drifted else ()),
        _drift(audit),
        Section(
            "Unmanaged assets in scope",
            ("Type", "Asset", "Id", "Pruning"),
            [
                (code(one.asset_type), _linked(one.finding, audit), str(one.id), plain(one.fate))
                for one in audit.unmanaged
            ],
        ),
        Section(
            "Hosts without an asset",
            ("Host",),
            [(code(one),) for one in audit.hosts_without_asset],
        ),
        Section(
            "Assets without a host",
            ("Type", "Asset"),
            [(code(kind), code(name)) for kind, name in audit.assets_without_host],
        ),
        Section(
            "Resolved since the earlier audit",
            ("Type", "Asset", "Finding"),
            [
                (
                    code(one.finding.asset_type) if one.finding.asset_type else "",
                    _linked(one.finding, audit),
                    plain(one.finding.kind.replace("_", " ")),
                )
                for one in (audit.history.resolved if audit.history else ())
            ],
        ),
    )
    return (section for section in every if section.rows)


def _of_groups(one: Breakdown) -> Section:
    """The groups where something differs, the one with most findings first."""
    differing = [group for group in one.groups if group.differing]
    title, first = cut(one.heading, LONGEST_VALUE), plain(cut(one.title, LONGEST_VALUE))
    if one.by == "field":
        rows: list[Row] = [(code(group.value), f"{group.differing:,}") for group in differing]
        return Section(title, (first, "Assets that differ"), rows[:MOST_GROUPS])
    rows = [
        (
            code(group.value) if group.value else "*none*",
            f"{group.share:g} %",
            f"{group.differing:,}",
            f"{group.total:,}",
        )
        for group in differing
    ]
    return Section(title, (first, "As declared", "Differ", "Assets"), rows[:MOST_GROUPS])


WHOLE = {
    "create": ("*the asset*", "*missing*", "*present*"),
    "delete": ("*the asset*", "*present*", "*absent*"),
}
"""What stands in place of fields for an asset that is missing or should be absent."""


def _drift(audit: Audit) -> Section:
    """The assets that differ: what they are stands in the first of their rows."""
    head = ["Type", "Asset", "Field", "In AIP", "Declared", "Where"]
    has_earlier = bool(audit.history and audit.history.earlier.exists)
    rows = [row for asset in audit.drifted for row in _drift_rows(asset, audit, has_earlier)]
    return Section("Drift", [*head, "Since"] if has_earlier else head, rows, is_folded=False)


def _drift_rows(asset: AuditedAsset, audit: Audit, has_earlier: bool) -> Iterator[Row]:
    who = (code(asset.asset_type), _linked(asset.finding, audit))
    where = link(code(asset.origin), audit.links.to_source(asset.place))
    where = where if asset.origin else "not declared"
    if asset.action in WHOLE:
        yield (*who, *WHOLE[asset.action], where, *_since(asset, audit, has_earlier))
        return
    for number, change in enumerate(asset.changes):
        yield (
            *(who if number == 0 else ("", "")),
            code(change.field),
            value(change.before),
            value(change.after),
            where if number == 0 else "",
            *_since(asset, audit, has_earlier, change.field),
        )


def _since(asset: AuditedAsset, audit: Audit, has_earlier: bool, field: str = "") -> Iterator[str]:
    """Since when an asset, or a field of it, differs; nothing without an earlier audit."""
    seen = audit.seen(asset.finding)
    if not has_earlier or seen is None:
        return
    if seen.is_wholly_new or field in seen.new_fields:
        yield "**new**"
    else:
        yield plain(written_out(seen.fields.get(field) or seen.first_seen).partition(" ")[0])


def _linked(finding: Finding, audit: Audit) -> str:
    """The name of an asset, as a link to its page if there is one."""
    url = audit.links.to_asset(finding.id, finding.name, finding.asset_type)
    return link(code(finding.name), url)
