# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A site: one Jira with AIP, all its parts wired together, without the web."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from .clock import Clock
from .database import Database
from .faults import Faults
from .index import Document, Index
from .inventory import Inventory
from .jira.jira import Jira
from .jira.planting import plant_files
from .journal import Journal
from .login import Login
from .permissions import Permissions
from .rates import Rates
from .rendering import View
from .search import Search
from .seeding import Seed, names_in
from .switches import Switches

_LARGE = 5_000  # assets from which on the index is prepared at the start


class Site:
    """The parts, and the way back to the seed."""

    def __init__(
        self,
        seed: Seed,
        switches: Switches,
        folder: Path,
        base_url: str,
        context: str,
        database_file: str | None = None,
    ) -> None:
        self.seed = seed
        self.catalog = seed.catalog
        self.switches = switches
        self.base_url = base_url
        self.context = context
        self.clock = Clock()
        self.journal = Journal()
        self.faults = Faults()
        self.database = Database(database_file)
        self.index = Index(self.clock.monotonic)
        self.search = Search(self.catalog, switches, self.index)
        self.permissions = Permissions(self.catalog, switches)
        self.login = Login(self.catalog, switches, base_url)
        self.rates = Rates(switches, self.clock.monotonic)
        self.files = folder / "attachments"
        self.jira = Jira(
            seed.jira,
            seed.catalog,
            switches,
            self.database,
            self.clock,
            folder / "issue-attachments",
        )
        self.inventory = Inventory(
            self.catalog, switches, self.database, self.index, self.clock, self.files
        )
        self._requests = 0
        self._lock = threading.Lock()
        try:
            self._open(database_file is not None)
        except BaseException:
            self.database.close()
            raise

    def _open(self, keep: bool) -> None:
        """Start with what an earlier run left in the data folder, or with the seed."""
        left_by = self.database.note("seed") if keep else None
        if left_by is None:
            self._plant()
        elif left_by != self.seed.name:
            raise ValueError(f"the data folder holds the seed {left_by}, not {self.seed.name}")
        else:
            self._index_all()

    def _index_all(self) -> None:
        self.index.load(map(self.inventory.document, self.database.all_assets()))

    def _plant(self) -> None:
        """Fill database, index and attachment folder from the seed."""
        shutil.rmtree(self.files, ignore_errors=True)
        self.files.mkdir(parents=True)
        with self.database.lock:
            self.database.copy_from(self.seed.database)
            self.database.write_note("seed", self.seed.name)
            author = self.catalog.users[0]
            for number, file in enumerate(self.seed.files):
                upload = self.files / f"seed-{number}"
                upload.write_bytes(file.content)
                self.inventory.attach(file.asset_id, file.name, upload, author)
        plant_files(self.jira, self.seed.jira_files)
        self.jira.index.forget()
        names = names_in(self.seed.assets, self.catalog)
        self.index.load(Document(asset, known) for asset, known in names)
        if len(self.seed.assets) >= _LARGE:
            self.search.warm()

    def reset(self) -> None:
        """Go back to the start: data, switches, faults, logins, rate limits and journal."""
        self.switches.restore()
        self.faults.clear()
        self.jira.deliveries.clear()
        self.login.reset()
        self.rates.clear()
        self.journal.clear()
        self._plant()

    def view(self) -> View:
        """Return what is needed to render assets as they are now."""
        return View(self.catalog, self.switches, self.database.names)

    def next_request(self) -> int:
        """Return the number of a request."""
        with self._lock:
            self._requests += 1
            return self._requests
