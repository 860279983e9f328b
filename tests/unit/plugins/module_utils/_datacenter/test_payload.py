# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON of create and update, in each variant of the dialect."""

from __future__ import annotations

import json

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Ref, Secret
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.dialect import (
    Dialect,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.payload import (
    build_payload,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import wire_name
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    SPECIMEN,
)

VALUES = [
    (FIELDS["status"], "In use"),
    (FIELDS["quantity"], 3),
    (FIELDS["cost"], 34.5),
    (FIELDS["owner"], None),
    (FIELDS["Text"], "x"),
    (FIELDS["Checkbox"], frozenset({"b", "a"})),
    (FIELDS["Asset List"], frozenset({Ref(42, "n"), Ref(7)})),
    (FIELDS["Encrypted"], Secret("s3cret")),
    (FIELDS["URL"], None),
]


def entry(name, value):
    return {
        "attribute": {"id": FIELDS[name].attribute_id, "attributeName": name},
        "attributeValue": value,
    }


def built(dialect=Dialect(), asset_type=SPECIMEN, values=None):  # noqa: B008  (frozen)
    return build_payload("a", asset_type, VALUES if values is None else values, dialect)


ENTRIES = [
    entry("Text", "x"), entry("Checkbox", "a@@@@@@b"), entry("Asset List", "7,42"),
    entry("Encrypted", "s3cret"), entry("URL", ""),
]  # fmt: skip
SYSTEM = {"asset.status": "In use", "asset.quantity": 3, "asset.cost": 34.5, "asset.owner": ""}
MAP = {"Text": "x", "Checkbox": "a@@@@@@b", "Asset List": "7,42", "Encrypted": "s3cret", "URL": ""}


def test_default_has_only_keys_that_are_documented_somewhere():
    assert built() == {"name": "a", "formId": 1, **SYSTEM, "attributes": ENTRIES}


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ({"asset_type_key": "formName"}, {"formName": "Specimen", **SYSTEM, "attributes": ENTRIES}),
        ({"asset_type_key": "form"}, {"form": "Specimen", **SYSTEM, "attributes": ENTRIES}),
        ({"attributes": "map"}, {"formId": 1, **SYSTEM, "attributes": MAP}),
        (
            {"system_fields": "attributes"},
            {"formId": 1, "attributes": [
                *({"attribute": {"attributeName": name}, "attributeValue": value} for name, value in SYSTEM.items()),
                *ENTRIES,
            ]},
        ),
        (
            {"system_fields": "attributes", "attributes": "map"},
            {"formId": 1, "attributes": {**SYSTEM, **MAP}},
        ),
        (
            {"numbers": "text"},
            {"formId": 1, **SYSTEM, "asset.quantity": "3", "asset.cost": "34.5", "attributes": ENTRIES},
        ),
        (
            {"clear_with": "null"},
            {"formId": 1, **SYSTEM, "asset.owner": None, "attributes": [*ENTRIES[:-1], entry("URL", None)]},
        ),
    ],
    ids=str,
)  # fmt: skip
def test_dialect_chooses_the_variant(dialect, expected):
    assert built(Dialect(**dialect)) == {"name": "a", **expected}


def test_what_is_not_sent_is_not_there():
    assert built(asset_type=None, values=[]) == {"name": "a"}
    assert built(asset_type=None, values=VALUES[:1]) == {"name": "a", "asset.status": "In use"}
    assert built(asset_type=None, values=VALUES[4:5]) == {"name": "a", "attributes": ENTRIES[:1]}


@pytest.mark.parametrize(
    ("value", "number", "text"),
    [
        (34.0, 34, "34"),
        (34.12, 34.12, "34.12"),
        (0.0, 0, "0"),
        (-0.5, -0.5, "-0.5"),
        (1e300, 1e300, "1e+300"),
    ],
)
def test_number_is_sent_as_short_as_it_is(value, number, text):
    cost = [(FIELDS["cost"], value)]
    sent = built(values=cost)["asset.cost"]
    assert (sent, type(sent)) == (number, type(number))
    assert built(Dialect(numbers="text"), values=cost)["asset.cost"] == text


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_every_field_is_sent_as_text_or_number(key):
    field = FIELDS[key]
    sample = {
        "cascading": "1-2", "ids": "10000", "id_pairs": "10000-1", "ip": "192.0.2.1", "location": 1,
        "ipv6": "2001:db8::1", "long": 3, "double": 1.5, "date": "2026-02-03", "status": "In use",
        "datetime": "2026-02-03T11:49", "substatus": "Lost", "references": 41, "currency": "EUR",
    }.get(field.kind, "Ada")  # fmt: skip
    value = table.parse(sample, field, KNOWN)
    body = built(values=[(field, value)])
    sent = body[wire_name(field)] if field.is_system else body["attributes"][0]["attributeValue"]
    assert isinstance(sent, (str, int, float))
    assert isinstance(sent, str) == (field.kind not in ("long", "double"))
    assert json.loads(json.dumps(body)) == body
    cleared = built(values=[(field, None)])
    assert (
        cleared[wire_name(field)] if field.is_system else cleared["attributes"][0]["attributeValue"]
    ) == ""
