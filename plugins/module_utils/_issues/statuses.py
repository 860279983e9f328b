# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way to a status: planned as far as transitions can be read, and found again step by step when it is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._core.errors import InputError, NotFound, PermissionMissing, ServerRefused
from .._core.fields import did_you_mean
from .._core.issues.declared import Issue
from .._core.issues.plan import StatusStep, noted_transitions
from .._core.issues.shown import Shown
from .._core.issues.transitions import Transition, direct, listed, matching, onward
from .._core.kinds.written import Invalid
from .._jira.search import quoted
from .._jira.site import Site
from .settable import choices


def plan_status(
    issue: Issue, current: Shown | None, site: Site, type_name: str, most_steps: int
) -> StatusStep | None:
    """The status to reach, or None if the issue is in it. Raises InputError if no way leads there."""
    wanted = issue.status
    if wanted is None or (current is not None and current.status == wanted):
        return None
    project = current.project if current else issue.project or ""
    statuses = site.catalogs.issue_type(project, type_name).statuses
    name = matching(wanted, statuses or ())
    if current is not None and current.status in (name, wanted):
        return None
    if current is None:
        if name is None and statuses is not None:
            known = did_you_mean(wanted, statuses)
            raise InputError([f"status: {type_name} in {project} has no status '{wanted}'{known}"])
        return StatusStep(name or wanted, (statuses or {}).get(name or "", ""))
    offered = site.issues.transitions(current.key)
    way = find_direct(offered, name or wanted)
    if way is not None:
        _check_screen(issue, current, way)
        if way.to == current.status:
            return None
        return StatusStep(
            way.to,
            way.category,
            current.status,
            None if name or matching(wanted, [way.to]) else wanted,
            way.screen,
        )
    if name is None and noted_transitions(current.mark).get(wanted) == current.status:
        return None
    if name is None:
        known = did_you_mean(wanted, statuses or ())
        what = f"'{wanted}' is neither a status of {type_name} in {project} nor a transition of {current.key}"
        raise InputError([f"status: {what}{known}; {listed(offered)}"])
    step = StatusStep(name, (statuses or {}).get(name, ""), current.status)
    Ways(site, project, type_name, most_steps).check(current, offered, step)
    return step


def find_direct(offered: Sequence[Transition], wanted: str) -> Transition | None:
    """The transition that leads there at once. Raises InputError."""
    try:
        return direct(offered, wanted)
    except Invalid as invalid:
        raise InputError([f"status: {invalid}"]) from None


def _check_screen(issue: Issue, current: Shown, way: Transition) -> None:
    """Raise for fields that a transition requires and that are neither declared nor filled, and for wrong values."""
    what = f"the transition '{way.name}' of {current.key}"
    problems = [
        f"status: {what} requires {shown.name}: declare it in the same task{choices(shown)}"
        for number, shown in (way.screen or {}).items()
        if shown.is_required
        and not _has_value(issue, number)
        and current.fields.get(number, "unread") in (None, "", [])
    ]
    if problems:
        raise InputError(problems)


def _has_value(issue: Issue, number: str) -> bool:
    return any(one.id == number and value not in (None, ()) for one, value in issue.values.items())


class Ways:
    """Which status leads to which, as issues of the same type in these statuses show it."""

    def __init__(self, site: Site, project: str, type_name: str, most_steps: int) -> None:
        self._site, self._project, self._type_name = site, project, type_name
        self._most_steps = most_steps
        self._sees_all = True

    def check(self, current: Shown, offered: Sequence[Transition], step: StatusStep) -> None:
        """Raise InputError if it is certain that the status cannot be reached."""
        if self.first(current.status, offered, step.to, {current.status}) is not None:
            return
        ways = onward(offered, current.status, step.category, ())
        if self._most_steps < 2 or not ways or self._sees_all:
            raise InputError([self.refusal(current.key, current.status, step.to, offered)])

    def first(
        self,
        here: str,
        offered: Sequence[Transition],
        wanted: str,
        visited: set[str],
    ) -> Transition | None:
        """The first step of the shortest way that is known; None if none is."""
        paths = [(one, one.to) for one in offered if one.to not in visited and one.to != here]
        seen = {here, *visited, *(to for _first, to in paths)}
        for _step in range(self._most_steps - 1):
            longer: list[tuple[Transition, str]] = []
            for start, status in paths:
                for one in self._offered_in(status):
                    if one.to == wanted:
                        return start
                    if one.to not in seen:
                        seen.add(one.to)
                        longer.append((start, one.to))
            paths = longer
        return None

    def _offered_in(self, status: str) -> tuple[Transition, ...]:
        """The transitions of some issue in that status, read once; none if there is no such issue."""
        kept = self._site.transitions_seen
        key = (self._project, self._type_name, status)
        if key not in kept:
            kept[key] = self._read_some(status)
        self._sees_all = self._sees_all and bool(kept[key])
        return kept[key]

    def _read_some(self, status: str) -> tuple[Transition, ...]:
        conditions: Mapping[str, str] = {
            "project": self._project,
            "issuetype": self._type_name,
            "status": status,
        }
        jql = " AND ".join(f"{field} = {quoted(value)}" for field, value in conditions.items())
        try:
            found = self._site.search.hits(jql, limit=1)
            return self._site.issues.transitions(found[0].ref) if found else ()
        except (NotFound, PermissionMissing, ServerRefused):
            return ()

    def next_step(
        self,
        key: str,
        here: str,
        offered: Sequence[Transition],
        step: StatusStep,
        visited: set[str],
    ) -> Transition:
        """The transition to carry out now. Raises InputError where no way is known, or more than one is possible."""
        way = find_direct(offered, step.to) or self.first(here, offered, step.to, visited)
        if way is not None:
            return way
        statuses = self._site.catalogs.issue_type(self._project, self._type_name).statuses or {}
        ways = onward(offered, here, step.category, visited, statuses.get(here, ""))
        if len(ways) == 1:
            return ways[0]
        raise InputError([self.refusal(key, here, step.to, offered)])

    def refusal(self, key: str, here: str, wanted: str, offered: Sequence[Transition]) -> str:
        """The problem with a status that no known way leads to."""
        return (
            f"status: no way is known from '{here}' to '{wanted}' for {key} within {self._most_steps} steps"
            f" (max_transitions); {listed(offered)}: write one of these first"
        )
