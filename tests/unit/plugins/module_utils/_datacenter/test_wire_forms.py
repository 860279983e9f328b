# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How values and the names of fields are spelled for AIP Data Center."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import AipError
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import NAME, SYSTEM_FIELDS
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import KINDS
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Field, Ref, Secret
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import (
    SEARCH_TYPES,
    SEPARATOR,
    spell,
    wire_name,
)
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import OF_KIND

SEP = SEPARATOR

# As the vendor's page "Asset REST services" lists them.
WIRE_NAMES = [
    "asset.status", "asset.substatus", "asset.assignee", "asset.reservedFor", "asset.owner",
    "asset.managedBy", "asset.quantity", "asset.assetTag", "asset.serialNumber", "asset.location",
    "asset.belongsToGroup", "asset.installDate", "asset.cost", "asset.costCurrency",
    "asset.invoiceNumber",
]  # fmt: skip


def refs(*given):
    return frozenset(one if isinstance(one, Ref) else Ref(id=one) for one in given)


def sets(*texts):
    return frozenset(texts)


# kind, value, sent
SENT = [
    ("text", "SN-1", "SN-1"),
    ("text", "  kept, as is ", "  kept, as is "),
    ("text", "12", "12"),
    ("text", "1.5", "1.5"),
    ("text", "2026-02-03", "2026-02-03"),
    ("text_area", "a\nb\nc\n", "a\nb\nc\n"),
    ("currency", "EUR", "EUR"),
    ("currency", "USD", "USD"),
    ("ip", "192.0.2.1", "192.0.2.1"),
    ("ipv6", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:0db8:0000:0000:0000:0000:0000:0001"),
    ("long", 14, 14),
    ("long", 1000, 1000),
    ("long", 0, 0),
    ("long", -(2**63), -(2**63)),
    ("long", 2**53 + 1, 2**53 + 1),
    ("double", 34.12, 34.12),
    ("double", 34.0, 34.0),
    ("double", -0.0005, -0.0005),
    ("double", 0.0, 0.0),
    ("date", "2026-02-03", "2026-02-03"),
    ("datetime", "2026-02-03T11:49", "2026-02-03T11:49"),
    ("option", "Ada", "Ada"),
    ("option", "13", "13"),
    ("options", sets("Ada", "Bal"), f"Ada{SEP}Bal"),
    ("options", sets("Ada"), "Ada"),
    ("options", sets("Ada, Bal"), "Ada, Bal"),
    ("cascading", "1-2-3", "1-2-3"),
    ("cascading", "1-2-4", "1-2-4"),
    ("cascading", "1", "1"),
    ("cascading", "6", "6"),
    ("cascading", "5", "5"),
    ("cascading", "7", "7"),
    ("ids", sets("10000", "10001"), f"10000{SEP}10001"),
    ("ids", sets("10000"), "10000"),
    ("id_pairs", sets("10000-1", "10001-3"), f"10000-1{SEP}10001-3"),
    ("user", "mei.lin", "mei.lin"),
    ("user", "JIRAUSER10101", "JIRAUSER10101"),
    ("user", "4711", "4711"),
    ("user_text", "no user at all", "no user at all"),
    ("groups", sets("a", "b"), '["a", "b"]'),
    ("groups", sets("grp-a", "grp-b"), '["grp-a", "grp-b"]'),
    ("groups", sets("one, group"), '["one, group"]'),
    ("groups", sets("Gäste \"1\""), '["Gäste \\"1\\""]'),
    ("location", "1", "1"),
    ("location", "4", "4"),
    ("location", "2", "2"),
    ("location", "5", "5"),
    ("status", "In stock", "In stock"),
    ("substatus", "Pre-allocated", "Pre-allocated"),
    ("references", refs(41), "41"),
    ("references", refs(41, 42), "41,42"),
    ("references", refs(41, Ref(42, asset_type="Rack")), "41,42"),
    ("encrypted", Secret("s3cret"), "s3cret"),
    ("encrypted", Secret("1234"), "1234"),
    ("references", refs(7, 41, 100), "7,41,100"),
    ("references", refs(Ref(1), Ref(1, "A")), "1"),  # one asset, declared twice
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "sent"), SENT)
def test_value_is_sent(kind, value, sent):
    found = spell(value, OF_KIND[kind])
    assert found == sent
    assert type(found) is type(sent)


def test_values_of_every_kind_are_sent():
    assert {kind for kind, _value, _sent in SENT} == set(KINDS)


def test_reference_to_an_asset_that_is_not_there_yet_cannot_be_sent():
    with pytest.raises(AipError, match="'rack-07' is referred to"):
        spell(refs(Ref(name="rack-07")), OF_KIND["references"])


def test_names_are_those_of_the_sheet():
    assert [wire_name(field) for field in SYSTEM_FIELDS] == WIRE_NAMES
    assert wire_name(NAME) == "asset.name"
    assert wire_name(Field("attributes.status", "status", "text", 3)) == "status"


def test_only_kinds_that_there_are_have_a_search_type():
    assert set(SEARCH_TYPES) <= set(KINDS)
    assert set(SEARCH_TYPES.values()) == {"STRING", "LONG", "DOUBLE", "DATE", "LIST"}
