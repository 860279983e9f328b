# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jira's login: Basic, personal access tokens, CAPTCHA, and the XSRF check.

What failure looks like on the wire was observed on Jira 10.3.24, except where noted.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from .jira.profiles import PROFILES
from .model import Catalog, User
from .switches import Switches


@dataclass(frozen=True)
class Claim:
    """Who the Authorization header says is asking, before it is checked."""

    scheme: str = ""
    username: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Entry:
    """The outcome of a login.

    user: None for anonymous. status: 0 if the request may go on. reason: X-Seraph-LoginReason.
    """

    user: User | None
    status: int = 0
    reason: str = ""
    body: str = ""
    content_type: str = "text/html;charset=UTF-8"
    headers: Mapping[str, str] = field(default_factory=dict)


_NOT_AUTHENTICATED = (
    '{"message":"Client must be authenticated to access this resource.","status-code":401}'
)


class Login:
    """Checks credentials, and counts wrong passwords."""

    def __init__(self, catalog: Catalog, switches: Switches, base_url: str) -> None:
        self.base_url = base_url
        self._switches = switches
        self._lock = threading.Lock()
        self._failed: dict[str, int] = {}
        self._revoked: set[str] = set()
        self._by_name = {user.username: user for user in catalog.users}
        self._by_token = {user.token: user for user in catalog.users if user.token}
        self._by_email = {user.email: user for user in catalog.users}

    def reset(self, username: str | None = None) -> None:
        """Do what a login in the browser does: lift the CAPTCHA, of one user or of all."""
        with self._lock:
            if username is None:
                self._failed.clear()
                self._revoked.clear()
            else:
                self._failed.pop(username, None)

    def failed(self) -> dict[str, int]:
        """Return the wrong passwords counted so far."""
        with self._lock:
            return dict(self._failed)

    def revoke(self, token: str) -> None:
        """Let a token be unknown from now on."""
        with self._lock:
            self._revoked.add(token)

    def is_revoked(self, token: str) -> bool:
        """Whether a token is unknown by now."""
        with self._lock:
            return token in self._revoked

    def claim(self, header: str) -> Claim:
        """Read an Authorization header."""
        scheme, _space, rest = header.partition(" ")
        if scheme.lower() == "bearer":
            return Claim("Bearer", "", rest.strip())
        if scheme.lower() == "basic":
            try:
                text = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError):
                text = ""
            username, _colon, password = text.partition(":")
            return Claim("Basic", username, password)
        return Claim(scheme)

    def claimed_user(self, claim: Claim) -> str | None:
        """Return the user name of a claim, for fault rules."""
        owner = self._by_token.get(claim.secret) if claim.scheme == "Bearer" else None
        owner = owner or self._by_email.get(claim.username)
        return owner.username if owner else claim.username or None

    def enter(self, claim: Claim) -> Entry:
        """Check a claim."""
        if claim.scheme == "Basic":
            return self._basic(claim)
        if claim.scheme == "Bearer":
            return self._token(claim.secret)
        return self.nobody()

    def nobody(self) -> Entry:
        """Refuse a request without credentials: AIP documents that every call needs them."""
        realm = quote(self.base_url, safe="")
        return Entry(
            None,
            401,
            "",
            _NOT_AUTHENTICATED,
            "application/json;charset=UTF-8",
            {"WWW-Authenticate": f'OAuth realm="{realm}"'},
        )

    def _token(self, token: str) -> Entry:
        """A token is not subject to the CAPTCHA; an unknown one leaves no Seraph header."""
        user = self._by_token.get(token)
        if user is not None and user.active and token not in self._revoked:
            return Entry(user)
        return Entry(None) if self._switches["unknown_token"] == "anonymous" else self.nobody()

    def _basic(self, claim: Claim) -> Entry:
        if self._switches["basic"] == "disabled" or not PROFILES[self._switches["profile"]].basic:
            return Entry(
                None,
                403,
                "",
                '{"message":"Basic Authentication has been disabled on this instance."}',
                "application/json",
            )
        limit = self._switches["captcha_after"]
        with self._lock:
            failures = self._failed.get(claim.username, 0)
            if limit and failures >= limit:
                return self._denied()
            user = self._by_name.get(claim.username)
            if user is not None and user.active and claim.secret == user.password:
                self._failed.pop(claim.username, None)
                return Entry(user, reason="OK")
            self._failed[claim.username] = failures + 1
        return Entry(None, 401, "AUTHENTICATED_FAILED", _failure_page("AUTHENTICATED_FAILED"))

    def _denied(self) -> Entry:
        challenge = f"CAPTCHA_CHALLENGE; login-url={self.base_url}/login.jsp"
        realm = quote(self.base_url, safe="")
        return Entry(
            None,
            403,
            "AUTHENTICATION_DENIED",
            _failure_page("AUTHENTICATION_DENIED"),
            headers={
                "X-Authentication-Denied-Reason": challenge,
                "WWW-Authenticate": f'OAuth realm="{realm}"',
            },
        )


def _failure_page(reason: str) -> str:
    return (
        "<html><head><title>Unauthorized</title></head><body>"
        '<h1>Unauthorized</h1><div class="aui-message error">'
        f"Basic Authentication Failure - Reason : {reason}</div></body></html>"
    )


def login_page(base_url: str) -> str:
    """Return the page that people see instead of the one they wanted."""
    return (
        '<!DOCTYPE html><html><head><title>Log in - Jira</title></head><body id="jira">'
        f'<form action="{base_url}/login.jsp" method="post" id="login-form">'
        '<input name="os_username"><input type="password" name="os_password">'
        "<button>Log In</button></form></body></html>"
    )


# -- XSRF -----------------------------------------------------------------------------------------

_BROWSER = re.compile(r"Mozilla|Chrome|Safari|Opera|MSIE|Trident|Edg|Firefox|WebKit", re.IGNORECASE)
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "")


def passes_xsrf(method: str, headers: Mapping[str, str], base_url: str) -> bool:
    """Apply the rules of Jira's REST framework.

    1. a POST with a browser's User-Agent needs an Origin or Referer of this very server, and
       X-Atlassian-Token does not help;
    2. after that, a mutating request of a form's content type, or of none, needs
       X-Atlassian-Token; only POST is refused, PUT and DELETE are merely logged.
    """
    if method != "POST":
        return True
    if _BROWSER.search(headers.get("User-Agent", "")) and not _same_origin(headers, base_url):
        return False
    content_type = headers.get("Content-Type", "").split(";")[0].strip().lower()
    if content_type not in _FORM_TYPES:
        return True
    return headers.get("X-Atlassian-Token", "").lower() in ("no-check", "nocheck")


def _same_origin(headers: Mapping[str, str], base_url: str) -> bool:
    """Compare with the URL that Jira believes it has, as behind a proxy."""
    here = "/".join(base_url.split("/")[:3])
    given = (headers.get("Origin", ""), headers.get("Referer", ""))
    return any(url == here or url.startswith(f"{here}/") for url in given)
