# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The search service: grammar, field types, paging, rights, lag."""

from __future__ import annotations

import random

import pytest
from ansible_collections.assetops.aip.tests.sandbox.words import Unparsable, parse_keyword


def name(keyword):
    return {"field": "asset.name", "keyword": keyword, "fieldType": "STRING"}


def of_type(*names):
    return {"field": "form.name", "keywords": list(names), "fieldType": "LIST"}


ALPHA, BETA, TESTER = "Server alpha test", "Alpha server test", "App tester beta"

# the examples of the vendor's page on wildcard search, and what follows from them
GRAMMAR = [
    ("te", []),
    ("test", [ALPHA, BETA]),
    ("test*", [ALPHA, BETA, TESTER]),
    ("tes?", [ALPHA, BETA]),
    ("server test", [ALPHA, BETA]),
    ('"server test"', [BETA]),
    ("tester", [TESTER]),
    ("TEST", [ALPHA, BETA]),
    ("*er", [ALPHA, BETA, TESTER]),
    ("s*r", [ALPHA, BETA]),
    ("test NOT tester", [ALPHA, BETA]),
    ("NOT test ab-*", ["ab-x1"]),
    ("alpha not", []),
    ("not*", ["Not this one"]),
    ("not this", ["Not this one"]),
    ("ab-*", ["ab-x1"]),
    ("ab", []),
    (r"star\*", ["star*"]),
    ("star*", ["star*", "starry"]),
    (r"what\?", ["what?"]),
    (r"c:\\temp", [r"C:\temp"]),
    (r"5\"", ['5"']),
    (r'"a \"b\""', ['a "b"']),
    ('"alpha test"', [ALPHA]),
    ('"test alpha"', []),
    ('NOT "server test" alpha', [ALPHA]),
    ("t?st?r", [TESTER]),
    ("???", [TESTER, 'a b c "d"']),
]


@pytest.fixture
def words(start, as_user):
    sandbox = start("empty")
    for each in (
        ALPHA,
        BETA,
        TESTER,
        "ab-x1",
        "Not this one",
        "star*",
        "starry",
        "what?",
        r"C:\temp",
        '5"',
        'a "b"',
    ):
        sandbox.add_asset("Rack", each)
    return as_user(sandbox)


@pytest.mark.parametrize(("keyword", "found"), GRAMMAR)
def test_the_keyword_grammar(words, keyword, found):
    names = words.names(name(keyword))
    if keyword == "???":
        assert TESTER in names
    else:
        assert sorted(names) == sorted(found)


@pytest.mark.parametrize("keyword", ['"open', "back\\", ""])
def test_keywords_that_cannot_be_parsed(words, keyword):
    assert words.search(name(keyword)).status_code == 400


def test_the_standard_analyzer_splits_at_punctuation(start, as_user):
    sandbox = start("empty", switches={"analyzer": "standard"})
    for each in ("ab-x1", "rack (north)", "192.0.2.17", "---"):
        sandbox.add_asset("Rack", each)
    client = as_user(sandbox)
    assert client.names(name("ab-x1")) == ["ab-x1"]
    assert client.names(name("x1")) == ["ab-x1"]
    assert client.names(name("ab-*")) == []
    assert client.names(name("north")) == ["rack (north)"]
    assert client.names(name("192.0.2.17")) == ["192.0.2.17"]
    assert client.names(name('"---"')) == []
    sandbox.switch(analyzer="whitespace")
    assert client.names(name("north")) == []
    assert client.names(name('"---"')) == ["---"]


def escaped(text):
    return '"' + "".join("\\" + c if c in '\\"*?' else c for c in text) + '"'


def test_a_thousand_odd_names_are_found_as_phrases(start, as_user):
    sandbox = start("empty")
    chance = random.Random(7)
    alphabet = "aZ0 -_.,:;()[]{}*?\"\\'/<>&|!+~^#@%$åßİΣ漢\U0001f600\u00a0\t"
    names = set()
    while len(names) < 1000:
        odd = "".join(chance.choice(alphabet) for _n in range(chance.randint(1, 14)))
        if odd.strip():
            names.add(odd)
    client = as_user(sandbox)
    for odd in names:
        assert client.post("inventory/asset.json", {"name": odd, "formId": 1}).status_code == 200
    assert {asset["name"] for asset in sandbox.assets()} == names
    for odd in names:
        assert odd in client.names(name(escaped(odd))), repr(odd)


def test_terms():
    assert [t.text for t in parse_keyword("a NOT b NOT")] == ["a", "b", "not"]
    assert [t.negated for t in parse_keyword("a NOT b NOT")] == [False, True, False]
    with pytest.raises(Unparsable):
        parse_keyword('"a')


def text(field, keyword):
    return {"field": field, "keyword": keyword, "fieldType": "STRING"}


def listed(field, *keywords, kind="LIST"):
    return {"field": field, "keywords": list(keywords), "fieldType": kind}


def number(field, low, high=None, between=False, kind="LONG"):
    return {"field": field, "minNum": low, "maxNum": high, "range": between, "fieldType": kind}


def date(field, low, high=None, between=False, kind="DATE"):
    return {"field": field, "minDate": low, "maxDate": high, "range": between, "fieldType": kind}


FULL = "Full specimen"
FIELDS = [
    (text("Text", "lorem"), True),
    (text("Text", "lor"), False),
    (text("Text Area", "second"), True),
    (text("URL", "https*"), True),
    (text("IP", "192.168.*"), True),
    (text("IPv6", "2607*"), True),
    (text("Cascading Dropdown", "1-2-3"), True),
    (text("Cascading Dropdown", "1-2"), False),
    (listed("Checkbox", "Bal"), True),
    (listed("Checkbox", "bal"), False),
    (listed("Checkbox", "Can", "Ada"), True),
    (listed("Dropdown List", "Ada"), True),
    (listed("List Box", "Mer"), True),
    (listed("List Box - Multiple", "Mug"), True),
    (listed("Radio Button", "Can"), True),
    (listed("Jira Project", "10001"), True),
    (listed("Jira Organizations", "3"), False),
    (listed("Jira Project Components", "10001-3"), True),
    (listed("Asset List", "Widget one #1", kind="ALL_ASSETS_REF"), True),
    (listed("Asset List", "Widget one", kind="ALL_ASSETS_REF"), False),
    (listed("Asset List by Asset Types", "Widget three #3", kind="ASSETS_REF_BY_FORM"), True),
    (number("Number Long (without decimals)", 98), True),
    (number("Number Long (without decimals)", 97), False),
    (number("Number Long (without decimals)", 97, 99, True), True),
    (number("Number Long (without decimals)", None, 97, True), False),
    (number("Number Float (with decimals)", 14.2, kind="DOUBLE"), True),
    (number("Number Float (with decimals)", 14.1, 14.15, True, "DOUBLE"), False),
    (date("Date Picker", "2020-05-22"), True),
    (date("Date Picker", "2020-05-23"), False),
    (date("Date Picker", "2020-05-01", None, True), True),
    (date("Date Time Picker", "2020-05-22T13:18", kind="DATE_TIME"), True),
    (date("Date Time Picker", "2020-05-22T13:19", "2021-01-01T00:00", True, "DATE_TIME"), False),
    ({"field": "Jira User Picker", "keyword": "tyler-durden", "fieldType": "JIRA_USER"}, True),
    ({"field": "asset.assignee", "keyword": "ansible", "fieldType": "JIRA_USER"}, True),
    ({"field": "asset.assignee", "keyword": "JIRAUSER10001", "fieldType": "JIRA_USER"}, True),
    ({"field": "asset.owner", "keyword": "mei.lin", "fieldType": "JIRA_USER"}, False),
    (text("asset.status", '"in stock"'), True),
    (text("asset.substatus", "Available"), True),
    (text("asset.assetTag", "tag1"), True),
    (text("asset.serialNumber", "AB123*"), True),
    (text("asset.invoiceNumber", "IN1"), False),
    (text("asset.costCurrency", "usd"), True),
    (text("asset.belongsToGroup", "jira-administrators"), True),
    (number("asset.quantity", 14), True),
    (number("asset.location", 3), True),
    (number("asset.cost", 34.12, kind="DOUBLE"), True),
    (date("asset.installDate", "2020-05-22"), True),
    (listed("form.id", 1), True),
    (listed("form.id", "2"), False),
]


@pytest.mark.parametrize(("criterion", "found"), FIELDS)
def test_a_criterion_of_each_field_type(client, criterion, found):
    assert (FULL in client.names(criterion)) == found


@pytest.mark.parametrize(
    "changes",
    [
        {"searchType": "advanced"},
        {"listType": "x"},
        {"pageNumber": 0},
        {"pageSize": 0},
        {"pageNumber": "1"},
        {"sortDirection": "up"},
        {"sortField": "no such"},
        {"sortType": "TEXT"},
        {"extra": 1},
        {"genericKeyword": 5},
        {"orForQueryIndexSearchParams": "true"},
        {"queryIndexSearchParams": {}},
        {"mandatoryQueryIndexSearchParams": [{}]},
        {"genericKeyword": 'open"'},
    ],
)
def test_a_body_that_is_not_documented_is_refused(client, changes):
    assert client.search(**changes).status_code == 400


@pytest.mark.parametrize(
    "criterion",
    [
        text("no such", "x"),
        {"field": "Text", "keyword": "x"},
        listed("Text", "x"),
        {"field": "Text", "keyword": "x", "fieldType": "TEXT"},
        listed("Checkbox"),
        text("Checkbox", "Ada"),
        text("text", "x"),
        text("Encrypted", "password123"),
        number("Number Long (without decimals)", None),
        number("Number Long (without decimals)", 1, 2),
        number("Number Long (without decimals)", "98"),
        number("Text", 1),
        date("Date Picker", "22.05.2020"),
        date("Date Picker", "2020-05-22T10:00"),
        date("Date Picker", None, None, True),
        listed("Checkbox", 5),
        {**text("Text", "x"), "keywords": ["x"]},
        {**text("Text", "x"), "relative": True},
    ],
)
def test_a_criterion_that_is_not_documented_is_refused(client, criterion):
    assert client.search(criterion).status_code == 400


def test_unknown_fields_may_find_nothing(client, sandbox):
    sandbox.switch(unknown_search_field="nothing")
    assert client.names(text("no such", "x")) == []


def test_two_groups(client):
    red, green = listed("Colour", "red"), listed("Colour", "green")
    one, two = "Widget one", "Widget two"
    assert client.names(red, green) == []
    both = client.names(red, green, orForQueryIndexSearchParams=True)
    assert both == [one, "Widget twin", "Widget twin", two]
    assert (
        client.names(
            red,
            green,
            orForQueryIndexSearchParams=True,
            mandatoryQueryIndexSearchParams=[name("twin")],
        )
        == ["Widget twin"] * 2
    )
    assert client.names(
        mandatoryQueryIndexSearchParams=[red, name("two")],
        orForMandatoryQueryIndexSearchParams=True,
    ) == [one, "Widget twin", two]


@pytest.mark.parametrize(("switch", "count"), [("and", 0), ("or", 4)])
def test_an_absent_flag(client, sandbox, switch, count):
    sandbox.switch(absent_or_flag=switch)
    assert len(client.names(listed("Colour", "red"), listed("Colour", "green"))) == count


def test_the_observed_minimal_body_and_the_other_address(client):
    body = {
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": None,
        "queryIndexSearchParams": [of_type("Widget")],
        "pageNumber": 1,
        "pageSize": 100,
        "sortDirection": "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
        "respTime": 1546300800000,
    }
    assert len(client.post("index/query", body).json()["assets"]) == 6


def test_sorting(client):
    assert client.names(of_type("Widget"), sortDirection="desc")[0] == "Widget, with comma"
    by_colour = client.names(of_type("Widget"), sortField="Colour", sortType="LIST")
    assert by_colour[0] == "Widget, with comma"
    assert by_colour[-1] == "Widget three"  # no colour: last, either way
    assert (
        client.names(of_type("Widget"), sortField="Colour", sortType="LIST", sortDirection="desc")[
            -1
        ]
        == "Widget three"
    )


def test_paging(company, as_user):
    client = as_user(company)
    everything = client.names(of_type("Laptop"), pageSize=500)
    assert len(everything) == 120
    pages = [client.names(of_type("Laptop"), pageSize=50, pageNumber=n) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [50, 50, 20, 0]
    assert [name for page in pages for name in page] == everything
    company.switch(beyond_last_page="repeat_last")
    assert client.names(of_type("Laptop"), pageSize=50, pageNumber=9) == pages[2]
    company.switch(page_cap=30)
    assert len(client.names(of_type("Laptop"), pageSize=50)) == 30
    assert client.names(of_type("Laptop"), pageSize=50, pageNumber=2) == everything[30:60]


@pytest.mark.parametrize("key", ["total", "totalCount", "totalSize", "count", "recordsTotal"])
def test_the_total(client, sandbox, key):
    assert set(client.search(of_type("Widget"), pageSize=2).json()) == {"assets"}
    sandbox.switch(total_key=key)
    assert client.search(of_type("Widget"), pageSize=2).json()[key] == 6


def test_the_index_lags(client, sandbox):
    sandbox.switch(index_lag=60)
    made = client.post("inventory/asset.json", {"name": "late", "formId": 2}).json()["id"]
    assert client.get(f"inventory/{made}.json").status_code == 200
    assert client.names(name("late")) == []
    sandbox.advance(61)
    assert client.names(name("late")) == ["late"]
    client.put(f"inventory/asset/{made}.json", {"name": "renamed"})
    client.delete("inventory/1.json")
    assert client.names(name("renamed")) == []
    assert client.names(name("late")) == ["late"]
    assert "Widget one" in client.names(name("widget"))
    sandbox.advance(61)
    assert client.names(name("renamed")) == ["renamed"]
    assert "Widget one" not in client.names(name("widget"))


def test_a_later_write_with_a_shorter_lag_wins(client, sandbox):
    sandbox.switch(index_lag=60)
    client.put("inventory/asset/1.json", {"name": "first"})
    sandbox.switch(index_lag=0)
    client.put("inventory/asset/1.json", {"name": "second"})
    assert client.names(name("second")) == ["second"]
    sandbox.advance(61)
    assert client.names(name("second")) == ["second"]


def test_references_follow_a_new_name(client):
    client.put("inventory/asset/1.json", {"name": "Gadget"})
    assert client.names(listed("Asset List", "Gadget #1", kind="ALL_ASSETS_REF")) == [FULL]
    row = client.search(name("full")).json()["assets"][0]
    items = {item["attributeName"]: item["textValues"] for item in row["inventoryItems"]}
    assert items["Asset List"] == "Gadget, Widget two"


def test_rows_list_attributes_without_value(client, sandbox):
    row = client.search(name("bare")).json()["assets"][0]
    assert set(row) >= {"id", "name", "formName", "createdFormatted", "inventoryItems"}
    assert len(row["inventoryItems"]) == 23
    assert {item["textValues"] for item in row["inventoryItems"]} == {None}
    sandbox.switch(search_empty_value="text")
    row = client.search(name("bare")).json()["assets"][0]
    assert {item["textValues"] for item in row["inventoryItems"]} == {""}


GENERIC = [
    ("form.name:Widget AND Colour:red", ["Widget one", "Widget twin"]),
    ('asset.name:"widget one"', ["Widget one"]),
    ("asset.name:tw*", ["Widget twin", "Widget two"]),
    ("Colour:red OR Colour:blue", ["Widget one", "Widget twin", "Widget, with comma"]),
    ("asset.name:widget NOT Colour:red", ["Widget three", "Widget twin", "Widget two"]),
    ("asset.name:(one OR two)", ["Widget one", "Widget two"]),
    (r"Number\ Long\ \(without\ decimals\):[90 TO 98]", [FULL]),
    (r"Number\ Long\ \(without\ decimals\):[90 TO 98}", []),
    (r"Date\ Picker:[2020-01-01 TO *]", [FULL]),
    ("lorem", [FULL]),
    ("asset.assignee:ansible", [FULL]),
    (r"Asset\ List:Widget\ one\ #1", [FULL]),
    ("+lorem -ipsum", []),
    ("form.name:Specimen && (lorem || bare)", ["Bare specimen", FULL]),
    ("*:* AND NOT form.name:Widget", ["Bare specimen", FULL]),
    ("NOT lorem", []),
    ("one two", ["Widget one", "Widget two"]),
    ("asset.quantity:14", [FULL]),
]


@pytest.mark.parametrize(("generic", "found"), GENERIC)
def test_raw_queries(client, generic, found):
    assert sorted(set(client.names(genericKeyword=generic))) == sorted(found)


@pytest.mark.parametrize("generic", ["", "a AND", "(a", "a)", "x:[1 TO", "nofield:x", "[a TO b]"])
def test_raw_queries_that_cannot_be_parsed(client, generic):
    assert client.search(genericKeyword=generic).status_code == 400


def test_the_default_operator_of_raw_queries(client, sandbox):
    sandbox.switch(lucene_default_operator="AND")
    assert client.names(genericKeyword="widget one") == ["Widget one"]


@pytest.mark.parametrize(
    ("switch", "found"),
    [
        ("and", ["Widget one"]),
        ("ignore", ["Widget one", "Widget two"]),
        ("refuse", None),
    ],
)
def test_raw_queries_with_criteria(client, sandbox, switch, found):
    sandbox.switch(generic_with_lists=switch)
    answer = client.search(listed("Colour", "red"), genericKeyword="one two")
    assert answer.status_code == (400 if found is None else 200)
    if found:
        assert [row["name"] for row in answer.json()["assets"]] == found
