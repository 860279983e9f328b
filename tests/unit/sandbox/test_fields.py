# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes: every field, what it takes and what it refuses."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.sandbox.fields import ATTRIBUTE_TYPES, SYSTEM_FIELDS

# attribute (called like its type), value, what the sandbox then knows
ATTRIBUTES = [
    ("Asset List", "1,2", [1, 2]),
    ("Asset List", "Widget one,Widget three", [1, 3]),
    ("Asset List", "Widget twin", [5]),
    ("Asset List by Asset Types", "2", [2]),
    ("Cascading Dropdown", "1-2-3", [1, 2, 3]),
    ("Cascading Dropdown", "10", [10]),
    ("Checkbox", "Ada@@@@@@Can", ["Ada", "Can"]),
    ("Date Picker", "2024-02-29", "2024-02-29"),
    ("Date Time Picker", "2024-02-29T23:59", "2024-02-29T23:59"),
    ("Dropdown List", "1, 2 and 3", ["1, 2 and 3"]),
    ("Encrypted", "s3cret", "s3cret"),
    ("IP", "10.0.0.1", "10.0.0.1"),
    ("IPv6", "2607:f0d0:1002:0051:0000:0000:0000:0004", "2607:f0d0:1002:0051:0000:0000:0000:0004"),
    ("Jira Organizations", "1@@@@@@3", ["1", "3"]),
    ("Jira Project", "10002", ["10002"]),
    ("Jira Project Components", "10001-3", ["10001-3"]),
    ("Jira Project Versions", "10000-2@@@@@@10001-5", ["10000-2", "10001-5"]),
    ("Jira User Picker", "nobody-we-know", "nobody-we-know"),
    ("List Box", "Izm", ["Izm"]),
    ("List Box - Multiple", "Mug@@@@@@Izm", ["Mug", "Izm"]),
    ("Number Float (with decimals)", 14, 14.0),
    ("Number Float (with decimals)", -0.25, -0.25),
    ("Number Long (without decimals)", 98, 98),
    ("Radio Button", "Ege", ["Ege"]),
    ("Text", '  å ü 漢 \U0001f600 "quoted" \\ ', '  å ü 漢 \U0001f600 "quoted" \\ '),
    ("Text Area", "a\nb", "a\nb"),
    ("URL", "https://x.example/?a=1&b=<2>", "https://x.example/?a=1&b=<2>"),
]

BAD_ATTRIBUTES = [
    ("Asset List", "99999"),
    ("Asset List", "no such"),
    ("Asset List", "1,,2"),
    ("Asset List", 1),
    ("Asset List", ["1"]),
    ("Asset List", "1, 2"),
    ("Asset List by Asset Types", "7"),
    ("Asset List by Asset Types", "Full specimen"),
    ("Cascading Dropdown", "Europe"),
    ("Cascading Dropdown", "1-3"),
    ("Cascading Dropdown", "2"),
    ("Cascading Dropdown", "1-"),
    ("Checkbox", "Dan"),
    ("Checkbox", "Ada,Bal"),
    ("Checkbox", ["Ada"]),
    ("Checkbox", "ada"),
    ("Date Picker", "2023-02-29"),
    ("Date Picker", "29.02.2024"),
    ("Date Picker", "2024-02-29T10:00"),
    ("Date Picker", 1700000000000),
    ("Date Time Picker", "2024-02-29"),
    ("Date Time Picker", "2024-02-29T10:00:00"),
    ("Date Time Picker", "2024-02-29 10:00"),
    ("Date Time Picker", "2024-02-29T10:00Z"),
    ("Dropdown List", "Ada@@@@@@Bal"),
    ("Dropdown List", "ada"),
    ("Encrypted", 5),
    ("IP", 10),
    ("Jira Organizations", "9"),
    ("Jira Project", "10000,10001"),
    ("Jira Project", 10000),
    ("Jira Project Components", "10000"),
    ("Jira Project Versions", "10000-9"),
    ("Jira User Picker", {"name": "x"}),
    ("List Box", "Ist"),
    ("List Box - Multiple", "Izm@@@@@@"),
    ("Number Float (with decimals)", "14.2"),
    ("Number Float (with decimals)", True),
    ("Number Long (without decimals)", 9.5),
    ("Number Long (without decimals)", "98"),
    ("Number Long (without decimals)", 2**63),
    ("Radio Button", "x"),
    ("Text", 5),
    ("Text", True),
    ("Text", ["x"]),
]

SYSTEM = [
    ("asset.status", "1", "In stock"),
    ("asset.status", "In use", "In use"),
    ("asset.assignee", "mei.lin", "mei.lin"),
    ("asset.assignee", "JIRAUSER10002", "auditor"),
    ("asset.reservedFor", "ansible", "ansible"),
    ("asset.owner", "admin", "admin"),
    ("asset.managedBy", "itdesk", "itdesk"),
    ("asset.quantity", 14, 14),
    ("asset.assetTag", "tag1", "tag1"),
    ("asset.serialNumber", "AB1", "AB1"),
    ("asset.location", "3", "Istanbul office"),
    ("asset.location", "Laboratory", "Laboratory"),
    ("asset.belongsToGroup", '["finance","sales"]', ["finance", "sales"]),
    ("asset.installDate", "2020-05-22", "2020-05-22"),
    ("asset.cost", 34.12, 34.12),
    ("asset.costCurrency", "EUR", "EUR"),
    ("asset.invoiceNumber", "IN1", "IN1"),
]

BAD_SYSTEM = [
    ("asset.status", "in use"),
    ("asset.status", 1),
    ("asset.status", "99"),
    ("asset.substatus", "Lost"),
    ("asset.substatus", "nonsense"),
    ("asset.assignee", "nobody"),
    ("asset.owner", {"name": "admin"}),
    ("asset.quantity", 1.5),
    ("asset.quantity", "14"),
    ("asset.assetTag", 5),
    ("asset.location", 3),
    ("asset.location", "Nowhere"),
    ("asset.belongsToGroup", ["finance"]),
    ("asset.belongsToGroup", "finance"),
    ("asset.belongsToGroup", '["no such"]'),
    ("asset.installDate", "2020-13-01"),
    ("asset.cost", "34.12"),
    ("asset.costCurrency", "eur"),
    ("asset.costCurrency", "XXX"),
]


def entry(name, value):
    return {"attribute": {"attributeName": name}, "attributeValue": value}


def test_the_tables_are_complete():
    assert len(ATTRIBUTE_TYPES) == 23
    assert len(SYSTEM_FIELDS) == 15
    assert {name for name, _value, _known in ATTRIBUTES} == set(ATTRIBUTE_TYPES)
    assert {name for name, _v, _k in SYSTEM} | {"asset.substatus"} == set(SYSTEM_FIELDS)


@pytest.mark.parametrize(("name", "value", "known"), ATTRIBUTES)
def test_an_attribute_takes(client, sandbox, name, value, known):
    answer = client.put("inventory/asset/8.json", {"name": "B", "attributes": [entry(name, value)]})
    assert answer.json() == {"success": True}
    assert sandbox.asset(8)["attributes"] == {name: known}


@pytest.mark.parametrize(("name", "value"), BAD_ATTRIBUTES)
def test_an_attribute_refuses(client, sandbox, name, value):
    before = sandbox.asset(8)
    answer = client.put("inventory/asset/8.json", {"name": "B", "attributes": [entry(name, value)]})
    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert sandbox.asset(8) == before


@pytest.mark.parametrize(("name", "value", "known"), SYSTEM)
def test_a_system_field_takes(client, sandbox, name, value, known):
    assert client.put("inventory/asset/8.json", {"name": "B", name: value}).status_code == 200
    assert sandbox.asset(8)["system"] == {name: known}


@pytest.mark.parametrize(("name", "value"), BAD_SYSTEM)
def test_a_system_field_refuses(client, sandbox, name, value):
    body = {"name": "B", "asset.status": "In stock", name: value}
    assert client.put("inventory/asset/8.json", body).status_code == 400
    assert sandbox.asset(8)["system"] == {}


@pytest.mark.parametrize(
    ("status", "substatus", "fits"),
    [
        ("In stock", "Pre-allocated", True),
        ("In stock", "Lost", False),
        ("In use", "Available", False),
        ("In transit", "Defective", True),
        ("In transit", "Pending repair", False),
        ("Missing", "Stolen", True),
        ("7", "9", True),
        ("Retired", "1", False),
    ],
)
def test_a_substatus_belongs_to_its_status(client, status, substatus, fits):
    body = {"name": "B", "asset.status": status, "asset.substatus": substatus}
    assert (client.put("inventory/asset/8.json", body).status_code == 200) == fits


def test_a_substatus_needs_a_status(client):
    body = {"name": "B", "asset.substatus": "Available"}
    assert client.put("inventory/asset/8.json", body).status_code == 400


@pytest.mark.parametrize(
    ("rule", "status", "substatus"),
    [
        ("clear", 200, None),
        ("keep", 200, "Available"),
        ("refuse", 400, "Available"),
    ],
)
def test_a_new_status_and_the_old_substatus(client, sandbox, rule, status, substatus):
    sandbox.switch(orphan_substatus=rule)
    answer = client.put("inventory/asset/7.json", {"name": "F", "asset.status": "In use"})
    assert answer.status_code == status
    assert sandbox.asset(7)["system"].get("asset.substatus") == substatus


def test_an_update_merges(client, sandbox):
    before = sandbox.asset(7)
    client.put("inventory/asset/7.json", {"name": "Full specimen", "asset.quantity": 15})
    after = sandbox.asset(7)
    assert after["system"].pop("asset.quantity") == 15
    before["system"].pop("asset.quantity")
    assert after == before


def test_an_update_without_name_clears_it(client, sandbox):
    assert client.put("inventory/asset/7.json", {"asset.quantity": 15}).status_code == 200
    assert sandbox.asset(7)["name"] == ""
    assert client.get("inventory/7.json").json()[0]["name"] == ""
    sandbox.switch(cleared_name="null")
    assert client.get("inventory/7.json").json()[0]["name"] is None


@pytest.mark.parametrize(
    ("by", "given", "cleared"),
    [
        ("empty", "", True),
        ("empty", None, False),
        ("null", "", False),
        ("null", None, True),
        ("both", "", True),
        ("both", None, True),
    ],
)
def test_clearing(client, sandbox, by, given, cleared):
    sandbox.switch(clear_by=by)
    body = {
        "name": "F",
        "asset.assetTag": given,
        "asset.quantity": given,
        "attributes": [
            entry("Text", given),
            entry("Date Picker", given),
            entry("Asset List", given),
        ],
    }
    assert client.put("inventory/asset/7.json", body).status_code == 200
    now = sandbox.asset(7)
    assert ("asset.assetTag" not in now["system"]) == cleared
    assert ("asset.quantity" not in now["system"]) == cleared
    assert ("Text" not in now["attributes"]) == cleared
    assert ("Asset List" not in now["attributes"]) == cleared


def test_a_name_is_needed_to_create(client):
    for body in (
        {"formId": 2},
        {"formId": 2, "name": ""},
        {"formId": 2, "name": " "},
        {"formId": 2, "name": 5},
    ):
        assert client.post("inventory/asset.json", body).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {"name": "x"},
        {"name": "x", "formId": 99},
        {"name": "x", "formId": "2"},
        {"name": "x", "formId": True},
        {"name": "x", "formId": 2, "extra": 1},
        {"name": "x", "formId": 2, "status": "In use"},
        {"name": "x", "formId": 2, "id": 5},
        {"name": "x", "formId": 2, "attachments": []},
        {"name": "x", "formId": 2, "attributes": {}},
        {
            "name": "x",
            "formId": 2,
            "attributes": [{"attributeName": "Text", "attributeValue": "x"}],
        },
        {"name": "x", "formId": 2, "attributes": [{"attribute": {"id": 21}}]},
        {"name": "x", "formId": 2, "attributes": [{"attribute": {}, "attributeValue": "x"}]},
        {"name": "x", "formId": 2, "attributes": [entry("IP", "10.0.0.1")]},
        {"name": "x", "formId": 2, "attributes": [entry("text", "x")]},
        {"name": "x", "formId": 2, "attributes": [entry("Text", "x"), entry("Text", "y")]},
        {
            "name": "x",
            "formId": 2,
            "attributes": [
                {"attribute": {"id": 24, "attributeName": "Text"}, "attributeValue": "x"}
            ],
        },
        {
            "name": "x",
            "formId": 2,
            "attributes": [{"id": 5, "attribute": {"id": 21}, "attributeValue": "x"}],
        },
    ],
)
def test_a_body_that_is_not_documented_is_refused(client, sandbox, body):
    count = sandbox.count()
    assert client.post("inventory/asset.json", body).status_code == 400
    assert sandbox.count() == count


def test_an_attribute_may_be_named_by_id_by_name_or_both(client, sandbox):
    for number, key in enumerate(
        ({"id": 21}, {"attributeName": "Text"}, {"id": 21, "attributeName": "Text"})
    ):
        body = {
            "name": "w",
            "formId": 2,
            "attributes": [{"attribute": key, "attributeValue": str(number)}],
        }
        made = client.post("inventory/asset.json", body).json()["id"]
        assert sandbox.asset(made)["attributes"] == {"Text": str(number)}


def test_a_value_keeps_its_row_id(client):
    def row():
        shown = client.get("inventory/7.json").json()[0]["attributes"]
        return next(e["id"] for e in shown if e["attribute"]["attributeName"] == "Text")

    before = row()
    client.put("inventory/asset/7.json", {"name": "F", "attributes": [entry("Text", "other")]})
    assert row() == before


def test_a_deleted_asset_is_no_longer_referred_to(client, sandbox):
    sandbox.switch(reference_format="ids", multi_format="list")
    client.delete("inventory/1.json")
    shown = client.get("inventory/7.json").json()[0]["attributes"][0]
    assert shown["attributeValue"] == ["2"]


def test_malformed_json_and_other_content_types(client):
    url = "inventory/asset.json"
    json_type = {"Content-Type": "application/json"}
    for body in (b"{", b'{"name": NaN}', b"\xff", b'{"name": "\\ud800", "formId": 2}', b""):
        assert client("POST", url, data=body, headers=json_type).status_code == 400
    answer = client("POST", url, data=b"<a/>", headers={"Content-Type": "application/xml"})
    assert answer.status_code == 415
