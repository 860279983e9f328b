# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Doing the same with many things at once. Threads suit it: most of the time is spent waiting for the server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")

MOST_WORKERS = 64
"""The largest number of requests that are under way at once."""


def check_workers(workers: int) -> list[str]:
    """The problem with the option `workers`, as a list of at most one."""
    return (
        [] if 1 <= workers <= MOST_WORKERS else [f"workers: must be between 1 and {MOST_WORKERS}"]
    )


def in_parallel(
    work: Callable[[Thing], Outcome], things: Sequence[Thing], workers: int
) -> list[Outcome]:
    """The result of `work` for each thing, in order. The first exception stops what has not started, and is raised."""
    if workers < 2 or len(things) < 2:
        return [work(thing) for thing in things]
    from concurrent.futures import (  # noqa: PLC0415 - not for single things
        FIRST_EXCEPTION,
        Future,
        ThreadPoolExecutor,
        wait,
    )

    with ThreadPoolExecutor(max_workers=min(workers, len(things))) as pool:
        futures: list[Future[Outcome]] = [pool.submit(work, thing) for thing in things]
        try:
            done, _left = wait(futures, return_when=FIRST_EXCEPTION)
            for one in done:
                one.result()
        finally:  # even on an interrupt: otherwise the pool would run to its end
            for one in futures:
                one.cancel()
    return [future.result() for future in futures]
