# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A JSON Schema of state files, made from the catalogs of one server, for editors and for checks without a server.

It is of draft-07, which editors and validators both know best. Two habits serve them:

- Of alternatives the first is what should be written: it is offered while somebody types, and complaints are about it.
  What is accepted beyond it, such as ids, stands behind two negations, where editors do not look for proposals.
- `errorMessage` says what a field takes. Editors show it as it is; aip_validate makes its sentences of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from .declaration import EVERY_TYPE
from .declared import ASSET_KEYS
from .fields import NAME, SYSTEM_FIELDS, Vocabulary
from .kinds.numbers import LONG_MAX, LONG_MIN
from .known import Known
from .model import HIDDEN, AssetType, Field, Id, Location, Option

DRAFT = "http://json-schema.org/draft-07/schema#"
ASSET, FIELDS = "asset", "fields"
"""The definitions of an asset, and of what may be written about one that inherits the rest."""

Schema = dict[str, Any]

_NOTHING: tuple[Any, ...] = ("", [])
"""What clears a field, beside null. Null is offered while somebody types, these are not."""


def build_schema(
    types: Sequence[AssetType], every_type: Sequence[AssetType], catalog: Known
) -> Schema:
    """The schema of state files that declare assets of `types`, and refer to assets of `every_type`.

    It has no order but its own: the same catalogs give the same schema, however the server lists them.
    """
    ordered = sorted(types, key=lambda one: (one.name, one.id))
    known = _Server(tuple(sorted(every_type, key=lambda one: (one.name, one.id))), catalog)
    attributes = {
        _attribute_key(row): _described(row, known, "Attribute")
        for one in ordered
        for row in one.attributes.values()
    }
    spellings = _spellings(ordered)
    fields = {
        **{f"attributes-{one.id}": _attributes_of(one) for one in ordered},
        **{f"match_by-{one.id}": _match_by_of(one) for one in ordered},
        **{key: attributes[key] for key in sorted(attributes)},
    }
    return {
        "$schema": DRAFT,
        "title": "Assets of AIP",
        "description": "A state file: a list of assets, or a mapping with defaults and assets.",
        "type": ["array", "object", "null"],
        "items": _ref(ASSET),
        "properties": {
            "defaults": {
                "description": "What assets inherit, by their type, or by * for all of them.",
                "type": ["object", "null"],
                "properties": _defaults_of(ordered, spellings),
                "additionalProperties": False,
            },
            "assets": {"description": "The assets.", "type": ["array", "null"]},
        },
        "additionalProperties": False,
        "if": {"required": ["defaults"]},
        "then": {"properties": {"assets": {"items": _ref(FIELDS)}}},
        "else": {"properties": {"assets": {"items": _ref(ASSET)}}},
        "definitions": {
            ASSET: {"allOf": [_ref(FIELDS), _IDENTITY]},
            FIELDS: _fields_of(ordered, spellings, known),
            **fields,
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


# --- an asset -----------------------------------------------------------------------------------------------------

_IDENTITY: Schema = {
    "if": {"required": ["id"], "properties": {"id": {"type": ["integer", "string"]}}},
    "else": {
        "required": ["asset_type"],
        "if": {
            "required": ["match_by"],
            "properties": {
                "match_by": {
                    "type": ["array", "string"],
                    "minItems": 1,
                    "minLength": 1,
                    "not": {"enum": [NAME.key]},
                    "allOf": [{"if": {"type": "array"}, "then": {"not": {"contains": {"enum": [NAME.key]}}}}],
                }
            },
        },
        "else": {
            "required": [NAME.key],
            "properties": {
                NAME.key: {"type": ["string", "number"], "errorMessage": "takes one text that is not blank"}
            },
        },
    },
}  # fmt: skip
"""What says which asset is meant."""

_LARGEST_ID = 10**18 - 1
_BAD_IN_FILE_NAMES = r'/\\"\u0000-\u001f\u007f'

_PLAIN_KEYS: Mapping[str, Schema] = {
    "name": {
        "title": "Name",
        "description": "Name of the asset, compared exactly as written. With id it renames the asset.",
        "type": ["string", "number", "null"],
        "pattern": r"\S",
        "errorMessage": "takes one text that is not blank",
    },
    "id": {
        "title": "Id",
        "description": "Id of the asset, for assets that are not found by their name. It must exist.",
        "type": ["integer", "string", "null"],
        "minimum": 0,
        "maximum": _LARGEST_ID,
        "pattern": r"^\s*[0-9]{1,18}\s*$",
        "errorMessage": "takes the id of an asset, a whole number",
    },
    "match_by": {
        "title": "Match by",
        "description": "The fields that say which asset is meant, within its type. Default is the name.",
        "type": ["array", "string", "null"],
        "errorMessage": "takes a list of fields",
    },
    "state": {
        "title": "State",
        "description": "Whether the asset should be there. Default is present.",
        "enum": ["present", "absent", None],
    },
    "attributes": {
        "title": "Attributes",
        "description": "Attributes of the asset type, by display name.",
        "type": ["object", "null"],
        "errorMessage": "takes a mapping of attribute name to value",
    },
    "attachments": {
        "title": "Attachments",
        "description": "Files that the asset should have. Paths are relative to the state file.",
        "type": ["array", "null"],
        "errorMessage": "takes a list of files, each with path, and name where it differs",
        "items": {
            "type": ["object", "string"],
            "minLength": 1,
            "errorMessage": "takes files, each with path, and name where it differs",
            "properties": {
                "path": {
                    "description": "Path of the file, relative to the state file.",
                    "type": "string",
                    "minLength": 1,
                    "errorMessage": "takes the path of a file",
                },
                "name": {
                    "description": "Name of the file at the asset. Default is the last part of path.",
                    "type": ["string", "null"],
                    "pattern": rf"^(?!\.{{1,2}}$)[^{_BAD_IN_FILE_NAMES}]*$",
                    "errorMessage": (
                        "takes a file name, without slashes, double quotes and control characters"
                    ),
                },
            },
            "required": ["path"],
            "additionalProperties": False,
        },
    },
}


@dataclass(frozen=True)
class _Server:
    """What the shapes of fields ask about the server."""

    types: tuple[AssetType, ...]
    catalog: Known

    @property
    def vocabulary(self) -> Vocabulary:
        return self.catalog.vocabulary


def _fields_of(
    types: Sequence[AssetType], spellings: Mapping[Id, list[Any]], known: _Server
) -> Schema:
    """What may be written about an asset; its type decides about attributes, and its status about the substatus."""
    system = {row.key: _described(row, known, "System field") for row in SYSTEM_FIELDS}
    # Which ones there are is said by the rule below.
    system["substatus"] = {key: system["substatus"][key] for key in ("title", "description")}
    system["substatus"]["type"] = ["string", "integer", "null", "array"]
    asset_type = {
        "title": "Asset type",
        "description": "Name or id of the asset type. Needed unless id is written.",
        **_type_choice(types, spellings, offered=()),
    }
    properties = {"asset_type": asset_type, **_PLAIN_KEYS, **system}
    return {
        "type": ["object", "null"],
        "properties": {key: properties[key] for key in ASSET_KEYS},
        "additionalProperties": False,
        "allOf": [
            *(_if_of_type(one, spellings[one.id]) for one in types),
            _substatus_rule(known),
        ],
    }


def _if_of_type(asset_type: AssetType, spellings: list[Any]) -> Schema:
    # The pattern is for editors, which take "Server" for "Server rack" when they look for proposals in an enum.
    exactly = _either(*(_escaped(one) for one in spellings if isinstance(one, str)))
    written = {"enum": spellings, "pattern": f"^{exactly}$"}
    return {
        "if": {"required": ["asset_type"], "properties": {"asset_type": written}},
        "then": {"properties": _of_type(asset_type)},
    }


def _of_type(asset_type: AssetType) -> Schema:
    return {key: _ref(f"{key}-{asset_type.id}") for key in ("attributes", "match_by")}


def _spellings(types: Iterable[AssetType]) -> dict[Id, list[Any]]:
    """How each type may be written: its name, if no other has it; its id, as text if that is no type's name."""
    types = tuple(types)
    names = Counter(one.name for one in types)
    return {
        one.id: [
            *([one.name] if names[one.name] == 1 else ()),
            one.id,
            *([str(one.id)] if str(one.id) not in names else ()),
        ]
        for one in types
    }


def _type_choice(
    types: Sequence[AssetType], spellings: Mapping[Id, list[Any]], offered: Sequence[Any] = (None,)
) -> Schema:
    """One of the types: names are offered, and ids where there is no name; ids are accepted."""
    names = [spellings[one.id][0] for one in types]
    others = [other for one in types for other in spellings[one.id][1:]]
    return {"anyOf": [_one_of([*names, *offered]), _not_offered(others)]}


def _defaults_of(types: Sequence[AssetType], spellings: Mapping[Id, list[Any]]) -> Schema:
    every: Schema = {EVERY_TYPE: _ref(FIELDS)}
    for one in types:
        inherited = {"allOf": [_ref(FIELDS), {"properties": _of_type(one)}]}
        name, *others = dict.fromkeys(map(str, spellings[one.id]))
        every[name] = inherited
        every.update({other: {**inherited, "doNotSuggest": True} for other in others})
    return every


def _attributes_of(asset_type: AssetType) -> Schema:
    ordered = sorted(asset_type.attributes.items())
    return {
        "title": f"Attributes of {asset_type.name}",
        "properties": {name: _ref(_attribute_key(row)) for name, row in ordered},
        "additionalProperties": False,
    }


def _match_by_of(asset_type: AssetType) -> Schema:
    rows = [row for row in asset_type.fields.values() if row.kind != "encrypted"]
    keys = [NAME.key, *(row.key for row in rows if row.is_system)]
    keys += sorted(
        {name for row in rows if not row.is_system for name in (row.key, row.name)} - {*keys}
    )
    return {
        "type": ["array", "string", "null"],
        "items": {"enum": keys},
        "if": {"type": "string"},
        "then": {"enum": [*keys, ""]},
    }  # fmt: skip


def _attribute_key(row: Field) -> str:
    return f"attribute-{row.attribute_id}"


# --- fields -------------------------------------------------------------------------------------------------------


def _described(row: Field, known: _Server, what: str) -> Schema:
    """The schema of one field, with what an editor shows when the mouse is over it."""
    shape = _shape(row, known)
    takes = shape.get("errorMessage", "takes one of the values that are offered")
    of_type = "" if row.is_system else f" of type {row.type_name or 'that is not known'}"
    return {
        "title": row.name,
        "description": f"{what}{of_type}. It {takes}. null clears it; not written, it is left alone.",
        **shape,
    }


def _shape(row: Field, known: _Server) -> Schema:
    if row.kind in _SCALARS:
        return _SCALARS[row.kind].as_schema()
    if row.kind in _SHAPES:
        return _SHAPES[row.kind](row, known)
    return {
        "enum": [None, "", []],
        "errorMessage": (
            f"cannot be written: its attribute type '{row.type_name or row.name}' is not known;"
            " tell which one it is in dialect, attribute_types, and make the schema again"
        ),
    }


@dataclass(frozen=True)
class _Scalar:
    """How a value of a kind is written that is one text or number. Texts fit `pattern`, or are empty."""

    takes: str
    types: tuple[str, ...] = ("string",)
    pattern: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)

    def as_schema(self) -> Schema:
        pattern = {"pattern": rf"^(\s*({self.pattern})\s*)?$"} if self.pattern else _NOT_HIDDEN
        return {
            "type": [*self.types, "null", "array"],
            **pattern,
            "maxItems": 0,  # an empty list clears, as null does
            **self.others,
            "errorMessage": f"takes {self.takes}",
        }


_NOT_HIDDEN: Schema = {"pattern": f"^(?!{HIDDEN}$)"}
"""What Ansible shows in place of a secret is not what somebody wants to write."""


def _either(*patterns: str) -> str:
    return f"({'|'.join(patterns)})"


_FOURTH = (
    "(0[48]|[2468][048]|[13579][26])"  # of two digits those that are a multiple of four, but 00
)
_DAY = "(?!0000)" + _either(
    r"[0-9]{4}-?(0[13578]|1[02])-?(0[1-9]|[12][0-9]|3[01])",
    r"[0-9]{4}-?(0[469]|11)-?(0[1-9]|[12][0-9]|30)",
    r"[0-9]{4}-?02-?(0[1-9]|1[0-9]|2[0-8])",
    rf"([0-9]{{2}}{_FOURTH}|{_FOURTH}00)-?02-?29",
)
_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"({_OCTET}\.){{3}}{_OCTET}"
_WORD = "[0-9A-Fa-f]{1,4}"
_IPV6 = _either(
    rf"({_WORD}:){{7}}{_WORD}",
    rf"({_WORD}:){{6}}{_IPV4}",
    rf"({_WORD}:){{1,7}}:",
    *(rf"({_WORD}:){{1,{7 - after}}}(:{_WORD}){{1,{after}}}" for after in range(1, 7)),
    rf":(:{_WORD}){{1,7}}",
    rf"(::|({_WORD}:){{1,5}}:)({_WORD}:){{0,5}}{_IPV4}",
    "::",
)

_SCALARS: Mapping[str, _Scalar] = {
    "text": _Scalar("one text", ("string", "number")),
    "text_area": _Scalar("one text", ("string", "number")),
    "user_text": _Scalar("one username", ("string", "number")),
    "user": _Scalar(
        "one username or user key, without spaces",
        ("string", "number"),
        others={"pattern": rf"^(?!{HIDDEN}$)\S*$"},
    ),
    "currency": _Scalar("a currency code of three letters, such as EUR", pattern="[A-Za-z]{3}"),
    "ip": _Scalar("an IPv4 address, such as 192.0.2.7", pattern=_IPV4),
    "ipv6": _Scalar("an IPv6 address, such as 2001:db8::7", pattern=_IPV6),
    "long": _Scalar(
        "a whole number of at most 64 bits",
        ("integer", "string"),
        r"[+-]?[0-9]{1,400}(\.0*)?",
        {"minimum": LONG_MIN, "maximum": LONG_MAX},
    ),
    "double": _Scalar(
        "a number, such as 34.12",
        ("number", "string"),
        r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?",
    ),
    "date": _Scalar(
        "a date, written YYYY-MM-DD",
        ("string", "integer"),
        rf"{_DAY}([T ]00:?00(:?00)?)?",
        {"minimum": 1000_01_01, "maximum": 9999_12_31},
    ),
    "datetime": _Scalar(
        "a date with time, written YYYY-MM-DDTHH:MM, in the server's time",
        pattern=rf"{_DAY}[T ]([01][0-9]|2[0-3]):?[0-5][0-9](:?00)?",
    ),
    "encrypted": _Scalar(
        "one text, which is written, and never compared or shown",
        ("string", "number"),
        others={"writeOnly": True},
    ),
}


def _choice(
    offered: Iterable[Any], accepted: Iterable[Any] = (), also: Sequence[Schema] = ()
) -> Schema:
    """One of some values, or nothing."""
    return {"anyOf": [_one_of([*offered, None]), *also, _not_offered([*accepted, *_NOTHING])]}


def _one_of(values: Iterable[Any]) -> Schema:
    """One of the values, each named once, as draft-07 wants it."""
    return {"enum": list({json.dumps(value): value for value in values}.values())}


def _not_offered(values: Iterable[Any]) -> Schema:
    return {"not": {"not": _one_of(values)}}


def _plain(text: str) -> Any:
    """The number as which a YAML parser may take this text, if it is written without quotes; else the text."""
    for number in (int, float):
        try:
            value = number(text)
        except (ValueError, OverflowError):
            continue
        if str(value) == text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            return value
    return text


def _numbers(texts: Iterable[str]) -> list[Any]:
    """The numbers for which some of the texts may be taken."""
    return [value for value in map(_plain, texts) if not isinstance(value, str)]


# --- options ------------------------------------------------------------------------------------------------------


def _texts(row: Field) -> list[str]:
    return sorted({option.text for option in row.options})


def _option(row: Field, known: _Server) -> Schema:
    texts = _texts(row)
    if not texts:  # then any text may be one
        return _Scalar("one option", ("string", "number")).as_schema()
    spellings = [*texts, *_numbers(texts)]
    return _choice(texts, [*_numbers(texts), *([one] for one in spellings)])


def _options(row: Field, known: _Server) -> Schema:
    texts = _texts(row)
    shape: Schema = {
        "type": ["array", "string", "number", "null"],
        "errorMessage": "takes a list of options",
    }
    if not texts:
        return {**shape, "items": {**shape, "type": ["string", "number", "null"]}}
    one = _either(*map(_escaped, texts))
    return {
        **shape,
        "items": _one_of([*texts, *_numbers(texts)]),
        "if": {"type": ["string", "number"]},
        "then": {
            "if": {"type": "string", "pattern": _joined(one, known)},
            "else": _one_of([*texts, *_numbers(texts)]),
        },
    }


def _joined(pattern: str, known: _Server, around: str = "") -> str:
    """The pattern of a text that holds several, with the server's separator between them."""
    separator = known.catalog.separator
    more = f"({re.escape(separator)}{pattern})*" if separator else ""
    return f"^({around}{pattern}{more}{around})?$"


def _cascading(row: Field, known: _Server) -> Schema:
    takes = "takes a list of option texts from the root, or their ids, such as 1-2"
    if not any(len(option.path) > 1 for option in row.options):
        # Which option is under which is not known.
        steps = _choice(_texts(row), _numbers([*_texts(row), *(one.id for one in row.options)]))
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
    return {**_choice(texts, accepted), "errorMessage": takes}


def _other_spellings(path: Sequence[Option]) -> list[Any]:
    """How a path may be written beside its texts: ids, numbers for texts, and only a text at the root."""
    ids = [option.id for option in path]
    numbers = [_plain(option.text) for option in path]
    spellings: list[Any] = ["-".join(ids), ids, [_plain(one) for one in ids], numbers]
    if len(path) == 1:
        spellings += [path[0].text, *_numbers([ids[0], path[0].text])]
    return spellings


_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")


def _escaped(text: str) -> str:
    """A pattern for the very text; all dialects of patterns know these escapes, and no others."""
    return _SYNTAX.sub(lambda found: "\\" + found[0], text)


# --- statuses and locations ---------------------------------------------------------------------------------------


def _any_case(texts: Iterable[str]) -> Schema:
    """One of the texts, in capitals or not."""
    one = _either(*("".join(map(_letter, text)) for text in texts))
    return {"type": "string", "pattern": rf"^\s*{one}\s*$"}


def _letter(letter: str) -> str:
    cases = dict.fromkeys((letter.upper(), letter.lower()))
    if len(cases) == 2 and all(len(case) == 1 for case in cases):
        return f"[{''.join(cases)}]"
    return _escaped(letter)


def _word(names: Sequence[str], keys: Mapping[str, str]) -> Schema:
    """A status or substatus of these names: in capitals or not, or by its key."""
    known = [key for key, name in keys.items() if name in names]
    return _choice(names, [*known, *_numbers(known)], [_any_case(names)] if names else [])


def _status(row: Field, known: _Server) -> Schema:
    return _word(list(known.vocabulary.statuses), known.vocabulary.status_keys)


def _substatus(row: Field, known: _Server) -> Schema:
    return _word(known.vocabulary.substatuses, known.vocabulary.substatus_keys)


def _substatus_rule(known: _Server) -> Schema:
    """The substatuses that go with the status as written, and all of them where none is."""
    words = known.vocabulary
    rule: Schema = {"properties": {"substatus": _word(words.substatuses, words.substatus_keys)}}
    for status, under in reversed(list(words.statuses.items())):
        keys = [key for key, name in words.status_keys.items() if name == status]
        spelled = {
            "anyOf": [_any_case([status]), *([_one_of([*keys, *_numbers(keys)])] if keys else [])]
        }
        rule = {
            "if": {"required": ["status"], "properties": {"status": spelled}},
            "then": {"properties": {"substatus": _word(under, words.substatus_keys)}},
            "else": rule,
        }
    cleared = {"required": ["status"], "properties": {"status": {"enum": [None, *_NOTHING]}}}
    return {"if": cleared, "then": {"properties": {"substatus": _choice(())}}, "else": rule}


def _location(row: Field, known: _Server) -> Schema:
    """The locations by name, where that means one; ids are offered only where no name does."""
    places = sorted(known.catalog.locations, key=lambda place: (place.name, place.id))
    names = Counter(place.name for place in places)
    ids = {str(place.id): place for place in places}

    def is_clear(place: Location) -> bool:
        return names[place.name] == 1 and ids.get(place.name.strip(), place) == place

    def is_clear_id(place: Location) -> bool:
        return names[str(place.id)] == (place.name == str(place.id))

    return _choice(
        [place.name if is_clear(place) else place.id for place in places],
        [
            *sorted(place.id for place in places),
            *sorted(str(place.id) for place in places if is_clear_id(place)),
        ],
    )


# --- lists --------------------------------------------------------------------------------------------------------


def _ids(pattern: str, sample: str, *numbers: str) -> Callable[[Field, _Server], Schema]:
    def shape(row: Field, known: _Server) -> Schema:
        one = {"minimum": 0, "errorMessage": f"takes a list of ids, such as {sample}"}
        return {
            "type": ["array", "string", *numbers, "null"],
            "items": {"type": ["string", *numbers], "pattern": rf"^\s*{pattern}\s*$", **one},
            "pattern": _joined(pattern, known, r"\s*"),
            **one,
        }

    return shape


def _groups(row: Field, known: _Server) -> Schema:
    takes = {"errorMessage": "takes a list of group names"}
    return {
        "type": ["array", "string", "number", "null"],
        "items": {"type": ["string", "number"], **takes},
        **_NOT_HIDDEN,
        **takes,
    }


def _references(row: Field, known: _Server) -> Schema:
    takes = {
        "errorMessage": (
            "takes assets, each an id, a name, 'name #id', or a mapping with asset_type and name"
        )
    }
    written = {"if": {"type": "object"}, "then": _reference_mapping(row, known)}
    return {
        "type": ["array", "string", "number", "object", "null"],
        "items": {"type": ["string", "number", "object"], **written, **takes},
        **written,
        **_NOT_HIDDEN,
        **takes,
    }


def _reference_mapping(row: Field, known: _Server) -> Schema:
    types = [one for one in known.types if not row.allowed_types or one.id in row.allowed_types]
    every = _spellings(known.types)
    return {
        "properties": {
            "asset_type": {
                "description": "Name or id of the asset's type.",
                **_type_choice(types, every),
            },
            "name": {
                "description": "Name of the asset.",
                "type": ["string", "number", "null"],
                "errorMessage": "takes the name of an asset",
            },
            "id": {
                "description": "Id of the asset, in place of asset_type and name.",
                "type": ["integer", "string", "null"],
                "minimum": 1,
                "maximum": _LARGEST_ID,
                "pattern": r"^\s*[1-9][0-9]{0,17}\s*$",
                "errorMessage": "takes the id of an asset",
            },
        },
        "additionalProperties": False,
        "if": {"required": ["id"], "properties": {"id": {"type": ["integer", "string"]}}},
        "then": {
            "properties": {
                "name": {
                    "enum": [None, ""],
                    "errorMessage": "takes id or name, and here are both",
                }
            }
        },
        "else": {
            "required": ["name"],
            "properties": {
                "name": {
                    "type": ["string", "number"],
                    "minLength": 1,
                    "errorMessage": "takes the name of an asset, or write id",
                }
            },
        },
    }


_SHAPES: Mapping[str, Callable[[Field, _Server], Schema]] = {
    "option": _option,
    "options": _options,
    "cascading": _cascading,
    "status": _status,
    "substatus": _substatus,
    "location": _location,
    "ids": _ids("[0-9]+", "10000", "integer"),
    "id_pairs": _ids("[0-9]+-[0-9]+", "10000-1"),
    "groups": _groups,
    "references": _references,
}
