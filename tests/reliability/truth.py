# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is, on the server and in a folder, in a form in which two moments can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..sandbox.sandbox import Sandbox
from .issue_truth import issues_of

Key = tuple[str, str]
"""Type and name of assets; what it is and where, of issues and of what hangs on them."""
Truth = Mapping[Key, tuple[str, ...]]
"""The facts about each asset of a type and name, as texts: several where an asset is there several times."""
REFERENCES = ("Rack", "Depends on")


def truth_of(sandbox: Sandbox, first_new_id: int, first_new_issue: int) -> Truth:
    """What is in the sandbox's database. Ids count below the first new ones only, as those of new things may differ."""
    return {**_assets_of(sandbox, first_new_id), **issues_of(sandbox, first_new_issue)}


def _assets_of(sandbox: Sandbox, first_new_id: int) -> Truth:
    assets = sandbox.assets()
    labels = {one["id"]: f"{one['type']} {one['name']}" for one in assets}
    found: dict[Key, list[str]] = defaultdict(list)
    for one in assets:
        facts = {
            "id": one["id"] if one["id"] < first_new_id else None,
            "system": sorted(one["system"].items()),
            "attributes": sorted(
                (name, _named(value, labels) if name in REFERENCES else value)
                for name, value in one["attributes"].items()
            ),
            "files": _files_of(sandbox, one) if one["attachments"] else [],
        }
        found[one["type"], one["name"]].append(repr(facts))
    return {key: tuple(sorted(facts)) for key, facts in found.items()}


def files_in(folder: Path) -> Mapping[str, str]:
    """The digest of each file below a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _named(value: Any, labels: Mapping[int, str]) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [labels.get(number, f"nothing: {number}") for number in listed]


def _files_of(sandbox: Sandbox, asset: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted(
        (file.original_name, sha256(sandbox.content(file)).hexdigest())
        for file in sandbox.attachments(asset["id"])
    )
