# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own plays on a sandbox of each profile, and the paths of the sandbox that none of them asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug.exceptions import HTTPException

from ..sandbox.app import rules
from .plays import issues, sites
from .plays.caller import Caller, Refused
from .stage import CLOUD, Stage, stage

PROFILES = ("dc-9", "dc-10", "dc-11", CLOUD)
PLAYS = (*issues.PLAYS, *sites.PLAYS)
PERSON = "admin"
_OURS = re.compile(r"/rest/(api|agile|software|auth|webhooks|jira-webhook|applinks)/")


@dataclass(frozen=True)
class Played:
    """What came of all plays on one profile."""

    stage: Stage
    refused: tuple[Refused, ...]
    never: tuple[str, ...]


def play_profile(profile: str) -> Played:
    """Play everything on one sandbox, in each version of the API that it has."""
    refused: list[Refused] = []
    with stage(profile, "company") as at:
        for api in ("2", "3") if profile == CLOUD else ("2",):
            caller = Caller(at, PERSON, api)
            for play in PLAYS:
                with at.recorder.asked_by(f"play {play.__name__}"):
                    play(caller)
            refused += caller.refused
        return Played(at, tuple(refused), tuple(_never(at)))


def _never(at: Stage) -> Iterator[str]:
    """The methods and paths of the sandbox that no recorded request was of."""
    known = rules(at.sandbox.site.context)
    adapter = known.bind("localhost")
    asked = set()
    for exchange in at.recorder.exchanges:
        try:
            rule, _values = adapter.match(
                at.sandbox.site.context + exchange.path, exchange.method, return_rule=True
            )
        except HTTPException:
            continue
        asked.add((exchange.method, _in_any_version(rule)))
    for rule in sorted(known.iter_rules(), key=str):
        path = _in_any_version(rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if _OURS.search(path) and (method, path) not in asked:
                asked.add((method, path))
                yield f"{method} {path}"


def _in_any_version(rule: object) -> str:
    """A path whatever the version of the platform's API."""
    return re.sub(r"/rest/api/(2|3|latest)/", "/rest/api/*/", str(rule))
