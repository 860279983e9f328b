# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WAS and CHANGED: what fields held, by the history of an issue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import dates
from .kinds import KINDS, raw_values
from .world import Document, Field, World

# the item's field in the changelog, where it is not the field's id
_ITEM_NAMES = {"fixVersions": ("Fix Version", "fixVersions")}


@dataclass(frozen=True)
class Period:
    """What a field held for a while, and who set it; None: since ever, until now."""

    identities: frozenset[str]
    start: datetime | None
    end: datetime | None
    author: frozenset[str]


@dataclass(frozen=True)
class Change:
    """One entry of the history of a field."""

    before: frozenset[str]
    after: frozenset[str]
    time: datetime
    author: frozenset[str]


Within = Callable[["datetime | None", "datetime | None"], bool]


@dataclass(frozen=True)
class Limits:
    """What predicates demand: of time, of who did it, of the values before and after."""

    times: tuple[Within, ...] = ()
    authors: tuple[frozenset[str], ...] = ()
    before: tuple[frozenset[str], ...] = ()
    after: tuple[frozenset[str], ...] = ()


def was(
    document: Document, field: Field, world: World, wanted: frozenset[str], limits: Limits
) -> bool:
    """Whether the field ever held one of the values within the limits."""
    return any(
        (wanted & period.identities or (not wanted and not period.identities))
        and all(within(period.start, period.end) for within in limits.times)
        and all(authors & period.author for authors in limits.authors)
        for period in _periods(document, field, world)
    )


def changed(document: Document, field: Field, world: World, limits: Limits) -> bool:
    """Whether the field ever changed within the limits."""
    return any(
        all(values & change.before for values in limits.before)
        and all(values & change.after for values in limits.after)
        and all(within(change.time, change.time) for within in limits.times)
        and all(authors & change.author for authors in limits.authors)
        for change in _changes(document, field, world)
    )


def _changes(document: Document, field: Field, world: World) -> list[Change]:
    names = {name.casefold() for name in _ITEM_NAMES.get(field.id, (field.id,))}
    found = [
        Change(
            _held(item, "from", "fromString"),
            _held(item, "to", "toString"),
            time,
            _who(entry.get("author")),
        )
        for entry in document.get("changelog") or ()
        for time in [dates.read(str(entry["created"]), world.now)]
        for item in entry["items"]
        if time is not None and str(item["field"]).casefold() in names
    ]
    return sorted(found, key=lambda change: change.time)


def _held(item: Mapping[str, Any], number: str, text: str) -> frozenset[str]:
    return frozenset(str(item[key]).casefold() for key in (number, text) if item.get(key))


def _who(author: Any) -> frozenset[str]:
    return frozenset(KINDS["user"].identities(author)) if author else frozenset()


def _periods(document: Document, field: Field, world: World) -> list[Period]:
    """The values of a field, oldest first."""
    changes = _changes(document, field, world)
    kind = KINDS[field.kind]
    now = frozenset(
        one.casefold() for value in raw_values(document, field) for one in kind.identities(value)
    )
    creator = _who((document.get("fields") or {}).get("creator"))
    periods, held, start, author = [], changes[0].before if changes else now, None, creator
    for change in changes:
        periods.append(Period(held, start, change.time, author))
        held, start, author = change.after, change.time, change.author
    periods.append(Period(held | now if changes else now, start, None, author))
    return periods
