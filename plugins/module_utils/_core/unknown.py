# Copyright (c) 2026, assetops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `unknown: skip` leaves out of a declaration: attributes that a type lacks, and values that are no options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .visible import visible

MOST_NAMED = 5
"""How many attributes or values a notice names."""
OF_HOSTS = "host "
"""The beginning of the places of declarations that stand for hosts; the notice then counts hosts."""


@dataclass(frozen=True)
class Unknown:
    """What was left out of one asset: an attribute that its type lacks, or a value that is no option of a field.

    `key` is the field's, and empty if the type lacks the attribute; then the value is not kept either.
    """

    asset_type: str
    attribute: str
    value: str = ""
    key: str = ""


@dataclass(frozen=True)
class LeftOutOf:
    """What was left out of one asset, and the place where that was written."""

    origin: str
    unknown: tuple[Unknown, ...]


def as_data(left_out: Sequence[LeftOutOf]) -> list[dict[str, Any]]:
    """What was left out, for a result: an entry for each attribute of a type, with the number of its assets."""
    return [
        {
            "asset_type": asset_type,
            "attribute": attribute,
            "in_type": bool(key),
            "texts": list(dict.fromkeys(one.value for one in found if key)),
            "assets": len(found),
        }
        for (asset_type, attribute, key), found in _by_attribute(left_out).items()
    ]


def notice(left_out: Sequence[LeftOutOf]) -> str:
    """One notice for everything that was left out, of all assets; empty if nothing was."""
    noun = "host" if all(one.origin.startswith(OF_HOSTS) for one in left_out) else "asset"
    lacking: dict[tuple[str, int], list[str]] = {}
    parts: list[str] = []
    for (asset_type, attribute, key), found in _by_attribute(left_out).items():
        if not key:
            lacking.setdefault((asset_type, len(found)), []).append(attribute)
            continue
        values = list(dict.fromkeys(one.value for one in found))
        are = "is not an option" if len(values) == 1 else "are not options"
        parts.append(
            f"{_named(values)} {are} of '{attribute}' of {asset_type}; {_for(len(found), noun)}"
        )
    of_types = [
        f"{'attribute' if len(names) == 1 else 'attributes'} {_named(names)}"
        f" {'is not an attribute' if len(names) == 1 else 'are not attributes'} of {asset_type};"
        f" {_for(number, noun)}"
        for (asset_type, number), names in lacking.items()
    ]
    return visible(". ".join((*of_types, *parts)))


def _by_attribute(
    left_out: Iterable[LeftOutOf],
) -> Mapping[tuple[str, str, str], list[Unknown]]:
    found: dict[tuple[str, str, str], list[Unknown]] = {}
    for one in left_out:
        for unknown in one.unknown:
            key = (unknown.asset_type, unknown.attribute, unknown.key)
            found.setdefault(key, []).append(unknown)
    return found


def _for(number: int, noun: str) -> str:
    return f"left out for {number:,} {noun}{'' if number == 1 else 's'}"


def _named(texts: Sequence[str]) -> str:
    shown = ", ".join(f"'{text}'" for text in texts[:MOST_NAMED])
    more = len(texts) - MOST_NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown
