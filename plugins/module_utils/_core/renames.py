# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that one step gives up and another one takes, on servers where no two assets may have the same.

Whoever takes a name waits for the one that gives it up. Where such renames wait for each other in a circle, one of them
takes a detour: its asset gets a temporary name before anything else is written, so that its own is free.

Names that look alike count as the same, as they do for many servers; and so do names in different types.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .fields import NAME
from .model import Id
from .step import Step

MOST = 60
"""So much of a name is in a temporary one."""
_MARK = "(assetops.aip is renaming asset "
_TEMPORARY = re.compile(re.escape(_MARK) + r"(\S+)\) (.*) -> (.*)", re.DOTALL)


def is_rename(step: Step) -> bool:
    """Whether the step gives an existing asset another name."""
    return step.current is not None and any(diff.field is NAME for diff in step.diffs)


def name_taken(step: Step) -> str | None:
    """The name that the step gives to an asset that does not have it yet."""
    return step.declared.name if step.action == "create" or is_rename(step) else None


def _flat(text: str) -> str:
    from .differences import flat  # noqa: PLC0415 - few plans rename anything

    return flat(text)


def waits_for_names(steps: Sequence[Step]) -> dict[int, set[int]]:
    """By their places, the steps that take a name that others give up, and which those are."""
    given_up: dict[str, set[int]] = defaultdict(set)
    for place, step in enumerate(steps):
        if step.current is not None and is_rename(step):
            given_up[_flat(step.current.name)].add(place)
    waits: dict[int, set[int]] = {}
    for place, step in enumerate(steps) if given_up else ():
        name = name_taken(step)
        others = given_up.get(_flat(name), set()) - {place} if name else set()
        if others:
            waits[place] = others
    return waits


def detours(waits: Mapping[int, set[int]], steps: Sequence[Step]) -> set[int]:
    """The places of steps that have to take a detour, so that no steps wait for each other in a circle."""
    left = {place: others & waits.keys() for place, others in waits.items()}
    waited_for: dict[int, list[int]] = defaultdict(list)
    for place, others in left.items():
        for other in others:
            waited_for[other].append(place)

    def remove(places: Iterable[int]) -> None:
        """Remove the steps that wait for nothing, and then those that only waited for them."""
        free = list(places)
        while free:
            place = free.pop()
            if left.pop(place, None) is not None:
                free += _no_longer_waiting_for(place)

    def _no_longer_waiting_for(place: int) -> list[int]:
        waiting = [one for one in waited_for[place] if one in left]
        for one in waiting:
            left[one].discard(place)
        return [one for one in waiting if not left[one]]

    found: set[int] = set()
    remove([place for place, others in left.items() if not others])
    for start in sorted(left, key=lambda place: (steps[place].order, place)):
        while start in left:
            one = min(_circle_from(start, left), key=lambda place: (steps[place].order, place))
            found.add(one)
            remove(_no_longer_waiting_for(one))
    return found


def _circle_from(start: int, waits: Mapping[int, set[int]]) -> list[int]:
    """A circle of steps that the first one waits for, or is in."""
    path: dict[int, None] = {}
    place = start
    while place not in path:
        path[place] = None
        place = min(waits[place])
    trail = list(path)
    return trail[trail.index(place) :]


def temporary_name(step: Step) -> str:
    """The name that the asset of a step has on its detour. It has the id, so no other asset has it."""
    current = step.current
    before, after = (current.name if current else ""), step.declared.name or ""
    return f"{_MARK}{current.id if current else ''}) {before[:MOST]} -> {after[:MOST]}"


def has_temporary_name(name: str) -> bool:
    """Whether a name is the temporary one of an asset on a detour."""
    return name.startswith(_MARK) and _TEMPORARY.fullmatch(name) is not None


def is_on_the_way(name: str, other: str) -> bool:
    """Whether a name is the temporary one of an asset that is on its way to the other name, or from it."""
    found = _TEMPORARY.fullmatch(name)
    return found is not None and _flat(other[:MOST]) in (_flat(found[2]), _flat(found[3]))


def ids_in(steps: Iterable[Step]) -> set[Id]:
    """The ids of the assets that the steps are about."""
    return {step.current.id for step in steps if step.current is not None}
