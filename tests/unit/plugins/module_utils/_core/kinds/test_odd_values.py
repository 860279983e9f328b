# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a server shows as a value, it can be read, compared and shown; nothing takes long."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import (
    holds,
    parse_filters,
    wildcard_pattern,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.raw import TOO_DEEP
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import (
    KINDS,
    is_odd,
    matches_raw,
    parse,
    readings,
    show,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.known import Known, parse_number
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    AssetType,
    Current,
    Field,
    Location,
    Option,
)

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

KNOWN = Known(
    parse_id=parse_number, separator="@@@@@@", locations=(Location(3, "Here"), Location(4, "3"))
)
OPTIONS = (Option("1", "A", ("1",)), Option("2", "B", ("1", "2")), Option("3", "A,B", ("3",)))
FIELDS = [
    Field("X", "X", kind, 7, options=options)
    for kind in (*KINDS, "", "of a later version")
    for options in ((), OPTIONS)
]
FIELD = pytest.mark.parametrize("field", FIELDS, ids=lambda one: f"{one.kind}-{len(one.options)}")
PROPER = {
    "option": "A", "options": ["A"], "status": "In use", "substatus": "Defective", "cascading": "1",
    "date": "2026-02-03", "datetime": "2026-02-03T10:00", "ids": ["1"], "id_pairs": ["1-2"],
    "long": 5, "double": 5.5, "currency": "EUR", "ip": "10.0.0.1", "ipv6": "::1", "location": 3,
    "references": [5], "groups": ["g"],
}  # fmt: skip


def nested(depth, around):
    """A text in so many lists or objects."""
    value = "x"
    for _level in range(depth):
        value = around(value)
    return value


ODD = {
    "zone": "fe80::1%eth0",
    "no date": "2026-02-30",
    "beyond the calendar": "99999-01-01T99:99",
    "moment beyond the calendar": 253402300799999 * 10,
    "parts": [2026, 99, 99],
    "huge parts": [10**30] * 6,
    "1e400": "1e400",
    "infinite": float("inf"),
    "not a number": float("nan"),
    "huge": 10**400,
    "thousands of digits": "9" * 5000,
    "negative": -5,
    "true": True,
    "lists in lists": [[1], [[2]], {"x": [3]}],
    "object in name": {"name": {"id": [1]}},
    "object in id": {"id": {"id": 1}},
    "deep lists": nested(3000, lambda value: [value]),
    "deep objects": nested(3000, lambda value: {"value": value}),
    "deep JSON": "[" * 900 + "]" * 900,
    "deeper JSON": "[" * 90000,
    "JSON": '["\\ud800", 1e999, NaN, null, {"a": []}]',
    "half a character": "\ud800",
    "control": "\x00\x1b[31m",
    "other digits": "٣",
    "nothing in it": {"": None, "key": ""},
    "unknown option": "Z",
    "cascade": "1-99-3--",
    "many": "A," * 2000,
    "many paths": "1-" * 2000,
    "many references": "a #1 , " * 2000,
    "blanks": " " * 20000 + "#1",
    "long": "A" * 20000,
}


@FIELD
@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_odd_values_are_read_compared_and_shown(field, raw):
    assert_can_be_used(raw, field)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**15, 10**40)
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.from_regex(r"[0-9:T.,#%@\[\]{}\" -]{1,30}", fullmatch=True)
    | st.sampled_from(
        [
            one
            for name, one in ODD.items()
            if not {"deep", "deeper", "many", "blanks", "long"} & {*name.split()}
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "name", "key", "value", "username", "project", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@FIELD
@given(raw=JSON)
@settings(max_examples=8, deadline=None)
def test_any_json_is_read_compared_and_shown(field, raw):
    assert_can_be_used(raw, field)


def assert_can_be_used(raw, field):
    """That everything that the engine does with a value works; results are JSON."""
    ways = readings(raw, field, KNOWN)
    assert ways
    for way in ways:
        json.dumps(show(way, field, KNOWN), allow_nan=False)
    assert is_odd(raw, field, KNOWN) in (True, False)
    proper = parse(PROPER.get(field.kind, "text"), field, KNOWN) if field.kind in KINDS else "text"
    assert matches_raw(proper, raw, field, KNOWN) in (True, False)
    if field.kind == "encrypted" or field.kind not in KINDS:
        return
    asset_type = AssetType(5, "T", {"X": field}, {"X": field})
    current = Current(1, "a", asset_type, "T", {field.key: raw})
    for operator in ("equals", "not_equals", "contains", "in", "matches", "is_empty", "greater"):
        value = PROPER.get(field.kind, "text")
        value = [value] if operator == "in" else True if operator == "is_empty" else value
        filters = parse_filters(
            [{"field": "X", "operator": operator, "value": value}], [asset_type], KNOWN, []
        )
        for one in filters:
            assert holds(one, current, KNOWN) in (True, False)


def test_an_address_with_a_zone_is_a_value_like_others():
    field = next(one for one in FIELDS if one.kind == "ipv6")
    (shown,) = readings("fe80::1%eth0", field, KNOWN)
    assert shown == "fe80:0000:0000:0000:0000:0000:0000:0001%eth0"
    assert parse("FE80::1%eth0", field, KNOWN) == shown
    assert matches_raw(shown, "fe80::1%eth0", field, KNOWN)
    assert not matches_raw(shown, "fe80::1%eth1", field, KNOWN)
    assert not is_odd("fe80::1%eth0", field, KNOWN)


@pytest.mark.parametrize("raw", [ODD["deep lists"], ODD["deep objects"]])
def test_what_is_nested_too_deeply_is_a_text(raw):
    field = next(one for one in FIELDS if one.kind == "text")
    assert readings(raw, field, KNOWN) == (TOO_DEEP,)


@pytest.mark.parametrize(
    ("kind", "raw", "odd"),
    [
        ("date", "someday", True),
        ("date", "2026-02-03", False),
        ("long", "many", True),
        ("long", 12.5, True),
        ("double", "1e400", True),
        ("double", "12,5", True),
        ("ip", "10.0.0", True),
        ("ip", "10.0.0.1", False),
        ("currency", "Euro", True),
        ("text", "someday", False),
        ("date", None, False),
        ("date", "", False),
    ],
)
def test_odd_values_are_known_as_such(kind, raw, odd):
    field = next(one for one in FIELDS if one.kind == kind)
    assert is_odd(raw, field, KNOWN) is odd


def test_options_that_a_text_joins_are_found_among_many_ways():
    """So many ways to divide it that trying all would never end."""
    options = tuple(Option(str(size), ",".join("A" * size), ()) for size in range(1, 12))
    field = Field("X", "X", "options", 7, options=options)
    text = "A," * 3000
    assert readings(text + "Z", field, KNOWN)
    assert readings(text + "A", field, KNOWN)[0] <= {one.text for one in options}


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*a*a*a*a*a*a*a*a*a*b", "a" * 50000, False),
        ("*a*?*a*", "a" * 50000, True),
        ("a*b*c", "a1b2c", True),
        ("a*b*c", "abc", True),
        ("a*b*c", "acb", False),
        ("*b*b", "ab", False),
        ("*b*b", "abb", True),
        ("**", "", True),
        ("a?c*", "abcd", True),
        (r"a\*b*", "a*bc", True),
        (r"a\*b*", "axbc", False),
    ],
)
def test_wildcards_take_linear_time(pattern, text, fits):
    assert bool(re.fullmatch(wildcard_pattern(pattern), text, re.DOTALL)) is fits
