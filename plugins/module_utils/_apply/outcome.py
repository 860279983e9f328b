# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The outcome of a plan: what was done, what failed, and what was not tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._core.errors import AipError
from .._core.known import Known
from .._core.model import Attachment, Change, Current, Id
from .._core.plan import Plan
from .._core.show import Showing, show_as_declared, show_attachments
from .._core.step import Step


@dataclass(frozen=True)
class Done:
    """What was done for one step, and the resulting asset; in check mode, what would be."""

    step: Step
    asset_id: Id | None
    changes: tuple[Change, ...]
    current: Current | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Failed:
    """A step that failed, and why. The part of it that was done before is in the outcome too."""

    step: Step
    asset_id: Id | None
    error: AipError


@dataclass(frozen=True)
class Outcome:
    """What was done, what failed and what was not tried of a plan."""

    plan: Plan
    known: Known = field(repr=False)
    done: tuple[Done, ...] = ()
    failed: tuple[Failed, ...] = ()
    not_tried: tuple[Step, ...] = ()
    warnings: tuple[str, ...] = ()
    digest: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything was written, or in check mode would be."""
        return any(one.changes for one in self.done)

    def asset_of(self, done: Done, showing: Showing) -> dict[str, Any] | None:
        """The asset in the shape in which assets are written; None if there is none."""
        step = done.step
        if not step.declared.present:
            return None
        asset = show_as_declared(done.current, step.declared, showing)
        asset["id"] = done.asset_id or asset["id"]
        if step.files:
            asset["attachments"] = show_attachments(done.attachments, self.known)
        return asset
