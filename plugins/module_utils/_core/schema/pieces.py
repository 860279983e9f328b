# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Building blocks for the schemas of assets and fields: choices, texts, types."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..known import Known
from ..model import HIDDEN, AssetType, Id

Schema = dict[str, Any]


NOTHING: tuple[Any, ...] = ("", [])
"""The values that clear a field, beside null. Editors offer null, but not these."""


NOT_HIDDEN: Schema = {"pattern": f"^(?!{HIDDEN}$)"}
"""The text that Ansible shows in place of a secret is never a value."""


@dataclass(frozen=True)
class Server:
    """What the schemas of fields depend on: all types of the server, and what else is known about it."""

    types: tuple[AssetType, ...]
    known: Known


def ref(name: str) -> Schema:
    """The definition of that name."""
    return {"$ref": f"#/definitions/{name}"}


def either(*patterns: str) -> str:
    """A pattern for whatever fits one of the patterns."""
    return f"({'|'.join(patterns)})"


_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")


def escaped(text: str) -> str:
    """A pattern for exactly this text; all dialects of patterns know these escapes, and no others."""
    return _SYNTAX.sub(lambda found: "\\" + found[0], text)


def choice(
    offered: Iterable[Any], accepted: Iterable[Any] = (), also: Sequence[Schema] = ()
) -> Schema:
    """One of some values, or nothing."""
    return {"anyOf": [one_of([*offered, None]), *also, not_offered([*accepted, *NOTHING])]}


def one_of(values: Iterable[Any]) -> Schema:
    """One of the values, each named once, as draft-07 demands."""
    return {"enum": list({json.dumps(value): value for value in values}.values())}


def not_offered(values: Iterable[Any]) -> Schema:
    """One of the values, none of which an editor proposes."""
    return {"not": {"not": one_of(values)}}


def as_yaml(text: str) -> Any:
    """The number that a YAML parser may read this text as, if it is written without quotes; else the text."""
    for number in (int, float):
        try:
            value = number(text)
        except (ValueError, OverflowError):
            continue
        if str(value) == text and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            return value
    return text


def as_numbers(texts: Iterable[str]) -> list[Any]:
    """The numbers that some of the texts may be read as."""
    return [value for value in map(as_yaml, texts) if not isinstance(value, str)]


# -- ids and types --


def id_of_asset(server: Server, least: int) -> Schema:
    """The id of an asset: a number from `least` on, or any text where the server's ids are texts."""
    if any(isinstance(one.id, str) for one in server.types):
        takes = "takes the id of an asset"
        return {"type": ["string", "null"], "pattern": r"\S", "errorMessage": takes}
    return {
        "type": ["integer", "string", "null"],
        "minimum": least,
        "maximum": 10**18 - 1,
        "pattern": rf"^\s*{'[0-9]{1,18}' if least == 0 else '[1-9][0-9]{0,17}'}\s*$",
        "errorMessage": "takes the id of an asset, a whole number",
    }


def type_spellings(types: Iterable[AssetType]) -> dict[Id, list[Any]]:
    """The spellings of each type: its name if no other has it; its id, as text unless that is a type's name."""
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


def type_choice(
    types: Sequence[AssetType], spellings: Mapping[Id, list[Any]], offered: Sequence[Any] = (None,)
) -> Schema:
    """One of the types: names are offered, and ids where a name is not unique; ids are accepted."""
    names = [spellings[one.id][0] for one in types]
    others = [other for one in types for other in spellings[one.id][1:]]
    return {"anyOf": [one_of([*names, *offered]), not_offered(others)]}
