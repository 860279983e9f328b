# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a value is read or shown: in which Jira, for whom, in which project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .caller import Caller
from .people import group_id
from .rows import Row

if TYPE_CHECKING:
    from .jira import Jira


@dataclass(frozen=True)
class Scope:
    """What parsing and showing a value may need. project: None outside of projects."""

    jira: Jira
    caller: Caller
    project: Row | None = None

    def project_rows(self, kind: str) -> list[Row]:
        """Return the components or versions of the project."""
        return self.jira.rows.of(kind, self.project["id"]) if self.project else []

    def group_id(self, name: str) -> str:
        """Return the id of a group on Cloud."""
        return group_id(name)
