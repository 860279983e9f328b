# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pieces of Markdown in which no data is markup: tables that are cut to fit, and texts as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from .texts import count_of, is_hidden, show

LONGEST_VALUE = 160

Row = Sequence[str]


def section(title: str, head: Row, rows: list[Row], left: int) -> list[str]:
    """A table under its title, with as many rows as fit."""
    lines = ["", f"## {title}", "", *table(head, ())]
    left -= sum(len(one) + 1 for one in lines) + 100
    kept = 0
    for row in rows:
        text = line(row)
        left -= len(text) + 1
        if left < 0:
            break
        lines.append(text)
        kept += 1
    if kept < len(rows):
        more = count_of(len(rows) - kept, "more row is", "more rows are")
        lines += ["", f"*{more} left out here; the other formats show all of them.*"]
    return lines


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


def code(text: str) -> str:
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


def plain(text: str) -> str:
    """The text in one line, with nothing in it that is markup."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~@&])", r"\\\1", " ".join(text.split()))
