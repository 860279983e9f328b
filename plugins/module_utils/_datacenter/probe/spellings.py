# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The trial that writes every field, in two spellings where it has two, and sees in which form each is shown."""

from __future__ import annotations

import datetime
import json
import re
import secrets
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Callable

from ..._core.fields import SYSTEM_FIELD
from ..._core.model import Field
from ..._datacenter.wire_forms import SEPARATOR
from .. import answers, catalog_answers
from ..query import by_types
from ..wire_forms import wire_name
from .looking import note_forms, note_system_fields
from .scene import Exhibit, fields_of
from .shapes import SHAPES, escaping_of
from .throwaway import Values
from .trial import Trials

SPECIAL = "R&D <1> \"two\" 'three'"
MOST_TYPES = 12  # of which an asset is tried as a reference
CURRENCIES = ("EUR", "USD")


def _me(trials: Trials) -> tuple[Any, Any]:
    return trials.scene.me.get("name"), trials.scene.me.get("key")


def _number(number: float) -> Callable[[Trials, Field], Any]:
    def made(trials: Trials, field: Field) -> tuple[Any, Any]:
        pair = (number, number + 2)
        return pair if trials.asset.numbers == "number" else (str(pair[0]), str(pair[1]))

    return made


def _text(trials: Trials, field: Field) -> tuple[Any, Any]:
    if field.type_name == "URL":
        return "https://example.com/a", "https://example.com/b"
    return "aip probe", SPECIAL


def _option(trials: Trials, field: Field) -> tuple[Any, Any]:
    texts = [option.text for option in field.options]
    return (texts[0], texts[-1]) if texts else (None, None)


def _options(trials: Trials, field: Field) -> tuple[Any, Any]:
    texts = [option.text for option in field.options if "," not in option.text]
    return (SEPARATOR.join(texts[:2]), texts[0]) if texts else (None, None)


def _cascading(trials: Trials, field: Field) -> tuple[Any, Any]:
    paths = sorted((option.path or (option.id,) for option in field.options), key=len)
    return ("-".join(paths[-1]), "-".join(paths[0])) if paths else (None, None)


def _location(trials: Trials, field: Field) -> tuple[Any, Any]:
    seen = trials.scene.get("location.json", "read the locations")
    listed = map(
        catalog_answers.read_location, (answers.as_list(seen.data) or []) if seen.is_good else []
    )
    one = next((place for place in listed if place and not place.name.isdigit()), None)
    return (one.name, str(one.id)) if one else (None, None)


def _groups(trials: Trials, field: Field) -> tuple[Any, Any]:
    seen = trials.scene.get_jira("groups/picker", "find a group", ("query", ""))
    listed = seen.data.get("groups") if seen.is_good and isinstance(seen.data, dict) else None
    names = [str(one["name"]) for one in listed or [] if isinstance(one, dict) and one.get("name")]
    return (json.dumps(names[:2]), json.dumps(names[:1])) if names else (None, None)


def _borrowed(trials: Trials, field: Field) -> tuple[Any, Any]:
    """Ids that nobody can guess are taken from an asset that has some."""
    for one in trials.scene.exhibits:
        raw = _exhibited(one, field)
        if raw:
            ids = raw if isinstance(raw, list) else re.split(f"{SEPARATOR}|,", str(raw))
            texts = [str(part).strip() for part in ids]
            return SEPARATOR.join(texts[:2]), texts[0]
    return None, None


def _exhibited(one: Exhibit, field: Field) -> Any:
    has_it = wire_name(field) in one.asset_type.attributes
    raw = one.value(field.key) if has_it else None
    return (
        None
        if isinstance(raw, Mapping) or (isinstance(raw, list) and isinstance(raw[:1], dict))
        else raw
    )


def _partner(trials: Trials, field: Field) -> tuple[Any, Any]:
    """An asset that this one may refer to: one after the other is tried, of another type each."""
    before = trials.asset.read()
    for row in _candidates(trials, field):
        if trials.asset.takes(field, str(row.id), before):
            return str(row.id), row.name
    return None, None


def _candidates(trials: Trials, field: Field) -> Iterator[answers.Shown]:
    """An asset of each type, whose name means it alone and nothing else."""
    by = trials.notes.answer("search_types_by") or "name"
    allowed = [one for one in trials.scene.types if one.id in field.allowed_types]
    for asset_type in (allowed or trials.scene.types)[:MOST_TYPES]:
        rows = trials.rows_of.get(asset_type.id)
        if rows is None:
            _seen, rows = trials.scene.find(*by_types([asset_type], by))
            trials.rows_of[asset_type.id] = rows
        names = [row.name for row in rows]
        for row in rows:
            plain = row.name and not row.name.isdigit() and not re.search("[&<>\"',#@]", row.name)
            if plain and names.count(row.name) == 1 and row.id != trials.asset.id:
                yield row
                break


def _secret(trials: Trials, field: Field) -> tuple[Any, Any]:
    made = f"probe-{secrets.token_hex(8)}"
    trials.scene.http.secrets.add(made)
    return made, None


Pair = Callable[[Trials, Field], Any]
PAIRS: Mapping[str, Pair] = {
    "text": _text,
    "text_area": _text,
    "ip": lambda trials, field: ("192.0.2.17", "192.0.2.18"),
    "ipv6": lambda trials, field: (
        "2001:0db8:0000:0000:0000:0000:0000:0017",
        "2001:0db8:0000:0000:0000:0000:0000:0018",
    ),
    "long": _number(7),
    "double": _number(1.5),
    "date": lambda trials, field: ("2026-01-15", "2026-07-15"),
    "datetime": lambda trials, field: ("2026-01-15T11:30", "2026-07-15T11:30"),
    "option": _option,
    "options": _options,
    "cascading": _cascading,
    "ids": _borrowed,
    "id_pairs": _borrowed,
    "references": _partner,
    "user": lambda trials, field: _me(trials),
    "user_text": lambda trials, field: _me(trials),
    "encrypted": _secret,
    "status": lambda trials, field: ("In stock", "1"),
    "substatus": lambda trials, field: ("Available", "1"),
    "location": _location,
    "groups": _groups,
    "currency": lambda trials, field: CURRENCIES,
}
"""Two values of a field kind; where a value can be written in two ways, the same value in both."""
_TWO_SPELLINGS = frozenset({"references", "user", "status", "substatus", "location"})


def try_fields(trials: Trials) -> None:
    """Write every field in two spellings, and see in which form it is shown."""
    asset = trials.asset
    fields = [
        field
        for field in fields_of(trials.asset_type)
        if field.kind and (not field.is_system or field.key in trials.enabled)
    ]
    for field in fields:
        pair = PAIRS[field.kind](trials, field) if field.kind in PAIRS else (None, None)
        if pair[0] is not None:
            trials.spellings[field.key] = pair
    known = [field for field in fields if field.key in trials.spellings]
    before = asset.read()
    first = [(field, trials.spellings[field.key][0]) for field in known]
    taken = _write_all(trials, first)
    trials.first = asset.read(by_all=True)
    _note_unreadable(trials, taken, before)
    if trials.first is not None:
        note_forms(trials.scene, trials.first)
        note_system_fields(trials.scene, [trials.first])
    doubles = [field for field in taken if field.kind in _TWO_SPELLINGS]
    # Emptied in between, so that what is seen afterwards is what the second spelling has done.
    asset.put(asset.body([(field, asset.clears_with) for field in doubles]))
    second = [(field, trials.spellings[field.key][1]) for field in taken]
    _write_all(trials, [(field, raw) for field, raw in second if raw is not None])
    trials.second = asset.read(by_all=True)
    _note_spellings(trials, doubles)
    _note_encrypted(trials)
    _note_special(trials)
    _note_zone(trials)


def _write_all(trials: Trials, values: Values) -> list[Field]:
    """Write all values at once, or one by one if that is refused; the fields that were taken."""
    seen = trials.asset.put(trials.asset.body(values))
    if seen.is_good:
        return [field for field, _raw in values]
    taken: list[Field] = []
    for field, raw in values:
        # A substatus needs its status beside it.
        both = [(SYSTEM_FIELD["status"], "In stock")] if field.key == "substatus" else []
        seen = trials.asset.put(trials.asset.body([*both, (field, raw)]))
        if seen.is_good:
            taken.append(field)
        else:
            trials.notes.remark(f"{wire_name(field)} was not taken: {seen.told}")
    return taken


def _note_unreadable(trials: Trials, taken: list[Field], before: Exhibit | None) -> None:
    if trials.first is None:
        return
    first = trials.first
    missing = [
        field
        for field in taken
        if field.kind != "encrypted" and first.value(field.key) in (None, "", [])
    ]
    # A field that is shown empty was dropped; one that is not mentioned at all cannot be read.
    unseen = [field.key for field in missing if not _is_mentioned(field, first, before)]
    for field in missing:
        if field.key not in unseen:
            trials.notes.remark(f"{wire_name(field)}: a value was taken, and is not there")
    legible = [field for field in taken if field.kind != "encrypted"]
    told = f"{len(legible)} fields were written; a value of {len(legible) - len(missing)} is shown"
    trials.notes.note("unreadable_fields", unseen, told)


def _is_mentioned(field: Field, *exhibits: Exhibit | None) -> bool:
    return any(one is not None and one.shows(field.key) for one in exhibits)


def _note_spellings(trials: Trials, doubles: list[Field]) -> None:
    """Which of two spellings is shown: always the same one, or the one that was written."""
    first, second = trials.first, trials.second
    if first is None or second is None:
        return
    for row in SHAPES:
        for field in (one for one in doubles if one.kind in row.kinds):
            for question, calls in (
                (row.read, ("transformed", "inventory", "search" if field.is_system else "")),
                (row.row, ("search",)),
            ):
                pair = [_shape_in(one, field, calls, row.shape) for one in (first, second)]
                if not question or None in pair:
                    continue
                written = pair[0] != pair[1]
                told = (
                    f"{wire_name(field)}, written in two ways, is shown as {pair[0]} and {pair[1]}"
                )
                trials.notes.note(question, "written" if written else pair[0], told)


def _shape_in(
    one: Exhibit, field: Field, calls: tuple[str, ...], shape: Callable[[Any, Field], Any]
) -> str | None:
    for call in calls:
        value = one.values(call).get(field.key)
        if value not in (None, "", []):
            found = shape(value, field)
            return str(found[0]) if found else None
    return None


def _note_encrypted(trials: Trials) -> None:
    for field in trials.asset_type.attributes.values():
        pair = trials.spellings.get(field.key)
        if field.kind != "encrypted" or pair is None or trials.first is None:
            continue
        shown = trials.first.value(field.key)
        is_clear = "clear" if shown == pair[0] else "masked"
        word = "nothing" if shown in (None, "", []) else is_clear
        trials.notes.note(
            "encrypted_read", word, f"{wire_name(field)}: a secret made up was written"
        )
    trials.notes.leave("encrypted_read", "the asset type has no encrypted attribute")


def _note_special(trials: Trials) -> None:
    for field in trials.asset_type.attributes.values():
        value = trials.second.value(field.key) if trials.second else None
        if trials.spellings.get(field.key, ("", ""))[1] == SPECIAL and isinstance(value, str):
            escaping = escaping_of([value])
            if escaping is not None:
                told = "as entities" if escaping[0] else "as they were written"
                trials.notes.note(
                    "html_escaped",
                    escaping[0],
                    f"{wire_name(field)}: & < > and quotes are shown {told}",
                )
                return


def _note_zone(trials: Trials) -> None:
    """In which zone date-times are shown, if they are shown as instants."""
    if trials.first is None or trials.second is None:
        return
    for field in trials.asset_type.attributes.values():
        if field.kind != "datetime" or field.key not in trials.spellings:
            continue
        shown = (trials.first.value(field.key), trials.second.value(field.key))
        written = [datetime.datetime.fromisoformat(text) for text in trials.spellings[field.key]]
        offsets = [_offset(raw, then) for raw, then in zip(shown, written)]
        if None in offsets:
            naive = all(
                str(raw).replace(" ", "T", 1).startswith(then.isoformat(timespec="minutes"))
                for raw, then in zip(shown, written)
            )
            word = "as written" if naive else "not understood"
            trials.notes.note("time_zone", word, f"{wire_name(field)}: times without a zone", naive)
            return
        zone = _zone_of([one for one in offsets if one is not None], written, trials)
        told = " and ".join(map(str, offsets))
        trials.notes.note(
            "time_zone",
            zone or "not understood",
            f"offsets in winter and summer: {told}",
            bool(zone),
        )
        return
    trials.notes.leave("time_zone", "the asset type has no attribute with date and time")


def _offset(raw: Any, then: datetime.datetime) -> datetime.timedelta | None:
    """How far the server's clock is ahead of UTC, if a value is an instant."""
    text = str(raw)
    if re.fullmatch(r"\d{9,14}", text):
        seconds = int(text) / 1000
        instant = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
        return then - instant
    match = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)", text
    )
    if match is None:
        return None
    shown = datetime.datetime.fromisoformat(f"{match[1]}T{match[2]}")
    if match[4] == "Z":
        return then - shown
    sign = -1 if match[4][0] == "-" else 1
    ahead = datetime.timedelta(hours=int(match[4][1:3]), minutes=int(match[4][-2:]))
    return then - (shown - sign * ahead)


def _zone_of(
    offsets: list[datetime.timedelta], written: list[datetime.datetime], trials: Trials
) -> str | None:
    if not any(offsets):
        return "UTC"
    if len(set(offsets)) == 1:
        minutes = int(offsets[0].total_seconds() // 60)
        sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
        return f"{sign}{size // 60:02d}:{size % 60:02d}"
    name = str(trials.scene.me.get("timeZone") or "")
    with suppress(ValueError, KeyError, OSError):
        zone = zoneinfo.ZoneInfo(name)
        if [then.replace(tzinfo=zone).utcoffset() for then in written] == offsets:
            return name
    return None
