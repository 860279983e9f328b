# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts from assets: their names, variables and groups. No requests, and no Ansible, in here."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...module_utils._core.errors import InputError
from ...module_utils._core.model import id_order
from ...module_utils._core.visible import visible

Asset = Mapping[str, Any]
"""An asset as look-ups return it: id, asset_type, name, system fields by their keys, `attributes` by display name."""

_EXAMPLE = "'asset-{{ aip_id }}'"
_OTHER_NAME = f"put a field or template that yields another one first, such as {_EXAMPLE}"

MOST_NAMED = 5
"""How many assets a message names."""


@dataclass(frozen=True)
class Groups:
    """A group of a host, with its parent groups. The names are those of the server."""

    name: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """An asset that becomes a host, and its groups."""

    asset: Asset
    groups: tuple[Groups, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The member as plain data, for keeping."""
        groups = [[one.name, list(one.parents)] for one in self.groups]
        return {"asset": dict(self.asset), "groups": groups}


def member_of(data: Mapping[str, Any]) -> Member:
    """The member from the data of `as_data`. Raises KeyError, TypeError or ValueError for anything else."""
    groups = tuple(Groups(str(name), tuple(map(str, parents))) for name, parents in data["groups"])
    asset = data["asset"]
    if not isinstance(asset["id"], int) or not isinstance(asset["attributes"], dict):
        raise TypeError("not an asset")
    return Member(asset, groups)


def value_of(asset: Asset, field: str) -> Any:
    """The value of a field, named as in filters; None if the asset does not have it."""
    if field in asset and field != "attributes":
        return asset[field]
    attributes = asset["attributes"]
    return attributes.get(field, attributes.get(field.removeprefix("attributes.")))


def texts_of(value: Any) -> list[str]:
    """The texts that a value contributes to names of hosts and groups: one, several for a list, none if it is empty."""
    found: list[str] = []
    for item in value if isinstance(value, (list, tuple)) else [value]:
        one = item.get("name") if isinstance(item, Mapping) else item
        if one is not None and str(one) != "":
            found.append(str(one))
    return found


def variables_of(asset: Asset, prefix: str, fields: Sequence[str] | None) -> dict[str, Any]:
    """The variables of a host; with `fields` only those, in addition to id, name and type."""
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
    """All members that were found, the hosts among them by name, and warnings."""

    members: tuple[Member, ...]
    named: tuple[tuple[str, Member], ...]
    warnings: tuple[str, ...] = ()


RESERVED_HOSTS = frozenset(("all", "ungrouped", "localhost", "127.0.0.1", "::1"))
"""Names of hosts that mean something else to Ansible: groups, and the controller itself."""
RESERVED_GROUPS = frozenset(("all", "ungrouped", "_meta"))
"""Names of groups that Ansible fills itself, or that its output uses for something else."""


def name_hosts(members: Sequence[Member], names: Sequence[str], on_duplicate: str) -> Hosts:
    """The hosts of these members under these names, with what would steer a terminal escaped.

    Raises InputError for names that are missing, reserved or not unique.
    """
    shown = [_escaped(visible(name)) for name in names]
    found = without_duplicates(members, shown, on_duplicate)
    for name, member in found.named:
        if name in RESERVED_HOSTS:
            problem = (
                f"hostnames: {_label(member)} ('{member.asset.get('name')}') would be the host '{name}', a name"
                f" that has a meaning of its own in Ansible: {_OTHER_NAME}"
            )
            raise InputError([problem])
    odd = [_label(one) for one, name, safe in zip(members, names, shown) if name != safe]
    if not odd:
        return found
    warning = (
        f"hostnames: control or invisible characters in the names of {_listed(odd)} are escaped"
    )
    return dataclasses.replace(found, warnings=(*found.warnings, warning))


def _escaped(text: str) -> str:
    return text.replace("\t", "\\t").replace("\n", "\\n")


def check_group(name: str, safe: str) -> None:
    """Raise InputError if Ansible reserves the name `safe` that the group `name` would have."""
    if safe in RESERVED_GROUPS:
        raise InputError(
            [
                f"group_by: '{name}' would be the group '{safe}', which Ansible reserves: set a prefix"
            ]
        )


def merged_groups(safe_names: Mapping[str, str]) -> list[str]:
    """A warning for each group that stands for several names; `safe_names` has the group of each name."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, safe in safe_names.items():
        names[safe].append(name)
    return [
        f"group_by: {_listed([repr(one) for one in merged])} are all the group '{safe}'"
        for safe, merged in names.items()
        if len(merged) > 1
    ]


def without_duplicates(members: Sequence[Member], names: Sequence[str], on_duplicate: str) -> Hosts:
    """The hosts of these members under these names. Raises InputError for names that are missing or not unique.

    `on_duplicate` is fail, append_id, or first: the member with the lowest id.
    """
    nameless = [_label(one) for one, name in zip(members, names) if not name]
    if nameless:
        problem = (
            f"hostnames: {_listed(nameless)} would have no name: add a field or template that yields one,"
            f" such as {_EXAMPLE}"
        )
        raise InputError([problem])
    by_name: dict[str, list[Member]] = defaultdict(list)
    for one, name in zip(members, names):
        by_name[name].append(one)
    doubled = {name: found for name, found in by_name.items() if len(found) > 1}
    if doubled and on_duplicate == "fail":
        name, found = next(iter(doubled.items()))
        more = f", and {len(doubled) - 1} more names are not unique" if len(doubled) > 1 else ""
        problem = (
            f"hostnames: '{name}' is the name of {_listed([_label(one) for one in found])}{more}:"
            " choose other fields, or set on_duplicate to append_id or first"
        )
        raise InputError([problem])
    hosts: list[tuple[str, Member]] = []
    warnings: list[str] = []
    for name, found in by_name.items():
        if len(found) == 1:
            hosts.append((name, found[0]))
        elif on_duplicate == "append_id":
            hosts += [(f"{name}_{one.asset['id']}", one) for one in found]
        else:
            first, *others = sorted(found, key=lambda one: id_order(one.asset["id"]))
            hosts.append((name, first))
            warnings.append(
                f"'{name}' is {_label(first)}, not {_listed([_label(one) for one in others])}"
            )
    taken = [name for name, _member in hosts]
    if len(set(taken)) < len(taken):  # a name with an appended id is another asset's name
        return without_duplicates([one for _name, one in hosts], taken, "fail")
    return Hosts(tuple(members), tuple(hosts), tuple(warnings))


def _label(member: Member) -> str:
    return f"asset {member.asset['id']}"


def _listed(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:MOST_NAMED])
    return shown if len(labels) <= MOST_NAMED else f"{shown} and {len(labels) - MOST_NAMED} more"


def joined(prefix: str, texts: Iterable[str]) -> list[str]:
    """Names of groups: the prefix and each text."""
    return [f"{prefix}_{text}" if prefix else text for text in texts]


def problem_with_number(hosts: int, before: int | None, least: int, most_lost: float) -> str:
    """The problem with too few hosts, or an empty text. `most_lost` is a percentage of the hosts before."""
    if hosts < least:
        return f"min_hosts: the server returned {hosts} hosts, but there must be at least {least}"
    lost = (before or 0) - hosts
    if before and lost > 0 and 100 * lost / before > most_lost:
        return (
            f"max_shrink_percent: the server returned {hosts} hosts, and there were {before}:"
            f" a {100 * lost / before:.0f} % drop (limit {most_lost:g} %); if expected,"
            " raise max_shrink_percent for one run"
        )
    return ""


def age(seconds: float) -> str:
    """A time span for people."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} seconds"
