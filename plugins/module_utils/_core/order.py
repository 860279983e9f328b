# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order of the steps: an asset is created before those that refer to it, and deletions come last.

Where new assets refer to each other in a circle, one of them is created without that reference, which is written
once all of them are there. A name is taken only when the asset that had it has got another one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .diff import FieldDiff
from .model import refs_in
from .renames import detours, is_rename, temporary_name, waits_for_names
from .step import Step


def new_ones(diffs: Iterable[FieldDiff]) -> set[int]:
    """The positions, in the declaration, of the new assets that these fields refer to."""
    return {ref.new for diff in diffs for ref in refs_in(diff.value) if ref.new is not None}


def arrange(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in the order in which they are carried out, each with its wave.

    Renames come before everything else: a server may show references by name.
    """
    steps, waits = _with_names(steps)
    needs = _needs(steps, waits)
    first = _place_renames(steps, needs)
    begin = max((step.wave + 1 for step in first.values()), default=0)
    left = {place: needs[place] for place in needs if place not in first}
    placed = _place(steps, left, begin)
    waves = {step.number: step.wave for step in placed.values() if step.action == "create"}
    placed.update(first)
    for place, step in enumerate(steps):
        if place not in placed:
            wave = max((waves[number] + 1 for number in new_ones(step.diffs)), default=begin)
            placed[place] = step if wave == step.wave else dataclasses.replace(step, wave=wave)
    last = max((step.wave for step in placed.values()), default=0)
    arranged = [
        dataclasses.replace(step, wave=last + 1) if step.action == "delete" else step
        for _at, step in sorted(placed.items())
    ]
    return tuple(sorted(arranged, key=lambda step: (step.wave, step.order)))


@dataclass(frozen=True)
class _Needs:
    """The places of the steps that must come before a step.

    What it refers to may be written later (`refs`); a name is not free before the others have given it up (`names`).
    """

    refs: frozenset[int]
    names: frozenset[int]

    def without(self, done: Iterable[int]) -> _Needs:
        """What is still needed."""
        return _Needs(self.refs - frozenset(done), self.names - frozenset(done))

    @property
    def all(self) -> frozenset[int]:
        """All that is needed."""
        return self.refs | self.names


def _with_names(steps: Sequence[Step]) -> tuple[list[Step], Mapping[int, set[int]]]:
    """The steps with their detours and with the steps whose names they take; and the places of the latter.

    A detour comes before everything else, so nobody has to wait for the rest of such a step.
    """
    waits = waits_for_names(steps)
    on_detour = detours(waits, steps)
    arranged = list(steps)
    for place, others in waits.items():
        after = frozenset(steps[other].number for other in others)
        arranged[place] = dataclasses.replace(arranged[place], after=after)
    for place in on_detour:
        arranged[place] = dataclasses.replace(arranged[place], via=temporary_name(arranged[place]))
    return arranged, {place: others - on_detour for place, others in waits.items()}


def _needs(steps: Sequence[Step], waits: Mapping[int, set[int]]) -> dict[int, _Needs]:
    """What each new asset and each rename needs, by their places."""
    creates = {step.number: place for place, step in enumerate(steps) if step.action == "create"}
    return {
        place: _Needs(
            frozenset(creates[number] for number in new_ones(step.diffs) if number in creates),
            frozenset(waits.get(place, ())),
        )
        for place, step in enumerate(steps)
        if step.action == "create" or is_rename(step)
    }


def _place_renames(steps: Sequence[Step], needs: Mapping[int, _Needs]) -> dict[int, Step]:
    """The renames that need no new asset, nor a rename that does, wave by wave."""
    renames = {
        place: one.names for place, one in needs.items() if is_rename(steps[place]) and not one.refs
    }
    needed_by = _reversed(renames)
    left = {place: set(names) for place, names in renames.items()}
    ready = [place for place, names in left.items() if not names]
    placed: dict[int, Step] = {}
    wave = 0
    while ready:
        freed: list[int] = []
        for place in ready:
            placed[place] = dataclasses.replace(steps[place], wave=wave)
            for other in needed_by.get(place, ()):
                left[other].discard(place)
                if not left[other]:
                    freed.append(other)
        ready = freed
        wave += 1
    return placed


def _place(steps: Sequence[Step], needs: Mapping[int, _Needs], begin: int) -> dict[int, Step]:
    """The new assets, and the renames that refer to them, wave by wave from wave `begin`."""
    left = {
        place: _Needs(one.refs & needs.keys(), one.names & needs.keys())
        for place, one in needs.items()
    }
    needed_by = _reversed({place: one.all for place, one in left.items()})
    placed: dict[int, Step] = {}
    ready = [place for place, one in left.items() if not one.all]
    wave = begin
    while left:
        if not ready:
            ready = [_one_of_a_circle(left, steps)]
        for place in ready:
            missing = {steps[other].number for other in left.pop(place).refs}
            placed[place] = _without_later(steps[place], missing, wave)
        freed: list[int] = []
        for place in ready:
            for other in needed_by.get(place, ()):
                if other in left:
                    left[other] = left[other].without([place])
                    if not left[other].all:
                        freed.append(other)
        ready = list(dict.fromkeys(freed))
        wave += 1
    return placed


def _reversed(needs: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    """By each place, the places of the steps that need it."""
    needed_by: dict[int, list[int]] = {}
    for place, needed in needs.items():
        for other in needed:
            needed_by.setdefault(other, []).append(place)
    return needed_by


def _one_of_a_circle(left: Mapping[int, _Needs], steps: Sequence[Step]) -> int:
    """One of the steps that need each other; not one that only needs them, or that needs a name.

    There is one: where only names are needed, the circle was broken by a detour.
    """

    def first(places: Iterable[int]) -> int:
        return min(places, key=lambda place: (steps[place].order, place))

    place = first(left)
    seen: set[int] = set()
    while place not in seen:
        seen.add(place)
        place = first(left[place].names or left[place].refs)
    while left[place].names:
        place = first(left[place].names)
    return place


def _without_later(step: Step, missing: set[int], wave: int) -> Step:
    """The step of a wave; fields that refer to assets not yet created are put off until later."""
    later = tuple(diff for diff in step.diffs if new_ones([diff]) & missing)
    at_once = tuple(diff for diff in step.diffs if diff not in later)
    return dataclasses.replace(step, diffs=at_once, later=later, wave=wave)
