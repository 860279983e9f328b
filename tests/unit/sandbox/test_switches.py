# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every switch: each of its values does what the table says."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.assetops.aip.tests.sandbox import switches as switches_module
from ansible_collections.assetops.aip.tests.sandbox.seeding import FOLDER
from ansible_collections.assetops.aip.tests.sandbox.switches import (
    SWITCHES,
    TABLE,
    Switches,
    UnknownSwitch,
    markdown_table,
)

FULL, BARE = 7, 8
NEW = {"name": "made", "formId": 2, "asset.status": "In use"}


def values(asset):
    """Return the attributes of an asset as a mapping."""
    return {e["attribute"]["attributeName"]: e["attributeValue"] for e in asset["attributes"]}


def entry(name, value):
    return {"attribute": {"attributeName": name}, "attributeValue": value}


# -- the table ------------------------------------------------------------------------------------


def test_the_table():
    assert len(TABLE) == len(SWITCHES)
    for switch in SWITCHES:
        assert switch.accept(switch.default) == switch.default
        assert switch.mark in ("documented", "observed", "inferred", "unknown", "sandbox")
    assert markdown_table() in (
        pathlib.Path(switches_module.__file__).parent / "README.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "given",
    [
        {"no_such": 1},
        {"single_asset": "x"},
        {"index_lag": -1},
        {"index_lag": "x"},
        {"xsrf": "maybe"},
        {"page_cap": True},
        {"system_fields_in": "inventory,nowhere"},
    ],
)
def test_wrong_settings(given):
    settings = Switches()
    with pytest.raises(UnknownSwitch):
        settings.change(page_cap=5, **given) if "page_cap" not in given else settings.change(
            **given
        )
    assert settings["page_cap"] == 500


def test_settings_from_text():
    settings = Switches(
        {
            "index_lag": "2.5",
            "xsrf": "false",
            "system_fields_in": "inventory,search",
            "create_status": "201",
            "page_cap": "7",
        }
    )
    assert settings["index_lag"] == 2.5
    assert settings["xsrf"] is False
    assert settings["system_fields_in"] == ("inventory", "search")
    assert (settings["create_status"], settings["page_cap"]) == (201, 7)
    settings.change(page_cap=8)
    settings.restore()
    assert settings["page_cap"] == 7


# -- the shape of writes --------------------------------------------------------------------------

SHAPES = {
    "A": (
        {},
        {"name": "made", "formId": 2, "asset.status": "In use", "attributes": [entry("Text", "t")]},
    ),
    "B": (
        {"payload_system_fields": "in_attributes"},
        {
            "name": "made",
            "formId": 2,
            "attributes": [entry("Text", "t"), entry("asset.status", "In use")],
        },
    ),
    "C": (
        {"payload_attributes": "map"},
        {"name": "made", "formId": 2, "asset.status": "In use", "attributes": {"Text": "t"}},
    ),
    "B and C": (
        {"payload_attributes": "map", "payload_system_fields": "in_attributes"},
        {"name": "made", "formId": 2, "attributes": {"Text": "t", "asset.status": "In use"}},
    ),
    "D": (
        {"payload_type": "formName"},
        {
            "name": "made",
            "formName": "Widget",
            "asset.status": "In use",
            "attributes": [entry("Text", "t")],
        },
    ),
    "D with form": (
        {"payload_type": "form"},
        {
            "name": "made",
            "form": "Widget",
            "asset.status": "In use",
            "attributes": [entry("Text", "t")],
        },
    ),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("sent", sorted(SHAPES))
def test_only_the_chosen_shape_is_accepted(client, sandbox, shape, sent):
    sandbox.switch(**SHAPES[shape][0])
    answer = client.post("inventory/asset.json", SHAPES[sent][1])
    assert answer.status_code == (200 if shape == sent else 400), answer.text
    if shape == sent:
        made = sandbox.asset(answer.json()["id"])
        assert made["system"] == {"asset.status": "In use"}
        assert made["attributes"] == {"Text": "t"}


@pytest.mark.parametrize(
    ("rule", "without", "same", "other"),
    [
        ("allowed", 200, 200, 400),
        ("required", 400, 200, 400),
        ("refused", 200, 400, 400),
    ],
)
def test_put_form_id(client, sandbox, rule, without, same, other):
    sandbox.switch(put_form_id=rule)
    url = "inventory/asset/1.json"
    assert client.put(url, {"name": "x"}).status_code == without
    assert client.put(url, {"name": "x", "formId": 2}).status_code == same
    assert client.put(url, {"name": "x", "formId": 1}).status_code == other


def test_strict(client, sandbox):
    body = {**NEW, "extra": 1}
    assert client.post("inventory/asset.json", body).status_code == 400
    sandbox.switch(strict=False)
    assert client.post("inventory/asset.json", body).status_code == 200


def test_unknown_attribute(client, sandbox):
    body = {**NEW, "attributes": [entry("Nonsense", "x"), entry("Text", "t")]}
    assert client.post("inventory/asset.json", body).status_code == 400
    sandbox.switch(unknown_attribute="ignore")
    made = client.post("inventory/asset.json", body).json()["id"]
    assert sandbox.asset(made)["attributes"] == {"Text": "t"}


def test_bad_value(client, sandbox):
    body = {
        **NEW,
        "asset.substatus": "Lost",
        "asset.owner": "nobody",
        "attributes": [entry("Colour", "pink"), entry("Text", "t")],
    }
    assert client.post("inventory/asset.json", body).status_code == 400
    sandbox.switch(bad_value="ignore")
    made = client.post("inventory/asset.json", body).json()["id"]
    assert sandbox.asset(made)["attributes"] == {"Text": "t"}
    assert sandbox.asset(made)["system"] == {"asset.status": "In use"}


@pytest.mark.parametrize(
    ("rule", "status", "kept"),
    [("refuse", 400, False), ("ignore", 200, False), ("accept", 200, True)],
)
def test_disabled_system_field(company, as_user, rule, status, kept):
    company.switch(disabled_system_field=rule)
    client = as_user(company)
    body = {"name": "rack-01", "asset.cost": 5.5, "asset.assignee": "mei.lin"}
    assert client.put("inventory/asset/1.json", body).status_code == status
    assert ("asset.cost" in company.asset(1)["system"]) == kept
    assert ("asset.assignee" in company.asset(1)["system"]) == (status == 200)  # always enabled


@pytest.mark.parametrize(
    ("setting", "number", "text"), [("number", 200, 400), ("text", 400, 200), ("both", 200, 200)]
)
def test_number_input(client, sandbox, setting, number, text):
    sandbox.switch(number_input=setting)
    url = "inventory/asset/8.json"
    long = "Number Long (without decimals)"
    for value, status in ((5, number), ("5", text)):
        assert client.put(url, {"name": "B", "asset.quantity": value}).status_code == status
        assert client.put(url, {"name": "B", "asset.cost": value}).status_code == status
        assert (
            client.put(url, {"name": "B", "attributes": [entry(long, value)]}).status_code == status
        )
    assert client.put(url, {"name": "B", "asset.quantity": "x"}).status_code == 400


def test_status_default(client, sandbox):
    body = {"name": "made", "formId": 2}
    made = client.post("inventory/asset.json", body).json()["id"]
    assert sandbox.asset(made)["system"] == {}
    sandbox.switch(status_default="On order")
    made = client.post("inventory/asset.json", body).json()["id"]
    assert sandbox.asset(made)["system"] == {"asset.status": "On order"}
    client.put("inventory/asset/1.json", {"name": "x", "asset.status": ""})
    assert sandbox.asset(1)["system"] == {}


# -- answers --------------------------------------------------------------------------------------

CREATED = {
    "object": lambda r: r.json()["id"],
    "envelope_object": lambda r: r.json()["data"]["id"],
    "envelope_integer": lambda r: r.json()["data"],
    "array": lambda r: r.json()[0]["id"],
    "location": lambda r: int(r.headers["Location"].split("/")[-1][: -len(".json")]),
    "bare_integer": lambda r: r.json(),
    "empty": lambda r: None if r.content == b"" else 0,
    "no_content": lambda r: None if r.status_code == 204 else 0,
    "plain_text": lambda r: None if r.text == "Asset is created." else 0,
    "success": lambda r: None if r.json() == {"success": True} else 0,
}


@pytest.mark.parametrize("style", TABLE["create_answer"].values)
def test_create_answer(client, sandbox, style):
    sandbox.switch(create_answer=style)
    answer = client.post("inventory/asset.json", NEW)
    made = sandbox.asset_id("made")
    assert CREATED[style](answer) in (made, None)
    assert (CREATED[style](answer) is None) == (
        style in ("empty", "no_content", "plain_text", "success")
    )


def test_create_status(client, sandbox):
    sandbox.switch(create_status=201)
    assert client.post("inventory/asset.json", NEW).status_code == 201


SHORT = {
    "success": lambda r: r.json() == {"success": True},
    "empty": lambda r: (r.status_code, r.content) == (200, b""),
    "no_content": lambda r: r.status_code == 204,
    "plain_text": lambda r: "text/plain" in r.headers["Content-Type"],
    "object": lambda r: isinstance(r.json(), dict),
    "array": lambda r: isinstance(r.json(), list),
}


@pytest.mark.parametrize("style", TABLE["update_answer"].values)
def test_update_answer(client, sandbox, style):
    sandbox.switch(update_answer=style)
    assert SHORT[style](client.put("inventory/asset/1.json", {"name": "x"}))


@pytest.mark.parametrize("style", TABLE["delete_answer"].values)
def test_delete_answer(client, sandbox, style):
    sandbox.switch(delete_answer=style)
    assert SHORT[style](client.delete("inventory/1.json"))
    assert sandbox.asset(1) is None


@pytest.mark.parametrize("style", TABLE["upload_answer"].values)
def test_upload_answer(client, sandbox, style):
    sandbox.switch(upload_answer=style)
    assert SHORT[style](client.upload(1, "a.txt", b"a"))


@pytest.mark.parametrize("style", TABLE["detach_answer"].values)
def test_detach_answer(client, sandbox, style):
    sandbox.switch(detach_answer=style)
    name = sandbox.attachments(FULL)[0].server_file_name
    assert SHORT[style](client.delete(f"inventory/detachFile/0/7/{name}.json"))
    assert sandbox.attachments(FULL) == []


MISSING = {
    "404_json": (404, "json", 404),
    "200_json": (200, "json", 200),
    "404_html": (404, "html", 404),
    "empty_array": (200, "array", 200),
}


@pytest.mark.parametrize("style", TABLE["missing_asset"].values)
def test_missing_asset(client, sandbox, style):
    sandbox.switch(missing_asset=style)
    status, kind, writing = MISSING[style]
    for path in ("inventory/999.json", "inventory/transformed/999.json"):
        answer = client.get(path)
        assert answer.status_code == status
        if kind == "json":
            assert answer.json() == {
                "success": False,
                "message": "Could not find inventory with id:999",
            }
        elif kind == "array":
            assert answer.json() == []
        else:
            assert "html" in answer.headers["Content-Type"]
    for answer in (
        client.put("inventory/asset/999.json", {"name": "x"}),
        client.delete("inventory/999.json"),
        client.upload(999, "a", b"a"),
    ):
        assert answer.status_code == writing
        if kind == "html":
            assert "html" in answer.headers["Content-Type"]
        else:
            assert answer.json()["success"] is False
    assert client.get("inventory/getFile/0/7/1_2_3.png.json").status_code == status


@pytest.mark.parametrize(
    ("style", "status", "key"),
    [
        ("http_400", 400, "success"),
        ("success_false", 200, "success"),
        ("error_collection", 400, "errorMessages"),
    ],
)
def test_failure_style(client, sandbox, style, status, key):
    sandbox.switch(failure_style=style)
    answer = client.post("inventory/asset.json", {**NEW, "asset.status": "Lost in space"})
    assert answer.status_code == status
    assert key in answer.json()
    assert client.search(pageNumber=0).status_code == status


UNIQUE = """
include: [{folder}/every_field.yml]
types:
  - {{id: 1, name: Specimen, scheme: Samples, attributes: [Text]}}
  - {{id: 2, name: Widget, scheme: Samples, attributes: [Colour, Text],
      unique: [{{attributes: [Colour, Text], limit: 1, allow_empty: {allow}}}]}}
attributes:
  - {{id: 21, name: Text, type: Text}}
  - {{id: 24, name: Colour, type: Dropdown List, options: [red, green, blue]}}
assets: []
"""


def unique(start, tmp_path, allow):
    seed = tmp_path / "unique.yml"
    seed.write_text(UNIQUE.format(folder=FOLDER, allow=str(allow).lower()))
    return start(str(seed))


def widget(name, **fields):
    return {"name": name, "formId": 2, "attributes": [entry(k, v) for k, v in fields.items()]}


@pytest.mark.parametrize("style", ["failure", "warning"])
def test_uniqueness(start, tmp_path, as_user, style):
    sandbox = unique(start, tmp_path, allow=False)
    sandbox.switch(uniqueness=style)
    client = as_user(sandbox)
    bodies = [
        widget("a", Colour="red", Text="x"),
        widget("b", Colour="red", Text="y"),
        widget("c", Colour="red", Text="x"),
    ]
    answers = [client.post("inventory/asset.json", body) for body in bodies]
    assert [a.status_code for a in answers][:2] == [200, 200]
    if style == "failure":
        assert answers[2].status_code == 400
        assert sandbox.count() == 2
    else:
        assert answers[2].json()["success"] is True
        assert "not unique" in answers[2].json()["message"]
        assert sandbox.count() == 3
    second = sandbox.asset_id("b")
    answer = client.put(
        f"inventory/asset/{second}.json", {"name": "b", "attributes": [entry("Text", "x")]}
    )
    assert "not unique" in answer.json()["message"]
    assert sandbox.asset(second)["attributes"]["Text"] == ("y" if style == "failure" else "x")


@pytest.mark.parametrize(("allow", "status"), [(False, 200), (True, 400)])
def test_uniqueness_of_empty_values(start, tmp_path, as_user, allow, status):
    client = as_user(unique(start, tmp_path, allow))
    assert client.post("inventory/asset.json", widget("a", Colour="red", Text="x")).ok
    assert client.post("inventory/asset.json", widget("b", Colour="red")).status_code == status


@pytest.mark.parametrize(
    ("mode", "same", "other"), [("allowed", 200, 200), ("per_type", 400, 200), ("never", 400, 400)]
)
def test_name_uniqueness(client, sandbox, mode, same, other):
    sandbox.switch(name_uniqueness=mode)
    assert (
        client.post("inventory/asset.json", {"name": "Widget one", "formId": 2}).status_code == same
    )
    assert (
        client.post("inventory/asset.json", {"name": "Widget one", "formId": 1}).status_code
        == other
    )
    assert client.put("inventory/asset/2.json", {"name": "Widget one"}).status_code == same
    assert client.put("inventory/asset/5.json", {"name": "Widget twin"}).status_code == 200


STORED = [
    ("trim", " a  b ", "a  b"),
    ("single_spaces", " a  b ", " a b "),
    ("plain_spaces", "a\u00a0b", "a b"),
    ("strip_unseen", "a\u200bb", "ab"),
    ("nfc", "e\u0301", "\u00e9"),
    ("nfkc", "\uff21", "A"),
    ("nfd", "\u00e9", "e\u0301"),
    ("lower", "Ab", "ab"),
    ("upper", "Ab", "AB"),
    ("line_feeds", "a\r\nb", "a\nb"),
    ("escape", "a & b", "a &amp; b"),
    ("cut_100", "x" * 120, "x" * 100),
]


@pytest.mark.parametrize(("change", "sent", "stored"), STORED)
def test_stored_names_and_texts(client, sandbox, change, sent, stored):
    sandbox.switch(stored_names=[change])
    made = client.post("inventory/asset.json", widget(sent, Text=sent)).json()["id"]
    assert sandbox.asset(made)["name"] == stored
    assert sandbox.asset(made)["attributes"] == {"Text": sent}
    sandbox.switch(stored_names=[], stored_texts=[change])
    client.put(f"inventory/asset/{made}.json", widget(sent, Text=sent))
    assert sandbox.asset(made)["name"] == sent
    assert sandbox.asset(made)["attributes"] == {"Text": stored}


@pytest.mark.parametrize(
    ("rule", "stored"), [("exact", 1.237), ("two_decimals", 1.24), ("whole", 1)]
)
def test_stored_numbers(client, sandbox, rule, stored):
    sandbox.switch(stored_numbers=rule)
    body = {"name": "a", "formId": 1, "asset.cost": 1.237}
    made = client.post("inventory/asset.json", body).json()["id"]
    assert sandbox.asset(made)["system"] == {"asset.cost": stored}


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "unwrap"),
    [
        ("array", lambda body: body[0] if len(body) == 1 else None),
        ("object", lambda body: body),
        ("envelope", lambda body: body["data"]),
        ("whole_list", lambda body: body[6] if len(body) == 8 else None),
    ],
)
def test_single_asset(client, sandbox, style, unwrap):
    sandbox.switch(single_asset=style)
    assert unwrap(client.get("inventory/7.json").json())["id"] == FULL


@pytest.mark.parametrize(
    ("style", "unwrap"),
    [
        ("array", lambda body: body[0]),
        ("object", lambda body: body),
        ("envelope", lambda body: body["data"]),
    ],
)
def test_transformed_asset(client, sandbox, style, unwrap):
    sandbox.switch(transformed_asset=style)
    shown = unwrap(client.get("inventory/transformed/7.json").json())
    assert shown["attachments"][0]["originalFileName"] == "picture.png"
    sandbox.switch(transformed_attributes=False)
    assert "attributes" not in unwrap(client.get("inventory/transformed/7.json").json())


def three(client):
    return {
        "inventory": client.get("inventory/7.json").json()[0],
        "transformed": client.get("inventory/transformed/7.json").json(),
        "search": client.search(
            {"field": "asset.name", "keyword": "full", "fieldType": "STRING"}
        ).json()["assets"][0],
    }


@pytest.mark.parametrize(
    "calls", [(), ("inventory",), ("transformed",), ("search",), ("inventory", "search")]
)
def test_system_fields_in(client, sandbox, calls):
    sandbox.switch(system_fields_in=calls)
    for call, shown in three(client).items():
        assert ("asset.status" in shown) == (call in calls)


@pytest.mark.parametrize(
    ("style", "key"),
    [
        ("dotted", "asset.serialNumber"),
        ("short", "serialNumber"),
        ("entry_dotted", "asset.serialNumber"),
        ("entry_short", "serialNumber"),
        ("entry_display", "Serial Number"),
    ],
)
def test_system_field_key(client, sandbox, style, key):
    sandbox.switch(
        system_field_key=style,
        system_fields_in="inventory,transformed,search",
        transformed_attributes=False,
    )
    for call, shown in three(client).items():
        if not style.startswith("entry"):
            assert shown[key] == "AB12309712947"
        elif call == "search":
            items = {i["attributeName"]: i["textValues"] for i in shown["inventoryItems"]}
            assert items[key] == "AB12309712947"
            assert all(isinstance(text, (str, type(None))) for text in items.values())
        else:
            assert values(shown)[key] == "AB12309712947"


@pytest.mark.parametrize(("style", "value"), [("null", None), ("text", ""), ("omitted", "absent")])
def test_empty_value(client, sandbox, style, value):
    sandbox.switch(empty_value=style)
    shown = client.get("inventory/transformed/8.json").json()
    assert values(shown).get("Text", "absent") == value
    assert shown.get("asset.cost", "absent") == value


READ = [
    (
        "date_format",
        "Date Picker",
        {
            "date": "2020-05-22",
            "datetime": "2020-05-22T00:00:00",
            "epoch": 1590105600000,
            "epoch_text": "1590105600000",
            "offset": "2020-05-22T00:00:00.000+0000",
        },
    ),
    ("date_format", "asset.installDate", {"date": "2020-05-22", "epoch": 1590105600000}),
    (
        "datetime_format",
        "Date Time Picker",
        {
            "minutes": "2020-05-22T13:18",
            "seconds": "2020-05-22T13:18:00",
            "epoch": 1590153480000,
            "epoch_text": "1590153480000",
            "offset": "2020-05-22T13:18:00.000+0000",
        },
    ),
    (
        "multi_format",
        "Checkbox",
        {"separator": "Ada@@@@@@Bal", "list": ["Ada", "Bal"], "comma": "Ada,Bal"},
    ),
    ("multi_format", "Jira Project", {"list": ["10000", "10001"], "comma": "10000,10001"}),
    (
        "reference_format",
        "Asset List",
        {
            "written": "Widget one,Widget two",
            "ids": "1,2",
            "names": "Widget one,Widget two",
            "name_id": "Widget one #1,Widget two #2",
            "objects": [{"id": 1, "name": "Widget one"}, {"id": 2, "name": "Widget two"}],
        },
    ),
    (
        "user_format",
        "asset.assignee",
        {"written": "ansible", "key": "JIRAUSER10001", "username": "ansible"},
    ),
    (
        "user_format",
        "Jira User Picker",
        {"written": "tyler-durden", "key": "tyler-durden", "object": "tyler-durden"},
    ),
    (
        "status_format",
        "asset.status",
        {
            "written": "In stock",
            "key": "1",
            "name": "In stock",
            "object": {"id": "1", "name": "In stock"},
        },
    ),
    (
        "location_format",
        "asset.location",
        {
            "id": 3,
            "id_text": "3",
            "name": "Istanbul office",
            "written": "Istanbul office",
            "object": {"id": 3, "locationName": "Istanbul office"},
        },
    ),
    (
        "group_format",
        "asset.belongsToGroup",
        {"json_text": '["jira-administrators"]', "list": ["jira-administrators"]},
    ),
    ("number_format", "asset.quantity", {"number": 14, "text": "14"}),
    ("number_format", "Number Float (with decimals)", {"number": 14.2, "text": "14.2"}),
    (
        "encrypted_read",
        "Encrypted",
        {"nothing": None, "masked": "********", "clear": "password123"},
    ),
]


@pytest.mark.parametrize(
    ("switch", "field", "style", "value"),
    [
        (switch, field, style, value)
        for switch, field, each in READ
        for style, value in each.items()
    ],
)
def test_how_values_are_returned(client, sandbox, switch, field, style, value):
    sandbox.switch(**{switch: style})
    shown = client.get("inventory/transformed/7.json").json()
    assert {**values(shown), **shown}[field] == value


def test_user_objects_are_those_of_the_location_service(client, sandbox):
    sandbox.switch(user_format="object")
    shown = client.get("inventory/transformed/7.json").json()["asset.assignee"]
    contact = client.get("location/1.json").json()["data"]["contactUser"]
    assert set(shown) == set(contact)
    assert shown["username"] == "ansible"


def test_written_forms_are_kept(client, sandbox):
    client.put(
        "inventory/asset/7.json",
        {
            "name": "F",
            "asset.status": "1",
            "asset.assignee": "JIRAUSER10000",
            "attributes": [entry("Asset List", "2,1")],
        },
    )
    sandbox.switch(location_format="written")
    shown = client.get("inventory/transformed/7.json").json()
    assert shown["asset.status"] == "1"
    assert shown["asset.assignee"] == "JIRAUSER10000"
    assert values(shown)["Asset List"] == "2,1"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("names", "Widget one, Widget two"),
        ("written", "Widget one,Widget two"),
        ("ids", "1, 2"),
        ("name_id", "Widget one #1, Widget two #2"),
    ],
)
def test_search_reference_format(client, sandbox, style, text):
    sandbox.switch(search_reference_format=style)
    items = {i["attributeName"]: i["textValues"] for i in three(client)["search"]["inventoryItems"]}
    assert items["Asset List"] == text


@pytest.mark.parametrize(
    ("style", "text"),
    [("comma_space", "Ada, Bal"), ("comma", "Ada,Bal"), ("separator", "Ada@@@@@@Bal")],
)
def test_search_multi_format(client, sandbox, style, text):
    sandbox.switch(search_multi_format=style)
    items = {i["attributeName"]: i["textValues"] for i in three(client)["search"]["inventoryItems"]}
    assert items["Checkbox"] == text
    assert items["Number Float (with decimals)"] == "14.2"
    assert items["Encrypted"] is None


def test_escape_html(client, sandbox):
    client.put(
        "inventory/asset/1.json", {"name": "a < b & c", "attributes": [entry("Text", "<i>")]}
    )
    sandbox.switch(escape_html="entities")
    shown = client.get("inventory/1.json").json()[0]
    assert shown["name"] == "a &lt; b &amp; c"
    assert values(shown)["Text"] == "&lt;i&gt;"


# -- catalogs and attachments ---------------------------------------------------------------------


def attribute_of_form(client, name):
    form = client.get("form/1.json").json()
    return next(
        e["attribute"] for e in form["attributes"] if e["attribute"]["attributeName"] == name
    )


def test_form_values(client, sandbox):
    assert [o["attributeValue"] for o in attribute_of_form(client, "Checkbox")["values"]] == [
        "Ada",
        "Bal",
        "Can",
    ]
    assert "values" not in attribute_of_form(client, "Text")
    sandbox.switch(form_values=False)
    assert "values" not in attribute_of_form(client, "Checkbox")
    listed = {a["attributeName"]: a for a in client.get("attribute/list.json").json()}
    assert len(listed["Checkbox"]["values"]) == 3
    assert "attributeType" not in listed["Checkbox"]


@pytest.mark.parametrize(
    ("style", "check"),
    [
        (
            "nested",
            lambda a: a["values"][0]["children"][0]["children"][0]["attributeValue"] == "Halden",
        ),
        ("flat", lambda a: a["values"][2]["parentId"] == a["values"][1]["id"]),
        ("absent", lambda a: "values" not in a),
    ],
)
def test_cascading_values(client, sandbox, style, check):
    sandbox.switch(cascading_values=style)
    assert check(attribute_of_form(client, "Cascading Dropdown"))


@pytest.mark.parametrize(
    ("style", "identifier"),
    [
        ("camel", "NumberLong"),
        ("alternative", "Long"),
        ("display", "Number Long (without decimals)"),
        ("absent", None),
    ],
)
def test_newer_type_names(client, sandbox, style, identifier):
    sandbox.switch(newer_type_names=style)
    assert (
        attribute_of_form(client, "Number Long (without decimals)").get("attributeType")
        == identifier
    )
    assert attribute_of_form(client, "Checkbox")["attributeType"] == "CheckboxList"


def test_single_catalog(client, sandbox):
    assert client.get("attribute/4.json").json()["attributeName"] == "Checkbox"
    sandbox.switch(single_catalog="array")
    assert client.get("attribute/4.json").json()[0]["attributeName"] == "Checkbox"
    assert client.get("form/2.json").json()[0]["formName"] == "Widget"
    assert client.get("attribute/999.json").status_code == 404
    assert client.get("form/999.json").json()["success"] is False


def test_locations_and_schemes(client):
    places = client.get("location.json").json()
    assert places["success"] is True
    assert places["data"]["3"] == client.get("location/3.json").json()["data"]
    assert places["data"]["3"]["locationName"] == "Istanbul office"
    missing = client.get("location/999.json")
    assert (missing.status_code, missing.json()["success"]) == (404, False)
    schemes = client.get("schema/objectSchemas.json").json()
    assert [form["formName"] for form in schemes["data"][0]["forms"]] == ["Specimen", "Widget"]


@pytest.mark.parametrize("key", TABLE["attachment_name_key"].values)
def test_attachment_name_key(client, sandbox, key):
    sandbox.switch(attachment_name_key=key)
    shown = client.get("inventory/transformed/7.json").json()["attachments"][0]
    assert set(shown) == {"serverFileName", key} - {"none"}


@pytest.mark.parametrize("key", TABLE["attachment_size_key"].values)
def test_attachment_size_key(client, sandbox, key):
    sandbox.switch(attachment_size_key=key)
    shown = client.get("inventory/transformed/7.json").json()["attachments"][0]
    assert shown.get(key) == (None if key == "none" else 1000)


@pytest.mark.parametrize(
    ("style", "content_type"),
    [
        ("octet_stream", "application/octet-stream"),
        ("guessed", "image/png"),
        ("json", "application/json"),
    ],
)
def test_file_type(client, sandbox, style, content_type):
    sandbox.switch(file_type=style)
    name = sandbox.attachments(FULL)[0].server_file_name
    answer = client.get(f"inventory/getFile/0/7/{name}.json")
    assert answer.headers["Content-Type"] == content_type


def test_every_switch_has_a_test():
    here = pathlib.Path(__file__).parent
    tests = "".join(path.read_text(encoding="utf-8") for path in here.rglob("test_*.py"))
    untested = [name for name in TABLE if f"{name}=" not in tests and f'"{name}"' not in tests]
    assert untested == []
