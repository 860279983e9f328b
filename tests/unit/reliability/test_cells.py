# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The combinations: every request with every fault, each of them again on demand, and an even part of them."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.tests.reliability.cells import (
    Cell,
    cells_of,
    hits_of,
    kind_of,
    sample,
)
from ansible_collections.assetops.aip.tests.reliability.faults import ALL_FAULTS, FAULTS
from ansible_collections.assetops.aip.tests.reliability.scenarios import SCENARIOS
from ansible_collections.assetops.aip.tests.sandbox.faults import EFFECTS, Faults
from ansible_collections.assetops.aip.tests.sandbox.journal import Record

API = "/rest/jip-api/1.0/"
TASK = "asset: create"


def asked(method, path):
    return Record(method, API + path, "", 200, "ansible")


REQUESTS = [
    asked("GET", "form/list.json"),
    asked("POST", "index/query.json"),
    asked("POST", "inventory/asset.json"),
    asked("GET", "inventory/8.json"),
    *[asked("POST", "index/query.json")] * 5,
    asked("GET", "inventory/getFile/0/8/12_34_1795789072567.txt.json"),
]


def test_every_request_meets_every_fault_that_it_can_meet():
    cells = list(cells_of(TASK, 0.0, REQUESTS))
    met = {(cell.position, cell.fault) for cell in cells}
    polls = set(range(6, 8))
    for position, request in enumerate(REQUESTS):
        for name, fault in FAULTS.items():
            expected = position not in polls and fault.can_meet(request.method, request.path)
            assert ((position, name) in met) == expected
    assert {cell.fault for cell in cells} == set(ALL_FAULTS)
    assert len(cells) == len(set(cells))


def test_with_a_lag_the_requests_from_the_first_write_on_meet_them():
    assert {cell.position for cell in cells_of(TASK, 3.0, REQUESTS)} == {2, 3, 4, 5, 8, 9}


def test_every_effect_of_the_sandbox_is_a_fault():
    # A delay alone does nothing that a slow body would not do.
    assert {fault.effect for fault in ALL_FAULTS.values()} == set(EFFECTS) - {"latency"}


def test_a_cell_is_what_its_text_says():
    for cell in cells_of(TASK, 3.0, REQUESTS):
        assert Cell.parse(str(cell)) == cell


@pytest.mark.parametrize("text", ["", "a | b | c | 1 | 0", f"{TASK} | 429 | often | 1 | 0", TASK])
def test_a_text_that_is_no_cell(text):
    with pytest.raises(ValueError, match=r"not a cell|literal"):
        Cell.parse(text)


def test_kinds_have_no_numbers():
    assert kind_of(REQUESTS[3]) == kind_of(asked("GET", "inventory/999.json"))
    assert kind_of(REQUESTS[3]) != kind_of(asked("GET", "inventory/transformed/8.json"))
    assert kind_of(REQUESTS[9]) == kind_of(asked("GET", "inventory/getFile/0/8/9_9_9.png.json"))


def struck(cell):
    """The positions that the cell's fault hits, by the sandbox's own rules."""
    hits, faults = hits_of(cell, REQUESTS), Faults()
    faults.add("cut", method=hits.method, path=hits.path, after=hits.after, times=hits.times)
    return [n for n, one in enumerate(REQUESTS) if faults.strike(one.method, one.path, None)]


@pytest.mark.parametrize(
    ("span", "positions"),
    [("once", [4]), ("twice", [4, 5]), ("kind", [4, 5, 6, 7, 8]), ("always", [4, 5, 6, 7, 8, 9])],
)
def test_a_fault_hits_the_requests_of_its_span(span, positions):
    assert struck(Cell(TASK, 0.0, 4, "reset before", span)) == positions


def test_a_part_is_even_and_always_the_same():
    cells = list(cells_of(TASK, 0.0, REQUESTS))
    part = sample(cells, 200)
    assert part == sample(reversed(cells), 200)
    assert len(part) == 200
    assert {cell.fault for cell in part} == set(ALL_FAULTS)
    assert sample(cells, 10_000) == sorted(cells)


def test_parts_of_all_tasks_have_every_fault():
    parts = [sample(cells_of(name, 0.0, REQUESTS), 36) for name in SCENARIOS]
    assert {cell.fault for part in parts for cell in part} == set(ALL_FAULTS)
