# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts from assets: their names, variables and groups. Nothing here asks a server or knows Ansible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError

Asset = Mapping[str, Any]
"""An asset as look-ups give it: id, asset_type, name, system fields by their keys, `attributes` by display name."""

TOLD = 5
"""So many assets are named in a message."""


@dataclass(frozen=True)
class Groups:
    """A group that a host is in, with the groups that this one is in. The names are as the server has them."""

    name: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """An asset that is to be a host, and its groups."""

    asset: Asset
    groups: tuple[Groups, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The member as plain data, to be kept."""
        groups = [[one.name, list(one.parents)] for one in self.groups]
        return {"asset": dict(self.asset), "groups": groups}


def member_of(data: Mapping[str, Any]) -> Member:
    """The member that `as_data` made plain. Raises KeyError, TypeError or ValueError for anything else."""
    groups = tuple(Groups(str(name), tuple(map(str, parents))) for name, parents in data["groups"])
    asset = data["asset"]
    if not isinstance(asset["id"], int) or not isinstance(asset["attributes"], dict):
        raise TypeError("not an asset")
    return Member(asset, groups)


def value_of(asset: Asset, field: str) -> Any:
    """The value of a field, called as in filters; None where the asset does not have it."""
    if field in asset and field != "attributes":
        return asset[field]
    attributes = asset["attributes"]
    return attributes.get(field, attributes.get(field.removeprefix("attributes.")))


def texts_of(value: Any) -> list[str]:
    """What a value contributes to names of hosts and groups: one text, several of a list, none if it is empty."""
    found: list[str] = []
    for item in value if isinstance(value, (list, tuple)) else [value]:
        one = item.get("name") if isinstance(item, Mapping) else item
        if one is not None and str(one) != "":
            found.append(str(one))
    return found


def variables_of(asset: Asset, prefix: str, fields: Sequence[str] | None) -> dict[str, Any]:
    """The variables of a host; with `fields` only those, beside id, name and type."""
    always = ("id", "name", "asset_type")
    keys = [key for key in asset if key != "attributes" and key not in always]
    attributes: Mapping[str, Any] = asset["attributes"]
    if fields is not None:
        named = {field.removeprefix("attributes.") for field in fields if field not in asset}
        keys = [key for key in keys if key in fields]
        attributes = {name: value for name, value in attributes.items() if name in named}
    found = {prefix + key: asset[key] for key in (*always, *keys)}
    found[prefix + "attributes"] = dict(attributes)
    return found


@dataclass(frozen=True)
class Hosts:
    """All members that were found, the hosts among them by name, and what people should know of it."""

    members: tuple[Member, ...]
    named: tuple[tuple[str, Member], ...]
    warnings: tuple[str, ...] = ()


def without_duplicates(members: Sequence[Member], names: Sequence[str], on_duplicate: str) -> Hosts:
    """The hosts of these members, called so. Raises InputError for names that are missing or not unique.

    `on_duplicate` is fail, append_id, or first: that of the lowest id.
    """
    nameless = [_label(one) for one, name in zip(members, names) if not name]
    if nameless:
        problem = (
            f"hostnames: {_told(nameless)} would have no name: add another field or template that gives one,"
            " such as 'asset-{{ aip_id }}'"
        )
        raise InputError([problem])
    bearers: dict[str, list[Member]] = defaultdict(list)
    for one, name in zip(members, names):
        bearers[name].append(one)
    doubled = {name: found for name, found in bearers.items() if len(found) > 1}
    if doubled and on_duplicate == "fail":
        name, found = next(iter(doubled.items()))
        more = f", and {len(doubled) - 1} names more are not unique" if len(doubled) > 1 else ""
        problem = (
            f"hostnames: '{name}' is the name of {_told([_label(one) for one in found])}{more}:"
            " choose other fields, or say with on_duplicate what to do"
        )
        raise InputError([problem])
    hosts: list[tuple[str, Member]] = []
    warnings: list[str] = []
    for name, found in bearers.items():
        if len(found) == 1:
            hosts.append((name, found[0]))
        elif on_duplicate == "append_id":
            hosts += [(f"{name}_{one.asset['id']}", one) for one in found]
        else:
            first, *others = sorted(found, key=lambda one: int(one.asset["id"]))
            hosts.append((name, first))
            warnings.append(
                f"'{name}' is {_label(first)} and not {_told([_label(one) for one in others])}"
            )
    taken = [name for name, _member in hosts]
    if len(set(taken)) < len(taken):  # a name with an id is another asset's name
        return without_duplicates([one for _name, one in hosts], taken, "fail")
    return Hosts(tuple(members), tuple(hosts), tuple(warnings))


def _label(member: Member) -> str:
    return f"asset {member.asset['id']}"


def _told(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:TOLD])
    return shown if len(labels) <= TOLD else f"{shown} and {len(labels) - TOLD} more"


def joined(prefix: str, texts: Iterable[str]) -> list[str]:
    """Names of groups: each text after the prefix."""
    return [f"{prefix}_{text}" if prefix else text for text in texts]


def problem_with_number(hosts: int, before: int | None, least: int, most_lost: float) -> str:
    """Why so few hosts cannot be right, or nothing. `most_lost` is a percentage of the hosts there were before."""
    if hosts < least:
        return f"min_hosts: the server gave {hosts} hosts, and there must be at least {least}"
    lost = (before or 0) - hosts
    if before and lost > 0 and 100 * lost / before > most_lost:
        return (
            f"max_shrink_percent: the server gave {hosts} hosts and there were {before}, which is"
            f" {100 * lost / before:.0f} % less and more than {most_lost:g} %: if that is right, allow more"
            " for one run"
        )
    return ""


def age(seconds: float) -> str:
    """A time span for people."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} seconds"
