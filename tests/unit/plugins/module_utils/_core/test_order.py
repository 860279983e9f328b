# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is referred to is created first; circles are closed afterwards; deletions come last."""

from __future__ import annotations

import pytest
from ansible_collections.assetops.aip.plugins.module_utils._core.diff import FieldDiff
from ansible_collections.assetops.aip.plugins.module_utils._core.fields import NAME
from ansible_collections.assetops.aip.plugins.module_utils._core.model import (
    Change,
    Current,
    Declared,
    Ref,
)
from ansible_collections.assetops.aip.plugins.module_utils._core.order import arrange, new_ones
from ansible_collections.assetops.aip.plugins.module_utils._core.plan import Step
from ansible_collections.assetops.aip.tests.unit.plugins.module_utils._core.catalog import (
    FIELDS,
    SPECIMEN,
)

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402


def diff_to(*numbers, field="Asset List"):
    """A difference: the field is to refer to the assets at these places of the declaration."""
    refs = frozenset(Ref(None, f"n{number}", new=number) for number in numbers)
    return FieldDiff(FIELDS[field], refs, Change(field, None, None))


def create(number, *needs):
    """A step that creates an asset which refers to others."""
    declared = Declared(SPECIMEN, f"n{number}")
    named = FieldDiff(NAME, declared.name, Change("name", None, declared.name))
    diffs = (named, diff_to(*needs)) if needs else (named,)
    return Step(declared, None, diffs, number=number)


def update(number, *needs):
    """A step that changes an asset."""
    current = Current(100 + number, f"n{number}", SPECIMEN, "Specimen")
    return Step(Declared(SPECIMEN, f"n{number}"), current, (diff_to(*needs),), number=number)


def delete(number):
    """A step that deletes an asset."""
    current = Current(100 + number, f"n{number}", SPECIMEN, "Specimen")
    return Step(Declared(SPECIMEN, f"n{number}", present=False), current, number=number)


def waves(steps):
    """The wave of each step, by its place in the declaration."""
    return {step.number: step.wave for step in arrange(steps)}


def test_a_chain_is_created_from_its_end():
    assert waves([create(0, 1), create(1, 2), create(2)]) == {2: 0, 1: 1, 0: 2}


def test_what_does_not_wait_is_done_at_once():
    assert waves([create(0), create(1), update(2, 5), create(5)]) == {0: 0, 1: 0, 5: 0, 2: 1}


def test_deletions_come_after_everything():
    assert waves([delete(9), create(0, 1), create(1), update(2, 0)]) == {1: 0, 0: 1, 2: 2, 9: 3}


def test_an_asset_that_refers_to_itself_is_pointed_at_itself_later():
    (step,) = arrange([create(0, 0)])
    assert [diff.field.key for diff in step.diffs] == ["name"]
    assert [diff.field.key for diff in step.later] == ["Asset List"]


def test_a_circle_costs_one_reference_written_later():
    steps = arrange([create(0, 1), create(1, 2), create(2, 0), create(3, 0)])
    assert sum(bool(step.later) for step in steps) == 1
    assert [step.number for step in steps if step.later] == [0]


GRAPHS = st.lists(st.frozensets(st.integers(0, 11), max_size=4), min_size=1, max_size=12)


@given(graph=GRAPHS, seed=st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_every_order_is_right_and_the_same(graph, seed):
    steps = [
        create(number, *(need for need in needs if need < len(graph)))
        for number, needs in enumerate(graph)
    ]
    arranged = arrange(steps)
    placed = {step.number: step.wave for step in arranged}
    assert sorted(placed) == list(range(len(graph)))
    for step in arranged:
        assert all(placed[need] < step.wave for need in new_ones(step.diffs))
        assert new_ones((*step.diffs, *step.later)) == {
            need for need in graph[step.number] if need < len(graph)
        }
    shuffled = list(steps)
    seed.shuffle(shuffled)
    assert arrange(shuffled) == arranged


@given(graph=GRAPHS)
def test_without_a_circle_nothing_is_put_off(graph):
    steps = [
        create(number, *(n for n in needs if n < number)) for number, needs in enumerate(graph)
    ]
    assert not any(step.later for step in arrange(steps))
