# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users, groups and locations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..fields import did_you_mean
from ..known import Known
from ..model import Field, Value
from .kind import Kind, Rows, sorted_list
from .raw import DIGITS, TEXT_KEYS, first, json_in, text_of, ways_to_split
from .written import Invalid, in_yaml, is_clear, parts_in, scalar, unwrapped


def _parse_user(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, "one username or user key")
    if re.search(r"\s", text):
        several = "; it takes only one user" if parts_in(text) else ""
        raise Invalid(f"'{text}' is not a username or user key: those have no spaces{several}")
    return text


def _parse_user_text(value: Any, field: Field, known: Known) -> str:
    return scalar(value, "one username")


def _read_user(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = unwrapped(raw)
    if isinstance(raw, Mapping):
        found = [raw.get(key) for key in ("username", "name", "key", "userKey", "userName")]
        return tuple(str(text) for text in found if text not in (None, ""))
    return (text_of(raw),)


def _same_user(declared: str, current: str, known: Known) -> bool:
    # Usernames are not case-sensitive in Jira. Jira itself is queried only if the two texts differ.
    if declared.casefold() == current.casefold():
        return True
    spellings = {text.casefold() for text in known.user_spellings(declared)}
    return current.casefold() in spellings


def _same_user_text(declared: str, current: str, known: Known) -> bool:
    # The text may not be a user's at all: only Jira's own spellings of a user make two texts the same.
    if declared == current:
        return True
    spellings = known.user_spellings(declared) - {declared}
    return current.casefold() in {text.casefold() for text in spellings}


def _parse_groups(value: Any, field: Field, known: Known) -> Value:
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise Invalid(f"'{value}' is not a JSON list of group names") from None
    if isinstance(value, dict):
        raise Invalid("takes a list of group names, not a mapping")
    parts = parts_in(value) if isinstance(value, str) else ()
    if parts:
        raise Invalid(
            f"'{value}' may mean several groups: write the list {in_yaml(parts)} for them, or {in_yaml([value])} for"
            " the one group of that name"
        )
    items = value if isinstance(value, (list, tuple)) else [value]
    return frozenset(scalar(item, "group names") for item in items if not is_clear(item)) or None


def _group_name(raw: Any) -> str:
    return text_of(
        first(raw, ("name", "groupName", *TEXT_KEYS)) if isinstance(raw, Mapping) else raw
    )


def _read_groups(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, str) and raw.lstrip().startswith("["):
        parts = [part.strip() for part in raw.strip().strip("[]").split(",") if part.strip()]
        found = json_in(raw)
        raw = parts if found is None else found
    if isinstance(raw, (list, tuple)):
        return (frozenset(_group_name(item) for item in raw) or None,)
    if isinstance(raw, Mapping):
        return (frozenset({_group_name(raw)}),)
    return tuple(frozenset(way) for way in ways_to_split(text_of(raw), known.separator))


def _parse_location(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, "a location's id or name")
    locations = known.locations
    by_name = [place for place in locations if place.name == text]
    by_id = [place for place in locations if str(place.id) == text.strip()]
    # A number that YAML read as a number is an id; text may be either, and must then identify one location.
    found = by_id if isinstance(value, int) else list(dict.fromkeys([*by_name, *by_id]))
    if by_id and len(found) == 2:
        named = next(place for place in found if place not in by_id)
        raise Invalid(
            f"'{text}' may mean two locations: the one with the id {by_id[0].id} ('{by_id[0].name}') or the one that is"
            f" named '{text}' (id {named.id}): write {by_id[0].id} or {named.id} as a number, without quotes"
        )
    if len(found) > 1:
        ids = ", ".join(str(place.id) for place in found)
        raise Invalid(f"'{text}' may mean several locations (ids {ids}): write the id as a number")
    if not found:
        raise Invalid(
            f"there is no location '{text}'{did_you_mean(text, [place.name for place in locations])}"
        )
    return str(found[0].id)


def _read_location(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = unwrapped(raw)
    if isinstance(raw, Mapping):
        raw = first(raw, ("id", "locationName", *TEXT_KEYS)) or raw
    text = text_of(raw).strip()
    locations = known.locations if not DIGITS.fullmatch(text) or isinstance(raw, str) else ()
    ids = {str(place.id) for place in locations}
    named = [str(place.id) for place in locations if place.name == text]
    # A location may be called "3": the text means it only if no location has the id 3.
    return (named[0],) if len(named) == 1 and text not in ids else (text,)


def _show_location(value: str, field: Field, known: Known) -> Any:
    """The name if it is unambiguous, otherwise the id."""
    locations = known.locations
    names = [place.name for place in locations if str(place.id) == value]
    meant = [
        place for place in locations for name in names[:1] if name in (place.name, str(place.id))
    ]
    if len(meant) == 1 and names[0] == names[0].strip():
        return names[0]
    return int(value) if DIGITS.fullmatch(value) else value


ROWS: Rows = {
    "user": Kind(_parse_user, _read_user, same=_same_user),
    "user_text": Kind(_parse_user_text, _read_user, same=_same_user_text),
    "groups": Kind(_parse_groups, _read_groups, sorted_list, many=True),
    "location": Kind(_parse_location, _read_location, _show_location),
}
