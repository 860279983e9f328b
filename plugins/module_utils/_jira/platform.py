# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests to Jira itself, whatever product runs on it: who is logged in, which server it is, who a user is.

Source: Atlassian's page "Jira Data Center platform REST API reference", version 2.
"""

from __future__ import annotations

import threading
from typing import Any, Callable

from .._core.errors import LoginRefused, NotFound, RequestError
from .._http.call import Answer, Call

ROOT = "rest/api/2/"
MYSELF = Call("GET", ROOT + "myself", "confirm the login")
SERVER_INFO = Call("GET", ROOT + "serverInfo", "read the version")


class Platform:
    """Jira's own requests, over a session that sends them."""

    def __init__(self, send: Callable[[Call], Answer]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._login_is_proven = False

    def begin(self) -> None:
        """Begin another task: the login proven for the previous one does not count, as a login may expire."""
        self._login_is_proven = False

    def prove_login(self) -> None:
        """Make sure that an empty answer was not given to an anonymous caller. Asks only once.

        Jira may answer bad credentials as anonymous, with 200 and no data; MYSELF never does. Raises LoginRefused.
        """
        with self._lock:
            if self._login_is_proven:
                return
            try:
                answer = self._send(MYSELF)
            except NotFound:
                # Jira's own requests are not served here, and the product's requests all need a login.
                # Any other refusal proves nothing.
                self._login_is_proven = True
                return
            if not _shows_user(answer.data):
                raise LoginRefused(
                    f"could not {MYSELF.doing}: Jira did not report who is logged in",
                    path=MYSELF.path,
                )
            self._login_is_proven = True

    def user_spellings(self, text: str) -> tuple[str, ...]:
        """Username and key of the user whose username or key is `text`; empty if Jira knows none."""
        by = ("key", "username") if text.startswith("JIRAUSER") else ("username", "key")
        for parameter in by:
            params = ((parameter, text),)
            call = Call("GET", ROOT + "user", f"look up the user '{text}'", params=params)
            try:
                user = self._send(call).data
            except RequestError as error:
                # 404: there is no such user. 400: the text cannot be a user's at all. Anything else says nothing
                # about the user: taken for unknown, the same user under another name would look like a change.
                if not isinstance(error, NotFound) and error.status != 400:
                    raise
                continue
            if isinstance(user, dict):
                return tuple(str(user[key]) for key in ("name", "key") if user.get(key))
        return ()


def _shows_user(data: Any) -> bool:
    return isinstance(data, dict) and any(data.get(one) for one in ("accountId", "name", "key"))
