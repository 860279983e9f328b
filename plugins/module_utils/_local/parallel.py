# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Doing the same with many things at once. Threads suit it: the time goes by in waiting for the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")

MOST_WORKERS = 64
"""More requests than so many are never under way at once."""


def check_workers(workers: int) -> list[str]:
    """What is wrong with the option `workers`, as a list of none or one."""
    return (
        [] if 1 <= workers <= MOST_WORKERS else [f"workers: must be between 1 and {MOST_WORKERS}"]
    )


def in_parallel(
    work: Callable[[Thing], Outcome], things: Sequence[Thing], workers: int
) -> list[Outcome]:
    """What `work` makes of each thing, in their order. The first exception stops what has not begun, and is raised."""
    if workers < 2 or len(things) < 2:
        return [work(thing) for thing in things]
    with ThreadPoolExecutor(max_workers=min(workers, len(things))) as pool:
        futures: list[Future[Outcome]] = [pool.submit(work, thing) for thing in things]
        try:
            done, _left = wait(futures, return_when=FIRST_EXCEPTION)
            for one in done:
                one.result()
        finally:  # also when somebody interrupts: else the pool would go on to its end
            for one in futures:
                one.cancel()
    return [future.result() for future in futures]
