# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way into Jira that depends on the profile: Cloud's logins and its gateway, and what nobody may read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..login import Claim, Entry
from ..model import User
from .people import account_id
from .profiles import CLOUD_ID, PROFILES

if TYPE_CHECKING:
    from ..site import Site

_GATEWAY = re.compile(r"(?P<before>.*?)/ex/jira/(?P<cloud>[^/]+)(?P<path>/.*)")
_DEPRECATED = (
    "Basic authentication with passwords is deprecated.  For more information, see: "
    "https://developer.atlassian.com/cloud/confluence/deprecation-notice-basic-auth/"
)
_SEARCHES = re.compile(r"/rest/api/[^/]+/search(/.*)?\Z")
_NEEDS_LOGIN = re.compile(r"/rest/api/[^/]+/(myself|user|users|group|groups)(/.*)?\Z")
_JIRA = re.compile(r"/rest/(api|agile|software)/")


def scoped(token: str) -> str:
    """Return a user's API token that is limited to scopes: it works at the gateway alone."""
    return f"{token}-scoped"


def oauth(token: str) -> str:
    """Return a user's OAuth 2.0 access token: it works at the gateway alone, as a bearer."""
    return f"{token}-oauth"


# -- the gateway ----------------------------------------------------------------------------------


def through_gateway(environ: dict[str, Any], root: str, context: str) -> dict[str, Any]:
    """Return the request as the site gets it, if it was sent to /ex/jira/{cloudId}/ of api.atlassian.com."""
    found = _GATEWAY.match(environ.get("PATH_INFO", ""))
    if not found or found["before"] not in ("", context):
        return environ
    where = f"{root}{found['before']}/ex/jira/{found['cloud']}"
    known = found["cloud"] == CLOUD_ID
    return {
        **environ,
        "PATH_INFO": context + found["path"] if known else f"{context}/_no_such_site",
        "sandbox.gateway": where,
    }


# -- logins ---------------------------------------------------------------------------------------


def enter_cloud(site: Site, claim: Claim, gateway: bool) -> Entry:
    """Check a claim as Cloud does: e-mail and API token at the site; scoped tokens and bearers at the gateway."""
    user = _owner(site, claim, gateway)
    if user is not None:
        return Entry(user, headers={"X-AACCOUNTID": account_id(user)})
    if gateway:
        body = '{"code":401,"message":"Unauthorized"}'
        return Entry(None, 401, body=body, content_type="application/json")
    if not claim.scheme:
        return Entry(None)
    if claim.scheme == "Bearer" or _belongs_elsewhere(site, claim):
        return Entry(
            None,
            401,
            "AUTHENTICATED_FAILED",
            "Client must be authenticated to access this resource.",
            "text/plain;charset=UTF-8",
            {"WWW-Authenticate": 'OAuth realm="https%3A%2F%2Fsandbox.atlassian.net"'},
        )
    if any(claim.secret == one.password for one in site.catalog.users):
        return Entry(None, 401, "AUTHENTICATED_FAILED", _DEPRECATED, "text/plain;charset=UTF-8")
    cookie = "atlassian.xsrf.token=d41d8cd98f00b204e9800998ecf8427e_lout; Path=/; Secure"
    return Entry(None, reason="AUTHENTICATED_FAILED", headers={"Set-Cookie": cookie})


def _owner(site: Site, claim: Claim, gateway: bool) -> User | None:
    for user in site.catalog.users:
        if not user.active or not user.token or site.login.is_revoked(claim.secret):
            continue
        named = claim.scheme == "Basic" and claim.username.lower() == user.email.lower()
        if gateway:
            if (named and claim.secret == scoped(user.token)) or (
                claim.scheme == "Bearer" and claim.secret == oauth(user.token)
            ):
                return user
        elif named and claim.secret == user.token:
            return user
    return None


def _belongs_elsewhere(site: Site, claim: Claim) -> bool:
    """Whether this is a scoped token, which the site takes for a wrong password."""
    return any(claim.secret == scoped(user.token) for user in site.catalog.users)


# -- what nobody may read -------------------------------------------------------------------------


def serves_nobody(site: Site, method: str, path: str, claim: Claim) -> bool:
    """Whether Jira answers an anonymous request, with what anyone may see: a search finds nothing, without an error."""
    if not _JIRA.match(path) or (
        claim.scheme == "Basic" and not PROFILES[site.switches["profile"]].cloud
    ):
        return False
    if _SEARCHES.match(path):
        return True
    cloud = PROFILES[site.switches["profile"]].cloud
    return cloud and method == "GET" and not _NEEDS_LOGIN.match(path)
