# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which proxy leads to the server: by option, or by the environment of the task."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urlsplit

from .._core.errors import InputError
from .connection import Connection, split
from .login import encode_pair
from .secrets import Secrets

_USABLE = re.compile(r"(?i)(?:https?|socks4a?|socks5h?)://")

# An address of IPv6 is in brackets if a port follows.
_ENTRY = re.compile(r"(?:\[(?P<v6>[^\]]*)\]|(?P<name>[^:]*|[^:]*:[^:]*:.*?))(?::(?P<port>\d+))?")


def find_proxies(connection: Connection, base: str, secrets: Secrets) -> dict[str, str]:
    """The proxy for the server's scheme, as requests takes it. Passwords in its address become secrets.

    Raises InputError for an address that leads to no proxy.
    """
    scheme = urlsplit(base).scheme
    if connection.proxy:
        if not _is_address(connection.proxy, secrets) or not _USABLE.match(connection.proxy):
            raise InputError(["proxy: write it as http://host:port"])
        return {scheme: connection.proxy}
    # Sorted, as the lower-case spelling comes last and counts.
    settings = sorted(connection.environment.items())
    lowered = {name.lower(): text for name, text in settings if name.lower().endswith("_proxy")}
    if leads_around(base, lowered.get("no_proxy", "")):
        return {}
    name = f"{scheme}_proxy" if lowered.get(f"{scheme}_proxy") else "all_proxy"
    proxy = lowered.get(name)
    if not proxy:
        return {}
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not _is_address(proxy, secrets):
        raise InputError([f"{name} (from the environment): is not a valid URL"])
    if not _USABLE.match(proxy):
        raise InputError([f"{name} (from the environment): write it as http://host:port"])
    return {scheme: proxy}


def leads_around(url: str, no_proxy: str) -> bool:
    """Whether a server is one of those that no proxy is for: names, domains, addresses, networks, or `*` for all.

    A name stands for its subdomains too, with or without a dot or `*.` before it; a port after any but a network
    restricts it to that port. That is what curl, Go and Python understand, each for itself; requests does not take
    an address with a port, or one of IPv6, and takes the end of another name for a domain.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    ports = {"", str(parts.port or (443 if parts.scheme == "https" else 80))}
    entries = (_ENTRY.fullmatch(entry) for entry in re.split(r"[\s,]+", no_proxy.lower()) if entry)
    return any(
        one is not None and (one["port"] or "") in ports and _covers(one["v6"] or one["name"], host)
        for one in entries
    )


def _covers(entry: str, host: str) -> bool:
    """Whether an entry without its port is about a host."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = re.sub(r"^\*?\.", "", entry).rstrip(".")
        return entry == "*" or bool(name and (host == name or host.endswith(f".{name}")))
    try:
        return entry == "*" or address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def _is_address(proxy: str, secrets: Secrets) -> bool:
    """Whether a proxy's address is one; the password in it is remembered."""
    parts = split(proxy)
    if parts is not None and parts.password:
        password = unquote(parts.password)
        secrets.add(parts.password, password, encode_pair(unquote(parts.username or ""), password))
    return parts is not None and bool(parts.hostname)
