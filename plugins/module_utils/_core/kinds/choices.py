# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One or several of the options of an attribute, and statuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..fields import did_you_mean
from ..known import Known
from ..model import Field, Option, Value
from .kind import Kind, Rows, sorted_list
from .raw import TEXT_KEYS, first, holds, listed, text_of, ways_to_split, without_nothing
from .written import Invalid, NotAnOption, is_clear, items, list_hint, scalar, unwrapped

_JOINT = re.compile(r"\s*[,;]\s*")


def _check_option(text: str, field: Field) -> str:
    texts = [option.text for option in field.options]
    if texts and text not in texts:
        several = list_hint(text, texts.__contains__)
        if several and field.kind == "option":
            several = "; it takes only one of them"
        raise NotAnOption(
            f"'{text}' is not one of its options{several or did_you_mean(text, texts)}"
        )
    return text


def _parse_option(value: Any, field: Field, known: Known) -> Value:
    value = unwrapped(value)
    return None if is_clear(value) else _check_option(scalar(value, "one option"), field)


def _parse_options(value: Any, field: Field, known: Known) -> Value:
    return (
        frozenset(_check_option(text, field) for text in items(value, "options", known.separator))
        or None
    )


def _option_text(raw: Any, field: Field) -> str:
    """The text of one option of an answer: the text itself, an object around it, or its id."""
    by_id = {option.id: option.text for option in field.options}
    if isinstance(raw, Mapping):
        inner = first(raw, TEXT_KEYS)
        if inner is not None:
            return _option_text(inner, field)
        return by_id.get(text_of(raw.get("id")), text_of(raw))
    text = text_of(raw)
    # Options such as "8" and "9" may have the ids 9 and 8: a text is first taken as a text, a number as an id.
    if isinstance(raw, int) and text in by_id:
        return by_id[text]
    if any(option.text == text for option in field.options):
        return text
    return by_id.get(text, text)


def _read_option(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    return (_option_text(unwrapped(raw), field),)


def _split_by_options(text: str, options: Sequence[Option]) -> frozenset[str] | None:
    """The options that a text joins by commas or semicolons, or None; options may contain commas themselves.

    The longest option goes first. Each place in the text is looked at once, whatever the options are.
    """
    texts = sorted({option.text for option in options if option.text}, key=len)
    before: dict[int, tuple[int, str]] = {}
    left = [(0, -1, "")]
    while left:
        place, came_from, option = left.pop()
        if place in before:
            continue
        before[place] = came_from, option
        if place == len(text):
            return frozenset(_way_to(place, before))
        for one in texts:  # what is added last is taken first
            end = place + len(one)
            if not text.startswith(one, place):
                continue
            joint = _JOINT.match(text, end)
            if joint or end == len(text):
                left.append((joint.end() if joint else end, place, one))
    return None


def _way_to(place: int, before: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    while place > 0:
        place, text = before[place]
        yield text


def _read_options(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    texts = {option.text for option in field.options}
    if isinstance(raw, str) and raw in texts:
        # One option, also one whose text looks like several others.
        return (frozenset({raw}),)
    raw = listed(raw)
    if isinstance(raw, (list, tuple)):
        return (frozenset(_option_text(item, field) for item in raw),)
    text = _option_text(raw, field)
    if not isinstance(raw, str) or text in texts:
        return (frozenset({text}),)
    if not holds(text, known.separator):
        by_options = _split_by_options(text, field.options)
        if by_options:
            return (by_options,)
    return tuple(
        frozenset(_option_part(part, field) for part in way)
        for way in ways_to_split(text, known.separator)
    )


def _option_part(part: str, field: Field) -> str:
    """One of several options in a text; spaces around it count only if an option has them."""
    is_known = any(part in (option.text, option.id) for option in field.options)
    return _option_text(part if is_known else part.strip(), field)


# -- statuses --


def _in_vocabulary(text: str, names: Iterable[str], keys: Mapping[str, str]) -> str | None:
    folded = text.strip().casefold()
    for name in names:
        if name.casefold() == folded:
            return name
    return keys.get(text.strip())


def _names_and_keys(field: Field, known: Known) -> tuple[tuple[str, ...], Mapping[str, str]]:
    words = known.vocabulary
    if field.kind == "status":
        return tuple(words.statuses), words.status_keys
    return words.substatuses, words.substatus_keys


def _parse_status(value: Any, field: Field, known: Known) -> str:
    text = scalar(value, f"one {field.kind}")
    names, keys = _names_and_keys(field, known)
    name = _in_vocabulary(text, names, keys)
    if name is None:
        raise Invalid(
            f"there is no {field.kind} '{text}'{did_you_mean(text, names)}"
            f"{known.way_out.get('status', '')}"
        )
    return name


def _read_status(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    names, keys = _names_and_keys(field, known)
    if isinstance(raw, Mapping):
        # The name takes precedence over the key, and the id comes last: it may be that of a row.
        raw = first(raw, (field.kind, f"{field.kind}Name", *TEXT_KEYS, "key", "id")) or raw
    text = text_of(unwrapped(raw))
    return (_in_vocabulary(text, names, keys) or text,)


STATUS_KINDS = ("status", "substatus")


def unknown_status_key(raw: Any, field: Field, known: Known) -> str | None:
    """The key that an answer shows as a status, if what it stands for is unknown; None for anything else."""
    bare = without_nothing(raw)
    if field.kind not in STATUS_KINDS or is_clear(bare):
        return None
    (shown,) = _read_status(bare, field, known)
    return shown if isinstance(shown, str) and shown.isdigit() else None


ROWS: Rows = {
    "option": Kind(_parse_option, _read_option),
    "options": Kind(_parse_options, _read_options, sorted_list, many=True),
    "status": Kind(_parse_status, _read_status),
    "substatus": Kind(_parse_status, _read_status),
}
