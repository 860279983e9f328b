# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done, as data: steps in their order, decided without any further request.

A plan does not depend on the order in which the assets were declared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .diff import FieldDiff, WriteOnly, diff_asset, problems_with
from .fields import NAME
from .known import Known
from .model import Current, Declared, Id
from .order import arrange
from .step import Replacement, Step
from .unknown import LeftOutOf, notice


@dataclass(frozen=True)
class Unmanaged:
    """An undeclared asset in the scope. `fate` is what happens to it: kept, protected, delete or retire."""

    id: Id
    name: str
    asset_type: str
    fate: str = "kept"


@dataclass(frozen=True)
class Plan:
    """The steps in the order in which they are carried out, and the reasons, if any, why none of them may be.

    `warnings` is what the user should know about it nevertheless.
    """

    steps: tuple[Step, ...]
    blocked: tuple[str, ...] = ()
    unmanaged: tuple[Unmanaged, ...] = ()
    in_scope: int = 0
    left_out: tuple[LeftOutOf, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.to_do

    @property
    def notices(self) -> tuple[str, ...]:
        """What people should know of what was declared, whatever is done about it."""
        return (notice(self.left_out),) if self.left_out else ()

    @property
    def is_of_one(self) -> bool:
        """Whether it is about one asset that was declared alone, and so has no origin."""
        return len(self.steps) == 1 and not self.steps[0].declared.origin

    @property
    def to_do(self) -> tuple[Step, ...]:
        """The steps that write something."""
        return tuple(step for step in self.steps if step.action != "none")

    @property
    def counts(self) -> dict[str, int]:
        """The number of assets by action; renames, uploads and detaches are parts of the others."""
        actions = [step.action for step in self.steps]
        counted = {
            past: actions.count(action)
            for action, past in (
                ("create", "created"),
                ("update", "updated"),
                ("retire", "retired"),
                ("delete", "deleted"),
                ("none", "unchanged"),
            )
        }
        files = [file for step in self.steps for file in step.files]
        counted["renamed"] = sum(
            step.current is not None and any(diff.field is NAME for diff in step.diffs)
            for step in self.steps
        )
        counted["files_uploaded"] = sum(file.upload is not None for file in files)
        counted["files_removed"] = sum(len(file.stale) for file in files)
        counted["unmanaged"] = len(self.unmanaged)
        return counted


@dataclass(frozen=True)
class Found:
    """A declared asset, what the server has of it, and what its files have to become.

    `diffs` is set if they are known already; `number` is its position in the declaration.
    """

    declared: Declared
    current: Current | None
    files: tuple[Replacement, ...] = ()
    number: int = 0
    diffs: tuple[FieldDiff, ...] | None = None


@dataclass(frozen=True)
class Surplus:
    """An undeclared asset in the scope, and what it should become: `declared`, as if it had been written so."""

    current: Current
    declared: Declared


def build_plan(
    found: Sequence[Found],
    known: Known,
    write_only: WriteOnly,
    surplus: Sequence[Surplus] = (),
) -> Plan:
    """The plan that makes the server equal to the declaration, without the surplus; `blocked` has what forbids it."""
    blocked: list[str] = []
    steps = [_step(one, known, write_only, blocked) for one in found]
    for extra in surplus:
        diffs: tuple[FieldDiff, ...] = ()
        if extra.declared.present:
            diffs = diff_asset(extra.declared, extra.current, known, write_only)
        steps.append(Step(extra.declared, extra.current, diffs, pruned=True, number=-1))
    return Plan(arrange(steps), tuple(blocked))


def _step(one: Found, known: Known, write_only: WriteOnly, blocked: list[str]) -> Step:
    declared, current = one.declared, one.current
    if not declared.present:
        return Step(declared, current, number=one.number)
    if current is None and declared.name is None:
        blocked.append(
            declared.remark("does not exist yet, and creating it requires a name: write name")
        )
    if current is not None:
        blocked += map(declared.remark, problems_with(declared, current, known))
    diffs = one.diffs
    if diffs is None:
        diffs = diff_asset(declared, current, known, write_only)
    return Step(declared, current, diffs, one.files, number=one.number)
