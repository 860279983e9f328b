# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a redirect may lead: never with a write, never to another host, never to a login page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Callable
from urllib.parse import urlsplit

from .._core.errors import BadAnswer, LoginRefused, RequestError
from .call import Call
from .connection import join, origin
from .errors import Errors, quoted

if TYPE_CHECKING:
    import requests

MOST_REDIRECTS = 5
LONGEST_TARGET = 2**13  # characters; servers accept no longer ones
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOGIN_PAGE = re.compile(r"(?i)(?:^|[/._-])(?:log-?in|sign-?in|sso|saml2?|adfs|idp)(?:[/._-]|$)")

Attempt = Callable[[Call, str, bool], "requests.Response"]


class Redirects:
    """Follows the redirects of reads, and says what is wrong with all others."""

    def __init__(self, base: str, attempt: Attempt, errors: Errors) -> None:
        self._base, self._attempt, self._errors = base, attempt, errors

    def follow(self, call: Call) -> requests.Response:
        """The first answer that is not a redirect, its body not read yet."""
        url = f"{self._base}/{call.path}"
        for hop in range(MOST_REDIRECTS + 1):
            response = self._attempt(call, url, hop == 0)
            if response.status_code not in REDIRECTS:
                return response
            response.close()
            url = self._target(call, response, url)
        raise self._errors.about(BadAnswer, call, "the server redirects in a loop; check url")

    def _target(self, call: Call, response: requests.Response, url: str) -> str:
        target = join(url, response.headers.get("Location", ""))
        keeps_method = call.method == "GET" or response.status_code in (307, 308)
        usable = call.reads and keeps_method and len(target) <= LONGEST_TARGET
        if usable and self._is_ours(target):
            return target
        raise self._refused(call, response, target)

    def _is_ours(self, url: str) -> bool:
        """Whether a URL is on the server, and not a page to log in at."""
        same = origin(url) == origin(self._base)
        return same and not _LOGIN_PAGE.search(urlsplit(url).path)

    def _refused(self, call: Call, response: requests.Response, target: str) -> RequestError:
        about = self._errors.about
        if origin(target) is None or len(target) > LONGEST_TARGET:
            what = "the server redirects to something that is not a valid URL; check url"
            return about(BadAnswer, call, what, response)
        parts = urlsplit(target)
        where = quoted(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")
        if where.endswith(f"/{call.path}"):
            is_same = origin(target) == origin(self._base)
            never = "writes never follow" if is_same else "credentials are never sent along"
            what = (
                f"the server redirects to {where}, and {never} a redirect. If that is your Jira, set url to"
                f" {where[: -len(call.path) - 1]}"
            )
            kind = BadAnswer if is_same else LoginRefused
            return about(kind, call, what, response)
        if self._is_ours(target):
            what = (
                f"the server redirects to {quoted(parts.path)}, and writes never follow a redirect;"
                " set url to Jira's own address"
            )
            return about(BadAnswer, call, what, response)
        what = (
            f"the server redirects to {where} instead of answering, which means single sign-on or a wrong url: set"
            " url to Jira's own address, with a token that is valid there"
        )
        return about(LoginRefused, call, what, response)
