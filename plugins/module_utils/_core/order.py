# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of the steps: an asset is created before those that refer to it, and deletions come last.

Where new assets refer to each other in a circle, one of them is created without that reference, which is written
once all of them are there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from .diff import FieldDiff
from .fields import NAME
from .model import refs_in
from .step import Step


def new_ones(diffs: Iterable[FieldDiff]) -> set[int]:
    """The positions, in the declaration, of the new assets that these fields refer to."""
    return {ref.new for diff in diffs for ref in refs_in(diff.value) if ref.new is not None}


def arrange(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in the order in which they are carried out, each with its wave.

    Renames come before everything else: a server may show references by name.
    """
    creates = {step.number: step for step in steps if step.action == "create"}
    placed = _place_creates(creates)
    waves = {step.number: step.wave for step in placed}
    for step in steps:
        if step.action != "create":
            wave = max((waves[number] + 1 for number in new_ones(step.diffs)), default=0)
            placed.append(dataclasses.replace(step, wave=wave))
    if any(_is_rename(step) for step in placed):
        placed = [
            step
            if _is_rename(step) and step.wave == 0
            else dataclasses.replace(step, wave=step.wave + 1)
            for step in placed
        ]
    last = max((step.wave for step in placed), default=0)
    arranged = [
        dataclasses.replace(step, wave=last + 1) if step.action == "delete" else step
        for step in placed
    ]
    return tuple(sorted(arranged, key=lambda step: (step.wave, step.order)))


def _is_rename(step: Step) -> bool:
    return step.current is not None and any(diff.field is NAME for diff in step.diffs)


def _place_creates(creates: dict[int, Step]) -> list[Step]:
    """The new assets, wave by wave."""
    needs = {number: new_ones(step.diffs) & set(creates) for number, step in creates.items()}
    needed_by: dict[int, list[int]] = {}
    for number, needed in needs.items():
        for other in needed:
            needed_by.setdefault(other, []).append(number)
    placed: list[Step] = []
    left = dict(needs)
    ready = [number for number, needed in needs.items() if not needed]
    wave = 0
    while left:
        if not ready:
            ready = [_one_of_a_circle(left, creates)]
        placed += [_without_later(creates[one], left.pop(one), wave) for one in ready]
        freed: list[int] = []
        for number in ready:
            for other in needed_by.get(number, ()):
                if other in left:
                    left[other] = left[other] - {number}
                    if not left[other]:
                        freed.append(other)
        ready = list(dict.fromkeys(freed))
        wave += 1
    return placed


def _one_of_a_circle(left: dict[int, set[int]], creates: dict[int, Step]) -> int:
    """One of the new assets that need each other; not one that only needs them."""

    def first(numbers: Iterable[int]) -> int:
        return min(numbers, key=lambda number: (creates[number].order, number))

    number, seen = first(left), set()
    while number not in seen:
        seen.add(number)
        number = first(left[number])
    return number


def _without_later(step: Step, missing: set[int], wave: int) -> Step:
    """The step of a wave; fields that refer to assets not yet created are put off until later."""
    later = tuple(diff for diff in step.diffs if new_ones([diff]) & missing)
    at_once = tuple(diff for diff in step.diffs if diff not in later)
    return dataclasses.replace(step, diffs=at_once, later=later, wave=wave)
