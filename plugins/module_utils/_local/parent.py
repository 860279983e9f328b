# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The process that started this one.

If Ansible is killed, its workers become orphans and go on, while whoever killed it may already have started the next
run. An orphan has another parent than before.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from .._core.errors import Orphaned

_FIRST = 1  # the first process of a machine or container never ends before the others, and adopts orphans


def watch_parent(parent: Callable[[], int] = os.getppid) -> Callable[[], None]:
    """A function that raises Orphaned once this process has another parent than now."""
    started_by = parent()

    def check() -> None:
        if started_by > _FIRST and parent() != started_by:
            raise Orphaned(
                f"the process that had started this task (process {started_by}) has ended, perhaps because it was"
                " killed: nothing more was written; run again"
            )

    return check
