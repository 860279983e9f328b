# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What shows reliability beside the matrix, and takes its time: fuzzing, runs that are killed, real networks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

UNIT = Path(__file__).absolute().parents[1] / "unit"
COLLECTIONS = next(path for path in UNIT.parents if path.name == "ansible_collections").parent
PACKAGE = "ansible_collections.assetops.aip.tests.reliability"
SECONDS = 1200
"""None of it may take longer."""


@dataclass(frozen=True)
class Row:
    """How a group of tests went."""

    name: str
    tests: int
    failed: int
    skipped: int
    seconds: float
    output: str

    def __str__(self) -> str:
        """The row as a line of a table."""
        return (
            f"{self.name:28} {self.tests:5} tests {self.failed:5} failed {self.skipped:5} skipped"
            f" {self.seconds:8.1f} s"
        )


def run_others(jobs: int) -> Iterator[Row]:
    """Run each group in turn."""
    fuzzing = [
        path
        for path in sorted(UNIT.rglob("test_*.py"))
        if re.search(r"^from hypothesis", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    yield _tests("fuzzing", fuzzing, jobs, HYPOTHESIS_PROFILE="reliability")
    named = [
        path for path in sorted((UNIT / "command").glob("test_*.py")) if KILLED.search(path.name)
    ]
    yield _tests("killed and racing runs", named, jobs)
    yield _tests("TLS, proxies and gateways", sorted((UNIT / "network").glob("test_*.py")), jobs)
    yield _behind_a_limit()


KILLED = re.compile(r"kill|rac(e|ing)")


def _tests(name: str, paths: Sequence[Path], jobs: int, **environment: str) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            "-m",
            "pytest",
            "-q",
            "-n",
            str(jobs),
            "--dist",
            "worksteal",
            f"--junit-xml={report}",
        ]
        began = time.monotonic()
        status, output = _run([*command, *map(str, paths)], **environment) if paths else (0, "")
        seconds = time.monotonic() - began
        counts = _counts(report)
    tests, failed, skipped = counts or (0, int(bool(paths)), 0)
    return Row(name, tests, failed or int(status != 0), skipped, seconds, output)


def _counts(report: Path) -> tuple[int, int, int] | None:
    """Tests, failures and skipped ones of a report; None if there is none."""
    if not report.exists():
        return None
    suites = list(ET.parse(report).getroot().iter("testsuite"))

    def count(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    return count("tests"), count("failures") + count("errors"), count("skipped")


def _behind_a_limit() -> Row:
    """2,000 assets behind nginx's limit, by the script that measures it; without nginx it is skipped."""
    began = time.monotonic()
    name = "behind 20 requests a second"
    if not any(Path(folder, "nginx").exists() for folder in (*os.get_exec_path(), "/usr/sbin")):
        return Row(name, 1, 0, 1, 0.0, "nginx is not installed")
    status, output = _run(
        ["-m", f"{PACKAGE}.behind_a_limit", "--limits", "429"], PYTHONPATH=str(COLLECTIONS)
    )
    return Row(name, 1, int(status != 0), 0, time.monotonic() - began, output)


def _run(arguments: Sequence[str], **environment: str) -> tuple[int, str]:
    """The status of a Python command, and what it printed."""
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=UNIT.parents[1],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        return 1, f"{(late.stdout or b'')!r}\nit did not end within {SECONDS} s"
    return done.returncode, done.stdout
