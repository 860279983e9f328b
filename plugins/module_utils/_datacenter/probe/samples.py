# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What some assets show, the probe's own among them: how they are wrapped, their fields, their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..._core.errors import InputError
from ..._core.fields import SYSTEM_FIELD, Vocabulary
from ..._core.model import Field
from ..._http.answers import parse_json
from ..._http.call import Call
from .. import answers
from ..file_calls import file_path
from ..query import by_text
from ..wire_forms import wire_name
from .formats import (
    FORMATS,
    escaping_of,
    format_of_nothing,
    status_key,
    status_name,
    system_field_keys,
    texts_in,
    vendor_statuses,
)
from .server import CALLS, EMPTY, AssetViews, ParsedReply, Server, shape_of_one

FULLEST, EMPTIEST = 3, 2  # how many assets are read by id


def choose_samples(server: Server, sample: int | None) -> None:
    """Read some assets by id: the given one, those with the most values, and those with the fewest."""
    by_id: dict[int, answers.Shown | None] = {row.id: row for row in server.rows}
    chosen = {} if sample is None else {sample: by_id.get(sample)}
    ranked = sorted(server.rows, key=lambda row: (-_count_values(row), row.id))
    chosen.update((row.id, row) for row in (*ranked[:FULLEST], *ranked[FULLEST:][-EMPTIEST:]))
    for asset_id, row in chosen.items():
        one = server.view(asset_id, row)
        if one is not None:
            server.samples.append(one)
        elif asset_id == sample and server.types:
            raise InputError([f"sample: there is no asset {sample} that this login may see"])


def _count_values(row: answers.Shown) -> int:
    values = [value for _id, _name, value in row.entries]
    values += [row.top[name] for name in row.top if "." in name]
    return sum(value not in EMPTY for value in values)


def examine_samples(server: Server) -> None:
    """How assets are wrapped, which fields the calls show, and in which format."""
    for one in server.samples:
        note_wrapping(server, one)
        note_formats(server, one)
        _note_attachments(server, one)
    note_system_fields(server, server.samples)
    _note_escaping(server)
    note_statuses(server)


def note_wrapping(server: Server, one: AssetViews) -> None:
    """How the reads by id wrap the asset."""
    evidence = f"reading asset {one.id}"
    if "inventory" in one.shown:
        shape = shape_of_one(one.replies["inventory"])
        # A list of all assets looks like an array of one if there is only one.
        sure = shape != "array" or len(server.rows) != 1
        server.observed.note("single_asset", shape, evidence, sure)
    if "transformed" in one.shown:
        shape = shape_of_one(one.replies["transformed"])
        server.observed.note("transformed_asset", shape, evidence)
        if one.asset_type.attributes:
            has_attributes = one.shown["transformed"].has_entries
            server.observed.note("transformed_attributes", has_attributes, evidence)


def note_system_fields(server: Server, views: list[AssetViews]) -> None:
    """Which calls show system fields, and under which keys."""
    keys: dict[str, set[str]] = {}
    for one in views:
        for call, shown in one.shown.items():
            keys.setdefault(call, set()).update(system_field_keys(shown, one.asset_type))
    if not keys:
        return
    calls = [call for call in CALLS if keys.get(call)]
    words = sorted(set().union(*keys.values()))
    evidence = f"reading {len(views)} assets"
    server.observed.note("system_fields_in", calls, evidence, sure=bool(calls))
    if words:
        word = words[0] if len(words) == 1 else words
        server.observed.note("system_field_key", word, evidence)


def note_formats(server: Server, one: AssetViews) -> None:
    """In which format the asset's values came."""
    for call, key in (("search", "search_empty_value"), ("inventory", "empty_value")):
        shown = one.shown.get(call)
        nothing = format_of_nothing(shown, one.asset_type) if shown else None
        if nothing:
            server.observed.note(key, nothing, f"reading asset {one.id}")
    for row in FORMATS:
        for field in filter(row.fits, one.asset_type.fields.values()):
            evidence = f"{wire_name(field)} of asset {one.id}"
            for key, (raw, is_typed) in (
                (row.by_id, _value_by_id(one, field)),
                (row.in_row, _value_in_row(one, field)),
            ):
                found = row.format_of(raw, field) if key and raw not in EMPTY else None
                if found:
                    server.observed.note(key, found[0], evidence, found[1] and is_typed)


def _value_by_id(one: AssetViews, field: Field) -> tuple[Any, bool]:
    """A value as a read by id shows it, or, if it is a system field that only rows have, as a row does.

    Rows may hold all values as texts, so that a text in one says little: then the second part is False.
    """
    for call in ("transformed", "inventory"):
        values = one.values(call)
        if field.key in values:
            return values[field.key], True
    value = one.values("search").get(field.key) if field.is_system else None
    if isinstance(value, str) and value[:1] == "{":
        data, _is_json = parse_json(value)
        return data or value, True
    return value, not isinstance(value, str)


def _value_in_row(one: AssetViews, field: Field) -> tuple[Any, bool]:
    return None if field.is_system else one.values("search").get(field.key), True


def _note_escaping(server: Server) -> None:
    """Whether any text that came is HTML."""
    parts = [
        [dict(row.top), [[name, value] for _id, name, value in row.entries]] for row in server.rows
    ]
    texts = list(texts_in(parts))
    escaping = escaping_of(texts)
    if escaping is not None:
        what = "HTML entities and no bare < > &" if escaping[0] else "bare < > & or quotes"
        evidence = f"the texts of {len(server.rows)} rows contain {what}"
        server.observed.note("html_escaped", escaping[0], evidence, escaping[1])
    why = "no text in the first rows contains & < > or quotes"
    server.observed.leave_open("html_escaped", why)


# --- statuses -----------------------------------------------------------------------------------------------------


def note_statuses(server: Server) -> None:
    """Statuses that the vendor does not list, as some assets have them."""
    known = vendor_statuses()
    found: dict[str, list[str]] = {}
    for row in server.rows:
        raw = answers.raw_fields(row, server.type_of(row))
        status, substatus = (status_name(raw.get(key)) for key in ("status", "substatus"))
        if status and {name.lower() for name in (status, substatus) if name} - known:
            under = found.setdefault(status, [])
            if substatus and substatus not in under:
                under.append(substatus)
    if found:
        evidence = f"the first {len(server.rows)} rows; there may be more"
        server.observed.note("statuses", found, evidence)
    else:
        why = "no asset in the first rows has a status beyond the vendor's"
        server.observed.leave_open("statuses", why)


def examine_status_keys(server: Server) -> None:
    """The names of status keys, if assets show keys: by searching for each name of the vendor's."""
    vocabulary = Vocabulary()
    names = {"status": tuple(vocabulary.statuses), "substatus": vocabulary.substatuses}
    for key, known in names.items():
        if server.observed.answer("status_format") != "key":
            why = "no status was seen that is shown by its key alone"
            server.observed.leave_open(f"{key}_keys", why)
            continue
        found = dict(_searched_keys(server, SYSTEM_FIELD[key], known))
        if found:
            evidence = "an asset of each was searched for and read"
            server.observed.note(f"{key}_keys", found, evidence)


def _searched_keys(
    server: Server, field: Field, names: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for name in names:
        _reply, rows = server.find(by_text(field, name), size=1)
        one = server.view(rows[0].id, rows[0]) if rows else None
        key = status_key(one.value(field.key)) if one else None
        if key:
            yield key, name


# --- files --------------------------------------------------------------------------------------------------------


def _note_attachments(server: Server, one: AssetViews) -> None:
    """What is shown of the asset's files: under which keys, and how they are served."""
    listed = one.attachments
    if not listed or not isinstance(listed[0], dict):
        return
    first: Mapping[str, Any] = listed[0]
    evidence = f"the attachments of asset {one.id}: keys {', '.join(sorted(first))}"
    texts = [
        key
        for key, value in first.items()
        if isinstance(value, str) and key != "serverFileName" and re.search(r"(?i)name", key)
    ]
    sizes = [
        key
        for key, value in first.items()
        if answers.whole_number(value) is not None and re.search(r"(?i)size|length", key)
    ]
    likely = [key for key in texts if re.search(r"\.\w+$", str(first[key]))] or texts
    note_first(server, "attachment_name_key", likely, evidence)
    note_first(server, "attachment_size_key", sizes, evidence)
    note_file(server, one.id, str(first.get("serverFileName")))


def note_first(server: Server, point: str, keys: list[str], evidence: str) -> None:
    """Settle a point with the first of some keys, or with "none"."""
    server.observed.note(point, keys[0] if keys else "none", evidence)


def note_file(server: Server, asset_id: int, server_file_name: str) -> ParsedReply | None:
    """How a file is served; the reply, if there is a good one."""
    path, template = file_path("getFile", asset_id, server_file_name)
    call = Call("GET", path, "read an attached file", accept="*/*", template=template)
    reply = server.look(call, briefly=True)
    if reply.status != 200:
        server.observed.leave_open("file_type", reply.summary)
        return None
    content_type = reply.headers.get("Content-Type", "none").split(";")[0].strip().lower()
    server.observed.note("file_type", content_type, f"getFile of asset {asset_id}")
    return reply
