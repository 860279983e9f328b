# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own plays on a sandbox of each profile, and the paths of the sandbox that none of them asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from werkzeug.exceptions import HTTPException

from ..sandbox.app import rules
from .plays import issues, rarer, sites
from .plays.caller import Caller, Refused
from .stage import CLOUD, Stage, stage

PROFILES = ("dc-9", "dc-10", "dc-11", CLOUD)
PLAYS = (*issues.PLAYS, *sites.PLAYS, *rarer.PLAYS)
PERSON = "admin"
_OURS = re.compile(r"/rest/(api|agile|software|auth|webhooks|jira-webhook|applinks)/")


@dataclass(frozen=True)
class Played:
    """What came of all plays on one profile: the paths of the sandbox, and which of them were asked for."""

    stage: Stage
    refused: tuple[Refused, ...]
    known: frozenset[str]
    asked: frozenset[str]


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
        return Played(at, tuple(refused), frozenset(_known(at)), frozenset(_asked(at)))


def _known(at: Stage) -> Iterator[str]:
    """The methods and paths of Jira's side of the sandbox."""
    for rule in rules(at.sandbox.site.context).iter_rules():
        if _OURS.search(str(rule)):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield _named(at, method, rule)


def _asked(at: Stage) -> Iterator[str]:
    """Those of them that a recorded request was of."""
    adapter = rules(at.sandbox.site.context).bind("localhost")
    for exchange in at.recorder.exchanges:
        place = at.sandbox.site.context + unquote(exchange.path)
        try:
            rule, _values = adapter.match(place, exchange.method, return_rule=True)
        except HTTPException:
            continue
        yield _named(at, exchange.method, rule)


def _named(at: Stage, method: str, rule: object) -> str:
    return f"{method} {str(rule).removeprefix(at.sandbox.site.context)}"
