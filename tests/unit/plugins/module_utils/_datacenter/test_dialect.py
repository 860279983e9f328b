# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the vendor leaves open, as one value."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.errors import InputError
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import STATUSES
from ansible_collections.assetops.aip.plugins.module_utils._datacenter.dialect import (
    ENTRY_SPELLINGS,
    WIRE_SPELLINGS,
    Dialect,
    build_dialect,
    parse_zone,
)

NOON = datetime.datetime(2026, 2, 3, 12)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("UTC", 0),
        ("utc", 0),
        ("Z", 0),
        ("+03:00", 180),
        ("-0930", -570),
        ("+0545", 345),
        ("Europe/Istanbul", 180),
    ],
)
def test_zone_is_an_offset_or_a_name(text, minutes):
    assert parse_zone(text).utcoffset(NOON) == datetime.timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["Istanbul", "3", "+3", "", "/etc/passwd", "../UTC", "GMT+3:00"])
def test_unknown_zone_is_refused_in_a_sentence(text):
    with pytest.raises(InputError, match="time_zone"):
        build_dialect({"time_zone": text or " "})


@pytest.mark.parametrize("text", ["+99:00", "-24:00"])
def test_offset_that_no_zone_has_is_refused_in_a_sentence(text):
    with pytest.raises(InputError, match="time_zone"):
        build_dialect({"time_zone": text})


def test_what_is_not_written_keeps_its_default():
    nothing = {row.name: None for row in dataclasses.fields(Dialect)}
    assert build_dialect(nothing) == build_dialect({}) == Dialect()


def test_words_of_a_server_add_to_those_of_the_vendor():
    dialect = build_dialect(
        {
            "statuses": {"Quarantine": ["Virus"], "In use": ["At home"], 7: None},
            "status_keys": {2: "In use"},
            "substatus_keys": {"31": "Virus"},
            "unreadable_fields": ["cost"],
        }
    )
    words = dialect.vocabulary
    assert {**STATUSES, **words.statuses} == words.statuses
    assert words.statuses["Quarantine"] == ("Virus",)
    assert words.statuses["In use"] == ("At home",)
    assert words.statuses["7"] == ()
    assert words.status_keys == {"1": "In stock", "2": "In use"}
    assert words.substatus_keys == {"1": "Available", "31": "Virus"}
    assert dialect.unreadable_fields == ("cost",)


def test_all_problems_are_reported():
    with pytest.raises(InputError) as caught:
        build_dialect(
            {"statuses": {"a": "b", "c": {"d": 1}}, "attribute_types": {"x": "Textt", "y": "Text"}}
        )
    assert len(caught.value.problems) == 3


def test_spellings_are_those_of_the_sheet():
    assert WIRE_SPELLINGS["serial_number"] == ("asset.serialNumber", "serialNumber")
    assert ENTRY_SPELLINGS["currency"] == ("asset.costCurrency", "costCurrency", "Currency")
    assert len(WIRE_SPELLINGS) == len(ENTRY_SPELLINGS) == 15
