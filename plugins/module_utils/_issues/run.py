# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One issue while its plan is carried out: what was done so far, and how lost answers are found out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._core.errors import AipError, HalfDone, NotAsDeclared, OutcomeUnknown, ServerRefused
from .._core.issues.comments import COMMENTS, noted_markers
from .._core.issues.declared import Comment
from .._core.issues.plan import Plan
from .._core.issues.shown import Shown
from .._core.model import Change, as_lists
from .._jira.site import Site
from .._local.lost_answers import settle
from .find import Finding

_CONFLICT = 409
_TIMES_BUSY = 3
BUSY = 2.0
"""How many seconds to wait while something else is changing the issue."""


@dataclass(frozen=True)
class Options:
    """How a plan is carried out. `notify` is False to leave watchers alone."""

    check_mode: bool
    notify: bool = True
    most_steps: int = 5
    with_subtasks: bool = False


class Run:
    """The state of one run. `id` is set once the issue exists; `mark` is what its property is to be."""

    def __init__(self, plan: Plan, site: Site, finding: Finding, options: Options) -> None:
        self.plan, self.site, self.finding, self.options = plan, site, finding, options
        self.changes: list[Change] = []
        self.warnings: list[str] = []
        self.commented: dict[str, Comment] = {}  # the comments that were written, by id
        current = plan.current
        self.id, self.key = (current.id, current.key) if current else ("", "")
        self.status = current.status if current else ""
        self.mark: dict[str, Any] = dict(current.mark) if current else {}
        if plan.issue.unique_id:
            self.mark["unique_id"] = plan.issue.unique_id
        if plan.markers:
            self.mark[COMMENTS] = {**noted_markers(self.mark), **plan.markers}
        self._marked: Mapping[str, Any] = dict(current.mark) if current else {}

    @property
    def mark_is_written(self) -> bool:
        """Whether the issue has the property that it is to have."""
        return self.mark == self._marked

    def note_marked(self) -> None:
        """Take note that the property was written."""
        self._marked = dict(self.mark)

    def read(self) -> Shown:
        """The issue as it is now."""
        return self.site.issues.read(self.key, self.finding.fields)

    def done(self, *changes: Change) -> None:
        """Record what was written."""
        self.changes += changes

    def moved(self, came: str) -> None:
        """Record that a transition led to a status: one change, however many transitions there are."""
        before = self.plan.status.before if self.plan.status else None
        others = [one for one in self.changes if one.field != "status"]
        self.changes = [*others, Change("status", before, came)]

    def surely(
        self, what: str, write: Callable[[], object], is_done: Callable[[], bool], *changes: Change
    ) -> None:
        """Carry a write out, and record it. If its answer is lost, what is there shows whether it was carried out."""
        try:
            self._unhurried(write)
        except OutcomeUnknown as lost:
            settle(lost, self.finding.waiting, is_done, partial(self.done, *changes))
            self.warnings.append(
                f"{self.key}: the answer to {what} was lost or not usable, but reading shows that it was carried out"
            )
            return
        self.done(*changes)

    def _unhurried(self, write: Callable[[], object]) -> None:
        """Send a write; again after a moment if it was refused because something else is changing the issue (409)."""
        for _time in range(_TIMES_BUSY):
            try:
                write()
                return
            except ServerRefused as error:
                if error.status != _CONFLICT:
                    raise
                self.finding.waiting.sleep(BUSY)
        write()

    def half_done(self, cause: AipError) -> AipError:
        """The failure, with what was done before it; the failure itself if that is nothing."""
        cause.sentence = self._with_names(cause.sentence)
        if not self.changes:
            return cause
        report: dict[str, Any] = {
            "changed": True,
            "changes": as_lists(self.changes),
        }
        if not self.key:
            return HalfDone(cause, cause.sentence, report)  # it may have been created
        page = self.site.server.page_of(self.key)
        report["issue"] = {"key": self.key, "id": self.id, "url": page}
        where = f" after {self.key} was {'created' if self.plan.action == 'create' else 'changed'}"
        # What Jira does not take as it was sent, it will not take again.
        way_out = "" if isinstance(cause, NotAsDeclared) else ": run again, which does the rest"
        sentence = f"{cause.sentence.rstrip('.')}. This failed{where}{way_out}"
        return HalfDone(cause, sentence, report)

    def _with_names(self, sentence: str) -> str:
        """The sentence with the names of fields of which the server only tells the ids."""
        names = {one.id: one.name for one in self.plan.issue.values}
        return re.sub(
            r"customfield_\d+(?! \()",
            lambda one: f"{one[0]} ({names[one[0]]})" if one[0] in names else one[0],
            sentence,
        )
