# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The assets of a document, with its defaults merged in."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.fields import did_you_mean
from ...module_utils._core.inherit import EVERY_TYPE, inherit
from .notes import Fields, Notes, Placed

_SHAPE = "a state file is a list of assets, or a mapping with 'defaults' and 'assets'"


def assets_of(document: Placed, folder: str, notes: Notes) -> list[Placed]:
    """The assets of one document, with its defaults merged in."""
    defaults: dict[str, Placed] = {}
    if isinstance(document.value, dict):
        _check_keys(document.value, document.line, notes)
        nothing = Placed(None, document.line)
        defaults = _defaults_of(document.value.get("defaults", nothing), notes)
        document = document.value.get("assets", nothing)
    if document.value is not None and not isinstance(document.value, list):
        notes.problem(document.line, f"{_kind(document.value)} is not a list of assets: {_SHAPE}")
        return []
    assets = [one for one in document.value or () if _is_asset(one, notes)]
    _check_types(defaults, assets, notes)
    bases: dict[Any, Fields] = {}
    return [Placed(_completed(one.value, defaults, bases, folder), one.line) for one in assets]


_EDITORS = "$schema"
"""What a state file in JSON may say to editors."""
_KEYS = ("defaults", "assets")


def _check_keys(found: Mapping[str, Placed], line: int, notes: Notes) -> None:
    """Note the keys of a document that a state file does not have."""
    unknown = [key for key in found if key not in (*_KEYS, _EDITORS)]
    if unknown and len(unknown) == len(found):
        if "asset_type" in found:
            notes.problem(
                line,
                "an asset stands in a list: begin its first line with '- ', and indent the others",
            )
            return
        if not any(difflib.get_close_matches(key, _KEYS, n=1) for key in unknown):
            notes.problems.clear()  # whatever else may be wrong with it
            shown = ", ".join(f"'{key}'" for key in unknown[:_MOST_SHOWN])
            more = ", ..." if len(unknown) > _MOST_SHOWN else ""
            notes.problem(
                line, f"not a state file, as its keys are {shown}{more}: {_SHAPE}; {_WAY_OUT}"
            )
            return
    for key in unknown:
        notes.problem(found[key].line, f"unknown key '{key}': {_SHAPE}{did_you_mean(key, _KEYS)}")


_MOST_SHOWN = 5
_WAY_OUT = "move other files out of the folder, or name the state files in src"


def _kind(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"'{value}'"


def _is_asset(one: Placed, notes: Notes) -> bool:
    if isinstance(one.value, dict):
        return True
    what = "an empty value" if one.value is None else _kind(one.value)
    notes.problem(one.line, f"an asset must be a mapping of fields, not {what}")
    return False


def _defaults_of(defaults: Placed, notes: Notes) -> dict[str, Placed]:
    """The fields that are inherited, by asset type or "*"."""
    if defaults.value is None:
        return {}
    if not isinstance(defaults.value, dict):
        notes.problem(defaults.line, "'defaults' must map asset types, or '*', to fields")
        return {}
    for name, entry in defaults.value.items():
        if not isinstance(entry.value, (dict, type(None))):
            notes.problem(entry.line, f"the defaults of '{name}' must be a mapping of fields")
    return {name: entry for name, entry in defaults.value.items() if isinstance(entry.value, dict)}


def _check_types(defaults: Mapping[str, Placed], assets: Sequence[Placed], notes: Notes) -> None:
    """Note defaults whose type no asset of the document has, if the name is close to one that does."""
    types = {str(_type_of(one.value, defaults)) for one in assets}
    for name, entry in defaults.items():
        if name != EVERY_TYPE and name not in types:
            # Closer than for a hint: "Server" beside "Server rack" is not a typo.
            near = difflib.get_close_matches(name, types, n=1, cutoff=0.8)
            if near:
                hint = did_you_mean(name, near)
                notes.problem(entry.line, f"no asset in this document has the type '{name}'{hint}")


def _type_of(asset: Fields, defaults: Mapping[str, Placed]) -> Any:
    written = asset.get("asset_type")
    if written is None and EVERY_TYPE in defaults and "asset_type" not in asset:
        return defaults[EVERY_TYPE].value.get("asset_type")
    return written


def _completed(
    asset: Fields, defaults: Mapping[str, Placed], bases: dict[Any, Fields], folder: str
) -> Fields:
    """The asset with what it inherits, and with absolute paths of its attachments."""
    if defaults:
        asset_type = str(_type_of(asset, defaults))
        if asset_type not in bases:
            names = (EVERY_TYPE, asset_type)
            every, own = (defaults[name].value if name in defaults else {} for name in names)
            bases[asset_type] = inherit(every, own)
        asset = inherit(bases[asset_type], asset)
    attachments = asset.get("attachments")
    if isinstance(attachments, list):
        asset = {**asset, "attachments": [_anchored(one, folder) for one in attachments]}
    return asset


def _anchored(attachment: Any, folder: str) -> Any:
    """An attachment whose path does not depend on where the task runs. Wrong shapes are left as they are."""
    if isinstance(attachment, str) and attachment:
        return os.path.join(folder, os.path.expanduser(attachment))
    if isinstance(attachment, dict) and isinstance(attachment.get("path"), str):
        return {**attachment, "path": _anchored(attachment["path"], folder)}
    return attachment
