# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts in the Ansible inventory compared with assets, by name."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Named = tuple[str, str]  # type and name of an asset


@dataclass(frozen=True)
class Comparison:
    """Hosts without an asset, and assets (type and name) without a host."""

    without_asset: tuple[str, ...] = ()
    without_host: tuple[Named, ...] = ()


def compare_hosts(hosts: Mapping[str, str], assets: Iterable[Named], match: str) -> Comparison:
    """Compare hosts, each with the name that its asset should have, with assets. `match` is a key of MATCHES."""
    spellings = MATCHES[match]
    assets = list(assets)
    # Two names are the same if one of them is a spelling of the other: a full name and a short one are,
    # two full names in different domains are not.
    by_host = {host: spellings(name) for host, name in hosts.items()}
    by_asset = {asset: spellings(asset[1]) for asset in assets}
    full_hosts, all_hosts = _sets(by_host.values())
    full_assets, all_assets = _sets(by_asset.values())
    return Comparison(
        tuple(
            host
            for host, (full, short) in sorted(by_host.items())
            if full not in all_assets and short not in full_assets
        ),
        tuple(
            asset
            for asset, (full, short) in by_asset.items()
            if full not in all_hosts and short not in full_hosts
        ),
    )


def _sets(spelled: Iterable[tuple[str, str]]) -> tuple[frozenset[str], frozenset[str]]:
    """All full spellings, and these with the short ones."""
    spelled = list(spelled)
    full = frozenset(one for one, _short in spelled)
    return full, full | {short for _full, short in spelled}


def _exactly(name: str) -> tuple[str, str]:
    return name, name


def _with_short_name(name: str) -> tuple[str, str]:
    """The name without regard to case, and what stands before its first dot, unless it is an address."""
    full = name.casefold().rstrip(".")
    try:
        ipaddress.ip_address(full)
    except ValueError:
        return full, full.split(".", 1)[0]
    return full, full


MATCHES: Mapping[str, Callable[[str], tuple[str, str]]] = {
    "exact": _exactly,
    "short_name": _with_short_name,
}
"""How names are compared."""
