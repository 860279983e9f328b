# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of fields: which operators they take, what they hold in a document, how they sort."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import dates
from .world import Document, Field, World

_EQUAL = frozenset({"=", "!=", "IN", "NOT IN"})
_EMPTY = frozenset({"IS", "IS NOT"})
_ORDER = frozenset({"<", "<=", ">", ">="})
_LIKE = frozenset({"~", "!~"})

SortKey = Callable[[Document], Any]


@dataclass(frozen=True)
class Kind:
    """What fields of a kind take and hold.

    identities: what `=` compares, for each value of the field in a document.
    measure: what `<` compares. empty: whether the field can be EMPTY. descending: the way in which
    ORDER BY sorts where it does not say.
    """

    operators: frozenset[str]
    identities: Callable[[Any], tuple[str, ...]] = lambda value: (str(value).casefold(),)
    sorts: Callable[[Field, World], SortKey] | None = None
    empty: bool = True
    descending: bool = False


def raw_values(document: Document, field: Field) -> list[Any]:
    """Return the values of a field in a document, none if it is empty."""
    fields = document.get("fields") or {}
    if field.id == "issuekey":
        return [{"id": str(document["id"]), "key": document["key"]}]
    inside = fields.get("status") or {} if field.kind == "category" else fields
    value = inside.get(field.id)
    listed = value if isinstance(value, (list, tuple)) else [value]
    return [one for one in listed if one is not None and one != ""]


# -- what the values of a field are compared by ---------------------------------------------------


def _of_entry(value: Any) -> tuple[str, ...]:
    """The id; sprints of old servers are texts that hold one."""
    if isinstance(value, Mapping):
        return tuple(str(value[key]) for key in ("id",) if value.get(key) is not None)
    found = re.search(r"\[(?:.*?,)?id=(\d+)", str(value))
    return (found[1] if found else str(value),)


def _of_user(value: Any) -> tuple[str, ...]:
    keys = ("accountId", "key", "name")
    return (
        tuple(str(value[key]) for key in keys if value.get(key))
        if isinstance(value, Mapping)
        else (str(value),)
    )


def _of_option(value: Any) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        return (str(value).casefold(),)
    child = value.get("child")
    own = tuple(
        str(value[key]).casefold() for key in ("value", "name", "id") if value.get(key) is not None
    )
    return own + (_of_option(child) if child else ())


def _of_issue(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        return tuple(str(value[key]).upper() for key in ("key", "id") if value.get(key) is not None)
    return (str(value).upper(),)


# -- how documents sort ---------------------------------------------------------------------------


def _by_place(field: Field, world: World) -> SortKey:
    places = {
        entry.id: (entry.place, entry.name.casefold()) for entry in world.entries(field.catalog)
    }

    def key(document: Document) -> Any:
        known = [
            places[one]
            for value in raw_values(document, field)
            for one in _of_entry(value)
            if one in places
        ]
        return min(known, default=None)

    return key


def _by_text(field: Field, world: World) -> SortKey:
    del world

    def key(document: Document) -> Any:
        values = raw_values(document, field)
        return tuple(_shown(value).casefold() for value in values) or None

    return key


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(
            next(
                (value[key] for key in ("displayName", "value", "name", "key") if value.get(key)),
                "",
            )
        )
    return str(value)


def _by_key(field: Field, world: World) -> SortKey:
    del world

    def key(document: Document) -> Any:
        values = raw_values(document, field)
        return key_order(str(_of_issue(values[0])[0])) if values else None

    return key


def key_order(key: str) -> tuple[str, int]:
    """Return what an issue's key sorts by."""
    project, _dash, number = key.rpartition("-")
    return project, int(number) if number.isdigit() else 0


def _by_measure(field: Field, world: World) -> SortKey:
    def key(document: Document) -> Any:
        return measure(field, document, world)

    return key


def measure(field: Field, document: Document, world: World) -> Any:
    """Return the number or the time that a field holds; None if it is empty."""
    for value in raw_values(document, field):
        if field.kind in ("date", "datetime"):
            return dates.read(str(value), world.now)
        if field.kind == "count":
            count = (
                value.get({"votes": "votes", "watches": "watchCount"}.get(field.id, ""))
                if isinstance(value, Mapping)
                else value
            )
            return float(count or 0)
        try:
            return float(value)
        except (TypeError, ValueError):
            return None
    return 0.0 if field.kind == "count" else None


KINDS: Mapping[str, Kind] = {
    "issue": Kind(_EQUAL | _ORDER, _of_issue, _by_key, empty=False),
    "parent": Kind(_EQUAL | _EMPTY, _of_issue, _by_key),
    "entry": Kind(_EQUAL | _EMPTY, _of_entry, _by_place),
    "category": Kind(_EQUAL | _EMPTY, _of_entry, _by_place),
    "ordered": Kind(_EQUAL | _EMPTY | _ORDER, _of_entry, _by_place, descending=True),
    "user": Kind(_EQUAL | _EMPTY, _of_user, _by_text),
    "label": Kind(_EQUAL | _EMPTY, sorts=_by_text),
    "option": Kind(_EQUAL | _EMPTY, _of_option, _by_text),
    "exact": Kind(_EQUAL | _EMPTY, sorts=_by_text),
    "words": Kind(_LIKE | _EMPTY, sorts=_by_text),
    "comments": Kind(_LIKE),
    "text": Kind(frozenset({"~"}), empty=False),
    "date": Kind(_EQUAL | _EMPTY | _ORDER, sorts=_by_measure, descending=True),
    "datetime": Kind(_EQUAL | _EMPTY | _ORDER, sorts=_by_measure, descending=True),
    "number": Kind(_EQUAL | _EMPTY | _ORDER, sorts=_by_measure),
    "count": Kind(_EQUAL | _ORDER, sorts=_by_measure, empty=False, descending=True),
    "presence": Kind(_EMPTY),
    "rank": Kind(frozenset(), sorts=_by_text),
    "filter": Kind(_EQUAL, empty=False),
    "property": Kind(_EQUAL | _EMPTY | _ORDER | _LIKE),
}
HISTORY_OPERATORS = frozenset({"WAS", "WAS NOT", "WAS IN", "WAS NOT IN", "CHANGED"})
