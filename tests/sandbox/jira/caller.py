# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks, by which version of the REST API, at which address."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import User
from .profiles import Profile


@dataclass(frozen=True)
class Caller:
    """The point of view of an answer.

    base: the address that `self` begins with; site: that of the pages for people; api: 2 or 3; offset: minutes that
    the clock of whoever asks is ahead of UTC. neutral: values for
    searches, with all that any Jira shows. sprint_objects: the Sprint field holds objects, not texts.
    """

    user: User | None
    profile: Profile
    base: str
    api: int = 2
    site: str = ""
    neutral: bool = False
    offset: int = 0
    sprint_objects: bool = False

    @property
    def cloud(self) -> bool:
        """Whether the server is Jira Cloud."""
        return self.profile.cloud

    @property
    def key(self) -> str:
        """The key of the user who asks; of none, nothing."""
        return self.user.key if self.user else ""

    def url(self, path: str) -> str:
        """Return the address of a resource."""
        return f"{self.base}/rest/api/{self.api}/{path}"
