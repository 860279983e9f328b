# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running one process to its end: how long it took, what it printed, how much memory its tree needed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024
BETWEEN_SAMPLES = 0.05  # seconds


class BenchmarkFailed(Exception):
    """Something was not as it must be for the numbers to mean anything."""


@dataclass(frozen=True)
class Ran:
    """How a process ran. `cpu_seconds` are those of all processes of its tree; `peak_mib` is only known if watched."""

    seconds: float
    cpu_seconds: float
    output: str
    peak_mib: float | None = None


def run(command: Sequence[str], env: Mapping[str, str], folder: Path, watched: bool = False) -> Ran:
    """Run a command. Raises BenchmarkFailed if it fails.

    To watch costs time; so the runs that are timed are not watched.
    """
    log = folder / "output.log"
    peak = 0.0
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG if watched else 0)
                if pid:
                    break
                peak = max(peak, _memory_of_tree(process.pid))
                time.sleep(BETWEEN_SAMPLES)
        except BaseException:
            process.kill()
            raise
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    output = log.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise BenchmarkFailed(f"{' '.join(command)} failed:\n{output[-3000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Ran(seconds, cpu, output, round(peak / MIB, 1) if watched else None)


def _memory_of_tree(pid: int) -> float:
    """The bytes of memory that a process and its descendants have together now."""
    try:
        process = psutil.Process(pid)
        tree = [process, *process.children(recursive=True)]
    except psutil.Error:  # it has ended meanwhile
        return 0.0
    return sum(map(_memory, tree))


def _memory(process: psutil.Process) -> float:
    """The memory of a process. What several share, as forks do, counts once (PSS) where the system tells it."""
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0.0
    return float(getattr(info, "pss", info.uss))
