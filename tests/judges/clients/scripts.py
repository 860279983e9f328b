# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of other people's clients, each in an environment of its own, against the sandbox."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..environments import NotInstalled, environment_of
from ..stage import CLOUD, Ended, Stage, read_lines_of_json, run, stage

SECONDS = 180
FILES = {"ä b.txt": b"abc", "bin.dat": bytes(range(256))}
"""What the scripts attach, in the folder that they run in."""


@dataclass(frozen=True)
class Client:
    """A script, the package of PyPI that it is for, and what it calls the servers that it knows."""

    script: str
    package: str
    kinds: tuple[tuple[str, str], ...] = (("dc-10", "dc"), (CLOUD, "cloud"))


CLIENTS = (
    Client(
        "c_pycontribs.py",
        "jira",
        (("dc-10", "dc"), ("dc-10", "pat"), ("dc-9", "dc"), (CLOUD, "cloud")),
    ),
    Client("c_apa.py", "atlassian-python-api"),
    Client("c_mcp.py", "mcp-atlassian"),
    Client("jira.yml", "ansible"),
)


@dataclass(frozen=True)
class ByDesign:
    """A step that fails because the client asks for what this server does not have."""

    script: str
    profile: str
    step: str
    text: str
    reason: str

    def covers(self, client: Client, profile: str, step: Step) -> bool:
        """Whether a failed step is this one."""
        return (client.script, profile, step.name) == (
            self.script,
            self.profile,
            self.step,
        ) and re.search(self.text, step.error) is not None


@dataclass(frozen=True)
class Step:
    """A step of a script, and the error that it ended with; empty if with none."""

    name: str
    error: str = ""


@dataclass(frozen=True)
class Played:
    """A script that was run: its steps, and why it did not come to its end, if so."""

    client: Client
    profile: str
    kind: str
    steps: tuple[Step, ...]
    broken: str = ""


EXPECTED: tuple[ByDesign, ...] = (
    *(
        ByDesign(
            "c_pycontribs.py",
            CLOUD,
            step,
            "Unsupported JIRA deployment type",
            "the client has these methods for Data Center only, and refuses by itself",
        )
        for step in ("createmeta types", "createmeta fields")
    ),
    ByDesign(
        "c_apa.py",
        "dc-10",
        "enhanced_jql",
        "only.*[Cc]loud|[Cc]loud",
        "enhanced_jql is for Cloud only; the client refuses to send it to Data Center",
    ),
    ByDesign(
        "c_apa.py",
        "dc-10",
        "approximate count",
        "only.*[Cc]loud|[Cc]loud",
        "approximate_issue_count is for Cloud only; the client refuses to send it to Data Center",
    ),
    ByDesign(
        "c_pycontribs.py",
        "dc-10",
        "enhanced_search",
        "[Cc]loud",
        "enhanced_search_issues is for Cloud only; the client refuses to send it to Data Center",
    ),
)


def play_all(scripts: Path, environments: Path, work: Path) -> Iterator[tuple[Played, Stage]]:
    """Run each script against each server that it knows."""
    for client in CLIENTS:
        if not (scripts / client.script).exists():
            print(f"left out: {client.script}, which is not in {scripts}")
            continue
        try:
            place = environment_of(client.package, environments)
        except NotInstalled as error:
            print(f"left out: {client.script}, because {error}")
            continue
        for profile, kind in client.kinds:
            seed = "clients_cloud" if profile == CLOUD else "clients"
            with stage(profile, seed) as at, at.recorder.asked_by(f"{client.package} {kind}"):
                yield _play(client, profile, kind, at, place, scripts, work), at


def _play(
    client: Client, profile: str, kind: str, at: Stage, place: Path, scripts: Path, work: Path
) -> Played:
    folder = work / f"{client.package}-{profile}-{kind}"
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    log = folder / "log.jsonl"
    # mcp-atlassian connects to a server of this machine only if an operator has named it.
    more = {"PYTHONPATH": "", "ANSIBLE_COLLECTIONS_PATH": str(folder), "JIRA_URL": at.url}
    env = {**os.environ, **more}
    if client.script.endswith(".yml"):
        options = ["-i", "localhost,", "-c", "local", "-e", f"base={at.url}"]
        options += ["-e", f"cloud={str(kind == CLOUD).lower()}"]
        options += ["-e", f"ansible_python_interpreter={place / 'bin' / 'python'}"]
        playbook = place / "bin" / "ansible-playbook"
        shutil.copy(scripts / client.script, folder)
        ended = run([playbook, client.script, *options], folder, SECONDS, env)
        steps = _steps_of_playbook(ended.output)
        broken = "" if "PLAY RECAP" in ended.output else _last_lines(ended)
        return Played(client, profile, kind, steps, broken)
    python = place / "bin" / "python"
    ended = run([python, scripts / client.script, at.url, log, kind], folder, SECONDS, env)
    marks = [str(line["mark"]) for line in read_lines_of_json(log)]
    broken = "" if ended.code == 0 else _last_lines(ended)
    return Played(client, profile, kind, _steps(marks), broken)


def _last_lines(ended: Ended) -> str:
    lines = ended.output.strip().splitlines()
    return f"exit code {ended.code}: " + " / ".join(lines[-3:])


def _steps(marks: Sequence[str]) -> tuple[Step, ...]:
    found: list[Step] = []
    for mark in marks:
        if mark.startswith("EXC ") and found:
            found[-1] = Step(found[-1].name, mark.removeprefix("EXC "))
        else:
            found.append(Step(mark))
    return tuple(found)


def _steps_of_playbook(output: str) -> tuple[Step, ...]:
    """The tasks of a playbook by their numbers, as it names none of them."""
    found: list[Step] = []
    for line in output.splitlines():
        if line.startswith("TASK ["):
            found.append(Step(f"task {len(found) + 1}"))
        elif line.startswith("fatal: ") and found:
            found[-1] = Step(found[-1].name, line[:400])
    return tuple(found)


def unexpected(played: Played) -> list[Step]:
    """The steps that failed, but for those that fail by the client's design."""
    return [
        step
        for step in played.steps
        if step.error
        and not any(one.covers(played.client, played.profile, step) for one in EXPECTED)
    ]


def by_design(played: Played) -> list[tuple[Step, str]]:
    """The steps that fail by the client's design, each with the reason."""
    return [
        (step, one.reason)
        for step in played.steps
        for one in EXPECTED
        if step.error and one.covers(played.client, played.profile, step)
    ]
