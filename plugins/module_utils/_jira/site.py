# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One Jira with all that is asked of it: what the engine of issues is given."""

from __future__ import annotations

from .._core.issues.declared import Issue
from .._core.issues.transitions import Transition
from .._http.client import Http
from .agile_calls import Agile
from .attachment_calls import AttachmentCalls
from .catalogs import Catalogs
from .comment_calls import CommentCalls
from .issue_calls import IssueCalls
from .link_calls import LinkCalls
from .search import Search
from .server import Server
from .users import Users


class Site:
    """The parts, over one session. `page_size` is how many issues are asked for at once."""

    def __init__(self, http: Http, is_cloud: bool, web: str) -> None:
        self.server = Server(http, is_cloud, web)
        self.issues = IssueCalls(self.server)
        self.links = LinkCalls(self.server)
        self.comments = CommentCalls(self.server)
        self.attachments = AttachmentCalls(self.server)
        self.search = Search(self.server, self.issues)
        self.catalogs = Catalogs(self.server)
        self.users = Users(self.server)
        self.agile = Agile(self.server)
        self.page_size = 100
        # Keys, by id, of issues created over this session: Cloud reads these from its database when it searches.
        self.created: dict[str, str] = {}
        # The last one that a search by the label of its identity did not find, and its id.
        self.not_found_yet: tuple[Issue, str] | None = None
        # What issues in a status offered, by project, issue type and status: ways to statuses are found with it.
        self.transitions_seen: dict[tuple[str, str, str], tuple[Transition, ...]] = {}

    def begin(self, page_size: int) -> None:
        """Begin another task."""
        self.page_size = page_size
        self.server.begin()

    def forget(self) -> None:
        """Read all catalogs again when they are next needed."""
        self.catalogs.forget()
        self.users.forget()
        self.agile.forget()
        self.transitions_seen.clear()
