# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as Markdown, short enough for a comment on a merge request."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .audit import COUNTS, Audit, AuditedAsset
from .breakdown import Breakdown, breakdowns
from .findings import compared
from .history import Finding
from .texts import count_of, is_hidden, show, written_out

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab 1,000,000."""
LONGEST_VALUE = 160
LONGEST_FACT = 500
MOST_SOURCES = 5
MOST_GROUPS = 10
MOST_BREAKDOWNS = 6

Row = Sequence[str]


@dataclass(frozen=True)
class Section:
    """A table under its title, folded or not."""

    title: str
    head: Row
    rows: Sequence[Row]
    is_folded: bool = True


def render_markdown(audit: Audit) -> str:
    """The audit as Markdown: counts, and tables of findings that are cut at whole rows if they are too long."""
    lines = [f"# {_plain(audit.title)}", "", f"{_bold(audit)}", "", *_share(audit)]
    shown = [
        (name.capitalize(), audit.counts[key]) for key, name in COUNTS.items() if audit.counts[key]
    ]
    lines += _table([name for name, _count in shown], [[f"{count:,}" for _name, count in shown]])
    lines += _about(audit)
    left = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    for one in _sections(audit):
        section = _section(one, left)
        left -= sum(len(line) + 1 for line in section)
        lines += section
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
    rows = []
    for name, texts in audit.facts:
        more = len(texts) - MOST_SOURCES
        shown = [_code(text, LONGEST_FACT) for text in texts[:MOST_SOURCES]]
        rows.append((name, ", ".join(shown) + (f" and {more:,} more" if more > 0 else "")))
    if rows:
        yield from _folded("About this audit", _table(("", ""), rows))


def _folded(title: str, lines: Iterable[str]) -> list[str]:
    # Within HTML nothing is markup, but a tag would be one.
    return [
        "",
        f"<details><summary>{html.escape(' '.join(title.split()))}</summary>",
        "",
        *lines,
        "",
        "</details>",
    ]


def _sections(audit: Audit) -> Iterator[Section]:
    """The tables that have rows."""
    every = (
        *map(_of_groups, breakdowns(audit)[:MOST_BREAKDOWNS] if audit.drifted else ()),
        _drift(audit),
        Section(
            "Unmanaged assets in scope",
            ("Type", "Asset", "Id", "Pruning"),
            [
                (_code(one.asset_type), _linked(one.finding, audit), str(one.id), _plain(one.fate))
                for one in audit.unmanaged
            ],
        ),
        Section(
            "Hosts without an asset",
            ("Host",),
            [(_code(one),) for one in audit.hosts_without_asset],
        ),
        Section(
            "Assets without a host",
            ("Type", "Asset"),
            [(_code(kind), _code(name)) for kind, name in audit.assets_without_host],
        ),
        Section(
            "Resolved since the earlier audit",
            ("Type", "Asset", "Finding"),
            [
                (
                    _code(one.finding.asset_type) if one.finding.asset_type else "",
                    _linked(one.finding, audit),
                    _plain(one.finding.kind.replace("_", " ")),
                )
                for one in (audit.history.resolved if audit.history else ())
            ],
        ),
    )
    return (section for section in every if section.rows)


def _of_groups(one: Breakdown) -> Section:
    """The groups where something differs, the one with most findings first."""
    differing = [group for group in one.groups if group.differing]
    title, first = _cut(one.heading, LONGEST_VALUE), _plain(_cut(one.title, LONGEST_VALUE))
    if one.by == "field":
        rows: list[Row] = [(_code(group.value), f"{group.differing:,}") for group in differing]
        return Section(title, (first, "Assets that differ"), rows[:MOST_GROUPS])
    rows = [
        (
            _code(group.value) if group.value else "*none*",
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
    who = (_code(asset.asset_type), _linked(asset.finding, audit))
    where = _link(_code(asset.origin), audit.links.to_source(asset.place))
    where = where if asset.origin else "not declared"
    if asset.action in WHOLE:
        yield (*who, *WHOLE[asset.action], where, *_since(asset, audit, has_earlier))
        return
    for number, change in enumerate(asset.changes):
        yield (
            *(who if number == 0 else ("", "")),
            _code(change.field),
            _value(change.before),
            _value(change.after),
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
        yield _plain(written_out(seen.fields.get(field) or seen.first_seen).partition(" ")[0])


def _linked(finding: Finding, audit: Audit) -> str:
    """The name of an asset, as a link to its page if there is one."""
    url = audit.links.to_asset(finding.id, finding.name, finding.asset_type)
    return _link(_code(finding.name), url)


def _link(text: str, url: str) -> str:
    escaped = re.sub(r"[()|\\<>\s`\[\]*_~]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{text}]({escaped})" if url else text


def _section(section: Section, left: int) -> list[str]:
    """A table under its title, with as many rows as fit."""
    number = count_of(len(section.rows), "row")
    lines = _table(section.head, ())
    left -= sum(len(line) + 1 for line in lines) + len(section.title) + 200
    kept = 0
    for row in section.rows:
        line = _line(row)
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
        kept += 1
    if kept < len(section.rows):
        more = count_of(len(section.rows) - kept, "more row is", "more rows are")
        lines += ["", f"*{more} left out here; the other formats show all of them.*"]
    if section.is_folded:
        return _folded(f"{section.title} ({number})", lines)
    return ["", f"## {section.title}", "", *lines]


def _table(head: Row, rows: Iterable[Row]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows)]


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


def _value(value: Any) -> str:
    if is_hidden(value):
        return "*hidden*"
    text = show(value)
    return _code(text) if text else "*empty*"


def _code(text: str, most: int = LONGEST_VALUE) -> str:
    """The text as a code span in a cell of a table: nothing in it is a link, a mention or markup."""
    text = re.sub(r"\r\n|[\r\n\u2028\u2029]", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", text)
    text = text.replace("\t", " ")
    text = _cut(text, most)
    if not text.strip():
        return "*blank*"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest or text[0] == text[-1] == " " else ""
    return fence + room + text.replace("|", "\\|") + room + fence


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def _plain(text: str) -> str:
    """The text in one line, with nothing in it that is markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&])", r"\\\1", " ".join(text.split()))
