# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that stand beside state files, recognized by what is in them: schemas, plans, reports, playbooks, inventories.

A file with declared assets is never one of them; whatever is neither is left to be refused as a wrong state file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .notes import Placed

Values = Mapping[str, Any]


def kind_of(documents: Sequence[Placed]) -> str:
    """What a file is that declares no assets, such as "a JSON Schema"; empty for a state file and what is unknown."""
    kinds = {_kind_of(_plain(one)) for one in documents if one.value is not None}
    return kinds.pop() if len(kinds) == 1 else ""


def _kind_of(content: Any) -> str:
    if isinstance(content, dict):
        return next((kind for kind, fits in _MAPPINGS.items() if fits(content)), "")
    if isinstance(content, list) and content and all(isinstance(one, dict) for one in content):
        return next((kind for kind, fits in _LISTS.items() if all(map(fits, content))), "")
    return ""


def _plain(placed: Any) -> Any:
    """The content without the lines, as deep as it is looked into."""
    value = placed.value if isinstance(placed, Placed) else placed
    if isinstance(value, dict):
        return {key: _plain(one) if isinstance(one, Placed) else one for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) if isinstance(one, Placed) else one for one in value]
    return value


def _begins(key: str, mark: str) -> Callable[[Values], bool]:
    return lambda found: str(found.get(key, "")).startswith(mark)


def _is_schema(found: Values) -> bool:
    is_named = "json-schema.org/" in str(found.get("$schema", ""))
    return is_named and not found.keys() & {"assets", "defaults"}


def _is_sarif(found: Values) -> bool:
    return isinstance(found.get("runs"), list) and "version" in found


def _is_dialect(found: Values) -> bool:
    return [*found] == ["aip_dialect"]


def _is_inventory_source(found: Values) -> bool:
    return isinstance(found.get("plugin"), str) and "assets" not in found


def _is_inventory(found: Values) -> bool:
    whole = found.get("all")
    return len(found) == 1 and isinstance(whole, dict) and {*whole} <= _GROUP and bool(whole)


def _is_requirements(found: Values) -> bool:
    return {*found} <= {"collections", "roles"} and all(
        isinstance(one, list) for one in found.values()
    )


def _is_play(found: Values) -> bool:
    imports = any(str(key).rpartition(".")[2] == "import_playbook" for key in found)
    return ("hosts" in found or imports) and "asset_type" not in found


def _is_code_quality(found: Values) -> bool:
    return {"check_name", "fingerprint", "location"} <= {*found}


_GROUP = {"hosts", "children", "vars"}
_MAPPINGS: Mapping[str, Callable[[Values], bool]] = {
    "a plan file": _begins("format", "assetops.aip plan"),
    "a report": _begins("format", "assetops.aip."),
    "a JSON Schema": _is_schema,
    "a SARIF report": _is_sarif,
    "a dialect file": _is_dialect,
    "an inventory source": _is_inventory_source,
    "an inventory": _is_inventory,
    "a list of required collections or roles": lambda found: (
        bool(found) and _is_requirements(found)
    ),
}
_LISTS: Mapping[str, Callable[[Values], bool]] = {
    "a playbook": _is_play,
    "a Code Quality report": _is_code_quality,
}
