# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make judge`: what others wrote looks at the sandbox and at the collection."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from . import jira_js
from .clients import scripts
from .findings import Finding
from .judging import Judge
from .ours import play_ours
from .playing import PROFILES, play_profile
from .report import findings_table, table, waived_table
from .simulator import DidNotStart, NotInstalled, play_on_simulator
from .specs import read_folder
from .stage import Stage
from .waivers import WAIVERS

ENVIRONMENTS = Path.home() / ".cache" / "assetops-aip-judges"
LEFT_OUT = {
    "specs": "left out: no exchange is judged by Atlassian's OpenAPI files and document schema (SPECS=folder)",
    "clients": "left out: the scripts of other clients (CLIENTS=folder)",
    "simulator": "left out: jira_issue on jira820 (SIMULATOR=yes)",
    "jira_js": "left out: the live suite of jira.js (JIRA_JS=folder)",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge; 1 if anything was found."""
    options = _parser().parse_args(arguments)
    for name, sentence in LEFT_OUT.items():
        if not getattr(options, name):
            print(f"{sentence}; tests/judges/README.md says where to get it")
    judge = Judge(read_folder(options.specs)) if options.specs else None
    profiles = options.profiles.split(",")
    bench = _Bench(judge, all_profiles=set(profiles) == set(PROFILES))
    with tempfile.TemporaryDirectory(prefix="judges-") as work:
        for profile in profiles:
            bench.plays(profile)
            bench.ours(profile, Path(work))
        if options.simulator:
            bench.simulator(options.environments, Path(work))
        if options.clients:
            bench.clients(options.clients, options.environments, Path(work))
        if options.jira_js:
            bench.live_suite(options, Path(work))
    return bench.verdict()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make judge", description=__doc__)
    add = parser.add_argument
    add("--specs", type=Path, help="folder with Atlassian's OpenAPI files and document schema")
    add("--clients", type=Path, help="folder with the scripts of other clients")
    add("--jira-js", type=Path, help="a checkout of jira.js with vitest and zod installed")
    add("--simulator", action="store_true", help="also try jira_issue on PyPI's jira820")
    add("--node", help="Node 22 or later, for jira.js; by default the one on PATH")
    add("--environments", type=Path, default=ENVIRONMENTS, help="where the clients are installed")
    add("--profiles", default=",".join(PROFILES), help="of the plays, joined by commas")
    add("--whole-suite", action="store_true", help="all of jira.js's live suite, not only issues")
    return parser


class _Bench:
    """Collects what is found."""

    def __init__(self, judge: Judge | None, *, all_profiles: bool) -> None:
        self._all_profiles = all_profiles
        self._judge = judge
        self._found: Counter[Finding] = Counter()
        self._wrong = 0
        self._exchanges = 0
        self._known: frozenset[str] = frozenset()
        self._asked: frozenset[str] = frozenset()

    def _look(self, stage: Stage, *, requests: bool) -> None:
        for exchange in stage.recorder.exchanges:
            self._exchanges += 1
            for finding in self._judge.judge(exchange, request=requests) if self._judge else ():
                self._found[finding] += 1

    def plays(self, profile: str) -> None:
        """Plays that we wrote."""
        played = play_profile(profile)
        self._look(played.stage, requests=True)
        print(f"\n{profile}: {len(played.stage.recorder.exchanges)} requests of plays")
        for refused in played.refused:
            self._wrong += 1
            print(f"  refused: {refused.method} {refused.path}: {refused.status} {refused.text}")
        self._known |= played.known
        self._asked |= played.asked

    def ours(self, profile: str, work: Path) -> None:
        """The modules of the collection."""
        stage, ran = play_ours(profile, work)
        self._look(stage, requests=True)
        print(f"{profile}: {len(stage.recorder.exchanges)} requests of the collection's modules")
        for one in ran:
            self._wrong += bool(one.wrong)
            if one.wrong:
                print(f"  {one.playbook} failed: {one.wrong}")

    def simulator(self, environments: Path, work: Path) -> None:
        """The module on a simulator by others."""
        try:
            wrong = play_on_simulator(environments, work)
        except (NotInstalled, DidNotStart) as error:
            print(f"left out: jira_issue on jira820: {error}")
            return
        self._wrong += bool(wrong)
        print(f"\njira_issue on jira820: {wrong or 'works as far as that goes'}")

    def clients(self, folder: Path, environments: Path, work: Path) -> None:
        """The scripts of other clients; their requests are theirs, so only the answers are judged."""
        rows, lines = [], []
        for played, stage in scripts.play_all(folder, environments, work):
            self._look(stage, requests=False)
            wrong = scripts.unexpected(played)
            self._wrong += len(wrong) + bool(played.broken)
            names = (played.client.package, played.profile, played.kind)
            rows.append((*names, len(played.steps), len(wrong), played.broken or "to its end"))
            lines += [f"  {' '.join(names)}: {step.name}: {step.error}" for step in wrong]
            lines += [
                f"  by design, {' '.join(names)}: {step.name}: {reason}"
                for step, reason in scripts.by_design(played)
            ]
        print("\n" + table(("client", "profile", "login", "steps", "failed", "ran"), rows))
        print("\n".join(lines))

    def live_suite(self, options: argparse.Namespace, work: Path) -> None:
        """The live suite of jira.js."""
        node = jira_js.find_node(options.node)
        if node is None:
            self._wrong += 1
            print("Node 22 or later is not found: `npm install node@22` has it; pass NODE=path")
            return
        only = () if options.whole_suite else jira_js.CHOSEN
        score, stage = jira_js.play(options.jira_js, node, work, only)
        self._look(stage, requests=False)
        for line in jira_js.summary(score):
            print(line)
        self._wrong += not jira_js.is_enough(score)

    def verdict(self) -> int:
        """Print what was found; the exit code."""
        # What only another profile serves is not missing.
        never = sorted(self._known - self._asked) if self._all_profiles else []
        self._wrong += len(never)
        print("\n".join(["", *(f"never played: {path}" for path in never)]))
        if self._judge is not None:
            judged = ", ".join(
                f"{count} {kind}" for kind, count in sorted(self._judge.judged.items())
            )
            print(f"\n{self._exchanges} exchanges; judged by file: {judged}")
            reasons = {waiver.name: waiver.reason for waiver in WAIVERS}
            print("\n" + waived_table(self._judge.waived, self._judge.unused, reasons))
            if self._found:
                print("\n" + findings_table(self._found))
        count = len(self._found)
        print(
            f"\n{count} kinds of findings in {sum(self._found.values())} places; {self._wrong} other problems"
        )
        return int(bool(count or self._wrong))
