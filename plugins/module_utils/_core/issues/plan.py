# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done about one issue, as plain data; and the issue as users see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from ..model import Change
from ..step import Replacement
from .comments import CommentStep
from .declared import Issue, Link
from .differences import FieldDifference, read_value
from .fields import OPTION_OF, Field
from .issue_refs import show_ref
from .links import links_of
from .remote_links import RemoteLinkStep
from .screens import Screen
from .shown import Shown
from .sprints import ShownSprint, open_sprint


@dataclass(frozen=True)
class StatusStep:
    """The status to reach: its name and category, and what the issue has now.

    `transition` is the transition's own name, if the user wrote that: what it led to is noted, so that the next run
    knows that it was carried out. `screen` has the fields of the transition, where it leads there at once.
    """

    to: str
    category: str = ""
    before: str | None = None
    transition: str | None = None
    screen: Screen | None = None


TRANSITIONS = "transitions"
"""The member of this collection's issue property that has the statuses that transitions led to, by their names."""


def noted_transitions(mark: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statuses that transitions led to, as the issue's property has them."""
    found = mark.get(TRANSITIONS)
    return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True)
class SprintStep:
    """The sprint to move the issue to; None is the backlog."""

    to: ShownSprint | None
    before: ShownSprint | None = None


@dataclass(frozen=True)
class Plan:
    """What has to be done, in this order. `action` is none, create, update or delete.

    `bears_identity` is False for an issue, named by its key, that has to be given the identity that is declared.
    `markers` has the ids of comments that the issue's property is to have, whenever it is written.
    """

    issue: Issue
    current: Shown | None
    action: str = "none"
    fields: tuple[FieldDifference, ...] = ()
    status: StatusStep | None = None
    sprint: SprintStep | None = None
    links: tuple[Link, ...] = ()
    remote_links: tuple[RemoteLinkStep, ...] = ()
    comments: tuple[CommentStep, ...] = ()
    files: tuple[Replacement, ...] = ()
    bears_identity: bool = True
    markers: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything that the plan changes, as results show it."""
        if self.action == "delete":
            return (Change("state", "present", "absent"),)
        return tuple(self._changes())

    def _changes(self) -> Iterator[Change]:
        if self.action == "create":
            yield Change("project", None, self.issue.project)
        for one in self.fields:
            yield one.change
        if self.status:
            yield Change("status", self.status.before, self.status.to)
        if self.sprint:
            yield sprint_change(self.sprint)
        for link in self.links:
            yield link_change(link)
        for remote in self.remote_links:
            yield remote.change
        for comment in self.comments:
            yield comment.change
        for file in self.files:
            yield file.change
        if not self.bears_identity and self.action != "create":
            yield identity_change(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to be done."""
        return self.action != "delete" and not self.changes


def identity_change(plan: Plan) -> Change:
    """The identity that an issue is given, as results show it."""
    before = plan.current.unique_id if plan.current else None
    return Change("unique_id", before, plan.issue.unique_id)


def sprint_change(one: SprintStep) -> Change:
    """A move between sprints as results show it."""
    return Change(
        "sprint", one.before.name if one.before else None, one.to.name if one.to else None
    )


def link_change(one: Link) -> Change:
    """A new link as results show it."""
    return Change(f"links.{one.phrase}", None, one.issue)


# -- the issue as users see it --


def show_issue(current: Shown, fields: Mapping[str, Field], page: str) -> dict[str, Any]:
    """The issue with these fields, by id, in the shape in which issues are declared."""
    shown: dict[str, Any] = {
        "key": current.key,
        "id": current.id,
        "url": page,
        "project": current.project,
    }
    others: dict[str, Any] = {}
    for number, field in fields.items():
        value = read_value(field, current.fields.get(number))
        written = field.kind.show(value) if value is not None else None
        if number in OPTION_OF:
            shown[OPTION_OF[number]] = written
        else:
            others[field.key] = written
    if "status" in current.fields:
        shown["status"] = current.status
    if others:
        shown["fields"] = others
    if "issuelinks" in current.fields:
        shown["links"] = [
            {"phrase": one.phrase, "issue": show_ref(one.other)} for one in links_of(current)
        ]
    if current.unique_id is not None:
        shown["unique_id"] = current.unique_id
    return shown


def show_sprint(current: Shown, field: Field) -> str | None:
    """The name of the sprint that the issue is in."""
    found = open_sprint(current.fields.get(field.id))
    return found.name if found else None
