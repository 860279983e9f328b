# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An audit as CSV for spreadsheets, one line for each field that differs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from .audit import Audit
from .texts import show

COLUMNS = ("finding", "asset_type", "asset", "id", "field", "before", "after", "file", "line")
FORMULA = re.compile(r"(\A|[;,|\t\r\n\"])([ \xa0\u3000]*)(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet may take what follows for a formula, full-width forms included.

That is the beginning of a cell. A program that splits the lines at another separator finds cells of its own.
"""


def render_csv(audit: Audit) -> str:
    """The audit as CSV (RFC 4180), with an apostrophe before whatever a spreadsheet would evaluate."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    writer.writerows(map(_cell, row) for row in _rows(audit))
    return text.getvalue()


def _rows(audit: Audit) -> Iterator[tuple[Any, ...]]:
    for asset in audit.drifted:
        head = (asset.kind, asset.asset_type, asset.name, asset.id)
        path, line = (asset.place.path, asset.place.line) if asset.place else (asset.origin, None)
        for change in asset.changes:
            yield (*head, change.field, change.before, change.after, path, line)
        if not asset.changes:
            yield (*head, None, None, None, path, line)
    nothing = (None,) * 5
    for one in audit.unmanaged:
        yield ("unmanaged", one.asset_type, one.name, one.id, *nothing)
    for host in audit.hosts_without_asset:
        yield ("host_without_asset", None, host, None, *nothing)
    for kind, name in audit.assets_without_host:
        yield ("asset_without_host", kind, name, None, *nothing)


def _cell(value: Any) -> Any:
    """The value as a cell: a number stays a number, a text never becomes a formula."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return FORMULA.sub(r"\1\2'", show(value))
