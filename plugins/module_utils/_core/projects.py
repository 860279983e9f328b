# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A declared project, the one that Jira has, and what must be written.

The type of a project and its template count only when it is created: Jira shows no template afterwards, and changes a
type in its own pages alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import InputError
from .issues.people import Person
from .model import Change

FIELDS = ("name", "description", "project_url", "lead", "assignee_type")
"""What is compared."""
ON_CREATION = ("project_type", "template")
REQUIRED = ("name", "lead", "project_type")
"""What Jira needs to create a project."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class ProjectNow:
    """A project that Jira has."""

    id: str
    key: str
    project_type: str
    values: Values

    def shown(self) -> dict[str, Any]:
        """The project as results show it, which is how it can be declared."""
        return {
            "id": self.id,
            "key": self.key,
            "project_type": self.project_type,
            **{name: shown(self.values.get(name)) for name in FIELDS},
        }


@dataclass(frozen=True)
class ProjectPlan:
    """What must be written: the values that differ."""

    action: str
    values: Values
    changes: tuple[Change, ...]
    warnings: tuple[str, ...] = ()


_KEY = re.compile(r"[A-Z][A-Z0-9_]+")


def check_key(key: str) -> None:
    """Raise InputError for what can be no key of a project."""
    if not _KEY.fullmatch(key):
        raise InputError(
            [
                f"key: '{key}' is not a project key: it has capital letters, digits and _, and begins with a letter"
            ]
        )


def plan_project(declared: Values, current: ProjectNow | None) -> ProjectPlan:
    """The plan for the declared values. Raises InputError."""
    problems = list(_refusals(declared, current))
    if problems:
        raise InputError(problems)
    if current is None:
        values = {name: one for name, one in declared.items() if one not in (None, "")}
        changes = tuple(Change(name, None, shown(value)) for name, value in values.items())
        return ProjectPlan("create", values, changes)
    different = {
        name: value
        for name, value in declared.items()
        if name in FIELDS and not same(value, current.values.get(name))
    }
    changes = tuple(
        Change(name, shown(current.values.get(name)), shown(value))
        for name, value in different.items()
    )
    warnings = tuple(_warnings(declared, current))
    return ProjectPlan("update" if changes else "", different, changes, warnings)


def shown(value: Any) -> Any:
    """A value as results show it, and as it can be declared."""
    return value.written if isinstance(value, Person) else value


def same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same: texts but for space at their ends, which Jira removes."""
    if isinstance(one, Person) or isinstance(other, Person):
        return bool(one == other)
    return _text(one) == _text(other)


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


def _refusals(declared: Values, current: ProjectNow | None) -> Iterator[str]:
    for name in ("name", "lead", "assignee_type"):
        if name in declared and declared[name] in (None, ""):
            yield f"{name}: a project cannot be without it; remove the option to leave it as it is"
    if current is None:
        missing = [name for name in REQUIRED if name not in declared]
        if missing:
            yield (
                f"{', '.join(missing)}: required to create the project, which does not exist or is not visible to"
                " this login"
            )


def _warnings(declared: Values, current: ProjectNow) -> Iterator[str]:
    wanted = declared.get("project_type")
    if wanted and current.project_type and wanted != current.project_type:
        yield (
            f"project_type: project {current.key} is of type '{current.project_type}', not '{wanted}'; only Jira's own"
            " pages can change the type of a project"
        )
