# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters hold exactly, whatever a search said: every operator on every kind."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import (
    OPERATORS,
    find_field,
    holds,
    parse_filters,
    wildcard_pattern,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import KINDS
from ansible_collections.assetops.aip.plugins.module_utils._core.model import Current, Ref
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
    SPECIMEN,
)


def parsed(field, operator, value):
    problems = []
    found = parse_filters(
        [{"field": field, "operator": operator, "value": value}], [SPECIMEN], KNOWN, problems
    )
    assert not problems
    return found[0]


def refused(item):
    problems = []
    assert parse_filters([item], [SPECIMEN], KNOWN, problems) == ()
    (problem,) = problems
    return problem


def held(field, operator, value, raw):
    current = Current(7, "Rack-07", 1, "Specimen", {field: raw})
    return holds(parsed(field, operator, value), current, KNOWN)


# For each kind: an answer; what equals it; what does not; what it contains (or not); patterns of it.
TEXTS = {
    "text": ("SN-100", "SN-100", "sn-100", "N-1", "n-1", "SN-*", "SN-?"),
    "text_area": ("one\r\ntwo", "one\ntwo", "one two", "e\nt", "three", "one*two", "one"),
    "currency": ("eur", "EUR", "USD", "EU", "eu", "E?R", "E?"),
    "ip": ("192.0.2.1", "192.0.2.1", "192.0.2.10", "0.2.", "0.3.", "192.*", "*.2"),
    "ipv6": ("2001:db8::1", "2001:DB8::1", "2001:db8::2", "0db8", "::", "2001:*1", "2001"),
    "date": ("03/Feb/26", "2026-02-03", "2026-02-04", "2026-02", "2027", "2026-*-03", "2026"),
    "datetime": ("2026-02-03 11:49:00", "2026-02-03T11:49", "2026-02-03T11:50", "T11:", "T12:", "*T11:4?", "*T11"),
    "option": ("10", "Ada", "Bal", "Ad", "ad", "A?a", "A"),
    "user": ("MEI.LIN", "mei.lin", "tomas.novak", "MEI", "JIRA", "MEI.*", "MEI"),
    "user_text": ("someone", "someone", "Someone", "some", "Some", "s*", "s?"),
    "location": (1, "Halden", "Oslo", "Hald", "hald", "H*n", "H"),
    "status": ("1", "in stock", "In use", "stock", "use", "In *", "In"),
    "substatus": ("1", "Available", "Lost", "Avail", "avail", "A*", "A?"),
    "long": ("14", 14, 15, "4", "5", "1?", "1"),
    "double": (34.120, "34.12", 34.13, ".1", ".2", "34.*", "34"),
    "cascading": ("1-2-3", ["Europe", "Norway", "Halden"], "1-2", "Norw", "norw", "H*", "1-*"),
}  # fmt: skip
SETS = {
    "options": ("Ada@@@@@@Can", ["Can", "Ada"], ["Ada"], ["Ada"], ["Bal"], "C?n", "C"),
    "ids": ("10000,10001", [10001, 10000], [10000], 10001, 10002, "1000?", "100"),
    "id_pairs": ("10000-1", "10000-1", "10000-2", "10000-1", "10000-2", "*-1", "1"),
    "groups": ('["a b","c"]', ["c", "a b"], "c", ["c"], ["a"], "a*", "a"),
    "references": ("rack, left #41,b #42", [41, 42], [41], 42, 43, "rack*", "rack"),
}
ALL = {**TEXTS, **SETS}
ORDERED = {
    "long": ("14", 13, 14, 15),
    "double": ("34.12", 34, "34.12", 35),
    "date": (1580688000000, "2020-02-02", "2020-02-03", "2020-02-04"),
    "datetime": ("2020-02-03T11:49:00", "2020-02-03T11:48", "2020-02-03T11:49", "2020-02-03T12:00"),
}


def test_tables_are_complete():
    assert set(ALL) == set(KINDS) - {"encrypted"}
    assert set(ORDERED) == {name for name, kind in KINDS.items() if kind.ordered}
    assert set(SETS) == {name for name, kind in KINDS.items() if kind.many}


@pytest.mark.parametrize("kind", sorted(ALL))
def test_equality_is_that_of_the_kind(kind):
    raw, equal, other, *_rest = ALL[kind]
    key = OF_KIND[kind].key
    for operator, expected in (("equals", True), ("not_equals", False)):
        assert held(key, operator, equal, raw) is expected
        assert held(key, operator, other, raw) is not expected
        assert held(key, operator, equal, None) is not expected
    assert held(key, "is_empty", None, raw) is False
    assert held(key, "is_empty", True, [])
    assert held(key, "is_empty", False, raw)
    assert held(key, "is_empty", False, None) is False


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_in_holds_for_any_of_the_values(kind):
    raw, equal, other, *_rest = ALL[kind]
    key = OF_KIND[kind].key
    assert held(key, "in", [other, equal], raw)
    assert not held(key, "in", [other], raw)
    assert not held(key, "in", [other], None)


@pytest.mark.parametrize("kind", sorted(SETS))
def test_in_holds_for_any_member_of_a_set(kind):
    raw, _equal, _other, member, no_member, *_rest = ALL[kind]
    key = OF_KIND[kind].key
    one = member[0] if isinstance(member, list) else member
    none = no_member[0] if isinstance(no_member, list) else no_member
    assert held(key, "in", [none, one], raw)
    assert not held(key, "in", [none], raw)
    assert not held(key, "in", [none], "")


@pytest.mark.parametrize("kind", sorted(ALL))
def test_contains_looks_at_the_value_as_users_see_it(kind):
    raw, _equal, _other, part, no_part, *_rest = ALL[kind]
    key = OF_KIND[kind].key
    assert held(key, "contains", part, raw)
    assert not held(key, "contains", no_part, raw)
    assert not held(key, "contains", part, None)


@pytest.mark.parametrize("kind", sorted(ALL))
def test_pattern_must_match_the_whole_text(kind):
    raw, *_rest, pattern, too_short = ALL[kind]
    key = OF_KIND[kind].key
    assert held(key, "matches", pattern, raw)
    assert not held(key, "matches", too_short, raw)
    assert not held(key, "matches", "*", None)
    assert held(key, "matches", "*", raw)


@pytest.mark.parametrize("kind", sorted(ORDERED))
def test_order_is_that_of_the_kind(kind):
    raw, low, equal, high = ORDERED[kind]
    key = OF_KIND[kind].key
    refused = {
        "greater": [(low, True), (equal, False), (high, False)],
        "less": [(low, False), (equal, False), (high, True)],
        "between": [([low, high], True), ([equal, equal], True), ([low, low], False)],
    }
    for operator, cases in refused.items():
        for value, expected in cases:
            assert held(key, operator, value, raw) is expected
            assert held(key, operator, value, None) is False
            assert held(key, operator, value, "not to be read") is False


def test_number_has_no_order_of_texts():
    assert held("quantity", "less", 100, "9")
    assert not held("quantity", "greater", 100, "9")


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equals", "Rack-07", True),
        ("equals", "rack-07", False),
        ("not_equals", "Rack-08", True),
        ("contains", "k-0", True),
        ("matches", "Rack-0?", True),
        ("in", ["Rack-06", "Rack-07"], True),
        ("is_empty", True, False),
    ],
)
def test_name_is_a_field(operator, value, expected):
    assert held("name", operator, value, None) is expected


def test_field_that_the_answer_lacks_is_empty():
    current = Current(7, "a", 1, "Specimen", {})
    assert holds(parsed("Text", "is_empty", True), current, KNOWN)
    assert not holds(parsed("Text", "equals", "a"), current, KNOWN)


def test_denial_must_hold_for_every_reading():
    """ "a, b" may be one group or two: it is not certain to differ from either."""
    assert held("belongs_to_group", "equals", ["a", "b"], "a, b")
    assert held("belongs_to_group", "equals", ["a, b"], "a, b")
    assert not held("belongs_to_group", "not_equals", ["a", "b"], "a, b")
    assert not held("belongs_to_group", "not_equals", ["a, b"], "a, b")
    assert held("belongs_to_group", "not_equals", ["a"], "a, b")


def test_references_by_name_hold_once_they_are_bound():
    filter_ = parsed("Asset List", "contains", "rack-07")
    assert filter_.values == (frozenset({Ref(name="rack-07")}),)
    current = Current(7, "a", 1, "Specimen", {"Asset List": "b,rack-07"})
    assert holds(filter_, current, KNOWN)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("a*c", "abbc", True),
        ("a*c", "a\nc", True),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        (r"\*", "*", True),
        (r"\*", "a", False),
        (r"a\?", "a?", True),
        ("a\\\\", "a\\", True),
        ("[a](b)+", "[a](b)+", True),
        ("a\\b", "a\\b", True),
        ("a*b*b*a", "abba", True),
        ("a*b*b*a", "aba", False),
        ("*ab*?ba", "abba", False),
        ("*ab*?ba", "xabxyba", True),
        ("**?**a*", "xa", True),
        (r"1*\*1*2*1", "1*1121", True),
        ("*a*a*a*a*a*a*a*b", "a" * 100_000, False),
        ("*a?a*a?a*a*a*a*b", "a" * 100_000 + "b", True),
    ],
    ids=lambda given: str(given)[:20],
)
def test_wildcards(pattern, text, expected):
    current = Current(7, text, 1, "Specimen", {})
    assert holds(parsed("name", "matches", pattern), current, KNOWN) is (expected and bool(text))
    assert wildcard_pattern(pattern)


# item, and how its problem begins
WRONG = [
    ("status", "a filter is a mapping with field, operator (default equals) and value"),
    ({"value": 1}, "a filter is a mapping with field, operator (default equals) and value"),
    (
        {"field": "status", "is": 1},
        "'is' is not part of a filter: a filter has field, operator and value",
    ),
    ({"field": "statsu"}, "there is no field 'statsu'; did you mean 'status'?"),
    (
        {"field": "status", "operator": "equal"},
        "there is no operator 'equal'; did you mean 'equals'?",
    ),
    ({"field": "Encrypted", "value": "x"}, "'Encrypted' is encrypted and cannot be compared"),
    (
        {"field": "Encrypted", "operator": "is_empty"},
        "'Encrypted' is encrypted and cannot be compared",
    ),
    (
        {"field": "Text", "operator": "greater", "value": 1},
        "'Text' has no order: greater is for numbers and dates",
    ),
    ({"field": "cost", "value": "much"}, "'cost' equals: 'much' is not a number, such as 34.12"),
    (
        {"field": "cost", "operator": "between", "value": 3},
        "'cost' between: the value is a list of two, lowest first",
    ),
    (
        {"field": "cost", "operator": "between", "value": [3, 2]},
        "'cost' between: the value is a list of two, lowest first",
    ),
    (
        {"field": "cost", "operator": "between", "value": [3]},
        "'cost' between: the value is a list of two, lowest first",
    ),
    (
        {"field": "cost", "operator": "between", "value": [3, None]},
        "'cost' between: both limits are needed",
    ),
    ({"field": "cost", "operator": "greater"}, "'cost' greater: a value is needed"),
    ({"field": "cost", "operator": "in", "value": 3}, "'cost' in: the value is a list"),
    ({"field": "cost", "operator": "in", "value": []}, "'cost' in: the value is a list"),
    (
        {"field": "cost", "operator": "is_empty", "value": "no"},
        "'cost' is_empty: the value is true (the default) or false",
    ),
    (
        {"field": "cost", "operator": "is_empty", "value": 0},
        "'cost' is_empty: the value is true (the default) or false",
    ),
    (
        {"field": "Text", "operator": "contains", "value": ["a"]},
        "'Text' contains: the value is the text to look for",
    ),
    (
        {"field": "Text", "operator": "contains", "value": ["a"]},
        "'Text' contains: the value is the text to look for",
    ),
    (
        {"field": "Text", "operator": "matches", "value": ["a"]},
        "'Text' matches: the value is a text, with * and ? as wildcards",
    ),
    (
        {"field": "Checkbox", "operator": "contains", "value": []},
        "'Checkbox' contains: a value is needed",
    ),
    (
        {"field": "Checkbox", "operator": "contains", "value": "ada"},
        "'Checkbox' contains: 'ada' is not one of its options; did you mean 'Ada'?",
    ),
]


@pytest.mark.parametrize(("item", "problem"), WRONG, ids=lambda given: str(given)[:60])
def test_wrong_filter_is_refused_in_a_sentence(item, problem):
    assert refused(item).startswith(f"filters: number 1: {problem}")


def test_all_wrong_filters_are_reported():
    problems = []
    items = [{"field": "x"}, {"field": "status", "value": "In use"}, {"field": "y"}]
    assert len(parse_filters(items, [SPECIMEN], KNOWN, problems)) == 1
    assert [problem.split(":")[1] for problem in problems] == [" number 1", " number 3"]


NO_VALUE = {
    "not written": {},
    "null": {"value": None},
    "empty text": {"value": ""},
    "empty list": {"value": []},
    "empty mapping": {"value": {}},
    "list of nothing": {"value": [None]},
    "list of an empty text": {"value": [""]},
}


@pytest.mark.parametrize("operator", [None, *sorted(set(OPERATORS) - {"is_empty"})])
@pytest.mark.parametrize("value", NO_VALUE.values(), ids=NO_VALUE)
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"encrypted"}))
def test_a_filter_without_a_value_is_no_filter_that_everything_meets(kind, value, operator):
    if operator in ("greater", "less", "between") and kind not in ORDERED:
        return
    written = {} if operator is None else {"operator": operator}
    said = refused({"field": OF_KIND[kind].key, **written, **value})
    assert "the value is" in said or "value is needed" in said or "takes" in said
    if operator == "not_equals" and not value:
        assert said.endswith(
            "; to ask whether the field is empty, use the operator is_empty with value: false"
        )


@pytest.mark.parametrize("limits", [[3], [3, None], [None, 3], [3, ""], [3, 4, 5], 3, [4, 3]])
def test_between_needs_both_limits(limits):
    said = refused({"field": "cost", "operator": "between", "value": limits})
    assert "list of two" in said or "both limits are needed" in said


@pytest.mark.parametrize("one", [None, ""])
def test_in_takes_no_empty_value(one):
    said = refused({"field": "cost", "operator": "in", "value": [3, one]})
    assert "the value is a list, in which no value is empty" in said


def test_the_nearest_part_of_a_filter_is_named():
    assert refused({"field": "cost", "valeu": 3}).endswith(
        "'valeu' is not part of a filter: a filter has field, operator and value; did you mean 'value'?"
    )
    assert refused({"feild": "cost", "value": 3}).endswith("; did you mean 'field'?")


@pytest.mark.parametrize("operator", ["equals", "not_equals", "contains", "matches"])
def test_a_filter_takes_no_number_for_a_text(operator):
    said = refused({"field": "Text", "operator": operator, "value": 83})
    assert "takes a text, not the number 83 (YAML reads 0123 and 1:23 as 83, too" in said
    assert "takes a text" in refused({"field": "name", "operator": "in", "value": ["a", 1.1]})


@pytest.mark.parametrize("operator", sorted(OPERATORS))
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"encrypted"}))
def test_no_answer_breaks_a_filter(kind, operator):
    raw, equal, *_rest = ALL[kind]
    key = OF_KIND[kind].key
    if operator in ("greater", "less", "between") and kind not in ORDERED:
        assert "has no order" in refused({"field": key, "operator": operator, "value": equal})
        return
    value = {
        "in": [equal], "between": [equal, equal], "is_empty": None, "matches": "x",
        "contains": equal if kind in SETS else "x",
    }.get(operator, equal)  # fmt: skip
    odd = [
        None,
        "",
        0,
        -1.5,
        True,
        "x,y",
        "a #1",
        [],
        [None],
        ["a", 1],
        {},
        {"id": 1},
        {"a": [1]},
        [[["a"]]],
    ]
    for answer in [raw, *odd]:
        held(key, operator, value, answer)


def test_field_is_found_in_any_type():
    assert find_field("status", []).name == "Status"
    assert find_field("Text", [SPECIMEN]).kind == "text"
