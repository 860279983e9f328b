# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What users may write, and what is refused in a sentence."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import (
    MOMENT,
    Invalid,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    HIDDEN,
    Field,
    Ref,
    Secret,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.wire_forms import SEPARATOR
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    OF_KIND,
)

SEP = SEPARATOR


def refs(*given):
    return frozenset(
        Ref(id=one) if isinstance(one, int) else Ref(name=one) if isinstance(one, str) else one
        for one in given
    )


def sets(*texts):
    return frozenset(texts)


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
    ("datetime", {MOMENT: "2026-02-03T11:49:00"}, "2026-02-03T11:49"),
    ("date", {MOMENT: "2026-02-03T00:00:00"}, "2026-02-03"),
    ("option", "Ada", "Ada"),
    ("option", ["Ada"], "Ada"),
    ("option", 13, "13"),
    ("option", [""], None),
    ("options", ["Bal", "Ada", "Ada"], sets("Ada", "Bal")),
    ("options", "Ada", sets("Ada")),
    ("options", f"Ada{SEP}Bal", sets("Ada", "Bal")),
    ("options", "Ada, Bal", sets("Ada, Bal")),  # which is an option itself
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
    ("groups", ["one, group"], sets("one, group")),
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
    ("references", [42, "41"], refs(Ref(41, text="41"), 42)),
    ("references", "42,41", refs(Ref(name="42,41", text="42,41", alone=True))),
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
        ("rack-07 #41", refs(Ref(name="rack-07 #41", text="rack-07 #41"))),
        ("a, b", refs(Ref(name="a, b", text="a, b", alone=True))),  # for now: what exists decides
        (["a, b"], refs("a, b")),
        ({"name": "a, b"}, refs("a, b")),
        ([{"name": "rack-07 #41"}], refs("rack-07 #41")),
        ("a; b", refs("a; b")),
        ("a\nb", refs("a\nb")),
        ("[a b]", refs("[a b]")),
        ("'a'", refs("'a'")),
        (" a ", refs(" a ")),
        (",", refs(",")),
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


NO_MOMENT = (
    "takes {}, not a date with time, as which YAML has read it: write what is meant in quotes"
)

# kind, written, the sentence
REFUSED = [
    ("text", ["a", "b"], "takes one text, not a list"),
    ("text", {"a": "b"}, "takes one text, not a mapping"),
    (
        "text",
        True,
        'takes a text, not true (YAML reads yes and on as true, too): write what is meant in quotes, such as "yes"',
    ),
    ("long", True, "true is not a value of this field"),
    ("date", False, "false is not a value of this field"),
    ("text", HIDDEN, f"{HIDDEN} is what Ansible shows in place of a hidden value, not the value"),
    ("text", {MOMENT: "2026-02-03T11:49:00"}, NO_MOMENT.format("one text")),
    ("options", [{MOMENT: "2026-02-03T11:49:00"}], NO_MOMENT.format("options")),
    ("references", {MOMENT: "2026-02-03T11:49:00"}, NO_MOMENT.format("an asset's id or name")),
    ("references", [{MOMENT: "2026-02-03T11:49:00"}], NO_MOMENT.format("an asset's id or name")),
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
        "'2026-02-03T11:49' has a time, but this field keeps only the day: write YYYY-MM-DD",
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
        "'2026-02-03T11:49:30' has seconds, but AIP keeps only minutes: write YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        datetime.datetime(2026, 2, 3, 11, 49, 30),
        "'2026-02-03T11:49:30' has seconds, but AIP keeps only minutes: write YYYY-MM-DDTHH:MM",
    ),
    (
        "datetime",
        "2026-02-03T11:49Z",
        "'2026-02-03T11:49Z' has a time zone, but AIP keeps none: write YYYY-MM-DDTHH:MM in the server's time",
    ),
    ("option", "ada", "'ada' is not one of its options; did you mean 'Ada'?"),
    ("option", ["Ada", "Bal"], "takes one option, not a list"),
    ("options", ["Ada", "Dan"], "'Dan' is not one of its options; did you mean 'Can'?"),
    (
        "options",
        [False],
        'takes a text, not false (YAML reads no and off as false, too): write what is meant in quotes, such as "no"',
    ),
    (
        "options",
        "Bal, Can",
        "'Bal, Can' is not one of its options; for several, write a list: [Bal, Can]",
    ),
    (
        "options",
        ["Ada; Can"],
        "'Ada; Can' is not one of its options; for several, write a list: [Ada, Can]",
    ),
    (
        "options",
        "[Ada, Can]",
        "'[Ada, Can]' is not one of its options; for several, write a list: [Ada, Can]",
    ),
    ("option", "Bal, Can", "'Bal, Can' is not one of its options; it takes only one of them"),
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
    (
        "ids",
        "10000,10001",
        '\'10000,10001\' is not an id such as 10000; for several, write a list: ["10000", "10001"]',
    ),
    (
        "id_pairs",
        "10000-1, 10000-2",
        '\'10000-1, 10000-2\' is not an id such as 10000-1; for several, write a list: ["10000-1", "10000-2"]',
    ),
    (
        "user",
        "mei.lin, tomas.novak",
        "'mei.lin, tomas.novak' is not a username or user key: those have no spaces; it takes only one user",
    ),
    (
        "groups",
        "one, group",
        (
            "'one, group' may mean several groups: write the list [one, group] for them, or"
            ' ["one, group"] for the one group of that name'
        ),
    ),
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
        "there is no location '99'; available: '4', '77', 'Annexe', 'Annexe', 'Halden', 'Oslo', 'Store room, basement'",
    ),
    (
        "location",
        "4",
        (
            "'4' may mean two locations: the one with the id 4 ('Oslo') or the one that is named '4' (id 3): write 4"
            " or 3 as a number, without quotes"
        ),
    ),
    (
        "location",
        "Annexe",
        "'Annexe' may mean several locations (ids 6, 7): write the id as a number",
    ),
    ("status", "Broken", "there is no status 'Broken'"),
    ("status", "2", "there is no status '2'"),
    ("references", " ", "a reference must not be blank: write null to clear the field"),
    ("references", ["a", " "], "a reference must not be blank: write null to clear the field"),
    ("references", {"name": " "}, "a reference must not be blank: write null to clear the field"),
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
    ("references", [{"id": "abc"}], "'abc' is not an asset id"),
    ("references", [{"id": 4.5}], "'4.5' is not an asset id"),
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
