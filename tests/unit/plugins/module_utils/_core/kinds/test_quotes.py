# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers from tasks, where a text is meant: YAML may have changed what was written, so they are no texts."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.assetops.aip.plugins.module_utils._core.declared import (
    ProblemsFound,
    parse_asset,
    written_in,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.quotes import check_quotes
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.table import KINDS
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds.written import Invalid
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
    SPECIMEN,
)

BENT = ["00123", "0x1F", "0b101", "12:30", "1_000", "+7", "1.10", ".5", "1.0e+3", "-010"]
"""What YAML 1.1 reads as numbers that look different."""

TEXTS = {
    "text",
    "text_area",
    "currency",
    "ip",
    "ipv6",
    "user",
    "user_text",
    "groups",
    "option",
    "options",
    "encrypted",
}
IDS = {"location", "references", "ids", "id_pairs", "cascading", "status", "substatus"}
NUMBERS = {"long", "double"}
DAYS = {"date", "datetime"}


def refused(value, kind):
    with pytest.raises(Invalid) as caught:
        check_quotes(value, OF_KIND[kind])
    return str(caught.value)


def test_every_kind_is_of_one_sort():
    assert {*TEXTS, *IDS, *NUMBERS, *DAYS} == set(KINDS)


@pytest.mark.parametrize("written", BENT)
@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_number_is_no_text(kind, written):
    number = yaml.safe_load(written)
    assert str(number) != written
    for value in (number, [number], ["a", number]):
        said = refused(value, kind)
        assert said.startswith("takes a text, not ")
        assert "in a template, add | string" in said
        assert (str(number) in said) is (kind != "encrypted" or number == 83)
    check_quotes(written, OF_KIND[kind])
    check_quotes([written, None], OF_KIND[kind])


@pytest.mark.parametrize("number", [0, 5, 83, 750, -8, 3600])
def test_what_else_yaml_reads_so_is_true(number):
    said = refused(number, "text")
    others = said.partition("YAML reads ")[2].partition(f" as {number}, too")[0].split(" and ")
    assert others != [""]
    for one in others:
        assert one != str(number)
        assert yaml.safe_load(one) == number


@pytest.mark.parametrize("number", [1.1, -2.5])
def test_a_fraction_may_have_had_zeros(number):
    assert f"YAML reads {number}0 as {number}, too" in refused(number, "text")
    assert yaml.safe_load(f"{number}0") == number


@pytest.mark.parametrize("number", [1e22, float("inf"), float("nan"), 10**30])
def test_odd_numbers_are_refused_too(number):
    assert "takes a text, not the number" in refused(number, "text")


@pytest.mark.parametrize("kind", sorted(IDS))
def test_a_whole_number_may_be_an_id_and_a_fraction_not(kind):
    check_quotes(83, OF_KIND[kind])
    check_quotes([83], OF_KIND[kind])
    assert "not the number 1.1" in refused(1.1, kind)


@pytest.mark.parametrize("kind", sorted(NUMBERS))
def test_numbers_are_numbers(kind):
    for number in (83, 1.1):
        check_quotes(number, OF_KIND[kind])


def test_the_name_in_a_reference_is_a_text():
    check_quotes({"id": 83}, OF_KIND["references"])
    check_quotes([{"name": "83", "asset_type": 3}], OF_KIND["references"])
    assert "not the number 83" in refused([{"name": 83}], "references")
    assert "not true" in refused({"name": True}, "references")


ASSET = {"name": 123, "asset_tag": 456, "attributes": {"Text": 7.5, "Checkbox": ["Ada", 9]}}


def parsed(asset, exact=()):
    return parse_asset(asset, SPECIMEN, KNOWN, exact=exact)


def test_every_number_of_an_asset_is_named():
    with pytest.raises(ProblemsFound) as found:
        parsed(ASSET)
    assert [problem.partition(": ")[0] for problem in found.value.problems] == [
        "asset_tag",
        "Text",
        "Checkbox",
        "name",
    ]


def test_numbers_of_a_state_file_are_texts_as_they_were_written():
    asset = {"name": 123, "asset_tag": 456, "attributes": {"Text": 7.5}}
    one = parsed(asset, written_in(asset))
    assert (one.name, one.values) == ("123", {"asset_tag": "456", "Text": "7.5"})


def test_what_a_state_file_inherits_from_a_task_is_not():
    asset = {"name": 123, "attributes": {"Text": 7.5}}
    inherited = {**asset, "asset_tag": 456}
    with pytest.raises(ProblemsFound, match=r"^asset_tag: takes a text, not the number 456"):
        parsed(inherited, written_in(asset))


@pytest.mark.parametrize("name", [83, True, 1.5])
def test_the_name_of_a_file_is_a_text(name):
    files = [{"path": "a.txt", "name": name}]
    with pytest.raises(ProblemsFound, match=r"^attachments: name: takes a text, not"):
        parsed({"name": "a", "attachments": files})
