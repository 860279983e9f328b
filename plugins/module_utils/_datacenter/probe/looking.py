# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is found out by looking at assets, our own among them: their wrapping, their fields, their files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..._core.errors import InputError
from ..._core.fields import SYSTEM_FIELD, Vocabulary
from ..._core.model import Field
from ..._http.answers import parse_json
from ..._http.call import Call
from .. import answers
from ..api import ROOT
from ..query import phrase
from ..wire_forms import wire_name
from .scene import CALLS, Exhibit, Scene
from .shapes import (
    SHAPES,
    escaping_of,
    shape_of_nothing,
    system_field_keys,
    texts_in,
    vendors_statuses,
)
from .wire import Seen, ask, wrapping

RICH, POOR = 3, 2  # assets that are read by id


def choose_exhibits(scene: Scene, sample: int | None) -> None:
    """Read some assets by id: the given one, those with the most fields, and those with the fewest."""
    chosen: list[tuple[int, answers.Shown | None]] = []
    by_id = {row.id: row for row in scene.rows}
    if sample is not None:
        chosen.append((sample, by_id.get(sample)))
    ranked = sorted(scene.rows, key=lambda row: (-_filled(row), row.id))
    chosen += [(row.id, row) for row in (*ranked[:RICH], *ranked[RICH:][-POOR:])]
    for asset_id, row in dict(chosen).items():
        one = scene.exhibit(asset_id, row)
        if one is not None:
            scene.exhibits.append(one)
        elif asset_id == sample and scene.types:
            raise InputError([f"sample: there is no asset {sample} that this login may see"])


def _filled(row: answers.Shown) -> int:
    values = [value for _id, _name, value in row.entries]
    values += [row.top[name] for name in row.top if "." in name]
    return sum(value not in (None, "", []) for value in values)


def look_at_assets(scene: Scene) -> None:
    """How assets are wrapped, which fields the calls show, and in which form."""
    for one in scene.exhibits:
        note_wrapping(scene, one)
        note_forms(scene, one)
        note_attachments(scene, one)
    note_system_fields(scene, scene.exhibits)
    note_escaping(scene)
    note_statuses(scene)


def note_wrapping(scene: Scene, one: Exhibit) -> None:
    """How the reads by id wrap the asset."""
    notes = scene.notes
    evidence = f"reading asset {one.id}"
    plain = one.seen.get("inventory")
    if plain is not None and "inventory" in one.shown:
        shape = wrapping(plain)
        # A list of all assets looks like an array of one if there is but one.
        notes.note("single_asset", shape, evidence, shape != "array" or len(scene.rows) != 1)
    full = one.seen.get("transformed")
    if full is not None and "transformed" in one.shown:
        notes.note("transformed_asset", wrapping(full), evidence)
        if one.asset_type.attributes:
            notes.note("transformed_attributes", one.shown["transformed"].has_entries, evidence)


def note_system_fields(scene: Scene, exhibits: list[Exhibit]) -> None:
    """Which calls show system fields, and under which keys."""
    keys: dict[str, set[str]] = {}
    for one in exhibits:
        for call, shown in one.shown.items():
            keys.setdefault(call, set()).update(system_field_keys(shown, one.asset_type))
    if not keys:
        return
    calls = [call for call in CALLS if keys.get(call)]
    words = sorted(set().union(*keys.values()))
    evidence = f"reading {len(exhibits)} assets"
    scene.notes.note("system_fields_in", calls, evidence, sure=bool(calls))
    if words:
        scene.notes.note("system_field_key", words[0] if len(words) == 1 else words, evidence)


def note_forms(scene: Scene, one: Exhibit) -> None:
    """In which form the asset's values came."""
    evidence = f"reading asset {one.id}"
    for call, question in (("search", "search_empty_value"), ("inventory", "empty_value")):
        shown = one.shown.get(call)
        nothing = shape_of_nothing(shown, one.asset_type) if shown else None
        if nothing:
            scene.notes.note(question, nothing, evidence)
    fields: dict[str, Field] = {**SYSTEM_FIELD}
    fields.update({field.key: field for field in one.asset_type.attributes.values()})
    for row in SHAPES:
        for key, field in fields.items():
            if field.kind not in row.kinds:
                continue
            value, is_plain = _by_id(one, key)
            for question, raw, sure in (
                (row.read, value, is_plain),
                (row.row, _by_row(one, key), True),
            ):
                shape = row.shape(raw, field) if raw not in (None, "", []) else None
                if question and shape:
                    evidence = f"{wire_name(field)} of asset {one.id}"
                    scene.notes.note(question, shape[0], evidence, shape[1] and sure)


def _by_id(one: Exhibit, key: str) -> tuple[Any, bool]:
    """A value as a read by id shows it, or, if it is a system field that only rows have, as a row does.

    Rows may hold all values as texts, so that a text in one says little.
    """
    for call in ("transformed", "inventory"):
        values = one.values(call)
        if key in values:
            return values[key], True
    value = one.values("search").get(key) if key in SYSTEM_FIELD else None
    if isinstance(value, str) and value[:1] == "{":
        data, _is_json = parse_json(value)
        return data or value, True
    return value, not isinstance(value, str)


def _by_row(one: Exhibit, key: str) -> Any:
    return None if key in SYSTEM_FIELD else one.values("search").get(key)


def note_escaping(scene: Scene) -> None:
    """Whether any text that came is HTML."""
    texts = [text for row in scene.rows for text in texts_in(dict(row.top))]
    escaping = escaping_of(texts)
    if escaping is not None:
        found = "HTML entities and no bare < > &" if escaping[0] else "bare < > & or quotes"
        evidence = f"the texts of {len(scene.rows)} rows have {found}"
        scene.notes.note("html_escaped", escaping[0], evidence, escaping[1])
    scene.notes.leave("html_escaped", "no text among the first rows has any of & < > or quotes")


def note_statuses(scene: Scene) -> None:
    """Statuses that the vendor does not list, as some assets have them."""
    known = vendors_statuses()
    found: dict[str, list[str]] = {}
    for row in scene.rows:
        asset_type = scene.type_of(row)
        raw = answers.raw_fields(row, asset_type)
        status, substatus = (_status_name(raw.get(key)) for key in ("status", "substatus"))
        if status and (
            status.lower() not in known or (substatus and substatus.lower() not in known)
        ):
            under = found.setdefault(status, [])
            if substatus and substatus not in under:
                under.append(substatus)
    if found:
        scene.notes.note(
            "statuses", found, f"the first {len(scene.rows)} rows; there may be more", True
        )
    else:
        scene.notes.leave("statuses", "no asset among the first rows has one beyond the vendor's")


def _status_name(raw: Any) -> str | None:
    if isinstance(raw, Mapping):
        raw = raw.get("name")
    # Digits are a key, and a brace begins an object that a row holds as text.
    return raw if isinstance(raw, str) and raw and not raw.isdigit() and raw[0] != "{" else None


def note_attachments(scene: Scene, one: Exhibit) -> None:
    """What is told of the asset's files: under which keys, and how they are served."""
    shown = one.shown.get("transformed")
    listed = shown.top.get("attachments") if shown else None
    if not isinstance(listed, list) or not listed or not isinstance(listed[0], dict):
        return
    first = listed[0]
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
    scene.notes.note("attachment_name_key", likely[0] if likely else "none", evidence)
    scene.notes.note("attachment_size_key", sizes[0] if sizes else "none", evidence)
    name = str(first.get("serverFileName"))
    note_file(scene, one.id, name)


def note_file(scene: Scene, asset_id: int, server_file_name: str) -> Seen | None:
    """How a file is served; the answer, if there is one."""
    path = f"{ROOT}inventory/getFile/0/{asset_id}/{quote(server_file_name, safe='')}.json"
    seen = ask(scene.http, Call("GET", path, "read an attached file", accept="*/*"), briefly=True)
    scene.learn(seen)
    if seen.status != 200:
        scene.notes.leave("file_type", seen.told)
        return None
    content_type = seen.headers.get("Content-Type", "none").split(";")[0].strip().lower()
    scene.notes.note("file_type", content_type, f"getFile of asset {asset_id}")
    return seen


def look_up_status_keys(scene: Scene) -> None:
    """The names of status keys, if assets show keys: by searching for each name of the vendor's."""
    if scene.notes.answer("status_format") != "key":
        for key in ("status_keys", "substatus_keys"):
            scene.notes.leave(key, "no status was seen that is shown by its key alone")
        return
    for key in ("status", "substatus"):
        found = dict(_searched_keys(scene, key))
        if found:
            scene.notes.note(f"{key}_keys", found, "an asset of each was searched for, and read")


def _searched_keys(scene: Scene, key: str) -> Iterator[tuple[str, str]]:
    field = SYSTEM_FIELD[key]
    for name in status_names(key):
        criterion = {"field": wire_name(field), "keyword": phrase(name), "fieldType": "STRING"}
        _seen, rows = scene.find(criterion, size=1)
        one = scene.exhibit(rows[0].id, rows[0]) if rows else None
        told = status_key(one.value(key)) if one else None
        if told:
            yield told, name


def status_names(key: str) -> tuple[str, ...]:
    """The vendor's statuses, or substatuses."""
    vocabulary = Vocabulary()
    return tuple(vocabulary.statuses) if key == "status" else vocabulary.substatuses


def status_key(raw: Any) -> str | None:
    """The key in a status as it came: digits, or the id of an object; None where there is none."""
    if isinstance(raw, Mapping):
        raw = raw.get("id", raw.get("key"))
    text = "" if raw is None else str(raw)
    return text if text.isdigit() else None
