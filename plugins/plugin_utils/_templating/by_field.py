# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter by_field: assets by the value of a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.fields import NAME, did_you_mean
from .fields import fields_in, get, place_of
from .plugin import assets_in

SPEC: dict[str, Any] = {
    "field": {"type": "str", "required": True},
    "on_several": {"type": "str", "choices": ["fail", "all"], "default": "fail"},
}


def by_field(value: Any, field: str, on_several: str) -> dict[str, Any]:
    """Each value of the field with its asset, or with `on_several="all"` its assets. Raises InputError."""
    assets = assets_in(value)
    known = fields_in(assets)
    where, key = place_of(field)
    written = f"{where}.{key}" if where and field.startswith(f"{where}.") else key
    if assets and not {written, key} & known:
        raise InputError([f"no asset has a field '{field}'{did_you_mean(field, known)}"])
    found: dict[str, list[dict[str, Any]]] = {}
    for asset in assets:
        for text in dict.fromkeys(_texts(get(asset, field))):
            found.setdefault(text, []).append(asset)
    if on_several == "all":
        return found
    problems = [
        f"{len(several)} assets have the {field} '{text}' ({_named(several)})"
        for text, several in found.items()
        if len(several) > 1
    ]
    if problems:
        raise InputError([f"{one}; write on_several='all' for lists of assets" for one in problems])
    return {text: one for text, (one,) in found.items()}


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value: of each of several; of a reference, its name. None of an empty value."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Mapping):
        yield from _texts(value.get(NAME.key) or value.get("id"))
    elif value is not None and value != "":
        yield str(value).lower() if isinstance(value, bool) else str(value)


def _named(assets: Sequence[Mapping[str, Any]]) -> str:
    shown = ", ".join(
        str(one.get(NAME.key) or one.get("id") or "without a name") for one in assets[:3]
    )
    return f"{shown} and {len(assets) - 3} more" if len(assets) > 3 else shown
