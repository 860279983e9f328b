# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Days and moments, wherever the server is."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.kinds import table
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    KNOWN,
    OF_KIND,
)

EPOCH_DAY = 1580688000000  # 2020-02-03T00:00Z


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
    known = dataclasses.replace(KNOWN, time_zone=zone)
    for raw in (epoch, str(epoch), in_utc, midnight.isoformat()):
        assert table.readings(raw, OF_KIND["date"], known) == ("2020-02-03",)
        # Where the zone is not known, it is still right from Hawaii to New Zealand.
        if -10 * 60 <= minutes <= 13 * 60:
            assert table.readings(raw, OF_KIND["date"], KNOWN) == ("2020-02-03",)


@pytest.mark.parametrize("zone", [ISTANBUL, KIRITIMATI, SAMOA, datetime.timezone.utc], ids=str)
@pytest.mark.parametrize("hour", [0, 3, 10, 11, 12, 13, 14, 21, 23])
def test_answer_with_a_moment_means_one_value_only(zone, hour):
    known = dataclasses.replace(KNOWN, time_zone=zone)
    moment = datetime.datetime(2020, 2, 3, hour, tzinfo=datetime.timezone.utc)
    for kind in ("date", "datetime"):
        for raw in (int(moment.timestamp() * 1000), moment.isoformat()):
            assert len(table.readings(raw, OF_KIND[kind], known)) == 1


def test_instant_is_read_on_the_clock_of_the_server():
    known = dataclasses.replace(KNOWN, time_zone=ISTANBUL)
    field = OF_KIND["datetime"]
    for raw in ("2020-02-03T10:00:00Z", "2020-02-03T10:00:00.000+0000", EPOCH_DAY + 36000000):
        assert table.readings(raw, field, known) == ("2020-02-03T13:00",)
        assert table.readings(raw, field, KNOWN) == ("2020-02-03T10:00",)
    assert table.readings("2020-02-03T13:00+03:00", field, known) == ("2020-02-03T13:00",)
    assert table.readings("2020-02-03T12:00+02:00", field, known) == ("2020-02-03T13:00",)
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
