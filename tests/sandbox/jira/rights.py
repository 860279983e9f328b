# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what in a project."""

from __future__ import annotations

from ..model import User
from .rows import Row

# A right that a project does not list goes with another one that it does list.
_WITH = {
    "comment": "browse",
    "transition": "edit",
    "attach": "edit",
    "link": "edit",
    "assign": "edit",
    "assignable": "edit",
    "work": "edit",
    "watch": "edit",
    "reporter": "edit",
}


def allows(user: User | None, right: str, project: Row) -> bool:
    """Whether a user has a right in a project: by a group, as its lead, as an administrator."""
    if user is None or not user.active:
        return False
    if user.admin:
        return True
    granted = project["permissions"]
    if right == "administer":
        return bool(project["lead"] == user.key)
    groups = granted.get(right, granted.get(_WITH.get(right, right), ()))
    return bool(set(groups) & set(user.groups)) or project["lead"] == user.key
