# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions with servers that have AIP: the open connection, the login, and the catalogs read so far; and their pool.

A module has one session, which ends with it. The items of a loop that runs in one process may share theirs, if all
options of the connection are the same.
"""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass

from .._core.backend import PAGE_SIZE, Backend, Progress, silent
from .._datacenter.backend import DataCenter
from .._datacenter.dialect import Dialect
from .._datacenter.refusals import AIP
from .._http.client import Http
from .._http.connection import Connection
from .._local.clock import CLOCK, Clock
from .._local.home import aip_home
from .._local.parent import watch_parent
from .._local.waiting import Waiting
from .._read.catalog import Catalog, Foresee
from .service import AnyAccess, AnySession, Service

IN_TRIAL = "; in check mode, what an earlier task would create does not exist yet"


@dataclass(frozen=True)
class Access:
    """How to reach a server, and whether only to read. Equal values may share a session.

    `notes_in` is the folder in which the tasks of a run in check mode leave notes of what they would do, if they read
    any; they leave some themselves if `foresees`.
    """

    connection: Connection
    dialect: Dialect
    read_only: bool
    notes_in: str = ""
    foresees: bool = False

    def foreseeing(self, notes_in: str, foresees: bool) -> Access:
        """The same access for a task in check mode."""
        return dataclasses.replace(self, notes_in=notes_in, foresees=foresees)

    def open(self, clock: Clock) -> Session:
        """A new session."""
        return Session(self, clock)


class Session:
    """One connection to one server, with what was learned about it. `is_used` is set once a task had it."""

    def __init__(self, access: Access, clock: Clock = CLOCK) -> None:
        self.access, self.clock = access, clock
        connection = access.connection
        self.http = Http(
            connection,
            access.read_only,
            AIP,
            clock,
            home=aip_home(connection.environment),
        )
        self.backend: Backend = DataCenter(self.http, access.dialect)
        self._foresee: Foresee | None = None
        if access.notes_in:
            from .._read.foreseeing import Foreseeing  # noqa: PLC0415 - for check mode only

            foreseeing = Foreseeing(self.backend, access.notes_in, access.foresees)
            self.backend, self._foresee = foreseeing.as_backend(), foreseeing.foresee
        self.catalog = Catalog(self.backend, foresee=self._foresee)
        self.wait_for_index(Waiting().seconds)
        self.is_used = False

    @property
    def harmless_attributes(self) -> frozenset[str]:
        """Names that do not belong to any encrypted attribute; empty until the types were read."""
        return self.catalog.harmless_attributes

    @property
    def waiting(self) -> Waiting:
        """How long to wait for the search index and for other runs, by the session's clock."""
        return self.catalog.waiting

    @property
    def reads_notes(self) -> bool:
        """Whether the session knows what earlier tasks in check mode would have done."""
        return bool(self.access.notes_in)

    def begin(self, workers: int, progress: Progress, page_size: int) -> None:
        """Begin a task (`Backend.begin`)."""
        self.backend.begin(workers, progress, page_size)

    def take_warnings(self) -> tuple[str, ...]:
        """What the session has noticed since the last call."""
        return tuple(self.catalog.take_warnings())

    def wait_for_index(self, seconds: float) -> None:
        """Let the task wait so long for the search index, by this session's clock."""
        for_others = self.access.connection.max_wait
        self.catalog.waiting = Waiting(seconds, self.clock.now, self.clock.sleep, for_others)

    def hint_at_trial(self, is_trial: bool) -> None:
        """Let sentences about assets that are not there mention check mode, if that may be the reason."""
        is_unknown = is_trial and not self.access.notes_in
        self.catalog.hints = {"asset": IN_TRIAL} if is_unknown else {}

    def forget_catalogs(self) -> None:
        """Read the catalogs again when they are next needed."""
        self.backend.forget_catalogs()
        hints = self.catalog.hints
        self.catalog = Catalog(self.backend, self.catalog.waiting, self._foresee)
        self.catalog.hints = hints

    def close(self) -> None:
        """Close the connection."""
        self.backend.close()


class Sessions:
    """A pool of sessions. With `kept` > 0 the last ones stay open, for this process alone.

    They are sessions with one service, by default AIP. `notes_in` and `foresees` are what the next session is to know
    of earlier tasks, see `Access`.
    """

    notes_in: str = ""
    foresees: bool = False

    def __init__(self, kept: int = 0, clock: Clock = CLOCK, service: Service | None = None) -> None:
        self.service = service
        self._kept, self._clock = kept, clock
        self._open: list[AnySession] = []
        self._process = os.getpid()
        self._may_write = watch_parent()  # from the start, as an orphan may begin further tasks

    def take(
        self,
        access: AnyAccess,
        workers: int = 1,
        progress: Progress = silent,
        page_size: int = PAGE_SIZE,
    ) -> AnySession:
        """A session for this access, at the start of a task (`Backend.begin`). Raises InputError."""
        if self._process != os.getpid():
            # After a fork the sockets also belong to the parent: they are left alone, not closed.
            self._open, self._process = [], os.getpid()
            self._may_write = watch_parent()
        if access.read_only:
            access = access.foreseeing(self.notes_in, self.foresees)
        session = next((one for one in self._open if one.access == access), None)
        if session is None:
            session = access.open(self._clock)
        else:
            self._open.remove(session)
        session.http.may_write = self._may_write
        session.begin(workers, progress, page_size)
        return session

    def give_back(self, session: AnySession) -> None:
        """Keep the session, or close it."""
        session.is_used = True
        self._open.append(session)
        while len(self._open) > self._kept:
            self._open.pop(0).close()
