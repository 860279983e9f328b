# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of progress: few, late, and with an honest estimate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible_collections.assetops.aip.plugins.plugin_utils._progress import (
    ProgressLines,
    line,
    seconds_left,
)


class Watched:
    """Progress lines with a clock that is set by hand."""

    def __init__(self, is_terminal=True, verbosity=0):
        self.now = 1000.0
        self.shown = []
        self._lines = ProgressLines(
            self.shown.append, lambda: self.now, is_terminal, verbosity, "aip_assets"
        )

    def at(self, seconds, *told):
        """What is shown of this progress, so many seconds after the first."""
        self.now = 1000.0 + seconds
        before = len(self.shown)
        self._lines(*told)
        return self.shown[before:]


def test_nothing_is_shown_in_the_first_seconds_and_then_seldom():
    watched = Watched()
    assert watched.at(0, "read", 0, 10000, 0) == []
    assert watched.at(4.9, "read", 2000, 10000, 0) == []
    assert watched.at(5, "read", 3200, 10000, 0) == [
        "aip_assets: read 3,200/10,000, about 11 s left"
    ]
    assert watched.at(6.9, "read", 4000, 10000, 0) == []
    assert watched.at(7, "read", 5000, None, 0) == ["aip_assets: read 5,000"]


def test_estimate_is_of_the_stage():
    watched = Watched()
    watched.at(0, "read", 0, 1000, 0)
    watched.at(4, "read", 1000, 1000, 0)
    watched.at(10, "applied", 0, 1000, 0)
    assert watched.at(11, "applied", 5, 1000, 0) == []
    assert watched.at(30, "applied", 410, 1000, 3) == [
        "aip_assets: applied 410/1,000 (3 failed), about 29 s left"
    ]


def test_new_stage_is_shown_without_an_estimate():
    watched = Watched()
    watched.at(0, "read", 0, 10, 0)
    assert watched.at(10, "applied", 1, 10, 0) == ["aip_assets: applied 1/10"]


@pytest.mark.parametrize(
    ("is_terminal", "verbosity", "shows"),
    [(True, 0, True), (False, 0, False), (False, 1, True), (True, 3, True)],
)
def test_only_who_watches_sees_lines(is_terminal, verbosity, shows):
    watched = Watched(is_terminal, verbosity)
    watched.at(0, "read", 0, 10, 0)
    assert bool(watched.at(60, "read", 5, 10, 0)) == shows


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((10, 100, 200, 100), ", about 10 s left"),
        ((10, 100, 101, 100), ", about 1 s left"),
        ((10, 10, 100, 10), ", about 2 min left"),
        ((10, 1, 10000, 1), ", about 28 h left"),
        ((10, 0, 100, 0), ""),
        ((10, 100, 100, 100), ""),
        ((10, 100, None, 100), ""),
        ((1, 100, 200, 100), ""),
    ],
)
def test_time_left(given, said):
    assert seconds_left(*given) == said


def test_line():
    assert line("applied", 1000, 2000, 1200) == "applied 1,000/2,000 (1,200 failed)"
    assert line("read", 0, None, 0) == "read 0"


def test_threads_show_no_more_lines_than_one():
    watched = Watched()
    watched.at(0, "read", 0, 1000, 0)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: watched.at(6, "read", number, 1000, 0), range(1, 500)))
    assert len(watched.shown) == 1
