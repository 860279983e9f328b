# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which proxy leads to the server: by option, or by the environment of the task."""

from __future__ import annotations

import re
from urllib.parse import unquote

from .._core.errors import InputError
from . import libraries
from .connection import Connection, split
from .login import encode_pair
from .secrets import Secrets


def find_proxies(connection: Connection, base: str, secrets: Secrets) -> dict[str, str]:
    """The proxy of each scheme, for requests. Passwords in their addresses become secrets. Raises InputError."""
    if connection.proxy:
        usable = re.match(r"(?i)(https?|socks5h?)://", connection.proxy)
        if not _is_address(connection.proxy, secrets) or not usable:
            raise InputError(["proxy: write it as http://host:port"])
        return {"http": connection.proxy, "https": connection.proxy}
    # Sorted, as the lower-case spelling comes last and counts.
    settings = sorted(connection.environment.items())
    lowered = {name.lower(): text for name, text in settings if name.lower().endswith("_proxy")}
    if libraries.requests.utils.should_bypass_proxies(base, lowered.get("no_proxy", "")):
        return {}
    found = {}
    for scheme in ("http", "https"):
        proxy = lowered.get(f"{scheme}_proxy") or lowered.get("all_proxy")
        if proxy:
            found[scheme] = proxy if "://" in proxy else f"http://{proxy}"
            if not _is_address(found[scheme], secrets):
                raise InputError([f"{scheme}_proxy (from the environment): is not a valid URL"])
    return found


def _is_address(proxy: str, secrets: Secrets) -> bool:
    """Whether a proxy's address is one; the password in it is remembered."""
    parts = split(proxy)
    if parts is not None and parts.password:
        password = unquote(parts.password)
        secrets.add(parts.password, password, encode_pair(unquote(parts.username or ""), password))
    return parts is not None and bool(parts.hostname)
