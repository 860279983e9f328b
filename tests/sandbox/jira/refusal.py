# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Jira says when it refuses a request: a status, messages, and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class JiraRefusal(Exception):
    """A request that is refused; nothing was written."""

    def __init__(
        self, status: int, *messages: str, errors: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        super().__init__(*messages)
        self.status = status
        self.body: dict[str, Any] = {
            "errorMessages": list(messages),
            "errors": dict(errors or {}),
            **more,
        }


class Wrong(ValueError):
    """A value that a field does not take; its text is what Jira says of the field."""


def no_issue() -> JiraRefusal:
    """The answer for an issue that is not there, or that the user may not see."""
    return JiraRefusal(404, "Issue Does Not Exist")


def no_cloud_issue() -> JiraRefusal:
    """The same of Cloud."""
    return JiraRefusal(404, "Issue does not exist or you do not have permission to see it.")
