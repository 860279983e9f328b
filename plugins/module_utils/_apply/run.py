# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a plan while they are carried out: what was done, what failed, what was not tried."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence

from .._core.backend import Backend
from .._core.diff import FieldDiff
from .._core.errors import FATAL, AipError, OutcomeUnknown
from .._core.model import Change, Declared, Id, Ref, Value, refs_in
from .._core.order import new_ones
from .._core.plan import Plan
from .._core.step import Step
from .._local.parallel import in_parallel
from .._read.references import bind
from .options import ApplyOptions
from .outcome import Done, Failed
from .visibility import Pending


class StepRun:
    """A step that is being carried out. `declared` has the ids of assets created before it."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.declared = step.declared
        self.current = step.current
        self.asset_id = step.current.id if step.current else None
        self.changes: list[Change] = []
        self.error: AipError | None = None
        self.lost: OutcomeUnknown | None = None  # the answer to its creation
        self.was_tried = False
        self.is_verified = False
        self.is_complete = not step.later
        self.is_on_detour = False  # whether its asset has a temporary name
        self.pending: Pending | None = None
        self.unread: tuple[FieldDiff, ...] = ()

    @property
    def lacks_id(self) -> bool:
        """Whether the asset was, or may have been, created and its id is not known yet."""
        return self.was_tried and self.asset_id is None and self.error is None

    @property
    def is_left(self) -> bool:
        """Whether the step was not tried."""
        return self.step.action != "none" and not self.was_tried

    def done(self) -> Done:
        """What was done for the step."""
        current = self.current
        attachments = (current.attachments if current else None) or ()
        step = dataclasses.replace(self.step, declared=self.declared)
        return Done(step, self.asset_id, tuple(self.changes), current, attachments)


class Run:
    """The steps of one plan, the ids of what was created, the failures and the warnings so far."""

    def __init__(self, plan: Plan, options: ApplyOptions) -> None:
        self.plan, self.options = plan, options
        self.steps = [StepRun(step) for step in plan.steps]
        self.failures: list[Failed] = []
        self.warnings: list[str] = []
        self.created: dict[int, Id] = {}
        self._freed: set[int] = set()
        self._lock = threading.Lock()
        self._stopped = False
        self._finished = 0
        self._total = len(plan.to_do)

    def must_be_visible(self, backend: Backend) -> bool:
        """Whether a write is finished only when the search shows it."""
        return backend.traits.search_lags and self.options.waiting.seconds > 0

    def note_created(self, one: StepRun, asset_id: Id) -> None:
        """Take note of the id of a new asset."""
        one.asset_id = asset_id
        with self._lock:
            self.created[one.step.number] = asset_id

    def note_freed(self, one: StepRun) -> None:
        """Take note that the asset of a step no longer has its old name."""
        with self._lock:
            self._freed.add(one.step.number)

    def fail(self, one: StepRun, error: AipError) -> None:
        """Record a failure; it stops steps that have not started, unless `on_error` is set to continue."""
        one.error = error
        with self._lock:
            self.failures.append(Failed(one.step, one.asset_id, error))
            if not self.options.continue_on_error or isinstance(error, FATAL):
                self._stopped = True

    @property
    def is_stopped(self) -> bool:
        """Whether no step may begin any more."""
        return self._stopped

    def _may_begin(self, step: Step) -> bool:
        """Whether everything that the step refers to was created, and its name is free."""
        return step.after <= self._freed and self.has(step.diffs)

    def attempt(self, work: Callable[[StepRun], None], one: StepRun) -> None:
        """Do a part of a step, unless the run was stopped, or what it refers to or its name is not there."""
        if self._stopped or one.error is not None or not self._may_begin(one.step):
            return
        one.was_tried = True
        try:
            work(one)
        except AipError as error:
            self.fail(one, error)
        with self._lock:
            self._finished += 1
            finished, failed = min(self._finished, self._total), len(self.failures)
        self.options.progress("applied", finished, self._total, failed)

    def attempt_all(self, work: Callable[[StepRun], None], steps: Sequence[StepRun]) -> None:
        """Do a part of many steps, several at a time."""
        in_parallel(lambda one: self.attempt(work, one), steps, self.options.workers)

    def has(self, diffs: Sequence[FieldDiff]) -> bool:
        """Whether everything that these fields refer to was created."""
        return all(number in self.created for number in new_ones(diffs))

    def with_ids(self, declared: Declared) -> Declared:
        """The declaration with the ids of referenced assets that were created so far."""
        values = {key: self.bind(value) for key, value in declared.values.items()}
        return (
            declared if values == declared.values else dataclasses.replace(declared, values=values)
        )

    def bind(self, value: Value) -> Value:
        """The value with ids in place of references to assets that were yet to be created."""
        new = [ref for ref in refs_in(value) if ref.new in self.created]
        return bind(
            value, {ref: Ref(self.created[ref.new or 0], ref.name, ref.asset_type) for ref in new}
        )
