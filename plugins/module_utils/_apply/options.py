# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a plan is carried out."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._core.backend import Progress, silent
from .._local.waiting import Waiting


@dataclass(frozen=True)
class ApplyOptions:
    """How a plan is carried out: how many writes at a time, and whether to continue if one fails.

    `on_duplicate` is what to do if another run creates the same asset at the same time: fail, or adopt_oldest.
    """

    check_mode: bool
    waiting: Waiting = field(default_factory=Waiting)
    workers: int = 1
    continue_on_error: bool = False
    on_duplicate: str = "fail"
    progress: Progress = field(default=silent, compare=False)
