# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator of Jira has set up, as frozen values: fields, types, statuses, workflows, screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Option:
    """One choice of a select field; a cascading one has children."""

    id: str
    value: str
    children: tuple[Option, ...] = ()
    disabled: bool = False


@dataclass(frozen=True)
class Field:
    """A field. kind: a row of `kinds.KINDS`. only: the deployment that has it. history: its name in the history."""

    id: str
    name: str
    kind: str
    custom: bool = False
    clauses: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    only: str = ""
    cloud_name: str = ""
    history: str = ""

    def called(self, deployment: str) -> str:
        """Return its name on Data Center or Cloud."""
        return self.cloud_name if deployment == "cloud" and self.cloud_name else self.name

    @property
    def number(self) -> int:
        """The number of a custom field."""
        return int(self.id.rpartition("_")[2]) if self.custom else 0


@dataclass(frozen=True)
class IssueType:
    """An issue type. level: -1 sub-task, 0 standard, 1 epic."""

    id: str
    name: str
    description: str = ""
    level: int = 0

    @property
    def subtask(self) -> bool:
        """Whether its issues need a parent."""
        return self.level < 0


@dataclass(frozen=True)
class Status:
    """A status. category: new, indeterminate or done."""

    id: str
    name: str
    category: str
    description: str = ""


@dataclass(frozen=True)
class Named:
    """A priority or a resolution."""

    id: str
    name: str
    description: str = ""
    color: str = ""


@dataclass(frozen=True)
class LinkType:
    """A kind of issue link, with its phrases in both directions."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True)
class Transition:
    """A step of a workflow.

    sources: statuses; none for a global one. screen: field ids; None for no screen. resolution: the id of the one that
    it sets by itself; "" to clear it, None to leave it.
    """

    id: str
    name: str
    target: str
    sources: tuple[str, ...] = ()
    screen: tuple[str, ...] | None = None
    required: tuple[str, ...] = ()
    resolution: str | None = None


@dataclass(frozen=True)
class Workflow:
    """Which statuses follow which."""

    name: str
    initial: str
    transitions: tuple[Transition, ...]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The ids of its statuses, the initial one first."""
        found = [self.initial]
        for transition in self.transitions:
            found += [transition.target, *transition.sources]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Screen:
    """The fields that can be set when an issue is created or edited, and those that must be."""

    name: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class JiraCatalog:
    """All of it. Projects, components, versions and sprints can be changed by REST: they are rows."""

    fields: Mapping[str, Field]
    types: Mapping[str, IssueType]
    statuses: Mapping[str, Status]
    priorities: Mapping[str, Named]
    resolutions: Mapping[str, Named]
    link_types: Mapping[str, LinkType]
    workflows: Mapping[str, Workflow]
    screens: Mapping[str, Screen]
    levels: Mapping[str, Named] = field(default_factory=dict)

    def of_deployment(self, kind: str) -> list[Field]:
        """Return the fields that a deployment has: `dc` or `cloud`."""
        return [f for f in self.fields.values() if f.only in ("", kind)]

    def id_of(self, kind: str) -> str:
        """Return the id of the first field of a kind; of none, nothing."""
        return next((field.id for field in self.fields.values() if field.kind == kind), "")

    def field_of(self, kind: str, wanted: str) -> Field | None:
        """Return the first field of that kind that the deployment has."""
        return next((f for f in self.of_deployment(wanted) if f.kind == kind), None)
