# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's own modules on a sandbox of each profile: their requests are judged as the sandbox's answers are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .playbook import failure, play
from .stage import CLOUD, Stage, stage

PLAYBOOKS = ("issues.yml", "agile.yml")
PERSON, ASSIGNEE = "ansible", "tomas.novak"


@dataclass(frozen=True)
class Ran:
    """A playbook that was run; `wrong` says why it failed, if so."""

    playbook: str
    wrong: str


def login(at: Stage, person: str) -> dict[str, str]:
    """The settings of the environment with which the modules log in."""
    user = at.sandbox.users[person]
    settings = {"JIRA_URL": at.url, "JIRA_TOKEN": user.token}
    if at.profile == CLOUD:
        settings.update(JIRA_DEPLOYMENT="cloud", JIRA_USERNAME=user.email)
    return settings


def play_ours(profile: str, work: Path) -> tuple[Stage, list[Ran]]:
    """Run the playbooks of the collection's modules against one sandbox."""
    found = []
    with stage(profile, "company") as at:
        person = at.sandbox.users[ASSIGNEE]
        for name in PLAYBOOKS:
            with at.recorder.asked_by(f"modules {name}"):
                settings = login(at, "admin" if name == "agile.yml" else PERSON)
                ended = play(name, settings, {"person": person.email}, work)
            found.append(Ran(name, failure(ended) if ended.code else ""))
    return at, found
