# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions with servers: the open connection, the login, and the catalogs read so far.

A module has one session, which ends with it. The items of a loop that runs in one process may share theirs, if all
options of the connection are the same.
"""

from __future__ import annotations

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
from .._read.catalog import Catalog


@dataclass(frozen=True)
class Access:
    """How to reach a server, and whether only to read. Equal values may share a session."""

    connection: Connection
    dialect: Dialect
    read_only: bool


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
        self.catalog = Catalog(self.backend)
        self.wait_for_index(Waiting().seconds)
        self.is_used = False

    @property
    def harmless_attributes(self) -> frozenset[str]:
        """Names that do not belong to any encrypted attribute; empty until the types were read."""
        return self.catalog.harmless_attributes

    def wait_for_index(self, seconds: float) -> None:
        """Let the task wait so long for the search index, by this session's clock."""
        for_others = self.access.connection.max_wait
        self.catalog.waiting = Waiting(seconds, self.clock.now, self.clock.sleep, for_others)

    def forget_catalogs(self) -> None:
        """Read the catalogs again when they are next needed."""
        self.backend.forget_catalogs()
        self.catalog = Catalog(self.backend, self.catalog.waiting)

    def close(self) -> None:
        """Close the connection."""
        self.backend.close()


class Sessions:
    """A pool of sessions. With `kept` > 0 the last ones stay open, for this process alone."""

    def __init__(self, kept: int = 0, clock: Clock = CLOCK) -> None:
        self._kept, self._clock = kept, clock
        self._open: list[Session] = []
        self._process = os.getpid()
        self._may_write = watch_parent()  # from the start, as an orphan may begin further tasks

    def take(
        self,
        access: Access,
        workers: int = 1,
        progress: Progress = silent,
        page_size: int = PAGE_SIZE,
    ) -> Session:
        """A session for this access, at the start of a task (`Backend.begin`). Raises InputError."""
        if self._process != os.getpid():
            # After a fork the sockets also belong to the parent: they are left alone, not closed.
            self._open, self._process = [], os.getpid()
            self._may_write = watch_parent()
        session = next((one for one in self._open if one.access == access), None)
        if session is None:
            session = Session(access, self._clock)
        else:
            self._open.remove(session)
        session.http.may_write = self._may_write
        session.backend.begin(workers, progress, page_size)
        return session

    def give_back(self, session: Session) -> None:
        """Keep the session, or close it."""
        session.is_used = True
        self._open.append(session)
        while len(self._open) > self._kept:
            self._open.pop(0).close()
