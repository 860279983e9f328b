# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who asks: the header that is sent, one password at a time, and answers that say that the login did not count."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from .._core.errors import InputError, LoginRefused
from .call import Call
from .connection import Connection, LoginWords
from .errors import Errors
from .secrets import Secrets

if TYPE_CHECKING:
    import requests

BASIC_DISABLED = re.compile(r"(?i)basic auth\w* (?:has been disabled|with passwords)")


class TreatedAsAnonymous(LoginRefused):
    """The login was not refused, but passed over."""


class Login:
    """The login of a session. After a refusal nothing more is sent: with a token, until the next task begins.

    Jira counts wrong passwords and locks the user out: several workers would use up all tries at once. So a password
    that was refused is never sent again.
    """

    def __init__(self, connection: Connection, secrets: Secrets, errors: Errors) -> None:
        self.authorization = authorization_of(connection, secrets)
        self._errors = errors
        self._username = None if connection.token else connection.username
        self._words = connection.login_words
        self._lock = threading.Lock()
        self._counts = self._username is None
        self._refused, self._said = "", ""  # why, once it was, and the server's own words

    def begin(self) -> None:
        """Begin another task: a password has to prove right anew, and a token has another chance."""
        self._counts = self._username is None
        if self._username is None:
            self._refused = ""

    @contextmanager
    def one_at_a_time(self, call: Call) -> Iterator[None]:
        """Until a password has proven right, one request at a time; none after a refusal, wherever it is noticed."""
        with nullcontext() if self._counts else self._lock:
            self.insist(call)
            try:
                yield
            except LoginRefused as error:
                if not self._refused:  # a redirect to a page to log in at
                    begins = self._errors.hide(f"could not {call.doing}: ")
                    self._stop(type(error), error.sentence[len(begins) :])
                raise

    def insist(self, call: Call) -> None:
        """Raise LoginRefused if the login was refused before: a call that is about to leave stays here."""
        if self._refused:
            raise self._errors.about(LoginRefused, call, self._refused, said=self._said)

    def notice(self, response: requests.Response) -> None:
        """Stop all other requests as soon as the headers show a refusal: reading what it says may take a while."""
        kind, trouble = self._trouble(response, "")
        if trouble:
            what = (
                "Jira refused the login of another request, so nothing more was sent; check"
                f" {self._words.given}."
            )
            self._stop(kind, what)

    def check(self, call: Call, response: requests.Response, said: str) -> None:
        """Raise if the credentials did not count, whatever the status says."""
        kind, trouble = self._trouble(response, said)
        if not trouble:
            self._counts = self._counts or response.status_code < 400
            return
        self._stop(kind, trouble, said)
        raise self._errors.about(kind, call, trouble, response, said)

    def _trouble(self, response: requests.Response, said: str) -> tuple[type[LoginRefused], str]:
        return login_trouble(
            response.status_code, response.headers, said, self._username, self._words
        )

    def _stop(self, kind: type[LoginRefused], why: str, said: str = "") -> None:
        """Send nothing more. A token that one answer passed over, as a node of a cluster may, was not refused."""
        if self._username or not issubclass(kind, TreatedAsAnonymous):
            self._refused, self._said = why, said


def authorization_of(connection: Connection, secrets: Secrets) -> str:
    """The header that a login is sent in. Raises InputError."""
    if connection.token:
        if not re.fullmatch(r"[\x21-\x7e]+", connection.token):
            raise InputError(
                ["token: contains spaces, line breaks or other characters that no token has"]
            )
        secrets.add(connection.token)
        return f"Bearer {connection.token}"
    if not connection.username or connection.password is None:
        raise InputError(["a login is required: set token, or username and password"])
    if ":" in connection.username:
        raise InputError(["username: must not contain a colon"])
    pair = encode_pair(connection.username, connection.password)
    secrets.add(connection.password, pair)
    return f"Basic {pair}"


def encode_pair(username: str, password: str) -> str:
    """Username and password as Basic authentication sends them."""
    return base64.b64encode(f"{username}:{password}".encode("utf-8", "surrogatepass")).decode()


def login_trouble(
    status: int, headers: Mapping[str, str], said: str, username: str | None, words: LoginWords
) -> tuple[type[LoginRefused], str]:
    """Why the login did not count, and the way out; empty if it did. Without `username` a token was sent."""
    reason = headers.get("X-Seraph-LoginReason", "")
    denied = "DENIED" in reason or (status == 403 and "AUTHENTICATION_DENIED" in said)
    captcha = "CAPTCHA" in headers.get("X-Authentication-Denied-Reason", "")
    if captcha or (denied and username):
        return LoginRefused, (
            "Jira requires a CAPTCHA after too many wrong passwords. Log in once with a browser as"
            f" {username or 'this user'}, or set token, which needs no CAPTCHA."
        )
    if status in (401, 403) and BASIC_DISABLED.search(said):
        return LoginRefused, (f"this Jira has Basic authentication switched off: {words.instead}")
    if "AUTHENTICATED_FAILED" in reason or denied or status == 401:
        return LoginRefused, f"Jira refused the login; the {words.wrong}."
    # Who is too busy or too broken to look at the login is not asked what became of it.
    looked = status < 500 and status not in (407, 429)
    if looked and headers.get("X-AUSERNAME", "").lower() == "anonymous":
        return TreatedAsAnonymous, (
            f"Jira treated the request as anonymous, so the result cannot be trusted; check {words.given}."
        )
    return LoginRefused, ""
