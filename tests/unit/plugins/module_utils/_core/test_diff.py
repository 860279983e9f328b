# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What differs, what it shows, and what the asset will be."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import parse_asset
from ansible_collections.assetops.aip.plugins.module_utils._core.diff import (
    WriteOnly,
    diff_asset,
    problems_with,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    Attachment,
    Change,
    Current,
    Option,
    Secret,
    as_lists,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.show import (
    Showing,
    show_as_declared,
    show_asset,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    SPECIMEN,
)


def declared(**written):
    return parse_asset({"name": "a", **written}, SPECIMEN, KNOWN)


def current(name="a", **raw):
    attributes = raw.pop("attributes", {})
    return Current(7, name, SPECIMEN, "Specimen", {**raw, **attributes})


def changes(wanted, have, write_only=WriteOnly()):  # noqa: B008  (frozen)
    return [diff.change for diff in diff_asset(wanted, have, KNOWN, write_only)]


def test_equal_assets_do_not_differ():
    wanted = declared(status="In use", cost=12, owner="", attributes={"Checkbox": ["Ada", "Bal"]})
    have = current(
        status="IN USE", cost="12.0", owner=None, attributes={"Checkbox": "Bal@@@@@@Ada"}
    )
    assert changes(wanted, have) == []


def test_each_difference_is_a_change_in_the_order_of_the_tables():
    wanted = declared(
        attributes={"URL": "https://b/", "Asset List": [41]}, cost=13, status="In use", owner=None
    )
    have = current(
        name="b",
        status="1",
        cost=12.5,
        owner="mei.lin",
        attributes={"URL": "https://a/", "Asset List": "41"},
        quantity=3,
    )
    assert changes(wanted, have) == [
        Change("name", "b", "a"),
        Change("status", "In stock", "In use"),
        Change("owner", "mei.lin", None),
        Change("cost", 12.5, 13),
        Change("URL", "https://a/", "https://b/"),
    ]


def test_new_asset_has_what_is_not_empty():
    wanted = declared(status="In use", owner=None, attributes={"Encrypted": "s3cret", "Text": ""})
    diffs = diff_asset(wanted, None, KNOWN, WriteOnly())
    assert [(one.field.key, one.value) for one in diffs] == [
        ("name", "a"),
        ("status", "In use"),
        ("Encrypted", Secret("s3cret")),
    ]
    assert as_lists(tuple(one.change for one in diffs)) == [
        {"field": "name", "before": None, "after": "a"},
        {"field": "status", "before": None, "after": "In use"},
        {"field": "Encrypted", "before": None, "after": HIDDEN},
    ]


def test_field_that_is_not_written_is_not_managed():
    assert changes(declared(), current(status="In use", owner="mei.lin")) == []


@pytest.mark.parametrize("key", sorted(set(FIELDS) - {"Encrypted"}))
def test_clear_and_unmanaged_and_empty_are_three_things(key):
    field = FIELDS[key]
    sample = {
        "cascading": "1-2", "ids": "10000", "id_pairs": "10000-1", "ip": "192.0.2.1", "location": 1,
        "ipv6": "2001:db8::1", "long": 3, "double": 1.5, "date": "2026-02-03", "status": "In use",
        "datetime": "2026-02-03T11:49", "substatus": "Lost", "references": "41",
    }.get(field.kind, "Ada")  # fmt: skip
    spelled = {key: None} if field.is_system else {"attributes": {key: None}}
    have = dataclasses.replace(current(), raw={key: sample})
    (change,) = changes(declared(**spelled), have)
    assert change.field == key
    assert change.before is not None
    assert change.after is None
    assert changes(declared(), have) == []
    assert changes(declared(**spelled), dataclasses.replace(have, raw={key: ""})) == []


@pytest.mark.parametrize("raw", [None, "********", "s3cret", "other"], ids=str)
def test_encrypted_is_sent_at_creation_and_then_as_asked_for(raw):
    wanted = declared(attributes={"Encrypted": "s3cret"})
    have = current(attributes={"Encrypted": raw})
    assert changes(wanted, have) == []
    (diff,) = diff_asset(wanted, have, KNOWN, WriteOnly(always=True))
    assert diff.value == Secret("s3cret")
    assert diff.change == Change("Encrypted", HIDDEN, HIDDEN)
    (change,) = changes(declared(attributes={"Encrypted": None}), have, WriteOnly(always=True))
    assert change == Change("Encrypted", HIDDEN, None)


def test_unreadable_field_is_marked():
    wanted = declared(status="In use", owner="mei.lin")
    first, second = diff_asset(wanted, current(owner=None), KNOWN, WriteOnly())
    assert (first.field.key, first.readable) == ("status", False)
    assert (second.field.key, second.readable) == ("owner", True)
    skipped = WriteOnly(unreadable=("status",))
    assert [diff.field.key for diff in diff_asset(wanted, current(), KNOWN, skipped)] == ["owner"]
    always = WriteOnly(always=True, unreadable=("status",))
    assert [diff.field.key for diff in diff_asset(wanted, current(), KNOWN, always)] == ["owner"]
    created = diff_asset(wanted, None, KNOWN, skipped)
    assert [diff.field.key for diff in created] == ["name", "status", "owner"]


def test_answer_with_an_id_is_the_option_of_the_field_that_has_it():
    listed = dataclasses.replace(FIELDS["Dropdown List"], options=(Option("10", "Ada"),))
    have = current(attributes={"Dropdown List": "10"})
    for field, is_same in ((listed, True), (dataclasses.replace(listed, options=()), False)):
        fields = {**SPECIMEN.fields, "Dropdown List": field}
        wanted = dataclasses.replace(
            declared(attributes={"Dropdown List": "Ada"}),
            asset_type=dataclasses.replace(SPECIMEN, fields=fields),
        )
        assert (diff_asset(wanted, have, KNOWN, WriteOnly()) == ()) == is_same


@pytest.mark.parametrize(
    ("written", "raw", "problem"),
    [
        ({"substatus": "Lost"}, {"status": "Missing"}, None),
        ({"substatus": "Lost"}, {"status": "7"}, None),  # an unknown key
        ({"substatus": "Lost"}, {}, None),
        ({"substatus": None}, {"status": "In use"}, None),
        (
            {"substatus": "Lost"},
            {"status": "In use"},
            "substatus: 'Lost' is not a substatus of status 'In use', which has none",
        ),
        (
            {"substatus": "Lost"},
            {"status": None},
            "substatus: 'Lost' is not a substatus of an empty status, which has none",
        ),
        ({"status": "Missing", "substatus": "Lost"}, {"status": "In use"}, None),
    ],
)
def test_substatus_must_fit_the_status_that_is_there(written, raw, problem):
    found = problems_with(declared(**written), current(**raw), KNOWN)
    assert found == ([problem] if problem else [])


def test_asset_is_shown_as_it_is_written():
    have = dataclasses.replace(
        current(
            status="1",
            cost=12.0,
            location=4,
            attributes={"Checkbox": "Bal@@@@@@Ada", "Encrypted": "s3cret", "Asset List": "a #41"},
        ),
        attachments=(Attachment("1_2_3.pdf", "a.pdf", 10),),
    )
    assert show_asset(have, SPECIMEN, KNOWN) == {
        "id": 7,
        "asset_type": "Specimen",
        "name": "a",
        "status": "In stock",
        "location": "Oslo",
        "cost": 12,
        "attributes": {
            "Asset List": ["a #41"],
            "Checkbox": ["Ada", "Bal"],
        },
        "attachments": [{"name": "a.pdf", "server_file_name": "1_2_3.pdf", "size": 10}],
    }


def test_asset_of_an_unknown_type_is_shown_with_its_system_fields():
    shown = show_asset(Current(7, "a", None, "Gone", {"status": "1"}), None, KNOWN)
    assert shown == {
        "id": 7, "asset_type": "Gone", "name": "a", "status": "In stock", "attributes": {},
    }  # fmt: skip


def test_declaration_fulfilled_is_what_will_be_there():
    wanted = declared(status="In use", owner=None, attributes={"Text": "x", "Encrypted": "s"})
    have = current(name="b", status="1", owner="mei.lin", cost=3, attributes={"URL": "u"})
    assert show_as_declared(have, wanted, Showing(KNOWN)) == {
        "id": 7,
        "asset_type": "Specimen",
        "name": "a",
        "status": "In use",
        "owner": None,
        "cost": 3,
        "attributes": {"Text": "x", "URL": "u", "Encrypted": HIDDEN},
    }
    new = show_as_declared(None, wanted, Showing(KNOWN))
    assert (new["id"], new["name"], new["status"], new["owner"]) == (None, "a", "In use", None)
    assert new["attributes"]["Text"] == "x"
    assert new["attributes"]["URL"] is None
    assert set(new) > {field.key for field in SPECIMEN.fields.values() if field.is_system}
