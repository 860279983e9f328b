# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people see: findings with their counts, what was waived, and what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .findings import Finding


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows in columns as wide as they need to be; the last one is not padded."""
    cells = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(
            cell if column == len(row) - 1 else cell.ljust(widths[column])
            for column, cell in enumerate(row)
        )
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def findings_table(found: Counter[Finding]) -> str:
    """Findings, the most frequent first, below the operation and the file that they are about."""
    rows = [
        (count, one.profile, one.file, one.operation, str(one))
        for one, count in sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
    ]
    return table(("count", "profile", "file", "operation", "finding"), rows)


def waived_table(waived: Counter[str], unused: Sequence[str], reasons: dict[str, str]) -> str:
    """How often each waiver was needed, and why it is there."""
    rows = [(count, name, reasons[name]) for name, count in waived.most_common()]
    rows += [(0, name, f"NOT NEEDED: {reasons[name]}") for name in unused]
    return table(("count", "waiver", "reason"), rows)
