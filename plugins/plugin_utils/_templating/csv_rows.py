# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a spreadsheet that was saved as text: separators recognized, and every row as wide as the header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ...module_utils._core.errors import InputError
from ...module_utils._core.remarks import about
from ...module_utils._core.verdict import count_of

SEPARATORS = (",", ";", "\t")
_BOM = "\ufeff"
_TOLD = re.compile(r"sep=([^\r\n])\r?\n")  # the first line that Excel itself writes and reads
_SAMPLE = 50


@dataclass(frozen=True)
class Row:
    """A row: its number in the spreadsheet, where the header is usually row 1, and its cells."""

    number: int
    cells: tuple[str, ...]

    @property
    def place(self) -> str:
        """Its name in messages."""
        return f"row {self.number}"


@dataclass(frozen=True)
class Table:
    """A header, and the rows below it that are not empty."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(text: str, separator: str | None, expected: Collection[str], strip: bool) -> Table:
    """The table that a text holds. Raises InputError with the numbers of the rows that are wrong.

    Without a separator, it is the one that gives the most expected columns, rows of one width, and columns.
    """
    text = text.lstrip(_BOM)
    told = _TOLD.match(text)
    skipped = 0
    if told:
        separator, text, skipped = separator or told[1], text[told.end() :], 1
    if separator is None:
        separator = max(SEPARATORS, key=lambda one: _likeness(text, one, expected))
    try:
        rows = list(_rows(text, separator, skipped, strip))
    except csv.Error as error:
        raise InputError([f"the text is not CSV: {error}"]) from None
    if not rows:
        raise InputError(["there is no header: the text is empty"])
    header, *others = rows
    width = len(header.cells)
    problems = [
        about(row.place, "", f"has {count_of(len(row.cells), 'cell')}, and the header has {width}")
        for row in others
        if len(row.cells) != width
    ]
    if problems:
        raise InputError(problems)
    return Table(header.cells, tuple(others))


def _rows(text: str, separator: str, skipped: int, strip: bool) -> Iterator[Row]:
    """The rows that are not empty. Raises csv.Error that names the line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = skipped
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise csv.Error(f"row {number}: {error}") from None
        is_header = number == skipped + 1
        clean = tuple(_clean(cell, strip or is_header) for cell in cells)
        if any(cell.strip() for cell in clean):
            yield Row(number, clean)


def _clean(cell: str, strip: bool) -> str:
    cell = cell.strip(_BOM)  # of files that were put together
    return cell.strip().strip(_BOM).strip() if strip else cell


def _likeness(text: str, separator: str, expected: Collection[str]) -> tuple[int, float, int]:
    """How much a text looks like a table with this separator."""
    rows: list[Row] = []
    try:
        for row in _rows(text, separator, 0, strip=True):
            rows.append(row)
            if len(rows) == _SAMPLE:
                break
    except csv.Error:  # the rows before count
        pass
    if not rows:
        return 0, 0.0, 0
    header = rows[0].cells
    alike = sum(len(row.cells) == len(header) for row in rows) / len(rows)
    return len(set(header) & set(expected)), alike if len(header) > 1 else 0.0, len(header)
