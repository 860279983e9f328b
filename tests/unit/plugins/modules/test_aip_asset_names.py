# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An asset is found by its name whatever the name is, with one search, and never a wrong one.

A thousand assets have odd names, made of the texts in ODD and of near misses of each. They stand in one sandbox for
each way in which its index may make words.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict

import pytest
from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

pytestmark = [pytest.mark.long, pytest.mark.combinations]

ODD = (
    # quotes
    'Monitor 24"', "O'Brien's desk", '"quoted"', '""', "''", '"', "\u201ccurly\u201d", 'a"b"c', '" AND "', '\\"',
    # wildcards and backslashes
    "*", "?", "**", "a*", "*a", "a?c", "srv-*", "100%", "C:\\Tools", "\\", "\\\\", "back\\", "a\\*b", "\\?",
    # separators
    "a,b", "a, b", ",", "1,2,3", "a/b", "/", "//", "a;b", "a|b", "x@@@@@@y", "a - b", "a_b", "_", "__", "-", "--",
    # letters beyond ASCII
    "🖥", "🖥 desk 7", "👩‍👩‍👧", "김민준", "サーバー", "Straße", "İstanbul", "e\u0301te", "\u00e9te", "Ångström",
    "חדר 12", "\u202eabc", "a\u200bb", "ﬁle", "Ⅷ", "½ rack", "²", "naïve",
    # only punctuation
    "!!!", "...", "()", "[]", "{}", "<>", "#", "# 12", "&&", "||", "^~", "+", "=", ":", ";", "'", "`", "$", "%",
    # spaces
    " leading", "trailing ", " both ", "two  spaces", "tab\there", "\ttab", "line\nbreak", "\u00a0nbsp", "a b", "a  b",
    # endings that look like ids, numbers
    "rack #12", "#12", "rack#12", "rack # 12", "12", "012", "1.0", "1e3", "-1", "0", "1-2-3", "10.20.0.1", "2026-02-03",
    # the syntax of Lucene, of HTML, of templates, of JSON
    "AND", "OR", "NOT", "NOT this", "a AND b", "a OR b", "+must -not", "name:value", "asset.name:x", "[a TO b]", "a^2",
    "fuzzy~2", "(a b)", "a && b", "!a", "<b>bold</b>", "&amp;", "&", "{{ 7 * 7 }}", "{% raw %}", "null", "None", "true",
    "'; DROP TABLE asset; --", "%s", "${x}", "undefined", "NaN",
    # look-alikes in case, and one inside the other
    "case", "Case", "CASE", "cAsE", "case case", "case-1", "case.1", "case_1", "case1", "case 1", "1 case",
    # long ones
    "x" * 200, "x" * 199, "long " * 39 + "name", "-" * 200, "é" * 200, "w " * 100,
)  # fmt: skip
SIZE = 1000


def near_misses(name):
    """Names that a careless comparison takes for this one."""
    yield from (name.upper(), name.lower(), f" {name}", f"{name} ", f"{name}.", f'"{name}"')
    yield from (f"{name} {name}", name.replace(" ", "  "), f"{name}*", f"*{name}", f"a {name} z")


def thousand_names():
    """All odd names, then near misses of them, each once."""
    more = (miss for name in ODD for miss in near_misses(name))
    names = dict.fromkeys([*ODD, *more, *(f"lt-{number:04d}" for number in range(SIZE))])
    usable = [name for name in names if name.strip() and len(name) <= 240]
    return usable[:SIZE]


@pytest.fixture(scope="module", params=["whitespace", "standard"])
def crowd(request):
    """A sandbox with a thousand laptops of odd names, each with its place in the list as its serial number."""
    with Sandbox("empty", switches={"analyzer": request.param}) as sandbox:
        for number, name in enumerate(thousand_names()):
            sandbox.add_asset("Laptop", name, system={"asset.serialNumber": f"S{number}"})
        assert sandbox.count() == SIZE
        yield sandbox


def without_page(body):
    """What a search asks for, whichever page of it."""
    return json.dumps({**body, "pageNumber": None, "pageSize": None}, sort_keys=True)


def has_word(name):
    return re.search(r"\w", name) is not None


@pytest.mark.parametrize("name", [name for name in ODD if name.strip()], ids=ascii)
def test_name_is_found_with_one_search_and_it_is_the_right_one(run, crowd, name):
    crowd.journal.clear()
    serial = f"S{thousand_names().index(name)}"
    result = run(crowd, "aip_asset", asset_type="Laptop", name=name, serial_number=serial)
    assert not result["failed"], result["msg"]
    assert not result["changed"], result["changes"]
    assert result["asset"]["name"] == name
    assert not crowd.journal.writes()
    pages = defaultdict(list)
    for record in crowd.journal.searches():
        pages[without_page(record.body)].append(record.body["pageNumber"])
    # An index of bare words does not know "!!!": such a name is then looked for among all laptops, from both ends.
    invisible = crowd.switches()["analyzer"] == "standard" and not has_word(name)
    assert len(pages) == (3 if invisible else 1)
    for of_search in pages.values():
        assert of_search == list(range(1, len(of_search) + 1))


@pytest.mark.parametrize(
    "name", ["no such", "!!!!", "Case ", "rack #13", "*?*", "🖥🖥", "x" * 198], ids=ascii
)
def test_name_that_nobody_has_is_not_found(run, crowd, name):
    result = run(crowd, "aip_asset", check=True, asset_type="Laptop", name=name)
    assert result["changed"]
    assert result["asset"]["id"] is None


def test_near_misses_are_assets_of_their_own(run, open_sandbox):
    sandbox = open_sandbox("empty")
    names = ["case", "Case", " case", "case ", "case  case", "case case", "case\tcase"]
    ids = [
        run(sandbox, "aip_asset", asset_type="Laptop", name=name)["asset"]["id"] for name in names
    ]
    assert len(set(ids)) == len(names) == sandbox.count()
    again = [run(sandbox, "aip_asset", asset_type="Laptop", name=name) for name in names]
    assert [one["asset"]["id"] for one in again] == ids
    assert not any(one["changed"] for one in again)


REFERRED = [name for name in ODD if name.strip()][::3]


@pytest.mark.parametrize("name", REFERRED, ids=ascii)
def test_reference_by_name_means_that_asset(run, crowd, name):
    number = crowd.asset_id(name, "Laptop")
    reference = {"asset_type": "Laptop", "name": name}
    options = {
        "asset_type": "License",
        "name": f"license {number}",
        "attributes": {"Installed on": [reference]},
    }
    result = run(crowd, "aip_asset", **options)
    assert result["changed"], result["msg"]
    assert crowd.asset(result["asset"]["id"])["attributes"]["Installed on"] == [number]
    crowd.journal.clear()
    again = run(crowd, "aip_asset", **options)
    assert not again["failed"], again["msg"]
    assert not again["changed"], again["changes"]
    assert crowd.journal.writes() == []
