# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Declared assets checked against a schema that aip_schema has written: one sentence for each problem.

The library jsonschema finds the problems. The sentences are ours: its own would show secret values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..module_utils._core.declaration import Written
from ..module_utils._core.errors import InputError
from ..module_utils._core.fields import (
    NAME,
    SYSTEM_FIELD,
    SYSTEM_FIELDS,
    attribute_key,
    did_you_mean,
)
from ..module_utils._core.kinds.written import is_clear
from ..module_utils._core.remarks import Remark
from ..module_utils._core.schema.document import ASSET, DRAFT, FIELDS
from ..module_utils._core.schema.pieces import Schema

try:
    import jsonschema  # type: ignore[import-untyped,unused-ignore]
except ImportError:
    jsonschema = None  # type: ignore[assignment,unused-ignore]

Assets = Sequence[Mapping[str, Any]]


# -- the schema --


def parse_schema(text: str, path: str) -> Schema:
    """The schema in a file's text. Raises InputError, also if it refers to anything outside the file."""
    again = "write it with aip_schema"
    try:
        schema = json.loads(text, object_hook=_without_id)
    except (ValueError, RecursionError) as error:
        raise InputError([f"schema: '{path}' is not JSON ({error}); {again}"]) from None
    if (
        not isinstance(schema, dict)
        or schema.get("$schema") != DRAFT
        or ASSET not in _definitions(schema)
    ):
        raise InputError([f"schema: '{path}' is not a schema of state files; {again}"])
    known = {f"#/definitions/{name}" for name in _definitions(schema)}
    strange = sorted(set(_references_in(schema)) - known)
    if strange:
        raise InputError(
            [f"schema: '{path}' refers to '{strange[0]}', which is not in it; {again}"]
        )
    return schema


def _without_id(node: dict[str, Any]) -> dict[str, Any]:
    """The node without its $id, so that references are never resolved elsewhere."""
    return {key: one for key, one in node.items() if key != "$id" or isinstance(one, dict)}


def _definitions(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("definitions")
    return found if isinstance(found, dict) else {}


def _references_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for one in node.values():
            yield from _references_in(one)
    elif isinstance(node, list):
        for one in node:
            yield from _references_in(one)


# -- the problems --


def find_problems(assets: Assets, origins: Sequence[str], schema: Schema) -> list[Remark]:
    """All problems of the assets, in their order, each with its place. Raises InputError."""
    if jsonschema is None:
        raise InputError(
            [
                "aip_validate needs the Python library jsonschema on the controller: pip install 'jsonschema>=4.0'"
            ]
        )
    found: list[tuple[int, str]] = []
    try:
        jsonschema.Draft7Validator.check_schema(schema)
        for numbers in _by_type(assets):
            narrow = _narrowed(schema, assets[numbers[0]].get("asset_type"))
            validator = jsonschema.Draft7Validator(narrow)
            for error in validator.iter_errors([assets[number] for number in numbers]):
                number = numbers[error.absolute_path[0]] if error.absolute_path else numbers[0]
                found += [(number, sentence) for sentence in _sentences(error, schema)]
    except (jsonschema.SchemaError, re.error, RecursionError) as error:
        said = getattr(error, "message", None) or str(error)
        raise InputError(
            [f"schema: is not a valid JSON Schema: {said}; write it with aip_schema"]
        ) from None
    found += _identity_problems(assets, origins, schema)
    return _with_places(found, assets, origins)


def _by_type(assets: Assets) -> list[list[int]]:
    """The places of the assets of each type, as it is written."""
    found: dict[str, list[int]] = {}
    for number, asset in enumerate(assets):
        found.setdefault(json.dumps(asset.get("asset_type"), default=str), []).append(number)
    return list(found.values())


def _narrowed(schema: Schema, asset_type: Any) -> Schema:
    """The schema without the rules for other asset types: a server may have hundreds, and each takes time."""
    fields = _definitions(schema).get(FIELDS, {})
    rules = [
        rule
        for rule in fields.get("allOf", ())
        if not _types_in(rule)
        or any(one == asset_type and type(one) is type(asset_type) for one in _types_in(rule))
    ]
    return {**schema, "definitions": {**schema["definitions"], FIELDS: {**fields, "allOf": rules}}}


def _types_in(rule: Any) -> Sequence[Any]:
    """The spellings of the type that a rule is for; empty if it is for all types."""
    node: Any = rule
    for key in ("if", "properties", "asset_type", "enum"):
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, list) else ()


def _with_places(
    found: Iterable[tuple[int, str]], assets: Assets, origins: Sequence[str]
) -> list[Remark]:
    """The problems with their places."""
    every = sorted(dict.fromkeys(found), key=lambda one: one[0])
    return [Written(assets[number], origins[number]).remark(sentence) for number, sentence in every]


# -- sentences --


def _sentences(error: Any, schema: Schema) -> Iterator[str]:
    """What is wrong, for people. `error` is a ValidationError."""
    if error.validator in ("anyOf", "oneOf"):
        # The first alternative is the one that should have been written.
        for one in error.context:
            if one.schema_path[0] == 0:
                yield from _sentences(one, schema)
        return
    names = [name for name in error.absolute_path if isinstance(name, str)]
    if len(names) > 1 and names[0] == "attributes":
        names = [attribute_key(names[1]), *names[2:]]
    words = _KEYWORDS.get(error.validator, _not_taken)
    for sentence in words(error, names, schema):
        yield "".join(f"{name}: " for name in names) + sentence


def _unknown_keys(error: Any, names: Sequence[str], schema: Schema) -> Iterator[str]:
    known = error.schema.get("properties", {})
    for key in sorted(set(error.instance) - set(known)):
        yield f"there is no '{key}'{_elsewhere(key, names, schema) or did_you_mean(key, known)}"


def _elsewhere(key: str, names: Sequence[str], schema: Schema) -> str:
    """A hint where something is written one level too high or too low; otherwise empty."""
    if names == ["attributes"]:
        for row in SYSTEM_FIELDS:
            if key in (row.name, row.key):
                return f": it is a system field, written as {row.key} beside attributes"
    elif not names and any(
        key in one.get("properties", {})
        for name, one in _definitions(schema).items()
        if name.startswith("attributes-")
    ):
        return ": it is an attribute, written under attributes"
    return ""


_NEEDED = {
    "asset_type": "write the name or the id of the asset's type",
    NAME.key: "write it, or id, or another match_by, to say which asset is meant",
}


def _missing(error: Any, names: Sequence[str], schema: Schema) -> Iterator[str]:
    for key in error.validator_value:
        if key not in error.instance:
            way_out = f": {_NEEDED[key]}" if not names and key in _NEEDED else ""
            yield f"{key}: is needed{way_out}"


_NOUNS = {key: key.replace("_", " ") for key in ("asset_type", "status", "substatus", "location")}


def _not_among(error: Any, names: Sequence[str], schema: Schema) -> Iterator[str]:
    value, offered = error.instance, error.validator_value
    paths = [" > ".join(map(str, one)) for one in offered if isinstance(one, list) and one]
    if "errorMessage" in error.schema:
        yield str(error.schema["errorMessage"])
    elif isinstance(value, bool):
        yield f"{json.dumps(value)} is not one of its values: put it in quotes if it is a text"
    elif paths and not isinstance(value, dict):
        path = " > ".join(map(str, value)) if isinstance(value, list) else value
        yield f"'{_cut(path)}' is not a path through its options{did_you_mean(str(path), paths)}"
    elif isinstance(value, (list, dict)):
        yield f"takes one value, not {_shown(value)}"
    else:
        texts = [str(one) for one in offered if isinstance(one, (str, int)) and str(one)]
        yield _no_such(_cut(value), names[-1] if names else "", texts)


def _no_such(value: str, name: str, texts: Sequence[str]) -> str:
    if not texts:
        return f"'{value}' cannot be written here: it must be empty"
    if name == "state":
        return f"'{value}' is not a state: write {' or '.join(texts)}"
    if name == "match_by":
        return f"there is no field '{value}' that can be compared{did_you_mean(value, texts)}"
    if name in _NOUNS:
        under = " of this status" if name == "substatus" else ""
        return f"there is no {_NOUNS[name]} '{value}'{under}{did_you_mean(value, texts)}"
    return f"'{value}' is not one of its options{did_you_mean(value, texts)}"


def _not_taken(error: Any, names: Sequence[str], schema: Schema) -> Iterator[str]:
    takes = error.schema.get("errorMessage")
    if not takes:
        yield f"does not satisfy '{error.validator}' in the schema"
    elif error.schema.get("writeOnly") and not isinstance(error.instance, (bool, list, dict)):
        yield f"{takes}, and not what is written there"
    else:
        way_out = "; put it in quotes if it is a text" if isinstance(error.instance, bool) else ""
        yield f"{takes}, not {_shown(error.instance)}{way_out}"


_KEYWORDS: Mapping[str, Callable[[Any, Sequence[str], Schema], Iterator[str]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "enum": _not_among,
}


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{_cut(value)}'" if isinstance(value, str) else json.dumps(value)


def _cut(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


# -- identities --


def _identity_problems(
    assets: Assets, origins: Sequence[str], schema: Schema
) -> Iterator[tuple[int, str]]:
    """Missing fields that identify an asset, and assets that are declared twice."""
    types = _types_of(schema)
    first: dict[tuple[Any, ...], int] = {}
    for number, asset in enumerate(assets):
        keys = _identity_of(asset)
        if not keys:
            continue
        values = [_value_of(key, asset) for key in keys]
        empty = [key for key, value in zip(keys, values) if is_clear(value)]
        for key in empty:
            if key != NAME.key:  # the schema itself requires it
                yield (
                    number,
                    f"{key}: is needed to find the asset: write it, or id, or another match_by",
                )
        asset_type = json.dumps(asset.get("asset_type"), default=str)
        kind = None if keys == ["id"] else types.get(asset_type, asset_type)
        identity = (kind, *keys, *(json.dumps(value, sort_keys=True, default=str) if isinstance(
            value, (list, dict)) else str(value) for value in values))  # fmt: skip
        if not empty and identity in first:
            other = first[identity]
            place = Written(assets[other], origins[other]).place
            yield number, f"is already declared at {place}: remove one of them"
        first.setdefault(identity, number)


def _types_of(schema: Schema) -> dict[str, int]:
    """The number of the type that each spelling stands for."""
    rules = _definitions(schema).get(FIELDS, {}).get("allOf", [])
    return {json.dumps(one): number for number, rule in enumerate(rules) for one in _types_in(rule)}


def _identity_of(asset: Mapping[str, Any]) -> list[str]:
    """The fields that identify the asset; empty where they are not written correctly."""
    if not is_clear(asset.get("id")):
        return ["id"]
    written = asset.get("match_by")
    keys = [NAME.key] if is_clear(written) else [written] if isinstance(written, str) else written
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def _value_of(key: str, asset: Mapping[str, Any]) -> Any:
    if key in (NAME.key, "id") or key in SYSTEM_FIELD:
        return asset.get(key)
    attributes = asset.get("attributes")
    return attributes.get(key.removeprefix("attributes.")) if isinstance(attributes, dict) else None
