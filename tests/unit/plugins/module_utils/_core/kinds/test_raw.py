# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What servers may answer: which of it means what was written, and which does not."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Ref,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import SEPARATOR
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    OF_KIND,
)

NOVAK = {
    "key": "tnovak", "username": "Tomas.Novak", "name": "Tomas.Novak", "directoryId": 1,
    "emailAddress": "t@example.com", "displayName": "Tomas Novak", "avatarUrl": "", "active": True,
}  # fmt: skip
EPOCH_DAY = 1580688000000  # 2020-02-03T00:00Z
SEP = SEPARATOR


# kind, written, an answer that means the same
SAME = [
    ("text", "SN-1", "SN-1"),
    ("text", "12", 12),
    ("text", "12", 12.0),
    ("text", "a", {"attributeValue": "a"}),
    ("text", "a", ["a"]),
    ("text_area", "a\nb", "a\r\nb"),
    ("currency", "EUR", "eur"),
    ("currency", "EUR", {"currencyCode": "EUR", "displayName": "Euro"}),
    ("ip", "192.0.2.1", " 192.0.2.1"),
    ("ipv6", "2001:db8::1", "2001:DB8:0:0:0:0:0:1"),
    ("long", 14, "14"),
    ("long", 14, 14.0),
    ("long", 14, "14.0"),
    ("long", 12000000, "1.2E7"),
    ("long", 2**53 + 1, 2**53 + 1),
    ("double", 34.12, "34.120"),
    ("double", 34, "34"),
    ("double", 16777216, "1.6777216E7"),
    ("date", "2020-02-03", "2020-02-03T00:00:00"),
    ("date", "2020-02-03", "2020-02-03T00:00:00.000+0000"),
    ("date", "2020-02-03", "2020-02-03T00:00:00.000+0300"),
    ("date", "2020-02-03", "2020-02-02T21:00:00Z"),
    ("date", "2020-02-03", EPOCH_DAY),
    ("date", "2020-02-03", str(EPOCH_DAY)),
    ("date", "2020-02-03", "03/Feb/20"),
    ("date", "1998-02-03", "3/Feb/98"),
    ("date", "2020-02-03", "03/Feb/2020 10:15 AM"),
    ("date", "2020-02-03", [2020, 2, 3]),
    ("date", "1970-01-01", 0),
    ("date", "1970-01-02", "86400000"),
    ("datetime", "2020-02-03T11:49", "2020-02-03T11:49:00"),
    ("datetime", "2020-02-03T11:49", "2020-02-03 11:49"),
    ("datetime", "2020-02-03T11:49", "2020-02-03T11:49:00.000+0000"),
    ("datetime", "2020-02-03T11:49", "2020-02-03T11:49:00.000+0300"),
    ("datetime", "2020-02-03T11:49", EPOCH_DAY + (11 * 60 + 49) * 60000),
    ("datetime", "2020-02-03T11:49", str(EPOCH_DAY + (11 * 60 + 49) * 60000)),
    ("datetime", "2020-02-03T11:49", "03/Feb/20 11:49 AM"),
    ("datetime", "2020-02-03T12:05", "03/Feb/20 12:05 PM"),
    ("datetime", "2020-02-03T11:49", [2020, 2, 3, 11, 49]),
    ("option", "Ada", ["Ada"]),
    ("option", "Ada", "10"),
    ("option", "Ada", {"id": 10, "attributeValue": "Ada"}),
    ("option", "Ada", {"id": 10}),
    ("option", "14", "14"),
    ("option", "13", 14),
    ("options", ["Ada", "Bal"], f"Bal{SEP}Ada"),
    ("options", ["Ada", "Bal"], ["Bal", "Ada"]),
    ("options", ["Ada", "Bal"], '["Ada", "Bal"]'),
    ("options", ["Ada", "Can"], "Ada,Can"),
    ("options", ["Ada", "Can"], "Can , Ada"),
    ("options", ["Ada", "one; two"], "Ada; one; two"),
    ("options", ["Ada, Bal", "Can"], "Can, Ada, Bal"),
    ("options", ["Ada, Bal"], "Ada, Bal"),
    ("options", ["Ada", "Bal"], [{"id": 10, "attributeValue": "Ada"}, {"id": 11}]),
    ("options", ["Ada"], [10]),
    ("cascading", "1-2-3", ["1", "2", "3"]),
    ("cascading", "1-2-3", [1, 2, 3]),
    ("cascading", "1-2-3", "Europe - Norway - Halden"),
    ("cascading", "1-2-3", "Europe > Norway > Halden"),
    ("cascading", "1-2-3", "Europe / Norway / Halden"),
    ("cascading", "1-2-3", "Europe, Norway, Halden"),
    ("cascading", "1-2-3", "Europe@@@@@@Norway@@@@@@Halden"),
    ("cascading", "1-2-3", [{"id": 1}, {"id": 2}, {"id": 3, "attributeValue": "Halden"}]),
    ("cascading", "1-2-3", "Halden"),
    ("cascading", "7-8", "West-East - Oslo"),
    ("cascading", "5", 5),
    ("ids", ["10000", "10001"], f"10001{SEP}10000"),
    ("ids", ["10000", "10001"], "10000, 10001"),
    ("ids", ["10000", "10001"], [10001, 10000]),
    ("ids", ["10000"], 10000),
    ("ids", ["10000"], [{"id": 10000, "name": "Halden", "key": "HAL"}]),
    ("id_pairs", ["10000-1"], "10000-1"),
    ("id_pairs", ["10000-1", "10001-3"], "10000-1,10001-3"),
    ("id_pairs", ["10000-1"], [{"id": 1, "projectId": 10000, "name": "Core"}]),
    ("id_pairs", ["10000-1"], [{"id": "1", "project": {"id": "10000"}}]),
    ("user", "mei.lin", "MEI.LIN"),
    ("user", "mei.lin", "JIRAUSER10101"),
    ("user", "JIRAUSER10101", "mei.lin"),
    ("user", "tomas.novak", NOVAK),
    ("user", "tnovak", NOVAK),
    ("user", "tnovak", [NOVAK]),
    ("user_text", "tyler-durden", "tyler-durden"),
    ("user_text", "Mei.Lin", "mei.lin"),
    ("user_text", "mei.lin", "JIRAUSER10101"),
    ("groups", ["a", "b"], '["b","a"]'),
    ("groups", ["a", "b"], ["b", "a"]),
    ("groups", ["a", "b"], [{"name": "b"}, {"groupName": "a"}]),
    ("groups", ["a", "b"], "a, b"),
    ("groups", ["a", "b"], "[a, b]"),
    ("groups", ["one, group"], "one, group"),
    ("location", "Halden", 1),
    ("location", "Halden", "1"),
    ("location", "Halden", "Halden"),
    ("location", "Halden", {"id": 1, "locationName": "Halden"}),
    ("location", "Halden", {"locationName": "Halden"}),
    ("location", "Halden", ["Halden"]),
    ("location", "77", "77"),
    ("location", 5, "77"),
    ("location", 4, "4"),
    ("status", "In stock", "1"),
    ("status", "In stock", 1),
    ("status", "In stock", "IN STOCK"),
    ("status", "In use", {"id": "1", "name": "In use"}),
    ("status", "In stock", {"key": "1"}),
    ("substatus", "Available", {"id": 1}),
    ("references", [41, 42], "42,41"),
    ("references", 41, 41),
    ("references", 41, [41]),
    ("references", [41, 42], f"41{SEP}42"),
    ("references", [41, 42], "rack-07 #41, rack-08 #42"),
    ("references", [41, 42], "rack, left #41,rack-08 #42"),
    ("references", [41, 42], ["rack-07 #41", 42]),
    ("references", [41], {"id": 41, "name": "rack-07"}),
    ("references", [41, 42], [{"id": 42, "name": "b"}, {"id": 41}]),
    ("references", ["a", "b"], "b, a"),
    ("references", ["rack, left", "b"], "rack, left, b"),
    ("references", ["rack, left", "b"], ["b", "rack, left"]),
    ("references", ["42", "b"], "42,b"),
    ("references", ["Box #3"], "Box #3"),
]  # fmt: skip


def named(written):
    """References as they are once they were looked up by name: never by a text of digits alone."""
    if isinstance(written, list) and all(isinstance(one, str) for one in written):
        return frozenset(Ref(900 + number, name) for number, name in enumerate(written))
    return None


@pytest.mark.parametrize(("kind", "written", "raw"), SAME)
def test_answer_means_what_was_written(kind, written, raw):
    field = OF_KIND[kind]
    value = (named(written) if kind == "references" else None) or table.parse(written, field, KNOWN)
    assert table.matches_raw(value, raw, field, KNOWN)
    assert not table.matches_raw(None, raw, field, KNOWN)


# kind, written, an answer that means something else, however alike it looks
DIFFERENT = [
    ("text", "SN-1", "sn-1"),
    ("text", "SN-1", "SN-1 "),
    ("text", "1", "1.0"),
    ("text", "a, b", ["b", "a"]),
    ("text_area", "a\nb", "a b"),
    ("currency", "EUR", "EURO"),
    ("ip", "192.0.2.1", "192.0.2.10"),
    ("long", 14, 14.5),
    ("long", 14, "14 pieces"),
    ("long", 2**53, 2**53 + 1),
    ("double", 34.12, 34.13),
    ("double", 34.12, "34,12"),
    ("date", "2020-02-03", "2020-02-02T10:00:00Z"),  # midnight in Hawaii: the day before
    ("date", "2020-02-02", "2020-02-02T11:00:00Z"),  # midnight in New Zealand: the day after
    ("date", "2020-02-02", "2020-02-02T12:00:00Z"),
    ("date", "2020-02-03", EPOCH_DAY - 86400000),
    ("date", "2020-02-03", "03.02.2020"),
    ("date", "2098-02-03", "3/Feb/98"),
    ("datetime", "2020-02-03T11:49", "2020-02-03T11:50"),
    ("datetime", "2020-02-03T08:49", "2020-02-03T11:49+0300"),
    ("option", "Ada", "ada"),
    ("option", "14", 14),
    ("option", "13", "14"),
    ("option", "Ada", ["Ada", "Bal"]),
    ("options", ["Ada", "Bal"], "Ada, Bal"),  # is one option here
    ("options", ["Ada"], f"Ada{SEP}Bal"),
    ("options", ["Ada", "Bal"], ["Ada"]),
    ("options", ["14"], [14]),
    ("cascading", "1-2-3", "1-2"),
    ("cascading", "5", "6"),
    ("cascading", [6], ["6"]),
    ("cascading", "7-8", "Oslo"),  # two options are called so
    ("ids", ["10000"], "10001"),
    ("ids", ["10000"], "Halden"),
    ("ids", ["10000"], [10000, 10001]),
    ("id_pairs", ["10000-1"], [{"id": 1, "projectId": 10001}]),
    ("user", "mei.lin", "tomas.novak"),
    ("user", "mei.lin", "Mei Lin"),
    ("user", "mei.lin", ["mei.lin", "tomas.novak"]),
    ("user_text", "tyler", "Tyler"),
    ("groups", ["a", "b"], ["a"]),
    ("groups", ["a"], '["a","b"]'),
    ("groups", ["a, b"], ["a", "b"]),
    ("location", 3, "4"),  # the name of location 3, and the id of location 4
    ("location", 4, {"locationName": "Halden"}),
    ("location", 6, "Annexe"),  # two are called so
    ("status", "In stock", {"id": "1", "name": "In use"}),
    ("status", "In stock", {"id": "1", "name": "Quarantine"}),
    ("status", "In stock", "2"),
    ("references", [42], "rack-07 #41,rack-08 #42"),
    ("references", [41], "rack-07 #41,rack-08 #42"),
    ("references", [41], [41, 42]),
    ("references", [41, 42], [41]),
    ("references", [41], "rack-07"),
    ("references", ["a"], "a,a"),
    ("references", ["a", "b"], "a,a"),
    ("references", ["a", "b"], "a"),
    ("references", ["rack, left"], "rack"),
    ("references", ["7"], "7"),  # the id 7 rather than the name
]  # fmt: skip


@pytest.mark.parametrize(("kind", "written", "raw"), DIFFERENT)
def test_answer_means_something_else(kind, written, raw):
    field = OF_KIND[kind]
    value = (named(written) if kind == "references" else None) or table.parse(written, field, KNOWN)
    assert not table.matches_raw(value, raw, field, KNOWN)


@pytest.mark.parametrize("key", sorted(FIELDS))
@pytest.mark.parametrize(
    "raw",
    [None, "", [], {}, [""], [None], [[]], [None, ""], {"id": None, "name": ""}, [{"id": None}]],
    ids=repr,
)
def test_answer_with_nothing_in_it_is_empty(key, raw):
    field = FIELDS[key]
    assert table.readings(raw, field, KNOWN) == (None,)
    assert table.matches_raw(None, raw, field, KNOWN)
    assert table.show_raw(raw, field, KNOWN) is None
