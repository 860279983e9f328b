# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pieces of Markdown in which no data is markup: tables that are cut to fit, folded parts, and texts as code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .texts import count_of, is_hidden, show

LONGEST_VALUE = 160
LONGEST_FACT = 500
MOST_TEXTS = 5
"""How many texts of a fact are shown, such as the sources."""

Row = Sequence[str]


@dataclass(frozen=True)
class Section:
    """A table under its title, folded or not."""

    title: str
    head: Row
    rows: Sequence[Row]
    is_folded: bool = True


def folded(title: str, lines: Iterable[str]) -> list[str]:
    """The lines under a title, folded."""
    # Within HTML nothing is markup, but a tag would be one.
    return [
        "",
        f"<details><summary>{html.escape(' '.join(title.split()))}</summary>",
        "",
        *lines,
        "",
        "</details>",
    ]


def link(text: str, url: str) -> str:
    """The text, which is Markdown already, as a link if there is an address."""
    escaped = re.sub(r"[()|\\<>\s`\[\]*_~]", lambda found: f"%{ord(found[0]):02X}", url)
    return f"[{text}]({escaped})" if url else text


def section_of(section: Section, left: int) -> list[str]:
    """A table under its title, with as many rows as fit."""
    number = count_of(len(section.rows), "row")
    lines = table(section.head, ())
    left -= sum(len(one) + 1 for one in lines) + len(section.title) + 200
    kept = 0
    for row in section.rows:
        text = line(row)
        left -= len(text) + 1
        if left < 0:
            break
        lines.append(text)
        kept += 1
    if kept < len(section.rows):
        more = count_of(len(section.rows) - kept, "more row is", "more rows are")
        lines += ["", f"*{more} left out here; the other formats show all of them.*"]
    if section.is_folded:
        return folded(f"{section.title} ({number})", lines)
    return ["", f"## {section.title}", "", *lines]


def table(head: Row, rows: Iterable[Row]) -> list[str]:
    """The lines of a table. What its cells hold must be Markdown already."""
    return [line(head), line(["---"] * len(head)), *map(line, rows)]


def line(cells: Row) -> str:
    """A line of a table."""
    return "| " + " | ".join(cells) + " |"


def value(shown: Any) -> str:
    """A value of a field in a cell of a table."""
    if is_hidden(shown):
        return "*hidden*"
    text = show(shown)
    return code(text) if text else "*empty*"


def code(text: str, most: int = LONGEST_VALUE) -> str:
    """The text as a code span in a cell of a table: nothing in it is a link, a mention or markup."""
    text = re.sub(r"\r\n|[\r\n\u2028\u2029]", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", text)
    text = text.replace("\t", " ")
    text = cut(text, most)
    if not text.strip():
        return "*blank*"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest or text[0] == text[-1] == " " else ""
    return fence + room + text.replace("|", "\\|") + room + fence


def fact(texts: Sequence[str]) -> str:
    """The first texts of a fact, and how many more there are."""
    more = len(texts) - MOST_TEXTS
    shown = ", ".join(code(text, LONGEST_FACT) for text in texts[:MOST_TEXTS])
    return f"{shown} and {more:,} more" if more > 0 else shown


def cut(text: str, most: int) -> str:
    """The text, with an ellipsis in place of what is too long."""
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


def plain(text: str) -> str:
    """The text in one line, with nothing in it that is markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&])", r"\\\1", " ".join(text.split()))
