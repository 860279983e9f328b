# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How to reach a server: the options of a connection, and what addresses lead where."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from .._core.errors import InputError


@dataclass(frozen=True)
class LoginWords:
    """How sentences speak of a login: what is given, what may be wrong with it, and what to use if Basic is off."""

    given: str
    wrong: str
    instead: str


BY_TOKEN = LoginWords(
    "token",
    "token is unknown, expired or revoked",
    "set token (a personal access token) instead of username and password.",
)
BY_PASSWORD = LoginWords("username and password", "username or password is wrong", BY_TOKEN.instead)


@dataclass(frozen=True)
class Connection:
    """How to reach a server and who asks. Times are in seconds."""

    url: str
    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    validate_certs: bool = True
    ca_path: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout: float = 30.0
    retries: int = 4
    max_wait: float = 300.0
    log_path: str | None = None
    log_bodies: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: LoginWords | None = None

    @property
    def login_words(self) -> LoginWords:
        """How sentences speak of its login."""
        return self.words or (BY_TOKEN if self.token else BY_PASSWORD)


def check_url(url: str) -> str:
    """The base URL without a slash at its end. Raises InputError for what cannot be Jira's base URL."""
    url = url.strip()
    parts = split(url)
    usable = parts is not None and parts.scheme in ("http", "https") and parts.hostname
    if parts is None or not usable or re.search(r"\s", url):
        raise InputError(
            [
                "url: write Jira's base URL, such as https://jira.example.com or https://example.com/jira"
            ]
        )
    if parts.username or parts.password:
        raise InputError(["url: contains a login; put it into username and password, or use token"])
    is_page = "/rest/" in parts.path + "/" or re.search(r"\.jspa?$", parts.path)
    if parts.query or parts.fragment or is_page:
        raise InputError(
            ["url: write only Jira's base URL, without a page or a /rest/ path after it"]
        )
    return url.rstrip("/")


def existing(option: str, path: str) -> str:
    """The path of a readable file. Raises InputError that names the option."""
    if not os.path.exists(path):
        raise InputError([f"{option}: there is no file '{path}'"])
    if not os.access(path, os.R_OK):
        raise InputError([f"{option}: '{path}' cannot be read; check its permissions"])
    return path


def split(url: str) -> Any:
    """The parts of a URL, or None if it is not a valid one."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def join(url: str, location: str) -> str:
    """Where a Location header leads; an empty text if it makes no sense."""
    try:
        return urljoin(url, location.encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError:
        return ""


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of a URL; None if it is not a valid one, or brings a login of its own."""
    parts = split(url)
    if parts is None or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def netloc(url: str) -> str:
    """Host and port of a valid URL, as errors name them."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
