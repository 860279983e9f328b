# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which transition leads to a status, as far as the transitions that are offered show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..kinds.written import Invalid
from .screens import Screen, read_screen


@dataclass(frozen=True)
class Transition:
    """One transition that is offered: where it leads, and the fields of its screen by id.

    `screen` is None where the server does not show it.
    """

    id: str
    name: str
    to: str
    category: str = ""
    screen: Screen | None = None

    def has(self, field_id: str) -> bool:
        """Whether the screen has a field."""
        return field_id in (self.screen or {})

    @property
    def required(self) -> Mapping[str, str]:
        """The names of the fields without which it is refused, by id."""
        shown = self.screen or {}
        return {number: one.name for number, one in shown.items() if one.is_required}


def read_transitions(data: Any) -> tuple[Transition, ...]:
    """The transitions of an answer (`GET issue/{key}/transitions?expand=transitions.fields`)."""
    shown = data.get("transitions") if isinstance(data, Mapping) else None
    found = [one for one in shown if isinstance(one, Mapping)] if isinstance(shown, list) else []
    return tuple(_transition(one) for one in found if one.get("id") is not None)


def _transition(shown: Mapping[str, Any]) -> Transition:
    to = shown.get("to")
    to = to if isinstance(to, Mapping) else {}
    category = to.get("statusCategory")
    screen = shown.get("fields")
    return Transition(
        str(shown["id"]),
        str(shown.get("name") or ""),
        str(to.get("name") or ""),
        str(category.get("key") or "") if isinstance(category, Mapping) else "",
        read_screen(screen) if isinstance(screen, Mapping) else None,
    )


def matching(name: str, names: Iterable[str]) -> str | None:
    """The one of these names that is meant: as it is written, or else the only one that differs in case alone."""
    known = list(dict.fromkeys(names))
    if name in known:
        return name
    alike = [one for one in known if one.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def direct(offered: Sequence[Transition], wanted: str) -> Transition | None:
    """The transition to the status that is wanted, by the status, then by its own name. Raises Invalid for several.

    Of several that lead to one status, the first without required fields is as good as any.
    """
    status = matching(wanted, (one.to for one in offered))
    if status is not None:
        there = [one for one in offered if one.to == status]
        return next((one for one in there if not one.required), there[0])
    name = matching(wanted, (one.name for one in offered))
    named = [one for one in offered if one.name == name]
    if len({one.to for one in named}) > 1:
        to = ", ".join(f"'{one.to}'" for one in named)
        raise Invalid(
            f"{len(named)} transitions are called '{wanted}'; write the status to be in: {to}"
        )
    return named[0] if named else None


def listed(offered: Sequence[Transition]) -> str:
    """The transitions in words."""
    if not offered:
        return "no transition is offered to this user"
    words = ", ".join(f"'{one.name}' (to '{one.to}')" for one in offered)
    return f"offered are: {words}"


_ORDER = {"new": 0, "undefined": 0, "indeterminate": 1, "done": 2}


def onward(
    offered: Sequence[Transition],
    here: str,
    target_category: str,
    visited: Iterable[str],
    category: str = "",
) -> tuple[Transition, ...]:
    """The transitions that may be on the way to a status that none of them leads to. `category` is that of `here`.

    Never back to where the issue was, and never past the target: who wants "Done" does not close and reopen. Nor back
    to an earlier category, if there is another way: a run that was interrupted is to be continued, not begun anew.
    """
    been = {*visited, here}
    limit = _ORDER.get(target_category, 2)
    least = min(_ORDER.get(category, 0), limit)
    ways = [one for one in offered if one.to not in been and _ORDER.get(one.category, 1) <= limit]
    forward = [one for one in ways if _ORDER.get(one.category, 1) >= least]
    before_done = [one for one in forward or ways if one.category != "done"]
    found = {one.to: one for one in reversed(before_done or forward or ways)}
    return tuple(found.values())
