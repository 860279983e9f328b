# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jira side of a site: all its parts wired together, without the web."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..clock import Clock
from ..database import Database
from ..model import Catalog, User
from ..switches import Switches
from .caller import Caller
from .delivery import Deliveries
from .history import History
from .issue_index import IssueIndex
from .issues import Issues
from .links import Links
from .model import JiraCatalog
from .people import People
from .profiles import PROFILES, Profile
from .rights import allows
from .rows import TABLES, Row, Rows
from .scope import Scope


class Jira:
    """Projects, issues and what hangs on them; the files of attachments lie in a folder."""

    def __init__(
        self,
        catalog: JiraCatalog,
        users: Catalog,
        switches: Switches,
        database: Database,
        clock: Clock,
        files: Path | None = None,
    ) -> None:
        database.add_tables(TABLES)
        self.catalog = catalog
        self.people = People(users)
        self.switches = switches
        self.clock = clock
        self.files = files
        self.rows = Rows(database)
        self.history = History(self.rows)
        self.links = Links(self)
        self.issues = Issues(self)
        self.index = IssueIndex(self)
        self.deliveries = Deliveries(switches, clock)

    @property
    def profile(self) -> Profile:
        """Which Jira this is."""
        return PROFILES[self.switches["profile"]]

    @property
    def version(self) -> str:
        """The version that serverInfo names: the switch's, or that of the profile."""
        switched: str = self.switches["jira_version"]
        return self.profile.version if switched == PROFILES["dc-10"].version else switched

    def scope(self, caller: Caller, project: Row | None) -> Scope:
        """Return the place where values are read and shown."""
        return Scope(self, caller, project)

    # -- finding ----------------------------------------------------------------------------------

    def find_issue(self, key: str) -> Row | None:
        """Return the issue of a key, in whatever case, or of an id."""
        if key.isascii() and key.isdigit():
            return self.rows.get("issue", int(key))
        number = self.rows.issue_of_key(key)
        return None if number is None else self.rows.get("issue", number)

    def find_project(self, key: str) -> Row | None:
        """Return the project of a key, in whatever case, or of an id."""
        if key.isascii() and key.isdigit():
            return self.rows.get("project", int(key))
        return next((p for p in self.rows.all("project") if p["key"] == key.upper()), None)

    def project_of_key(self, key: str) -> Row:
        """Return a project that is known to be there."""
        project = self.find_project(key)
        if project is None:
            raise LookupError(f"no such project: {key}")
        return project

    def project_of(self, issue: Row) -> Row:
        """Return the project of an issue."""
        project = self.rows.get("project", issue["owner"])
        if project is None:
            raise LookupError(f"no such project: {issue['owner']}")
        return project

    # -- for searches -----------------------------------------------------------------------------

    def documents(self, user: User | None) -> list[Mapping[str, Any]]:
        """Return all issues that a user may see, as `document` has them, oldest first."""
        seen = {p["id"] for p in self.rows.all("project") if allows(user, "browse", p)}
        return [self.document(row) for row in self.rows.all("issue") if row["owner"] in seen]

    def document(self, issue: Row) -> dict[str, Any]:
        """Return an issue with all its fields, in one form whatever the profile.

        Keys: id, key, project (its key), fields (by field id; None for no value): users with name, key, accountId,
        emailAddress; sprints as objects; long texts as plain text; the rest as version 2 of the REST API shows it.
        """
        from .reading import all_fields  # noqa: PLC0415 - it knows this class

        project = self.project_of(issue)
        caller = Caller(None, self.profile, "", 2, neutral=True)
        return {
            "id": str(issue["id"]),
            "key": issue["key"],
            "project": project["key"],
            "fields": all_fields(issue, self.scope(caller, project)),
        }
