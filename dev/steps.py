#!/usr/bin/env python
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run steps of noxfile.py, and end with a table of them and the line `N passed, N failed`.

    steps.py check | test | NAME ...

`check` and `test` run side by side what uses one core, and leave out the expensive steps once a cheap one has
failed. Steps that are named run alone, whatever they require.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NOXFILE = Path(__file__).resolve().parent.parent / "noxfile.py"
GROUPS = {"check": ["--tags", "check"], "test": []}
SECONDS_AT_MOST = 3600


def run_nox(arguments: Sequence[str]) -> int:
    """Run nox and return its status; it is stopped, with all that it has started, after an hour."""
    command = [sys.executable, "-m", "nox", "--noxfile", str(NOXFILE), *arguments]
    nox = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        return nox.wait(SECONDS_AT_MOST)
    except subprocess.TimeoutExpired:
        print(f"stopped after {SECONDS_AT_MOST} s", flush=True)
        nox.send_signal(signal.SIGINT)
        return nox.wait() or 1
    except KeyboardInterrupt:  # nox has got it too
        return nox.wait() or 1


def how_it_ended(step: Mapping[str, Any]) -> str:
    """The word for how a step ended: ok, failed, skipped or not run."""
    if step["result"] == "aborted" and "Prerequisite session" in step["reason"]:
        return "not run"
    return {"success": "ok", "skipped": "skipped"}.get(step["result"], "failed")


def show(report: Path, status: int) -> None:
    """Print the table and the line that counts."""
    steps = json.loads(report.read_text(encoding="utf-8"))["sessions"] if report.exists() else []
    words = [how_it_ended(step) for step in steps]
    print("\n== summary")
    for step, word in zip(steps, words):
        reason = (step["reason"] or "").partition("\n")[0]
        print(f"{step['name']:20}{word:9}{step['duration']:7.1f} s  {reason}".rstrip())
    failed = words.count("failed") or int(status != 0)  # nox itself may fail
    print(f"\n{words.count('ok')} passed, {failed} failed", flush=True)


def main(names: Sequence[str]) -> int:
    """Run what is named; the status is not 0 if anything failed."""
    if not names or (len(names) > 1 and not GROUPS.keys().isdisjoint(names)):
        print(f"usage: steps.py {' | '.join(GROUPS)} | NAME ...; names:", file=sys.stderr)
        return run_nox(["--list"]) or 2
    together = ["--parallel", str(max(2, os.cpu_count() or 2))]
    chosen = GROUPS.get(names[0])
    arguments = (
        ["--no-dependencies", "--sessions", *names] if chosen is None else [*together, *chosen]
    )
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        status = run_nox(["--report", str(report), *arguments])
        show(report, status)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
