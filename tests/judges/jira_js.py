# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live suite of jira.js, a client by others, against the sandbox's Cloud profile."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .stage import CLOUD, Stage, certificate, run, stage

SECONDS = 1800
NODE = 22
ABOUT_ISSUES = (
    "adfRouting",
    "issueAttachments",
    "issueComments",
    "issueFields",
    "issueLinkTypes",
    "issueLinks",
    "issueProperties",
    "issueRemoteLinks",
    "issueSearch",
    "issues",
    "jql",
    "labels",
    "myself",
    "serverInfo",
)
"""The files of the suite that are about what the collection uses: 96 tests at commit ef1506e."""
AGILE = ("agile/backlog", "agile/board", "agile/epic", "agile/issue", "agile/sprint")
CHOSEN = (*(f"cloud/{name}.test" for name in ABOUT_ISSUES), *(f"{name}.test" for name in AGILE))
"""The paths that are passed to vitest."""
WANTED = 80
"""How many of those about issues have to pass."""
EMAIL, TOKEN = "live@example.com", "live-token"


@dataclass(frozen=True)
class Test:
    """A test of the suite: the file without its ending, its full name, what became of it."""

    file: str
    name: str
    status: str
    message: str = ""


@dataclass(frozen=True)
class Score:
    """What the suite said."""

    tests: tuple[Test, ...]
    broken: str = ""

    def of(self, files: tuple[str, ...]) -> tuple[Test, ...]:
        """The tests of these files."""
        wanted = {f"cloud/{name}" if "/" not in name else name for name in files}
        return tuple(test for test in self.tests if test.file in wanted)


def passed(tests: tuple[Test, ...]) -> int:
    """How many of these passed."""
    return sum(test.status == "passed" for test in tests)


def find_node(asked: str | None) -> str | None:
    """Node of the version that the suite needs: the one asked for, or the one on PATH."""
    node = asked or shutil.which("node")
    if node is None or not Path(node).exists():
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", said)
    return node if found and int(found[1]) >= NODE else None


def play(suite: Path, node: str, work: Path, only: tuple[str, ...]) -> tuple[Score, Stage]:
    """Run the suite, or these files of it, against a sandbox that speaks https, as the suite insists."""
    tls, trusted = certificate(work)
    with stage(CLOUD, "live", tls) as at, at.recorder.asked_by("jira.js"):
        return _run(suite, node, work, at.url, trusted, only), at


def _run(
    suite: Path, node: str, work: Path, url: str, trusted: Path, only: tuple[str, ...]
) -> Score:
    report = work / "report.json"
    vitest = suite / "node_modules" / "vitest" / "vitest.mjs"
    if not vitest.exists():
        return Score((), f"{vitest} is missing: install vitest and zod in {suite}")
    env = {
        **os.environ,
        "HOST": url,
        "EMAIL": EMAIL,
        "API_TOKEN": TOKEN,
        "NODE_EXTRA_CA_CERTS": str(trusted),
    }
    command: list[str | Path] = [node, vitest, "run", "--config", "vitest.config.live.ts"]
    command += ["--reporter=json", f"--outputFile={report}", *(f"live/{name}" for name in only)]
    ended = run(command, suite, SECONDS, env)
    if not report.exists():
        return Score((), " / ".join(ended.output.strip().splitlines()[-5:]))
    return read_report(json.loads(report.read_text(encoding="utf-8")))


def read_report(report: Mapping[str, Any]) -> Score:
    """The tests of a report of vitest; where a file broke before its tests, they count as failed."""
    found = []
    for file in report["testResults"]:
        name = file["name"].split("/live/")[-1].removesuffix(".test.ts")
        for test in file["assertionResults"]:
            message = " ".join(test.get("failureMessages") or [file.get("message") or ""])
            broke = file["status"] == "failed" and test["status"] == "skipped"
            status = "failed" if broke else test["status"]
            found.append(Test(name, test["fullName"], status, message.partition("\n")[0][:300]))
    return Score(tuple(found))


def is_enough(score: Score) -> bool:
    """Whether enough tests about issues passed."""
    return not score.broken and passed(score.of(ABOUT_ISSUES)) >= WANTED


def summary(score: Score) -> list[str]:
    """What to print: the score, and each test that failed."""
    if score.broken:
        return ["", f"the live suite of jira.js did not run: {score.broken}"]
    about, agile, everything = score.of(ABOUT_ISSUES), score.of(AGILE), score.tests
    lines = [
        "",
        (
            f"jira.js, live suite: {passed(about)} of {len(about)} tests about issues passed (wanted: {WANTED}); "
            f"agile: {passed(agile)} of {len(agile)}; all that ran: {passed(everything)} of {len(everything)}"
        ),
    ]
    failed = [test for test in everything if test.status != "passed"]
    return lines + [f"  {test.status}: {test.file}: {test.name}: {test.message}" for test in failed]
