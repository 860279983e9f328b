# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as Markdown, short enough for a comment on a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .audit import COUNTS, Audit, AuditedAsset
from .texts import count_of, is_hidden, show

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536 characters, one on GitLab more."""
LONGEST_VALUE = 160

Row = Sequence[str]


def render_markdown(audit: Audit) -> str:
    """The audit as Markdown: counts, and tables of findings that are cut at whole rows if they are too long."""
    lines = [f"# {_plain(audit.title)}", "", f"{_bold(audit)}", ""]
    if audit.time:
        lines += [f"Audited at {_plain(audit.time)}.", ""]
    shown = [
        (name.capitalize(), audit.counts[key]) for key, name in COUNTS.items() if audit.counts[key]
    ]
    lines += _table([name for name, _count in shown], [[f"{count:,}" for _name, count in shown]])
    left = MOST_CHARACTERS - sum(len(line) + 1 for line in lines)
    for title, head, rows in _sections(audit):
        section = _section(title, head, rows, left)
        left -= sum(len(line) + 1 for line in section)
        lines += section
    return "\n".join(lines).rstrip("\n") + "\n"


def _bold(audit: Audit) -> str:
    sign = "\N{WHITE HEAVY CHECK MARK}" if not audit.counts["total"] else "\N{WARNING SIGN}\ufe0f"
    return f"{sign} **{audit.sentence}.**"


def _sections(audit: Audit) -> Iterator[tuple[str, Row, list[Row]]]:
    """Title, head and rows of each table that has rows."""
    drift = [row for asset in audit.drifted for row in _drift_rows(asset)]
    unmanaged = [
        (_code(one.asset_type), _code(one.name), str(one.id), _plain(one.fate))
        for one in audit.unmanaged
    ]
    hosts = [(_code(host),) for host in audit.hosts_without_asset]
    assets = [(_code(kind), _code(name)) for kind, name in audit.assets_without_host]
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
    return (section for section in every if section[2])


WHOLE = {
    "create": ("*the asset*", "*missing*", "*present*"),
    "delete": ("*the asset*", "*present*", "*absent*"),
}
"""What stands in place of fields for an asset that is missing or should be absent."""


def _drift_rows(asset: AuditedAsset) -> Iterator[Row]:
    who = (_code(asset.asset_type), _code(asset.name))
    where = _code(asset.origin) if asset.origin else "not declared"
    if asset.action in WHOLE:
        yield (*who, *WHOLE[asset.action], where)
        return
    for change in asset.changes:
        yield (*who, _code(change.field), _value(change.before), _value(change.after), where)


def _section(title: str, head: Row, rows: list[Row], left: int) -> list[str]:
    """A table under its title, with as many rows as fit."""
    lines = ["", f"## {title}", "", *_table(head, ())]
    left -= sum(len(line) + 1 for line in lines) + 100
    kept = 0
    for row in rows:
        line = _line(row)
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
        kept += 1
    if kept < len(rows):
        more = count_of(len(rows) - kept, "more row is", "more rows are")
        lines += ["", f"*{more} left out here; the other formats show all of them.*"]
    return lines


def _table(head: Row, rows: Iterable[Row]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *map(_line, rows)]


def _line(cells: Row) -> str:
    return "| " + " | ".join(cells) + " |"


def _value(value: Any) -> str:
    if is_hidden(value):
        return "*hidden*"
    text = show(value)
    return _code(text) if text else "*empty*"


def _code(text: str) -> str:
    """The text as a code span in a cell of a table: nothing in it is a link, a mention or markup."""
    text = re.sub(r"\r\n|[\r\n\u2028\u2029]", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", text)
    text = text.replace("\t", " ")
    if len(text) > LONGEST_VALUE:
        text = text[: LONGEST_VALUE - 1] + "\N{HORIZONTAL ELLIPSIS}"
    if not text.strip():
        return "*blank*"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest or text[0] == text[-1] == " " else ""
    return fence + room + text.replace("|", "\\|") + room + fence


def _plain(text: str) -> str:
    """The text in one line, with nothing in it that is markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&])", r"\\\1", " ".join(text.split()))
