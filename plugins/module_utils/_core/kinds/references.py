# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""References to other assets, by id, by name, or by both."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..known import Known
from ..model import Field, Id, Ref, Value, id_order
from .kind import Kind, Rows
from .raw import first, holds, text_of
from .written import Invalid, is_clear, scalar, split, unmarked

_NAME_KEYS = ("name", "assetName", "inventoryName")
_ID_KEYS = ("id", "assetId", "inventoryId")
_LAST_HASH = re.compile(r"(?s)(.+) #([^\s,]+)")
_HASH = re.compile(r" #([^\s,]+)(?:\s*,\s*|$)")
_MOST_PARTS = 10
"""How many parts between commas are combined in all ways, since names may contain commas."""


def _id_in(text: str, known: Known) -> Id | None:
    """The asset id that a text spells exactly as the server does; "007" is a name."""
    found = known.parse_id(text)
    return found if found is not None and str(found) == text.strip() and found != 0 else None


def parse_reference(value: Any, known: Known, alone: bool = False) -> Ref:
    """One reference as written. A text is one name, also one with commas, or one id; what else it may mean is kept."""
    if isinstance(value, dict) and unmarked(value) is value:
        return _parse_reference_mapping(value, known)
    text = _not_blank(scalar(value, "an asset's id or name"))
    found = _id_in(text, known)
    if found is not None:
        return Ref(found, text=text if isinstance(value, str) else None)
    alone = alone and bool(joined_in(text))
    is_open = alone or split_name_and_id(text, known)[1] is not None
    return Ref(name=text, text=text if is_open else None, alone=alone)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise Invalid("a reference must not be blank: write null to clear the field")
    return text


def joined_in(text: str) -> list[str]:
    """The names, or ids, that a text joins by commas if it is not a name as a whole; none for a text without."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts if len(parts) > 1 else []


def read_joined(ref: Ref, known: Known) -> list[Ref]:
    """The references that a text joins by commas if it is not a name as a whole; none for one that stands in a list."""
    return [parse_reference(part, known) for part in joined_in(ref.text or "")] if ref.alone else []


def _parse_reference_mapping(value: Mapping[str, Any], known: Known) -> Ref:
    number, name, asset_type = value.get("id"), value.get("name"), value.get("asset_type")
    if set(value) - {"id", "asset_type", "name"} or is_clear(number) == is_clear(name):
        raise Invalid(
            "a reference is an id, a name, 'name #id', or a mapping with asset_type and name"
            " (or with id alone)"
        )
    of_type = None if is_clear(asset_type) else str(asset_type)
    if is_clear(number):
        return Ref(name=_not_blank(scalar(name, "an asset's name")), asset_type=of_type)
    text = scalar(number, "an asset's id").strip()
    found = _id_in(text, known)
    if found is None:
        raise Invalid(f"'{text}' is not an asset id")
    return Ref(id=found, asset_type=of_type)


def _parse_references(value: Any, field: Field, known: Known) -> Value:
    if not isinstance(value, (list, tuple)):
        return frozenset({parse_reference(value, known, alone=True)})
    return frozenset(parse_reference(item, known) for item in value if not is_clear(item)) or None


def split_name_and_id(text: str, known: Known) -> tuple[str, Id | None]:
    """ "rack-07 #41" as ("rack-07", 41); the id is None where the text has no such end."""
    match = _LAST_HASH.fullmatch(text)
    found = known.parse_id(match.group(2)) if match else None
    return (match.group(1), found) if match and found is not None else (text, None)


def _read_reference(raw: Any, known: Known) -> Ref:
    """One reference of an answer."""
    if isinstance(raw, Mapping):
        shown, name = first(raw, _ID_KEYS), first(raw, _NAME_KEYS)
        found = None if shown is None else known.parse_id(text_of(shown))
        return Ref(found, None if name is None else str(name))
    text = text_of(raw).strip()
    found = _id_in(text, known)
    if found is not None:
        return Ref(id=found)
    name, at_end = split_name_and_id(text, known)
    return Ref(at_end, name, guessed=at_end is not None)


def _as_set(refs: Sequence[Ref]) -> frozenset[Ref]:
    """The references as a set in which a repeated reference stays as often as it occurred.

    Two assets may have one name. The same id twice is one asset.
    """
    counted: dict[Ref, int] = {}
    for ref in refs:
        counted[ref] = counted.get(ref, 0) + 1 if ref.id is None else 1
    repeated = [
        dataclasses.replace(ref, nth=nth)
        for ref, times in counted.items()
        for nth in range(1, times)
    ]
    return frozenset((*counted, *repeated))


def _read_references(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, (list, tuple)):
        return (_as_set([_read_reference(item, known) for item in raw]),)
    if not isinstance(raw, str):
        return (frozenset({_read_reference(raw, known)}),)
    divider = known.separator if holds(raw, known.separator) else ","
    parts = [part.strip() for part in raw.split(divider) if part.strip()]
    ids = [_id_in(part, known) for part in parts]
    if None not in ids:
        return (_as_set([Ref(id=one) for one in ids]),)
    # A name may contain the separator itself.
    spellings = dict.fromkeys((",".join(split(raw, known.separator)), raw))
    with_ids = [refs for refs in (_all_end_with_id(one, known) for one in spellings) if refs]
    if with_ids:
        return tuple(map(_as_set, with_ids))
    ways: Iterable[Sequence[str]] = [parts, [raw]]
    if divider == "," and len(parts) <= _MOST_PARTS:
        ways = _groupings(raw.split(","))
    if raw != raw.strip():
        ways = [*ways, [raw]]  # a name that begins or ends with a blank
    return tuple(_as_set([Ref(name=name) for name in way]) for way in ways)


def _all_end_with_id(text: str, known: Known) -> list[Ref]:
    """The references of a text in which each ends with its id ("rack, left #41,rack-08 #42"), else none."""
    found: list[Ref] = []
    begin = 0
    for match in _HASH.finditer(text):
        number = known.parse_id(match.group(1))
        if number is None or match.start() == begin:
            continue
        found.append(Ref(number, text[begin : match.start()], guessed=True))
        begin = match.end()
    return found if begin == len(text) else []


def _groupings(parts: Sequence[str]) -> Iterator[list[str]]:
    """The ways to read parts between commas as names, some of which contain commas themselves."""
    if not parts:
        yield []
    for length in range(1, len(parts) + 1):
        name = ",".join(parts[:length]).strip()
        for others in _groupings(parts[length:]) if name else ():
            yield [name, *others]


def _is_by_id(declared: Ref, current: Ref) -> bool:
    if declared.id is None or declared.id != current.id:
        return False
    # "Box #3" may be the whole name of another asset than number 3, which then is not called "Box".
    return not current.guessed or declared.name in (None, current.name)


def _is_by_name(declared: Ref, current: Ref) -> bool:
    if declared.name is None or declared.new is not None:
        return False  # whatever has the name now is not the asset that will be created
    if current.guessed and declared.name == f"{current.name} #{current.id}":
        return True
    return None in (declared.id, current.id) and declared.name == current.name


def _same_references(declared: frozenset[Ref], current: frozenset[Ref], known: Known) -> bool:
    """Whether each declared reference has a current one of its own, by id or else by name."""
    # One asset may be declared twice, by its id and by its name.
    ordered = sorted(declared, key=lambda ref: ref.name or "")
    unmatched = [*{ref.id: ref for ref in ordered if ref.id is not None}.values()]
    unmatched += [ref for ref in ordered if ref.id is None]
    if len(unmatched) != len(current):
        return False
    rest = list(current)
    for is_meant in (_is_by_id, _is_by_name):
        unmatched = [ref for ref in unmatched if not _takes(ref, rest, is_meant)]
    return not unmatched


def _takes(ref: Ref, rest: list[Ref], is_meant: Callable[[Ref, Ref], bool]) -> bool:
    """Whether the reference is one of the rest; it is then removed from the rest."""
    place = next((place for place, other in enumerate(rest) if is_meant(ref, other)), None)
    if place is not None:
        del rest[place]
    return place is not None


def _show_references(value: frozenset[Ref], field: Field, known: Known) -> list[Any]:
    def spelled(ref: Ref) -> Any:
        if ref.name is None:
            return ref.id
        # A name that looks like an id would be read as one.
        looks_like_id = ref.id is None and _id_in(ref.name, known) is not None
        return {"name": ref.name} if looks_like_id else str(ref)

    ordered = sorted(value, key=lambda ref: (ref.name or "", id_order(ref.id), ref.nth))
    return [spelled(ref) for ref in ordered]


ROWS: Rows = {
    "references": Kind(
        _parse_references, _read_references, _show_references, _same_references, many=True
    ),
}
