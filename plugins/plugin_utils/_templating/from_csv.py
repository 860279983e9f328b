# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter from_csv: declared assets from the rows of a spreadsheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.fields import NAME, SYSTEM_FIELDS, did_you_mean
from ...module_utils._core.remarks import about
from .csv_rows import Row, Table, read_table
from .fields import PLAIN_KEYS, get, place_of, put

SPEC: dict[str, Any] = {
    "columns": {"type": "dict"},
    "asset_type": {"type": "raw"},
    "values": {"type": "dict", "default": {}},
    "lists": {"type": "dict", "default": {}},
    "empty": {"type": "str", "choices": ["skip", "clear"], "default": "skip"},
    "separator": {"type": "str"},
    "strip": {"type": "bool", "default": True},
}
_SEPARATOR_NAMES = {"tab": "\t", "\\t": "\t"}
_IDENTITY = ("asset_type", NAME.key, "id", "match_by", "state")
"""What an asset cannot have empty: an empty cell never clears it."""


def from_csv(
    text: Any,
    columns: Mapping[str, Any] | None,
    asset_type: Any,
    values: Mapping[str, Any],
    lists: Mapping[str, Any],
    empty: str,
    separator: str | None,
    strip: bool,
) -> list[dict[str, Any]]:
    """The assets that the rows declare. Raises InputError with all that is wrong, by row."""
    if not isinstance(text, str):
        raise InputError(
            [
                "takes the text of a CSV file, for example lookup('ansible.builtin.file', 'racks.csv')"
            ]
        )
    table = read_table(str(text), _separator(separator), set(columns or ()) | set(lists), strip)
    fields = _fields(table, columns, lists)
    fixed = {**values, **({} if asset_type is None else {"asset_type": asset_type})}
    problems = [f"values: {problem}" for problem in _written_badly(fixed)]
    if "asset_type" not in (*fixed, *fields.values()):
        problems.append("asset_type: is needed: write it, or map a column to it")
    if problems:
        raise InputError(problems)
    assets = [_asset(row, fields, fixed, lists, empty == "clear", table) for row in table.rows]
    problems = [
        about(row.place, "", problem)
        for row, asset in zip(table.rows, assets)
        for problem in _missing(asset)
    ]
    if problems:
        raise InputError(problems)
    return assets


def _separator(written: str | None) -> str | None:
    """The separator that was written; None if it is to be found out. Raises InputError."""
    found = _SEPARATOR_NAMES.get(written or "", written or None)
    if found is not None and (len(found) != 1 or found in '"\r\n'):
        raise InputError([f"separator: '{written}' is not a single character, such as ; or tab"])
    return found


def _fields(
    table: Table, columns: Mapping[str, Any] | None, lists: Mapping[str, Any]
) -> dict[int, str]:
    """The field of each column that counts, by its place. Raises InputError."""
    problems: list[str] = []
    if columns is None:
        wanted = {header: _field_named(header) for header in table.header}
        problems += [
            f"column {number}: has no header: write columns to say which columns count"
            for number, header in enumerate(table.header, 1)
            if not header
        ]
    else:
        wanted = {str(header): str(field) for header, field in columns.items() if field}
    counted = Counter(table.header)
    for header in dict.fromkeys((*wanted, *lists)):
        if header and header not in counted:
            problems.append(
                f"there is no column '{header}'{did_you_mean(header, filter(None, counted))}"
            )
        elif header and counted[header] > 1:
            problems.append(f"there are {counted[header]} columns '{header}'")
    problems += [
        f"lists: the column '{header}' is not among columns"
        for header in lists
        if columns is not None and header not in wanted and header in counted
    ]
    problems += [
        f"lists: '{header}' needs the text between two values, such as ';'"
        for header, between in lists.items()
        if not isinstance(between, str) or not between
    ]
    problems += _twice(wanted)
    if problems:
        raise InputError(problems)
    return {place: wanted[header] for place, header in enumerate(table.header) if header in wanted}


def _twice(wanted: Mapping[str, str]) -> Iterable[str]:
    by_place: dict[tuple[str, str], list[str]] = {}
    for header, field in wanted.items():
        by_place.setdefault(place_of(field), []).append(header)
    for (_where, key), headers in by_place.items():
        if key in ("attributes", "attachments", "match_by"):
            yield f"columns: '{key}' cannot come from a column"
        if len(headers) > 1:
            named = ", ".join(f"'{header}'" for header in headers)
            yield f"the columns {named} are all for the field '{key}'"


def _field_named(header: str) -> str:
    """The field that a header names: a system field by its key or display name, otherwise an attribute."""
    letters = _letters(header)
    for row in SYSTEM_FIELDS:
        if letters in (_letters(row.key), _letters(row.name)):
            return row.key
    return next((key for key in PLAIN_KEYS if letters == _letters(key)), header)


def _letters(text: str) -> str:
    return re.sub(r"[\s_]+", "", text).casefold()


def _written_badly(fixed: Mapping[str, Any]) -> Iterable[str]:
    if "attributes" in fixed:
        yield "write attributes by their names, beside the system fields"


def _asset(
    row: Row,
    fields: Mapping[int, str],
    fixed: Mapping[str, Any],
    lists: Mapping[str, Any],
    clear: bool,
    table: Table,
) -> dict[str, Any]:
    """The asset of a row. Fixed values count where the row has none."""
    asset: dict[str, Any] = {}
    for field in ("asset_type", NAME.key):  # as people write them: first
        if field in fixed or field in fields.values():
            asset[field] = None
    for field, fixed_value in fixed.items():
        put(asset, field, fixed_value)
    for place, field in fields.items():
        header, cell = table.header[place], row.cells[place]
        value: Any = cell
        if header in lists:
            value = [part.strip() for part in cell.split(str(lists[header])) if part.strip()]
        is_fixed = get(asset, field) is not None
        if value or (clear and field not in _IDENTITY and not is_fixed):
            put(asset, field, value or ([] if isinstance(value, list) else None))
    return {key: value for key, value in asset.items() if key not in _IDENTITY or value is not None}


def _missing(asset: Mapping[str, Any]) -> Sequence[str]:
    """What a row lacks to be an asset."""
    if asset.get("id") or (
        asset.get("asset_type") and (asset.get(NAME.key) or asset.get("match_by"))
    ):
        return ()
    if not asset.get("asset_type"):
        return ("the asset type is empty",)
    return ("the name is empty: an asset needs a name, an id, or match_by among the values",)
