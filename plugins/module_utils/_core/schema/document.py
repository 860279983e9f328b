# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A JSON Schema of state files, made from the catalogs of one server, for editors and for checks without a server.

It is of draft-07, which editors and validators both know best. Two habits serve them:

- The first alternative is what should be written: editors offer it, and validators complain about it.
  Other accepted forms, such as ids, are behind two negations, where editors do not search for proposals.
- `errorMessage` states what a field takes. Editors show it unchanged; aip_validate builds its sentences from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..declared import ASSET_KEYS
from ..fields import NAME, SYSTEM_FIELDS
from ..file_names import BAD_IN_FILE_NAMES
from ..inherit import EVERY_TYPE
from ..known import Known
from ..model import AssetType, Field, Id, id_order
from .fields import described, substatus_rule
from .pieces import (
    Schema,
    Server,
    either,
    escaped,
    id_of_asset,
    ref,
    type_choice,
    type_spellings,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
ASSET, FIELDS = "asset", "fields"
ASSET, FIELDS = "asset", "fields"
"""The definitions of an asset, and of what may be written about one that inherits the rest."""


def build_schema(
    types: Sequence[AssetType], every_type: Sequence[AssetType], known: Known
) -> Schema:
    """The schema of state files that declare assets of `types`, and refer to assets of `every_type`.

    It has an order of its own: the same catalogs give the same schema, in whatever order the server lists them.
    """
    ordered = _sorted(types)
    server = Server(tuple(_sorted(every_type)), known)
    attributes = {
        _attribute_key(row): described(row, server, "Attribute")
        for one in ordered
        for row in one.attributes.values()
    }
    spellings = type_spellings(ordered)
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
        "items": ref(ASSET),
        "properties": {
            "$schema": {"description": "The schema of this file, for editors.", "type": "string"},
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
        "then": {"properties": {"assets": {"items": ref(FIELDS)}}},
        "else": {"properties": {"assets": {"items": ref(ASSET)}}},
        "definitions": {
            ASSET: {"allOf": [ref(FIELDS), _IDENTITY]},
            FIELDS: _fields_of(ordered, spellings, server),
            **fields,
        },
    }


def _sorted(types: Sequence[AssetType]) -> list[AssetType]:
    return sorted(types, key=lambda one: (one.name, id_order(one.id)))


# -- an asset --


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
"""The identity of an asset."""


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
    },
    "match_by": {
        "title": "Match by",
        "description": "The fields that identify the asset within its type. Default is the name.",
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
                    "pattern": rf"^(?!\.{{1,2}}$)[^{BAD_IN_FILE_NAMES}]*$",
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


def _fields_of(
    types: Sequence[AssetType], spellings: Mapping[Id, list[Any]], server: Server
) -> Schema:
    """What may be written for an asset; its type determines the attributes, and its status the substatus."""
    system = {row.key: described(row, server, "System field") for row in SYSTEM_FIELDS}
    # The rule below defines which ones there are.
    system["substatus"] = {key: system["substatus"][key] for key in ("title", "description")}
    system["substatus"]["type"] = ["string", "integer", "null", "array"]
    asset_type = {
        "title": "Asset type",
        "description": "Name or id of the asset type. Needed unless id is written.",
        **type_choice(types, spellings, offered=()),
    }
    asset_id = {**_PLAIN_KEYS["id"], **id_of_asset(server, least=0)}
    properties = {**_PLAIN_KEYS, **system, "asset_type": asset_type, "id": asset_id}
    return {
        "type": ["object", "null"],
        "properties": {key: properties[key] for key in ASSET_KEYS},
        "additionalProperties": False,
        "allOf": [
            *(_if_of_type(one, spellings[one.id]) for one in types),
            substatus_rule(server),
        ],
    }


def _if_of_type(asset_type: AssetType, spellings: list[Any]) -> Schema:
    # The pattern is for editors, which mistake "Server" for "Server rack" when they search an enum for proposals.
    exactly = either(*(escaped(one) for one in spellings if isinstance(one, str)))
    written = {"enum": spellings, "pattern": f"^{exactly}$"}
    return {
        "if": {"required": ["asset_type"], "properties": {"asset_type": written}},
        "then": {"properties": _of_type(asset_type)},
    }


def _of_type(asset_type: AssetType) -> Schema:
    return {key: ref(f"{key}-{asset_type.id}") for key in ("attributes", "match_by")}


def _defaults_of(types: Sequence[AssetType], spellings: Mapping[Id, list[Any]]) -> Schema:
    every: Schema = {EVERY_TYPE: ref(FIELDS)}
    for one in types:
        inherited = {"allOf": [ref(FIELDS), {"properties": _of_type(one)}]}
        name, *others = dict.fromkeys(map(str, spellings[one.id]))
        every[name] = inherited
        every.update({other: {**inherited, "doNotSuggest": True} for other in others})
    return every


def _attributes_of(asset_type: AssetType) -> Schema:
    ordered = sorted(asset_type.attributes.items())
    return {
        "title": f"Attributes of {asset_type.name}",
        "properties": {name: ref(_attribute_key(row)) for name, row in ordered},
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
