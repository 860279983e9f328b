# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A path through nested options, from the root down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..fields import did_you_mean
from ..known import Known
from ..model import Field, Option, Value
from .kind import Kind, Rows
from .raw import DIGITS, first, is_int, text_of
from .written import Invalid, NotAnOption, is_clear, scalar

_DIVIDERS = (" - ", "-", ">", "/", ",")
"""What may divide the texts of a path, beside the server's separator: no page shows it. The first is tried
first, as a text may hold the second."""


def _cascade_path(parts: Sequence[Any], options: Sequence[Option]) -> str | None:
    """The ids "1-2-3" of a path of ids (numbers) or texts, or None where the options do not hold such a path.

    A text that no option on its level has may also be an id.
    """
    if not options:
        ids = [str(part) for part in parts]
        return "-".join(ids) if all(DIGITS.fullmatch(part) for part in ids) else None
    path: tuple[str, ...] = ()
    nested = any(len(option.path) > 1 for option in options)
    for part in parts:
        level = [option for option in options if not nested or option.path[:-1] == path]
        by_id = [option for option in level if option.id == str(part)]
        by_text = [option for option in level if option.text == str(part)]
        chosen = [*by_id, *by_text] if isinstance(part, int) else [*by_text, *by_id]
        if not chosen:
            return None
        path = (*path, chosen[0].id)
    return "-".join(path) or None


def _id_path(text: str) -> list[int] | None:
    """The ids that a text such as "1-2-3" joins, or None."""
    parts = text.strip().split("-")
    return [int(part) for part in parts] if all(map(DIGITS.fullmatch, parts)) else None


def _parse_cascading(value: Any, field: Field, known: Known) -> Value:
    what = "option ids or texts"
    if isinstance(value, (list, tuple)):
        parts = [item if is_int(item) else scalar(item, what) for item in value]
        if all(map(is_clear, parts)):
            return None
        ways: list[Sequence[Any]] = [parts]
    else:
        text = scalar(value, what)
        ids = _id_path(text)
        ways = [ids, [text]] if ids else [[text]]
    for way in ways:
        path = _cascade_path(way, field.options)
        if path is not None:
            return path
    texts = [option.text for option in field.options]
    last = str(ways[-1][-1])
    hint = (
        did_you_mean(last, texts)
        if texts
        else "; its options are unknown here, so write option ids"
    )
    written = " > ".join(str(part) for part in ways[-1])
    problem = f"'{written}' is not a path through its options{hint}"
    raise NotAnOption(problem) if texts else Invalid(problem)


def _read_cascading(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    if isinstance(raw, (list, tuple)):
        parts = [_cascade_part(item) for item in raw]
        return (_cascade_path(parts, field.options) or "-".join(map(str, parts)),)
    text = text_of(raw)
    ways: list[Sequence[Any]] = [_id_path(text) or [text]]
    dividers = [one for one in (*_DIVIDERS, known.separator) if one]
    ways += [[part.strip() for part in text.split(one)] for one in dividers]
    for way in ways:
        path = _cascade_path(way, field.options)
        if path is not None:
            return (path,)
    return (_only_leaf(text, field.options) or text,)


def _cascade_part(item: Any) -> Any:
    """A step of a path as an answer shows it: an id as a number, anything else as a text."""
    if isinstance(item, Mapping):
        number = first(item, ("id",))
        item = text_of(item) if number is None else number
        return int(item) if number is not None and DIGITS.fullmatch(str(item)) else item
    return item if is_int(item) else text_of(item)


def _only_leaf(text: str, options: Sequence[Option]) -> str | None:
    """The whole path of the only option with that text, for an answer that shows only the end of the path."""
    found = [option for option in options if option.text == text and option.path]
    return "-".join(found[0].path) if len(found) == 1 else None


def _show_cascading(value: str, field: Field, known: Known) -> Any:
    """The texts along the path if they lead back to it, otherwise the ids."""
    by_id = {option.id: option.text for option in field.options}
    ids = value.split("-")
    texts = [by_id[part] for part in ids if part in by_id]
    return texts if _cascade_path(texts, field.options) == value else value


ROWS: Rows = {
    "cascading": Kind(_parse_cascading, _read_cascading, _show_cascading),
}
