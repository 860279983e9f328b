# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies of the search, and criteria that lose no asset that is meant."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import NAME
from ansible_collections.assetops.aip.plugins.module_utils._core.filters import (
    parse_filters,
)
from ansible_collections.assetops.aip.plugins.module_utils._datacenter import query
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    KNOWN,
    SPECIMEN,
)

PARAM = {"field": "asset.name", "keyword": '"a"', "fieldType": "STRING"}
TYPES = ({"field": "form.name", "keywords": ["Specimen"], "fieldType": "LIST"},)


def test_body_has_the_keys_of_the_vendor_and_both_flags():
    body = query.build_body(query.Search((PARAM,), TYPES), 2, 100)
    assert body == {
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": None,
        "queryIndexSearchParams": [PARAM, *TYPES],
        "mandatoryQueryIndexSearchParams": [],
        "orForQueryIndexSearchParams": False,
        "orForMandatoryQueryIndexSearchParams": False,
        "pageNumber": 2,
        "pageSize": 100,
        "sortDirection": "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
    }


def test_types_stay_mandatory_where_any_criterion_is_enough():
    body = query.build_body(
        query.Search((PARAM, PARAM), TYPES, any_of=True), 1, 10, descending=True
    )
    assert body["queryIndexSearchParams"] == [PARAM, PARAM]
    assert body["mandatoryQueryIndexSearchParams"] == list(TYPES)
    assert body["orForQueryIndexSearchParams"] is True
    assert body["orForMandatoryQueryIndexSearchParams"] is False
    assert body["sortDirection"] == "desc"


def test_raw_query_is_handed_over():
    body = query.build_body(query.Search(raw_query="name:a*"), 1, 10)
    assert body["genericKeyword"] == "name:a*"
    assert body["queryIndexSearchParams"] == body["mandatoryQueryIndexSearchParams"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", '"a b"'),
        ('say "hi"', r'"say \"hi\""'),
        ("a*b?", r'"a\*b\?"'),
        ("a\\b", r'"a\\b"'),
        ("NOT a", '"NOT a"'),
        ("\U0001f4bb, é/ü", '"\U0001f4bb, é/ü"'),
    ],
)
def test_phrase_has_nothing_special_in_it(text, expected):
    assert query.phrase(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", True), ("-1-", True), ("é", True), ("*?\\/", False), ("\U0001f4bb", False), ("", False)],
)
def test_word(text, expected):
    assert query.has_word(text) is expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("rack-07 switch", "*switch*"),
        ("a_bc", "*bc*"),
        ("10.0.0.125", "*125*"),
        ("***", None),
        ("", None),
    ],
)
def test_longest_word_is_looked_for_anywhere(text, word):
    param = query.by_longest_word(NAME, text)
    assert param == (word and {"field": "asset.name", "keyword": word, "fieldType": "STRING"})


def test_types_are_named_once_or_numbered():
    assert query.by_types([], "name") == ()
    assert query.by_types([SPECIMEN, SPECIMEN], "name") == TYPES
    assert query.by_types([SPECIMEN], "id") == (
        {"field": "form.id", "keywords": ["1"], "fieldType": "LIST"},
    )


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (
            "serial_number",
            "A 1",
            {"field": "asset.serialNumber", "keyword": '"A 1"', "fieldType": "STRING"},
        ),
        ("serial_number", "---", None),
        ("Text", "x*", {"field": "Text", "keyword": r'"x\*"', "fieldType": "STRING"}),
        (
            "Dropdown List",
            "Ada",
            {"field": "Dropdown List", "keywords": ["Ada"], "fieldType": "LIST"},
        ),
        ("Checkbox", frozenset({"Ada"}), None),
        (
            "quantity",
            3,
            {
                "field": "asset.quantity",
                "minNum": 2,
                "maxNum": 4,
                "range": True,
                "fieldType": "LONG",
            },
        ),
        (
            "cost",
            3.5,
            {
                "field": "asset.cost",
                "minNum": 2.5,
                "maxNum": 4.5,
                "range": True,
                "fieldType": "DOUBLE",
            },
        ),
        (
            "install_date",
            "2026-03-01",
            {
                "field": "asset.installDate",
                "minDate": "2026-02-28",
                "maxDate": "2026-03-02",
                "range": True,
                "fieldType": "DATE",
            },
        ),
        ("install_date", "0001-01-01", None),
        ("install_date", "9999-12-31", None),
        ("install_date", "03.02.2026", None),
        ("Date Time Picker", "2026-02-03T11:49", None),
        ("status", "In use", None),
        ("owner", "mei.lin", None),
        ("quantity", None, None),
        ("Text", None, None),
    ],
)
def test_criterion_for_a_value_is_wide_enough_or_none(key, value, expected):
    assert query.by_value(FIELDS[key], value) == expected


@pytest.mark.parametrize(
    ("field", "operator", "value", "expected"),
    [
        (
            "name",
            "equals",
            "a b",
            {"field": "asset.name", "keyword": '"a b"', "fieldType": "STRING"},
        ),
        ("name", "equals", "**", None),
        (
            "Dropdown List",
            "in",
            ["Ada", "Bal"],
            {"field": "Dropdown List", "keywords": ["Ada", "Bal"], "fieldType": "LIST"},
        ),
        (
            "cost",
            "between",
            [1, 2],
            {
                "field": "asset.cost",
                "minNum": 0.0,
                "maxNum": 3.0,
                "range": True,
                "fieldType": "DOUBLE",
            },
        ),
        ("cost", "greater", 1, None),
        ("cost", "not_equals", 1, None),
        ("cost", "is_empty", True, None),
        ("Text", "contains", "a", None),
        ("Text", "matches", "a*", None),
        (
            "install_date",
            "between",
            ["2026-01-01", "2026-12-31"],
            {
                "field": "asset.installDate",
                "minDate": "2025-12-31",
                "maxDate": "2027-01-01",
                "range": True,
                "fieldType": "DATE",
            },
        ),
    ],
)
def test_filter_narrows_the_search_only_where_that_is_sure(field, operator, value, expected):
    problems = []
    (filter_,) = parse_filters(
        [{"field": field, "operator": operator, "value": value}], [SPECIMEN], KNOWN, problems
    )
    assert query.by_filter(filter_) == expected


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63)])
def test_limits_of_a_whole_number_stay_in_64_bits(value):
    param = query.by_value(FIELDS["quantity"], value)
    assert param is None or -(2**63) <= param["minNum"] <= param["maxNum"] < 2**63
