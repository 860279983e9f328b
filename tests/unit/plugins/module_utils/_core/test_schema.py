# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of state files, looked at as data. What it accepts is tried in controller/test_validate.py."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import ASSET_KEYS
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    Vocabulary,
    build_asset_type,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import KINDS
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Field,
    Location,
    Option,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.schema.document import build_schema
from ansible_collections.assetops.aip.plugins.module_utils._core.schema.fields import SHAPES
from ansible_collections.assetops.aip.plugins.module_utils._core.schema.scalars import SCALARS
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    ATTRIBUTES,
    KNOWN,
    LOCATIONS,
    SPECIMEN,
)

OTHER = build_asset_type(2, "Other", [ATTRIBUTES[3]])
TYPES = (SPECIMEN, OTHER)
SCHEMA = build_schema(TYPES, TYPES, KNOWN)
DEFINED = SCHEMA["definitions"]


def offered(schema, key):
    """The values of a field that an editor offers."""
    return schema["definitions"]["fields"]["properties"][key]["anyOf"][0]["enum"]


def accepted(schema, key):
    """Those that it accepts without offering them."""
    *_others, last = schema["definitions"]["fields"]["properties"][key]["anyOf"]
    return last["not"]["not"]["enum"]


def nodes(node):
    """Every schema, and every mapping, inside a schema."""
    if isinstance(node, dict):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(one)


def test_every_kind_has_a_shape():
    assert {*SCALARS, *SHAPES} == set(KINDS)
    assert not set(SCALARS) & set(SHAPES)


def test_every_field_can_be_written():
    assert list(DEFINED["fields"]["properties"]) == list(ASSET_KEYS)
    assert list(DEFINED["attributes-1"]["properties"]) == sorted(SPECIMEN.attributes)


def test_every_field_is_described():
    fields = [*DEFINED["fields"]["properties"].values()]
    fields += [one for name, one in DEFINED.items() if name.startswith("attribute-")]
    assert [one for one in fields if not one.get("title") or not one.get("description")] == []


def test_editors_take_it():
    """What draft-07 demands of each part: yaml-language-server refuses a whole schema for one empty enum."""
    for node in nodes(SCHEMA):
        if isinstance(node.get("enum"), list):
            texts = [json.dumps(one) for one in node["enum"]]
            assert texts
            assert len(set(texts)) == len(texts), node["enum"]
        if isinstance(node.get("pattern"), str):
            assert re.compile(node["pattern"])
        if isinstance(node.get("$ref"), str):
            assert node["$ref"].partition("#/definitions/")[2] in DEFINED


def test_order_of_the_server_does_not_count():
    def turned(one):
        rows = [
            dataclasses.replace(row, options=tuple(reversed(row.options)))
            for row in reversed(list(one.attributes.values()))
        ]
        return build_asset_type(one.id, one.name, rows)

    types = [turned(one) for one in reversed(TYPES)]
    again = build_schema(
        types, types, dataclasses.replace(KNOWN, locations=tuple(reversed(LOCATIONS)))
    )
    assert json.dumps(again) == json.dumps(SCHEMA)


def test_only_wanted_types_can_be_declared_and_all_can_be_meant():
    schema = build_schema([OTHER], TYPES, KNOWN)
    assert offered(schema, "asset_type") == ["Other"]
    assert "attributes-1" not in schema["definitions"]
    references = build_asset_type(3, "Third", [ATTRIBUTES[0]])
    schema = build_schema([references], TYPES, KNOWN)
    mapping = schema["definitions"][f"attribute-{ATTRIBUTES[0].attribute_id}"]["then"]["properties"]
    assert mapping["asset_type"]["anyOf"][0]["enum"] == ["Other", "Specimen", None]


def test_reference_is_offered_the_types_that_its_attribute_allows():
    row = dataclasses.replace(ATTRIBUTES[1], allowed_types=(2,))
    schema = build_schema([build_asset_type(3, "Third", [row])], TYPES, KNOWN)
    mapping = schema["definitions"][f"attribute-{row.attribute_id}"]["items"]["then"]["properties"]
    assert mapping["asset_type"]["anyOf"][0]["enum"] == ["Other", None]


def test_name_that_two_types_have_is_not_enough():
    types = (OTHER, build_asset_type(9, "Other", []), build_asset_type(7, "9", []))
    schema = build_schema(types, types, KNOWN)
    assert offered(schema, "asset_type") == ["9", 2, 9]
    assert accepted(schema, "asset_type") == [7, "7", "2"]
    assert list(schema["definitions"]["fields"]["properties"]["asset_type"]["anyOf"][0]["enum"])
    assert set(schema["properties"]["defaults"]["properties"]) == {"*", "9", "7", "2"}


def test_locations_are_offered_by_names_that_mean_one():
    assert offered(SCHEMA, "location") == [
        3,
        "77",
        6,
        7,
        "Halden",
        "Oslo",
        "Store room, basement",
        None,
    ]
    assert accepted(SCHEMA, "location") == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        "1",
        "2",
        "3",
        "5",
        "6",
        "7",
        "",
        [],
    ]
    assert offered(
        build_schema(TYPES, TYPES, dataclasses.replace(KNOWN, locations=())), "location"
    ) == [None]
    own = build_schema(TYPES, TYPES, dataclasses.replace(KNOWN, locations=(Location(8, "8"),)))
    assert offered(own, "location") == ["8", None]


def test_statuses_of_the_server_are_offered():
    words = Vocabulary(statuses={"Lent (out)": ("To a friend",)}, status_keys={"9": "Lent (out)"})
    schema = build_schema(TYPES, TYPES, dataclasses.replace(KNOWN, vocabulary=words))
    assert offered(schema, "status") == ["Lent (out)", None]
    assert accepted(schema, "status") == ["9", 9, "", []]
    pattern = schema["definitions"]["fields"]["properties"]["status"]["anyOf"][1]["pattern"]
    assert re.search(pattern, "lent (OUT)")
    assert not re.search(pattern, "lent out")


def test_options_that_look_like_numbers_are_accepted_as_such():
    row = Field(
        "Size", "Size", "option", 5, "Dropdown List", (Option("1", "12"), Option("2", "1.10"))
    )
    schema = build_schema([build_asset_type(3, "Third", [row])], TYPES, KNOWN)
    assert schema["definitions"]["attribute-5"]["anyOf"] == [
        {"enum": ["1.10", "12", None]},
        {"not": {"not": {"enum": [12, ["1.10"], ["12"], [12], "", []]}}},
    ]


def test_paths_are_offered_as_texts_from_the_root():
    row = next(row for row in ATTRIBUTES if row.kind == "cascading")
    first, second = DEFINED[f"attribute-{row.attribute_id}"]["anyOf"]
    assert first["enum"] == [
        ["5"], ["6"], ["Europe"], ["Europe", "Norway"], ["Europe", "Norway", "Halden"],
        ["Europe", "Norway", "Oslo"], ["West-East"], ["West-East", "Oslo"], None,
    ]  # fmt: skip
    for spelling in ("1-2-3", [1, 2, 3], ["1", "2", "3"], "Europe", 1, [5], ""):
        assert spelling in second["not"]["not"]["enum"]


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("", {"enum": [None, "", []]}),
        ("option", {"type": ["string", "number", "null", "array"], "maxItems": 0}),
        ("options", {"type": ["array", "string", "number", "null"]}),
        ("cascading", {"items": {"type": ["string", "integer"]}}),
    ],
)
def test_attribute_of_which_little_is_known(kind, shape):
    row = Field("Odd", "Odd", kind, 5, "Oddity")
    schema = build_schema([build_asset_type(3, "Third", [row])], TYPES, KNOWN)
    found = schema["definitions"]["attribute-5"]
    assert {key: found[key] for key in shape} == shape
    assert found["errorMessage"]


@pytest.mark.parametrize(
    ("way_out", "sentence"),
    [
        ({}, "cannot be written, as its attribute type 'Oddity' is not known"),
        (
            {"attribute_type": ": map it"},
            "cannot be written, as its attribute type 'Oddity' is not known: map it, and make the schema again",
        ),
    ],
)
def test_attribute_of_an_unknown_type_says_what_to_do(way_out, sentence):
    row = Field("Odd", "Odd", "", 5, "Oddity")
    known = dataclasses.replace(KNOWN, way_out=way_out)
    schema = build_schema([build_asset_type(3, "Third", [row])], TYPES, known)
    assert schema["definitions"]["attribute-5"]["errorMessage"] == sentence


def test_ids_may_be_texts():
    types = (build_asset_type("t-1", "Third", ATTRIBUTES[:1]), build_asset_type("t-2", "Other", []))
    schema = build_schema(types, types, KNOWN)
    fields = schema["definitions"]["fields"]["properties"]
    mapping = schema["definitions"][f"attribute-{ATTRIBUTES[0].attribute_id}"]["then"]["properties"]
    for shape in (fields["id"], mapping["id"]):
        assert shape["type"] == ["string", "null"]
        assert re.search(shape["pattern"], "a-1")
    assert offered(schema, "asset_type") == ["Other", "Third"]
    assert accepted(schema, "asset_type") == ["t-2", "t-1"]


def test_encrypted_attribute_is_marked():
    marked = [name for name, one in DEFINED.items() if one.get("writeOnly")]
    row = next(row for row in ATTRIBUTES if row.kind == "encrypted")
    assert marked == [f"attribute-{row.attribute_id}"]
    assert row.name not in DEFINED["match_by-1"]["items"]["enum"]


def test_type_whose_name_begins_like_another():
    """While somebody types, editors take a text for an option that it begins; a pattern they take as it is."""
    types = (build_asset_type(1, "Server", []), build_asset_type(12, "Server (rack)", []))
    schema = build_schema(types, types, KNOWN)
    rules = schema["definitions"]["fields"]["allOf"][:2]
    first, second = (rule["if"]["properties"]["asset_type"]["pattern"] for rule in rules)
    assert [text for text in ("Server", "1", "Server (rack)", "12") if re.search(first, text)] == [
        "Server",
        "1",
    ]
    assert re.search(second, "Server (rack)")
