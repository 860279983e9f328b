# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The values that may be written for a field, by its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..kinds.ids import ID, ID_PAIR
from ..model import HIDDEN, Field, Location, Option, id_order
from .pieces import (
    NOTHING,
    Schema,
    Server,
    as_numbers,
    as_yaml,
    choice,
    either,
    escaped,
    id_of_asset,
    one_of,
    type_choice,
    type_spellings,
)
from .scalars import SCALARS, Scalar


def described(row: Field, server: Server, what: str) -> Schema:
    """The schema of one field, with what editors show when the mouse is over it."""
    shape = _shape(row, server)
    takes = shape.get("errorMessage", "takes one of the values that are offered")
    of_type = f" of type {row.type_name}" if row.type_name else " of an unknown type"
    of_type = "" if row.is_system else of_type
    return {
        "title": row.name,
        "description": f"{what}{of_type}. It {takes}. null clears it; not written, it is left alone.",
        **shape,
    }


def _shape(row: Field, server: Server) -> Schema:
    if row.kind in SCALARS:
        return SCALARS[row.kind].as_schema()
    if row.kind in SHAPES:
        return SHAPES[row.kind](row, server)
    way_out = server.known.way_out.get("attribute_type", "")
    return {
        "enum": [None, *NOTHING],
        "errorMessage": (
            f"cannot be written, as its attribute type '{row.type_name or row.name}' is not known"
            f"{way_out}{', and make the schema again' if way_out else ''}"
        ),
    }


# -- options --


def _texts(row: Field) -> list[str]:
    return sorted({option.text for option in row.options})


def _option(row: Field, server: Server) -> Schema:
    texts = _texts(row)
    if not texts:  # then any text may be an option
        return Scalar("one option", ("string", "number")).as_schema()
    spellings = [*texts, *as_numbers(texts)]
    return choice(texts, [*as_numbers(texts), *([one] for one in spellings)])


def _options(row: Field, server: Server) -> Schema:
    texts = _texts(row)
    shape: Schema = {
        "type": ["array", "string", "number", "null"],
        "errorMessage": "takes a list of options",
    }
    if not texts:
        return {**shape, "items": {**shape, "type": ["string", "number", "null"]}}
    one = either(*map(escaped, texts))
    return {
        **shape,
        "items": one_of([*texts, *as_numbers(texts)]),
        "if": {"type": ["string", "number"]},
        "then": {
            "if": {"type": "string", "pattern": _joined(one, server)},
            "else": one_of([*texts, *as_numbers(texts)]),
        },
    }


def _joined(pattern: str, server: Server, around: str = "") -> str:
    """The pattern of a text that holds several, with the server's separator between them."""
    separator = server.known.separator
    more = f"({re.escape(separator)}{pattern})*" if separator else ""
    return f"^({around}{pattern}{more}{around})?$"


def _cascading(row: Field, server: Server) -> Schema:
    takes = "takes a list of option texts from the root, or their ids, such as 1-2"
    if not any(len(option.path) > 1 for option in row.options):
        # The nesting of the options is not known.
        steps = choice(_texts(row), as_numbers([*_texts(row), *(one.id for one in row.options)]))
        return {
            "type": ["array", "string", "integer", "null"],
            "items": steps if row.options else {"type": ["string", "integer"]},
            "errorMessage": takes,
        }
    by_path = {option.path: option for option in row.options}
    paths = [[by_path[path[:end]] for end in range(1, len(path) + 1)] for path in sorted(by_path)
             if all(path[:end] in by_path for end in range(1, len(path) + 1))]  # fmt: skip
    texts = sorted([option.text for option in path] for path in paths)
    accepted = [one for path in paths for one in _other_spellings(path)]
    return {**choice(texts, accepted), "errorMessage": takes}


def _other_spellings(path: Sequence[Option]) -> list[Any]:
    """Other spellings of a path: ids, numbers for texts, and a lone text at the root."""
    ids = [option.id for option in path]
    numbers = [as_yaml(option.text) for option in path]
    spellings: list[Any] = ["-".join(ids), ids, [as_yaml(one) for one in ids], numbers]
    if len(path) == 1:
        spellings += [path[0].text, *as_numbers([ids[0], path[0].text])]
    return spellings


# -- statuses and locations --


def any_case(texts: Iterable[str]) -> Schema:
    """One of the texts, in any case."""
    one = either(*("".join(map(_letter, text)) for text in texts))
    return {"type": "string", "pattern": rf"^\s*{one}\s*$"}


def _letter(letter: str) -> str:
    cases = dict.fromkeys((letter.upper(), letter.lower()))
    if len(cases) == 2 and all(len(case) == 1 for case in cases):
        return f"[{''.join(cases)}]"
    return escaped(letter)


def _word(names: Sequence[str], keys: Mapping[str, str]) -> Schema:
    """A status or substatus of these names, in any case, or by its key."""
    known = [key for key, name in keys.items() if name in names]
    return choice(names, [*known, *as_numbers(known)], [any_case(names)] if names else [])


def _status(row: Field, server: Server) -> Schema:
    return _word(list(server.known.vocabulary.statuses), server.known.vocabulary.status_keys)


def _substatus(row: Field, server: Server) -> Schema:
    return _word(server.known.vocabulary.substatuses, server.known.vocabulary.substatus_keys)


def substatus_rule(server: Server) -> Schema:
    """The substatuses that the written status allows; all of them if no status is written."""
    words = server.known.vocabulary
    rule: Schema = {"properties": {"substatus": _word(words.substatuses, words.substatus_keys)}}
    for status, under in reversed(list(words.statuses.items())):
        keys = [key for key, name in words.status_keys.items() if name == status]
        spelled = {
            "anyOf": [any_case([status]), *([one_of([*keys, *as_numbers(keys)])] if keys else [])]
        }
        rule = {
            "if": {"required": ["status"], "properties": {"status": spelled}},
            "then": {"properties": {"substatus": _word(under, words.substatus_keys)}},
            "else": rule,
        }
    cleared = {"required": ["status"], "properties": {"status": {"enum": [None, *NOTHING]}}}
    return {"if": cleared, "then": {"properties": {"substatus": choice(())}}, "else": rule}


def _location(row: Field, server: Server) -> Schema:
    """The locations by name if it is unique; ids are offered only where no name is."""
    places = sorted(server.known.locations, key=lambda place: (place.name, id_order(place.id)))
    names = Counter(place.name for place in places)
    ids = {str(place.id): place for place in places}

    def is_clear(place: Location) -> bool:
        return names[place.name] == 1 and ids.get(place.name.strip(), place) == place

    def is_clear_id(place: Location) -> bool:
        return names[str(place.id)] == (place.name == str(place.id))

    return choice(
        [place.name if is_clear(place) else place.id for place in places],
        [
            *sorted((place.id for place in places), key=id_order),
            *sorted(str(place.id) for place in places if is_clear_id(place)),
        ],
    )


# -- lists --


def _ids(pattern: str, sample: str, *numbers: str) -> Callable[[Field, Server], Schema]:
    def shape(row: Field, server: Server) -> Schema:
        one = {"minimum": 0, "errorMessage": f"takes a list of ids, such as {sample}"}
        return {
            "type": ["array", "string", *numbers, "null"],
            "items": {"type": ["string", *numbers], "pattern": rf"^\s*{pattern}\s*$", **one},
            "pattern": _joined(pattern, server, r"\s*"),
            **one,
        }

    return shape


def _groups(row: Field, server: Server) -> Schema:
    takes = {"errorMessage": "takes a list of group names"}
    return {
        "type": ["array", "string", "number", "null"],
        "items": {"type": ["string", "number"], **takes},
        "pattern": rf"^(?!{HIDDEN}$)(\s*\[|(?!{_SEVERAL}))",
        **takes,
    }


_LETTER = r"""[^,;\n \t\r"']"""
_SEVERAL = rf"[\s\S]*{_LETTER}[\s\S]*[,;\n][\s\S]*{_LETTER}"
"""A text that looks like several: the parts of `parts_in`."""
_NOT_BLANK = r"($|[\s\S]*\S)"


def _references(row: Field, server: Server) -> Schema:
    takes = {
        "errorMessage": (
            "takes assets, each an id, a name, 'name #id', or a mapping with asset_type and name"
        )
    }
    written = {"if": {"type": "object"}, "then": _reference_mapping(row, server)}
    return {
        "type": ["array", "string", "number", "object", "null"],
        "items": {
            "type": ["string", "number", "object"],
            "pattern": f"^{_NOT_BLANK}",
            **written,
            **takes,
        },
        **written,
        "pattern": f"^(?!{HIDDEN}$){_NOT_BLANK}",
        **takes,
    }


def _reference_mapping(row: Field, server: Server) -> Schema:
    types = [one for one in server.types if not row.allowed_types or one.id in row.allowed_types]
    every = type_spellings(server.types)
    return {
        "properties": {
            "asset_type": {
                "description": "Name or id of the asset's type.",
                **type_choice(types, every),
            },
            "name": {
                "description": "Name of the asset.",
                "type": ["string", "number", "null"],
                "errorMessage": "takes the name of an asset",
            },
            "id": {
                "description": "Id of the asset, in place of asset_type and name.",
                **id_of_asset(server, least=1),
            },
        },
        "additionalProperties": False,
        "if": {"required": ["id"], "properties": {"id": {"type": ["integer", "string"]}}},
        "then": {
            "properties": {
                "name": {
                    "enum": [None, ""],
                    "errorMessage": "takes id or name, not both",
                }
            }
        },
        "else": {
            "required": ["name"],
            "properties": {
                "name": {
                    "type": ["string", "number"],
                    "pattern": r"\S",
                    "errorMessage": "takes the name of an asset, or write id",
                }
            },
        },
    }


SHAPES: Mapping[str, Callable[[Field, Server], Schema]] = {
    "option": _option,
    "options": _options,
    "cascading": _cascading,
    "status": _status,
    "substatus": _substatus,
    "location": _location,
    "ids": _ids(ID, "10000", "integer"),
    "id_pairs": _ids(ID_PAIR, "10000-1"),
    "groups": _groups,
    "references": _references,
}
