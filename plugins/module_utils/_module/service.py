# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What modules talk to, AIP or Jira itself, as a value: options of a connection, and the sessions that they open."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Protocol

from .._core.backend import Progress
from .._http.client import Http
from .._local.clock import Clock
from .._local.waiting import Waiting


class AnySession(Protocol):
    """An open connection with what was learned over it. `is_used` is set once a task had it."""

    http: Http
    is_used: bool

    @property
    def access(self) -> AnyAccess:
        """What it was opened for."""

    @property
    def waiting(self) -> Waiting:
        """How long to wait for the search index and for other runs, by the session's clock."""

    @property
    def harmless_attributes(self) -> frozenset[str]:
        """Names of attributes whose values may be shown."""

    @property
    def reads_notes(self) -> bool:
        """Whether the session knows what earlier tasks in check mode would have done."""

    def begin(self, workers: int, progress: Progress, page_size: int) -> None:
        """Begin a task."""

    def take_warnings(self) -> tuple[str, ...]:
        """What the session has noticed since the last call."""

    def wait_for_index(self, seconds: float) -> None:
        """Let the task wait so long for the search index."""

    def hint_at_trial(self, is_trial: bool) -> None:
        """Let sentences about what is not there mention check mode, if that may be the reason."""

    def forget_catalogs(self) -> None:
        """Read the catalogs again when they are next needed."""

    def close(self) -> None:
        """Close the connection."""


class AnyAccess(Protocol):
    """How to reach a server, and whether only to read. Equal values may share a session."""

    @property
    def read_only(self) -> bool:
        """Whether every write is refused."""

    def foreseeing(self, notes_in: str, foresees: bool) -> AnyAccess:
        """The same access for a task in check mode, which finds and leaves notes of what tasks would do."""

    def open(self, clock: Clock) -> AnySession:
        """A new session."""


def _as_they_are(
    params: Mapping[str, Any], _written: Container[str], _environment: Mapping[str, str]
) -> Mapping[str, Any]:
    return params


@dataclass(frozen=True, eq=False)
class Service:
    """The options of a connection, as an argument spec, and the access that they describe."""

    spec: Mapping[str, Any]
    access_of: Callable[[Mapping[str, Any], Mapping[str, str], bool], AnyAccess]
    """By validated options, the environment, and whether only to read. Raises InputError; nothing is sent."""
    own: Callable[[Mapping[str, Any], Container[str], Mapping[str, str]], Mapping[str, Any]] = (
        _as_they_are
    )
    """The options without what the environment holds for another server than the one that is written."""
