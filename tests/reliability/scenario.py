# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that users do, and what is to be expected of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .stage import Deed, Stage

MOST = 500
"""So many combinations of each scenario, with and without lag: an even sample of those that have more."""
SLOW = 300
VERY_SLOW = 150
"""So many of those that take longer."""
WRITES, CHECKS, READS = "writes", "checks", "reads"
"""What a task does: change the server, say what it would change, or read."""


def nothing(stage: Stage) -> None:
    """What was there before is what the seed has."""


@dataclass(frozen=True)
class Scenario:
    """A task. `prepare` is what was before; `told` is the part of the result that no fault may change.

    `keeps`: a result that is not the server's is allowed, as the user has asked for the last good one.
    `sample`: so many combinations are played, unless all are asked for.
    """

    does: str
    deed: Deed
    seed: str = "small"
    prepare: Callable[[Stage], None] = nothing
    told: Callable[[Mapping[str, Any]], Any] = lambda result: None
    sample: int = MOST
    is_command: bool = False

    @property
    def lags(self) -> tuple[float, ...]:
        """With and without a search that lags; what is only read has been there for long, and commands wait really."""
        return (0.0, 3.0) if self.does == WRITES and not self.is_command else (0.0,)
