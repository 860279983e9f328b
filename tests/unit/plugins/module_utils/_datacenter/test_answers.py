# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers in every shape that the vendor's pages and public clients leave open."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import (
    SYSTEM_FIELDS,
    build_asset_type,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Attachment,
    Field,
    Location,
    Option,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import (
    answers,
    catalog_answers,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import wire_name

TEXT = Field("Model", "Model", "text", 16, "Text")
CLASH = Field("attributes.status", "status", "text", 17, "Text")
TYPE = build_asset_type(5, "Switch", [TEXT, CLASH])

# The vendor's sample of inventory/list.json.
LISTED = {
    "id": 41, "name": "rack-07 switch", "formId": 5, "sortOrder": 0,
    "attributes": [
        {"id": 902, "attribute": {"attributeName": "Model", "attributeType": "Text", "id": 16}, "attributeValue": "X1"},
    ],
}  # fmt: skip
# What public clients see of index/query.json.
ROW = {
    "id": 41, "name": "rack-07 switch", "formName": "Switch", "createdFormatted": "03/Feb/26 10:15 AM",
    "inventoryItems": [
        {"attributeName": "Model", "textValues": "X1"}, {"attributeName": "status", "textValues": None},
    ],
}  # fmt: skip


def raw(data, asset_type=TYPE):
    return answers.raw_fields(answers.read_asset(data), asset_type)


# -- one asset --


@pytest.mark.parametrize(
    "data",
    [
        LISTED,
        [LISTED],
        [{**LISTED, "id": 40}, LISTED],
        {
            "success": True,
            "errorCode": None,
            "errorMessage": None,
            "data": LISTED,
            "pagingInfo": None,
        },
        {"success": True, "data": [LISTED]},
        {"data": LISTED},
        {"asset": LISTED},
        {"inventory": LISTED},
        [{"asset": LISTED}],
        {**LISTED, "id": "41"},
        {**{key: value for key, value in LISTED.items() if key != "id"}, "assetId": 41},
    ],
    ids=lambda data: str(data)[:40],
)
def test_asset_is_found_in_any_shape(data):
    shown = answers.find_asset(data, 41)
    assert (shown.id, shown.name, shown.type_id) == (41, "rack-07 switch", 5)
    assert answers.raw_fields(shown, TYPE)["Model"] == "X1"


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, "", "41", 41, [None], [41], {"success": True, "data": None}, {"data": []},
        {"success": False, "message": "Could not find inventory with id:41"}, {**LISTED, "id": 42},
        {**LISTED, "id": None}, {**LISTED, "id": True}, {**LISTED, "id": "a41"}, {**LISTED, "id": {}},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_the_asset_is_not_taken_for_it(data):
    assert answers.find_asset(data, 41) is None


@pytest.mark.parametrize("name", [None, ""])
def test_asset_may_have_lost_its_name(name):
    assert answers.read_asset({"id": 41, "name": name}).name == ""
    assert answers.read_asset({"id": 41}).name == ""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"formId": 5}, (5, None)),
        ({"formId": "5"}, (5, None)),
        ({"assetTypeId": 5}, (5, None)),
        ({"formName": "Switch"}, (None, "Switch")),
        ({"form": {"id": 5, "formName": "Switch"}}, (5, "Switch")),
        ({"assetType": {"id": 5, "name": "Switch"}}, (5, "Switch")),
        ({"form": 5}, (5, None)),
        ({"form": "Switch"}, (None, "Switch")),
        ({"form": "Switch", "formId": 5}, (5, None)),
        ({}, (None, None)),
    ],
)
def test_type_is_read_from_wherever_it_stands(data, expected):
    shown = answers.read_asset({"id": 41, **data})
    assert (shown.type_id, shown.type_name) == expected


# -- its fields --


@pytest.mark.parametrize(
    "data",
    [
        {
            "attributes": [
                {"attribute": {"id": 16, "attributeName": "renamed since"}, "attributeValue": "X1"}
            ]
        },
        {"attributes": [{"attribute": {"attributeName": "Model"}, "attributeValue": "X1"}]},
        {"attributes": [{"attribute": "Model", "value": "X1"}]},
        {"attributes": [{"attributeName": "Model", "attributeValue": "X1"}]},
        {"attributes": [{"name": "Model", "values": "X1"}]},
        {"attributes": {"Model": "X1"}},
        {"inventoryItems": [{"attributeName": "Model", "textValues": "X1"}]},
        {"attributes": [], "inventoryItems": [{"attributeName": "Model", "textValues": "X1"}]},
        {
            "attributes": [
                None,
                "odd",
                {},
                {"attribute": None},
                {"attributeName": "Model", "value": "X1"},
            ]
        },
    ],
    ids=lambda data: str(data)[:60],
)
def test_attribute_is_read_in_any_shape(data):
    assert raw({"id": 41, **data})["Model"] == "X1"


@pytest.mark.parametrize("value", [None, ""])
def test_attribute_without_a_value_is_there(value):
    entry = {"attributeName": "Model", "textValues": value}
    assert raw({"id": 41, "inventoryItems": [entry]}) == {"Model": value}


@pytest.mark.parametrize("field", SYSTEM_FIELDS, ids=lambda field: field.key)
def test_system_field_is_read_under_each_of_its_names(field):
    short = wire_name(field).split(".")[1]
    bare = build_asset_type(5, "Switch", [TEXT])
    for data in (
        {wire_name(field): "x"},
        {short: "x"},
        {"systemFields": {wire_name(field): "x"}},
        {"asset": {short: "x"}},
        {"attributes": [{"attributeName": wire_name(field), "attributeValue": "x"}]},
        {"attributes": [{"attribute": {"attributeName": short}, "attributeValue": "x"}]},
        {"inventoryItems": [{"attributeName": field.name, "textValues": "x"}]},
        {"attributes": {wire_name(field): "x"}},
    ):
        found = raw({"id": 41, **data}, bare)
        assert found == {field.key: "x"}


def test_attribute_that_is_called_like_a_system_field_is_no_system_field():
    data = {
        "id": 41,
        "asset.status": "1",
        "attributes": [
            {"attribute": {"attributeName": "status", "id": 17}, "attributeValue": "fine"}
        ],
    }
    assert raw(data) == {"status": "1", "attributes.status": "fine"}


def test_top_level_counts_before_entries():
    data = {"id": 41, "asset.cost": 3, "attributes": [{"attributeName": "asset.cost", "value": 4}]}
    assert raw(data) == {"cost": 3}


def test_attributes_of_an_unknown_type_keep_their_names():
    assert raw(LISTED, None) == {"Model": "X1"}


# -- several answers about one asset --


# -- attachments --


def attachments(listed):
    return answers.read_attachments({"attachments": listed})


@pytest.mark.parametrize("key", ["originalFileName", "fileName", "filename", "name", "displayName"])
def test_attachment_is_read_with_its_name(key):
    item = {"serverFileName": "1_2_3.pdf", key: "a.pdf", "size": "10"}
    assert attachments([item]) == (Attachment("1_2_3.pdf", "a.pdf", 10),)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([], ()),
        (["1_2_3.pdf"], (Attachment("1_2_3.pdf"),)),
        ([{"serverFileName": "1_2_3.pdf"}], (Attachment("1_2_3.pdf"),)),
        ([{"name": "a.pdf"}, None, 7], ()),
        (None, None),
        ("a.pdf", None),
    ],
)
def test_attachment_may_lack_what_is_not_documented(listed, expected):
    assert attachments(listed) == expected


# -- search --


@pytest.mark.parametrize(
    "data",
    [
        {"assets": [ROW]},
        [ROW],
        {"success": True, "data": {"assets": [ROW]}},
        {"success": True, "data": [ROW]},
    ],
    ids=["object", "array", "envelope", "envelope of array"],
)
def test_rows_are_read_in_any_shape(data):
    (shown,) = answers.read_rows(data)
    assert (shown.id, shown.name, shown.type_name) == (41, "rack-07 switch", "Switch")


@pytest.mark.parametrize(
    "data", [{"assets": None}, {"assets": []}, [], {"success": True, "data": []}]
)
def test_no_rows_are_no_rows(data):
    assert answers.read_rows(data) == []


@pytest.mark.parametrize(
    "data", [None, {}, "", {"rows": []}, {"assets": "none"}, {"assets": {"41": ROW}}, 7]
)
def test_what_holds_no_list_of_rows_is_told(data):
    assert answers.read_rows(data) is None


def test_row_that_cannot_be_read_is_not_lost_silently():
    """A page whose rows have no readable id would look like the end of the list."""
    assert answers.read_rows({"assets": [{"assetKey": "A-1", "name": "a"}]}) is None


@pytest.mark.parametrize(
    ("data", "total"),
    [
        ({"assets": [], "total": 7}, 7),
        ({"assets": [], "totalCount": "7"}, 7),
        ({"assets": [], "recordsTotal": 7.0}, 7),
        ({"assets": [], "count": 7}, 7),
        ({"assets": [], "pagingInfo": {"totalSize": 7}}, 7),
        ({"success": True, "data": {"assets": [], "total": 7}}, 7),
        ({"success": True, "data": [], "pagingInfo": {"total": 7}}, 7),
        ({"assets": [], "total": None}, None),
        ({"assets": [], "total": "many"}, None),
        ({"assets": []}, None),
        ([], None),
        (None, None),
    ],
)
def test_total_is_read_where_it_is_told(data, total):
    assert answers.read_total(data) == total


# -- writes --


@pytest.mark.parametrize(
    ("data", "location", "expected"),
    [
        ({"id": 41}, "", 41),
        ({"id": "41"}, "", 41),
        ({"assetId": 41}, "", 41),
        ({"success": True, "data": {"id": 41}}, "", 41),
        ({"success": True, "data": 41}, "", 41),
        ([{"id": 41}], "", 41),
        (41, "", 41),
        ("41", "", 41),
        (None, "https://j/rest/jip-api/1.0/inventory/41.json", 41),
        ("created", "/inventory/41", 41),
        ({"success": True}, "", None),
        ({"success": True, "data": None}, "", None),
        ({"id": 0}, "", None),
        ({"id": -1}, "", None),
        ({"id": True}, "", None),
        ([], "", None),
        (None, "", None),
        ("asset 41 was created", "", None),
        (None, "https://j/inventory/", None),
    ],
)
def test_id_of_what_was_created_is_found_or_not_guessed(data, location, expected):
    assert answers.read_created_id(data, location) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"success": True, "message": "Not unique"}, "Not unique"),
        ({"success": True, "errorMessage": "Not unique"}, "Not unique"),
        ({"success": True, "message": ""}, None),
        ({"success": True}, None),
        ({"message": "x"}, None),
        ([{"message": "x"}], None),
        (None, None),
        ({"success": True, "message": "x" * 1000}, "x" * 1000),  # cut once its secrets are hidden
    ],
)
def test_warning_of_an_accepted_write(data, expected):
    assert answers.read_warning(data) == expected


# -- catalogs --


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ([1], [1]),
        ({"success": True, "data": {"4": {"id": 4}}, "pagingInfo": None}, [{"id": 4}]),
        ({"success": True, "data": {}}, []),
        ({"4": {"id": 4}, "5": {"id": 5}}, [{"id": 4}, {"id": 5}]),
        ([], []),
        ({}, []),
        (None, None),
        ("x", None),
        ({"success": True, "data": None}, None),
        ({"error": "x"}, None),
    ],
)
def test_catalog_is_a_list_in_any_shape(data, expected):
    assert answers.as_list(data) == expected


def test_asset_type_is_read_as_the_vendor_prints_it():
    data = {
        "id": 5, "formName": "Switches",
        "attributes": [
            {"id": 61, "sortOrder": 0,
             "attribute": {"attributeName": "Management IP", "attributeType": "Text", "id": 16}},
            {"id": 62, "attribute": {"attributeName": "Site", "attributeType": "ListBox", "id": 3, "values": [
                {"id": 8, "sortOrder": 0, "attributeValue": "North"}, {"id": 9, "attributeValue": "South"},
            ]}},
            {"id": 63, "attribute": {"attributeName": "Odd", "attributeType": "ColourPicker", "id": 4}},
            {"id": 64, "attribute": {"attributeName": "Racks", "attributeType": "InventoryListByForm", "id": 7,
                                     "forms": [{"id": 6}, 7]}},
            {"attributeName": "Flat", "attributeType": "URL", "id": 9},
            None, {}, {"attribute": {}},
        ],
    }  # fmt: skip
    found = catalog_answers.read_asset_type(data, {"ColourPicker": "Text Area"})
    assert (found.id, found.name) == (5, "Switches")
    kinds = {name: row.kind for name, row in found.attributes.items()}
    assert kinds == {
        "Management IP": "text", "Site": "option", "Odd": "text_area", "Racks": "references", "Flat": "text",
    }  # fmt: skip
    assert [option.text for option in found.attributes["Site"].options] == ["North", "South"]
    assert found.attributes["Racks"].allowed_types == (6, 7)
    assert found.attributes["Site"].attribute_id == 3


@pytest.mark.parametrize(
    "data", [None, {}, {"id": 5}, {"formName": "x"}, {"id": "x", "formName": "x"}, "x"]
)
def test_what_is_no_asset_type_is_skipped(data):
    assert catalog_answers.read_asset_type(data, {}) is None


def test_type_that_nobody_knows_is_kept_for_the_message():
    data = {
        "id": 5,
        "formName": "x",
        "attributes": [
            {"attribute": {"attributeName": "Odd", "attributeType": "ColourPicker", "id": 4}}
        ],
    }
    odd = catalog_answers.read_asset_type(data, {}).attributes["Odd"]
    assert (odd.kind, odd.type_name) == ("", "ColourPicker")


NESTED = [
    {"id": 1, "attributeValue": "Europe", "children": [
        {"id": 2, "attributeValue": "Norway", "children": [{"id": 3, "attributeValue": "Halden"}]},
    ]},
    {"id": 4, "attributeValue": "Asia"},
]  # fmt: skip
FLAT = [
    {"id": 1, "attributeValue": "Europe", "parentId": None},
    {"id": 2, "attributeValue": "Norway", "parentId": 1},
    {"id": 3, "attributeValue": "Halden", "parentId": "2"},
    {"id": 4, "attributeValue": "Asia", "parentId": 0},
]
PATHS = {"1": ("1",), "2": ("1", "2"), "3": ("1", "2", "3"), "4": ("4",)}


@pytest.mark.parametrize("values", [NESTED, FLAT, FLAT[::-1]], ids=["nested", "flat", "backwards"])
def test_options_know_their_path(values):
    assert {one.id: one.path for one in catalog_answers.read_options({"values": values})} == PATHS


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({}, ()),
        ({"values": None}, ()),
        ({"values": []}, ()),
        ({"values": ["a", "b"]}, (Option("a", "a", ("a",)), Option("b", "b", ("b",)))),
        ({"options": [{"id": 1, "value": "a"}]}, (Option("1", "a", ("1",)),)),
        ({"values": [None, 7, {"attributeValue": "no id"}]}, ()),
    ],
)
def test_options_are_read_where_they_are(definition, expected):
    assert catalog_answers.read_options(definition) == expected


def test_circle_of_parents_ends():
    circle = [
        {"id": 1, "attributeValue": "a", "parentId": 2},
        {"id": 2, "attributeValue": "b", "parentId": 1},
    ]
    assert len(catalog_answers.read_options({"values": circle})) == 2


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"id": 4, "locationName": "Plant 2", "active": True}, Location(4, "Plant 2")),
        ({"id": "4", "name": "Plant 2"}, Location(4, "Plant 2")),
        ({"id": 4}, Location(4, "4")),
        ({"locationName": "Plant 2"}, None),
        (None, None),
    ],
)
def test_location_is_read(data, expected):
    assert catalog_answers.read_location(data) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        ("7", 7),
        (" 7 ", 7),
        (7.0, 7),
        (7.5, None),
        (True, None),
        ("", None),
        (None, None),
        ("7a", None),
        ("9" * 30, None),
        ([7], None),
    ],
)
def test_whole_number(value, expected):
    assert answers.whole_number(value) == expected


def test_texts_are_turned_back_from_html():
    data = {"assets": [{"name": "R&amp;D &lt;1&gt;", "x": [None, 7, "&#39;"]}]}
    assert answers.unescape(data) == {"assets": [{"name": "R&D <1>", "x": [None, 7, "'"]}]}
