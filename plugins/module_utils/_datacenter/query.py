# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bodies for `index/query` ("Asset search REST services") and its keyword grammar ("Wildcard search").

The search matches words, not whole values. So a search only has to return every asset that may match, and not many
others; exact comparison takes place on this side.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Optional

from .._core.fields import NAME
from .._core.kinds.numbers import LONG_MAX, LONG_MIN
from .._core.model import AssetType, Field, Value
from .wire_forms import SEARCH_TYPES, wire_name

if TYPE_CHECKING:
    from .._core.filters import Filter

Param = Mapping[str, Any]


Range = Callable[[Field, Any, Any], Optional[Param]]


@dataclass(frozen=True)
class Search:
    """What to search for: criteria of which all (or any) must hold, within asset types; or a raw Lucene query."""

    params: tuple[Param, ...] = ()
    types: tuple[Param, ...] = ()
    any_of: bool = False
    raw_query: str | None = None


def build_body(
    search: Search, page: int, page_size: int, descending: bool = False
) -> dict[str, Any]:
    """The request body for one page, counted from 1. Both flags are always sent: their defaults are not documented."""
    # Types share the first group if that is joined by AND: the second group was added to the API later.
    together = not search.any_of
    return {
        "searchType": "basic",
        "listType": "detail",
        "genericKeyword": search.raw_query,
        "queryIndexSearchParams": [*search.params, *(search.types if together else ())],
        "mandatoryQueryIndexSearchParams": [] if together else list(search.types),
        "orForQueryIndexSearchParams": search.any_of,
        "orForMandatoryQueryIndexSearchParams": False,
        "pageNumber": page,
        "pageSize": page_size,
        "sortDirection": "desc" if descending else "asc",
        "sortField": "asset.name",
        "sortType": "STRING",
    }


def phrase(text: str) -> str:
    r"""The keyword that finds a text word by word in its order: quoted, and with * ? \ and quotes escaped."""
    return '"' + re.sub(r'([\\*?"])', r"\\\1", text) + '"'


def has_word(text: str) -> bool:
    """Whether every search index contains the text: some keep only letters and digits."""
    return any(character.isalnum() for character in text)


def by_longest_word(field: Field, text: str) -> Param | None:
    """The criterion that finds a text by its longest run of letters and digits, anywhere in a word; None without one.

    A second attempt for texts that a phrase did not find: it works on indexes that split words differently, and on
    servers that do not treat a quoted keyword as a phrase.
    """
    runs = re.findall(r"[^\W_]+", text)
    if not runs:
        return None
    return {"field": wire_name(field), "keyword": f"*{max(runs, key=len)}*", "fieldType": "STRING"}


def by_types(types: Sequence[AssetType], by: str) -> tuple[Param, ...]:
    """The criterion that confines a search to asset types, by their name or id; none for no types."""
    if not types:
        return ()
    if by == "id":
        return (
            {"field": "form.id", "keywords": [str(one.id) for one in types], "fieldType": "LIST"},
        )
    names = list(dict.fromkeys(one.name for one in types))
    return ({"field": "form.name", "keywords": names, "fieldType": "LIST"},)


def by_text(field: Field, text: str) -> Param:
    """The criterion that finds a text field's value among others with the same words."""
    return {"field": wire_name(field), "keyword": phrase(text), "fieldType": "STRING"}


def by_value(field: Field, value: Value) -> Param | None:
    """A criterion that certainly holds for every asset whose field has this value, or None if there is none."""
    search = SEARCH_TYPES.get(field.kind)
    if search == "STRING" and isinstance(value, str) and has_word(value):
        return by_text(field, value)
    if search == "LIST" and isinstance(value, str):
        return _by_options(field, [value])
    if search in _RANGES and value is not None:
        return _RANGES[search](field, value, value)
    return None


def _by_options(field: Field, texts: Sequence[str]) -> Param:
    return {"field": wire_name(field), "keywords": list(texts), "fieldType": "LIST"}


def _number_range(field: Field, low: Any, high: Any) -> Param | None:
    # Wider by one on both sides, as it is unknown whether the limits themselves are included; and always with both
    # limits, as it is unknown whether one may be left out.
    if low - 1 < LONG_MIN or high + 1 > LONG_MAX:
        return None
    return {
        "field": wire_name(field),
        "minNum": low - 1,
        "maxNum": high + 1,
        "range": True,
        "fieldType": SEARCH_TYPES.get(field.kind),
    }


def _date_range(field: Field, low: Any, high: Any) -> Param | None:
    if not (_is_day(low) and _is_day(high)):
        return None
    return {
        "field": wire_name(field),
        "minDate": _shift(low, -1),
        "maxDate": _shift(high, 1),
        "range": True,
        "fieldType": "DATE",
    }


def _is_day(text: Any) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{3}-\d\d-\d\d", str(text))) and not str(text).startswith(
        "9999"
    )


def _shift(day: Any, days: int) -> str:
    return (datetime.date.fromisoformat(str(day)) + datetime.timedelta(days=days)).isoformat()


_RANGES: Mapping[str | None, Range] = {
    "LONG": _number_range,
    "DOUBLE": _number_range,
    "DATE": _date_range,
}


def by_filter(filter_: Filter) -> Param | None:
    """A criterion that narrows the search without losing any asset that meets the filter, or None."""
    field, values = filter_.field, filter_.values
    search = SEARCH_TYPES.get(field.kind)
    if filter_.operator == "equals":
        if field is NAME:
            return by_text(NAME, str(values[0])) if has_word(str(values[0] or "")) else None
        return by_value(field, values[0])
    if (
        filter_.operator == "in"
        and search == "LIST"
        and all(isinstance(value, str) for value in values)
    ):
        return _by_options(field, [str(value) for value in values])
    if search in _RANGES and filter_.operator == "between":
        return _RANGES[search](field, values[0], values[1])
    return None
