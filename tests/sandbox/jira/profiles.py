# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the Jiras that the sandbox can be: one row for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One Jira. api: what `latest` stands for; comments: rows of a page of comments."""

    name: str
    version: str
    build: int
    cloud: bool = False
    basic: bool = True
    comments: int = 50

    @property
    def apis(self) -> tuple[str, ...]:
        """The versions of the REST API that are served."""
        return ("2", "3", "latest") if self.cloud else ("2", "latest")

    @property
    def kind(self) -> str:
        """Either `dc` or `cloud`."""
        return "cloud" if self.cloud else "dc"


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("dc-9", "9.12.25", 9120025),
        Profile("dc-10", "10.3.24", 10030024),
        Profile("dc-11", "11.3.1", 11030001, basic=False),
        Profile("cloud", "1001.0.0-SNAPSHOT", 100291, cloud=True, comments=100),
    )
}

# One site has one id, for ever.
CLOUD_ID = "a436116f-02ce-4520-8fbb-7301462a1674"
