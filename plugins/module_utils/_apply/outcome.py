# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What carrying out a plan came to: what was done, what failed, and what was not tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._core.diff import show_as_declared, show_attachments
from .._core.errors import AipError
from .._core.model import Attachment, Change, Current
from .._core.plan import Plan, Step
from .._read.catalog import Catalog


@dataclass(frozen=True)
class Done:
    """What was done for one step, and what there is now; in check mode, what would be."""

    step: Step
    asset_id: int | None
    changes: tuple[Change, ...]
    current: Current | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Failed:
    """A step that failed, and why. What was done of it before is in the report too."""

    step: Step
    asset_id: int | None
    error: AipError


@dataclass(frozen=True)
class Report:
    """What carrying out a plan came to."""

    plan: Plan
    catalog: Catalog = field(repr=False)
    done: tuple[Done, ...] = ()
    failed: tuple[Failed, ...] = ()
    not_tried: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()
    digest: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything was written, or in check mode would be."""
        return any(one.changes for one in self.done)

    def asset_of(self, done: Done) -> dict[str, Any] | None:
        """The asset in the shape in which assets are written; None where there is none."""
        step = done.step
        if not step.declared.present:
            return None
        asset = show_as_declared(done.current, step.declared, self.catalog)
        asset["id"] = done.asset_id or asset["id"]
        if step.files:
            asset["attachments"] = show_attachments(done.attachments)
        return asset


class PartlyDone(AipError):
    """Steps failed. `report` has what was done nevertheless; `cause` is the first failure."""

    def __init__(self, report: Report) -> None:
        self.cause = report.failed[0].error
        super().__init__(_sentence_of(report), **self.cause.facts)
        self.report = report


def _sentence_of(report: Report) -> str:
    first = report.failed[0]
    if len(report.plan.steps) == 1:
        return first.error.sentence
    written = sum(bool(one.changes) for one in report.done)
    sentence = first.error.sentence
    if first.step.label not in sentence:
        sentence = f"{first.step.label}: {sentence}"
    more = len(report.failed) - 1
    others = f" {more} more failed, see failed_assets." if more else ""
    return (
        f"{sentence.rstrip('.')}.{others} {written} assets were written before it stopped,"
        f" {len(report.not_tried)} were not tried"
    )
