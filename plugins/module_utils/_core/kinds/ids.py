# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ids of projects and organizations; ids of components and versions, each after that of its project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..known import Known
from ..model import Field, Value
from .kind import Kind, Parse, Rows, sorted_list
from .raw import TEXT_KEYS, first, listed, text_of
from .written import Invalid, items, list_hint, split

ID = "[0-9]+"
ID_PAIR = "[0-9]+-[0-9]+"


def _parse_ids(pattern: str, sample: str) -> Parse:
    def parse_ids(value: Any, field: Field, known: Known) -> Value:
        ids = [text.strip() for text in items(value, "ids", known.separator)]
        for text in ids:
            if not re.fullmatch(pattern, text):
                several = list_hint(text, lambda part: bool(re.fullmatch(pattern, part)))
                raise Invalid(f"'{text}' is not an id such as {sample}{several}")
        return frozenset(ids) or None

    return parse_ids


def _read_ids(raw: Any, field: Field, known: Known) -> tuple[Value, ...]:
    raw = listed(raw)
    items = raw if isinstance(raw, (list, tuple)) else [raw]
    parts: list[str] = []
    for item in items:
        text = text_of(first(item, ("id", *TEXT_KEYS)) if isinstance(item, Mapping) else item)
        project = _project_of(item) if field.kind == "id_pairs" and "-" not in text else None
        text = text if project is None else f"{project}-{text}"
        pieces = [piece for part in split(text, known.separator) for piece in part.split(",")]
        parts += [piece.strip() for piece in pieces if piece.strip()]
    return (frozenset(parts),)


def _project_of(item: Any) -> str | None:
    """The id of the project that the object of a component or version names."""
    if not isinstance(item, Mapping):
        return None
    project = first(item, ("projectId", "project"))
    if isinstance(project, Mapping):
        project = project.get("id")
    return None if project is None else text_of(project)


ROWS: Rows = {
    "ids": Kind(_parse_ids(ID, "10000"), _read_ids, sorted_list, many=True),
    "id_pairs": Kind(_parse_ids(ID_PAIR, "10000-1"), _read_ids, sorted_list, many=True),
}
