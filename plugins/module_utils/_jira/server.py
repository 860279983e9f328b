# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sending calls to Jira itself, and what all of them have in common."""

from __future__ import annotations

import re

from .._core.errors import (
    NotFound,
    PluginMissing,
    ServerRefused,
)
from .._http.call import Answer, Call
from .._http.client import Http
from .._http.errors import of_a_write
from .._http.product import JIRA_REFUSALS, Product, Refusal, is_error_collection
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
    ),
    is_refusal=lambda data: (
        is_error_collection(data) or (isinstance(data, dict) and data.get("success") is False)
    ),
)
"""How Jira refuses requests about issues. What apps and gateways call not successful is refused, too."""

CLOUD_SEARCH = "rest/api/3/search/jql"
_NO_JIRA = "no Jira answers there: url must be its base URL, with its context path if it has one"
_NO_SITE = (
    "the gateway knows no Jira of this cloud_id: the site shows its own at /_edge/tenant_info"
)
_NO_CLOUD = (
    "this Jira has no search of Jira Cloud: if it is a Data Center, set deployment to datacenter"
)
_EVERY_JIRA_HAS = frozenset(
    API + one for one in ("myself", "field", "issueLinkType", "search", "serverInfo")
)
"""What is there at every Jira: where it is not, nothing that is missing proves anything."""


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
        """The checked answer. Raises PluginMissing where no Jira answers, or one of the other deployment."""
        try:
            return self.http.send(call)
        except NotFound as error:
            why = self._why_no_jira(call)
            if not why:
                raise
            raise PluginMissing(f"could not {call.doing}: {why}", **error.facts) from None
        except ServerRefused as error:
            if call.path != CLOUD_SEARCH or error.status != 405:
                raise
            raise PluginMissing(f"could not {call.doing}: {_NO_CLOUD}", **error.facts) from None

    def _why_no_jira(self, call: Call) -> str:
        if call.path in _EVERY_JIRA_HAS:
            return _NO_SITE if self._at_gateway else f"{_NO_JIRA} ({self.http.base})"
        if call.path == CLOUD_SEARCH:
            self.prove_login()  # raises if there is no Jira at all
            return _NO_CLOUD
        return ""

    @property
    def _at_gateway(self) -> bool:
        return "/ex/jira/" in self.http.base

    def prove_login(self) -> None:
        """Make sure that an empty answer was not given to an anonymous caller. Raises LoginRefused."""
        self._platform.prove_login()

    def write(self, call: Call) -> Answer:
        """Send a write, repeatable or not; failures that leave its outcome open become OutcomeUnknown."""
        with of_a_write():
            return self.send(call)

    def page_of(self, key: str) -> str:
        """The address of an issue's page for people."""
        return f"{self.web}/browse/{key}"


def is_id_or_key(text: str) -> bool:
    """Whether a text can stand in a path as it is."""
    return re.fullmatch(r"[A-Za-z0-9_-]+", text) is not None
