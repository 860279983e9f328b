# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a scenario is played: a sandbox, a folder, and a clock.

Everything runs in this process, through the same functions as in Ansible's worker, but the clock is injected: who
sleeps lets the sandbox's time pass instead of waiting.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.assetops.aip.plugins.module_utils._local.clock import CLOCK, Clock

from ..sandbox.sandbox import Sandbox
from .truth import Truth, files_in, truth_of

SEEDS = Path(__file__).parent
USER = "ansible"
SECRETS = ("ansible-token", "ansible-password", "console-of-srv-01", "brand-new-console")
"""What must not be seen anywhere: the login, and the encrypted values of seed and declarations."""
SERVER_FILE_NAME = re.compile(r"\d+_\d+_\d{10,}")
"""What the sandbox calls a file, which is never the same."""
LIMIT = 60.0
"""A task is ended after so many seconds by the machine's clock."""
OPTIONS: Mapping[str, Any] = {"retries": 2, "max_wait": 60, "wait_for_index": 20}
"""Options of every task, so that a combination ends soon."""


@dataclass(frozen=True)
class Outcome:
    """What became of a task. `told` is what it found or would do, `shown` all that a user may get to see of it."""

    ok: bool
    changed: bool
    message: str
    warnings: tuple[str, ...]
    told: str
    shown: str
    crash: str
    seconds: float
    slept: float
    writes: int


class Endless(Exception):
    """Raised in a task that does not end."""


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Raise Endless in this block after so many seconds."""

    def end(*given: object) -> None:
        raise Endless(f"it did not end within {seconds:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class PassingTime:
    """The machine's clock, but that it jumps instead of sleeping."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.slept = 0.0
        self._sandbox, self._began = sandbox, time.monotonic()

    def now(self) -> float:
        """Seconds since the start."""
        return self.slept + time.monotonic() - self._began

    def sleep(self, seconds: float) -> None:
        """Let the time pass, for the sandbox too."""
        self.slept += seconds
        self._sandbox.advance(seconds)


Deed = Callable[["Stage", Mapping[str, Any]], "tuple[bool, Mapping[str, Any]]"]
"""Does a task with these options beside its own; whether it succeeded, and its result."""


class Stage:
    """A sandbox of a seed, and a folder for what a task writes; used again for each combination."""

    def __init__(self, seed: str, folder: Path) -> None:
        self.folder = folder
        self.sandbox = Sandbox(str(SEEDS / f"{seed}.yml")).start()
        self.first_new_id = 1 + max(one["id"] for one in self.sandbox.assets())
        self.first_new_issue = 1 + max(
            one["id"] for one in self.sandbox.site.jira.rows.all("issue")
        )
        self.clock = CLOCK
        home = folder / "home"
        os.environ.update(HOME=str(home), ANSIBLE_HOME=str(home / ".ansible"))

    @property
    def dest(self) -> Path:
        """The folder that tasks write to."""
        return self.folder / "dest"

    @property
    def files(self) -> Path:
        """The folder with the files to upload."""
        return self.folder / "files"

    def reset(self, lag: float) -> None:
        """Everything as at the start: server, folders, home."""
        self.sandbox.reset()
        self.sandbox.switch(index_lag=lag)
        for name in ("dest", "files", "home"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir()

    def heal(self) -> None:
        """No more faults, and logins as before."""
        self.sandbox.faults.clear()
        self.sandbox.listen()
        self.sandbox.site.login.reset()

    def truth(self) -> Truth:
        """What is on the server."""
        return truth_of(self.sandbox, self.first_new_id, self.first_new_issue)

    def written(self) -> Mapping[str, str]:
        """The files in the folder that tasks write to."""
        return files_in(self.dest)

    def play(
        self,
        deed: Deed,
        told: Callable[[Mapping[str, Any]], Any],
        options: Mapping[str, Any],
    ) -> Outcome:
        """Do it, with options of the connection beside its own, and say what became of it."""
        self.sandbox.journal.clear()
        passing = PassingTime(self.sandbox)
        self.clock = Clock(passing.now, passing.sleep, lambda: 1.0)
        began = time.monotonic()
        crash, ok = "", False
        result: Mapping[str, Any] = {}
        try:
            with _ended_after(LIMIT):
                ok, result = deed(self, {**OPTIONS, **options})
        except Exception as error:  # noqa: BLE001 - whatever comes out is the judge's business
            crash = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return Outcome(
            ok=ok,
            changed=bool(result.get("changed")),
            message=str(result.get("msg", "")),
            warnings=tuple(map(str, result.get("warnings", ()))),
            told=SERVER_FILE_NAME.sub("#", repr(told(result))) if ok else "",
            shown=json.dumps(result, default=str, ensure_ascii=False) + crash,
            crash=crash,
            seconds=time.monotonic() - began,
            slept=passing.slept,
            writes=len(self.sandbox.journal.writes()),
        )

    def close(self) -> None:
        """Stop the sandbox."""
        self.sandbox.stop()
