# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done for an issue to be as declared. Reads only; whatever blocks is found here, before any write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable, TypeVar

from .._core.errors import InputError, attempt
from .._core.issues.declared import Issue
from .._core.issues.differences import FieldDifference, differences, lacks_identity
from .._core.issues.plan import Plan, SprintStep, StatusStep
from .._core.issues.shown import Shown
from .._core.issues.sprints import open_sprint
from .._core.issues.texts import briefly
from .._jira.catalogs import IssueType
from .._jira.site import Site
from .around_planning import plan_comments, plan_links, plan_remote_links
from .files import plan_files
from .lookups import find_people, with_names
from .settable import on_creation, on_editing, too_long
from .sprints import find_sprint
from .statuses import plan_status

Part = TypeVar("Part")

ALWAYS = ("summary", "status", "issuetype", "project", "labels")
"""Fields that are read of every issue: sentences name them, and most decisions need them."""


IN_TRIAL = "; in check mode, an issue that an earlier task would create does not exist yet"


def fields_to_read(issue: Issue, site: Site) -> tuple[str, ...]:
    """The ids of the fields that the declaration is compared with."""
    found = [*ALWAYS, *(one.id for one in issue.values)]
    if issue.status is not None:
        found.append("resolution")
    if issue.links:
        found.append("issuelinks")
    if issue.attachments:
        found.append("attachment")
    if issue.sprint is not None:
        found.append(sprint_field(site))
    return tuple(dict.fromkeys(found))


def sprint_field(site: Site) -> str:
    """The id of the field that shows sprints. Raises InputError."""
    found = site.catalogs.fields().sprint
    if found is None:
        raise InputError(["sprint: this Jira has no field for sprints; it requires Jira Software"])
    return found.id


def make_plan(issue: Issue, current: Shown | None, site: Site, most_steps: int) -> Plan:
    """What has to be done for the issue to be there as declared. Raises InputError with all problems."""
    return _Planning(issue, current, site, most_steps).plan()


class _Planning:
    """Plans each part, and collects the problems of all of them."""

    def __init__(self, issue: Issue, current: Shown | None, site: Site, most_steps: int) -> None:
        self._issue, self._current, self._site = issue, current, site
        self._most_steps = most_steps
        self._problems: list[str] = []
        self._is_to_move = False

    def plan(self) -> Plan:
        """The plan. Raises InputError."""
        current, site = self._current, self._site
        self._check()
        self._problems += too_long(self._issue, site)
        issue = self._issue = with_names(self._issue, current, site, self._problems)
        people = find_people(issue, current, site, self._problems)
        issue_type = self._issue_type()
        known = len(self._problems)
        status = self._try(self._status) if issue_type or current else None
        self._is_to_move = status is not None or len(self._problems) > known
        comments, markers = self._try(lambda: plan_comments(issue, current, site)) or ((), {})
        planned = Plan(
            issue,
            current,
            action="create" if current is None else "update",
            fields=self._settable(differences(issue, current, people), issue_type, status),
            status=status,
            sprint=self._try(self._sprint),
            links=self._try(lambda: plan_links(issue, current, site)) or (),
            remote_links=plan_remote_links(issue, current, site),
            comments=comments,
            files=self._try(lambda: plan_files(issue, current, site)) or (),
            bears_identity=current is None or self._bears_identity(current),
            markers=markers,
        )
        if self._problems:
            # Two parts may have met the same.
            raise InputError(list(dict.fromkeys(map(briefly, self._problems))))
        is_nothing = current is not None and planned.is_empty
        return Plan(issue, current) if is_nothing else planned

    def _issue_type(self) -> IssueType | None:
        """The type of an issue that does not exist yet; None too if what is wrong with it is known already."""
        is_wrong = any(one.startswith(("issue_type:", "project:")) for one in self._problems)
        if self._current is not None or is_wrong:
            return None
        project, name = self._issue.project or "", self._type_name()
        return self._try(lambda: self._site.catalogs.issue_type(project, name))

    def _status(self) -> StatusStep | None:
        return plan_status(
            self._issue, self._current, self._site, self._type_name(), self._most_steps
        )

    def _settable(
        self,
        fields: tuple[FieldDifference, ...],
        issue_type: IssueType | None,
        status: StatusStep | None,
    ) -> tuple[FieldDifference, ...]:
        """The fields that differ, as Jira spells their values."""
        current, site = self._current, self._site
        known = tuple(one.partition(":")[0] for one in self._problems)
        left = tuple(one for one in fields if one.field.path not in known)
        if current is not None:
            moves = status.screen if status else None
            found = self._try(lambda: on_editing(left, current, site, moves, self._is_to_move))
        elif issue_type is not None:
            found = self._try(lambda: on_creation(left, self._issue, issue_type, site))
        else:
            found = None
        return fields if found is None else found

    def _try(self, work: Callable[[], Part]) -> Part | None:
        return attempt(self._problems, work)

    # -- the issue itself --

    def _check(self) -> None:
        issue, current = self._issue, self._current
        if current is None:
            hint = IN_TRIAL if self._site.server.http.read_only else ""
            for option in ("issue_type", "summary"):
                if not issue.value_of(option):
                    self._problems.append(
                        f"{option}: is needed, as the issue does not exist yet{hint}"
                    )
            return
        if issue.project is not None and not _is_project(issue.project, current):
            self._problems.append(
                f"project: {current.key} is in the project {current.project}; issues are moved in Jira itself"
            )
        if issue.unique_id and current.unique_id not in (None, issue.unique_id):
            self._problems.append(
                f"unique_id: {current.key} already has the identity '{current.unique_id}'"
            )

    def _type_name(self) -> str:
        declared = self._issue.value_of("issue_type")
        return str(declared or (self._current.name_in("issuetype") if self._current else ""))

    def _bears_identity(self, current: Shown) -> bool:
        """Whether label and property of the declared identity are there."""
        if not self._issue.unique_id:
            return True
        return current.unique_id == self._issue.unique_id and not lacks_identity(
            self._issue, current
        )

    # -- what is around it --

    def _sprint(self) -> SprintStep | None:
        declared = self._issue.sprint
        if declared is None:
            return None
        shown = self._current.fields.get(sprint_field(self._site)) if self._current else None
        before = open_sprint(shown)
        if declared.name is None:
            return SprintStep(None, before) if before else None
        if before is not None and declared.board is None and declared.name == before.name:
            return None
        project = self._current.project if self._current else self._issue.project or ""
        found = find_sprint(declared.name, declared.board, project, self._site)
        return None if before is not None and found.id == before.id else SprintStep(found, before)


def check_is_it(issue: Issue, current: Shown) -> None:
    """Raise InputError if an issue that is to be deleted by its key is not what else was written of it."""
    problems = []
    if issue.unique_id and current.unique_id != issue.unique_id:
        problems.append(
            f"unique_id: {current.key} does not have the identity '{issue.unique_id}'; leave it out to delete the issue"
            " by its key"
        )
    if issue.project is not None and not _is_project(issue.project, current):
        problems.append(f"project: {current.key} is in the project {current.project}")
    if problems:
        raise InputError(problems)


def _is_project(written: str, current: Shown) -> bool:
    """Whether a project is the one of an issue, by key, id or name."""
    shown = current.fields.get("project")
    known = [str(shown.get(one)) for one in ("id", "name")] if isinstance(shown, Mapping) else []
    return written.upper() == current.project or written in known
