# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each field kind: how it is written, what is refused, how it may come back, what is equal."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import Vocabulary
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.references import (
    split_name_and_id,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    Field,
    Option,
    Ref,
    Secret,
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


def refs(*given):
    return frozenset(
        Ref(id=one) if isinstance(one, int) else Ref(name=one) if isinstance(one, str) else one
        for one in given
    )


def sets(*texts):
    return frozenset(texts)


# -- what users write --

# kind, written, canonical
WRITTEN = [
    ("text", "SN-1", "SN-1"),
    ("text", "  kept, as is ", "  kept, as is "),
    ("text", 12, "12"),
    ("text", 1.5, "1.5"),
    ("text", datetime.date(2026, 2, 3), "2026-02-03"),
    ("text_area", "a\r\nb\rc\n", "a\nb\nc\n"),
    ("currency", "eur", "EUR"),
    ("currency", " USD ", "USD"),
    ("ip", " 192.0.2.1 ", "192.0.2.1"),
    ("ipv6", "2001:DB8::1", "2001:0db8:0000:0000:0000:0000:0000:0001"),
    ("long", 14, 14),
    ("long", "14", 14),
    ("long", " +14 ", 14),
    ("long", 14.0, 14),
    ("long", "1e3", 1000),
    ("long", 0, 0),
    ("long", -(2**63), -(2**63)),
    ("long", 2**53 + 1, 2**53 + 1),
    ("double", "34.12", 34.12),
    ("double", 34, 34.0),
    ("double", "-.5e-3", -0.0005),
    ("double", "0", 0.0),
    ("date", "2026-02-03", "2026-02-03"),
    ("date", "20260203", "2026-02-03"),
    ("date", datetime.date(2026, 2, 3), "2026-02-03"),
    ("date", datetime.datetime(2026, 2, 3), "2026-02-03"),
    ("date", "2026-02-03T00:00:00+03:00", "2026-02-03"),
    ("datetime", "2026-02-03T11:49", "2026-02-03T11:49"),
    ("datetime", "2026-02-03 11:49:00", "2026-02-03T11:49"),
    ("datetime", "20260203T1149", "2026-02-03T11:49"),
    ("datetime", datetime.datetime(2026, 2, 3, 11, 49), "2026-02-03T11:49"),
    ("option", "Ada", "Ada"),
    ("option", ["Ada"], "Ada"),
    ("option", 13, "13"),
    ("option", [""], None),
    ("options", ["Bal", "Ada", "Ada"], sets("Ada", "Bal")),
    ("options", "Ada", sets("Ada")),
    ("options", f"Ada{SEP}Bal", sets("Ada", "Bal")),
    ("options", "Ada, Bal", sets("Ada, Bal")),
    ("options", [None, ""], None),
    ("cascading", "1-2-3", "1-2-3"),
    ("cascading", ["Europe", "Norway", "Halden"], "1-2-3"),
    ("cascading", ["Europe", 2, "4"], "1-2-4"),
    ("cascading", "Europe", "1"),
    ("cascading", "6", "6"),
    ("cascading", ["6"], "5"),
    ("cascading", [6], "6"),
    ("cascading", "West-East", "7"),
    ("cascading", [None], None),
    ("ids", [10000, "10001"], sets("10000", "10001")),
    ("ids", 10000, sets("10000")),
    ("id_pairs", ["10000-1", "10001-3"], sets("10000-1", "10001-3")),
    ("user", "mei.lin", "mei.lin"),
    ("user", "JIRAUSER10101", "JIRAUSER10101"),
    ("user", 4711, "4711"),
    ("user_text", "no user at all", "no user at all"),
    ("groups", ["b", "a", "b"], sets("a", "b")),
    ("groups", '["grp-a","grp-b"]', sets("grp-a", "grp-b")),
    ("groups", "one, group", sets("one, group")),
    ("groups", "[]", None),
    ("groups", ["Gäste \"1\""], sets("Gäste \"1\"")),
    ("location", "Halden", "1"),
    ("location", 4, "4"),
    ("location", "2", "2"),
    ("location", "77", "5"),
    ("location", "Store room, basement", "2"),
    ("status", "in STOCK", "In stock"),
    ("status", "1", "In stock"),
    ("status", 1, "In stock"),
    ("substatus", "pre-allocated", "Pre-allocated"),
    ("references", 41, refs(41)),
    ("references", [42, "41"], refs(41, 42)),
    ("references", "42,41", refs(41, 42)),
    ("references", [{"id": "41"}, {"id": 42, "asset_type": "Rack"}], refs(41, Ref(42, asset_type="Rack"))),
    ("encrypted", "s3cret", Secret("s3cret")),
    ("encrypted", 1234, Secret("1234")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "written", "expected"), WRITTEN)
def test_written_value_is_parsed(kind, written, expected):
    value = table.parse(written, OF_KIND[kind], KNOWN)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["rack, left"], refs("rack, left")),
        ("rack-07 #41", refs("rack-07 #41")),
        ("a, b", refs("a", "b")),
        ({"asset_type": "Rack", "name": "42"}, refs(Ref(name="42", asset_type="Rack"))),
        ("007", refs("007")),  # no id begins with 0
        ("²", refs("²")),  # a digit to str.isdigit, but of no number
        ("9" * 30, refs("9" * 30)),
    ],
    ids=lambda given: "" if isinstance(given, frozenset) else str(given),
)
def test_reference_is_written_by_name(written, expected):
    assert table.parse(written, OF_KIND["references"], KNOWN) == expected


@pytest.mark.parametrize("key", sorted(FIELDS))
@pytest.mark.parametrize("clear", [None, "", [], {}], ids=repr)
def test_empty_value_clears(key, clear):
    assert table.parse(clear, FIELDS[key], KNOWN) is None


# kind, written, the sentence
REFUSED = [
    ("text", ["a", "b"], "takes one text, not a list"),
    ("text", {"a": "b"}, "takes one text, not a mapping"),
    ("text", True, "true is not a value of a field: put it in quotes"),
    ("text", HIDDEN, f"{HIDDEN} is what Ansible shows in place of a hidden value, not the value"),
    ("currency", "Euro", "'EURO' is not a currency code of three letters, such as EUR"),
    ("currency", "€", "'€' is not a currency code of three letters, such as EUR"),
    ("ip", "192.0.2.256", "'192.0.2.256' is not an IPv4 address"),
    ("ip", "2001:db8::1", "'2001:db8::1' is not an IPv4 address"),
    ("ip", "192.0.2.0/24", "'192.0.2.0/24' is not an IPv4 address"),
    ("ipv6", "192.0.2.1", "'192.0.2.1' is not an IPv6 address"),
    ("long", "ten", "'ten' is not a whole number"),
    ("long", 1.5, "'1.5' is not a whole number"),
    ("long", "1,000", "'1,000' is not a whole number"),
    ("long", "inf", "'inf' is not a whole number"),
    ("long", 2**63, f"{2**63} is beyond the 64 bits of a whole number"),
    ("long", [1], "takes a whole number, not a list"),
    ("double", "34,12", "'34,12' is not a number, such as 34.12"),
    ("double", "nan", "'nan' is not a number, such as 34.12"),
    ("double", "1e999", "'1e999' is not a number, such as 34.12"),
    ("double", 10**400, f"'{10**400}' is not a number, such as 34.12"),
    ("date", "03/02/2026", "'03/02/2026' is not a date: write it as YYYY-MM-DD"),
    ("date", "2026-02-30", "'2026-02-30' is not a date: write it as YYYY-MM-DD"),
    ("date", "tomorrow", "'tomorrow' is not a date: write it as YYYY-MM-DD"),
    (
        "date",
        "2026-02-03T11:49",
        "'2026-02-03T11:49' has a time, and this field keeps only the day: write YYYY-MM-DD",
    ),
    (
        "datetime",
        "2026-02-03",
        "'2026-02-03' is not a date with time: write it as YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        "2026-02-03T25:00",
        "'2026-02-03T25:00' is not a date with time: write it as YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        "2026-02-03T11:49:30",
        "'2026-02-03T11:49:30' has seconds, and AIP keeps only minutes: write YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        datetime.datetime(2026, 2, 3, 11, 49, 30),
        "'2026-02-03T11:49:30' has seconds, and AIP keeps only minutes: write YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        "2026-02-03T11:49Z",
        "'2026-02-03T11:49Z' names a time zone, and AIP keeps none: write YYYY-MM-DDTHH:MM in the server's time",
    ),
    ("option", "ada", "'ada' is not one of its options; did you mean 'Ada'?"),
    ("option", ["Ada", "Bal"], "takes one option, not a list"),
    ("options", ["Ada", "Dan"], "'Dan' is not one of its options; did you mean 'Can'?"),
    ("options", [True], "true cannot be options: put it in quotes"),
    ("options", {"Ada": 1}, "takes a list of options, not a mapping"),
    (
        "options",
        [f"Ada{SEP}Bal"],
        f"these values are ambiguous once joined with the server's separator {SEP}: Ada{SEP}Bal",
    ),
    ("cascading", "1-3", "'1-3' is not a path through its options"),
    (
        "cascading",
        ["Europe", "Halden"],
        "'Europe > Halden' is not a path through its options; did you mean 'Halden'?",
    ),
    ("ids", ["HALDEN"], "'HALDEN' is not an id such as 10000"),
    ("ids", ["١٠"], "'١٠' is not an id such as 10000"),
    ("ids", "10000,10001", "'10000,10001' is not an id such as 10000"),
    ("id_pairs", "10000", "'10000' is not an id such as 10000-1"),
    ("user", "Mei Lin", "'Mei Lin' is not a username or user key: those have no spaces"),
    ("user", ["mei.lin"], "takes one username or user key, not a list"),
    ("groups", '["a"', "'[\"a\"' is not a JSON list of group names"),
    ("groups", {"a": 1}, "takes a list of group names, not a mapping"),
    ("groups", [["a"]], "takes group names, not a list"),
    ("location", "Haldn", "there is no location 'Haldn'; did you mean 'Halden'?"),
    (
        "location",
        99,
        "there is no location '99'; there are: '4', '77', 'Annexe', 'Annexe', 'Halden', 'Oslo', 'Store room, basement'",
    ),
    ("location", "4", "'4' may mean several locations (ids 3, 4): write the id as a number"),
    (
        "location",
        "Annexe",
        "'Annexe' may mean several locations (ids 6, 7): write the id as a number",
    ),
    ("status", "Broken", "there is no status 'Broken'"),
    ("status", "2", "there is no status '2'"),
    ("references", [["a"]], "takes an asset's id or name, not a list"),
    (
        "references",
        [{"asset_type": "Rack"}],
        "a reference is an id, a name, 'name #id', or a mapping with asset_type and name (or with id alone)",
    ),
    (
        "references",
        [{"id": 1, "name": "a"}],
        "a reference is an id, a name, 'name #id', or a mapping with asset_type and name (or with id alone)",
    ),
    (
        "references",
        [{"key": "a"}],
        "a reference is an id, a name, 'name #id', or a mapping with asset_type and name (or with id alone)",
    ),
    ("references", [{"id": "abc"}], "'abc' is not the id of an asset"),
    ("references", [{"id": 4.5}], "'4.5' is not the id of an asset"),
]


@pytest.mark.parametrize(("kind", "written", "sentence"), REFUSED)
def test_wrong_value_is_refused_in_a_sentence(kind, written, sentence):
    with pytest.raises(Invalid) as caught:
        table.parse(written, OF_KIND[kind], KNOWN)
    said = str(caught.value)
    assert said == sentence or (said.startswith(sentence) and "; " in said[len(sentence) :][:2])


@pytest.mark.parametrize("kind", sorted(table.KINDS))
def test_huge_number_in_a_text_is_no_crash(kind):
    with contextlib.suppress(Invalid):
        table.parse("9" * 5000, OF_KIND[kind], KNOWN)
    table.readings("9" * 5000, OF_KIND[kind], KNOWN)


def test_attribute_of_an_unknown_type_cannot_be_written():
    field = Field("Colour", "Colour", "", 1, "ColourPicker")
    known = dataclasses.replace(KNOWN, way_out={"attribute_type": ": map it"})
    with pytest.raises(Invalid) as caught:
        table.parse("red", field, known)
    assert str(caught.value) == "its attribute type 'ColourPicker' is not known: map it"
    assert table.readings("red", field, KNOWN) == ("red",)
    assert table.parse(None, field, KNOWN) is None


# -- what servers answer --

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
    ("location", 6, "Annexe"),  # two are called so: nobody can tell
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


def same_refs(declared, raw):
    return table.matches_raw(frozenset(declared), raw, OF_KIND["references"], KNOWN)


def test_reference_that_only_looks_like_name_and_id_is_not_that_asset():
    box_9, thing_3 = Ref(9, "Box #3"), Ref(3, "Thing")
    assert same_refs([box_9], "Box #3")
    assert not same_refs([thing_3], "Box #3")
    assert same_refs([Ref(3, "Box")], "Box #3")
    assert same_refs([thing_3], [{"id": 3, "name": "renamed since"}])


def test_asset_that_is_declared_twice_is_one_reference():
    twice = [Ref(1), Ref(1, "A")]
    assert same_refs(twice, "1")
    assert not same_refs(twice, "1,2")


def test_assets_of_one_name_are_counted():
    twins = [Ref(5, "twin"), Ref(6, "twin")]
    assert same_refs(twins, "twin,twin")
    assert same_refs(twins, [{"id": 6, "name": "twin"}, {"id": 5, "name": "twin"}])
    assert not same_refs(twins, "twin")
    assert not same_refs(twins[:1], "twin,twin")
    assert not same_refs(twins[:1], [{"id": 6, "name": "twin"}])


def test_reference_is_found_by_its_id_before_another_takes_it_by_name():
    by_id, by_name = Ref(5, "twin"), Ref(name="twin")
    assert same_refs([by_id, by_name], [{"id": 5, "name": "twin"}, {"id": 6, "name": "twin"}])
    assert same_refs([by_id, Ref(6, "twin")], ["twin", {"id": 5, "name": "twin"}])
    assert not same_refs([by_id, by_name], [{"id": 6, "name": "twin"}, {"id": 7, "name": "twin"}])


def test_asset_that_will_be_created_is_none_that_is_there():
    assert not same_refs([Ref(name="twin", new=3)], "twin")


def test_many_commas_in_an_answer_take_no_time():
    names = [f"asset {number}" for number in range(500)]
    declared = [Ref(number, name) for number, name in enumerate(names, 1)]
    assert same_refs(declared, ",".join(names))
    assert same_refs(declared, ",".join(f"{ref.name} #{ref.id}" for ref in declared))
    assert not same_refs(declared[1:], ",".join(names))


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


# -- time zones --

ISTANBUL = datetime.timezone(datetime.timedelta(hours=3))
KIRITIMATI = datetime.timezone(datetime.timedelta(hours=14))
SAMOA = datetime.timezone(datetime.timedelta(hours=-11))
OFFSETS = range(-12 * 60, 14 * 60 + 1, 15)


@pytest.mark.parametrize("minutes", OFFSETS)
def test_midnight_in_the_zone_of_the_server_is_its_day(minutes):
    zone = datetime.timezone(datetime.timedelta(minutes=minutes))
    midnight = datetime.datetime(2020, 2, 3, tzinfo=zone)
    epoch = int(midnight.timestamp() * 1000)
    in_utc = midnight.astimezone(datetime.timezone.utc).isoformat()
    told = dataclasses.replace(KNOWN, time_zone=zone)
    for raw in (epoch, str(epoch), in_utc, midnight.isoformat()):
        assert table.readings(raw, OF_KIND["date"], told) == ("2020-02-03",)
        # Where nobody told the zone, it is still right from Hawaii to New Zealand.
        if -10 * 60 <= minutes <= 13 * 60:
            assert table.readings(raw, OF_KIND["date"], KNOWN) == ("2020-02-03",)


@pytest.mark.parametrize("zone", [ISTANBUL, KIRITIMATI, SAMOA, datetime.timezone.utc], ids=str)
@pytest.mark.parametrize("hour", [0, 3, 10, 11, 12, 13, 14, 21, 23])
def test_answer_with_a_moment_means_one_value_only(zone, hour):
    told = dataclasses.replace(KNOWN, time_zone=zone)
    moment = datetime.datetime(2020, 2, 3, hour, tzinfo=datetime.timezone.utc)
    for kind in ("date", "datetime"):
        for raw in (int(moment.timestamp() * 1000), moment.isoformat()):
            assert len(table.readings(raw, OF_KIND[kind], told)) == 1


def test_instant_is_read_on_the_clock_of_the_server():
    told = dataclasses.replace(KNOWN, time_zone=ISTANBUL)
    field = OF_KIND["datetime"]
    for raw in ("2020-02-03T10:00:00Z", "2020-02-03T10:00:00.000+0000", EPOCH_DAY + 36000000):
        assert table.readings(raw, field, told) == ("2020-02-03T13:00",)
        assert table.readings(raw, field, KNOWN) == ("2020-02-03T10:00",)
    assert table.readings("2020-02-03T13:00+03:00", field, told) == ("2020-02-03T13:00",)
    assert table.readings("2020-02-03T12:00+02:00", field, told) == ("2020-02-03T13:00",)
    assert table.readings("2020-02-03T13:00+03:00", field, KNOWN) == ("2020-02-03T13:00",)


@pytest.mark.parametrize("kind", ["date", "datetime"])
@pytest.mark.parametrize(
    "raw",
    [
        "0001-01-01T05:00:00+14:00", "9999-12-31T23:00:00-05:00", "9999-12-31T23:30:00Z",
        10**30, -(10**30), float("nan"), float("inf"), [10**30, 1, 1], [2020, 13, 45],
        "2020-02-03T00:00+99:99", "2020-00-00", "99/Foo/99", "31/Feb/20", 253402300799999,
    ],
    ids=str,
)  # fmt: skip
def test_moment_beyond_the_calendar_is_read_as_something(kind, raw):
    assert table.readings(raw, OF_KIND[kind], KNOWN)


# -- what users are shown --

# kind, answer, shown
SHOWN = [
    ("text", "SN-1", "SN-1"),
    ("text_area", "a\r\nb", "a\nb"),
    ("long", "14", 14),
    ("double", "34.0", 34),
    ("double", "34.12", 34.12),
    ("double", "about 3", "about 3"),
    ("date", EPOCH_DAY, "2020-02-03"),
    ("datetime", "2020-02-03 11:49:30", "2020-02-03T11:49"),
    ("options", f"Can{SEP}Ada", ["Ada", "Can"]),
    ("cascading", "1-2-3", ["Europe", "Norway", "Halden"]),
    ("cascading", "9-9", "9-9"),
    ("ids", "10001,10000", ["10000", "10001"]),
    ("user", NOVAK, "Tomas.Novak"),
    ("groups", '["b","a"]', ["a", "b"]),
    ("location", 1, "Halden"),
    ("location", 2, "Store room, basement"),
    ("location", 4, "Oslo"),
    ("location", 3, 3),  # its name "4" may be the id of another one
    ("location", 5, "77"),
    ("location", 7, 7),  # another one has its name
    ("location", 99, 99),
    ("location", "elsewhere", "elsewhere"),
    ("status", "1", "In stock"),
    ("status", "2", "2"),
    ("references", "42,41", [41, 42]),
    ("references", "b,a", ["a", "b"]),
    ("references", [{"id": 41, "name": "a"}, {"id": 42}], [42, "a #41"]),
    ("references", ["42,", {"name": "42"}], ["42,", {"name": "42"}]),
    ("encrypted", "whatever came", HIDDEN),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "raw", "shown"), SHOWN)
def test_answer_is_shown_in_the_spelling_of_users(kind, raw, shown):
    field = OF_KIND[kind]
    found = table.show_raw(raw, field, KNOWN)
    if kind == "references":
        assert sorted(found, key=str) == sorted(shown, key=str)
    else:
        assert found == shown
    assert type(found) is type(shown)
    json.dumps(found)


def test_location_whose_name_has_spaces_around_it_is_shown_so_that_it_can_be_written():
    for place in KNOWN.locations:
        odd = dataclasses.replace(place, name=f" {place.name}")
        known = dataclasses.replace(
            KNOWN, locations=(*KNOWN.locations, dataclasses.replace(odd, id=70 + odd.id))
        )
        shown = table.show(str(70 + odd.id), OF_KIND["location"], known)
        assert table.parse(shown, OF_KIND["location"], known) == str(70 + odd.id)


# -- secrets --


def test_secret_never_shows_itself():
    value = table.parse("s3cret", OF_KIND["encrypted"], KNOWN)
    for text in (repr(value), str(value), f"{value}", repr({"a": (value,)})):
        assert "s3cret" not in text
    assert table.show(value, OF_KIND["encrypted"], KNOWN) == HIDDEN


@pytest.mark.parametrize("raw", ["s3cret", "********", None, ""], ids=repr)
def test_secret_is_never_compared(raw):
    assert not table.matches_raw(Secret("s3cret"), raw, OF_KIND["encrypted"], KNOWN)


# -- words of a server of its own --


def test_statuses_of_the_dialect_count():
    words = Vocabulary(
        statuses={"In use": (), "Quarantine": ("Virus",)},
        status_keys={"2": "In use"},
        substatus_keys={"31": "Virus"},
    )
    known = dataclasses.replace(KNOWN, vocabulary=words)
    assert table.parse("quarantine", OF_KIND["status"], known) == "Quarantine"
    assert table.parse("31", OF_KIND["substatus"], known) == "Virus"
    assert table.readings(2, OF_KIND["status"], known) == ("In use",)


def test_options_that_nobody_listed_are_taken_as_written():
    bare = dataclasses.replace(OF_KIND["options"], options=())
    value = table.parse(["x", "y"], bare, KNOWN)
    assert value == sets("x", "y")
    assert table.matches_raw(value, f"y{SEP}x", bare, KNOWN)
    assert table.matches_raw(value, "y, x", bare, KNOWN)
    cascade = dataclasses.replace(OF_KIND["cascading"], options=())
    assert table.parse("1-2", cascade, KNOWN) == "1-2"
    with pytest.raises(Invalid, match="write option ids"):
        table.parse(["Europe"], cascade, KNOWN)


def test_option_that_looks_like_a_list_is_one_option():
    options = (Option("1", '["a"]'), Option("2", "a"), Option("3", "a,b"), Option("4", "b"))
    field = dataclasses.replace(OF_KIND["options"], options=options)
    assert table.readings('["a"]', field, KNOWN) == (sets('["a"]'),)
    assert table.readings('["a", "b"]', field, KNOWN) == (sets("a", "b"),)
    assert table.readings("a,b", field, KNOWN) == (sets("a,b"),)


def test_flat_options_are_a_path_by_their_order_only():
    flat = tuple(dataclasses.replace(one, path=(one.id,)) for one in OF_KIND["cascading"].options)
    field = dataclasses.replace(OF_KIND["cascading"], options=flat)
    assert table.parse("1-2-3", field, KNOWN) == "1-2-3"
    assert table.matches_raw("1-2-3", "1-2-3", field, KNOWN)


# -- servers of another kind --


def test_without_a_separator_a_text_is_one_value():
    plain = dataclasses.replace(KNOWN, separator="")
    field = dataclasses.replace(OF_KIND["options"], options=())
    assert table.parse(f"a{SEP}b", field, plain) == sets(f"a{SEP}b")
    assert table.readings(f"a{SEP}b", field, plain) == (sets(f"a{SEP}b"),)
    assert table.matches_raw(sets("a", "b"), "a, b", field, plain)
    assert table.readings("Europe - Norway", OF_KIND["cascading"], plain) == ("1-2",)
    assert table.readings("10000,10001", OF_KIND["ids"], plain) == (sets("10000", "10001"),)
    assert table.matches_raw(refs(41, 42), "41,42", OF_KIND["references"], plain)


TEXT_IDS = dataclasses.replace(
    KNOWN, parse_id=lambda text: text.strip() if re.fullmatch(r"\s*a-[0-9]+\s*", text) else None
)


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        ("a-1,a-2", "a-2, a-1"),
        ([{"id": "a-1"}], [{"id": "a-1", "name": "rack-07"}]),
        (["a-1", "a-2"], "rack, left #a-1, rack-08 #a-2"),
        ({"asset_type": "Rack", "id": "a-3"}, "a-3"),
        (["a-1", "a-2"], f"a-1{SEP}a-2"),
    ],
)
def test_id_is_whatever_the_server_says(written, raw):
    field = OF_KIND["references"]
    value = table.parse(written, field, TEXT_IDS)
    assert {type(ref.id) for ref in value} == {str}
    assert table.matches_raw(value, raw, field, TEXT_IDS)
    assert split_name_and_id("rack #7 #a-1", TEXT_IDS) == ("rack #7", "a-1")
    assert split_name_and_id("rack #7", TEXT_IDS) == ("rack #7", None)


def test_number_is_a_name_where_ids_are_texts():
    field = OF_KIND["references"]
    assert table.parse(["7", 8], field, TEXT_IDS) == refs("7", "8")
    with pytest.raises(Invalid, match="'7' is not the id of an asset"):
        table.parse({"id": 7}, field, TEXT_IDS)
