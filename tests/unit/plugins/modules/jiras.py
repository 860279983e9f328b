# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jiras that modules for Jira are tested with: one of each profile of the sandbox, and how to log in there."""

from __future__ import annotations

from typing import Any

from ansible_collections.assetops.aip.tests.sandbox.sandbox import Sandbox

PROFILES = ("dc-9", "dc-10", "dc-11", "cloud")


def login(sandbox: Sandbox, user: str = "ansible") -> dict[str, Any]:
    """The connection options of a user: a personal access token, or on Cloud an API token with the e-mail address."""
    token = sandbox.token(user)
    if sandbox.switches()["profile"] != "cloud":
        return {"url": sandbox.url, "token": token}
    (email,) = (one.email for one in sandbox.site.catalog.users if one.username == user)
    return {"url": sandbox.url, "token": token, "username": email, "deployment": "cloud"}


def bodies(sandbox: Sandbox) -> list[tuple[str, str, Any]]:
    """Method, path and body of each write that the sandbox got."""
    return [
        (one.method, one.path.partition("/rest/")[2], one.body) for one in sandbox.journal.writes()
    ]
