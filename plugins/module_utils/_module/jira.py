# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jira itself, as modules reach it: the options of a connection, the access that they describe, and its sessions."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ansible.module_utils.errors import AnsibleFallbackNotFound

from .._core.backend import Progress
from .._core.errors import InputError
from .._http.client import Http
from .._http.connection import BY_TOKEN, Connection, LoginWords, check_url, origin
from .._jira.server import ISSUES
from .._jira.site import Site
from .._local.clock import CLOCK, Clock
from .._local.home import aip_home
from .._local.waiting import Waiting
from .options import AT_LEAST, Spec
from .service import Service

GATEWAY = "https://api.atlassian.com"
"""Where Atlassian serves Jira Cloud to tokens with scopes and to OAuth 2.0."""
_LOGIN = ("token", "username", "password")
_OF_ONE_SERVER = (*_LOGIN, "deployment", "cloud_id", "gateway")
"""What belongs to one server: the environment's values are not used for another one."""
_CLOUD_LOGIN = LoginWords(
    "username and token",
    "e-mail address (username) or the API token is wrong, expired or revoked. A token with scopes is accepted only at"
    " Atlassian's gateway: set cloud_id",
    "set username to the e-mail address of the account and token to one of its API tokens.",
)
_GATEWAY_LOGIN = LoginWords(
    "token and cloud_id",
    "token is wrong, expired or revoked, lacks a scope, or is not for the site of cloud_id",
    _CLOUD_LOGIN.instead,
)
_PAT_BESIDE_USERNAME = LoginWords(
    "token",
    "token is unknown, expired or revoked. username does not go with a personal access token; if this is a Jira Cloud,"
    " set deployment to cloud",
    BY_TOKEN.instead,
)
_BEARER_AT_SITE = LoginWords(
    "token",
    "token is unknown, expired or revoked. OAuth 2.0 tokens are accepted only at Atlassian's gateway: set cloud_id; an"
    " API token also requires username, the e-mail address of its account",
    _CLOUD_LOGIN.instead,
)


def from_environment(*names: str) -> str:
    """The first of these environment variables that is set. Raises AnsibleFallbackNotFound.

    A login of AIP_... is not sent to another Jira than AIP's: not if JIRA_URL names one, nor beside a login of JIRA_...
    """
    environ = os.environ
    own, others = names[0], names[1:]
    if environ.get(own):
        return environ[own]
    option = own.removeprefix("JIRA_").lower()
    is_other = environ.get("JIRA_URL") not in (None, "", environ.get("AIP_URL"))
    has_login = any(environ.get(f"JIRA_{name.upper()}") for name in _LOGIN)
    if not (option in _OF_ONE_SERVER and is_other) and not (option in _LOGIN and has_login):
        for name in others:
            if environ.get(name):
                return environ[name]
    raise AnsibleFallbackNotFound


def without_others(
    params: Mapping[str, Any], written: Container[str], environment: Mapping[str, str]
) -> Mapping[str, Any]:
    """The options without what the environment holds for another server than the url that is written.

    A token in JIRA_TOKEN is for the Jira of JIRA_URL, and must not reach any other.
    """
    if "url" not in written:
        return params
    kept = dict(params)
    for name in _OF_ONE_SERVER:
        prefix = "JIRA" if environment.get(f"JIRA_{name.upper()}") else "AIP"
        theirs = origin(environment.get(f"{prefix}_URL") or "")
        if name not in written and theirs not in (None, origin(str(params["url"]).strip())):
            kept[name] = CONNECTION_SPEC[name].get("default")
    return kept


def _option(name: str, **facts: Any) -> Spec:
    names = [f"JIRA_{name.upper()}", f"AIP_{name.upper()}"]
    return {name: {**facts, "fallback": (from_environment, names)}}


CONNECTION_SPEC: Spec = {
    **_option("url", type="str", required=True),
    **_option("token", type="str", no_log=True),
    **_option("username", type="str"),
    **_option("password", type="str", no_log=True),
    **_option("deployment", type="str", choices=["datacenter", "cloud"]),
    **_option("cloud_id", type="str"),
    **_option("gateway", type="str", default=GATEWAY),
    **_option("validate_certs", type="bool", default=True),
    **_option("ca_path", type="path"),
    **_option("client_cert", type="path"),
    **_option("client_key", type="path", no_log=False),
    **_option("proxy", type="str", no_log=True),
    **_option("timeout", type="float", default=30),
    **_option("retries", type="int", default=4),
    **_option("max_wait", type="float", default=300),
    **_option("wait_for_index", type="float", default=30),
    **_option("page_size", type="int", default=100),
    **_option("log_path", type="path"),
    **_option("log_bodies", type="bool", default=False),
}
"""The connection options of modules for Jira, each with the environment variables JIRA_<NAME> and AIP_<NAME>."""

NO_URL = (
    "url: the server is not named; set url, or the environment variable JIRA_URL, to Jira's base URL, such as"
    " https://jira.example.com or https://example.atlassian.net"
)
_NO_LOGIN = {
    False: (
        "token: a login is required; set token (a personal access token), or the environment variable JIRA_TOKEN, or"
        " set username and password (JIRA_USERNAME, JIRA_PASSWORD)"
    ),
    True: (
        "token: a login is required; set username to the e-mail address of the account and token to one of its API"
        " tokens (JIRA_USERNAME, JIRA_TOKEN), or set token and cloud_id for OAuth 2.0"
    ),
}


_ONLY_TOKENS = "; Jira Cloud takes no passwords"


@dataclass(frozen=True)
class JiraAccess:
    """How to reach a Jira, and whether only to read. `web` is its address for people. Equal values share a session."""

    connection: Connection
    is_cloud: bool
    web: str
    read_only: bool

    def foreseeing(self, _notes_in: str, _foresees: bool) -> JiraAccess:
        """The same access: issues of earlier tasks in check mode have no keys by which others could refer to them."""
        return self

    def open(self, clock: Clock) -> JiraSession:
        """A new session."""
        return JiraSession(self, clock)


class JiraSession:
    """One connection to one Jira, with what was learned about it. `is_used` is set once a task had it."""

    harmless_attributes: frozenset[str] = frozenset()
    reads_notes = False

    def __init__(self, access: JiraAccess, clock: Clock = CLOCK) -> None:
        self.access, self.clock = access, clock
        connection = access.connection
        self.home = aip_home(connection.environment)
        self.http = Http(connection, access.read_only, ISSUES, clock, home=self.home)
        self.site = Site(self.http, access.is_cloud, access.web)
        self.wait_for_index(Waiting().seconds)
        self.is_used = False

    @property
    def waiting(self) -> Waiting:
        """How long to wait for the search index and for other runs, by the session's clock."""
        return self._waiting

    def begin(self, _workers: int, _progress: Progress, page_size: int) -> None:
        """Begin a task."""
        self.site.begin(page_size)

    def take_warnings(self) -> tuple[str, ...]:
        """Nothing: warnings of tasks about issues are in their results."""
        return ()

    def wait_for_index(self, seconds: float) -> None:
        """Let the task wait so long for the search index, by this session's clock."""
        for_others = self.access.connection.max_wait
        self._waiting = Waiting(seconds, self.clock.now, self.clock.sleep, for_others)

    def hint_at_trial(self, is_trial: bool) -> None:
        """Nothing: sentences about keys that are empty mention check mode anyway."""

    def forget_catalogs(self) -> None:
        """Read the catalogs again when they are next needed."""
        self.site.forget()

    def close(self) -> None:
        """Close the connection."""
        self.http.close()


def jira_access_of(
    params: Mapping[str, Any], environment: Mapping[str, str], read_only: bool
) -> JiraAccess:
    """The access that the connection options describe. Raises InputError. Nothing is sent."""
    problems = [
        f"{name}: must be at least {least:g}" for name, least in AT_LEAST if params[name] < least
    ]
    if not params["url"].strip():
        raise InputError([*problems, NO_URL])
    web = check_url(params["url"])
    is_cloud = _is_cloud(params, web)
    problems += _login_problems(params, is_cloud)
    if problems:
        raise InputError(problems)
    names = (
        "validate_certs",
        "ca_path",
        "client_cert",
        "client_key",
        "proxy",
        "log_path",
        "log_bodies",
        "timeout",
        "retries",
        "max_wait",
    )
    given = {name: params[name] for name in names}
    login = _login_of(params, is_cloud)
    url = _api_url(params, web)
    connection = Connection(url, **login, **given, environment=dict(environment))
    return JiraAccess(connection, is_cloud, web, read_only)


def _is_cloud(params: Mapping[str, Any], web: str) -> bool:
    """Whether it is a Jira Cloud: as it is written, or else by its address."""
    if params["deployment"]:
        return bool(params["deployment"] == "cloud")
    return bool(params["cloud_id"]) or _has_cloud_address(web)


def _has_cloud_address(web: str) -> bool:
    host = urlsplit(web).hostname or ""
    return host.endswith((".atlassian.net", ".jira.com"))


def _login_problems(params: Mapping[str, Any], is_cloud: bool) -> list[str]:
    has_password = bool(params["username"]) and params["password"] is not None
    problems = []
    if not params["token"] and (is_cloud or not has_password):
        problems.append(_NO_LOGIN[is_cloud] + (_ONLY_TOKENS if is_cloud and has_password else ""))
    if params["cloud_id"] and not re.fullmatch(r"[A-Za-z0-9-]+", params["cloud_id"]):
        problems.append(
            "cloud_id: must be the id of a site, such as 35273b54-3f06-40d2-880f-dd28cf8daafa; a site shows its own at"
            " /_edge/tenant_info"
        )
    if params["cloud_id"] and not is_cloud:
        problems.append(
            "cloud_id: is for Jira Cloud only; set deployment to cloud, or leave it out"
        )
    return problems


def _login_of(params: Mapping[str, Any], is_cloud: bool) -> dict[str, Any]:
    """The login as it is sent: on Cloud, an API token stands in place of the password."""
    if not is_cloud:
        is_odd = params["token"] and params["username"] and not params["password"]
        given = {name: params[name] for name in _LOGIN}
        return {**given, "words": _PAT_BESIDE_USERNAME} if is_odd else given
    words = _BEARER_AT_SITE if not params["username"] else _CLOUD_LOGIN
    if params["cloud_id"]:
        words = _GATEWAY_LOGIN
    elif not _has_cloud_address(params["url"]):
        words = _with_hint_at_data_center(words)
    if not params["username"]:
        return {"token": params["token"], "words": words}
    return {"username": params["username"], "password": params["token"], "words": words}


def _with_hint_at_data_center(words: LoginWords) -> LoginWords:
    """What is said where the address does not show that it is a Cloud."""
    instead = f"{words.instead} If this is a Data Center, set deployment to datacenter."
    wrong = f"{words.wrong}; if this is a Data Center, set deployment to datacenter"
    return LoginWords(words.given, wrong, instead)


def _api_url(params: Mapping[str, Any], web: str) -> str:
    """Where requests are sent: to the site, or to the gateway."""
    if not params["cloud_id"]:
        return web
    return f"{check_url(params['gateway'])}/ex/jira/{params['cloud_id']}"


JIRA = Service(CONNECTION_SPEC, jira_access_of, without_others)
"""Jira itself, as modules reach it."""
