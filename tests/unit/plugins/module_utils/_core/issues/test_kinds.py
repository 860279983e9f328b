# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fields: what users write, what servers show and what requests have is one value, or refused."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.issues import kinds
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.differences import is_same
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.durations import (
    parse_duration,
    same_estimates,
    seconds_of,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.issues.fields import (
    Field,
    Fields,
    field_of,
    kind_of,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid

hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies

OPTIONS = kinds.list_of(kinds.OPTION)
PEOPLE = kinds.list_of(kinds.PERSON)
MAIL = {"self": "x", "value": "Mail", "id": "1"}
HALDEN = {"value": "Halden", "child": {"value": "Laboratory", "id": "3"}}
MORNING = "2026-01-26T07:30:00.000+0000"

# Kind; what is written; what a server shows that is the same; what is sent to Data Center
SAME = [
    (kinds.TEXT, "a\r\nb \n", "a\nb", "a\nb"),
    (kinds.TEXT, 5, "5", "5"),
    (kinds.LINE, "  a b\n", "a b", "a b"),
    (kinds.NUMBER, "12.50", 12.5, 12.5),
    (kinds.NUMBER, 3.0, 3, 3),
    (kinds.NUMBER, "-1e2", -100, -100),
    (kinds.DATE, datetime.date(2026, 3, 31), "2026-03-31", "2026-03-31"),
    (kinds.DATE, " 2026-03-31", "2026-03-31T00:00", "2026-03-31"),
    (kinds.MOMENT, "2026-01-26T08:30:00+01:00", MORNING, MORNING),
    (kinds.MOMENT, "2026-01-26 07:30", MORNING, MORNING),
    (kinds.MOMENT, "2026-01-26T07:30:00.999999999Z", MORNING, MORNING),
    (kinds.MOMENT, "2026-01-26T02:00:00 -0530", MORNING, MORNING),
    (kinds.NAMED, " High ", {"name": "High", "id": "2"}, {"name": "High"}),
    (kinds.NAMED, 7, {"name": "7"}, {"name": "7"}),
    (kinds.OPTION, "Mail", MAIL, {"value": "Mail"}),
    (OPTIONS, "Mail", [MAIL], [{"value": "Mail"}]),
    (OPTIONS, ["Mail", "Mail "], [MAIL], [{"value": "Mail"}]),
    (kinds.LABELS, ["b", "a"], ["a", "b"], ["b", "a"]),
    (
        kinds.CASCADE,
        ["Halden", "Laboratory"],
        HALDEN,
        {"value": "Halden", "child": {"value": "Laboratory"}},
    ),
    (
        kinds.CASCADE,
        {"value": "Halden", "child": "Laboratory"},
        HALDEN,
        {"value": "Halden", "child": {"value": "Laboratory"}},
    ),
    (kinds.CASCADE, ["Lisbon", None], {"value": "Lisbon"}, {"value": "Lisbon"}),
    (kinds.ISSUE, "ops-1", {"key": "OPS-1", "id": "10000"}, {"key": "OPS-1"}),
    (kinds.ISSUE, 10000, {"key": "OPS-1", "id": "10000"}, {"id": "10000"}),
    (kinds.EPIC, "ops-1", "OPS-1", "OPS-1"),
    (kinds.PROJECT, "dev", {"key": "DEV", "id": "10001"}, {"key": "DEV"}),
    (kinds.PROJECT, "10001", {"key": "DEV", "id": "10001"}, {"id": "10001"}),
    (kinds.RAW, {"a": [1]}, {"a": [1], "self": "x"}, {"a": [1]}),
    (
        kinds.TRACKING,
        {"originalEstimate": "12H"},
        {"originalEstimate": "1d 4h", "originalEstimateSeconds": 43200},
        {"originalEstimate": "12h"},
    ),
]


@pytest.mark.parametrize(("kind", "written", "shown", "sent"), SAME)
def test_what_is_written_is_what_is_shown_and_sent(kind, written, shown, sent):
    field = Field("customfield_1", "One", kind)
    value = kind.parse(written)
    assert is_same(field, kind.read(shown), value)
    assert kind.send(value, False) == sent
    # What results show of it can be written again.
    again = kind.parse(kind.show(kind.read(shown)))
    assert is_same(field, kind.read(shown), again)


WRONG = [
    (kinds.NUMBER, ("twelve", "12,5", "nan", "inf", True, [1], {"a": 1}, "")),
    (kinds.DATE, ("31.3.2026", "2026-02-30", datetime.datetime(2026, 1, 1), True, "2026-1-1")),
    (
        kinds.MOMENT,
        (
            "yesterday",
            "2026-01-26",
            datetime.date(2026, 1, 26),
            "2026-01-26T25:00",
            5,
            "20260126T0730",
        ),
    ),
    (kinds.LABELS, (["a b"], [None], [["a"]], {"a": 1}, True)),
    (kinds.CASCADE, (["a", "b", "c"], [], {"child": "b"}, {"value": "a", "other": 1})),
    (kinds.ISSUE, ("OPS", "OPS-0", "-1", True, ["OPS-1"], "OPS-1/../x")),
    (kinds.NAMED, ({"name": "x"}, [], True, "  ")),
    (kinds.TEXT, ([], {}, True)),
    (kinds.LINE, ("a\nb",)),
    (
        kinds.TRACKING,
        ("1d", {"timeSpent": "1d"}, {"originalEstimate": "soon"}, {"originalEstimate": None}),
    ),
    (kinds.RAW, ({"a": {1, 2}},)),
]


@pytest.mark.parametrize(("kind", "value"), [(kind, one) for kind, every in WRONG for one in every])
def test_what_is_wrong_is_refused(kind, value):
    with pytest.raises(Invalid):
        kind.parse(value)


def test_two_new_users_are_two():
    """They have no ids until they were looked up."""
    assert len(PEOPLE.parse(["Mei Lin", "Aisha Khan", "Mei Lin"])) == 2


@pytest.mark.parametrize(
    ("shown", "seconds", "declared", "same"),
    [
        ("1d 4h", 43200, "12h", True),
        ("1d 4h", 43200, "1d 4h", True),
        ("1w", 144000, "5d", True),
        ("1h", 3600, "60", True),
        # Where a day has 24 hours, what is shown is the same, and lengths with days in them say nothing.
        ("1d 12h", 129600, "36h", True),
        ("1d 12h", 129600, "1d 12h", True),
        ("8h", 28800, "1d", False),
        ("1d", 28800, "2d", False),
        (None, None, "1d", False),
    ],
)
def test_estimates(shown, seconds, declared, same):
    of_server = {"originalEstimate": shown, "originalEstimateSeconds": seconds}
    written = {"originalEstimate": parse_duration(declared)}
    assert same_estimates(of_server, written) is same


@hypothesis.given(st.integers(0, 10**6), st.sampled_from("wdhm"))
def test_a_duration_has_one_length(number, unit):
    assert seconds_of(parse_duration(f"{number}{unit.upper()}")) == seconds_of(
        parse_duration(f"0m {number}{unit}")
    )


@hypothesis.given(
    st.datetimes(min_value=datetime.datetime(1970, 1, 2), max_value=datetime.datetime(2900, 1, 1))
)
def test_moments_survive_the_way_to_the_server_and_back(when):
    value = kinds.MOMENT.parse(when)
    assert kinds.MOMENT.read(kinds.MOMENT.send(value, False)) == value
    assert kinds.MOMENT.parse(kinds.MOMENT.show(value)) == value


@hypothesis.given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_texts_are_compared_as_servers_store_them(text):
    value = kinds.TEXT.parse(text)
    assert kinds.TEXT.read(text.rstrip()) in (value, None)
    assert kinds.TEXT.read(text.replace("\n", "\r\n")) in (value, None)


# -- fields --

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes"
SCHEMAS = [
    ("summary", {"type": "string"}, kinds.LINE),
    ("customfield_1", {"type": "string", "custom": f"{CUSTOM}:textfield"}, kinds.LINE),
    ("customfield_1", {"type": "string", "custom": "com.example:thing"}, kinds.TEXT),
    ("customfield_1", {"type": "string", "custom": f"{CUSTOM}:url"}, kinds.LINE),
    ("customfield_1", {"type": "string", "custom": f"{CUSTOM}:readonlyfield"}, kinds.READ_ONLY),
    (
        "customfield_1",
        {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-epic-link"},
        kinds.EPIC,
    ),
    (
        "customfield_1",
        {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-lexo-rank"},
        kinds.READ_ONLY,
    ),
    ("customfield_1", {"type": "any", "custom": "com.example:thing"}, kinds.RAW),
    ("customfield_1", {"type": "sd-approvals"}, kinds.RAW),
    ("customfield_1", {}, kinds.RAW),
    # What Jira has beside these is its own, whatever a later version calls it.
    ("created", {"type": "datetime"}, kinds.READ_ONLY),
    ("archivedby", {"type": "user"}, kinds.READ_ONLY),
    ("something_new", {"type": "string"}, kinds.READ_ONLY),
]


@pytest.mark.parametrize(("field_id", "schema", "kind"), SCHEMAS)
def test_kind_by_schema(field_id, schema, kind):
    assert kind_of(field_id, schema) == kind


def row(number, name, **schema):
    return {"id": number, "name": name, "schema": {"type": "string", **schema}}


def test_what_users_call_a_field_finds_it():
    rows = [
        row("customfield_1", "Team"),
        row("customfield_2", "Team"),
        row("customfield_3", "Customer"),
        row("customfield_4", "customfield_3"),
        row("customfield_5", "status"),
        row("customfield_6", "customer"),
        row("summary", "Summary"),
    ]
    known = Fields.of(rows)
    for number, one in known.by_id.items():
        assert known.find(one.called).id == number
    assert known.find("Customer").id == "customfield_3"
    assert known.find("SUMMARY").id == "summary"
    assert known.by_id["customfield_1"].path == "fields.customfield_1"
    assert known.by_id["customfield_3"].path == "fields.Customer"
    with pytest.raises(Invalid, match="customfield_1, customfield_2"):
        known.find("team")
    with pytest.raises(Invalid, match="Customer"):
        known.find("Custumer")


def test_odd_rows_of_fields():
    assert field_of({"id": "x"}).name == "x"
    assert Fields.of([{"name": "no id"}, {"id": "a", "schema": 7}]).by_id.keys() == {"a"}
