# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a folder, told apart by what is in them, and which of them judges which exchange."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .adf import DocumentFormat
from .description import Description

CLOUD_3, CLOUD_2, CLOUD_AGILE, DATA_CENTER, OLD_DATA_CENTER = (
    "cloud-v3",
    "cloud-v2",
    "cloud-agile",
    "dc",
    "dc-old",
)
DOCUMENT = "adf"
KINDS = {
    CLOUD_3: "Jira Cloud platform, v3",
    CLOUD_2: "Jira Cloud platform, v2",
    CLOUD_AGILE: "Jira Software Cloud",
    DATA_CENTER: "Jira Software Data Center, newest",
    OLD_DATA_CENTER: "Jira Software Data Center, oldest",
    DOCUMENT: "Atlassian Document Format",
}


@dataclass(frozen=True)
class Specs:
    """The descriptions by their kinds, and the document format if its schema is there."""

    descriptions: Mapping[str, Description]
    documents: DocumentFormat | None

    @property
    def missing(self) -> list[str]:
        """The names of what is not in the folder."""
        found = {*self.descriptions, *([DOCUMENT] if self.documents else [])}
        return [text for kind, text in KINDS.items() if kind not in found]

    def kind_for(self, profile: str, path: str) -> str | None:
        """The kind of the file that describes this path of a profile; None for what no file is about."""
        if not re.match(r"/rest/(api|agile|software|webhooks|jira-webhook)/", path):
            return None
        if profile != "cloud":
            old = profile == "dc-9" and OLD_DATA_CENTER in self.descriptions
            return OLD_DATA_CENTER if old else DATA_CENTER
        if path.startswith(("/rest/agile/", "/rest/software/")):
            return CLOUD_AGILE
        return CLOUD_3 if path.startswith("/rest/api/3/") else CLOUD_2


def read_folder(folder: Path) -> Specs:
    """Read the JSON files of a folder, whatever their names; raises ValueError if none is known."""
    descriptions: dict[str, Description] = {}
    documents: DocumentFormat | None = None
    data_centers: list[Description] = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        kind = _kind(content)
        if kind == DATA_CENTER:
            data_centers.append(Description(content, path.name))
        elif kind == DOCUMENT and (documents is None or "full" in path.name):
            documents = DocumentFormat(content)
        elif kind in KINDS and kind != DOCUMENT:
            descriptions[kind] = Description(content, path.name)
    data_centers.sort(key=_size)
    if data_centers:
        descriptions[DATA_CENTER] = data_centers[-1]
    if len(data_centers) > 1:
        descriptions[OLD_DATA_CENTER] = data_centers[0]
    if not descriptions:
        raise ValueError(
            f"{folder} has none of Atlassian's OpenAPI files; see tests/judges/README.md"
        )
    return Specs(descriptions, documents)


def _size(description: Description) -> int:
    """Later versions have more paths, and not each file names its version."""
    return len(description.document["paths"])


def _kind(content: Any) -> str | None:
    if not isinstance(content, dict):
        return None
    if "doc_node" in content.get("definitions", {}):
        return DOCUMENT
    paths = content.get("paths", {})
    signs = (
        ("/rest/api/3/issue", CLOUD_3),
        ("/rest/api/2/issue", CLOUD_2),
        ("/rest/agile/1.0/board", CLOUD_AGILE),
        ("/api/2/issue", DATA_CENTER),
    )
    return next((kind for path, kind in signs if path in paths), None)
