# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending calls to Jira itself, and what all of them have in common."""

from __future__ import annotations

import re

from .._core.errors import (
    BadAnswer,
    OutcomeUnknown,
    RequestError,
    ServerFailed,
    ServerRefused,
    Unreachable,
)
from .._http.call import Answer, Call
from .._http.client import Http
from .._http.product import JIRA_REFUSALS, Product, Refusal
from .platform import Platform

API = "rest/api/2/"
"""On Cloud too, as texts are plain in it; version 3 is asked only where version 2 is gone."""

ISSUES = Product(
    refusals=(
        Refusal(
            (410,),
            "",
            ServerRefused,
            "this Jira has removed the request: if it is a Jira Cloud, set deployment to cloud.",
        ),
        Refusal(
            (409,),
            "",
            ServerRefused,
            "something else is changing the issue at this moment; run again.",
        ),
        Refusal(
            (400,),
            r"(?i)not on the appropriate screen",
            ServerRefused,
            "the field is not on the screen of this project and issue type, or this user may not set it: an"
            " administrator of Jira can add it to the screen.",
        ),
        *JIRA_REFUSALS,
    )
)
"""How Jira refuses requests about issues."""


class Server:
    """One Jira. Raises RequestError."""

    def __init__(self, http: Http, is_cloud: bool, web: str) -> None:
        self.http, self.is_cloud, self.web = http, is_cloud, web.rstrip("/")
        self._platform = Platform(self.send)

    def begin(self) -> None:
        """Begin another task: the login proven for the previous one does not count, as a login may expire."""
        self._platform.begin()
        self.http.begin()

    def send(self, call: Call) -> Answer:
        """The checked answer."""
        return self.http.send(call)

    def prove_login(self) -> None:
        """Make sure that an empty answer was not given to an anonymous caller. Raises LoginRefused."""
        self._platform.prove_login()

    def write(self, call: Call) -> Answer:
        """Send a write, repeatable or not; failures that leave its outcome open become OutcomeUnknown."""
        try:
            return self.send(call)
        except Unreachable as error:
            if not error.sent:
                raise
            fault: RequestError = error
        except (ServerFailed, BadAnswer) as error:
            fault = error
        raise OutcomeUnknown(fault.sentence, **fault.facts) from None

    def page_of(self, key: str) -> str:
        """The address of an issue's page for people."""
        return f"{self.web}/browse/{key}"


def is_id_or_key(text: str) -> bool:
    """Whether a text can stand in a path as it is."""
    return re.fullmatch(r"[A-Za-z0-9_-]+", text) is not None
