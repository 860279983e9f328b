# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The filter to_state: assets as the text of a state file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...module_utils._core.declared import ASSET_KEYS
from ...module_utils._core.errors import InputError
from ...module_utils._core.fields import NAME, did_you_mean
from ...module_utils._core.inherit import EVERY_TYPE
from ...module_utils._core.model import HIDDEN
from ...module_utils._core.state_text import state_text
from .fields import ATTRIBUTES, place_of
from .plugin import assets_in
from .vaulted import is_vaulted

SPEC: dict[str, Any] = {
    "without": {"type": "list", "elements": "str", "default": []},
    "empty": {"type": "str", "choices": ["keep", "skip"], "default": "keep"},
    "defaults": {"type": "dict"},
    "comment": {"type": "str", "default": ""},
}


def to_state(
    value: Any, without: list[str], empty: str, defaults: Mapping[str, Any] | None, comment: str
) -> str:
    """The text of a state file that declares the assets. Raises InputError."""
    vaulted = sorted({".".join(path) for path in _vaulted(value, ())})
    if vaulted:
        raise InputError(
            [
                f"{path}: is encrypted with ansible-vault, and would be readable in the file; leave it out"
                for path in vaulted
            ]
        )
    hidden: dict[str, None] = {}
    assets = [_kept(one, without, empty == "skip", hidden) for one in assets_in(value)]
    problems = [
        f"{_label(asset, number)}: there is no such option as '{key}'{did_you_mean(str(key), ASSET_KEYS)}"
        for number, asset in enumerate(assets)
        for key in asset
        if key not in ASSET_KEYS
    ]
    problems += [
        f"{_label(asset, number)}: attachments: are files of a server; write without=['attachments']"
        for number, asset in enumerate(assets)
        if any(
            "path" not in one for one in asset.get("attachments") or () if isinstance(one, Mapping)
        )
    ]
    problems += [
        f"defaults: '{key}' takes a mapping of fields to values; '{EVERY_TYPE}' stands for all types"
        for key, fields in (defaults or {}).items()
        if not isinstance(fields, Mapping)
    ]
    if problems:
        raise InputError(problems)
    return state_text(assets, (comment,) if comment else (), list(hidden), defaults or {})


def _kept(
    asset: Mapping[str, Any], without: list[str], skip_empty: bool, hidden: dict[str, None]
) -> dict[str, Any]:
    """The asset without what is to be left out. Hidden values cannot be written; their fields are noted."""
    places = [place_of(field) for field in without]
    left_out = {key for where, key in places if not where} | {*without} & {
        ATTRIBUTES,
        "attachments",
    }
    of_attributes = {key for where, key in places if where}

    def keeps(name: str, value: Any) -> bool:
        if value == HIDDEN:
            hidden[name] = None
        return value != HIDDEN and not (skip_empty and (value is None or value in ("", [])))

    kept = {key: value for key, value in asset.items() if key not in left_out and keeps(key, value)}
    if isinstance(kept.get(ATTRIBUTES), Mapping):
        kept[ATTRIBUTES] = {
            key: value
            for key, value in kept[ATTRIBUTES].items()
            if key not in of_attributes and keeps(key, value)
        }
        if asset[ATTRIBUTES] and not kept[ATTRIBUTES]:
            del kept[ATTRIBUTES]
    return kept


def _label(asset: Mapping[str, Any], number: int) -> str:
    return f"'{asset[NAME.key]}'" if asset.get(NAME.key) else f"asset {number + 1}"


def _vaulted(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of values that are encrypted with ansible-vault, without the places in lists."""
    if is_vaulted(value):
        yield path or ("the value",)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _vaulted(one, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _vaulted(one, path)
